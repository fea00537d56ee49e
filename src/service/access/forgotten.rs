//! A forgotten password. The answer, and its time, are the same whether there is such an account.

use jiff::SignedDuration;

use super::front_desk::FrontDesk;
use super::post::Handed;
use crate::crypto::sign_in::BearerToken;
use crate::mail::account_words::LinkKind;
use crate::service::Refusal;

/// How long the link may be used.
const LASTS: SignedDuration = SignedDuration::from_hours(1);
/// A second mail is not sent before this time has passed: nobody's mailbox is filled.
const APART: SignedDuration = SignedDuration::from_mins(5);

impl FrontDesk {
    /// Mails a link by which a new password is set, if there is such an account. Everything that
    /// depends on the account happens after the answer.
    pub fn forgot(&self, email: &str, address: &str) -> Result<(), Refusal> {
        let email = email.trim().to_lowercase();
        self.check_patience(&format!("forgot {email}"), address)?;
        let desk = self.clone();
        tokio::spawn(async move {
            if let Err(problem) = desk.mail_reset(&email).await {
                tracing::error!(cause = %problem, "a link for a new password could not be made");
            }
        });
        Ok(())
    }

    async fn mail_reset(&self, email: &str) -> Result<(), Refusal> {
        let Some(account) = self.accounts.by_email(email).await? else {
            return Ok(());
        };
        if account.suspended {
            return Ok(());
        }
        let now = self.office.world.now();
        let fresh = now.checked_add(LASTS - APART).unwrap_or_default();
        let until = now.checked_add(LASTS).unwrap_or_default();
        let token = BearerToken::new(self.office.world.random()?);
        let digest = token.link_digest();
        let accounts = &self.accounts;
        if !accounts
            .add_reset(&digest, account.id, until, fresh)
            .await?
        {
            return Ok(());
        }
        let desk = self.office_of(&account);
        desk.log("account.forgot", &account.email, "").await?;
        let way = (LinkKind::Reset, &token, until);
        if desk.post.hand(&desk.world, &account, way).await != Handed::Mailed {
            tracing::warn!("a link for a new password could not be mailed; check [mail]");
        }
        Ok(())
    }
}
