//! The shell of print-ready pages: one file with its style inside, since it is opened from disk,
//! and a content policy that lets nothing in or out.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::locale::Locale;

/// Nothing is loaded; the style is the page's own.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// A whole document. `css` is the text of `css/print.css`; `hint` is shown on the screen only.
pub(super) fn document(
    locale: &Locale,
    title: &str,
    css: &str,
    hint: &Markup,
    sheets: &Markup,
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(locale.lang().code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="referrer" content="no-referrer";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(css)) }
            }
            body class="print" {
                aside class="hint" { (hint) }
                main { (sheets) }
            }
        }
    };
    page.into_string()
}

/// Where a printed page of the office finds its style and script.
#[derive(Debug, Clone, Copy)]
pub struct PrintFacts<'a> {
    /// SHA-256 of the stylesheet in hexadecimal.
    pub style: &'a str,
    /// Folder of the scripts below `/s/`.
    pub bundle: &'a str,
}

/// A document to print that a browser is served; `hint` is shown on the screen only.
pub fn served(
    locale: &Locale,
    title: &str,
    facts: &PrintFacts,
    hint: &Markup,
    sheets: &Markup,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href=(format!("/c/{}", facts.style));
                script type="module" src=(format!("/s/{}/print.js", facts.bundle)) {}
            }
            body class="print" {
                aside class="hint" { (hint) }
                main { (sheets) }
            }
        }
    }
}
