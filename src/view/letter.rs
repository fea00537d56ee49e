//! Letters for staff without e-mail: one A4 page each, printed on one side and folded twice.
//!
//! Why this fold: the lower third goes up over the middle one, face to face, and the upper third
//! goes back. Then the name, the position and the work group are all that is seen, without an
//! envelope and without a printer that prints on both sides. The QR code lies clear of the folds.

use maud::{Markup, html};

use super::print_page::document;
use super::qr::{TooLongForQr, qr};
use crate::domain::encoding::grouped;
use crate::domain::notice::{PollNotice, printed};
use crate::locale::Locale;

/// What one person's letter says. Holds a live link, so there is no `Debug`.
#[derive(Clone)]
pub struct Letter {
    /// Full name.
    pub name: String,
    /// Position; may be empty.
    pub position: String,
    /// Work group; may be empty.
    pub work_group: String,
    /// The personal link, whole, for the QR code.
    pub link: String,
    /// What is typed at the address instead of the link, ungrouped.
    pub code: String,
}

/// What all letters of a poll say alike.
#[derive(Debug, Clone)]
pub struct LetterSet {
    /// The poll.
    pub notice: PollNotice,
    /// The address to type, without the personal part: `https://…/i`.
    pub address: String,
}

/// The two languages of a letter.
#[derive(Debug, Clone, Copy)]
struct Tongues<'a> {
    thai: &'a Locale,
    english: &'a Locale,
}

/// A print-ready document with one page a letter; `css` is the text of `css/print.css`. `words` are of
/// who prints.
pub fn letters(
    words: &Locale,
    (thai, english): (&Locale, &Locale),
    css: &str,
    set: &LetterSet,
    letters: &[Letter],
) -> Result<String, TooLongForQr> {
    let tongues = Tongues { thai, english };
    let pages = letters
        .iter()
        .map(|letter| page(tongues, set, letter))
        .collect::<Result<Vec<Markup>, TooLongForQr>>()?;
    let hint = hint(words, letters.len());
    let title = words.announce("letter.title", &set.notice);
    let sheets = html! { @for page in &pages { (page) } };
    Ok(document(thai, &title, css, &hint, &sheets))
}

/// How to print and fold, for HR's eyes.
fn hint(words: &Locale, count: usize) -> Markup {
    html! {
        div lang=(words.lang().code()) {
            strong { (words.fill("letter.count", &[("count", &count.to_string())])) }
            ol {
                li { (words.say("letter.hint_print")) }
                li { (words.say("letter.hint_fold")) }
                li { (words.say("letter.hint_delete")) }
            }
        }
    }
}

fn page(tongues: Tongues, set: &LetterSet, letter: &Letter) -> Result<Markup, TooLongForQr> {
    let code = qr(&letter.link, tongues.thai.say("letter.qr"))?;
    Ok(html! {
        article class="sheet letter" {
            (outside(letter))
            span class="fold upper" {}
            (middle(tongues.thai, &set.notice, letter))
            span class="fold lower" {}
            (lower(tongues, set, letter, &code))
        }
    })
}

fn outside(letter: &Letter) -> Markup {
    html! {
        address class="outside" {
            strong { (letter.name) }
            @for line in [&letter.position, &letter.work_group] {
                @if !line.is_empty() { span { (line) } }
            }
        }
    }
}

/// Who asks, why, and what protects the answers.
fn middle(thai: &Locale, notice: &PollNotice, letter: &Letter) -> Markup {
    html! {
        section class="inside middle" {
            p { (thai.fill("letter.greeting", &[("name", &letter.name)])) }
            p class="indent" {
                (thai.announce("letter.lead", notice)) " " (thai.say("notice.request"))
            }
            p class="until" { (thai.announce("notice.until", notice)) }
            h2 { (thai.say("notice.why")) }
            ul {
                li { (thai.say("notice.promise")) }
                li { (thai.custody(notice)) }
            }
        }
    }
}

/// The way in: QR code, or address and code; and the same in short English.
fn lower(tongues: Tongues, set: &LetterSet, letter: &Letter, code: &Markup) -> Markup {
    let Tongues { thai, english } = tongues;
    html! {
        section class="inside lower-third" {
            div class="entry" {
                (code)
                div {
                    p { strong { (thai.say("letter.scan")) } }
                    p { (thai.say("letter.type")) }
                    p class="code" { (set.address) }
                    p class="code typed" { (grouped(&letter.code)) }
                    p { (thai.say("notice.personal")) }
                }
            }
            p class="fingerprint" {
                (thai.say("notice.fingerprint")) " "
                span class="code" { (printed(&set.notice.fingerprint)) } br;
                (thai.say("notice.compare"))
            }
            (contact(thai, &set.notice))
            p lang=(english.lang().code()) class="english" {
                (english.announce("letter.short", &set.notice))
            }
        }
    }
}

fn contact(thai: &Locale, notice: &PollNotice) -> Markup {
    let lines: Vec<&str> = notice.contact.iter().map(|line| line.trim()).collect();
    html! {
        @if lines.iter().any(|line| !line.is_empty()) {
            p class="contact" { (thai.say("notice.contact")) ": " (lines.join(" · ")) }
        }
    }
}

#[cfg(test)]
mod tests;
