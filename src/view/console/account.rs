//! The own account.

use jiff::civil::DateTime;
use maud::{Markup, html};

use super::form::{Field, Typed, button, summary};
use super::getting_in::new_password;
use super::parts::{badge, table};
use crate::domain::lang::Lang;
use crate::locale::Locale;

/// What the page knows of its reader.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// Address.
    pub email: &'a str,
    /// Roles, in words.
    pub roles: &'a [String],
    /// Whether a second factor is set up.
    pub has_factor: bool,
    /// Whether a role of theirs needs one.
    pub needs_factor: bool,
}

/// A session of one's own.
#[derive(Debug, Clone)]
pub struct OwnSession {
    /// Its name in forms.
    pub id: String,
    /// When it began.
    pub begun: DateTime,
    /// When it was used last.
    pub used: DateTime,
    /// Whether it is the one that reads this page.
    pub present: bool,
}

/// Everything about the own account.
pub fn account(words: &Locale, typed: &Typed, own: Own, sessions: &[OwnSession]) -> Markup {
    html! {
        (summary(words, typed))
        div.columns {
            (who(words, typed, own))
            (password(words, typed))
        }
        (factor(words, typed, own))
        (sessions_table(words, sessions))
    }
}

fn who(words: &Locale, typed: &Typed, own: Own) -> Markup {
    let langs: Vec<(String, String)> = Lang::ALL
        .into_iter()
        .map(|lang| {
            let key = format!("accounts.lang_{}", lang.code());
            (lang.code().to_owned(), words.say(&key).to_owned())
        })
        .collect();
    html! {
        form.card method="post" action="/office/account" {
            h2 { (words.say("accounts.who")) }
            dl.facts {
                dt { (words.say("console.email")) } dd { (own.email) }
                dt { (words.say("accounts.roles")) }
                @for role in own.roles { dd { (role) } }
            }
            (Field::text("name", words.say("accounts.name")).filled_by("name").input(words, typed))
            (Field::text("lang", words.say("accounts.language")).select(words, typed, &langs))
            button.primary type="submit" { (words.say("accounts.save")) }
        }
    }
}

fn password(words: &Locale, typed: &Typed) -> Markup {
    html! {
        form.card method="post" action="/office/account/password" {
            h2 { (words.say("accounts.change_password")) }
            (Field::text("old", words.say("accounts.old_password")).of_kind("password")
                .filled_by("current-password").input(words, typed))
            (new_password(words, typed))
            p.small { (words.say("accounts.others_end")) }
            button.primary type="submit" { (words.say("accounts.change_password")) }
        }
    }
}

fn factor(words: &Locale, typed: &Typed, own: Own) -> Markup {
    let state = if own.has_factor {
        badge("good", words.say("accounts.factor_on"))
    } else {
        badge("attention", words.say("accounts.factor_off"))
    };
    html! {
        section.card {
            h2 { (words.say("accounts.factor")) " " (state) }
            p { (words.say("accounts.factor_what")) }
            @if own.needs_factor { p.small { (words.say("accounts.factor_needed")) } }
            p {
                a.button.secondary href="/office/account/second-factor" {
                    @if own.has_factor { (words.say("accounts.factor_again")) }
                    @else { (words.say("accounts.factor_set_up")) }
                }
            }
            @if own.has_factor {
                form.narrow method="post" action="/office/account/recovery-codes" {
                    (Field::text("password", words.say("accounts.own_password")).of_kind("password")
                        .hinted(words.say("accounts.own_password_hint")).filled_by("current-password")
                        .input(words, typed))
                    div.actions {
                        button.secondary type="submit" { (words.say("accounts.new_codes")) }
                        @if !own.needs_factor {
                            button.danger type="submit" formaction="/office/account/second-factor/off" {
                                (words.say("accounts.factor_drop"))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sessions_table(words: &Locale, sessions: &[OwnSession]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("accounts.begun")) }
            th scope="col" { (words.say("accounts.used")) }
            th scope="col" { span.visually-hidden { (words.say("accounts.act")) } }
        }
    };
    let body = html! {
        @for session in sessions {
            tr {
                th scope="row" { (words.moment(session.begun)) }
                td { (words.moment(session.used)) }
                td {
                    @if session.present { (badge("good", words.say("accounts.this_session"))) }
                    @else {
                        form method="post" action="/office/account/sessions/end" {
                            input type="hidden" name="session" value=(session.id);
                            button.secondary.small-button type="submit" { (words.say("accounts.end_session")) }
                        }
                    }
                }
            }
        }
    };
    html! {
        h2 { (words.say("accounts.sessions")) }
        p.small { (words.say("accounts.sessions_what")) }
        (table(words.say("accounts.sessions"), &head, &body))
        @if sessions.len() > 1 {
            (button("/office/account/sessions/end-others", "secondary", words.say("accounts.end_others")))
        }
    }
}
