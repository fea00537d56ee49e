//! Tokens with which programs read the agency's published figures.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{empty, table};

/// A token in the list.
pub struct Line {
    /// Row.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// On which day.
    pub day: Date,
}

/// The list, the form, and a token that was just made.
pub fn tokens(
    words: &Locale,
    lines: &[Line],
    fresh: Option<&str>,
    typed: &Typed,
    base: &str,
) -> Markup {
    let head = html! {
        tr {
            @for key in ["figures.token_name", "figures.token_by", "figures.token_day"] { th scope="col" { (words.say(key)) } }
            th scope="col" { span.sight-less { (words.say("figures.token_revoke")) } }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                th scope="row" { (line.name) }
                td { (line.made_by) }
                td { (words.day(line.day)) }
                td {
                    form method="post" action=(format!("{base}/revoke")) {
                        input type="hidden" name="id" value=(line.id);
                        button.quiet type="submit" aria-label=(format!("{} {}", words.say("figures.token_revoke"), line.name)) { (words.say("figures.token_revoke")) }
                    }
                }
            }
        }
    };
    html! {
        p { (words.say("figures.token_what")) " " a href="/api/v1/openapi.json" { "/api/v1/openapi.json" } }
        @if let Some(token) = fresh {
            div.notice.done role="status" {
                strong { (words.say("figures.token_fresh")) }
                p { code { (token) } }
            }
        }
        @if lines.is_empty() { (empty(words.say("figures.token_none"))) } @else {
            (table(words.say("figures.token_caption"), &head, &body))
        }
        (summary(words, typed))
        form.narrow method="post" action=(base) {
            (Field::text("name", words.say("figures.token_name")).hinted(words.say("figures.token_hint")).input(words, typed))
            div.actions { button.primary type="submit" { (words.say("figures.token_make")) } }
        }
    }
}
