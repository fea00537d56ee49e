//! The front desk: signing in and out. The handle of those who have not come in yet.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::passwords::Passwords;
use super::patience::Patience;
use crate::crypto::sign_in::{BearerToken, FACTOR_LENGTH, SecondFactor, recovery_digest};
use crate::domain::access::{Account, Role};
use crate::domain::encoding::{base32, unhex};
use crate::domain::lang::Lang;
use crate::service::administrator::Workshop;
use crate::service::{Office, Refusal};
use crate::store::{Accounts, Session, SessionLevel};

/// A session that nobody used for so long is over.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session is over after so long, used or not.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// Use is noted this often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Name under which the secret of a second factor is sealed, with the account's row behind it.
const FACTOR_NAME: &str = "second-factor/";

/// Signs people in. Cheap to clone.
#[derive(Clone)]
pub struct FrontDesk {
    pub(super) office: Office,
    pub(super) accounts: Accounts,
    pub(super) passwords: Passwords,
    patience: Patience,
    pub(super) workshop: Option<Arc<Workshop>>,
}

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who.
    pub account: Account,
    /// The session.
    pub session: Session,
    /// What the browser opens the strongroom with, where it sent it.
    pub sheets_key: Option<BearerToken>,
}

impl Visitor {
    /// With what the browser keeps to open the strongroom with; what is none is passed over.
    #[must_use]
    pub fn with_sheets_key(self, text: &str) -> Self {
        Self {
            sheets_key: BearerToken::parse(text).ok(),
            ..self
        }
    }

    /// Whether the person has signed in whole, second factor included. Who became administrator
    /// without one has to set one up first.
    pub fn is_in(&self) -> bool {
        let guarded = self.account.has_second_factor || !self.account.is(Role::Administrator);
        self.session.level == SessionLevel::Full && guarded
    }
}

/// What comes next for somebody whose password, or code, was right.
#[derive(Debug, Clone)]
pub enum Next {
    /// In.
    In(BearerToken),
    /// The code of the second factor is asked for.
    Code(BearerToken),
    /// The account needs a second factor and has none yet.
    SetUp(BearerToken),
}

impl FrontDesk {
    /// Works on the accounts of this office.
    pub fn new(office: Office) -> Self {
        Self {
            accounts: office.registry.accounts(),
            passwords: Passwords::new(office.world.clone()),
            patience: Patience::new(),
            workshop: None,
            office,
        }
    }

    /// The same with what administrators work with; without it there is no desk for them.
    #[must_use]
    pub fn with_workshop(self, workshop: Workshop) -> Self {
        Self {
            workshop: Some(Arc::new(workshop)),
            ..self
        }
    }

    /// Signs in with address and password. One refusal for an unknown address, a wrong password
    /// and a closed account; `address` is where the request came from and is kept in memory only.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        address: &str,
    ) -> Result<Next, Refusal> {
        let email = email.trim().to_lowercase();
        self.check_patience(&email, address)?;
        let account = self.accounts.by_email(&email).await?;
        let credentials = match &account {
            Some(account) => self.accounts.credentials(account.id).await?,
            None => crate::store::Credentials::default(),
        };
        let right = self
            .passwords
            .matches(password, credentials.password.as_deref())
            .await?;
        match account.filter(|account| right && !account.suspended) {
            Some(account) => self.begin(&account).await,
            None => Err(Refusal::mend("errors.sign-in-wrong")),
        }
    }

    /// Refused when an account or an address has tried too often.
    pub(super) fn check_patience(&self, email: &str, address: &str) -> Result<(), Refusal> {
        if self.patience.lets(email, address) {
            Ok(())
        } else {
            Err(Refusal::mend("errors.too-many-tries"))
        }
    }

    /// Begins a session for somebody whose password was right.
    pub(super) async fn begin(&self, account: &Account) -> Result<Next, Refusal> {
        if account.has_second_factor {
            return Ok(Next::Code(
                self.session(account, SessionLevel::Password).await?,
            ));
        }
        if account.is(Role::Administrator) {
            return Ok(Next::SetUp(
                self.session(account, SessionLevel::Password).await?,
            ));
        }
        Ok(Next::In(self.session(account, SessionLevel::Full).await?))
    }

    /// Takes the code of the second factor, or a recovery code. The session gets a new token.
    pub async fn second_factor(
        &self,
        visitor: &Visitor,
        code: &str,
        address: &str,
    ) -> Result<Next, Refusal> {
        self.check_patience(&visitor.account.email, address)?;
        if self.code_is_right(&visitor.account, code).await? {
            self.come_in(visitor).await.map(Next::In)
        } else {
            Err(Refusal::mend("errors.code-wrong"))
        }
    }

    /// Ends the half session and begins a whole one.
    pub(super) async fn come_in(&self, visitor: &Visitor) -> Result<BearerToken, Refusal> {
        self.accounts.end_session(&visitor.session.digest).await?;
        self.session(&visitor.account, SessionLevel::Full).await
    }

    async fn code_is_right(&self, account: &Account, code: &str) -> Result<bool, Refusal> {
        if let Some(digest) = recovery_digest(code)
            && self
                .accounts
                .take_recovery_code(account.id, &digest)
                .await?
        {
            let desk = self.office_of(account);
            desk.log("account.recovery-code", &account.email, "")
                .await?;
            return Ok(true);
        }
        let Some(factor) = self.factor(account).await? else {
            return Ok(false);
        };
        match factor.step_of(code, unix_seconds(self.office.world.now())) {
            Some(step) => Ok(self.accounts.take_step(account.id, step).await?),
            None => Ok(false),
        }
    }

    async fn factor(&self, account: &Account) -> Result<Option<SecondFactor>, Refusal> {
        let sealed = self.accounts.credentials(account.id).await?.second_factor;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let sealed = unhex(&sealed).map_err(|_| Refusal::Crypto)?;
        let secret = self.office.keys.unseal(&factor_name(account), &sealed)?;
        let secret: [u8; FACTOR_LENGTH] =
            secret.as_slice().try_into().map_err(|_| Refusal::Crypto)?;
        SecondFactor::new(&secret)
            .map(Some)
            .map_err(|_| Refusal::Crypto)
    }

    /// Who holds this cookie, if its session still runs.
    pub async fn visitor(&self, cookie: &str) -> Result<Option<Visitor>, Refusal> {
        let Ok(token) = BearerToken::parse(cookie) else {
            return Ok(None);
        };
        let Some(session) = self.accounts.session(&token.session_digest()).await? else {
            return Ok(None);
        };
        let now = self.office.world.now();
        if over(session.begun, LONGEST, now) || over(session.used, IDLE, now) {
            self.accounts.end_session(&session.digest).await?;
            return Ok(None);
        }
        if over(session.used, NOTED_EVERY, now) {
            self.accounts.touch_session(&session.digest, now).await?;
        }
        let account = self.accounts.find(session.account).await?;
        Ok(account
            .filter(|account| !account.suspended)
            .map(|account| Visitor {
                account,
                session,
                sheets_key: None,
            }))
    }

    /// Ends the session.
    pub async fn sign_out(&self, visitor: &Visitor) -> Result<(), Refusal> {
        Ok(self.accounts.end_session(&visitor.session.digest).await?)
    }

    /// Keeps the language of somebody's pages.
    pub async fn set_language(&self, visitor: &Visitor, lang: Lang) -> Result<(), Refusal> {
        let account = &visitor.account;
        let step = self.office.step();
        let kept = step.change_own(account.id, &account.name, lang);
        Ok(kept.await?)
    }

    /// Keeps the language that somebody chose before signing in.
    pub async fn keep_language(&self, next: &Next, lang: Lang) -> Result<(), Refusal> {
        let (Next::In(token) | Next::Code(token) | Next::SetUp(token)) = next;
        match self.visitor(&token.text()).await? {
            Some(visitor) => self.set_language(&visitor, lang).await,
            None => Ok(()),
        }
    }

    /// A name for a failure, to find it in the log.
    pub fn operation_id(&self) -> String {
        self.office
            .world
            .random::<5>()
            .map_or_else(|_| "-".to_owned(), |bytes| base32(&bytes))
    }

    async fn session(
        &self,
        account: &Account,
        level: SessionLevel,
    ) -> Result<BearerToken, Refusal> {
        let token = BearerToken::new(self.office.world.random()?);
        let now = self.office.world.now();
        let session = Session {
            digest: token.session_digest(),
            account: account.id,
            level,
            begun: now,
            used: now,
        };
        self.accounts.begin_session(&session).await?;
        Ok(token)
    }

    /// The office with this person as the one who acts.
    pub(super) fn office_of(&self, account: &Account) -> Office {
        Office {
            actor: account.email.clone(),
            ..self.office.clone()
        }
    }
}

pub(super) fn factor_name(account: &Account) -> String {
    format!("{FACTOR_NAME}{}", account.id.0)
}

pub(super) fn unix_seconds(now: Timestamp) -> u64 {
    u64::try_from(now.as_second()).unwrap_or_default()
}

/// Removes sessions and one-time links whose time is over: a link that is gone does not come back, so never by a
/// clock in doubt.
pub async fn sweep_access(office: &Office) -> Result<(), Refusal> {
    let now = office.world.now();
    let accounts = office.registry.accounts();
    let ago = |span| now.checked_sub(span).unwrap_or_default();
    accounts.sweep_sessions(ago(LONGEST), ago(IDLE)).await?;
    Ok(accounts.sweep_links(now).await?)
}

/// Removes waiting files whose time is over, also by a clock in doubt: whoever sent one can send it again.
pub async fn sweep_uploads(office: &Office) -> Result<(), Refusal> {
    let accounts = office.registry.accounts();
    Ok(accounts.sweep_uploads(office.world.now()).await?)
}

fn over(since: Timestamp, span: SignedDuration, now: Timestamp) -> bool {
    since.checked_add(span).is_ok_and(|end| end <= now)
}
