//! Items: the table with what was before, and bars from high to low.

use maud::{Markup, html};

use super::charts::bar;
use super::results::{Past, ResultsPage};
use super::words::{change, change_cell, figure};
use crate::domain::disclosure::Shown;
use crate::domain::exact::Score;
use crate::locale::Locale;
use crate::view::console::parts::table;

/// Years and rounds that the table has room for, besides the last.
const COLUMNS: usize = 3;

/// Every item with its sub-items below it.
pub fn table_of(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    let past: Vec<&Past> = page
        .past
        .iter()
        .filter(|past| past.same_items)
        .take(COLUMNS)
        .collect();
    let others: Vec<&str> = page
        .past
        .iter()
        .filter(|past| !past.same_items)
        .map(|past| past.label.as_str())
        .collect();
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.item")) }
            th.figure scope="col" { (words.say("figures.this_round")) }
            @for past in &past { th.figure scope="col" { (past.label) } }
            @if !past.is_empty() { th.figure scope="col" { (words.say("figures.change")) } }
        }
    };
    html! {
        @if !others.is_empty() {
            p { (words.fill("figures.totals_only", &[("rounds", &others.join(", "))])) }
            (totals(words, page))
        }
        (table(words.say("figures.items_caption"), &head, &rows(words, page, &past)))
    }
}

fn rows(words: &Locale, page: &ResultsPage<'_>, past: &[&Past]) -> Markup {
    let lang = words.lang();
    let asked = page.main.get().items.iter().zip(&page.instrument.items);
    html! {
        @for (item, asked) in asked {
            tr.item {
                th scope="row" { (item.code) " " (asked.stem.get(lang)) }
                (figures(&item.code, item.shown, past))
            }
            @for (sub_item, asked) in item.sub_items.iter().zip(&asked.sub_items) {
                tr.sub-item {
                    th scope="row" { (sub_item.code) " " (asked.text.get(lang)) }
                    (figures(&sub_item.code, sub_item.shown, past))
                }
            }
        }
    }
}

fn figures(code: &str, shown: Shown, past: &[&Past]) -> Markup {
    let last = past.first().and_then(|last| last.get(code));
    html! {
        td.figure { (figure(shown)) }
        @for past in past {
            td.figure { (past.get(code).map_or_else(|| "–".to_owned(), figure)) }
        }
        @if !past.is_empty() { (change_cell(change(last.and_then(Shown::exact), shown.exact()))) }
    }
}

/// Scores of rounds and years with other items.
fn totals(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    let now = page.main.get().score.exact();
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.round_or_year")) }
            th.figure scope="col" { (words.say("figures.score")) }
            th.figure scope="col" { (words.say("figures.change_to_now")) }
        }
    };
    let body = html! {
        @for past in page.past.iter().filter(|past| !past.same_items) {
            tr {
                th scope="row" { (past.label) }
                td.figure { (past.own.map_or_else(|| "–".to_owned(), |score| score.to_string())) }
                (change_cell(change(past.own, now)))
            }
        }
    };
    table(words.say("figures.totals_caption"), &head, &body)
}

/// Items that are shown exactly, from high to low.
pub fn bars(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    let lang = words.lang();
    let asked = page.main.get().items.iter().zip(&page.instrument.items);
    let mut items: Vec<(Score, &str, &str)> = asked
        .filter_map(|(item, asked)| {
            Some((
                item.shown.exact()?,
                item.code.as_str(),
                asked.stem.get(lang),
            ))
        })
        .collect();
    items.sort_by_key(|(score, _, _)| std::cmp::Reverse(*score));
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.item")) }
            th scope="col" { span.sight-less { (words.say("figures.bar")) } }
            th.figure scope="col" { (words.say("figures.score")) }
        }
    };
    let body = html! {
        @for (score, code, stem) in &items {
            tr {
                th scope="row" { (code) " " (stem) }
                td.bar-cell { (bar(*score)) }
                td.figure { (score) }
            }
        }
    };
    html! {
        @if !items.is_empty() {
            h2 { (words.say("figures.bars_title")) }
            (table(words.say("figures.bars_caption"), &head, &body))
        }
    }
}
