//! How many people the agency serves, and how many visits its poster starts.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::dashboard::number;
use crate::view::console::form::{Field, Typed, summary};

/// The page. `action` is missing where nothing can be changed any more; `settled` is the population
/// with the minimum sample that follows from it.
pub fn settings(
    words: &Locale,
    action: Option<&str>,
    settled: Option<(u64, u64)>,
    typed: &Typed,
) -> Markup {
    html! {
        (summary(words, typed))
        @if action.is_none() { p.notice { (words.say("hr_public.settled_for_good")) } }
        form.narrow method="post" action=[action] {
            fieldset disabled[action.is_none()] {
                legend { h2 { (words.say("hr_public.people")) } }
                (field(words, typed, "population", "hr_public.population", "hr_public.population_hint"))
                (minimum(words, settled))
            }
            fieldset disabled[action.is_none()] {
                legend { h2 { (words.say("hr_public.caps")) } }
                p.hint { (words.say("hr_public.caps_hint")) }
                (field(words, typed, "hour_cap", "hr_public.hour_cap", "hr_public.hour_cap_hint"))
                (field(words, typed, "day_cap", "hr_public.day_cap", "hr_public.day_cap_hint"))
                (field(words, typed, "plain_day_cap", "hr_public.plain_day_cap", "hr_public.plain_day_cap_hint"))
                (field(words, typed, "kiosk_day_cap", "hr_public.kiosk_day_cap", "hr_public.kiosk_day_cap_hint"))
            }
            @if action.is_some() {
                div.actions { button.primary type="submit" { (words.say("hr_public.save")) } }
            }
        }
    }
}

fn minimum(words: &Locale, settled: Option<(u64, u64)>) -> Markup {
    html! {
        p.least {
            @match settled {
                Some((population, minimum)) => {
                    (words.fill("hr_public.minimum_is", &[
                        ("population", &number(population)), ("minimum", &number(minimum)),
                    ]))
                }
                None => { (words.say("hr_public.minimum_unknown")) }
            }
        }
    }
}

fn field(words: &Locale, typed: &Typed, name: &str, label: &str, hint: &str) -> Markup {
    Field::text(name, words.say(label))
        .hinted(words.say(hint))
        .filled_by("off")
        .input(words, typed)
}
