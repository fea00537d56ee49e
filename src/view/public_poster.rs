//! The poster of an agency whose QR code starts a visit.

use jiff::civil::DateTime;
use maud::{Markup, html};

use super::qr::{TooLongForQr, qr};
use crate::domain::notice::printed;
use crate::domain::wire::Fingerprint;
use crate::locale::Locale;

/// What the poster says.
#[derive(Debug, Clone)]
pub struct Poster {
    /// Name of the agency.
    pub agency: String,
    /// The link of the QR code.
    pub link: String,
    /// Last moment at which answers are taken, Thai civil time.
    pub closes: DateTime,
    /// Fingerprint of the poll.
    pub fingerprint: Fingerprint,
    /// Whom to ask; may be empty.
    pub contact: String,
}

/// Size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    A3,
}

/// The poster, in both languages.
pub fn poster(
    thai: &Locale,
    english: &Locale,
    poster: &Poster,
    paper: Paper,
) -> Result<Markup, TooLongForQr> {
    let code = qr(&poster.link, thai.say("hr_public.poster_qr"))?;
    let until = |words: &Locale| {
        let closes = words.day(poster.closes.date());
        words.fill("hr_public.poster_until", &[("closes", &closes)])
    };
    let lang = english.lang().code();
    Ok(html! {
        article.sheet.poster.invites.large[paper == Paper::A3] {
            header {
                p.agency { (poster.agency) }
                h1 { (thai.say("hr_public.poster_title")) }
                p.english lang=(lang) { (english.say("hr_public.poster_title")) }
            }
            div {
                (code)
                p.scan { (thai.say("hr_public.poster_scan")) }
                p.english lang=(lang) { (english.say("hr_public.poster_scan")) }
            }
            div.promise {
                p { strong { (thai.say("hr_public.poster_who")) } }
                p { (thai.say("hr_public.poster_nobody")) }
                p.english lang=(lang) {
                    (english.say("hr_public.poster_who")) " " (english.say("hr_public.poster_nobody"))
                }
            }
            footer {
                p { (until(thai)) " · " span lang=(lang) { (until(english)) } }
                p.link { (poster.link) }
                p { (thai.say("notice.fingerprint")) " " span.code { (printed(&poster.fingerprint)) } }
                @if !poster.contact.is_empty() { p { (thai.say("notice.contact")) ": " (poster.contact) } }
            }
        }
    })
}
