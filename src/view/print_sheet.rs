//! The key sheet (ใบกุญแจ) of a custodian: printed, sealed in a signed envelope, kept in a safe.

use maud::{Markup, html};

use super::print_page::document;
use super::qr::{TooLongForQr, qr};
use crate::domain::round::Custody;
use crate::locale::Locale;

/// What a key sheet says. Holds a share of the round's key, so there is no `Debug`.
#[derive(Clone)]
pub struct KeySheet {
    /// Name of the organisation that holds the round.
    pub organisation: String,
    /// Fiscal year, Buddhist era.
    pub fiscal_year: i16,
    /// Number of the round in its fiscal year.
    pub round: u16,
    /// Name of the custodian.
    pub custodian: String,
    /// Which of the custodians, from 1.
    pub number: u8,
    /// How many there are, and how many are needed.
    pub custody: Custody,
    /// The share as lines of text to type.
    pub lines: Vec<String>,
    /// The share as one line, for the QR code.
    pub one_line: String,
}

/// A print-ready document with one page a sheet; `css` is the text of `css/print.css`.
pub fn key_sheets(thai: &Locale, css: &str, sheets: &[KeySheet]) -> Result<String, TooLongForQr> {
    let pages = sheets
        .iter()
        .map(|sheet| key_sheet(thai, sheet))
        .collect::<Result<Vec<Markup>, TooLongForQr>>()?;
    let hint = html! { strong { (thai.say("letter.key_hint")) } };
    let body = html! { @for page in &pages { (page) } };
    Ok(document(
        thai,
        thai.say("letter.key_title"),
        css,
        &hint,
        &body,
    ))
}

/// One sheet, also for the page of the key ceremony; it uses no inline style.
pub fn key_sheet(thai: &Locale, sheet: &KeySheet) -> Result<Markup, TooLongForQr> {
    let code = qr(&sheet.one_line, thai.say("letter.key_qr"))?;
    Ok(html! {
        article class="sheet key-sheet" {
            (heading(thai, sheet))
            p class="indent" { (duty(thai, sheet)) }
            div class="share" {
                (code)
                ol { @for line in &sheet.lines { li class="code" { (line) } } }
            }
            h2 { (thai.say("letter.key_steps")) }
            ol class="steps" {
                @for step in ["read_back", "seal", "keep", "never", "check"] {
                    li { (thai.say(&format!("letter.key_{step}"))) }
                }
            }
            (signatures(thai, sheet))
        }
    })
}

fn heading(thai: &Locale, sheet: &KeySheet) -> Markup {
    let facts = [
        ("year", sheet.fiscal_year.to_string()),
        ("round", sheet.round.to_string()),
        ("number", sheet.number.to_string()),
        ("custodians", sheet.custody.custodians().to_string()),
    ];
    let facts = facts
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    html! {
        header {
            h1 { (thai.say("letter.key_title")) }
            p { (sheet.organisation) br; (thai.fill("letter.key_round", &facts)) }
            p class="custodian" {
                strong { (sheet.custodian) } br;
                (thai.fill("letter.key_number", &facts))
            }
        }
    }
}

/// What the custodian holds and what follows from losing it, exactly true of this round.
fn duty(thai: &Locale, sheet: &KeySheet) -> String {
    let key = match sheet.custody {
        Custody::TwoOfThree => "letter.key_duty",
        Custody::Single => "letter.key_duty_single",
    };
    let facts = [
        ("number", sheet.number.to_string()),
        ("custodians", sheet.custody.custodians().to_string()),
        ("needed", sheet.custody.threshold().to_string()),
    ];
    thai.fill(
        key,
        &facts
            .each_ref()
            .map(|(name, value)| (*name, value.as_str())),
    )
}

fn signatures(thai: &Locale, sheet: &KeySheet) -> Markup {
    let witness = thai.say("letter.key_witness");
    html! {
        div class="signatures" {
            (signature(thai, &sheet.custodian, thai.say("letter.key_holder")))
            (signature(thai, "", witness))
        }
    }
}

/// A place to sign: line, name in brackets (blank to be filled in by hand), office, date.
pub(in crate::view) fn signature(thai: &Locale, name: &str, office: &str) -> Markup {
    html! {
        div class="signature" {
            p { (thai.say("letter.sign")) span class="blank" {} }
            p { "(" @if name.is_empty() { span class="blank" {} } @else { (name) } ")" }
            p { (office) }
            p { (thai.say("letter.date")) span class="blank short" {} }
        }
    }
}

#[cfg(test)]
mod tests;
