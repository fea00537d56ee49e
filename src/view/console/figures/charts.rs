//! Charts as SVG, drawn with whole numbers: a page has no script and no style attribute, and a
//! figure is never rounded twice.

use maud::{Markup, html};

use crate::domain::exact::Score;

/// Sines of 0° to 90°, in ten-thousandths.
const SINES: [i64; 91] = [
    0, 175, 349, 523, 698, 872, 1045, 1219, 1392, 1564, 1736, 1908, 2079, 2250, 2419, 2588, 2756,
    2924, 3090, 3256, 3420, 3584, 3746, 3907, 4067, 4226, 4384, 4540, 4695, 4848, 5000, 5150, 5299,
    5446, 5592, 5736, 5878, 6018, 6157, 6293, 6428, 6561, 6691, 6820, 6947, 7071, 7193, 7314, 7431,
    7547, 7660, 7771, 7880, 7986, 8090, 8192, 8290, 8387, 8480, 8572, 8660, 8746, 8829, 8910, 8988,
    9063, 9135, 9205, 9272, 9336, 9397, 9455, 9511, 9563, 9613, 9659, 9703, 9744, 9781, 9816, 9848,
    9877, 9903, 9925, 9945, 9962, 9976, 9986, 9994, 9998, 10000,
];

/// Size of the radar's picture, its middle and its radius.
const SIZE: (i64, i64) = (1000, 860);
const MIDDLE: (i64, i64) = (500, 440);
const RADIUS: i64 = 320;
/// Fewest spokes of which a radar says anything.
pub const FEWEST_SPOKES: usize = 3;

/// A spoke of the radar.
#[derive(Debug, Clone)]
pub struct Spoke {
    /// What stands at its end.
    pub label: String,
    /// The figure.
    pub score: Score,
    /// The figure before, if it is compared with one.
    pub before: Option<Score>,
}

/// Figures around a middle, 0 to 100; nothing of fewer than three. `name` says what is shown; the
/// figures themselves stand in a table beside it.
pub fn radar(name: &str, spokes: &[Spoke]) -> Markup {
    if spokes.len() < FEWEST_SPOKES {
        return html! {};
    }
    let all = i64::try_from(spokes.len()).unwrap_or(i64::MAX);
    let spots = |of: &dyn Fn(&Spoke) -> Score| -> String {
        let ends = (0..).zip(spokes);
        let ends = ends.map(|(at, spoke)| spot(at, all, RADIUS * of(spoke).hundredths() / 10_000));
        joined(ends)
    };
    let before = spokes.iter().all(|spoke| spoke.before.is_some());
    html! {
        svg.radar viewBox=(format!("0 0 {} {}", SIZE.0, SIZE.1)) role="img" aria-label=(name) {
            @for quarter in 1..=4 {
                polygon.grid points=(joined((0..all).map(|at| spot(at, all, RADIUS * quarter / 4)))) {}
            }
            @for (at, _) in (0..).zip(spokes) {
                @let end = spot(at, all, RADIUS);
                line.grid x1=(MIDDLE.0) y1=(MIDDLE.1) x2=(end.0) y2=(end.1) {}
            }
            @if before {
                polygon.before points=(spots(&|spoke| spoke.before.unwrap_or(spoke.score))) {}
            }
            polygon.now points=(spots(&|spoke| spoke.score)) {}
            @for (at, spoke) in (0..).zip(spokes) {
                (end_of(at, all, spoke))
            }
        }
    }
}

fn end_of(at: i64, all: i64, spoke: &Spoke) -> Markup {
    let dot = spot(at, all, RADIUS * spoke.score.hundredths() / 10_000);
    let place = spot(at, all, RADIUS + 55);
    let anchor = match place.0 - MIDDLE.0 {
        ..-60 => "end",
        61.. => "start",
        _ => "middle",
    };
    html! {
        circle.dot cx=(dot.0) cy=(dot.1) r="9" {}
        text x=(place.0) y=(place.1) text-anchor=(anchor) {
            tspan.name translate="no" { (spoke.label) }
            tspan x=(place.0) dy="40" { (spoke.score) }
        }
    }
}

/// Where a spoke is at this distance from the middle; the first one points up.
fn spot(at: i64, all: i64, distance: i64) -> (i64, i64) {
    let degrees = 360 * at / all.max(1);
    (
        MIDDLE.0 + distance * sine(degrees) / 10_000,
        MIDDLE.1 - distance * sine(degrees + 90) / 10_000,
    )
}

/// Sine of whole degrees, in ten-thousandths.
fn sine(degrees: i64) -> i64 {
    let turned = degrees.rem_euclid(360);
    let (sign, half) = if turned < 180 {
        (1, turned)
    } else {
        (-1, turned - 180)
    };
    let quarter = if half <= 90 { half } else { 180 - half };
    let at = usize::try_from(quarter).unwrap_or_default();
    sign * SINES.get(at).copied().unwrap_or_default()
}

fn joined(spots: impl Iterator<Item = (i64, i64)>) -> String {
    let texts: Vec<String> = spots.map(|(x, y)| format!("{x},{y}")).collect();
    texts.join(" ")
}

/// A bar as long as the figure, for a cell of a table that has the figure beside it.
pub fn bar(score: Score) -> Markup {
    let length = score.hundredths().clamp(0, 10_000);
    html! {
        svg.score-bar viewBox="0 0 10000 100" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.ground width="10000" height="100" {}
            rect.length width=(length) height="100" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_turn_comes_back_and_quarters_lie_on_the_axes() {
        assert_eq!(spot(0, 4, 100), (500, 340));
        assert_eq!(spot(1, 4, 100), (600, 440));
        assert_eq!(spot(2, 4, 100), (500, 540));
        assert_eq!(spot(3, 4, 100), (400, 440));
        assert_eq!(spot(4, 4, 100), spot(0, 4, 100));
        assert_eq!(sine(30), 5000);
        assert_eq!(sine(-30), -5000);
    }

    #[test]
    fn two_figures_make_no_radar_and_three_do() {
        let spoke = Spoke {
            label: "1".to_owned(),
            score: Score::from_hundredths(8_521),
            before: None,
        };
        let spokes = vec![spoke; 3];
        assert!(radar("", &spokes[..2]).into_string().is_empty());
        let drawn = radar("ตัวชี้วัด", &spokes).into_string();
        assert!(drawn.contains("85.21") && drawn.contains("aria-label=\"ตัวชี้วัด\""));
        assert!(!drawn.contains("style="));
    }
}
