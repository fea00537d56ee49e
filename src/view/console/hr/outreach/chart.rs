//! Answers by day, as bars that are put together of the ways by which they came.

use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};

use super::channel;
use crate::domain::ticket::{Channel, TicketDay};
use crate::locale::Locale;
use crate::view::console::dashboard::number;

/// Width of the drawing.
const WIDE: u64 = 1_000;
/// Height of the drawing.
const HIGH: u64 = 300;
/// Days beyond which bars would say nothing.
const MOST_DAYS: usize = 400;

/// All days from one to another, both among them.
pub fn days_between(first: Date, last: Date) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = first;
    while day <= last && days.len() < MOST_DAYS {
        days.push(day);
        day = day.saturating_add(1.day());
    }
    days
}

/// Tickets that were spent by this way on this day.
fn spent(rows: &[TicketDay], day: Date, channel: Channel) -> u64 {
    let of = rows
        .iter()
        .filter(|row| row.day == day && row.channel == channel);
    of.map(|row| row.count.spent).sum()
}

/// The bars, with a legend; every figure is in the tables beside them.
pub fn bars(words: &Locale, days: &[Date], rows: &[TicketDay]) -> Markup {
    let of_day = |day: &Date| Channel::ALL.map(|channel| spent(rows, *day, channel));
    let columns: Vec<[u64; 4]> = days.iter().map(of_day).collect();
    let most = columns.iter().map(|column| column.iter().sum::<u64>());
    let most = most.max().unwrap_or_default();
    let all: u64 = columns.iter().flatten().sum();
    let said = words.fill(
        "hr_public.chart_said",
        &[("n", &number(all)), ("most", &number(most))],
    );
    let width = WIDE / (days.len() as u64).max(1);
    html! {
        figure.days.ways {
            figcaption { (words.say("hr_public.chart_title")) }
            div.days-frame {
                span.days-most { (words.fill("hr_public.chart_most", &[("n", &number(most))])) }
                svg viewBox="0 0 1000 300" preserveAspectRatio="none" role="img" aria-label=(said) {
                    line.days-ground x1="0" x2="1000" y1="300" y2="300" {}
                    @for (at, column) in (0..).zip(&columns) { (bar(at * width, width, column, most)) }
                }
                span.days-ends {
                    @if let (Some(first), Some(last)) = (days.first(), days.last()) {
                        span { (words.day(*first)) }
                        @if last != first { span { (words.day(*last)) } }
                    }
                }
            }
            ul.legend-line {
                @for way in Channel::ALL {
                    li { span.swatch.(way.code()) {} " " (channel(words, way)) }
                }
            }
        }
    }
}

/// One day's bar: the parts one upon the other.
fn bar(left: u64, width: u64, column: &[u64; 4], most: u64) -> Markup {
    let gap = (width / 8).max(1);
    let wide = width.saturating_sub(gap).clamp(1, WIDE / 12);
    let left = left + (width.saturating_sub(wide)) / 2;
    let mut below = 0;
    html! {
        @for (way, n) in Channel::ALL.iter().zip(column) {
            @let from = below * HIGH / most.max(1);
            ({ below += n; html!{} })
            @let to = below * HIGH / most.max(1);
            @if *n > 0 {
                rect.(way.code()) x=(left) width=(wide) y=(HIGH - to) height=((to - from).max(1)) {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::ticket::TicketCount;

    #[test]
    fn a_day_without_anybody_has_its_place_and_no_bar() {
        let days = days_between(date(2026, 11, 2), date(2026, 11, 4));
        assert_eq!(days.len(), 3);
        let row = |day, spent| TicketDay {
            channel: Channel::Slip,
            day,
            count: TicketCount {
                spent,
                ..TicketCount::default()
            },
        };
        let rows = [row(date(2026, 11, 2), 4), row(date(2026, 11, 4), 2)];
        assert_eq!(spent(&rows, days[1], Channel::Slip), 0);
        assert_eq!(spent(&rows, days[2], Channel::Slip), 2);
        let drawn = bar(0, 333, &[2, 0, 1, 0], 4).into_string();
        assert_eq!(drawn.matches("<rect").count(), 2);
        assert!(drawn.contains("y=\"150\" height=\"150\""), "{drawn}");
        assert!(drawn.contains("y=\"75\" height=\"75\""), "{drawn}");
    }
}
