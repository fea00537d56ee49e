//! Schemes of bands. The unconditional bands of a scheme cover 0.00 to 100.00, each figure once.

use super::codes::Codes;
use super::fault::Fault;
use super::problem::{Place, Problems};
use super::reader::Reader;
use super::wording::Wording;
use crate::domain::exact::Score;
use crate::domain::framework::{Band, BandScheme};

const HIGHEST: i64 = 10_000;

/// Reads `[[bands]]`.
pub(super) fn read<'a>(
    root: &Reader<'a>,
    words: &Wording<'a>,
    problems: &'a Problems,
) -> Vec<BandScheme> {
    let mut codes = Codes::new(problems);
    let readers = root.tables("bands").into_iter().enumerate();
    readers
        .map(|(position, reader)| {
            reader.only(&["code", "bands"]);
            let code = codes.give(&reader, position);
            BandScheme {
                code: code.to_owned(),
                title: words.text(&["schemes", code], reader.place()),
                bands: bands(&reader, code, words, problems),
            }
        })
        .collect()
}

fn bands<'a>(
    scheme: &Reader<'a>,
    scheme_code: &str,
    words: &Wording<'a>,
    problems: &'a Problems,
) -> Vec<Band> {
    let mut codes = Codes::new(problems);
    let readers = scheme.tables("bands");
    let given: Vec<&str> = readers
        .iter()
        .enumerate()
        .map(|(position, reader)| codes.give(reader, position))
        .collect();
    let read = readers.iter().zip(given).filter_map(|(reader, code)| {
        reader.only(&["code", "from", "to", "every_instrument_from"]);
        let label = words.text(&["bands", scheme_code, code], reader.place());
        let (from, to) = (reader.figure("from"), reader.figure("to"));
        Some(Band {
            code: code.to_owned(),
            label,
            every_instrument_from: reader.optional_figure("every_instrument_from"),
            from: from?,
            to: to?,
        })
    });
    let bands: Vec<Band> = read.collect();
    if bands.len() == readers.len() && !bands.is_empty() {
        let placed = readers.iter().map(Reader::place).zip(&bands).collect();
        must_cover_all(scheme.place(), placed, problems);
    }
    bands
}

/// Walks down from 100.00: `open` is the highest figure that no unconditional band has taken yet.
fn must_cover_all(scheme: Place<'_>, bands: Vec<(Place<'_>, &Band)>, problems: &Problems) {
    let mut open = HIGHEST;
    for (place, band) in bands {
        let (from, to) = (band.from.hundredths(), band.to.hundredths());
        if from > to {
            let (from, to) = (band.from.to_string(), band.to.to_string());
            problems.note(place, Fault::BandReversed { from, to });
        } else if from > open {
            let code = band.code.clone();
            problems.note(place, Fault::BandUnreached { code });
        } else if band.every_instrument_from.is_none() {
            if to < open {
                problems.note(place, gap(to + 1, open));
            } else if to > open {
                let (to, expected) = (band.to.to_string(), figure(open));
                problems.note(place, Fault::BandOverlap { to, expected });
            }
            open = from - 1;
        }
    }
    if open >= 0 {
        problems.note(scheme, gap(0, open));
    }
}

fn gap(from: i64, to: i64) -> Fault {
    Fault::BandGap {
        from: figure(from),
        to: figure(to),
    }
}

fn figure(hundredths: i64) -> String {
    Score::from_hundredths(hundredths).to_string()
}
