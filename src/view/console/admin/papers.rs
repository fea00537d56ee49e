//! Paper of a round: posters, minutes of the opening, and the frame of a page that is printed.

use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::domain::notice::printed;
use crate::domain::wire::Fingerprint;
use crate::locale::Locale;
use crate::view::memo::Memo;
use crate::view::print_sheet::signature;
use crate::view::qr::qr;

/// A poster of an agency.
#[derive(Debug, Clone)]
pub struct Poster {
    /// Name of the agency.
    pub agency: String,
    /// Fingerprint of its box.
    pub fingerprint: Fingerprint,
    /// Whom to ask.
    pub contact: String,
}

/// A box in the minutes.
#[derive(Debug, Clone)]
pub struct Board {
    /// Name of the agency.
    pub agency: String,
    /// People who took part.
    pub acknowledged: Option<u64>,
    /// Ballots on the board.
    pub cast: u64,
    /// SHA-256 of the board.
    pub sha256: String,
}

/// What was counted as one.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Names or codes of the agencies.
    pub agencies: String,
    /// How they were counted, in words.
    pub how: String,
    /// Ballots.
    pub cast: u64,
    /// Valid and invalid ones; nothing where nothing was counted.
    pub valid_and_invalid: Option<(u64, u64)>,
}

/// The minutes of the opening.
#[derive(Debug, Clone)]
pub struct Minutes {
    /// When.
    pub opened: Option<DateTime>,
    /// The account that ran it.
    pub actor: String,
    /// Custodians whose sheets opened the boxes.
    pub present: Vec<String>,
    /// The boxes.
    pub boards: Vec<Board>,
    /// Counts of ballots.
    pub counted: Vec<Counted>,
    /// Number and digest of the audit log's last entry.
    pub audit: Option<(i64, String)>,
}

/// What the screen says above a page that is printed.
pub fn hint(words: &Locale, text: &str, back: &str) -> Markup {
    html! {
        p { strong { (text) } }
        button.primary type="button" data-print hidden { (words.say("rounds.print")) }
        a.button href=(back) { (words.say("rounds.back")) }
    }
}

/// What the screen says above a key sheet: print, then take it off the screen.
pub fn sheet_hint(words: &Locale, action: &str) -> Markup {
    html! {
        div data-wipe {
            p { strong { (words.say("rounds.sheet_print")) } }
            p { (words.say("rounds.sheet_never")) }
            button type="button" data-print hidden { (words.say("rounds.print")) }
            form method="post" action=(action) {
                button.primary type="submit" { (words.say("rounds.sheet_printed")) }
            }
        }
    }
}

/// Posters, one page an agency. `how` is the address that explains.
pub fn posters(thai: &Locale, memo: &Memo, how: &str, posters: &[Poster]) -> Markup {
    let code = qr(how, thai.say("rounds.poster_qr")).ok();
    html! {
        @for poster in posters {
            article.sheet.poster {
                header {
                    p.agency { (poster.agency) }
                    h1 { (thai.say("rounds.poster_title")) }
                    p { (fill(thai, "rounds.poster_round", memo)) }
                }
                p.until { strong { (fill(thai, "rounds.poster_until", memo)) } }
                p.promise { (thai.say("notice.promise")) }
                div {
                    @if let Some(code) = &code { (code) }
                    p { (thai.say("rounds.poster_how")) " " (how) }
                }
                div {
                    p { (thai.say("notice.fingerprint")) }
                    p.code { (printed(&poster.fingerprint)) }
                    p { (thai.say("notice.compare")) }
                }
                @if !poster.contact.is_empty() { p { (thai.say("notice.contact")) ": " (poster.contact) } }
            }
        }
    }
}

/// The minutes of the opening.
pub fn minutes(words: &Locale, memo: &Memo, minutes: &Minutes) -> Markup {
    html! {
        article.sheet.memo.minutes {
            header {
                h1 { (words.say("rounds.minutes_title")) }
                p { strong { (words.say("letter.memo_office")) } " " (memo.organisation) }
                p { (words.fill("rounds.minutes_round", &[
                    ("instrument", &memo.instrument),
                    ("round", &memo.round.to_string()),
                    ("year", &memo.fiscal_year.to_string()),
                    ("closes", &words.moment(memo.closes)),
                ])) }
            }
            p.indent { (opening(words, minutes)) }
            @if !minutes.present.is_empty() {
                p.indent { (words.say("rounds.minutes_keys")) }
                ol.names { @for name in &minutes.present { li { (name) } } }
            }
            h2 { (words.say("rounds.minutes_boards")) }
            (boards(words, &minutes.boards))
            h2 { (words.say("rounds.minutes_counts")) }
            (counts(words, &minutes.counted))
            div.closing {
                p.indent { (words.say("rounds.minutes_nothing")) }
                @if let Some((number, digest)) = &minutes.audit {
                    p { (words.fill("rounds.minutes_audit", &[("number", &number.to_string())])) }
                    p.code { (digest) }
                }
                (signatures(words, &minutes.present))
            }
        }
    }
}

fn opening(words: &Locale, minutes: &Minutes) -> String {
    let when = minutes.opened.map(|when| words.moment(when));
    words.fill(
        "rounds.minutes_opening",
        &[
            ("when", when.as_deref().unwrap_or("–")),
            ("actor", &minutes.actor),
            ("boxes", &minutes.boards.len().to_string()),
        ],
    )
}

fn boards(words: &Locale, boards: &[Board]) -> Markup {
    let staff = boards.iter().any(|board| board.acknowledged.is_some());
    html! {
        table {
            thead { tr {
                th scope="col" { (words.say("letter.memo_row")) }
                th scope="col" { (words.say("letter.memo_agency")) }
                @if staff { th scope="col" { (words.say("rounds.acknowledged")) } }
                th scope="col" { (words.say("rounds.cast")) }
                th scope="col" { (words.say("rounds.board_hash")) }
            } }
            tbody {
                @for (row, board) in boards.iter().enumerate() {
                    tr {
                        td { (row + 1) }
                        td { (board.agency) }
                        @if let Some(acknowledged) = board.acknowledged { td.figure { (acknowledged) } }
                        td.figure { (board.cast) }
                        td.code { (board.sha256) }
                    }
                }
            }
        }
    }
}

fn counts(words: &Locale, counted: &[Counted]) -> Markup {
    let number = |n: Option<u64>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
    html! {
        table {
            thead { tr {
                th scope="col" { (words.say("letter.memo_row")) }
                th scope="col" { (words.say("letter.memo_agency")) }
                th scope="col" { (words.say("rounds.cast")) }
                th scope="col" { (words.say("rounds.valid")) }
                th scope="col" { (words.say("rounds.invalid")) }
                th scope="col" { (words.say("rounds.how_counted")) }
            } }
            tbody {
                @for (row, line) in counted.iter().enumerate() {
                    tr {
                        td { (row + 1) }
                        td { (line.agencies) }
                        td.figure { (line.cast) }
                        td.figure { (number(line.valid_and_invalid.map(|(valid, _)| valid))) }
                        td.figure { (number(line.valid_and_invalid.map(|(_, invalid)| invalid))) }
                        td { (line.how) }
                    }
                }
            }
        }
    }
}

fn signatures(words: &Locale, present: &[String]) -> Markup {
    html! {
        div.signatures {
            @for name in present { (signature(words, name, words.say("letter.key_holder"))) }
            (signature(words, "", words.say("rounds.chair")))
            (signature(words, "", words.say("letter.key_witness")))
        }
    }
}

fn fill(thai: &Locale, key: &str, memo: &Memo) -> String {
    thai.fill(
        key,
        &[
            ("round", &memo.round.to_string()),
            ("year", &memo.fiscal_year.to_string()),
            ("closes", &thai.moment(memo.closes)),
        ],
    )
}
