//! The form of a round in draft: what is asked, when, how it is protected, who holds the keys.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};

/// Choices of the form, each value and text.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Instruments of frameworks.
    pub instruments: Vec<(String, String)>,
    /// Periods of the KPI.
    pub periods: Vec<(String, String)>,
    /// One custodian or three.
    pub custody: Vec<(String, String)>,
}

/// The form. `code` is given where the round is there already: its name does not change.
pub fn form(
    words: &Locale,
    action: &str,
    back: &str,
    code: Option<&str>,
    choices: &Choices,
    typed: &Typed,
) -> Markup {
    html! {
        (summary(words, typed))
        form.narrow method="post" action=(action) {
            input type="hidden" name="mark" value=(typed.value("mark"));
            @match code {
                Some(code) => { input type="hidden" name="code" value=(code); }
                None => { (text(words, typed, "code", "rounds.code", "rounds.code_hint")) }
            }
            (asked(words, choices, typed))
            (times(words, typed))
            @if code.is_none() { (public_part(words, typed)) }
            (rules(words, typed))
            (custodians(words, choices, typed))
            div.actions {
                button.primary type="submit" { (words.say("rounds.save")) }
                a.button.secondary href=(back) { (words.say("rounds.back")) }
            }
        }
    }
}

fn asked(words: &Locale, choices: &Choices, typed: &Typed) -> Markup {
    html! {
        fieldset {
            legend { h2 { (words.say("rounds.part_asked")) } }
            (Field::text("instrument", words.say("rounds.instrument")).select(words, typed, &choices.instruments))
            (text(words, typed, "fiscal_year", "rounds.year", "rounds.year_hint"))
            (text(words, typed, "number", "rounds.number", "rounds.number_hint"))
            (Field::text("kpi_period", words.say("rounds.kpi_period"))
                .hinted(words.say("rounds.kpi_hint")).optional()
                .select(words, typed, &choices.periods))
        }
    }
}

fn times(words: &Locale, typed: &Typed) -> Markup {
    html! {
        fieldset {
            legend { h2 { (words.say("rounds.part_times")) } }
            (text(words, typed, "closes", "rounds.closes", "rounds.closes_hint"))
            (text(words, typed, "grace_minutes", "rounds.grace", "rounds.grace_hint"))
        }
    }
}

/// The public's part, made beside the round.
fn public_part(words: &Locale, typed: &Typed) -> Markup {
    let wrong = typed.wrong.get("public_part");
    html! {
        fieldset {
            legend { h2 { (words.say("rounds_public.part")) } }
            p.hint { (words.say("rounds_public.part_hint")) }
            @if let Some(wrong) = wrong { p.wrong #public_part-wrong { (wrong) } }
            label.choice {
                input #public_part type="checkbox" name="public_part" value="yes"
                    checked[!typed.value("public_part").is_empty()]
                    aria-describedby=[wrong.map(|_| "public_part-wrong")];
                (words.say("rounds_public.also"))
            }
            (Field::text("public_closes", words.say("rounds_public.closes"))
                .hinted(words.say("rounds_public.closes_hint")).optional().input(words, typed))
            (text(words, typed, "public_grace", "rounds_public.grace", "rounds_public.grace_hint"))
        }
    }
}

fn rules(words: &Locale, typed: &Typed) -> Markup {
    html! {
        fieldset {
            legend { h2 { (words.say("rounds.part_rules")) } }
            (text(words, typed, "k", "rounds.k", "rounds.k_hint"))
            (text(words, typed, "min_service_years", "rounds.service", "rounds.service_hint"))
            (Field::text("head_count_day", words.say("rounds.head_count_day"))
                .hinted(words.say("rounds.head_count_hint")).optional().input(words, typed))
            (text(words, typed, "required_percent", "rounds.required", "rounds.required_hint"))
        }
    }
}

fn custodians(words: &Locale, choices: &Choices, typed: &Typed) -> Markup {
    let names = [
        ("custodian1", "rounds.custodian1"),
        ("custodian2", "rounds.custodian2"),
        ("custodian3", "rounds.custodian3"),
    ];
    html! {
        fieldset {
            legend { h2 { (words.say("rounds.part_keys")) } }
            p.hint { (words.say("rounds.keys_hint")) }
            (Field::text("custody", words.say("rounds.custody")).select(words, typed, &choices.custody))
            @for (name, label) in names {
                (Field::text(name, words.say(label)).optional().input(words, typed))
            }
        }
    }
}

fn text(words: &Locale, typed: &Typed, name: &str, label: &str, hint: &str) -> Markup {
    Field::text(name, words.say(label))
        .hinted(words.say(hint))
        .input(words, typed)
}

/// Fields of a later close.
pub fn later(words: &Locale, typed: &Typed) -> Markup {
    html! {
        (text(words, typed, "closes", "rounds.new_close", "rounds.closes_hint"))
        (Field::text("reason", words.say("rounds.reason")).hinted(words.say("rounds.reason_hint")).area(words, typed))
    }
}
