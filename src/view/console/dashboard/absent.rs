//! Who has not taken part, by name; and the last day, by reason.

use maud::{Markup, html};

use super::{number, reason};
use crate::domain::absence::Absence;
use crate::domain::encoding::percent_encoded;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed};
use crate::view::console::parts::{Leaf, empty, pager, table};

/// Somebody who has not taken part.
#[derive(Debug, Clone)]
pub struct Person {
    /// Page of the person.
    pub href: String,
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// Why.
    pub reason: Absence,
    /// What the mail server said.
    pub words: Option<String>,
}

/// The list with what was looked for.
#[derive(Debug, Clone)]
pub struct List {
    /// Address of the page.
    pub href: String,
    /// What was typed.
    pub text: String,
    /// For this reason only.
    pub reason: Option<Absence>,
    /// Which page of it.
    pub leaf: Leaf,
    /// Those of the page.
    pub people: Vec<Person>,
    /// How many there are for each reason, whatever was looked for.
    pub by_reason: Vec<(Absence, u64)>,
}

/// The list with its search.
pub fn list(words: &Locale, list: &List) -> Markup {
    let all: u64 = list.by_reason.iter().map(|(_, n)| n).sum();
    html! {
        section #missing {
            h2 { (words.say("dashboard.absent_title")) }
            @if all == 0 {
                (empty(words.say("dashboard.absent_nobody")))
            } @else {
                p { a href=(format!("{}/last-day", list.href)) { (words.say("dashboard.to_last_day")) } }
                (search(words, list))
                (found(words, list))
            }
        }
    }
}

fn search(words: &Locale, list: &List) -> Markup {
    let typed = Typed::default()
        .with("q", &*list.text)
        .with("reason", list.reason.map_or("", Absence::code));
    let all = (String::new(), words.say("dashboard.any_reason").to_owned());
    let reasons = list.by_reason.iter().map(|(why, n)| {
        let text = format!("{} ({})", reason(words, *why), number(*n));
        (why.code().to_owned(), text)
    });
    let options: Vec<(String, String)> = std::iter::once(all).chain(reasons).collect();
    let name = words.say("dashboard.search_person");
    let why = words.say("dashboard.reason");
    html! {
        form.search method="get" action=(format!("{}#missing", list.href)) role="search" {
            (Field::text("q", name).of_kind("search").optional().input(words, &typed))
            (Field::text("reason", why).optional().select(words, &typed, &options))
            button.button.secondary type="submit" { (words.say("dashboard.search")) }
        }
    }
}

fn found(words: &Locale, list: &List) -> Markup {
    if list.people.is_empty() {
        return empty(words.say("dashboard.nothing_found"));
    }
    let href = |page: u64| {
        let why = list.reason.map_or("", Absence::code);
        let text = percent_encoded(&list.text);
        format!("{}?q={text}&reason={why}&page={page}#missing", list.href)
    };
    html! {
        (people(words, words.say("dashboard.absent_title"), &list.people))
        (pager(words, list.leaf, href))
    }
}

fn people(words: &Locale, caption: &str, people: &[Person]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("dashboard.name")) }
            th scope="col" { (words.say("dashboard.position")) }
            th scope="col" { (words.say("dashboard.group")) }
            th scope="col" { (words.say("dashboard.reason")) }
        }
    };
    let body = html! {
        @for person in people {
            tr {
                th scope="row" { a href=(person.href) { (person.name) } }
                td { (person.position) }
                td { (person.work_group) }
                td {
                    (reason(words, person.reason))
                    @if let Some(said) = &person.words { br; q.server-words { (said) } }
                }
            }
        }
    };
    table(caption, &head, &body)
}

/// Those who are missing for one reason.
#[derive(Debug, Clone)]
pub struct Group {
    /// The reason.
    pub reason: Absence,
    /// How many they are.
    pub total: u64,
    /// The first of them.
    pub people: Vec<Person>,
    /// Where to do something about it.
    pub action: String,
    /// Where all of them are listed.
    pub all: String,
}

/// The last day: what is still to be done, and where.
pub fn last_day(words: &Locale, left: &str, groups: &[Group]) -> Markup {
    html! {
        p.kicker { (left) }
        @if groups.iter().all(|group| group.total == 0) {
            (empty(words.say("dashboard.absent_nobody")))
        }
        @for group in groups.iter().filter(|group| group.total > 0) {
            (group_of(words, group))
        }
    }
}

fn group_of(words: &Locale, group: &Group) -> Markup {
    let title = format!(
        "{} ({})",
        reason(words, group.reason),
        words.fill("dashboard.people", &[("n", &number(group.total))])
    );
    let (what, act) = match group.reason {
        Absence::Unsent => ("dashboard.unsent_what", "dashboard.unsent_do"),
        Absence::Failed => ("dashboard.failed_what", "dashboard.failed_do"),
        Absence::Unanswered => ("dashboard.unanswered_what", "dashboard.unanswered_do"),
        Absence::NoEmail => ("dashboard.no_email_what", "dashboard.no_email_do"),
    };
    html! {
        section.card.reason {
            div.reason-head {
                div {
                    h2 { (title) }
                    p { (words.say(what)) }
                }
                a.button.primary href=(group.action) { (words.say(act)) }
            }
            ul.reason-people {
                @for person in &group.people {
                    li {
                        a href=(person.href) { (person.name) }
                        span.hint { " " (person.work_group) }
                        @if let Some(said) = &person.words { br; q.server-words { (said) } }
                    }
                }
            }
            @if group.total > group.people.len() as u64 {
                p { a href=(group.all) { (words.say("dashboard.see_all")) } }
            }
        }
    }
}
