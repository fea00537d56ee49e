//! The auditor's pages: the log, and the check of its chain.

use maud::{Markup, html};

use super::form::{Field, Typed};
use super::parts::{Leaf, empty, pager, table};
use crate::locale::Locale;

/// An entry in words.
#[derive(Debug, Clone)]
pub struct EntryLine {
    /// Number.
    pub number: i64,
    /// When.
    pub when: String,
    /// Who.
    pub actor: String,
    /// What, in words.
    pub act: String,
    /// On what.
    pub subject: String,
    /// Details.
    pub detail: String,
}

/// The log with its filter. `query` is the filter as it stands in addresses; `acts` are codes and
/// words to choose from.
pub fn log(
    words: &Locale,
    typed: &Typed,
    acts: &[(String, String)],
    lines: &[EntryLine],
    (leaf, query): (Leaf, &str),
) -> Markup {
    html! {
        form.search method="get" action="/office/audit" role="search" {
            (Field::text("actor", words.say("audit.actor")).optional().input(words, typed))
            (Field::text("act", words.say("audit.act")).optional().select(words, typed, acts))
            (Field::text("subject", words.say("audit.subject")).optional().input(words, typed))
            (Field::text("from", words.say("audit.from")).of_kind("date").optional().input(words, typed))
            (Field::text("to", words.say("audit.to")).of_kind("date").optional().input(words, typed))
            button.secondary type="submit" { (words.say("accounts.find")) }
        }
        @if lines.is_empty() { (empty(words.say("audit.none"))) }
        @else { (entries(words, lines)) }
        (pager(words, leaf, |page| format!("/office/audit?{query}&page={page}")))
        div.actions {
            a.button.secondary href=(format!("/office/audit/log.csv?{query}")) { (words.say("audit.export")) }
        }
    }
}

fn entries(words: &Locale, lines: &[EntryLine]) -> Markup {
    let keys = ["number", "when", "actor", "act", "subject", "detail"];
    let head = html! {
        tr { @for key in keys { th scope="col" { (words.say(&format!("audit.{key}"))) } } }
    };
    let body = html! {
        @for line in lines {
            tr {
                th.figure scope="row" { (line.number) }
                td.when { (line.when) }
                td { (line.actor) }
                td { (line.act) }
                td { (line.subject) }
                td { (line.detail) }
            }
        }
    };
    table(words.say("audit.title"), &head, &body)
}

/// The end of the chain, and what became of a search in it.
#[derive(Debug, Clone)]
pub struct ChainShown {
    /// How many entries there are.
    pub entries: u64,
    /// Digest of the last of them.
    pub last: String,
    /// What became of a digest that was looked for.
    pub sought: Option<String>,
}

/// The last digest to note down, and the check, with a field for a digest that was noted earlier.
pub fn chain(words: &Locale, typed: &Typed, chain: &ChainShown) -> Markup {
    html! {
        div.card {
            p { (words.say("audit.chain_what")) }
            dl.facts {
                dt { (words.say("audit.entries")) } dd { (chain.entries) }
                dt { (words.say("audit.last")) } dd { code.digest { (chain.last) } }
            }
            p.small { (words.say("audit.note_it")) }
        }
        form.card method="get" action="/office/audit/chain" {
            (Field::text("digest", words.say("audit.sought")).hinted(words.say("audit.sought_hint"))
                .optional().input(words, typed))
            @if let Some(sought) = &chain.sought { p role="status" { strong { (sought) } } }
            button.primary type="submit" { (words.say("audit.seek")) }
        }
    }
}

/// Boards of a round that can be taken home.
#[derive(Debug, Clone)]
pub struct BoardsLine {
    /// Code of the round.
    pub round: String,
    /// State of the round, in words.
    pub state: String,
    /// SHA-256 of the list of its boards.
    pub digest: String,
    /// Address of the archive.
    pub href: String,
}

/// Boards by round, and how to check them.
pub fn boards(words: &Locale, lines: &[BoardsLine]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("audit.boards_round")) }
            th scope="col" { (words.say("audit.boards_file")) }
            th scope="col" { (words.say("audit.boards_state")) }
            th scope="col" { (words.say("audit.boards_digest")) }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                th scope="row" { (line.round) }
                td { a href=(line.href) { (words.say("audit.boards_download")) } }
                td { (line.state) }
                td { code.digest { (line.digest) } }
            }
        }
    };
    html! {
        div.card {
            p { (words.say("audit.boards_what")) }
            p { (words.say("audit.boards_how")) " " code { "prongsai verify boards.zip" } " · " code { "python3 verify_board.py boards.zip" } }
            p.small { (words.say("audit.boards_limits")) }
            div.actions {
                a.button.secondary href="/office/audit/verify_board.py" { (words.say("audit.boards_script")) }
            }
        }
        @if lines.is_empty() { (empty(words.say("audit.boards_none"))) }
        @else { (table(words.say("audit.boards_title"), &head, &body)) }
    }
}
