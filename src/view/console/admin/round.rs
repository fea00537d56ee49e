//! A round: what it is, the steps until it opens, and what can be done with it now.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::parts::badge;

/// A step on the way to opening.
#[derive(Debug, Clone)]
pub struct Task {
    /// Address of its page.
    pub href: String,
    /// Name.
    pub name: String,
    /// What it is, or how it stands.
    pub text: String,
    /// What is missing.
    pub lacks: Vec<String>,
    /// Whether nothing is left to do.
    pub done: bool,
}

/// Something that can be done.
#[derive(Debug, Clone)]
pub struct Act {
    /// Address of its page.
    pub href: String,
    /// Name.
    pub name: String,
    /// What happens then.
    pub text: String,
}

/// A custodian, and the day on which the key sheet was checked.
pub type Sheet = (String, Option<Date>);

/// That key sheets should be checked now, and which were; nothing where none is named.
pub fn sheets(words: &Locale, href: &str, sheets: &[Sheet]) -> Markup {
    html! {
        @if !sheets.is_empty() {
            section.notice.warning {
                h2 { (words.say("rounds.sheets_due")) }
                p { (words.say("rounds.sheets_due_text")) }
                ul {
                    @for (custodian, day) in sheets {
                        li {
                            (custodian) ": "
                            @match day {
                                Some(day) => (words.fill("rounds.sheet_checked_on", &[("day", &words.day(*day))])),
                                None => (words.say("rounds.sheet_unchecked")),
                            }
                        }
                    }
                }
                p { a.button.secondary href=(href) { (words.say("rounds.sheet_check")) } }
            }
        }
    }
}

/// That the clock is in doubt, and what to do: a paragraph a line.
pub fn clock(words: &Locale, said: &str) -> Markup {
    html! {
        section.notice.warning {
            h2 { (words.say("rounds.clock_doubt")) }
            @for line in said.lines() { p { (line) } }
        }
    }
}

/// The page: facts as name and value, steps, acts.
pub fn round(words: &Locale, facts: &[(String, String)], tasks: &[Task], acts: &[Act]) -> Markup {
    html! {
        @if !tasks.is_empty() {
            ol.tasks { @for task in tasks { (one_task(words, task)) } }
        }
        @if !acts.is_empty() {
            h2 { (words.say("rounds.acts")) }
            ul.acts {
                @for act in acts { li { a href=(act.href) { (act.name) } p.hint { (act.text) } } }
            }
        }
        section.card {
            h2 { (words.say("rounds.facts")) }
            (facts_list(facts))
        }
    }
}

/// Facts as a list.
pub fn facts_list(facts: &[(String, String)]) -> Markup {
    html! {
        dl.facts { @for (name, value) in facts { dt { (name) } dd { (value) } } }
    }
}

fn one_task(words: &Locale, task: &Task) -> Markup {
    let (class, mark) = match (task.done, task.lacks.is_empty()) {
        (true, _) => ("good", "rounds.task_done"),
        (false, true) => ("", "rounds.task_open"),
        (false, false) => ("attention", "rounds.task_lacks"),
    };
    html! {
        li class=[task.done.then_some("done")] {
            div {
                h2 { a href=(task.href) { (task.name) } (badge(class, words.say(mark))) }
                p { (task.text) }
                @for lack in &task.lacks { p.lack { (lack) } }
            }
        }
    }
}
