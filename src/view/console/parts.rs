//! Parts of pages that are not forms: figures, tables, pages of a list.

use maud::{Markup, html};

use crate::locale::Locale;

/// A figure with what it counts.
pub fn tile(number: &str, text: &str, hint: Option<&str>) -> Markup {
    html! {
        div.tile {
            span.number { (number) }
            span.what { (text) }
            @if let Some(hint) = hint { span.hint { (hint) } }
        }
    }
}

/// Figures beside each other.
pub fn tiles(tiles: &[Markup]) -> Markup {
    html! { div.tiles { @for tile in tiles { (tile) } } }
}

/// A table with its caption, which scrolls sideways on narrow screens and by keyboard.
pub fn table(caption: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        div.table-frame role="region" tabindex="0" aria-label=(caption) {
            table {
                caption { (caption) }
                thead { (head) }
                tbody { (body) }
            }
        }
    }
}

/// Parts one below the other.
pub fn together(parts: &[Markup]) -> Markup {
    html! { @for part in parts { (part) } }
}

/// What there is to say on a page that leads nowhere, and the way out.
pub fn way_home(words: &Locale, text: &str) -> Markup {
    html! {
        @if !text.is_empty() { p { (text) } }
        p { a.button.primary href="/office" { (words.say("console.to_home")) } }
    }
}

/// Nothing to show, and what to do.
pub fn empty(text: &str) -> Markup {
    html! { p.empty { (text) } }
}

/// A word in a coloured field; the word alone says what is meant.
pub fn badge(class: &str, text: &str) -> Markup {
    html! { span class=(format!("badge {class}")) { (text) } }
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub struct Leaf {
    /// Number, from 0.
    pub page: u64,
    /// Entries on a page.
    pub size: u64,
    /// Entries in all.
    pub total: u64,
}

impl Leaf {
    fn last(self) -> u64 {
        self.total.saturating_sub(1) / self.size.max(1)
    }
}

/// Links to the pages before and behind. `href` makes the address of a page.
pub fn pager(words: &Locale, leaf: Leaf, href: impl Fn(u64) -> String) -> Markup {
    let shown = words.fill(
        "console.page_of",
        &[
            ("page", &(leaf.page + 1).to_string()),
            ("pages", &(leaf.last() + 1).to_string()),
            ("total", &leaf.total.to_string()),
        ],
    );
    html! {
        @if leaf.last() > 0 {
            nav.pager aria-label=(words.say("console.pages")) {
                @if leaf.page > 0 {
                    a.button.secondary rel="prev" href=(href(leaf.page - 1)) { (words.say("console.previous")) }
                }
                span { (shown) }
                @if leaf.page < leaf.last() {
                    a.button.secondary rel="next" href=(href(leaf.page + 1)) { (words.say("console.next")) }
                }
            }
        }
    }
}

/// Reads a QR code into a field of the form by camera, where the browser can; else says that it cannot.
pub fn scanner(words: &Locale, field: &str) -> Markup {
    html! {
        div.scanner data-scan=(field) {
            p.hint data-scan-none { (words.say("rounds.scan_none")) }
            div data-scan-camera hidden {
                video data-scan-video hidden muted playsinline aria-label=(words.say("rounds.camera")) {}
                div.actions {
                    button.secondary type="button" data-scan-start { (words.say("rounds.scan")) }
                    button.secondary type="button" data-scan-stop hidden { (words.say("rounds.scan_stop")) }
                }
                p role="status" data-scan-said data-done=(words.say("rounds.scan_done"))
                    data-failed=(words.say("rounds.scan_failed")) {}
            }
        }
    }
}
