//! Bands: the grade that a rounded total falls into.

use super::exact::Score;
use super::framework::{Band, BandScheme};

/// The first band of the scheme, from the highest down, that `total` lies in and whose condition
/// every one of `instruments` meets. Figures are the rounded ones, so no value lies between two
/// bands (domain.md §3); `None` only where a scheme has a gap.
pub fn band_of<'a>(
    scheme: &'a BandScheme,
    total: Score,
    instruments: &[Score],
) -> Option<&'a Band> {
    scheme.bands.iter().find(|band| {
        let reached = |floor: Score| instruments.iter().all(|score| *score >= floor);
        (band.from..=band.to).contains(&total) && band.every_instrument_from.is_none_or(reached)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sketch::{exact, grades, passes, score};

    fn code(scheme: &BandScheme, total: &str, instruments: &[&str]) -> String {
        let instruments: Vec<Score> = instruments.iter().map(|s| score(s)).collect();
        band_of(scheme, score(total), &instruments)
            .unwrap()
            .code
            .clone()
    }

    #[test]
    fn bounds_belong_to_the_band_above() {
        for (total, band) in [
            ("100", "AA"),
            ("95", "AA"),
            ("94.99", "A"),
            ("85", "A"),
            ("84.99", "B"),
            ("50", "E"),
            ("49.99", "F"),
            ("0", "F"),
        ] {
            assert_eq!(code(&grades(), total, &[]), band, "{total}");
        }
    }

    #[test]
    fn a_band_may_ask_something_of_every_instrument() {
        for (total, instruments, band) in [
            ("96", ["95", "97", "96"], "ผ่านดีเยี่ยม"),
            ("96", ["94.99", "97", "96"], "ผ่านดี"),
            ("96", ["84.99", "97", "99"], "ผ่าน"),
            ("84.99", ["100", "100", "100"], "ต้องปรับปรุง"),
            ("69.99", ["100", "100", "100"], "ต้องปรับปรุงโดยด่วน"),
        ] {
            assert_eq!(code(&passes(), total, &instruments), band);
        }
    }

    #[test]
    fn no_value_falls_between_two_bands() {
        let nearly = Score::round(&exact("94.995"));
        assert_eq!(band_of(&grades(), nearly, &[]).unwrap().code, "AA");
        let all = (0..=10_000).map(Score::from_hundredths);
        for total in all {
            assert!(band_of(&grades(), total, &[]).is_some());
            assert!(band_of(&passes(), total, &[Score::from_hundredths(0)]).is_some());
        }
    }
}
