//! The words of a mail: Thai first, English below; fixed but for the contact lines.

use super::html;
use crate::domain::mail::MailKind;
use crate::domain::notice::{PollNotice, printed};
use crate::locale::Locale;

/// What one mail is about. Holds a live link, so there is no `Debug`.
#[derive(Clone)]
pub struct InvitationFacts {
    /// Why it is sent.
    pub kind: MailKind,
    /// Full name of the person.
    pub name: String,
    /// The poll.
    pub notice: PollNotice,
    /// The personal link, whole: `https://…/i#TOKEN.FP`.
    pub link: String,
}

/// A worded mail. Holds a live link, so there is no `Debug`.
#[derive(Clone)]
pub struct MailText {
    /// Subject, one line.
    pub subject: String,
    /// Plain text part.
    pub text: String,
    /// HTML part.
    pub html: String,
}

/// Words the mail in Thai, followed by English where `en` is given. Each part holds the link
/// exactly once.
pub fn invitation(th: &Locale, en: Option<&Locale>, facts: &InvitationFacts) -> MailText {
    let thai = Wording::new(th, facts);
    let english = en.map(|locale| Wording::new(locale, facts));
    MailText {
        subject: subject(&thai, english.as_ref()),
        text: text(&thai, english.as_ref(), facts),
        html: html::page(&thai, english.as_ref(), facts).into_string(),
    }
}

/// The sentences of one language.
pub(super) struct Wording<'a> {
    locale: &'a Locale,
    subject: String,
    pub(super) greeting: String,
    pub(super) lead: String,
    pub(super) until: String,
    pub(super) custody: String,
}

impl<'a> Wording<'a> {
    fn new(locale: &'a Locale, facts: &InvitationFacts) -> Self {
        let notice = &facts.notice;
        let by_kind = |key: &str| format!("mail.{key}_{}", facts.kind.code());
        Self {
            locale,
            subject: locale.announce(&by_kind("subject"), notice),
            greeting: locale.fill("mail.greeting", &[("name", facts.name.trim())]),
            lead: locale.announce(&by_kind("lead"), notice),
            until: locale.announce("notice.until", notice),
            custody: locale.custody(notice),
        }
    }

    /// BCP 47 code of the language.
    pub(super) fn lang(&self) -> &'static str {
        self.locale.lang().code()
    }

    /// A sentence that needs no facts.
    pub(super) fn say<'k>(&'k self, key: &'k str) -> &'k str {
        self.locale.say(key)
    }
}

fn subject(thai: &Wording, english: Option<&Wording>) -> String {
    match english {
        Some(english) => format!("{} | {}", thai.subject, english.subject),
        None => thai.subject.clone(),
    }
}

fn text(thai: &Wording, english: Option<&Wording>, facts: &InvitationFacts) -> String {
    let link = format!(
        "{}:\n{}\n{}",
        thai.say("mail.link"),
        facts.link,
        thai.say("notice.personal")
    );
    let mut parts = language_text(thai, &link, &facts.notice);
    if let Some(english) = english {
        let link = format!(
            "{} {}",
            english.say("mail.link"),
            english.say("notice.personal")
        );
        parts.push("— English —".to_owned());
        parts.extend(language_text(english, &link, &facts.notice));
    }
    parts.join("\n\n") + "\n"
}

/// Paragraphs of one language.
fn language_text(words: &Wording, link: &str, notice: &PollNotice) -> Vec<String> {
    let fingerprint = format!(
        "{}: {}",
        words.say("notice.fingerprint"),
        printed(&notice.fingerprint)
    );
    let mut paragraphs = vec![
        words.greeting.clone(),
        words.lead.clone(),
        words.say("notice.request").to_owned(),
        link.to_owned(),
        words.until.clone(),
        format!(
            "{}\n- {}\n- {}\n- {fingerprint}\n  {}",
            words.say("notice.why"),
            words.say("notice.promise"),
            words.custody,
            words.say("notice.compare"),
        ),
    ];
    let contact = contact_lines(notice);
    if !contact.is_empty() {
        paragraphs.push(format!(
            "{}:\n{}",
            words.say("notice.contact"),
            contact.join("\n")
        ));
    }
    paragraphs
}

/// The contact lines that say something, each on one line.
pub(super) fn contact_lines(notice: &PollNotice) -> Vec<String> {
    notice
        .contact
        .iter()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;
