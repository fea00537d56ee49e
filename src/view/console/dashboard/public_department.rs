//! How far the agencies of the public's part have come, those in danger first.

use jiff::civil::DateTime;
use maud::{Markup, html};

use super::number;
use crate::domain::encoding::percent_encoded;
use crate::domain::ticket::TicketCount;
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
    /// People whom it serves.
    pub population: Option<u64>,
    /// Fewest answers that are sufficient.
    pub minimum: Option<u64>,
    /// Its tickets.
    pub count: TicketCount,
    /// Answers that are missing.
    pub short: Option<u64>,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its address.
    pub href: String,
    /// What was typed.
    pub text: String,
    /// Agencies with a poll.
    pub agencies: u64,
    /// Those of them that are not sufficient yet.
    pub in_danger: u64,
    /// All tickets.
    pub count: TicketCount,
    /// Days left, in words.
    pub left: String,
    /// When it closes, in Thailand.
    pub closes: DateTime,
    /// Which page.
    pub leaf: Leaf,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The page.
pub fn page(words: &Locale, page: &Page) -> Markup {
    let typed = Typed::default().with("q", &*page.text);
    html! {
        (tiles(&[
            tile(&number(page.count.spent), words.say("rounds_public.answered"), None),
            tile(&number(page.agencies), words.say("rounds_public.agencies"), None),
            tile(&number(page.in_danger), words.say("rounds_public.in_danger"), None),
            tile(&number(page.count.minted), words.say("rounds_public.minted"), None),
            tile(&page.left, words.say("dashboard.time"), Some(&words.moment(page.closes))),
        ]))
        form.search method="get" action=(page.href) role="search" {
            (Field::text("q", words.say("rounds_public.search")).of_kind("search").optional().input(words, &typed))
            button.secondary type="submit" { (words.say("dashboard.search")) }
        }
        @if page.lines.is_empty() { (empty(words.say("dashboard.nothing_found"))) } @else { (lines(words, page)) }
        (pager(words, page.leaf, |at| format!("{}?q={}&page={at}", page.href, percent_encoded(&page.text))))
    }
}

fn lines(words: &Locale, page: &Page) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("dashboard.agency")) }
            th.figure scope="col" { (words.say("rounds_public.answered")) }
            th.figure scope="col" { (words.say("rounds_public.minimum")) }
            th.figure scope="col" { (words.say("rounds_public.short")) }
            th.figure scope="col" { (words.say("rounds_public.served")) }
            th.figure scope="col" { (words.say("rounds_public.hasty")) }
            th scope="col" { (words.say("dashboard.to_look_at")) }
        }
    };
    let or_dash = |n: Option<u64>| n.map_or_else(|| "–".to_owned(), number);
    let body = html! {
        @for line in &page.lines {
            tr {
                th scope="row" { (line.name) " " span.hint { (line.code) } }
                td.figure { (number(line.count.spent)) }
                td.figure { (or_dash(line.minimum)) }
                td.figure { (or_dash(line.short)) }
                td.figure { (or_dash(line.population)) }
                td.figure { (number(line.count.hasty)) }
                td.marks { (mark(words, line)) }
            }
        }
    };
    table(words.say("dashboard.agencies_title"), &head, &body)
}

fn mark(words: &Locale, line: &Line) -> Markup {
    match line.short {
        None => badge("attention", words.say("rounds_public.no_population")),
        Some(0) => badge("good", words.say("rounds_public.enough")),
        Some(_) => badge("attention", words.say("rounds_public.in_danger")),
    }
}
