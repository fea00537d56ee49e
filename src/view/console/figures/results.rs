//! The results of an agency.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::charts::{FEWEST_SPOKES, Spoke, bar, radar};
use super::items;
use super::profile::who_answered;
use super::words::{band, band_hint, change, change_cell, code, figure, in_band, sample, why};
use crate::domain::disclosure::{Disclosed, InstrumentFigures, Shown};
use crate::domain::exact::Score;
use crate::domain::framework::{Framework, Instrument, Respondents};
use crate::domain::gap::EarlierFigure;
use crate::domain::participation::Participation;
use crate::locale::Locale;
use crate::view::console::parts::{badge, table, tile, tiles};

/// What the page shows.
pub struct ResultsPage<'a> {
    /// The framework of the round.
    pub framework: &'a Framework,
    /// What was asked.
    pub instrument: &'a Instrument,
    /// The agency's figures; of everything below it where it has no people of its own.
    pub main: &'a Disclosed<InstrumentFigures>,
    /// Others, each with whose they are: a pool, everything below.
    pub others: Vec<(String, &'a Disclosed<InstrumentFigures>)>,
    /// Whether the figures that come first are those of everything below the agency.
    pub of_all_below: bool,
    /// The people behind them.
    pub people: Participation,
    /// The total with its band, or a sentence on what is missing.
    pub total: Result<(Score, Option<String>), String>,
    /// The other published parts of the round.
    pub beside: Vec<Side<'a>>,
    /// Address of the total on a sheet of its own.
    pub total_at: String,
    /// Earlier rounds and years, the latest first.
    pub past: Vec<Past>,
    /// The agency above and those beside.
    pub neighbours: Vec<Neighbour<'a>>,
}

/// Another part of the same round.
pub struct Side<'a> {
    /// Address of its results.
    pub href: String,
    /// Code of its round.
    pub round: String,
    /// Its instrument, as people call it.
    pub instrument: String,
    /// Figures of the same agency.
    pub figures: &'a Disclosed<InstrumentFigures>,
}

/// Figures that are put beside those of the round.
pub struct Past {
    /// Round or year.
    pub label: String,
    /// The instrument's score.
    pub own: Option<Score>,
    /// Whether it is of the very same items.
    pub same_items: bool,
    /// Figures by their codes.
    parts: BTreeMap<String, Shown>,
}

impl Past {
    /// Of an earlier round.
    pub fn of_round(label: String, figures: &Disclosed<InstrumentFigures>, same: Same) -> Self {
        let figures = figures.get();
        let nodes = figures
            .nodes
            .iter()
            .map(|node| (node.code.clone(), node.shown));
        let mut parts: BTreeMap<String, Shown> = nodes.collect();
        for item in &figures.items {
            parts.insert(item.code.clone(), item.shown);
            let below = item.sub_items.iter();
            parts.extend(below.map(|sub_item| (sub_item.code.clone(), sub_item.shown)));
        }
        Self {
            label,
            own: figures.score.exact(),
            same_items: same == Same::Items,
            parts,
        }
    }

    /// Of figures typed in.
    pub fn typed(label: String, figures: &[&EarlierFigure], same: Same) -> Self {
        let whole = figures.iter().find(|figure| figure.code.is_empty());
        let parts = figures.iter().filter(|figure| !figure.code.is_empty());
        Self {
            label,
            own: whole.map(|figure| figure.score),
            same_items: same == Same::Items,
            parts: parts
                .map(|figure| (figure.code.clone(), Shown::Exact(figure.score)))
                .collect(),
        }
    }

    /// The figure with this code, where it is of the same items.
    pub fn get(&self, code: &str) -> Option<Shown> {
        self.parts.get(code).copied().filter(|_| self.same_items)
    }
}

/// What an earlier round has in common with this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// The very same items.
    Items,
    /// The instrument's name alone.
    Total,
}

/// An agency near this one in the tree.
pub struct Neighbour<'a> {
    /// Its address, if the visitor may go there.
    pub href: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is to this one.
    pub kin: Kin,
    /// Its figures.
    pub figures: &'a Disclosed<InstrumentFigures>,
}

/// How an agency is related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// The one above, with all below it.
    Parent,
    /// One under the same parent.
    Sibling,
}

/// The whole page.
pub fn results(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    html! {
        (head(words, page))
        h2 { (words.say("figures.nodes_title")) }
        (nodes(words, page, page.main))
        (missing(words, page))
        h2 { (words.say("figures.items_title")) }
        (items::table_of(words, page))
        (items::bars(words, page))
        (who_answered(words, page.instrument, &page.main.get().profile))
        @for (of, figures) in &page.others {
            h2 { (of) }
            (nodes(words, page, figures))
        }
        (neighbours(words, page))
    }
}

fn head(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    let figures = page.main.get();
    let last = page.past.first();
    let change = last.and_then(|last| change(last.own, figures.score.exact()));
    let against = last.zip(change).map(|(last, change)| {
        let values = [
            ("change", super::words::signed(change)),
            ("label", last.label.clone()),
        ];
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        words.fill("figures.against", &values)
    });
    let people = &page.people;
    let taken = words.fill(
        "figures.of_eligible",
        &[
            ("eligible", &people.eligible.to_string()),
            ("exempt", &people.exempt.to_string()),
        ],
    );
    let band = in_band(words, page.framework, figures.band.as_deref());
    let who = match page.instrument.respondents {
        Respondents::Staff => tile(
            &people.acknowledged.to_string(),
            words.say("figures.took_part"),
            Some(&taken),
        ),
        Respondents::Public => served(words, people.eligible),
    };
    let title = page.instrument.code.to_uppercase();
    let score = words.fill("figures.score_of", &[("instrument", &title)]);
    html! {
        @if page.of_all_below { p.lead { (words.say("figures.of_all_below")) } }
        (tiles(&[
            total(words, page),
            tile(&figure(figures.score), &score, Some(&band)),
            who,
            tile(&figures.ballots.to_string(), words.say("figures.ballots"), sample(words, figures).as_deref()),
        ]))
        p { a href=(page.total_at) { (words.say("total_sheet.link")) } }
        (beside(words, page))
        @if let Some(against) = against { p { (against) } }
        @if let Shown::Withheld(withheld) = figures.score {
            p.notice { (words.say("figures.not_shown")) ": " (why(words, withheld)) }
        }
    }
}

/// Of the public nobody is on a list: how many are served is what the agency declared.
fn served(words: &Locale, population: u64) -> Markup {
    let shown = match population {
        0 => "–".to_owned(),
        population => population.to_string(),
    };
    let hint = words.say("total_sheet.served_hint");
    tile(&shown, words.say("total_sheet.served"), Some(hint))
}

/// This part and the others of the round, beside each other.
fn beside(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("total_sheet.instrument")) }
            th.spare scope="col" { span.sight-less { (words.say("figures.bar")) } }
            th.figure scope="col" { (words.say("figures.score")) }
            th scope="col" { (words.say("figures.band")) }
        }
    };
    let line = |name: &Markup, figures: &InstrumentFigures| {
        html! {
            tr {
                th scope="row" { (name) }
                td.bar-cell.spare { @if let Some(score) = figures.score.exact() { (bar(score)) } }
                td.figure { (figure(figures.score)) }
                td { (band(words, page.framework, figures.band.as_deref())) }
            }
        }
    };
    let own = html! { (page.instrument.code.to_uppercase()) };
    let body = html! {
        (line(&own, page.main.get()))
        @for side in &page.beside {
            @let name = html! { a href=(side.href) { (side.instrument) " · " (side.round) } };
            (line(&name, side.figures.get()))
        }
    };
    html! { @if !page.beside.is_empty() { (table(words.say("total_sheet.beside"), &head, &body)) } }
}

fn total(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    match &page.total {
        Ok((score, band)) => {
            let hint = band_hint(words, band.as_deref());
            tile(&score.to_string(), words.say("figures.total"), Some(&hint))
        }
        Err(waits) => tile("–", words.say("figures.total"), Some(waits)),
    }
}

/// Radar and table of the nodes, side by side where there is room.
fn nodes(words: &Locale, page: &ResultsPage<'_>, figures: &Disclosed<InstrumentFigures>) -> Markup {
    let title = |code: &str| {
        let known = page.framework.nodes.iter().find(|node| node.code == code);
        known.map_or("", |node| node.title.get(words.lang()))
    };
    let own = std::ptr::eq(figures, page.main);
    let last = page.past.first().filter(|last| own && last.same_items);
    let spokes = spokes(page, figures, last);
    let caption = words.say("figures.nodes_caption");
    let mut sorted: Vec<_> = figures.get().nodes.iter().collect();
    sorted.sort_by_key(|node| std::cmp::Reverse(node.shown.exact()));
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.node")) }
            th scope="col" { span.sight-less { (words.say("figures.bar")) } }
            th.figure scope="col" { (words.say("figures.score")) }
            @if let Some(last) = last {
                th.figure scope="col" { (last.label) }
                th.figure scope="col" { (words.say("figures.change")) }
            }
        }
    };
    let body = html! {
        @for node in sorted {
            tr {
                th scope="row" { (code(&node.code)) " " (title(&node.code)) }
                td.bar-cell { @if let Some(score) = node.shown.exact() { (bar(score)) } }
                td.figure { (figure(node.shown)) }
                @if let Some(last) = last {
                    @let before = last.get(&node.code);
                    td.figure { (before.map_or_else(|| "–".to_owned(), figure)) }
                    (change_cell(change(before.and_then(Shown::exact), node.shown.exact())))
                }
            }
        }
    };
    html! {
        div.beside[spokes.len() >= FEWEST_SPOKES] {
            figure.chart {
                (radar(words.say("figures.radar"), &spokes))
                @if spokes.len() >= FEWEST_SPOKES {
                    figcaption.hint {
                        (words.say("figures.radar_hint"))
                        @if last.is_some() { " " (words.say("figures.radar_past")) }
                    }
                }
            }
            (table(caption, &head, &body))
        }
    }
}

/// The top nodes, as far as they are shown exactly.
fn spokes(
    page: &ResultsPage<'_>,
    figures: &Disclosed<InstrumentFigures>,
    last: Option<&Past>,
) -> Vec<Spoke> {
    let top = |code: &str| {
        let mut nodes = page.framework.nodes.iter();
        nodes.any(|node| node.code == code && node.parent.is_none())
    };
    let nodes = figures.get().nodes.iter().filter(|node| top(&node.code));
    nodes
        .filter_map(|node| {
            Some(Spoke {
                label: node.code.clone(),
                score: node.shown.exact()?,
                before: last.and_then(|last| last.get(&node.code)?.exact()),
            })
        })
        .collect()
}

/// Each reason once, with how many figures it keeps back.
fn missing(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    let figures = page.main.get();
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    let nodes = figures.nodes.iter().map(|node| node.shown);
    let items = figures.items.iter().flat_map(|item| {
        std::iter::once(item.shown).chain(item.sub_items.iter().map(|sub_item| sub_item.shown))
    });
    for shown in nodes.chain(items) {
        if let Shown::Withheld(withheld) = shown {
            *reasons.entry(why(words, withheld)).or_default() += 1;
        }
    }
    html! {
        @if !reasons.is_empty() {
            div.notice {
                strong { (words.say("figures.not_shown_title")) }
                ul {
                    @for (reason, n) in &reasons {
                        li { (words.fill("figures.not_shown_n", &[("n", &n.to_string()), ("why", reason)])) }
                    }
                }
            }
        }
    }
}

fn neighbours(words: &Locale, page: &ResultsPage<'_>) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.agency")) }
            th.spare scope="col" { span.sight-less { (words.say("figures.bar")) } }
            th.figure scope="col" { (words.say("figures.score")) }
            th scope="col" { (words.say("figures.band")) }
        }
    };
    let body = html! {
        @for near in &page.neighbours {
            @let figures = near.figures.get();
            tr {
                th scope="row" {
                    @if let Some(href) = &near.href { a href=(href) { (near.name) } } @else { (near.name) }
                    @if near.kin == Kin::Parent { " " (badge("", words.say("figures.parent"))) }
                }
                td.bar-cell.spare { @if let Some(score) = figures.score.exact() { (bar(score)) } }
                td.figure { (figure(figures.score)) }
                td { (band(words, page.framework, figures.band.as_deref())) }
            }
        }
    };
    html! {
        @if !page.neighbours.is_empty() {
            h2 { (words.say("figures.neighbours_title")) }
            (table(words.say("figures.neighbours_caption"), &head, &body))
        }
    }
}
