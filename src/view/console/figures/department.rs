//! The department's sheet: agencies by indicators, and agencies by band.

use maud::{Markup, html};

use super::charts::bar;
use super::words::{band, change, change_cell_of, figure, why};
use crate::domain::disclosure::{Disclosed, InstrumentFigures, Shown};
use crate::domain::framework::Framework;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed};
use crate::view::console::parts::{Leaf, pager, table, tile, tiles};

/// A line of the sheet.
pub struct Line<'a> {
    /// Address of the agency's results.
    pub href: String,
    /// Code.
    pub code: &'a str,
    /// Name.
    pub name: &'a str,
    /// Its figures.
    pub figures: &'a Disclosed<InstrumentFigures>,
    /// Its figures in the round before.
    pub last: Option<&'a Disclosed<InstrumentFigures>>,
}

/// What the page shows.
pub struct DepartmentPage<'a> {
    /// The framework of the round.
    pub framework: &'a Framework,
    /// Lines of this page of the list.
    pub lines: Vec<Line<'a>>,
    /// Figures of all together, where there is an agency above all.
    pub whole: Option<&'a Disclosed<InstrumentFigures>>,
    /// Codes of bands (empty: none), with the agencies in this round and in the last.
    pub bands: Vec<(String, u64, u64)>,
    /// The round before.
    pub last: Option<String>,
    /// The page of the list.
    pub leaf: Leaf,
    /// What was searched.
    pub search: &'a str,
    /// By what it is sorted: `code`, `score` or the code of a node.
    pub sort: &'a str,
    /// Whether from high to low.
    pub falling: bool,
}

/// The whole page.
pub fn department(words: &Locale, page: &DepartmentPage<'_>) -> Markup {
    html! {
        @if let Some(whole) = page.whole {
            (tiles(&[
                tile(&figure(whole.get().score), words.say("figures.whole"), None),
                tile(&whole.get().ballots.to_string(), words.say("figures.ballots"), None),
            ]))
        }
        h2 { (words.say("figures.bands_title")) }
        (bands(words, page))
        h2 { (words.say("figures.sheet_title")) }
        (search(words, page))
        (sheet(words, page))
        (pager(words, page.leaf, |at| address(page, page.sort, page.falling, at)))
    }
}

fn bands(words: &Locale, page: &DepartmentPage<'_>) -> Markup {
    let most = page
        .bands
        .iter()
        .map(|(_, now, last)| (*now).max(*last))
        .max();
    let share = |n: u64| {
        let parts = n.saturating_mul(10_000) / most.unwrap_or(1).max(1);
        crate::domain::exact::Score::from_hundredths(i64::try_from(parts).unwrap_or(10_000))
    };
    let last = page.last.as_deref();
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.band")) }
            th scope="col" { span.sight-less { (words.say("figures.bar")) } }
            th.figure scope="col" { (words.say("figures.agencies_now")) }
            @if let Some(last) = last { th.figure scope="col" { (words.fill("figures.agencies_then", &[("round", last)])) } }
        }
    };
    let body = html! {
        @for (code, now, then) in &page.bands {
            tr {
                th scope="row" { (band(words, page.framework, Some(code))) }
                td.bar-cell { (bar(share(*now))) }
                td.figure { (now) }
                @if last.is_some() { td.figure { (then) } }
            }
        }
    };
    table(words.say("figures.bands_caption"), &head, &body)
}

fn search(words: &Locale, page: &DepartmentPage<'_>) -> Markup {
    let typed = Typed::default().with("q", page.search);
    html! {
        form.search method="get" role="search" {
            (Field::text("q", words.say("figures.search")).of_kind("search").optional().input(words, &typed))
            input type="hidden" name="sort" value=(page.sort);
            @if page.falling { input type="hidden" name="down" value="1"; }
            button.secondary type="submit" { (words.say("figures.search_button")) }
        }
    }
}

fn sheet(words: &Locale, page: &DepartmentPage<'_>) -> Markup {
    let lang = words.lang();
    let nodes: Vec<&str> = page
        .lines
        .first()
        .map(|line| {
            line.figures
                .get()
                .nodes
                .iter()
                .map(|node| node.code.as_str())
        })
        .into_iter()
        .flatten()
        .collect();
    let title = |code: &str| {
        let known = page.framework.nodes.iter().find(|node| node.code == code);
        known.map_or("", |node| node.title.get(lang))
    };
    let head = html! {
        tr {
            (sorted_by(page, "code", &html! { (words.say("figures.agency")) }, "", ""))
            (sorted_by(page, "score", &html! { (words.say("figures.score")) }, "figure", ""))
            @if page.last.is_some() { th.figure.spare scope="col" { (words.say("figures.change")) } }
            th scope="col" { (words.say("figures.band")) }
            @for code in &nodes { (sorted_by(page, code, &super::words::code(code), "figure indicator", title(code))) }
        }
    };
    let body = html! {
        @for line in &page.lines {
            @let figures = line.figures.get();
            @let last = line.last.and_then(|last| last.get().score.exact());
            tr {
                th scope="row" { a href=(line.href) { (line.name) } " " span.hint { (line.code) } }
                td.figure { (figure(figures.score)) }
                @if page.last.is_some() { (change_cell_of("figure spare", change(last, figures.score.exact()))) }
                td { (band(words, page.framework, figures.band.as_deref())) }
                (indicators(words, page, figures))
            }
        }
    };
    html! {
        (table(words.say("figures.sheet_caption"), &head, &body))
        dl.legend.small {
            @for code in &nodes {
                div { dt translate="no" { (code) } dd { a href=(address(page, code, true, 0)) { (title(code)) } } }
            }
        }
    }
}

/// Figures of the indicators; where there is none at all, why, once.
fn indicators(words: &Locale, page: &DepartmentPage<'_>, figures: &InstrumentFigures) -> Markup {
    let nodes = &figures.nodes;
    let is_withheld = |shown: &Shown| matches!(shown, Shown::Withheld(_));
    let all = nodes.iter().all(|node| is_withheld(&node.shown));
    let is_chosen = |code: &str| code == page.sort;
    let any = nodes.iter().any(|node| is_chosen(&node.code));
    html! {
        @if let (Shown::Withheld(withheld), true) = (figures.score, all && nodes.len() > 1) {
            td.indicator.hint.chosen[any] colspan=(nodes.len()) { (why(words, withheld)) }
        } @else {
            @for node in nodes { td.figure.indicator.chosen[is_chosen(&node.code)] { (figure(node.shown)) } }
        }
    }
}

/// A heading that sorts: once from high to low, then the other way.
fn sorted_by(
    page: &DepartmentPage<'_>,
    key: &str,
    text: &Markup,
    class: &str,
    title: &str,
) -> Markup {
    let current = page.sort == key;
    let falling = if current {
        !page.falling
    } else {
        key != "code"
    };
    let order = match (current, page.falling) {
        (false, _) => None,
        (true, true) => Some("descending"),
        (true, false) => Some("ascending"),
    };
    let title = Some(title).filter(|title| !title.is_empty());
    html! {
        th class=(class) scope="col" aria-sort=[order] title=[title] {
            a href=(address(page, key, falling, 0)) {
                (text)
                @if current { span aria-hidden="true" { @if page.falling { " ▾" } @else { " ▴" } } }
            }
        }
    }
}

fn address(page: &DepartmentPage<'_>, sort: &str, falling: bool, at: u64) -> String {
    let encoded = crate::domain::encoding::percent_encoded;
    let down = if falling { "&down=1" } else { "" };
    format!(
        "?q={}&sort={}{down}&page={at}",
        encoded(page.search),
        encoded(sort)
    )
}
