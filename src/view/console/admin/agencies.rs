//! Agencies: the list and its tree, one of them, and an uploaded list before it is saved.

use maud::{Markup, html};

use crate::domain::encoding::percent_encoded;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, button, summary};
use crate::view::console::parts::{Leaf, empty, pager, table};

/// How many agencies of each kind a preview shows.
const SHOWN: usize = 200;

/// An agency in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Address of its form.
    pub href: String,
    /// Address of the list of those below it, if there are any, and how many.
    pub below: Option<(String, u64)>,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of the one above.
    pub parent: String,
    /// Whom people ask.
    pub contact: String,
    /// Declared number of staff.
    pub head_count: Option<u64>,
}

/// The list. `way` leads down the tree: address and name.
pub fn list(
    words: &Locale,
    typed: &Typed,
    way: &[(String, String)],
    lines: &[Line],
    leaf: Leaf,
    href: impl Fn(u64) -> String,
) -> Markup {
    let none = lines.is_empty() && way.is_empty() && typed.value("q").is_empty();
    html! {
        div.actions {
            a.button.primary href="/office/admin/agencies/import" { (words.say("agencies.import")) }
            a.button.secondary href="/office/admin/agencies/new" { (words.say("agencies.new")) }
        }
        @if !none {
            form.search method="get" role="search" {
                (Field::text("q", words.say("agencies.search")).optional().input(words, typed))
                button.secondary type="submit" { (words.say("agencies.find")) }
            }
        }
        @if !way.is_empty() {
            nav.crumbs aria-label=(words.say("agencies.way")) {
                ol {
                    li { a href="/office/admin/agencies" { (words.say("agencies.title")) } }
                    @for (href, name) in way { li { a href=(href) { (name) } } }
                }
            }
        }
        @if none { (empty(words.say("agencies.none"))) }
        @else if lines.is_empty() { (empty(words.say("agencies.nothing"))) }
        @else { (rows(words, lines)) }
        (pager(words, leaf, href))
    }
}

fn rows(words: &Locale, lines: &[Line]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("agencies.agency")) }
            th scope="col" { (words.say("agencies.parent")) }
            th scope="col" { (words.say("agencies.below")) }
            th scope="col" { (words.say("agencies.contact")) }
            th.figure scope="col" { (words.say("agencies.head_count")) }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                th scope="row" { a href=(line.href) { (line.name) } br; span.hint { (line.code) } }
                td { (line.parent) }
                td {
                    @if let Some((href, count)) = &line.below {
                        a href=(href) { (words.fill("agencies.below_n", &[("n", &count.to_string())])) }
                    }
                }
                td { (line.contact) }
                td.figure { (line.head_count.map_or_else(|| "–".to_owned(), |n| n.to_string())) }
            }
        }
    };
    table(words.say("agencies.title"), &head, &body)
}

/// Names of the form's fields, in the order of a list's columns, with label and hint.
pub const FIELDS: [(&str, &str, &str); 9] = [
    ("code", "agencies.code", "agencies.code_hint"),
    ("name", "agencies.name", ""),
    ("name_en", "agencies.name_en", ""),
    ("parent", "agencies.parent_code", "agencies.parent_hint"),
    (
        "contact_name",
        "agencies.contact_name",
        "agencies.contact_hint",
    ),
    ("contact_email", "agencies.contact_email", ""),
    ("contact_phone", "agencies.contact_phone", ""),
    (
        "head_count",
        "agencies.head_count",
        "agencies.head_count_hint",
    ),
    ("eit_population", "agencies.eit_population", ""),
];

/// The form of one agency. `code` is given where it is known already.
pub fn form(words: &Locale, action: &str, code: Option<&str>, typed: &Typed) -> Markup {
    html! {
        (summary(words, typed))
        form.narrow method="post" action=(action) {
            input type="hidden" name="mark" value=(typed.value("mark"));
            @for (at, (name, label, hint)) in FIELDS.into_iter().enumerate() {
                @match (name, code) {
                    ("code", Some(code)) => {
                        input type="hidden" name="code" value=(code);
                    }
                    _ => (field(words, typed, name, label, hint, at > 1)),
                }
            }
            div.actions {
                button.primary type="submit" { (words.say("agencies.save")) }
                a.button.secondary href="/office/admin/agencies" { (words.say("rounds.back")) }
            }
        }
        @if let Some(code) = code {
            p {
                a href=(format!("/office/admin/agencies/tokens/{}", percent_encoded(code))) {
                    (words.say("figures.token_title"))
                }
            }
        }
    }
}

fn field(
    words: &Locale,
    typed: &Typed,
    name: &str,
    label: &str,
    hint: &str,
    optional: bool,
) -> Markup {
    let mut field = Field::text(name, words.say(label));
    field.optional = optional;
    if !hint.is_empty() {
        field.hint = Some(words.say(hint));
    }
    field.input(words, typed)
}

/// The form that takes a file.
pub fn upload(words: &Locale, typed: &Typed) -> Markup {
    html! {
        (summary(words, typed))
        p.lead { (words.say("agencies.upload_lead")) }
        p { a href="/office/admin/agencies/template.csv" download { (words.say("agencies.template")) } }
        form.narrow method="post" action="/office/admin/agencies/import" enctype="multipart/form-data" {
            (Field::text("file", words.say("agencies.file")).hinted(words.say("agencies.file_hint"))
                .of_kind("file").input(words, typed))
            div.actions {
                button.primary type="submit" { (words.say("agencies.look")) }
                a.button.secondary href="/office/admin/agencies" { (words.say("rounds.back")) }
            }
        }
    }
}

/// An agency of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Line of the file.
    pub line: usize,
    /// Code.
    pub code: String,
    /// Name in the file.
    pub name: String,
    /// What is written over: label, what stands there, what is to stand there.
    pub changes: Vec<(String, String, String)>,
}

/// What a list would do.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// Name of the file.
    pub file: String,
    /// New agencies.
    pub added: Vec<Listed>,
    /// Known agencies of which something is written over.
    pub changed: Vec<Listed>,
    /// How many known agencies stay as they are.
    pub unchanged: usize,
    /// Line of the file and what deserves a look.
    pub warnings: Vec<(usize, String)>,
    /// Line of the file and why it is refused.
    pub problems: Vec<(usize, String)>,
}

/// The preview, with the button that saves it where nothing is wrong.
pub fn preview(words: &Locale, action: &str, preview: &Preview) -> Markup {
    let count = |key: &str, n: usize| words.fill(key, &[("n", &n.to_string())]);
    html! {
        p.lead { (words.fill("agencies.preview_of", &[("file", &preview.file)])) }
        @if preview.problems.is_empty() {
            div.tiles {
                div.tile { span.number { (preview.added.len()) } span { (words.say("agencies.added")) } }
                div.tile { span.number { (preview.changed.len()) } span { (words.say("agencies.changed")) } }
                div.tile { span.number { (preview.unchanged) } span { (words.say("agencies.unchanged")) } }
            }
            div.actions {
                (button(action, "primary", words.say("agencies.confirm")))
                a.button.secondary href="/office/admin/agencies/import" { (words.say("agencies.other_file")) }
            }
        } @else {
            div.notice.refused role="alert" {
                strong { (count("agencies.problems", preview.problems.len())) }
                p { (words.say("agencies.problems_text")) }
            }
            (lines(words, words.say("agencies.refused"), &preview.problems))
            p { a.button.primary href="/office/admin/agencies/import" { (words.say("agencies.other_file")) } }
        }
        @if !preview.warnings.is_empty() { (lines(words, words.say("agencies.warnings"), &preview.warnings)) }
        (listed(words, words.say("agencies.changed"), &preview.changed))
        (listed(words, words.say("agencies.added"), &preview.added))
    }
}

fn lines(words: &Locale, caption: &str, lines: &[(usize, String)]) -> Markup {
    let head = html! { tr {
        th.figure scope="col" { (words.say("agencies.line")) }
        th scope="col" { (words.say("agencies.what")) }
    } };
    let body = html! {
        @for (line, what) in lines { tr { td.figure { (line) } td { (what) } } }
    };
    table(caption, &head, &body)
}

/// Agencies of the file; of known ones, what is written over.
fn listed(words: &Locale, caption: &str, agencies: &[Listed]) -> Markup {
    let known = agencies.iter().any(|agency| !agency.changes.is_empty());
    let head = html! { tr {
        th.figure scope="col" { (words.say("agencies.line")) }
        th scope="col" { (words.say("agencies.agency")) }
        @if known { th scope="col" { (words.say("agencies.changes")) } }
    } };
    let body = html! {
        @for agency in agencies.iter().take(SHOWN) {
            tr {
                td.figure { (agency.line) }
                th scope="row" { (agency.name) br; span.hint { (agency.code) } }
                @if known { td { @for change in &agency.changes { (written_over(words, change)) } } }
            }
        }
    };
    html! {
        @if !agencies.is_empty() { (table(caption, &head, &body)) }
        @if let Some(more) = agencies.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            p.hint { (words.fill("agencies.and_more", &[("n", &more.to_string())])) }
        }
    }
}

fn written_over(words: &Locale, (label, before, after): &(String, String, String)) -> Markup {
    let said = |text: &str| match text {
        "" => words.say("agencies.empty_cell").to_owned(),
        text => text.to_owned(),
    };
    html! {
        p { (label) ": " del { (said(before)) } " → " ins { (said(after)) } }
    }
}
