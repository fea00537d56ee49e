//! Participation of all agencies, those in danger first.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use super::agency::days_left;
use super::chart::bar;
use super::{number, rate};
use crate::domain::arrival::Arrival;
use crate::domain::danger::Danger;
use crate::domain::encoding::percent_encoded;
use crate::domain::exact::Score;
use crate::domain::participation::Participation;
use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed};
use crate::view::console::parts::{Leaf, badge, empty, pager, table, tile, tiles};

/// An agency.
#[derive(Debug, Clone)]
pub struct Line {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Counts of its people.
    pub counts: Participation,
    /// How many must take part at least.
    pub minimum: u64,
    /// What is wrong.
    pub danger: Option<Danger>,
    /// What is told of its ballots, if it is an alarm.
    pub alarm: Option<Arrival>,
    /// Whom respondents ask; empty if nobody was named.
    pub contact: String,
    /// The declared number of staff, if it is another than is listed.
    pub declared: Option<u64>,
}

/// An agency with everything below it.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Counts of all people.
    pub counts: Participation,
    /// Agencies with people in the round.
    pub agencies: u64,
    /// Those of them in danger.
    pub in_danger: u64,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Department {
    /// Address of the page.
    pub href: String,
    /// State of the round.
    pub state: RoundState,
    /// When it closes, in Thailand.
    pub closes: DateTime,
    /// Today.
    pub today: Date,
    /// The share that is asked for.
    pub required: Score,
    /// Code of the agency below which we are; empty at the top.
    pub below: String,
    /// What was typed.
    pub text: String,
    /// Which agencies: name in the address.
    pub which: &'static str,
    /// Sums of what was found.
    pub counts: Participation,
    /// How many agencies were found, are in danger, have an alarm.
    pub numbers: [u64; 3],
    /// Agencies below that have agencies below themselves.
    pub branches: Vec<Branch>,
    /// Which page.
    pub leaf: Leaf,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Department {
    /// Whether nothing is there though nothing was looked for.
    fn has_none(&self) -> bool {
        let asked = [self.text.as_str(), self.which, &self.below];
        self.lines.is_empty() && asked.iter().all(|it| it.is_empty())
    }
}

/// Names of the filters in the address.
pub const FILTERS: [&str; 4] = ["", "danger", "alarm", "empty"];

/// The page.
pub fn page(words: &Locale, page: &Department) -> Markup {
    let [agencies, in_danger, alarmed] = page.numbers;
    let took_part = words.fill(
        "dashboard.of_eligible",
        &[("n", &number(page.counts.eligible))],
    );
    let left = days_left(words, page.state, page.today, page.closes.date());
    html! {
        div.participation {
            (tiles(&[
                tile(&rate(&page.counts), words.say("dashboard.rate"), Some(&took_part)),
                tile(&number(agencies), words.say("dashboard.agencies"), None),
                tile(&number(in_danger), words.say("dashboard.in_danger"), None),
                tile(&number(alarmed), words.say("dashboard.alarmed"), None),
                tile(&left, words.say("dashboard.time"), Some(&words.moment(page.closes))),
            ]))
            @if !page.branches.is_empty() { (branches(words, page)) }
            @if page.has_none() {
                (empty(words.say("dashboard.no_agencies")))
            } @else {
                (search(words, page))
                (found(words, page))
            }
        }
    }
}

fn found(words: &Locale, page: &Department) -> Markup {
    if page.lines.is_empty() {
        return empty(words.say("dashboard.nothing_found"));
    }
    html! {
        (lines(words, page))
        (pager(words, page.leaf, |at| address(page, at)))
    }
}

fn address(page: &Department, at: u64) -> String {
    format!(
        "{}?q={}&below={}&which={}&page={at}",
        page.href,
        percent_encoded(&page.text),
        percent_encoded(&page.below),
        page.which
    )
}

fn branches(words: &Locale, page: &Department) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("dashboard.branch")) }
            th.figure scope="col" { (words.say("dashboard.agencies")) }
            th.figure scope="col" { (words.say("dashboard.in_danger")) }
            th.figure scope="col" { (words.say("dashboard.took_part")) }
            th.figure scope="col" { (words.say("dashboard.percent")) }
        }
    };
    let body = html! {
        @for branch in &page.branches {
            tr {
                th scope="row" {
                    a href=(format!("{}?below={}", page.href, percent_encoded(&branch.code))) { (branch.name) }
                    (bar(&branch.counts, page.required))
                }
                td.figure { (number(branch.agencies)) }
                td.figure { (number(branch.in_danger)) }
                td.figure { (number(branch.counts.acknowledged)) " / " (number(branch.counts.eligible)) }
                td.figure { (rate(&branch.counts)) }
            }
        }
    };
    table(words.say("dashboard.branches_title"), &head, &body)
}

fn search(words: &Locale, page: &Department) -> Markup {
    let typed = Typed::default()
        .with("q", &*page.text)
        .with("which", page.which);
    let names = [
        words.say("dashboard.which_all"),
        words.say("dashboard.which_danger"),
        words.say("dashboard.which_alarm"),
        words.say("dashboard.which_empty"),
    ];
    let options: Vec<(String, String)> = FILTERS
        .iter()
        .zip(names)
        .map(|(code, name)| ((*code).to_owned(), name.to_owned()))
        .collect();
    let name = words.say("dashboard.search_agency");
    let which = words.say("dashboard.which");
    html! {
        form.search method="get" action=(page.href) role="search" {
            input type="hidden" name="below" value=(page.below);
            (Field::text("q", name).of_kind("search").optional().input(words, &typed))
            (Field::text("which", which).optional().select(words, &typed, &options))
            button.button.secondary type="submit" { (words.say("dashboard.search")) }
        }
    }
}

fn lines(words: &Locale, page: &Department) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("dashboard.agency")) }
            th.figure scope="col" { (words.say("dashboard.took_part")) }
            th.figure scope="col" { (words.say("dashboard.percent")) }
            th scope="col" { (words.say("dashboard.to_look_at")) }
        }
    };
    let body = html! {
        @for line in &page.lines {
            tr {
                th scope="row" {
                    (line.name) " " span.hint { (line.code) }
                    @if line.counts.eligible > 0 { (bar(&line.counts, page.required)) }
                }
                td.figure { (number(line.counts.acknowledged)) " / " (number(line.counts.eligible)) }
                td.figure { (rate(&line.counts)) }
                td.marks { (marks(words, line)) }
            }
        }
    };
    table(words.say("dashboard.agencies_title"), &head, &body)
}

fn marks(words: &Locale, line: &Line) -> Markup {
    let short = line.minimum.saturating_sub(line.counts.acknowledged);
    html! {
        @match line.alarm {
            Some(Arrival::TooMany) => { (badge("bad", words.say("dashboard.mark_too_many"))) " " }
            Some(Arrival::Missing(n)) => {
                (badge("bad", &words.fill("dashboard.mark_missing", &[("n", &number(n))]))) " "
            }
            _ => {}
        }
        @match line.danger {
            Some(Danger::BelowMinimum) => {
                (badge("attention", &words.fill("dashboard.mark_minimum", &[("n", &number(short))]))) " "
            }
            Some(Danger::BehindPace) => { (badge("attention", words.say("dashboard.mark_pace"))) " " }
            None if line.counts.eligible == 0 => { (badge("attention", words.say("dashboard.mark_empty"))) " " }
            None => {}
        }
        @if line.contact.is_empty() { (badge("", words.say("dashboard.mark_contact"))) " " }
        @if let Some(declared) = line.declared {
            (badge("", &words.fill("dashboard.mark_head_count", &[("n", &number(declared))])))
        }
    }
}
