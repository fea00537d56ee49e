//! The memo (บันทึกข้อความ) that announces a round's boxes: agencies and fingerprints, to be
//! circulated, put up, and compared with what people's screens show.

use maud::{Markup, html};

use super::print_page::document;
use super::print_sheet::signature;
use crate::domain::framework::Respondents;
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
    /// Who answers.
    pub respondents: Respondents,
    /// What they answer, such as IIT.
    pub instrument: String,
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
    let hint = html! { strong { (thai.say(memo.keys().hint)) } };
    document(
        thai,
        &subject(thai, memo),
        css,
        &hint,
        &memo_sheet(thai, memo),
    )
}

/// Keys of the texts that differ with who answers.
#[derive(Debug, Clone, Copy)]
pub struct MemoKeys {
    /// What to do with the paper.
    pub hint: &'static str,
    to: &'static str,
    lead: &'static str,
    promise: &'static str,
    compare: &'static str,
}

impl Memo {
    /// The texts of this memo.
    pub const fn keys(&self) -> MemoKeys {
        match self.respondents {
            Respondents::Staff => MemoKeys {
                hint: "letter.memo_hint",
                to: "letter.memo_to",
                lead: "letter.memo_lead",
                promise: "notice.promise",
                compare: "letter.memo_compare",
            },
            Respondents::Public => MemoKeys {
                hint: "letter.memo_hint_public",
                to: "letter.memo_to_public",
                lead: "letter.memo_lead_public",
                promise: "letter.memo_promise_public",
                compare: "letter.memo_compare_public",
            },
        }
    }
}

/// What the memo is about.
pub fn subject(thai: &Locale, memo: &Memo) -> String {
    fill(thai, "letter.memo_subject", memo)
}

/// The memo itself, also for a page of the office; it uses no inline style.
pub fn memo_sheet(thai: &Locale, memo: &Memo) -> Markup {
    let keys = memo.keys();
    html! {
        article class="sheet memo" {
            (heading(thai, memo, &subject(thai, memo)))
            p class="indent" { (fill(thai, keys.lead, memo)) }
            p class="indent" { (thai.say(keys.promise)) " " (fill(thai, custody_key(memo), memo)) }
            (custodians(thai, memo))
            p class="indent" { (thai.say(keys.compare)) }
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
            ("instrument", &memo.instrument),
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
        p { (thai.say(memo.keys().to)) }
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
