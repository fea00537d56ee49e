//! One-time links, the forgotten password, and setting up the second factor.

use maud::{Markup, html};

use super::form::{Field, Typed, summary};
use crate::locale::Locale;
use crate::view::qr::qr;

/// A password is set by a one-time link. `name` and `email` say whose it is.
pub fn welcome(words: &Locale, typed: &Typed, action: &str, (name, email): (&str, &str)) -> Markup {
    html! {
        (summary(words, typed))
        form.card.narrow method="post" action=(action) {
            p { (words.fill("accounts.welcome", &[("name", name), ("email", email)])) }
            input type="hidden" name="email" value=(email) autocomplete="username";
            (new_password(words, typed))
            button.primary.wide type="submit" { (words.say("accounts.set_password")) }
        }
    }
}

/// The two fields of a new password.
pub fn new_password(words: &Locale, typed: &Typed) -> Markup {
    html! {
        (Field::text("new", words.say("accounts.new_password")).of_kind("password")
            .hinted(words.say("accounts.password_hint")).filled_by("new-password").input(words, typed))
        (Field::text("again", words.say("accounts.again")).of_kind("password")
            .filled_by("new-password").input(words, typed))
    }
}

/// Asks whose password was forgotten.
pub fn forgot(words: &Locale, typed: &Typed) -> Markup {
    html! {
        form.card.narrow method="post" action="/office/forgot" {
            p { (words.say("accounts.forgot_lead")) }
            input type="hidden" name="lang" value=(words.lang().code());
            (Field::text("email", words.say("console.email")).of_kind("email").filled_by("username")
                .alone().input(words, typed))
            button.primary.wide type="submit" { (words.say("accounts.send_link")) }
        }
    }
}

/// The answer, whoever asked.
pub fn forgot_done(words: &Locale) -> Markup {
    html! {
        div.card.narrow {
            p { (words.say("accounts.forgot_done")) }
            p { (words.say("accounts.forgot_else")) }
            p { a href=(format!("/office/sign-in?lang={}", words.lang().code())) { (words.say("console.sign_in")) } }
        }
    }
}

/// A second factor that is being set up.
#[derive(Debug, Clone, Copy)]
pub struct FactorForm<'a> {
    /// Where the form goes.
    pub action: &'a str,
    /// What the QR code says.
    pub url: &'a str,
    /// The key to type.
    pub key: &'a str,
    /// The key sealed.
    pub sealed: &'a str,
    /// Whether the person must say the password once more.
    pub asks_password: bool,
}

/// QR code, key to type, and the code that proves that the app has it.
pub fn factor(words: &Locale, typed: &Typed, form: FactorForm) -> Markup {
    let label = words.say("accounts.qr_label");
    html! {
        (summary(words, typed))
        form.card.narrow method="post" action=(form.action) autocomplete="off" {
            p { (words.say("accounts.factor_lead")) }
            ol.steps {
                li { (words.say("accounts.factor_step_app")) }
                li {
                    (words.say("accounts.factor_step_scan"))
                    @if let Ok(code) = qr(form.url, label) { div.factor-code { (code) } }
                    p.small { (words.say("accounts.factor_type")) }
                    p.secret-key { code { (spaced(form.key)) } }
                }
                li { (words.say("accounts.factor_step_code")) }
            }
            input type="hidden" name="sealed" value=(form.sealed);
            (Field::text("code", words.say("console.code")).filled_by("one-time-code").input(words, typed))
            @if form.asks_password {
                (Field::text("password", words.say("accounts.own_password")).of_kind("password")
                    .filled_by("current-password").input(words, typed))
            }
            button.primary.wide type="submit" { (words.say("accounts.factor_confirm")) }
        }
    }
}

/// In groups of four, so that an eye keeps its place.
fn spaced(key: &str) -> String {
    let symbols: Vec<char> = key.chars().collect();
    let groups: Vec<String> = symbols
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

/// Recovery codes, shown this once.
pub fn recovery_codes(words: &Locale, email: &str, codes: &[String]) -> Markup {
    html! {
        div.card.narrow {
            p { (words.say("accounts.codes_lead")) }
            p.small { (words.say("console.site")) " · " (email) }
            ul.recovery-codes { @for code in codes { li { code { (code) } } } }
            p { strong { (words.say("accounts.codes_once")) } }
            div.actions {
                button.secondary type="button" data-print hidden { (words.say("accounts.print")) }
                a.button.primary href="/office" { (words.say("accounts.codes_kept")) }
            }
        }
    }
}
