//! Masks in a family: "≥ 95", "≤ 5", and what must be withheld so that they hold.

use num_traits::Zero;

use crate::domain::exact::{Exact, Score};

/// From here up a masked figure reads "≥ 95".
pub(super) const HIGH: Score = Score::from_hundredths(9500);
/// From here down it reads "≤ 5".
pub(super) const LOW: Score = Score::from_hundredths(500);
/// Width of either range, in points.
pub(super) const WIDTH: u64 = 5;

/// How a member of a family is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Exact,
    High,
    Low,
    /// Lies between, and is withheld for the sake of a masked member.
    Beside,
}

impl Fate {
    fn of(value: &Exact) -> Self {
        match Score::round(value) {
            score if score >= HIGH => Fate::High,
            score if score <= LOW => Fate::Low,
            _ => Fate::Exact,
        }
    }

    /// The range that a reader knows an unshown figure to lie in.
    fn range(self) -> Option<(u64, u64)> {
        match self {
            Fate::Exact => None,
            Fate::High => Some((100 - WIDTH, 100)),
            Fate::Low => Some((0, WIDTH)),
            Fate::Beside => Some((WIDTH, 100 - WIDTH)),
        }
    }
}

/// Masks a family of (weight, value) whose weighted mean is known. A reader who takes the shown
/// members off that mean knows what the unshown ones amount to. Members are withheld in order
/// until those others could make up for any masked member lying anywhere in its range.
pub(super) fn masks(family: &[(&Exact, &Exact)]) -> Vec<Fate> {
    let mut fates: Vec<Fate> = family.iter().map(|(_, value)| Fate::of(value)).collect();
    let heaviest = family
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| **fate != Fate::Exact)
        .map(|((weight, _), _)| *weight)
        .max();
    let Some(heaviest) = heaviest else {
        return fates;
    };
    let needed = heaviest * points(WIDTH);
    for position in 0..fates.len() {
        if room(family, &fates) >= needed {
            break;
        }
        if let Some(fate @ Fate::Exact) = fates.get_mut(position) {
            *fate = Fate::Beside;
        }
    }
    fates
}

/// How far the unshown members together could rise, or fall, in their ranges: the lesser of both.
/// The room of a masked member itself counts: rising by what it has left and falling by what it
/// has above its floor make up its whole width.
fn room(family: &[(&Exact, &Exact)], fates: &[Fate]) -> Exact {
    let (mut up, mut down) = (Exact::zero(), Exact::zero());
    for ((weight, value), fate) in family.iter().zip(fates) {
        if let Some((from, to)) = fate.range() {
            up += *weight * (points(to) - *value);
            down += *weight * (*value - points(from));
        }
    }
    up.min(down)
}

pub(super) fn points(points: u64) -> Exact {
    Exact::from_integer(points.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sketch::exact;

    fn fates(values: &[&str]) -> Vec<Fate> {
        let one = exact("1");
        let values: Vec<Exact> = values.iter().map(|value| exact(value)).collect();
        let family: Vec<(&Exact, &Exact)> = values.iter().map(|value| (&one, value)).collect();
        masks(&family)
    }

    #[test]
    fn a_family_within_the_ends_is_shown_whole() {
        assert_eq!(fates(&["94.99", "5.01", "50"]), [Fate::Exact; 3]);
    }

    #[test]
    fn a_lone_mask_takes_the_first_sibling_with_it() {
        assert_eq!(
            fates(&["70", "100", "60"]),
            [Fate::Beside, Fate::High, Fate::Exact]
        );
        assert_eq!(
            fates(&["0", "70", "60"]),
            [Fate::Low, Fate::Beside, Fate::Exact]
        );
    }

    #[test]
    fn siblings_are_withheld_until_there_is_room() {
        assert_eq!(
            fates(&["94", "94", "100", "60", "70"]),
            [
                Fate::Beside,
                Fate::Beside,
                Fate::High,
                Fate::Beside,
                Fate::Exact
            ]
        );
    }

    #[test]
    fn masks_that_hide_each_other_take_nobody_along() {
        assert_eq!(
            fates(&["97", "98", "97", "60"]),
            [Fate::High, Fate::High, Fate::High, Fate::Exact]
        );
    }

    #[test]
    fn the_rounded_figure_decides() {
        assert_eq!(fates(&["94.995", "50", "50"])[0], Fate::High);
        assert_eq!(fates(&["5.0049", "50", "50"])[0], Fate::Low);
    }
}
