//! The memo (บันทึกข้อความ) that announces a round's boxes: agencies and fingerprints, to be
//! circulated, put up, and compared with what people's screens show.

use maud::{Markup, html};

use super::print_page::document;
use super::print_sheet::signature;
use crate::domain::notice::printed;
use crate::domain::round::Custody;
use crate::domain::wire::Fingerprint;
use crate::locale::Locale;
use jiff::civil::DateTime;

/// What the memo says.
#[derive(Debug, Clone)]
pub struct Memo {
    /// Name of the organisation that holds the round.
    pub organisation: String,
    /// Fiscal year, Buddhist era.
    pub fiscal_year: i16,
    /// Number of the round in its fiscal year.
    pub round: u16,
    /// Last moment at which answers are taken, Thai civil time.
    pub closes: DateTime,
    /// How many custodians open the boxes.
    pub custody: Custody,
    /// Their names, in order.
    pub custodians: Vec<String>,
    /// The boxes: name of the agency and fingerprint, in the order of the table.
    pub polls: Vec<(String, Fingerprint)>,
    /// Whom to ask, a line each.
    pub contact: Vec<String>,
}

/// A print-ready memo; `css` is the text of `css/print.css`.
pub fn memo(thai: &Locale, css: &str, memo: &Memo) -> String {
    let hint = html! { strong { (thai.say("letter.memo_hint")) } };
    document(
        thai,
        &subject(thai, memo),
        css,
        &hint,
        &memo_sheet(thai, memo),
    )
}

/// What the memo is about.
pub fn subject(thai: &Locale, memo: &Memo) -> String {
    fill(thai, "letter.memo_subject", memo)
}

/// The memo itself, also for a page of the office; it uses no inline style.
pub fn memo_sheet(thai: &Locale, memo: &Memo) -> Markup {
    html! {
        article class="sheet memo" {
            (heading(thai, memo, &subject(thai, memo)))
            p class="indent" { (fill(thai, "letter.memo_lead", memo)) }
            p class="indent" { (thai.say("notice.promise")) " " (fill(thai, custody_key(memo), memo)) }
            (custodians(thai, memo))
            p class="indent" { (thai.say("letter.memo_compare")) }
            (boxes(thai, memo))
            (contact(thai, memo))
            p class="indent" { (thai.say("letter.memo_close")) }
            div class="signatures" { div {} (signature(thai, "", "")) }
        }
    }
}

fn custody_key(memo: &Memo) -> &'static str {
    match memo.custody {
        Custody::TwoOfThree => "notice.how",
        Custody::Single => "notice.how_single",
    }
}

fn fill(thai: &Locale, key: &str, memo: &Memo) -> String {
    thai.fill(
        key,
        &[
            ("round", &memo.round.to_string()),
            ("year", &memo.fiscal_year.to_string()),
            ("closes", &thai.moment(memo.closes)),
            ("needed", &memo.custody.threshold().to_string()),
            ("custodians", &memo.custody.custodians().to_string()),
            ("boxes", &memo.polls.len().to_string()),
            ("organisation", &memo.organisation),
        ],
    )
}

fn heading(thai: &Locale, memo: &Memo, subject: &str) -> Markup {
    html! {
        header {
            h1 { (thai.say("letter.memo_title")) }
            p { strong { (thai.say("letter.memo_office")) } " " (memo.organisation) }
            p class="halves" {
                span { strong { (thai.say("letter.memo_number")) } span class="blank" {} }
                span { strong { (thai.say("letter.date")) } span class="blank" {} }
            }
            p { strong { (thai.say("letter.memo_about")) } " " (subject) }
        }
        p { (thai.say("letter.memo_to")) }
    }
}

fn custodians(thai: &Locale, memo: &Memo) -> Markup {
    html! {
        p class="indent" { (thai.say("letter.memo_custodians")) }
        ol class="names" { @for name in &memo.custodians { li { (name) } } }
    }
}

fn boxes(thai: &Locale, memo: &Memo) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (thai.say("letter.memo_row")) }
                    th scope="col" { (thai.say("letter.memo_agency")) }
                    th scope="col" { (thai.say("notice.fingerprint")) }
                }
            }
            tbody {
                @for (row, (agency, fingerprint)) in memo.polls.iter().enumerate() {
                    tr {
                        td { (row + 1) }
                        td { (agency) }
                        td class="code" { (printed(fingerprint)) }
                    }
                }
            }
        }
    }
}

fn contact(thai: &Locale, memo: &Memo) -> Markup {
    let lines: Vec<&str> = memo.contact.iter().map(|line| line.trim()).collect();
    html! {
        @if lines.iter().any(|line| !line.is_empty()) {
            p class="indent" { (thai.say("notice.contact")) ": " (lines.join(" · ")) }
        }
    }
}
