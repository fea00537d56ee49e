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
use crate::mail::envelope::{MessageId, OutgoingMail, Party};
use crate::mail::settings::MailSettings;
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
        let mail = self.mail(world, account, kind, &link, until);
        let sent = match (mail, &self.0.settings) {
            (Some(mail), Some(settings)) => match settings.transport(&self.0.data) {
                Ok(transport) => {
                    let sent = transport.send(&mail).await.is_ok();
                    transport.close().await;
                    sent
                }
                Err(_) => false,
            },
            _ => false,
        };
        if sent {
            Handed::Mailed
        } else {
            Handed::ByHand(HandedLink(link))
        }
    }

    fn mail(
        &self,
        world: &World,
        account: &Account,
        kind: LinkKind,
        link: &str,
        until: Timestamp,
    ) -> Option<OutgoingMail> {
        let sender = self.0.settings.as_ref()?.sender().ok()?;
        let [thai, english] = &self.0.words;
        let words = account_mail(
            thai,
            english,
            &AccountMail {
                kind,
                name: &account.name,
                link,
                until: until.to_zoned(thai_zone()).datetime(),
            },
        );
        let id = hex(&world.random::<16>().ok()?);
        let id: MessageId = format!("{id}@{}", sender.from.domain()).parse().ok()?;
        let to = Party::named(&account.name, &account.email).ok()?;
        OutgoingMail::new(&sender, &to, id, world.now(), &words).ok()
    }
}
