//! The words of the office's own mails: Thai first, English below, no personal link.

use jiff::civil::DateTime;
use maud::{DOCTYPE, html};

use super::html::{BODY, ENGLISH, SHEET};
use super::words::MailText;
use crate::locale::Locale;

/// What one mail is about.
#[derive(Debug, Clone)]
pub enum OfficeMail<'a> {
    /// Whether mails reach the contact person of this agency.
    ContactTest {
        /// Name of the agency.
        agency: &'a str,
    },
    /// The key sheets of this round should be checked before it closes.
    CheckSheets {
        /// Code of the round.
        round: &'a str,
        /// When it is to close, in Thailand.
        closes: DateTime,
        /// Whole address of the page where a sheet is checked.
        page: &'a str,
    },
}

/// Words the mail.
pub fn office_mail(th: &Locale, en: &Locale, mail: &OfficeMail<'_>) -> MailText {
    let (thai, english) = (Wording::of(th, mail), Wording::of(en, mail));
    MailText {
        subject: format!("{} | {}", thai.subject, english.subject),
        text: [thai.lines.join("\n\n"), english.lines.join("\n\n")].join("\n\n— English —\n\n")
            + "\n",
        html: html! {
            (DOCTYPE)
            html lang=(thai.lang) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                }
                body style=(BODY) {
                    div style=(SHEET) {
                        @for line in &thai.lines { p { (line) } }
                        div lang=(english.lang) style=(ENGLISH) {
                            @for line in &english.lines { p { (line) } }
                        }
                    }
                }
            }
        }
        .into_string(),
    }
}

struct Wording {
    lang: &'static str,
    subject: String,
    lines: Vec<String>,
}

impl Wording {
    fn of(words: &Locale, mail: &OfficeMail<'_>) -> Self {
        let (subject, lines) = match mail {
            OfficeMail::ContactTest { agency } => (
                words.say("office_mail.test_subject").to_owned(),
                vec![
                    words.fill("office_mail.test_text", &[("agency", agency)]),
                    words.say("office_mail.test_nothing").to_owned(),
                ],
            ),
            OfficeMail::CheckSheets {
                round,
                closes,
                page,
            } => (
                words.fill("office_mail.sheets_subject", &[("round", round)]),
                vec![
                    words.fill(
                        "office_mail.sheets_text",
                        &[("round", round), ("closes", &words.moment(*closes))],
                    ),
                    words.say("office_mail.sheets_how").to_owned(),
                    (*page).to_owned(),
                ],
            ),
        };
        Self {
            lang: words.lang().code(),
            subject,
            lines,
        }
    }
}
