//! The officer's first page.

use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::domain::mail::MailTest;
use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::view::console::admin::readiness::{mail_test, test_button};
use crate::view::console::parts::{badge, empty, table};

/// A round in the list.
#[derive(Debug, Clone)]
pub struct RoundLine {
    /// Address.
    pub href: String,
    /// Code.
    pub code: String,
    /// State.
    pub state: RoundState,
    /// When it closes.
    pub closes: DateTime,
}

/// Whom the agency's people ask.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Name, telephone, e-mail; empty where nobody is named.
    pub who: String,
    /// Whether mails reach them.
    pub test: MailTest,
    /// Where a test mail is asked for, if one can be sent.
    pub action: Option<String>,
}

/// The rounds, and the contact person.
pub fn overview(words: &Locale, lines: &[RoundLine], contact: &Contact) -> Markup {
    html! {
        (rounds(words, lines))
        section.card {
            h2 { (words.say("agencies.contact")) }
            p { @if contact.who.is_empty() { (words.say("hr.no_contact")) } @else { (contact.who) } }
            div { (mail_test(words, &contact.test)) }
            @if let Some(action) = &contact.action {
                div.actions { (test_button(words, action, &contact.who)) }
                p.hint { (words.say("hr.test_hint")) }
            }
        }
    }
}

fn rounds(words: &Locale, rounds: &[RoundLine]) -> Markup {
    if rounds.is_empty() {
        return empty(words.say("console.no_rounds"));
    }
    let head = html! {
        tr {
            th scope="col" { (words.say("console.round")) }
            th scope="col" { (words.say("console.state")) }
            th scope="col" { (words.say("console.closes")) }
        }
    };
    let body = html! {
        @for round in rounds {
            tr {
                th scope="row" { a href=(round.href) { (round.code) } }
                td { (state(words, round.state)) }
                td { (words.moment(round.closes)) }
            }
        }
    };
    html! { div.rounds-list { (table(words.say("console.rounds"), &head, &body)) } }
}

/// A round's state as a badge.
pub fn state(words: &Locale, state: RoundState) -> Markup {
    let class = match state {
        RoundState::Open => "good",
        RoundState::Cancelled => "bad",
        _ => "",
    };
    badge(class, words.say(&format!("console.state_{state}")))
}
