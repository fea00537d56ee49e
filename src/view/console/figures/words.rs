//! Figures, and what stands in their place, in words.

use maud::{Markup, PreEscaped, html};

use crate::domain::disclosure::{InstrumentFigures, Shown, Withheld};
use crate::domain::exact::Score;
use crate::domain::framework::Framework;
use crate::domain::sample::Sufficiency;
use crate::locale::Locale;

/// In which digits a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Digits {
    /// 0 1 2 …
    #[default]
    Arabic,
    /// ๐ ๑ ๒ …
    Thai,
}

impl Digits {
    /// As an address says it.
    pub fn of(text: &str) -> Self {
        if text == "thai" {
            Digits::Thai
        } else {
            Digits::Arabic
        }
    }

    /// The same content in these digits: numbers that are read change; addresses, attributes and
    /// codes (`2570-1-EIT`, `D03`, `A4`, and what stands in an element of its own that says
    /// `translate="no"`) do not.
    pub fn shown(self, content: Markup) -> Markup {
        match self {
            Digits::Arabic => content,
            Digits::Thai => PreEscaped(thai_digits(&content.into_string())),
        }
    }
}

fn thai_digits(page: &str) -> String {
    let mut shown = String::with_capacity(page.len());
    let mut kept = false;
    for piece in page.split_inclusive(['<', '>']) {
        // What ends in `>` is the inside of a tag.
        let tag = piece.ends_with('>');
        if tag || kept {
            shown.push_str(piece);
        } else {
            let words = piece.split_inclusive(|symbol: char| !is_of_word(symbol));
            shown.extend(words.map(in_thai_digits));
        }
        kept = tag && piece.contains("translate=\"no\"");
    }
    shown
}

/// What a number or a code is written of.
fn is_of_word(symbol: char) -> bool {
    symbol.is_ascii_alphanumeric() || "-._+/:".contains(symbol)
}

/// A code of a framework, which may be a mere number.
pub fn code(text: &str) -> Markup {
    html! { span translate="no" { (text) } }
}

/// A code stays as it is: it has a letter, or a hyphen between its parts.
fn in_thai_digits(word: &str) -> String {
    let is_code = word.contains(|symbol: char| symbol.is_ascii_alphabetic())
        || word
            .trim_matches(|symbol| !char::is_ascii_digit(&symbol))
            .contains('-');
    if is_code {
        return word.to_owned();
    }
    let thai = |digit: u32| char::from_u32(u32::from('๐') + digit);
    word.chars()
        .map(|symbol| symbol.to_digit(10).and_then(thai).unwrap_or(symbol))
        .collect()
}

/// A figure as it may be shown.
pub fn figure(shown: Shown) -> String {
    match shown {
        Shown::Exact(score) => score.to_string(),
        Shown::AtLeast(score) => format!("≥ {}", whole(score)),
        Shown::AtMost(score) => format!("≤ {}", whole(score)),
        Shown::Withheld(_) => "–".to_owned(),
    }
}

/// A bound without decimals.
fn whole(score: Score) -> String {
    score.to_string().trim_end_matches(".00").to_owned()
}

/// Why a figure is not shown, in a sentence.
pub fn why(words: &Locale, withheld: Withheld) -> String {
    let needing = |key: &str, needed: u64| words.fill(key, &[("needed", &needed.to_string())]);
    match withheld {
        Withheld::FewerThan { needed } => needing("withheld.fewer-than", needed),
        Withheld::SmallAgencyInside { needed } => needing("withheld.small-inside", needed),
        Withheld::LeavesOneItem => words.say("withheld.leaves-one").to_owned(),
        Withheld::BesideMasked => words.say("withheld.beside-masked").to_owned(),
        Withheld::BelowUnshown => words.say("withheld.below-unshown").to_owned(),
    }
}

/// The change from one figure to another, where both are shown exactly.
pub fn change(from: Option<Score>, to: Option<Score>) -> Option<Score> {
    Some(Score::from_hundredths(
        to?.hundredths() - from?.hundredths(),
    ))
}

/// A change with its sign; a minus as wide as the plus.
pub fn signed(change: Score) -> String {
    match change.hundredths() {
        0 => "0.00".to_owned(),
        1.. => format!("+{change}"),
        _ => format!("−{}", Score::from_hundredths(-change.hundredths())),
    }
}

/// A cell with a change, or a dash.
pub fn change_cell(change: Option<Score>) -> Markup {
    change_cell_of("figure", change)
}

/// The same, of a class.
pub fn change_cell_of(class: &str, change: Option<Score>) -> Markup {
    let look = match change.map(Score::hundredths) {
        Some(1..) => " rise",
        Some(..=-1) => " fall",
        _ => "",
    };
    html! { td class=(format!("{class}{look}")) { (change.map_or_else(|| "–".to_owned(), signed)) } }
}

/// The words of a band of the scheme in force.
pub fn band(words: &Locale, framework: &Framework, code: Option<&str>) -> String {
    let label = label(words, framework, code);
    label.unwrap_or(words.say("figures.no_band")).to_owned()
}

/// The same below a figure: "Band A", or that there is none.
pub fn in_band(words: &Locale, framework: &Framework, code: Option<&str>) -> String {
    band_hint(words, label(words, framework, code))
}

/// A band below a figure, by its label.
pub fn band_hint(words: &Locale, label: Option<&str>) -> String {
    match label {
        Some(label) => words.fill("figures.in_band", &[("band", label)]),
        None => words.say("figures.no_band").to_owned(),
    }
}

fn label<'f>(words: &Locale, framework: &'f Framework, code: Option<&str>) -> Option<&'f str> {
    let mut bands = framework.bands.first()?.bands.iter();
    let band = bands.find(|band| Some(band.code.as_str()) == code)?;
    Some(band.label.get(words.lang()))
}

/// Whether enough answered, in a sentence; of too few for a score, that and why.
pub fn sample(words: &Locale, figures: &InstrumentFigures) -> Option<String> {
    if let Shown::Withheld(Withheld::FewerThan { needed }) = figures.score {
        return Some(words.fill("sample.too-few", &[("needed", &needed.to_string())]));
    }
    let (key, minimum) = match figures.sufficiency? {
        Sufficiency::Sufficient { minimum } => ("sample.sufficient", minimum),
        Sufficiency::NotSufficient { minimum } => ("sample.not-sufficient", minimum),
    };
    Some(words.fill(key, &[("minimum", &minimum.to_string())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thai_digits_change_numbers_and_neither_addresses_nor_codes() {
        let page = html! {
            a href="/round/2570-1" { "รอบ 2570-1-EIT ปี2570" }
            (code("4")) "4"
            "+1.25 (35/36), 16:30 · D03 A4 2570-2."
        };
        let shown = Digits::Thai.shown(page).into_string();
        let expected = "<a href=\"/round/2570-1\">รอบ 2570-1-EIT ปี๒๕๗๐</a><span translate=\"no\">4</span>๔\
            +๑.๒๕ (๓๕/๓๖), ๑๖:๓๐ · D03 A4 2570-2.";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_change_bears_its_sign() {
        let of = |hundredths| signed(Score::from_hundredths(hundredths));
        assert_eq!(
            (of(125), of(-50), of(0)),
            ("+1.25".to_owned(), "−0.50".to_owned(), "0.00".to_owned())
        );
    }
}
