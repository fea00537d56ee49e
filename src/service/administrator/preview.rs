//! What respondents will see, before anybody does: mails with a link that leads nowhere.

use std::str::FromStr;

use crate::domain::agency::Agency;
use crate::domain::encoding::hex;
use crate::domain::mail::MailKind;
use crate::domain::message::Message;
use crate::domain::round::{Poll, Round};
use crate::domain::wire::{Fingerprint, PollId};
use crate::locale::Locale;
use crate::mail::envelope::{BadMail, MessageId, OutgoingMail, Party};
use crate::mail::words::{InvitationFacts, MailText, invitation};
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::send_mail::notice;
use crate::store::AgencySearch;

/// What stands where a link's token would.
const NO_TOKEN: &str = "EXAMPLE-ONLY";

/// A mail as people will get it.
#[derive(Debug, Clone)]
pub struct MailPreview {
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
}

impl AdministratorDesk {
    /// Words of a language, as the mails use them.
    pub fn words_of(&self, lang: crate::domain::lang::Lang) -> &Locale {
        match lang {
            crate::domain::lang::Lang::Th => &self.workshop.thai,
            crate::domain::lang::Lang::En => &self.workshop.english,
        }
    }

    /// A mail of the round, with a name and a link that are examples.
    pub async fn mail_preview(&self, code: &str, kind: MailKind) -> Result<MailPreview, Refusal> {
        let round = self.office.round(code).await?;
        let mail = self.sample(&round, kind).await?;
        Ok(MailPreview {
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
        })
    }

    /// Whether mails can be sent.
    pub fn can_send(&self) -> bool {
        self.workshop.post.is_some()
    }

    /// Sends such a mail to whoever asks; answers the address.
    pub async fn send_test_mail(&self, code: &str, kind: MailKind) -> Result<String, Refusal> {
        let round = self.office.round(code).await?;
        let mut mail = self.sample(&round, kind).await?;
        let mark = self.workshop.thai.say("rounds.test_mail_mark");
        mail.subject = format!("{mark} {}", mail.subject);
        let post = self.workshop.post.as_ref();
        let post = post.ok_or_else(|| Refusal::mend("errors.no-mail"))?;
        let (name, address) = (&self.visitor.account.name, &self.visitor.account.email);
        let id: [u8; 16] = self.office.world.random()?;
        let build = || -> Result<OutgoingMail, BadMail> {
            let id = MessageId::from_str(&format!("{}@{}", hex(&id), post.sender.from.domain()))?;
            let to = Party::named(name, address)?;
            OutgoingMail::new(&post.sender, &to, id, self.office.world.now(), &mail)
        };
        let failed = |words: String| {
            Refusal::Mendable(Message::new("errors.mail-not-sent").with("words", words))
        };
        let message = build().map_err(|problem| failed(problem.to_string()))?;
        let sent = post.transport.send(&message).await;
        post.transport.close().await;
        sent.map_err(|problem| failed(problem.to_string()))?;
        self.office.log("mail.test", code, kind.code()).await?;
        Ok(address.clone())
    }

    async fn sample(&self, round: &Round, kind: MailKind) -> Result<MailText, Refusal> {
        let (poll, agency) = self.example_poll(round).await?;
        let notice = notice(round, &agency, &poll).ok_or(Refusal::Crypto)?;
        let facts = InvitationFacts {
            kind,
            name: self.workshop.thai.say("rounds.example_name").to_owned(),
            notice,
            link: format!("{}/i#{NO_TOKEN}", self.workshop.public_url),
        };
        let (thai, english) = (&self.workshop.thai, &self.workshop.english);
        Ok(invitation(thai, Some(english), &facts))
    }

    /// The first agency and its poll; before the round opens, one with a fingerprint of zeros.
    async fn example_poll(&self, round: &Round) -> Result<(Poll, Agency), Refusal> {
        let registry = &self.office.registry;
        let (agencies, _) = registry.agency_page(&AgencySearch::default(), 0, 1).await?;
        let none = || Refusal::mend("errors.no-agencies");
        let first = agencies.into_iter().next().ok_or_else(none)?;
        let poll = registry.first_poll(round.id).await?;
        let poll = poll.unwrap_or_else(|| Poll {
            id: PollId::new([0; 16]),
            agency: first.id,
            fingerprint: Fingerprint::new([0; 16]),
        });
        let agency = registry.agency_by_id(poll.agency).await?;
        Ok((poll, agency.unwrap_or(first)))
    }
}
