//! Where the poster is printed.

use maud::{Markup, html};

use super::not_open;
use crate::locale::Locale;

/// The page. `base` is missing while there is no poster.
pub fn poster(words: &Locale, base: Option<&str>, settings: &str) -> Markup {
    let places = [
        "hr_public.place_waiting",
        "hr_public.place_alone",
        "hr_public.place_web",
    ];
    html! {
        p { (words.say("hr_public.poster_lead")) }
        @match base {
            Some(base) => {
                div.actions {
                    a.button.primary href=(format!("{base}/a4")) { (words.say("hr_public.poster_a4")) }
                    a.button.secondary href=(format!("{base}/a3")) { (words.say("hr_public.poster_a3")) }
                }
            }
            None => { (not_open(words, settings)) }
        }
        div.card {
            h2 { (words.say("hr_public.place_title")) }
            ul { @for place in places { li { (words.say(place)) } } }
        }
        p.hint { (words.say("hr_public.poster_caps")) " " a href=(settings) { (words.say("hr_public.settings")) } }
    }
}

/// What the screen says above the poster.
pub fn print_hint(words: &Locale, back: &str) -> Markup {
    html! {
        p { strong { (words.say("hr_public.poster_print")) } }
        button.primary type="button" data-print hidden { (words.say("rounds.print")) }
        a.button href=(back) { (words.say("rounds.back")) }
    }
}
