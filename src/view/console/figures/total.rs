//! The total of an agency on a dated sheet of its own: what it is made of, and by which rule.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::domain::exact::Score;
use crate::locale::Locale;
use crate::view::console::parts::{table, tile, tiles};

/// An instrument in the total.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name.
    pub title: String,
    /// Its score.
    pub score: Option<Score>,
    /// Its weight, as the framework has it; nothing where nodes are weighed.
    pub weight: Option<String>,
    /// Where the score is from, a line each.
    pub origin: Vec<String>,
}

/// The sheet.
#[derive(Debug, Clone)]
pub struct TotalSheet {
    /// The day on which it is made.
    pub today: Date,
    /// The total, or what is missing.
    pub total: Result<Score, String>,
    /// Schemes of bands, each with the total's band.
    pub bands: Vec<(String, String)>,
    /// What it is made of.
    pub parts: Vec<Part>,
    /// Where figures are typed in, for those who may.
    pub typed_at: Option<String>,
    /// Address of the results.
    pub results: String,
}

/// The sheet.
pub fn total(words: &Locale, sheet: &TotalSheet) -> Markup {
    let (number, hint) = match &sheet.total {
        Ok(score) => (score.to_string(), None),
        Err(missing) => ("–".to_owned(), Some(missing.as_str())),
    };
    let bands = sheet
        .bands
        .iter()
        .map(|(scheme, band)| tile(band, scheme, None));
    let each: Vec<Markup> = std::iter::once(tile(&number, words.say("figures.total"), hint))
        .chain(bands)
        .collect();
    html! {
        p.lead { (words.fill("total_sheet.as_of", &[("day", &words.day(sheet.today))])) }
        (tiles(&each))
        (parts(words, &sheet.parts))
        p { (words.say("total_sheet.rule")) }
        p.hint { (words.say("total_sheet.unchanged")) }
        div.actions {
            @if let Some(typed_at) = &sheet.typed_at {
                a.button.secondary href=(typed_at) { (words.say("total_sheet.type_in")) }
            }
            a.button.secondary href=(sheet.results) { (words.say("total_sheet.to_results")) }
        }
    }
}

fn parts(words: &Locale, parts: &[Part]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("total_sheet.instrument")) }
            th.figure scope="col" { (words.say("figures.score")) }
            th.figure scope="col" { (words.say("total_sheet.weight")) }
            th scope="col" { (words.say("total_sheet.origin")) }
        }
    };
    let body = html! {
        @for part in parts {
            tr {
                th scope="row" { (part.title) }
                td.figure { (part.score.map_or_else(|| "–".to_owned(), |score| score.to_string())) }
                td.figure { (part.weight.as_deref().unwrap_or("–")) }
                td { @for line in &part.origin { div { (line) } } }
            }
        }
    };
    table(words.say("total_sheet.parts"), &head, &body)
}
