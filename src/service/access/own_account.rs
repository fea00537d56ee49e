//! What people do with their own account: a password by a one-time link, the second factor.

use zeroize::Zeroizing;

use super::front_desk::{FrontDesk, Next, Visitor, factor_name, unix_seconds};
use super::passwords::check_new_password;
use crate::crypto::sign_in::{
    BearerToken, FACTOR_LENGTH, RECOVERY_LENGTH, SecondFactor, recovery_digest,
};
use crate::domain::access::Account;
use crate::domain::encoding::{base32, grouped, hex};
use crate::service::Refusal;

/// Recovery codes that a person is given.
const RECOVERY_CODES: usize = 8;

/// A second factor that is being set up: shown until a code proves that the app has it.
pub struct FactorDraft {
    /// The secret.
    pub secret: Zeroizing<[u8; FACTOR_LENGTH]>,
}

impl FrontDesk {
    /// Whose one-time link this is, while it may be used. Reading changes nothing.
    pub async fn link_holder(&self, token: &str) -> Result<Option<Account>, Refusal> {
        let Ok(token) = BearerToken::parse(token) else {
            return Ok(None);
        };
        let Some((id, expires)) = self.accounts.link(&token.link_digest()).await? else {
            return Ok(None);
        };
        if expires <= self.office.world.now() {
            return Ok(None);
        }
        let account = self.accounts.find(id).await?;
        Ok(account.filter(|account| !account.suspended))
    }

    /// Sets a password by a one-time link, which is used up; every session of the account ends, and
    /// a new one begins.
    pub async fn set_password_by_link(&self, token: &str, password: &str) -> Result<Next, Refusal> {
        let gone = || Refusal::mend("errors.account-link");
        let account = self.link_holder(token).await?.ok_or_else(gone)?;
        check_new_password(password, &account.email)?;
        let hash = self.passwords.hash(password).await?;
        let digest = BearerToken::parse(token).map_err(|_| gone())?.link_digest();
        if !self.accounts.take_link(&digest, account.id).await? {
            return Err(gone());
        }
        self.office_of(&account)
            .act("account.password", &account.email, "by link")
            .set_password(account.id, &hash)
            .await?;
        self.accounts.end_other_sessions(account.id, None).await?;
        self.begin(&account).await
    }

    /// Draws the secret of a second factor. Nothing is stored yet.
    pub fn draw_factor(&self) -> Result<FactorDraft, Refusal> {
        Ok(FactorDraft {
            secret: Zeroizing::new(self.office.world.random()?),
        })
    }

    /// Takes a second factor over once a code proves that the app has it; returns the recovery
    /// codes, which are shown this once, and a whole session. Every other session ends: it may be
    /// somebody's who knew the password alone.
    pub async fn set_up_factor(
        &self,
        visitor: &Visitor,
        secret: &[u8; FACTOR_LENGTH],
        code: &str,
    ) -> Result<(Vec<String>, BearerToken), Refusal> {
        let account = &visitor.account;
        if account.has_second_factor && !visitor.is_in() {
            return Err(Refusal::mend("errors.code-wrong"));
        }
        let factor = SecondFactor::new(secret).map_err(|_| Refusal::Crypto)?;
        let now = unix_seconds(self.office.world.now());
        let step = factor
            .step_of(code, now)
            .ok_or_else(|| Refusal::mend("errors.code-wrong"))?;
        let codes = self.draw_recovery_codes()?;
        let digests: Vec<_> = codes
            .iter()
            .filter_map(|code| recovery_digest(code))
            .collect();
        let sealed = self.office.keys.seal(&factor_name(account), secret)?;
        self.office_of(account)
            .act("account.second-factor", &account.email, "")
            .set_second_factor(account.id, Some(hex(&sealed)), &digests)
            .await?;
        self.accounts.take_step(account.id, step).await?;
        self.accounts.end_other_sessions(account.id, None).await?;
        Ok((codes, self.come_in(visitor).await?))
    }

    pub(super) fn draw_recovery_codes(&self) -> Result<Vec<String>, Refusal> {
        (0..RECOVERY_CODES)
            .map(|_| {
                Ok(grouped(&base32(
                    &self.office.world.random::<RECOVERY_LENGTH>()?,
                )))
            })
            .collect()
    }
}
