//! The administrator's pages of accounts.

use maud::{Markup, html};

use super::form::{Field, Typed, button, summary};
use super::parts::{Leaf, badge, empty, pager, table};
use crate::domain::access::Role;
use crate::domain::lang::Lang;
use crate::locale::Locale;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Invited, no password yet.
    Invited,
    /// In use.
    Open,
    /// Closed.
    Closed,
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct AccountLine {
    /// Address of its page.
    pub href: String,
    /// Name.
    pub name: String,
    /// Address of the person.
    pub email: String,
    /// Roles, in words.
    pub roles: Vec<String>,
    /// How it stands.
    pub state: State,
    /// Whether a second factor is set up.
    pub has_factor: bool,
}

/// The list with its search.
pub fn list(words: &Locale, search: &str, lines: &[AccountLine], leaf: Leaf) -> Markup {
    let typed = Typed::default().with("q", search);
    let href = |page: u64| {
        let search = crate::domain::encoding::percent_encoded(search);
        format!("/office/admin/accounts?q={search}&page={page}")
    };
    html! {
        div.actions { a.button.primary href="/office/admin/accounts/new" { (words.say("accounts.add")) } }
        form.search method="get" action="/office/admin/accounts" role="search" {
            (Field::text("q", words.say("accounts.search")).of_kind("search").optional().input(words, &typed))
            button.secondary type="submit" { (words.say("accounts.find")) }
        }
        @if lines.is_empty() { (empty(words.say("accounts.none"))) }
        @else { (lines_table(words, lines)) }
        (pager(words, leaf, href))
    }
}

fn lines_table(words: &Locale, lines: &[AccountLine]) -> Markup {
    let head = html! {
        tr {
            @for key in ["accounts.name", "console.email", "accounts.roles", "console.state"] {
                th scope="col" { (words.say(key)) }
            }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                th scope="row" { a href=(line.href) { (line.name) } }
                td { (line.email) }
                td { @for role in &line.roles { div { (role) } } }
                td { (state(words, line.state)) }
            }
        }
    };
    table(words.say("accounts.title"), &head, &body)
}

fn state(words: &Locale, state: State) -> Markup {
    match state {
        State::Invited => badge("attention", words.say("accounts.state_invited")),
        State::Open => badge("good", words.say("accounts.state_open")),
        State::Closed => badge("bad", words.say("accounts.state_closed")),
    }
}

/// A form of an account: of a new one, or of one that is there.
#[derive(Debug, Clone, Copy)]
pub struct AccountForm<'a> {
    /// Where it goes.
    pub action: &'a str,
    /// Address of an account that is there; it stays.
    pub email: Option<&'a str>,
    /// What the form saw, for one that is there.
    pub version: &'a str,
    /// Rows of roles.
    pub rows: usize,
    /// Agencies to choose from: those that a typed text may mean.
    pub offered: &'a [(String, String)],
}

/// An account that is there, and what can be done with it as it stands in this version.
pub fn account(
    words: &Locale,
    typed: &Typed,
    own: AccountForm,
    (line, version): (&AccountLine, &str),
) -> Markup {
    html! {
        (form(words, typed, own))
        (acts(words, line, version))
    }
}

/// Name, language and roles.
pub fn form(words: &Locale, typed: &Typed, form: AccountForm) -> Markup {
    let langs = Lang::ALL.map(|lang| {
        let key = format!("accounts.lang_{}", lang.code());
        (lang.code().to_owned(), words.say(&key).to_owned())
    });
    html! {
        (summary(words, typed))
        form.card method="post" action=(form.action) {
            input type="hidden" name="version" value=(form.version);
            @if form.email.is_none() {
                (Field::text("email", words.say("console.email")).of_kind("email").input(words, typed))
            }
            (Field::text("name", words.say("accounts.name")).input(words, typed))
            (Field::text("lang", words.say("accounts.language")).select(words, typed, &langs))
            fieldset {
                legend { (words.say("accounts.roles")) }
                p.hint { (words.say("accounts.roles_hint")) }
                @for row in 0..form.rows { (grant(words, typed, row)) }
                (offered(form.offered))
                button.secondary.small-button type="submit" name="more" value="1" formnovalidate {
                    (words.say("accounts.more_roles"))
                }
            }
            div.actions {
                button.primary type="submit" {
                    @if form.email.is_some() { (words.say("accounts.save")) }
                    @else { (words.say("accounts.add_and_send")) }
                }
            }
        }
    }
}

fn grant(words: &Locale, typed: &Typed, row: usize) -> Markup {
    let (role, agency) = (format!("role{row}"), format!("agency{row}"));
    let mut options = vec![(String::new(), words.say("accounts.no_role").to_owned())];
    options.extend(Role::ALL.map(|role| {
        let word = words.say(&format!("console.role_{role}")).to_owned();
        (role.code().to_owned(), word)
    }));
    let number = (row + 1).to_string();
    let role_label = words.fill("accounts.role_n", &[("n", &number)]);
    let agency_label = words.fill("accounts.agency_n", &[("n", &number)]);
    html! {
        div.grant {
            (Field::text(&role, &role_label).optional().select(words, typed, &options))
            (Field::text(&agency, &agency_label).optional().listed("agencies").input(words, typed))
        }
    }
}

fn offered(agencies: &[(String, String)]) -> Markup {
    html! {
        datalist #agencies {
            @for (code, name) in agencies { option value=(code) { (code) " " (name) } }
        }
        @if !agencies.is_empty() {
            ul.offered { @for (code, name) in agencies { li { code { (code) } " " (name) } } }
        }
    }
}

/// What else can be done with an account.
fn acts(words: &Locale, line: &AccountLine, version: &str) -> Markup {
    let at = |act: &str| format!("{}/{act}", line.href);
    html! {
        section.card {
            h2 { (words.say("accounts.more_acts")) " " (state(words, line.state)) }
            div.actions {
                @if line.state == State::Closed {
                    form method="post" action=(at("reopen")) {
                        input type="hidden" name="version" value=(version);
                        button.secondary type="submit" { (words.say("accounts.reopen")) }
                    }
                } @else {
                    (button(&at("invite"), "secondary", words.say("accounts.invite")))
                    @if line.has_factor {
                        a.button.secondary href=(at("second-factor")) { (words.say("accounts.reset_factor")) }
                    }
                    a.button.danger href=(at("close")) { (words.say("accounts.close")) }
                }
            }
            p.small { (words.say("accounts.invite_what")) }
        }
    }
}

/// Asks once more before something that hurts.
pub fn confirm(words: &Locale, action: &str, text: &str, act: &str, version: &str) -> Markup {
    html! {
        form.card.narrow method="post" action=(action) {
            p { (text) }
            input type="hidden" name="version" value=(version);
            div.actions {
                button.danger type="submit" { (act) }
                a.button.secondary href="/office/admin/accounts" { (words.say("accounts.leave")) }
            }
        }
    }
}

/// A link to hand over, shown this once; nothing where it was mailed.
pub fn handed(words: &Locale, email: &str, link: Option<&str>, back: &str) -> Markup {
    html! {
        div.card {
            @if let Some(link) = link {
                p { (words.fill("accounts.hand_over", &[("email", email)])) }
                p.secret-key { code { (link) } }
                p { strong { (words.say("accounts.link_once")) } }
            } @else {
                p { (words.fill("accounts.mailed", &[("email", email)])) }
            }
            p { a.button.primary href=(back) { (words.say("accounts.to_account")) } }
        }
    }
}
