//! Pictures of participation: drawn in whole numbers, stretched by the style, with every figure
//! also as text beside them.

use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};

use super::number;
use crate::domain::exact::Score;
use crate::domain::participation::Participation;
use crate::locale::Locale;

/// Width of every drawing.
const WIDE: u64 = 1_000;
/// Height of the line's drawing.
const HIGH: u64 = 300;
/// Days beyond which a line would say nothing.
const MOST_DAYS: u64 = 400;

/// The share that took part as a bar, with a mark at the share that is asked for. It says nothing
/// that the numbers beside it do not.
pub fn bar(counts: &Participation, required: Score) -> Markup {
    let filled = share(counts.acknowledged, counts.eligible, WIDE);
    let mark = of_required(WIDE, required);
    html! {
        svg.took-bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.bar-ground x="0" y="0" width="1000" height="10" {}
            rect.bar-filled x="0" y="0" width=(filled) height="10" {}
            @if mark < WIDE { line.bar-mark x1=(mark) x2=(mark) y1="0" y2="10" {} }
        }
    }
}

/// Acknowledgements by day of a running round.
#[derive(Debug, Clone)]
pub struct Days {
    /// The day on which it opened.
    pub opened: Date,
    /// The day on which it closes.
    pub closes: Date,
    /// Today.
    pub today: Date,
    /// How many acknowledged, by day.
    pub days: Vec<(Date, u64)>,
    /// How many are eligible.
    pub eligible: u64,
    /// The share that is asked for.
    pub required: Score,
}

impl Days {
    /// How many had acknowledged by the end of each day that there has been.
    fn sums(&self) -> Vec<u64> {
        let last = self.today.min(self.closes);
        let mut sum = 0;
        let mut sums = Vec::new();
        let mut day = self.opened;
        let mut rest = self.days.iter().peekable();
        while day <= last && (sums.len() as u64) < MOST_DAYS {
            while let Some((_, n)) = rest.next_if(|(at, _)| *at <= day) {
                sum += n;
            }
            sums.push(sum);
            day = day.saturating_add(1.day());
        }
        sums
    }

    fn whole(&self) -> u64 {
        let days = self.opened.until(self.closes);
        u64::try_from(days.map_or(0, |span| span.get_days())).unwrap_or_default()
    }

    fn at(&self, day: usize, sum: u64) -> (u64, u64) {
        let x = share(day as u64, self.whole().max(1), WIDE);
        (x, HIGH - share(sum, self.eligible.max(1), HIGH))
    }
}

/// The line, and the same as a table that opens below.
pub fn days(words: &Locale, days: &Days) -> Markup {
    let sums = days.sums();
    let points: Vec<(u64, u64)> = (0..)
        .zip(&sums)
        .map(|(day, sum)| days.at(day, *sum))
        .collect();
    let target = HIGH - of_required(HIGH, days.required);
    let wanted = of_required(days.eligible, days.required);
    let last = sums.last().copied().unwrap_or_default();
    let said = words.fill(
        "dashboard.days_said",
        &[("n", &number(last)), ("target", &number(wanted))],
    );
    html! {
        figure.days {
            figcaption { (words.say("dashboard.days_title")) }
            div.days-frame {
                span.days-top { (words.fill("dashboard.target", &[("n", &number(wanted))])) }
                svg viewBox="0 0 1000 300" preserveAspectRatio="none" role="img" aria-label=(said) {
                    line.days-ground x1="0" x2="1000" y1="300" y2="300" {}
                    line.days-pace x1="0" x2="1000" y1="300" y2=(target) {}
                    line.days-target x1="0" x2="1000" y1=(target) y2=(target) {}
                    polyline.days-line points=(polyline(&points)) {}
                    @if let Some((x, y)) = points.last() {
                        line.days-now x1=(x) x2=(x) y1=(y) y2=(y) {}
                    }
                }
                span.days-ends {
                    span { (words.day(days.opened)) }
                    span { (words.day(days.closes)) }
                }
            }
            p.hint { (words.say("dashboard.days_pace")) }
            (days_table(words, days))
        }
    }
}

fn days_table(words: &Locale, days: &Days) -> Markup {
    let mut sum = 0;
    html! {
        details {
            summary { (words.say("dashboard.as_table")) }
            table {
                thead {
                    tr {
                        th scope="col" { (words.say("dashboard.day")) }
                        th.figure scope="col" { (words.say("dashboard.that_day")) }
                        th.figure scope="col" { (words.say("dashboard.so_far")) }
                    }
                }
                tbody {
                    @for (day, n) in &days.days {
                        ({ sum += n; html!{} })
                        tr {
                            th scope="row" { (words.day(*day)) }
                            td.figure { (number(*n)) }
                            td.figure { (number(sum)) }
                        }
                    }
                }
            }
        }
    }
}

fn polyline(points: &[(u64, u64)]) -> String {
    let texts: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    texts.join(" ")
}

/// `part` of `whole` on a scale of `size`.
fn share(part: u64, whole: u64, size: u64) -> u64 {
    let scaled = u128::from(part.min(whole)) * u128::from(size);
    scaled
        .checked_div(u128::from(whole))
        .and_then(|share| u64::try_from(share).ok())
        .unwrap_or_default()
}

/// The required share of `whole`, rounded up.
fn of_required(whole: u64, required: Score) -> u64 {
    let hundredths = u128::try_from(required.hundredths()).unwrap_or_default();
    let share = (u128::from(whole) * hundredths).div_ceil(10_000);
    u64::try_from(share).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_line_ends_today_and_keeps_days_without_anybody() {
        let days = Days {
            opened: date(2026, 11, 2),
            closes: date(2026, 11, 12),
            today: date(2026, 11, 5),
            days: vec![(date(2026, 11, 2), 2), (date(2026, 11, 4), 3)],
            eligible: 10,
            required: Score::from_hundredths(10_000),
        };
        assert_eq!(days.sums(), [2, 2, 5, 5]);
        assert_eq!(days.at(0, 2), (0, 240));
        assert_eq!(days.at(3, 5), (300, 150));
    }

    #[test]
    fn a_bar_is_full_only_when_everybody_took_part() {
        assert_eq!(share(29_999, 30_000, WIDE), 999);
        assert_eq!(share(30_000, 30_000, WIDE), 1_000);
        assert_eq!(share(0, 0, WIDE), 0);
    }
}
