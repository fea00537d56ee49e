//! What people change of their own account once they are in: name, password, second factor,
//! sessions. Secrets change only for somebody who knows the password: a browser left open is not
//! enough.

use zeroize::Zeroizing;

use super::front_desk::{FrontDesk, Visitor};
use super::own_account::FactorDraft;
use super::passwords::check_new_password;
use crate::crypto::sign_in::{FACTOR_LENGTH, otpauth_url, recovery_digest, rfc4648};
use crate::domain::access::Role;
use crate::domain::encoding::{hex, unhex};
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;
use crate::service::Refusal;
use crate::store::Session;

/// A second factor as its page shows it. No `Debug`: it holds the secret.
pub struct FactorShown {
    /// What a QR code says to an authenticator app.
    pub url: String,
    /// The secret to type.
    pub key: String,
    /// The secret sealed, for the way through the form.
    pub sealed: String,
}

impl FrontDesk {
    /// Shows the secret of a second factor that is being set up: a new one, or the one that comes
    /// back sealed in a form of this session.
    pub fn show_factor(
        &self,
        visitor: &Visitor,
        sealed: Option<&str>,
        issuer: &str,
    ) -> Result<FactorShown, Refusal> {
        let draft = match sealed {
            Some(sealed) => self.unseal_factor(visitor, sealed)?,
            None => self.draw_factor()?,
        };
        let sealed = self
            .office
            .keys
            .seal(&draft_name(visitor), &*draft.secret)?;
        Ok(FactorShown {
            url: otpauth_url(&draft.secret, issuer, &visitor.account.email),
            key: rfc4648(&draft.secret),
            sealed: hex(&sealed),
        })
    }

    /// The secret that [`FrontDesk::show_factor`] sealed into a form of this session.
    pub fn unseal_factor(&self, visitor: &Visitor, sealed: &str) -> Result<FactorDraft, Refusal> {
        let stale = || Refusal::mend("errors.factor-form");
        let sealed = unhex(sealed).map_err(|_| stale())?;
        let opened = self.office.keys.unseal(&draft_name(visitor), &sealed);
        let secret: [u8; FACTOR_LENGTH] = opened
            .map_err(|_| stale())?
            .as_slice()
            .try_into()
            .map_err(|_| stale())?;
        Ok(FactorDraft {
            secret: Zeroizing::new(secret),
        })
    }

    /// Refused unless this is the visitor's password; tries are counted.
    pub async fn check_own_password(
        &self,
        visitor: &Visitor,
        password: &str,
        address: &str,
    ) -> Result<(), Refusal> {
        self.check_patience(&visitor.account.email, address)?;
        let hash = self
            .accounts
            .credentials(visitor.account.id)
            .await?
            .password;
        if self.passwords.matches(password, hash.as_deref()).await? {
            Ok(())
        } else {
            Err(Refusal::mend("errors.password-wrong"))
        }
    }

    /// Changes name and language.
    pub async fn change_own(
        &self,
        visitor: &Visitor,
        name: &str,
        lang: Lang,
    ) -> Result<(), Refusal> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Refusal::mend("errors.account-name"));
        }
        let account = &visitor.account;
        Ok(self
            .office_of(account)
            .act("account.own", &account.email, "")
            .change_own(account.id, name, lang)
            .await?)
    }

    /// Sets a new password for somebody who knows the old one; other sessions end.
    pub async fn change_password(
        &self,
        visitor: &Visitor,
        (old, new): (&str, &str),
        address: &str,
    ) -> Result<(), Refusal> {
        self.check_own_password(visitor, old, address).await?;
        let account = &visitor.account;
        check_new_password(new, &account.email)?;
        let hash = self.passwords.hash(new).await?;
        self.office_of(account)
            .act("account.password", &account.email, "")
            .set_password(account.id, &hash)
            .await?;
        self.end_others(visitor).await
    }

    /// Takes the second factor away; an administrator keeps it.
    pub async fn drop_factor(
        &self,
        visitor: &Visitor,
        password: &str,
        address: &str,
    ) -> Result<(), Refusal> {
        let account = &visitor.account;
        if account.is(Role::Administrator) {
            return Err(Refusal::mend("errors.factor-needed"));
        }
        self.check_own_password(visitor, password, address).await?;
        Ok(self
            .office_of(account)
            .act("account.no-second-factor", &account.email, "")
            .set_second_factor(account.id, None, &[])
            .await?)
    }

    /// Draws new recovery codes, which are shown this once; the old ones die.
    pub async fn new_recovery_codes(
        &self,
        visitor: &Visitor,
        password: &str,
        address: &str,
    ) -> Result<Vec<String>, Refusal> {
        let account = &visitor.account;
        if !account.has_second_factor {
            return Err(Refusal::mend("errors.factor-first"));
        }
        self.check_own_password(visitor, password, address).await?;
        let codes = self.draw_recovery_codes()?;
        let digests: Vec<Digest> = codes
            .iter()
            .filter_map(|code| recovery_digest(code))
            .collect();
        self.office_of(account)
            .act("account.recovery-codes", &account.email, "")
            .set_recovery_codes(account.id, &digests)
            .await?;
        Ok(codes)
    }

    /// The visitor's sessions, the last used first.
    pub async fn own_sessions(&self, visitor: &Visitor) -> Result<Vec<Session>, Refusal> {
        Ok(self.accounts.sessions(visitor.account.id).await?)
    }

    /// Ends one of the visitor's sessions, named by the digest of its token in hexadecimal.
    pub async fn end_own(&self, visitor: &Visitor, digest: &str) -> Result<(), Refusal> {
        for session in self.own_sessions(visitor).await? {
            if hex(session.digest.bytes()) == digest {
                self.accounts.end_session(&session.digest).await?;
            }
        }
        Ok(())
    }

    /// Ends all sessions of the visitor but the present one.
    pub async fn end_others(&self, visitor: &Visitor) -> Result<(), Refusal> {
        let keep = Some(&visitor.session.digest);
        let ended = self
            .accounts
            .end_other_sessions(visitor.account.id, keep)
            .await;
        Ok(ended?)
    }
}

/// A form of one session is of no use in another.
fn draft_name(visitor: &Visitor) -> String {
    let session = hex(visitor.session.digest.bytes());
    format!("second-factor-draft/{}/{session}", visitor.account.id.0)
}
