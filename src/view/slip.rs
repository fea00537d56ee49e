//! Slips (บัตรตอบแบบวัด): eight on a page of A4, cut apart and handed over at the counter.

use jiff::civil::DateTime;
use maud::{Markup, html};

use super::qr::{TooLongForQr, qr};
use crate::locale::Locale;

/// Slips of a page: two beside each other, four below one another.
const OF_A_PAGE: usize = 8;

/// One slip. Holds a ticket, so there is no `Debug`.
pub struct Slip {
    /// The code to type, in groups.
    pub code: String,
    /// The link of the QR code.
    pub link: String,
}

/// What all slips of a batch say alike.
#[derive(Debug, Clone)]
pub struct SlipSet {
    /// Name of the agency.
    pub agency: String,
    /// Where the code is typed: `https://…/e`.
    pub address: String,
    /// Last moment at which answers are taken, Thai civil time.
    pub closes: DateTime,
    /// The first groups of the poll's fingerprint.
    pub fingerprint: String,
}

/// Pages of slips, in both languages.
pub fn slips(
    thai: &Locale,
    english: &Locale,
    set: &SlipSet,
    slips: &[Slip],
) -> Result<Markup, TooLongForQr> {
    let cells = slips
        .iter()
        .map(|slip| one(thai, english, set, slip))
        .collect::<Result<Vec<Markup>, TooLongForQr>>()?;
    Ok(html! {
        @for page in cells.chunks(OF_A_PAGE) {
            article.sheet.slips { @for cell in page { (cell) } }
        }
    })
}

fn one(
    thai: &Locale,
    english: &Locale,
    set: &SlipSet,
    slip: &Slip,
) -> Result<Markup, TooLongForQr> {
    let code = qr(&slip.link, thai.say("hr_public.slip_qr"))?;
    let how = |words: &Locale| {
        let closes = words.day(set.closes.date());
        let values = [("address", set.address.as_str()), ("closes", &closes)];
        words.fill("hr_public.slip_how", &values)
    };
    Ok(html! {
        section.slip {
            h2 { (set.agency) }
            div.slip-body {
                (code)
                div {
                    p { (thai.say("hr_public.slip_ask")) }
                    p { (how(thai)) }
                    p.english lang=(english.lang().code()) {
                        (english.say("hr_public.slip_ask")) " " (how(english))
                    }
                }
            }
            p.slip-code { (slip.code) }
            p.slip-mark { (thai.say("hr_public.slip_mark")) " " b { (set.fingerprint) } "…" }
        }
    })
}
