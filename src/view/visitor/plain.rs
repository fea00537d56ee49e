//! Pages for browsers without script: one page of questions a document. What was answered on the other
//! pages travels in hidden fields, from page to page and nowhere else.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};

use crate::domain::encoding::hex;
use crate::domain::framework::{Framework, Instrument, Item};
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;
use crate::locale::Locale;
use crate::view::respondent::profile;
use crate::view::respondent::questionnaire::{Given, item_card, progress};

/// Where every page of questions is posted to.
const ACTION: &str = "/e/plain/page";

/// Ways in which a visit without script ends or pauses, as locale keys and the visitor's screens name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainEnd {
    /// A ballot was cast with this code.
    Spent,
    /// There is no such ticket.
    UnknownTicket,
    /// The poster's caps are reached.
    Full,
    /// The poll takes no ballots any more.
    Closed,
    /// Something failed.
    Trouble,
}

impl PlainEnd {
    fn key(self) -> &'static str {
        match self {
            PlainEnd::Spent => "spent",
            PlainEnd::UnknownTicket => "unknown_ticket",
            PlainEnd::Full => "full",
            PlainEnd::Closed => "closed",
            PlainEnd::Trouble => "trouble",
        }
    }
}

/// A page of questions.
pub struct PlainPage<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The instrument.
    pub instrument: &'a Instrument,
    /// Name of the agency.
    pub agency: &'a str,
    /// Number of the page, from 1; the one after the last page of items asks about the respondent.
    pub number: usize,
    /// What was answered so far: option by sub-item, and what was said by question of the profile.
    pub answers: &'a BTreeMap<String, usize>,
    /// Whether what is unanswered on this page is pointed at.
    pub point: bool,
    /// Fields that name the visit.
    pub visit: &'a [(&'static str, String)],
}

/// A page of questions as a document.
pub fn questions(words: &Locale, style: &Digest, page: &PlainPage) -> Markup {
    let part = page.instrument.pages.get(page.number.saturating_sub(1));
    let items = part.and_then(|part| page.instrument.items.get(part.items.clone()));
    let items = items.unwrap_or_default();
    let first = part.map_or(0, |part| part.items.start);
    let given = Given {
        answers: page.answers,
        point: page.point,
    };
    let title = part.map_or(words.say("visitor.profile_title"), |part| {
        part.title.get(words.lang())
    });
    let content = html! {
        form method="post" action=(ACTION) autocomplete="off" {
            // The Enter key presses the first button of a form: it must not be the other language's.
            button.visually-hidden type="submit" name="go" value="next" tabindex="-1" aria-hidden="true" {}
            (header(words))
            (carried(page, items))
            main.questions {
                p.kicker { (page.agency) }
                (progress(words, page.number, page.instrument.screens()))
                h1 { (title) }
                @if page.point {
                    p.notice.inline role="alert" { (words.say("visitor.plain_missing")) }
                }
                @for (offset, item) in items.iter().enumerate() {
                    (item_card(page.framework, words, item, first + offset + 1, given))
                }
                @if part.is_none() { (profile::cards(page.instrument, words, given)) }
                (ways(words, page))
            }
        }
    };
    document(words, style, title, &content)
}

/// The ways on and back.
fn ways(words: &Locale, page: &PlainPage) -> Markup {
    let last = page.number == page.instrument.screens();
    html! {
        @if last { p.small { (words.say("visitor.plain_sealed_here")) } }
        div.steps {
            button.primary type="submit" name="go" value="next" {
                (words.say(if last { "visitor.submit" } else { "respondent.next" }))
            }
            @if page.number > 1 {
                button.secondary type="submit" name="go" value="back" {
                    (words.say("respondent.back"))
                }
            }
        }
    }
}

/// What travels from page to page: the visit, and what was answered on other pages than this.
fn carried(page: &PlainPage, items: &[Item]) -> Markup {
    let subs = || items.iter().flat_map(|item| &item.sub_items);
    let asked = || page.instrument.profile.iter();
    let here = |code: &String| {
        subs().any(|sub| sub.code == *code)
            || items.is_empty() && asked().any(|question| question.code == *code)
    };
    html! {
        @for (name, value) in page.visit { input type="hidden" name=(name) value=(value); }
        input type="hidden" name="page" value=(page.number);
        @for (code, option) in page.answers {
            @if !here(code) {
                input type="hidden" name=(code) value=(option);
            }
        }
    }
}

/// The end of a visit that was sent.
pub fn done(words: &Locale, style: &Digest, receipt: &str) -> Markup {
    let content = html! {
        main {
            div.card.done {
                div.tick aria-hidden="true" {}
                h1 { (words.say("visitor.done_title")) }
                p.lead { (words.say("visitor.done_thanks")) }
                p { (words.say("visitor.plain_close")) }
            }
            details.card {
                summary { (words.say("respondent.receipt_offer_title")) }
                p { (words.say("visitor.receipt_offer")) }
                p.code { (receipt) }
            }
        }
    };
    document(words, style, words.say("visitor.done_title"), &content)
}

/// A page that ends a visit otherwise.
pub fn end(words: &Locale, style: &Digest, end: PlainEnd) -> Markup {
    let say = |part: &str| {
        words
            .say(&format!("visitor.{}_{part}", end.key()))
            .to_owned()
    };
    let content = html! {
        main { div.card.notice { h1 { (say("title")) } p { (say("text")) } } }
    };
    document(words, style, &say("title"), &content)
}

/// The code again, after one that was mistyped.
pub fn retype(words: &Locale, style: &Digest, typed: &str) -> Markup {
    let content = html! {
        main {
            form.card.notice method="post" action="/e/plain/slip" autocomplete="off" {
                h1 { (words.say("visitor.shell_missing_title")) }
                label for="code" { (words.say("visitor.shell_code")) }
                input #code.typed type="text" name="code" value=(typed) autocapitalize="characters"
                    spellcheck="false" aria-invalid="true" aria-describedby="wrong" required;
                p #wrong.wrong role="alert" { (words.say("visitor.shell_code_wrong")) }
                button.primary type="submit" { (words.say("visitor.shell_code_open")) }
            }
        }
    };
    document(
        words,
        style,
        words.say("visitor.shell_missing_title"),
        &content,
    )
}

/// The other language is a button of the form: the answers go along.
fn header(words: &Locale) -> Markup {
    let other = match words.lang() {
        Lang::Th => Lang::En.code(),
        Lang::En => Lang::Th.code(),
    };
    html! {
        header.bar {
            span.brand { (words.say("respondent.site")) }
            button.quiet type="submit" name="go" value=(other) lang=(other) {
                (words.say("respondent.other_language"))
            }
        }
    }
}

fn document(words: &Locale, style: &Digest, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta name="referrer" content="no-referrer";
                title { (title) " · " (words.say("respondent.site")) }
                link rel="stylesheet" href=(format!("/c/{}", hex(style.as_ref())));
            }
            body { div.respondent.visitor { (content) } }
        }
    }
}
