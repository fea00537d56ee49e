//! The register of acknowledgements: on the screen, and as a sheet to sign.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{number, rate};
use crate::domain::participation::Participation;
use crate::locale::Locale;
use crate::view::console::parts::{Leaf, badge, empty, pager, table};

/// A line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// Day of the acknowledgement.
    pub day: Option<Date>,
}

/// The register, or a page of it.
#[derive(Debug, Clone)]
pub struct Register {
    /// Address of the page.
    pub href: String,
    /// Counts of the agency.
    pub counts: Participation,
    /// Lines.
    pub lines: Vec<Line>,
    /// Which page.
    pub leaf: Leaf,
    /// Today.
    pub today: Date,
}

/// A page of the register with its exports.
pub fn page(words: &Locale, register: &Register) -> Markup {
    if register.leaf.total == 0 {
        return empty(words.say("dashboard.nobody"));
    }
    let href = &register.href;
    html! {
        p { (sum(words, register)) }
        div.actions {
            a.button.primary href=(format!("{href}/print")) { (words.say("dashboard.print_sheet")) }
            a.button.secondary href=(format!("{href}.xlsx")) { (words.say("dashboard.xlsx")) }
            a.button.secondary href=(format!("{href}.csv")) { (words.say("dashboard.csv")) }
        }
        (lines(words, register, Way::Screen))
        (pager(words, register.leaf, |page| format!("{href}?page={page}")))
    }
}

/// The whole register to be printed and signed.
pub fn sheet(words: &Locale, register: &Register) -> Markup {
    html! {
        div.register-sheet {
            p.hint.screen-only { (words.say("dashboard.print_hint")) }
            p { (sum(words, register)) }
            (lines(words, register, Way::Paper))
            div.signatures {
                @for who in [words.say("dashboard.made_by"), words.say("dashboard.approved_by")] {
                    div.signature {
                        p { (words.say("dashboard.signature")) " ........................................" }
                        p { "(........................................)" }
                        p { (who) }
                        p { (words.say("dashboard.date")) " ........ / ........ / ........" }
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Screen,
    Paper,
}

fn sum(words: &Locale, register: &Register) -> String {
    let counts = &register.counts;
    words.fill(
        "dashboard.register_sum",
        &[
            ("acknowledged", &number(counts.acknowledged)),
            ("eligible", &number(counts.eligible)),
            ("rate", &rate(counts)),
            ("exempt", &number(counts.exempt)),
            ("day", &words.day(register.today)),
        ],
    )
}

fn lines(words: &Locale, register: &Register, way: Way) -> Markup {
    let paper = way == Way::Paper;
    let head = html! {
        tr {
            th.figure scope="col" { (words.say("dashboard.number")) }
            th scope="col" { (words.say("dashboard.name")) }
            th scope="col" { (words.say("dashboard.position")) }
            th scope="col" { (words.say("dashboard.group")) }
            th scope="col" { (words.say("dashboard.signed")) }
            @if paper { th.sign-here scope="col" { (words.say("dashboard.sign_here")) } }
        }
    };
    let first = register.leaf.page * register.leaf.size + 1;
    let body = html! {
        @for (at, line) in (first..).zip(&register.lines) {
            tr {
                td.figure { (at) }
                th scope="row" { (line.name) }
                td { (line.position) }
                td { (line.work_group) }
                td {
                    @match line.day {
                        Some(day) => (words.day(day)),
                        None if paper => "–",
                        None => (badge("attention", words.say("dashboard.not_signed"))),
                    }
                }
                @if paper { td {} }
            }
        }
    };
    table(words.say("dashboard.register_title"), &head, &body)
}
