//! One person: what is known, and what may be done.

use jiff::civil::Date;
use maud::{Markup, html};

use super::people::standing;
use crate::domain::people::{StaffMember, Standing};
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};

/// A person and the forms that may be open.
#[derive(Debug, Clone)]
pub struct PersonPage<'a> {
    /// Address of this page.
    pub href: &'a str,
    /// Who it is.
    pub member: &'a StaffMember,
    /// Whether the person counts.
    pub standing: &'a Standing,
    /// Day of the acknowledgement.
    pub took_part: Option<Date>,
    /// Whether there is a personal link.
    pub has_link: bool,
    /// What stands for all that is shown.
    pub seen: &'a str,
    /// What was typed, if a form came back.
    pub typed: Typed,
    /// Work groups of the agency.
    pub groups: Vec<String>,
    /// Whether the roster may be changed.
    pub may_change: bool,
}

/// An act that is asked about once more on a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// The person has left.
    Leave,
    /// The link is replaced.
    NewLink,
}

impl Sure {
    /// Word in addresses and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Sure::Leave => "leave",
            Sure::NewLink => "new-link",
        }
    }
}

/// The page.
pub fn person(words: &Locale, page: &PersonPage) -> Markup {
    html! {
        (summary(words, &page.typed))
        (facts(words, page))
        @if page.may_change {
            div.columns {
                (group(words, page))
                (email(words, page))
                @if page.took_part.is_none() { (exemption(words, page)) }
                (others(words, page))
            }
        } @else {
            p.hint { (words.say("hr_people.settled")) }
        }
    }
}

fn facts(words: &Locale, page: &PersonPage) -> Markup {
    let say = |key| words.say(key);
    let member = page.member;
    let email = member.email.as_deref().unwrap_or(say("hr_people.letter"));
    let start = member.service_start.map(|day| words.day(day));
    let took_part = page.took_part.map(|day| words.day(day));
    let lines = [
        ("hr_people.staff_id", Some(member.staff_id.as_str())),
        ("hr_people.position", Some(member.position.as_str())),
        ("hr_people.work_group", Some(member.work_group.as_str())),
        ("hr_people.email", Some(email)),
        ("hr_people.service_start", start.as_deref()),
        ("hr_people.took_part_on", took_part.as_deref()),
    ];
    html! {
        dl.facts {
            dt { (say("hr_people.standing")) }
            dd { (standing(words, page.standing, page.took_part.is_some())) }
            @if let Standing::Exempt(exemption) = page.standing {
                dt { (say("hr_people.reason")) }
                dd {
                    (exemption.reason)
                    div.hint { (words.fill("hr_people.exempt_by", &[
                        ("order", &exemption.order_number), ("who", &exemption.by), ("day", &words.day(exemption.day)),
                    ])) }
                }
            }
            @for (label, value) in lines {
                @if let Some(value) = value.filter(|value| !value.is_empty()) {
                    dt { (say(label)) } dd { (value) }
                }
            }
        }
    }
}

fn act_form(page: &PersonPage, act: &str, content: &Markup) -> Markup {
    html! {
        form.card method="post" action=(page.href) {
            input type="hidden" name="act" value=(act);
            input type="hidden" name="seen" value=(page.seen);
            (content)
        }
    }
}

fn group(words: &Locale, page: &PersonPage) -> Markup {
    let say = |key| words.say(key);
    let typed = with_default(&page.typed, "work_group", &page.member.work_group);
    let content = html! {
        h2 { (say("hr_people.move")) }
        (Field::text("work_group", say("hr_people.work_group")).optional().input(words, &typed))
        @if !page.groups.is_empty() { p.hint { (say("hr_people.groups_are")) " " (page.groups.join(" · ")) } }
        p.hint { (say("hr_people.move_hint")) }
        button.secondary type="submit" { (say("hr_people.move")) }
    };
    act_form(page, "move", &content)
}

fn email(words: &Locale, page: &PersonPage) -> Markup {
    let say = |key| words.say(key);
    let present = page.member.email.as_deref().unwrap_or_default();
    let typed = with_default(&page.typed, "email", present);
    let content = html! {
        h2 { (say("hr_people.correct_email")) }
        (Field::text("email", say("hr_people.email")).of_kind("email").optional()
            .hinted(say("hr_people.correct_hint")).input(words, &typed))
        button.secondary type="submit" { (say("hr_people.correct_email")) }
    };
    act_form(page, "email", &content)
}

fn exemption(words: &Locale, page: &PersonPage) -> Markup {
    let say = |key| words.say(key);
    if matches!(page.standing, Standing::Eligible) {
        let content = html! {
            h2 { (say("hr_people.exempt_act")) }
            (Field::text("reason", say("hr_people.reason")).hinted(say("hr_people.reason_hint"))
                .input(words, &page.typed))
            (Field::text("order", say("hr_people.order")).hinted(say("hr_people.order_hint"))
                .input(words, &page.typed))
            button.secondary type="submit" { (say("hr_people.exempt_act")) }
        };
        return act_form(page, "exempt", &content);
    }
    let content = html! {
        h2 { (say("hr_people.restore")) }
        p { (say("hr_people.restore_hint")) }
        button.secondary type="submit" { (say("hr_people.restore")) }
    };
    act_form(page, "restore", &content)
}

/// What is asked about once more.
fn others(words: &Locale, page: &PersonPage) -> Markup {
    let say = |key| words.say(key);
    let sure = |sure: Sure| format!("{}/sure/{}", page.href, sure.code());
    let link = page.has_link && page.took_part.is_none();
    html! {
        div.card {
            h2 { (say("hr_people.other")) }
            @if link {
                p { a href=(sure(Sure::NewLink)) { (say("hr_people.new_link")) } }
                p.hint { (say("hr_people.new_link_hint")) }
            }
            @if *page.standing != Standing::Left {
                p { a href=(sure(Sure::Leave)) { (say("hr_people.leave")) } }
                p.hint { (say("hr_people.leave_hint")) }
            }
        }
    }
}

fn with_default(typed: &Typed, name: &str, present: &str) -> Typed {
    if typed.values.contains_key(name) {
        typed.clone()
    } else {
        typed.clone().with(name, present)
    }
}

/// Asks once more.
pub fn sure(words: &Locale, href: &str, seen: &str, name: &str, sure: Sure) -> Markup {
    let (text, button) = match sure {
        Sure::Leave => ("hr_people.leave_sure", "hr_people.leave_do"),
        Sure::NewLink => ("hr_people.new_link_sure", "hr_people.new_link_do"),
    };
    html! {
        div.card.narrow {
            p { (words.fill(text, &[("name", name)])) }
            form.actions method="post" action=(href) {
                input type="hidden" name="act" value=(sure.code());
                input type="hidden" name="seen" value=(seen);
                button.danger type="submit" { (words.say(button)) }
                a.button.secondary href=(href) { (words.say("hr.back")) }
            }
        }
    }
}
