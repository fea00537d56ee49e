//! Answer scales and the points of their options.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::codes::Codes;
use super::fault::Fault;
use super::problem::Problems;
use super::reader::{Reader, shown};
use super::wording::Wording;
use crate::domain::exact::Exact;
use crate::domain::framework::{Scale, ScaleOption};

/// How many options one question can have: more fit neither a screen nor a choice of extent.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=11;

/// Reads `[[scales]]`.
pub(super) fn read<'a>(
    root: &Reader<'a>,
    words: &Wording<'a>,
    problems: &'a Problems,
) -> (Vec<Scale>, Codes<'a>) {
    let mut codes = Codes::new(problems);
    let readers = root.tables("scales").into_iter().enumerate();
    let scales = readers
        .map(|(position, reader)| {
            reader.only(&["code", "options"]);
            let code = codes.give(&reader, position);
            scale(&reader, code, words, problems)
        })
        .collect();
    (scales, codes)
}

fn scale<'a>(
    reader: &Reader<'a>,
    code: &str,
    words: &Wording<'a>,
    problems: &'a Problems,
) -> Scale {
    let mut codes = Codes::new(problems);
    let readers = reader.tables("options").into_iter().enumerate();
    let options: Vec<ScaleOption> = readers
        .map(|(position, reader)| {
            reader.only(&["code", "points"]);
            let option = codes.give(&reader, position);
            ScaleOption {
                code: option.to_owned(),
                label: words.text(&["scales", code, option], reader.place()),
                points: points(&reader),
            }
        })
        .collect();
    if !options.is_empty() && !OPTIONS.contains(&options.len()) {
        reader.note(Fault::ScaleSize {
            code: code.to_owned(),
            options: options.len().to_string(),
        });
    }
    Scale {
        code: code.to_owned(),
        options,
    }
}

fn points(reader: &Reader<'_>) -> Exact {
    let points = reader
        .exact("points")
        .map_or_else(Exact::zero, |found| found.value);
    if points.is_negative() || points > Exact::from(BigInt::from(100)) {
        let points = shown(&points);
        reader.note_at("points", Fault::PointsOutside { points });
    }
    points
}
