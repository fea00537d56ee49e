//! Choosing whose letters are printed.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::form::{Field, Typed};
use crate::view::console::parts::{empty, table};

/// Somebody who may get a letter.
#[derive(Debug, Clone)]
pub struct LetterLine {
    /// Staff id.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Work group.
    pub work_group: String,
}

/// The page. `total` counts everybody who is meant, also beyond those that are listed.
pub fn letters(
    words: &Locale,
    base: &str,
    typed: &Typed,
    people: &[LetterLine],
    total: u64,
) -> Markup {
    let say = |key| words.say(key);
    let shows = [
        ("without-email", "hr_letters.without_email"),
        ("waiting", "hr_letters.everybody"),
    ]
    .map(|(code, text)| (code.to_owned(), say(text).to_owned()));
    html! {
        p { (say("hr_letters.lead")) }
        form.search method="get" action=(format!("{base}/letters")) {
            (Field::text("q", say("hr_people.search")).of_kind("search").optional().input(words, typed))
            (Field::text("show", say("hr_people.show")).optional().select(words, typed, &shows))
            button.secondary type="submit" { (say("hr_people.find")) }
        }
        @if people.is_empty() { (empty(say("hr_letters.nobody"))) } @else {
            form method="post" action=(format!("{base}/letters/print")) target="_blank" {
                input type="hidden" name="show" value=(typed.value("show"));
                div.actions {
                    button.primary type="submit" { (say("hr_letters.print_chosen")) }
                    button.secondary type="submit" name="all" value="yes" {
                        (words.fill("hr_letters.print_all", &[("count", &total.to_string())]))
                    }
                }
                p.hint { (say("hr_letters.live")) }
                (lines(words, people))
            }
        }
    }
}

fn lines(words: &Locale, people: &[LetterLine]) -> Markup {
    let say = |key| words.say(key);
    let head = html! {
        tr {
            th scope="col" { (say("hr_letters.print")) }
            th scope="col" { (say("hr_people.name")) }
            th scope="col" { (say("hr_people.work_group")) }
        }
    };
    let body = html! {
        @for person in people {
            tr {
                td {
                    input type="checkbox" name="staff" value=(person.staff_id)
                        aria-label=(words.fill("hr_letters.of", &[("name", &person.name)]));
                }
                th scope="row" { (person.name) div.hint { (person.staff_id) } }
                td { (person.work_group) }
            }
        }
    };
    table(say("hr_letters.title"), &head, &body)
}
