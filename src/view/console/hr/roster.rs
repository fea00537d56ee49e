//! A roster from a file: choosing it, its preview line by line.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{Leaf, badge, empty, pager, table, tile, tiles};

/// The form for a file.
pub fn choose(words: &Locale, base: &str, typed: &Typed) -> Markup {
    let say = |key| words.say(key);
    html! {
        (summary(words, typed))
        div.columns {
            form.card method="post" action=(format!("{base}/roster")) enctype="multipart/form-data" {
                h2 { (say("hr_roster.choose")) }
                (Field::text("file", say("hr_roster.file")).of_kind("file").hinted(say("hr_roster.file_hint"))
                    .input(words, typed))
                button.primary type="submit" { (say("hr_roster.look")) }
                p.hint { (say("hr_roster.nothing_yet")) }
            }
            div.card {
                h2 { (say("hr_roster.template")) }
                p { (say("hr_roster.template_hint")) }
                ul.links {
                    li { a href=(format!("{base}/roster/template.xlsx")) { (say("hr_roster.template_xlsx")) } }
                    li { a href=(format!("{base}/roster/template.csv")) { (say("hr_roster.template_csv")) } }
                }
            }
        }
    }
}

/// What becomes of lines, how many, and where they are listed.
#[derive(Debug, Clone)]
pub struct FateTile {
    /// Word in addresses.
    pub code: &'static str,
    /// How many.
    pub count: usize,
    /// Address of the list.
    pub href: String,
    /// Whether it is the list that is shown.
    pub current: bool,
}

/// A line of the preview.
#[derive(Debug, Clone)]
pub struct ShownLine {
    /// Line of the file.
    pub line: Option<usize>,
    /// Staff id.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Fields that change: key of the field's name, before, after.
    pub fields: Vec<(&'static str, String, String)>,
    /// Why, in words.
    pub notes: Vec<String>,
}

/// The preview.
#[derive(Debug, Clone)]
pub struct PreviewPage<'a> {
    /// Address of the preview.
    pub href: &'a str,
    /// Name of the file.
    pub name: &'a str,
    /// What becomes of lines.
    pub fates: Vec<FateTile>,
    /// Code of the list that is shown.
    pub shown: &'static str,
    /// Its lines on this page.
    pub lines: Vec<ShownLine>,
    /// Which page.
    pub leaf: Leaf,
    /// What deserves a look about the file.
    pub notes: Vec<String>,
    /// What the confirmation brings back.
    pub digest: &'a str,
    /// Whether saving would change anything.
    pub changes: bool,
    /// Whether lines are refused.
    pub refuses: bool,
}

/// The preview page.
pub fn preview(words: &Locale, page: &PreviewPage) -> Markup {
    let say = |key| words.say(key);
    html! {
        p { (words.fill("hr_roster.of_file", &[("name", page.name)])) }
        (fate_tiles(words, page))
        @if !page.notes.is_empty() {
            div.notice.warning {
                strong { (say("hr_roster.file_notes")) }
                ul { @for note in &page.notes { li { (note) } } }
            }
        }
        (confirm(words, page))
        @if page.lines.is_empty() { (empty(say("hr_roster.none_here"))) } @else { (lines(words, page)) }
        (pager(words, page.leaf, |at| format!("{}?show={}&page={}", page.href, page.shown, at + 1)))
    }
}

fn fate_text(code: &str) -> &'static str {
    match code {
        "refused" => "hr_roster.refused",
        "added" => "hr_roster.added",
        "changed" => "hr_roster.changed",
        "missing" => "hr_roster.missing",
        _ => "hr_roster.unchanged",
    }
}

fn fate_tiles(words: &Locale, page: &PreviewPage) -> Markup {
    let linked = |fate: &FateTile| {
        html! {
            a.tile-link href=(fate.href) aria-current=[fate.current.then_some("true")] {
                (tile(&fate.count.to_string(), words.say(fate_text(fate.code)), None))
            }
        }
    };
    tiles(&page.fates.iter().map(linked).collect::<Vec<_>>())
}

fn confirm(words: &Locale, page: &PreviewPage) -> Markup {
    let say = |key| words.say(key);
    html! {
        div.card {
            @if page.refuses {
                p {
                    (say("hr_roster.refused_hint")) " "
                    a href=(format!("{}/refused.csv", page.href)) { (say("hr_roster.refused_file")) }
                }
            }
            div.actions {
                @if page.changes {
                    form method="post" action=(page.href) {
                        input type="hidden" name="digest" value=(page.digest);
                        button.primary type="submit" { (say("hr_roster.save")) }
                    }
                } @else {
                    p { (say("hr_roster.nothing_to_save")) }
                }
                form method="post" action=(format!("{}/drop", page.href)) {
                    button.secondary type="submit" { (say("hr_roster.drop")) }
                }
            }
            p.hint { (say("hr_roster.waits")) }
        }
    }
}

fn lines(words: &Locale, page: &PreviewPage) -> Markup {
    let say = |key| words.say(key);
    let head = html! {
        tr {
            th.figure scope="col" { (say("hr_roster.line")) }
            th scope="col" { (say("hr_people.staff_id")) }
            th scope="col" { (say("hr_people.name")) }
            th scope="col" { (say("hr_roster.what")) }
        }
    };
    let body = html! {
        @for line in &page.lines {
            tr {
                td.figure { @if let Some(line) = line.line { (line) } @else { "–" } }
                td { (line.staff_id) }
                th scope="row" { (line.name) }
                td { (what(words, line)) }
            }
        }
    };
    table(say(fate_text(page.shown)), &head, &body)
}

fn what(words: &Locale, line: &ShownLine) -> Markup {
    html! {
        @for (field, before, after) in &line.fields {
            div {
                strong { (words.say(field)) } ": "
                @if before.is_empty() { span.hint { (words.say("hr_roster.empty")) } } @else { del { (before) } }
                " → "
                @if after.is_empty() { span.hint { (words.say("hr_roster.empty")) } } @else { ins { (after) } }
            }
        }
        @for note in &line.notes { div { (badge("attention", words.say("hr_roster.look_here"))) " " (note) } }
    }
}
