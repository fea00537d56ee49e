//! Mails about accounts: one at a time, each with a one-time link, and nothing of it kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::crypto::sign_in::BearerToken;
use crate::domain::access::Account;
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::hex;
use crate::locale::Locale;
use crate::mail::account_words::{AccountMail, LinkKind, account_mail};
use crate::mail::envelope::{BadMail, MessageId, OutgoingMail, Party};
use crate::mail::office_words::{OfficeMail, office_mail};
use crate::mail::settings::MailSettings;
use crate::mail::words::MailText;
use crate::world::World;

/// Sends mails about accounts. Cheap to clone.
#[derive(Clone)]
pub struct AccountPost(Arc<Desk>);

struct Desk {
    settings: Option<MailSettings>,
    data: PathBuf,
    public_url: String,
    words: [Locale; 2],
}

/// A one-time link on its way to the person it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// It was mailed.
    Mailed,
    /// It could not be mailed: whoever made it hands it over. Shown once, never logged.
    ByHand(HandedLink),
}

/// Address of a one-time link. Silent `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct HandedLink(pub String);

impl std::fmt::Debug for HandedLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HandedLink(…)")
    }
}

impl AccountPost {
    /// Mails go the way that the settings name; without settings every link is handed over.
    pub fn new(
        settings: Option<MailSettings>,
        data: &Path,
        public_url: &str,
        words: [Locale; 2],
    ) -> Self {
        Self(Arc::new(Desk {
            settings,
            data: data.to_owned(),
            public_url: public_url.to_owned(),
            words,
        }))
    }

    /// The address of a one-time link.
    pub fn address(&self, token: &BearerToken) -> String {
        format!("{}/office/welcome/{}", self.0.public_url, token.text())
    }

    /// Mails a link; whatever stands in the way, the link comes back to be handed over.
    pub async fn hand(
        &self,
        world: &World,
        account: &Account,
        (kind, token, until): (LinkKind, &BearerToken, Timestamp),
    ) -> Handed {
        let link = self.address(token);
        let [thai, english] = &self.0.words;
        let words = account_mail(
            thai,
            english,
            &AccountMail {
                kind,
                name: &account.name,
                link: &link,
                until: until.to_zoned(thai_zone()).datetime(),
            },
        );
        let to = (account.name.as_str(), account.email.as_str());
        match self.send(world, to, &words).await {
            Ok(()) => Handed::Mailed,
            Err(_) => Handed::ByHand(HandedLink(link)),
        }
    }

    /// Whether mails can be sent.
    pub fn is_set_up(&self) -> bool {
        self.0.settings.is_some()
    }

    /// Sends one of the office's own mails to this name and address.
    ///
    /// # Errors
    /// Why it was not sent, in the server's words where it had any.
    pub async fn send_office_mail(
        &self,
        world: &World,
        to: (&str, &str),
        mail: &OfficeMail<'_>,
    ) -> Result<(), String> {
        let [thai, english] = &self.0.words;
        self.send(world, to, &office_mail(thai, english, mail))
            .await
    }

    /// The whole address of a page of ours.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.0.public_url)
    }

    async fn send(
        &self,
        world: &World,
        (name, address): (&str, &str),
        words: &MailText,
    ) -> Result<(), String> {
        let settings = self.0.settings.as_ref().ok_or("no mail")?;
        let sender = settings.sender().map_err(|problem| problem.to_string())?;
        let id: [u8; 16] = world.random().map_err(|problem| problem.to_string())?;
        let build = || {
            let id: MessageId = format!("{}@{}", hex(&id), sender.from.domain()).parse()?;
            let to = Party::named(name, address)?;
            OutgoingMail::new(&sender, &to, id, world.now(), words)
        };
        let mail = build().map_err(|problem: BadMail| problem.to_string())?;
        let transport = settings.transport(&self.0.data);
        let transport = transport.map_err(|problem| problem.to_string())?;
        let sent = transport.send(&mail).await;
        transport.close().await;
        sent.map(|_| ())
            .map_err(|failure| failure.words().to_owned())
    }
}
