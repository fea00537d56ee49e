//! Readiness of all agencies, page by page.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::domain::mail::MailTest;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed};
use crate::view::console::parts::{Leaf, badge, empty, pager, table, tile, tiles};

/// An agency in the table.
#[derive(Debug, Clone)]
pub struct Line {
    /// Address of the agency's form.
    pub href: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// People asked, declared head-count, exempt, letters.
    pub eligible: u64,
    /// Declared number of staff.
    pub head_count: Option<u64>,
    /// People who are exempt.
    pub exempt: u64,
    /// People who get a letter.
    pub letters: u64,
    /// Whom people ask.
    pub contact: String,
    /// Whether mails reach the contact person.
    pub mail_test: MailTest,
    /// Where a test mail is asked for, if one can be sent.
    pub test: Option<String>,
    /// What should be looked at.
    pub warnings: Vec<String>,
}

/// Sums over all agencies, with what each counts.
pub fn totals(sums: &[(String, String)]) -> Markup {
    let each: Vec<Markup> = sums
        .iter()
        .map(|(number, text)| tile(number, text, None))
        .collect();
    tiles(&each)
}

/// What keeps the round from opening.
pub fn lacks(words: &Locale, lacks: &[String]) -> Markup {
    html! {
        @if lacks.is_empty() {
            div.notice.done { p { (words.say("rounds.may_open")) } }
        } @else {
            div.notice.warning {
                strong { (words.say("rounds.lacks")) }
                ul { @for lack in lacks { li { (lack) } } }
            }
        }
    }
}

/// Search, table and pages.
pub fn list(
    words: &Locale,
    typed: &Typed,
    lines: &[Line],
    leaf: Leaf,
    href: impl Fn(u64) -> String,
) -> Markup {
    let choices = [
        ("", "rounds.all_agencies"),
        ("roster", "rounds.without_roster"),
        ("contact", "rounds.without_contact"),
        ("mail", "rounds.without_mail_test"),
    ]
    .map(|(value, key)| (value.to_owned(), words.say(key).to_owned()));
    html! {
        form.search method="get" role="search" {
            (Field::text("q", words.say("agencies.search")).optional().input(words, typed))
            (Field::text("missing", words.say("rounds.shown")).optional().select(words, typed, &choices))
            button.secondary type="submit" { (words.say("agencies.find")) }
        }
        @if lines.is_empty() { (empty(words.say("agencies.nothing"))) }
        @else { (rows(words, lines)) }
        (pager(words, leaf, href))
    }
}

/// The same where the public answers: nobody is on a roster.
pub fn public_list(
    words: &Locale,
    typed: &Typed,
    lines: &[Line],
    leaf: Leaf,
    href: impl Fn(u64) -> String,
) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("agencies.agency")) }
            th.figure scope="col" { (words.say("rounds_public.served")) }
            th scope="col" { (words.say("agencies.contact")) }
            th scope="col" { (words.say("rounds.look_at")) }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                th scope="row" { a href=(line.href) { (line.name) } br; span.hint { (line.code) } }
                td.figure { (line.eligible) }
                td { (line.contact) }
                td { @for warning in &line.warnings { p.lack { (warning) } } }
            }
        }
    };
    html! {
        form.search method="get" role="search" {
            (Field::text("q", words.say("agencies.search")).optional().input(words, typed))
            button.secondary type="submit" { (words.say("agencies.find")) }
        }
        @if lines.is_empty() { (empty(words.say("agencies.nothing"))) }
        @else { (table(words.say("rounds_public.readiness"), &head, &body)) }
        (pager(words, leaf, href))
    }
}

fn rows(words: &Locale, lines: &[Line]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("agencies.agency")) }
            th.figure scope="col" { (words.say("rounds.eligible")) }
            th.figure scope="col" { (words.say("agencies.head_count")) }
            th.figure scope="col" { (words.say("rounds.exempt")) }
            th.figure scope="col" { (words.say("rounds.letters")) }
            th scope="col" { (words.say("agencies.contact")) }
            th scope="col" { (words.say("rounds.mail_test")) }
            th scope="col" { (words.say("rounds.look_at")) }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                th scope="row" { a href=(line.href) { (line.name) } br; span.hint { (line.code) } }
                td.figure { (line.eligible) }
                td.figure { (line.head_count.map_or_else(|| "–".to_owned(), |n| n.to_string())) }
                td.figure { (line.exempt) }
                td.figure { (line.letters) }
                td { (line.contact) }
                td { (mail_test(words, &line.mail_test)) @if let Some(test) = &line.test { (test_button(words, test, &line.name)) } }
                td { @for warning in &line.warnings { p.lack { (warning) } } }
            }
        }
    };
    table(words.say("rounds.readiness"), &head, &body)
}

/// Whether mails reach a contact person.
pub fn mail_test(words: &Locale, test: &MailTest) -> Markup {
    let on = |day: &Date| words.day(*day);
    html! {
        @match test {
            MailTest::NoAddress => (badge("", words.say("rounds.test_no_address"))),
            MailTest::Untested => (badge("", words.say("rounds.test_none"))),
            MailTest::Sent(day) => {
                (badge("good", words.say("rounds.test_taken"))) br; span.hint { (on(day)) }
            }
            MailTest::Failed { day, words: said } => {
                (badge("bad", words.say("rounds.test_failed"))) br;
                span.hint { (on(day)) } p.lack { (said) }
            }
        }
    }
}

/// The button that sends a test mail to the contact person of an agency.
pub fn test_button(words: &Locale, action: &str, agency: &str) -> Markup {
    let text = words.say("rounds.test_contact");
    html! {
        form.screen-only method="post" action=(action) {
            button.secondary.small-button type="submit" aria-label=(format!("{text}: {agency}")) { (text) }
        }
    }
}
