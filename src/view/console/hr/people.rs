//! People of the agency: the list with its search, and its work groups.

use maud::{Markup, html};

use crate::domain::people::{Show, Standing, WorkGroup};
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{Leaf, badge, empty, pager, table};

/// A line of the list.
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// Address of the person's page.
    pub href: String,
    /// Staff id.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// E-mail, empty if there is none.
    pub email: String,
    /// Whether the person counts.
    pub standing: Standing,
    /// Whether the person took part.
    pub took_part: bool,
}

/// The list and what it was narrowed by.
#[derive(Debug, Clone)]
pub struct PeopleList<'a> {
    /// Where the pages of this round begin.
    pub base: &'a str,
    /// The search, as typed.
    pub typed: Typed,
    /// Names of the work groups.
    pub groups: Vec<String>,
    /// A page of people.
    pub people: Vec<PersonLine>,
    /// Which page.
    pub leaf: Leaf,
    /// The search as part of an address, with `&` at its end.
    pub query: String,
    /// Whether the roster may be changed.
    pub may_change: bool,
}

impl PeopleList<'_> {
    /// Whether only some people are asked for.
    fn is_searched(&self) -> bool {
        let everybody = ["", Show::Everybody.code()];
        let asked = |name| !everybody.contains(&self.typed.value(name));
        ["q", "group", "show"].into_iter().any(asked)
    }
}

/// The list.
pub fn people(words: &Locale, list: &PeopleList) -> Markup {
    let say = |key| words.say(key);
    html! {
        div.actions {
            @if list.may_change {
                a.button.primary href=(format!("{}/people/add", list.base)) { (say("hr_people.add")) }
                a.button.secondary href=(format!("{}/roster", list.base)) { (say("hr_people.by_file")) }
            }
            a.button.secondary href=(format!("{}/people/groups", list.base)) { (say("hr_people.groups")) }
        }
        @if list.people.is_empty() && !list.is_searched() {
            (empty(say("dashboard.nobody")))
        } @else {
            (search(words, list))
            @if list.people.is_empty() { (empty(say("hr_people.nobody"))) } @else { (lines(words, list)) }
        }
        (pager(words, list.leaf, |page| format!("{}/people?{}page={}", list.base, list.query, page + 1)))
    }
}

fn search(words: &Locale, list: &PeopleList) -> Markup {
    let say = |key| words.say(key);
    let mut groups = vec![(String::new(), say("hr_people.every_group").to_owned())];
    groups.extend(list.groups.iter().map(|name| (name.clone(), name.clone())));
    html! {
        form.search method="get" action=(format!("{}/people", list.base)) {
            (Field::text("q", say("hr_people.search")).of_kind("search").optional().input(words, &list.typed))
            (Field::text("group", say("hr_people.work_group")).optional().select(words, &list.typed, &groups))
            (Field::text("show", say("hr_people.show")).optional().select(words, &list.typed, &shows(words)))
            button.secondary type="submit" { (say("hr_people.find")) }
        }
    }
}

fn shows(words: &Locale) -> Vec<(String, String)> {
    let shown = |show: Show| {
        let text = match show {
            Show::Everybody => "hr_people.show_everybody",
            Show::Waiting => "hr_people.show_waiting",
            Show::TookPart => "hr_people.show_took_part",
            Show::WithoutEmail => "hr_people.show_without_email",
            Show::Exempt => "hr_people.show_exempt",
            Show::Left => "hr_people.show_left",
        };
        (show.code().to_owned(), words.say(text).to_owned())
    };
    Show::ALL.into_iter().map(shown).collect()
}

fn lines(words: &Locale, list: &PeopleList) -> Markup {
    let say = |key| words.say(key);
    let head = html! {
        tr {
            th scope="col" { (say("hr_people.name")) }
            th scope="col" { (say("hr_people.standing")) }
            th scope="col" { (say("hr_people.staff_id")) }
            th scope="col" { (say("hr_people.work_group")) }
            th scope="col" { (say("hr_people.email")) }
        }
    };
    let body = html! {
        @for person in &list.people {
            tr {
                th scope="row" {
                    a href=(person.href) { (person.name) }
                    @if !person.position.is_empty() { div.hint { (person.position) } }
                }
                td { (standing(words, &person.standing, person.took_part)) }
                td { (person.staff_id) }
                td { (person.work_group) }
                td { @if person.email.is_empty() { span.hint { (say("hr_people.letter")) } } @else { (person.email) } }
            }
        }
    };
    table(say("hr_people.title"), &head, &body)
}

/// Where somebody stands, as a badge.
pub fn standing(words: &Locale, standing: &Standing, took_part: bool) -> Markup {
    match (standing, took_part) {
        (_, true) => badge("good", words.say("hr_people.took_part")),
        (Standing::Eligible, false) => badge("", words.say("hr_people.waiting")),
        (Standing::Exempt(_), false) => badge("attention", words.say("hr_people.exempt")),
        (Standing::Left, false) => badge("", words.say("hr_people.left")),
    }
}

/// The form for somebody new.
pub fn add(words: &Locale, base: &str, typed: &Typed, groups: &[String]) -> Markup {
    let say = |key| words.say(key);
    let text = |name, label| Field::text(name, say(label));
    html! {
        (summary(words, typed))
        form.card.narrow method="post" action=(format!("{base}/people/add")) {
            (text("staff_id", "hr_people.staff_id").hinted(say("hr_people.staff_id_hint")).input(words, typed))
            (text("prefix", "hr_people.prefix").optional().input(words, typed))
            (text("name", "hr_people.first_name").input(words, typed))
            (text("surname", "hr_people.surname").input(words, typed))
            (text("position", "hr_people.position").optional().input(words, typed))
            (text("email", "hr_people.email").hinted(say("hr_people.email_hint")).of_kind("email").optional()
                .input(words, typed))
            (text("work_group", "hr_people.work_group").optional().hinted(say("hr_people.group_hint"))
                .input(words, typed))
            @if !groups.is_empty() {
                p.hint { (say("hr_people.groups_are")) " " (groups.join(" · ")) }
            }
            (text("service_start", "hr_people.service_start").hinted(say("hr_people.service_hint")).optional()
                .input(words, typed))
            button.primary type="submit" { (say("hr_people.add")) }
        }
    }
}

/// Work groups with their counts; `renaming` is the one whose form is open.
pub fn groups(
    words: &Locale,
    base: &str,
    groups: &[(WorkGroup, String)],
    renaming: Option<(&str, &Typed)>,
) -> Markup {
    let say = |key| words.say(key);
    if groups.is_empty() {
        return empty(say("dashboard.nobody"));
    }
    let head = html! {
        tr {
            th scope="col" { (say("hr_people.work_group")) }
            th.figure scope="col" { (say("hr_people.people")) }
            th.figure scope="col" { (say("hr_people.eligible")) }
            th scope="col" { (say("hr_people.rename")) }
        }
    };
    let body = html! {
        @for (group, href) in groups {
            tr {
                th scope="row" {
                    @if group.name.is_empty() { (say("hr_people.no_group")) } @else { a href=(href) { (group.name) } }
                }
                td.figure { (group.people) }
                td.figure { (group.eligible) }
                td { (rename(words, base, group, renaming.filter(|(name, _)| *name == group.name))) }
            }
        }
    };
    table(say("hr_people.groups"), &head, &body)
}

fn rename(
    words: &Locale,
    base: &str,
    group: &WorkGroup,
    renaming: Option<(&str, &Typed)>,
) -> Markup {
    let say = |key| words.say(key);
    let fresh = Typed::default().with("to", &group.name);
    let typed = renaming.map_or(&fresh, |(_, typed)| typed);
    html! {
        details open[renaming.is_some()] {
            summary { (say("hr_people.rename")) }
            form method="post" action=(format!("{base}/people/groups")) {
                input type="hidden" name="from" value=(group.name);
                @if let Some(wrong) = typed.wrong.get("to") { p.wrong { (wrong) } }
                label { (say("hr_people.new_name")) input name="to" required value=(typed.value("to")); }
                button.secondary.small-button type="submit" { (say("hr_people.save_name")) }
            }
        }
    }
}
