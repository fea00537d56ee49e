//! How many slips are made, and how they are printed.

use maud::{Markup, html};

use super::not_open;
use crate::locale::Locale;
use crate::view::console::dashboard::number;
use crate::view::console::form::{Field, Typed, summary};

/// The page. `action` is missing while none can be made; `limits` are the smallest and the largest
/// batch.
pub fn slips(
    words: &Locale,
    action: Option<&str>,
    settings: &str,
    limits: [u32; 2],
    typed: &Typed,
) -> Markup {
    html! {
        (summary(words, typed))
        p { (words.say("hr_public.slips_lead")) }
        @match action {
            Some(action) => { (form(words, action, limits, typed)) }
            None => { (not_open(words, settings)) }
        }
    }
}

fn form(words: &Locale, action: &str, [least, most]: [u32; 2], typed: &Typed) -> Markup {
    let hint = words.fill(
        "hr_public.slips_hint",
        &[
            ("least", &least.to_string()),
            ("most", &number(most.into())),
        ],
    );
    html! {
        form.card.narrow method="post" action=(action) {
            (Field::text("number", words.say("hr_public.slips_number")).hinted(&hint)
                .filled_by("off").input(words, typed))
            div.notice.warning {
                p { strong { (words.say("hr_public.once_title")) } }
                p { (words.say("hr_public.once_text")) }
            }
            div.actions {
                button.primary type="submit" name="kind" value="sheet" { (words.say("hr_public.slips_make")) }
                button.secondary type="submit" name="kind" value="labels" { (words.say("hr_public.labels_make")) }
            }
            p.hint { (words.say("hr_public.labels_hint")) }
        }
    }
}

/// What the screen says above the sheets.
pub fn print_hint(words: &Locale, number: usize, back: &str) -> Markup {
    html! {
        p { strong { (words.fill("hr_public.slips_made", &[("n", &number.to_string())])) } }
        p { (words.say("hr_public.slips_now")) }
        button.primary type="button" data-print hidden { (words.say("rounds.print")) }
        a.button href=(back) { (words.say("hr_public.printed_all")) }
    }
}
