//! The gap analysis: earlier figures, lowest items, biggest falls, the improvement plan.

use maud::{Markup, html};

use super::results::ResultsPage;
use super::words::{change, change_cell, figure, signed};
use crate::domain::disclosure::Shown;
use crate::domain::exact::Score;
use crate::domain::gap::{EarlierFigure, PlanLine, PlanStatus};
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{badge, empty, table};

/// Lines of each list.
const LINES: usize = 10;

/// What the page shows.
pub struct GapPage<'a> {
    /// Figures of the round with what is put beside them.
    pub results: &'a ResultsPage<'a>,
    /// The plan.
    pub plan: &'a [PlanLine],
    /// Figures typed in.
    pub typed: &'a [EarlierFigure],
    /// Where forms of the page lie.
    pub base: String,
}

/// An item of a list.
struct Item<'a> {
    code: &'a str,
    stem: &'a str,
    shown: Shown,
    before: Option<Score>,
}

/// The whole page.
pub fn gap(words: &Locale, page: &GapPage<'_>) -> Markup {
    let items = items(words, page);
    let mut lowest: Vec<&Item<'_>> = items
        .iter()
        .filter(|item| item.shown.exact().is_some())
        .collect();
    lowest.sort_by_key(|item| item.shown.exact());
    lowest.truncate(LINES);
    let fall = |item: &&Item<'_>| {
        change(item.before, item.shown.exact()).filter(|change| change.hundredths() < 0)
    };
    let mut falls: Vec<&Item<'_>> = items.iter().filter(|item| fall(item).is_some()).collect();
    falls.sort_by_key(|item| fall(item));
    falls.truncate(LINES);
    html! {
        h2 { (words.say("gap.lowest_title")) }
        @if lowest.is_empty() { (empty(words.say("gap.no_items"))) } @else {
            (list(words, page, words.say("gap.lowest_caption"), &lowest))
        }
        h2 { (words.say("gap.falls_title")) }
        @if falls.is_empty() { (empty(words.say("gap.no_falls"))) } @else {
            (list(words, page, words.say("gap.falls_caption"), &falls))
        }
        (plan(words, page))
        (earlier(words, page))
    }
}

fn items<'a>(words: &Locale, page: &'a GapPage<'_>) -> Vec<Item<'a>> {
    let results = page.results;
    let last = results.past.iter().find(|past| past.same_items);
    let asked = results
        .main
        .get()
        .items
        .iter()
        .zip(&results.instrument.items);
    let item = |(item, asked): (
        &'a crate::domain::disclosure::ItemFigures,
        &'a crate::domain::framework::Item,
    )| Item {
        code: &item.code,
        stem: asked.stem.get(words.lang()),
        shown: item.shown,
        before: last.and_then(|last| last.get(&item.code)?.exact()),
    };
    asked.map(item).collect()
}

fn list(words: &Locale, page: &GapPage<'_>, caption: &str, items: &[&Item<'_>]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("figures.item")) }
            th.figure scope="col" { (words.say("figures.score")) }
            th.figure scope="col" { (words.say("figures.change")) }
        }
    };
    let body = html! {
        @for item in items {
            tr {
                th scope="row" {
                    (item.code) " " (item.stem)
                    div.screen-only { (add_line(words, page, item.code)) }
                }
                td.figure { (figure(item.shown)) }
                (change_cell(change(item.before, item.shown.exact())))
            }
        }
    };
    table(caption, &head, &body)
}

/// Takes an item into the plan.
fn add_line(words: &Locale, page: &GapPage<'_>, code: &str) -> Markup {
    let text = words.say("gap.add_line");
    html! {
        a href=(format!("{}/plan?item={code}", page.base)) aria-label=(format!("{text} {code}")) { (text) }
    }
}

fn plan(words: &Locale, page: &GapPage<'_>) -> Markup {
    let stem = |code: &str| {
        let known = page
            .results
            .instrument
            .items
            .iter()
            .find(|item| item.code == code);
        known.map_or("", |item| item.stem.get(words.lang()))
    };
    let head = html! {
        tr {
            @for key in ["figures.item", "figures.score", "gap.action", "gap.responsible", "gap.due", "gap.status"] {
                th scope="col" { (words.say(key)) }
            }
        }
    };
    let body = html! {
        @for line in page.plan {
            tr {
                th scope="row" {
                    a href=(format!("{}/plan?line={}", page.base, line.id)) { (line.code) } " " (stem(&line.code))
                }
                td.figure { (line.score.map_or_else(|| "–".to_owned(), |score| score.to_string())) }
                td { (line.action) }
                td { (line.responsible) }
                td { (line.due.map(|due| words.day(due)).unwrap_or_default()) }
                td { (badge(if line.status == PlanStatus::Done { "good" } else { "" }, words.say(status(line.status)))) }
            }
        }
    };
    html! {
        h2 { (words.say("gap.plan_title")) }
        @if page.plan.is_empty() { (empty(words.say("gap.no_plan"))) } @else {
            (table(words.say("gap.plan_caption"), &head, &body))
        }
        div.actions {
            a.button.primary href=(format!("{}/plan", page.base)) { (words.say("gap.new_line")) }
            a.button.secondary href=(format!("{}/plan.xlsx", page.base)) { (words.say("gap.plan_excel")) }
            a.button.secondary href=(format!("{}/plan.csv", page.base)) { (words.say("gap.plan_csv")) }
        }
    }
}

/// Key of a status.
pub const fn status(status: PlanStatus) -> &'static str {
    match status {
        PlanStatus::Planned => "gap.planned",
        PlanStatus::UnderWay => "gap.under_way",
        PlanStatus::Done => "gap.done",
        PlanStatus::Dropped => "gap.dropped",
    }
}

fn earlier(words: &Locale, page: &GapPage<'_>) -> Markup {
    let now = page.results.main.get().score.exact();
    let head = html! {
        tr {
            @for key in ["gap.year", "gap.instrument", "gap.code", "figures.score", "gap.n", "gap.source", "figures.change_to_now"] {
                th scope="col" { (words.say(key)) }
            }
            th.screen-only scope="col" { span.sight-less { (words.say("gap.drop")) } }
        }
    };
    let same = |figure: &EarlierFigure| {
        figure.code.is_empty() && figure.instrument == page.results.instrument.code
    };
    let body = html! {
        @for figure in page.typed {
            tr {
                th scope="row" { (figure.fiscal_year) }
                td { (figure.instrument.to_uppercase()) }
                td translate="no" { (figure.code) }
                td.figure { (figure.score) }
                td.figure { (figure.n.map(|n| n.to_string()).unwrap_or_default()) }
                td { (figure.source) }
                td.figure { (change(Some(figure.score), now).filter(|_| same(figure)).map(signed).unwrap_or_default()) }
                td.screen-only { (drop_button(words, page, figure)) }
            }
        }
    };
    html! {
        h2 { (words.say("gap.earlier_title")) }
        p { (words.say("gap.earlier_what")) }
        @if !page.typed.is_empty() { (table(words.say("gap.earlier_caption"), &head, &body)) }
        div.actions { a.button.secondary href=(format!("{}/figures", page.base)) { (words.say("gap.enter")) } }
    }
}

/// Takes a figure out: what was typed wrongly is typed again.
fn drop_button(words: &Locale, page: &GapPage<'_>, figure: &EarlierFigure) -> Markup {
    let name = format!(
        "{} {} {} {}",
        words.say("gap.drop"),
        figure.fiscal_year,
        figure.instrument.to_uppercase(),
        figure.code
    );
    html! {
        form method="post" action=(format!("{}/figures/drop", page.base)) {
            input type="hidden" name="year" value=(figure.fiscal_year);
            input type="hidden" name="instrument" value=(figure.instrument);
            input type="hidden" name="code" value=(figure.code);
            button.quiet type="submit" aria-label=(name.trim()) { (words.say("gap.drop")) }
        }
    }
}

/// Forms for figures of earlier years: one typed in, or a file.
pub fn figures_form(words: &Locale, typed: &Typed, choices: &Choices<'_>) -> Markup {
    let say = |key| words.say(key);
    let same = |codes: &[String]| -> Vec<(String, String)> {
        codes
            .iter()
            .map(|code| (code.clone(), code.to_uppercase()))
            .collect()
    };
    let mut frameworks = vec![(String::new(), say("gap.other_items").to_owned())];
    frameworks.extend(choices.frameworks.iter().map(|id| (id.clone(), id.clone())));
    html! {
        (summary(words, typed))
        div.columns {
            form.card method="post" enctype="multipart/form-data" {
                h2 { (say("gap.type_one")) }
                input type="hidden" name="kind" value="one";
                (Field::text("year", say("gap.year")).of_kind("number").hinted(say("gap.year_hint")).input(words, typed))
                (Field::text("instrument", say("gap.instrument")).select(words, typed, &same(choices.instruments)))
                (Field::text("code", say("gap.code")).hinted(say("gap.code_hint")).optional().input(words, typed))
                (Field::text("score", say("figures.score")).hinted(say("gap.score_hint")).input(words, typed))
                (Field::text("n", say("gap.n")).of_kind("number").optional().input(words, typed))
                (Field::text("source", say("gap.source")).hinted(say("gap.source_hint")).input(words, typed))
                (Field::text("framework", say("gap.framework")).hinted(say("gap.framework_hint")).optional().select(words, typed, &frameworks))
                div.actions { button.primary type="submit" { (say("gap.save")) } }
            }
            form.card method="post" enctype="multipart/form-data" {
                h2 { (say("gap.import")) }
                input type="hidden" name="kind" value="file";
                (Field::text("file", say("gap.file")).of_kind("file").hinted(say("gap.file_hint")).input(words, typed))
                div.field {
                    label for="file-framework" { (say("gap.framework")) }
                    select id="file-framework" name="framework" {
                        @for (value, text) in &frameworks { option value=(value) { (text) } }
                    }
                }
                div.actions { button.primary type="submit" { (say("gap.import_button")) } }
            }
        }
    }
}

/// What may be chosen.
pub struct Choices<'a> {
    /// Instruments.
    pub instruments: &'a [String],
    /// Frameworks.
    pub frameworks: &'a [String],
}

/// The form of a line of the plan.
pub fn plan_form(words: &Locale, typed: &Typed, items: &[(String, String)]) -> Markup {
    let say = |key| words.say(key);
    let states: Vec<(String, String)> = PlanStatus::ALL
        .iter()
        .map(|known| (known.code().to_owned(), say(status(*known)).to_owned()))
        .collect();
    let new = matches!(typed.value("line"), "" | "0");
    html! {
        (summary(words, typed))
        form method="post" {
            input type="hidden" name="line" value=(typed.value("line"));
            input type="hidden" name="version" value=(typed.value("version"));
            (Field::text("item", say("figures.item")).select(words, typed, items))
            (Field::text("action", say("gap.action")).area(words, typed))
            (Field::text("responsible", say("gap.responsible")).input(words, typed))
            (Field::text("due", say("gap.due")).of_kind("date").optional().input(words, typed))
            (Field::text("status", say("gap.status")).select(words, typed, &states))
            div.actions {
                button.primary type="submit" name="do" value="save" { (say("gap.save")) }
                @if !new { button.quiet type="submit" name="do" value="drop" formnovalidate { (say("gap.drop")) } }
            }
        }
    }
}
