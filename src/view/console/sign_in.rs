//! Signing in.

use maud::{Markup, html};

use super::form::{Field, Typed};
use crate::domain::lang::Lang;
use crate::locale::Locale;

/// Address and password. `next` is where to go then; the language that was chosen, if one was, is kept
/// from then on.
pub fn sign_in(words: &Locale, typed: &Typed, next: &str, chosen: Option<Lang>) -> Markup {
    html! {
        form.card.narrow method="post" action="/office/sign-in" {
            input type="hidden" name="next" value=(next);
            @if let Some(chosen) = chosen { input type="hidden" name="lang" value=(chosen.code()); }
            (Field::text("email", words.say("console.email")).of_kind("email").filled_by("username")
                .input(words, typed))
            (Field::text("password", words.say("console.password")).of_kind("password")
                .filled_by("current-password").alone().input(words, typed))
            button.primary.wide type="submit" { (words.say("console.sign_in")) }
            p.small { a href=(format!("/office/forgot?lang={}", words.lang().code())) { (words.say("console.forgot")) } }
        }
        p.small { (words.say("console.staff_need_no_account")) }
    }
}

/// The code of the second factor.
pub fn code(words: &Locale, typed: &Typed, next: &str) -> Markup {
    html! {
        form.card.narrow method="post" action="/office/sign-in/code" {
            input type="hidden" name="next" value=(next);
            (Field::text("code", words.say("console.code")).hinted(words.say("console.code_hint"))
                .filled_by("one-time-code").alone().input(words, typed))
            button.primary.wide type="submit" { (words.say("console.sign_in")) }
        }
        form.narrow method="post" action="/office/sign-out" {
            button.quiet type="submit" { (words.say("console.sign_in_again")) }
        }
    }
}
