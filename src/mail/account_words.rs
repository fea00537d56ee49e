//! The words of mails about accounts: Thai first, English below, one link.

use jiff::civil::DateTime;
use maud::{DOCTYPE, Markup, html};

use super::html::{ADDRESS, BODY, BUTTON, ENGLISH, SHEET};
use super::words::MailText;
use crate::locale::Locale;

/// Why somebody gets a one-time link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// The account is new, or its owner is let in again.
    Invitation,
    /// The password was forgotten.
    Reset,
}

/// What one mail is about. Holds a live link, so there is no `Debug`.
pub struct AccountMail<'a> {
    /// Why it is sent.
    pub kind: LinkKind,
    /// Name of the person.
    pub name: &'a str,
    /// The link, whole.
    pub link: &'a str,
    /// Until when it may be used, in Thailand.
    pub until: DateTime,
}

/// Words the mail. Each part holds the link exactly once.
pub fn account_mail(th: &Locale, en: &Locale, mail: &AccountMail) -> MailText {
    let (thai, english) = (Wording::of(th, mail), Wording::of(en, mail));
    MailText {
        subject: format!("{} | {}", thai.subject, english.subject),
        text: text(&thai, &english, mail),
        html: page(&thai, &english, mail).into_string(),
    }
}

struct Wording<'a> {
    lang: &'static str,
    subject: &'a str,
    greeting: String,
    lead: &'a str,
    open: &'a str,
    above: &'a str,
    until: String,
    unasked: &'a str,
}

impl<'a> Wording<'a> {
    fn of(words: &'a Locale, mail: &AccountMail) -> Self {
        let (subject, lead, unasked) = match mail.kind {
            LinkKind::Invitation => (
                "account_mail.subject_invitation",
                "account_mail.lead_invitation",
                "account_mail.unasked_invitation",
            ),
            LinkKind::Reset => (
                "account_mail.subject_reset",
                "account_mail.lead_reset",
                "account_mail.unasked_reset",
            ),
        };
        let until = words.moment(mail.until);
        Self {
            lang: words.lang().code(),
            subject: words.say(subject),
            greeting: words.fill("mail.greeting", &[("name", mail.name)]),
            lead: words.say(lead),
            open: words.say("account_mail.open"),
            above: words.say("account_mail.above"),
            until: words.fill("account_mail.until", &[("until", &until)]),
            unasked: words.say(unasked),
        }
    }
}

fn text(thai: &Wording, english: &Wording, mail: &AccountMail) -> String {
    let link = format!("{}:\n{}", thai.open, mail.link);
    let parts = [
        &thai.greeting,
        thai.lead,
        &link,
        &thai.until,
        thai.unasked,
        "— English —",
        &english.greeting,
        english.lead,
        english.above,
        &english.until,
        english.unasked,
    ];
    parts.join("\n\n") + "\n"
}

fn page(thai: &Wording, english: &Wording, mail: &AccountMail) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(thai.lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
            }
            body style=(BODY) {
                div style=(SHEET) {
                    p { (thai.greeting) }
                    p { (thai.lead) }
                    p {
                        a href=(mail.link) style=(BUTTON) {
                            strong { (thai.open) }
                            " · " span lang=(english.lang) { (english.open) }
                            span style=(ADDRESS) { (mail.link) }
                        }
                    }
                    p { strong { (thai.until) } }
                    p { (thai.unasked) }
                    div lang=(english.lang) style=(ENGLISH) {
                        p { (english.greeting) }
                        p { (english.lead) }
                        p { (english.above) }
                        p { strong { (english.until) } }
                        p { (english.unasked) }
                    }
                }
            }
        }
    }
}
