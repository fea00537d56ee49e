//! The KPI by person: the agency's level beside the own participation, two facts.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::form::{Field, Typed};
use crate::view::console::parts::{Leaf, badge, pager, table};

/// A person of the register.
#[derive(Debug, Clone)]
pub struct Person {
    /// Address of the person's sheet.
    pub href: String,
    /// Staff id.
    pub staff_id: String,
    /// Name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// Whether the person is asked.
    pub asked: Asked,
    /// Day of the acknowledgement.
    pub day: Option<Date>,
}

/// Whether a person is asked to take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Yes.
    Yes,
    /// Exempt, counted apart.
    Exempt,
    /// Left the agency.
    Left,
}

/// Participation of a person in words.
pub fn participation(words: &Locale, person: &Person) -> String {
    match (person.asked, person.day) {
        (Asked::Exempt, _) => words.say("kpi_pages.exempt").to_owned(),
        (Asked::Left, _) => words.say("kpi_pages.left").to_owned(),
        (Asked::Yes, Some(day)) => words.fill("kpi_pages.signed_on", &[("day", &words.day(day))]),
        (Asked::Yes, None) => words.say("kpi.not-yet").to_owned(),
    }
}

/// The list, a page of it.
pub fn people(words: &Locale, people: &[Person], level: u8, search: &str, leaf: Leaf) -> Markup {
    let typed = Typed::default().with("q", search);
    let head = html! {
        tr {
            th scope="col" { (words.say("kpi_pages.name")) }
            th scope="col" { (words.say("kpi_pages.work_group")) }
            th scope="col" { (words.say("kpi_pages.own_participation")) }
            th.figure scope="col" { (words.say("kpi_pages.agency_level")) }
        }
    };
    let body = html! {
        @for person in people {
            tr {
                th scope="row" { a href=(person.href) { (person.name) } " " span.hint { (person.staff_id) } }
                td { (person.work_group) }
                td { (badge(if person.day.is_some() { "good" } else { "" }, &participation(words, person))) }
                td.figure { (level) }
            }
        }
    };
    html! {
        form.search method="get" role="search" {
            (Field::text("q", words.say("kpi_pages.find_person")).of_kind("search").optional().input(words, &typed))
            button.secondary type="submit" { (words.say("figures.search_button")) }
        }
        (table(words.say("kpi_pages.people_caption"), &head, &body))
        (pager(words, leaf, |at| format!("?q={}&page={at}", crate::domain::encoding::percent_encoded(search))))
    }
}

/// The head of a person's sheet.
pub fn sheet(words: &Locale, person: &Person, agency: &str, level: u8) -> Markup {
    let facts = [
        ("kpi_pages.name", person.name.clone()),
        ("kpi_pages.staff_id", person.staff_id.clone()),
        ("kpi_pages.position", person.position.clone()),
        ("kpi_pages.work_group", person.work_group.clone()),
        ("figures.agency", agency.to_owned()),
        ("kpi_pages.own_participation", participation(words, person)),
        ("kpi_pages.agency_level", level.to_string()),
    ];
    html! {
        dl.facts {
            @for (key, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
                dt { (words.say(key)) } dd { (text) }
            }
        }
        p.hint { (words.say("kpi_pages.two_facts")) }
    }
}
