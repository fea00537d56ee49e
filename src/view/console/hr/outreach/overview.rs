//! How many have answered, by which way, on which day.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use super::channel;
use super::chart::{bars, days_between};
use crate::domain::round::RoundState;
use crate::domain::ticket::{Channel, TicketCount, TicketDay, burst};
use crate::locale::Locale;
use crate::view::console::dashboard::agency::days_left;
use crate::view::console::dashboard::number;
use crate::view::console::frame::{Mood, Notice, notice};
use crate::view::console::parts::{badge, empty, table, tile, tiles};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Facts {
    /// State of the round.
    pub state: RoundState,
    /// The day on which it opened.
    pub opened: Option<Date>,
    /// When it closes, in Thailand.
    pub closes: DateTime,
    /// Today.
    pub today: Date,
    /// People whom the agency serves.
    pub population: Option<u64>,
    /// Fewest answers that are sufficient.
    pub minimum: Option<u64>,
    /// Whether the agency has a poll.
    pub in_round: bool,
    /// Tickets by day and channel.
    pub days: Vec<TicketDay>,
}

impl Facts {
    fn all(&self) -> TicketCount {
        TicketCount::of(&self.days)
    }

    fn of(&self, channel: Channel) -> TicketCount {
        TicketCount::of(self.days.iter().filter(|row| row.channel == channel))
    }

    /// Days from the first with a ticket, or the opening, until today or the close.
    fn span(&self) -> Vec<Date> {
        let counted = self.days.iter().map(|row| row.day);
        let first = counted.clone().chain(self.opened).min();
        let last = self.today.min(self.closes.date());
        let last = counted.max().map_or(last, |day| day.max(last));
        first.map_or_else(Vec::new, |first| days_between(first, last))
    }
}

/// The page.
pub fn overview(words: &Locale, base: &str, facts: &Facts) -> Markup {
    html! {
        (todo(words, base, facts))
        @if facts.in_round {
            (alarms(words, facts))
            (figures(words, facts))
            (against_minimum(words, facts))
            @if facts.all() == TicketCount::default() {
                (empty(words.say("hr_public.nobody_yet")))
            } @else {
                div.columns.ways-columns {
                    (bars(words, &facts.span(), &facts.days))
                    (by_channel(words, facts))
                }
                (by_day(words, facts))
            }
            p.hint { (words.say("hr_public.counts_only")) }
        }
    }
}

/// What HR has to do first.
fn todo(words: &Locale, base: &str, facts: &Facts) -> Markup {
    let open = matches!(facts.state, RoundState::Draft | RoundState::Open);
    html! {
        @if facts.population.is_none() && open {
            div.notice.warning {
                p { (words.say("hr_public.population_first")) }
                p { a.button.primary href=(format!("{base}/settings")) { (words.say("hr_public.population_go")) } }
            }
        }
        @if !facts.in_round {
            (empty(words.say(match facts.state {
                RoundState::Draft => "hr_public.not_open_yet",
                _ => "hr_public.not_in_round",
            })))
        }
    }
}

fn figures(words: &Locale, facts: &Facts) -> Markup {
    let all = facts.all();
    let needed = facts.minimum.map_or_else(|| "–".to_owned(), number);
    let of_minimum = words.fill("hr_public.of_minimum", &[("minimum", &needed)]);
    let short = facts
        .minimum
        .map(|minimum| minimum.saturating_sub(all.spent));
    let time = days_left(words, facts.state, facts.today, facts.closes.date());
    let closes = words.moment(facts.closes);
    let population = facts.population.map(|people| {
        words.fill(
            "hr_public.of_population",
            &[("population", &number(people))],
        )
    });
    tiles(&[
        tile(
            &number(all.spent),
            words.say("hr_public.answered"),
            Some(&of_minimum),
        ),
        tile(
            &short.map_or_else(|| "–".to_owned(), number),
            words.say("hr_public.short"),
            population.as_deref(),
        ),
        tile(&number(all.minted), words.say("hr_public.minted"), None),
        tile(&number(all.hasty), words.say("hr_public.hasty"), None),
        tile(&time, words.say("dashboard.time"), Some(&closes)),
    ])
}

fn against_minimum(words: &Locale, facts: &Facts) -> Markup {
    let spent = facts.all().spent;
    let Some(minimum) = facts.minimum else {
        return Markup::default();
    };
    let length = (spent.min(minimum) * 1_000)
        .checked_div(minimum)
        .unwrap_or(1_000);
    let (class, key) = if spent >= minimum {
        ("good", "hr_public.enough")
    } else {
        ("attention", "hr_public.not_enough")
    };
    let over = !matches!(facts.state, RoundState::Draft | RoundState::Open);
    let text = match (spent >= minimum, over) {
        (true, false) => "hr_public.enough_text",
        (true, true) => "hr_public.enough_was_text",
        (false, false) => "hr_public.short_text",
        (false, true) => "hr_public.short_was_text",
    };
    let values = [
        ("minimum", number(minimum)),
        ("n", number(minimum.saturating_sub(spent))),
    ];
    let values = values
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    html! {
        div.whole-bar {
            svg.took-bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                rect.bar-ground width="1000" height="10" {}
                rect.bar-filled width=(length) height="10" {}
            }
            p {
                (badge(class, words.say(key))) " "
                (words.fill(text, &values))
            }
        }
    }
}

/// What looks as if somebody other than visitors answered.
fn alarms(words: &Locale, facts: &Facts) -> Markup {
    let all = facts.all();
    html! {
        @for (way, day, n) in bursts(facts) {
            (notice(words, &Notice {
                mood: Mood::Warning,
                text: words.fill("hr_public.burst", &[
                    ("channel", channel(words, way)), ("day", &words.day(day)), ("n", &number(n)),
                ]),
            }))
        }
        @if all.many_hasty() {
            (notice(words, &Notice {
                mood: Mood::Warning,
                text: words.fill("hr_public.many_hasty", &[
                    ("n", &number(all.hasty)), ("spent", &number(all.spent)),
                ]),
            }))
        }
    }
}

/// Days among the last two on which a channel stands out, each with its number. Slips and kiosks
/// make tickets in stock, so there the answers count.
fn bursts(facts: &Facts) -> Vec<(Channel, Date, u64)> {
    let span = facts.span();
    let mut found = Vec::new();
    for way in Channel::ALL {
        let of_day = |day: &Date| {
            let rows = facts.days.iter();
            let count = TicketCount::of(rows.filter(|row| row.channel == way && row.day == *day));
            match way {
                Channel::Poster | Channel::Plain => count.minted,
                Channel::Slip | Channel::Kiosk => count.spent,
            }
        };
        let series: Vec<u64> = span.iter().map(of_day).collect();
        for last in [series.len().saturating_sub(1), series.len()] {
            let until = series.get(..last).unwrap_or_default();
            if let (true, Some(n), Some(day)) = (
                burst(until),
                until.last(),
                last.checked_sub(1).and_then(|at| span.get(at)),
            ) {
                found.push((way, *day, *n));
            }
        }
    }
    found
}

fn by_channel(words: &Locale, facts: &Facts) -> Markup {
    let all = facts.all().spent;
    let head = html! {
        tr {
            th scope="col" { (words.say("hr_public.channel")) }
            th.figure scope="col" { (words.say("hr_public.minted")) }
            th.figure scope="col" { (words.say("hr_public.answered")) }
            th.figure scope="col" { (words.say("hr_public.share")) }
            th.figure scope="col" { (words.say("hr_public.hasty")) }
        }
    };
    let body = html! {
        @for way in Channel::ALL {
            @let count = facts.of(way);
            tr {
                th scope="row" { (channel(words, way)) }
                td.figure { (number(count.minted)) }
                td.figure { (number(count.spent)) }
                td.figure { (share(count.spent, all)) }
                td.figure { (number(count.hasty)) }
            }
        }
    };
    table(words.say("hr_public.by_channel"), &head, &body)
}

/// Whole percent, rounded half up.
fn share(part: u64, whole: u64) -> String {
    let doubled = (part * 200 + whole).checked_div(whole * 2);
    doubled.map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

fn by_day(words: &Locale, facts: &Facts) -> Markup {
    let mut rows: Vec<&TicketDay> = facts.days.iter().collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.day), row.channel));
    let head = html! {
        tr {
            th scope="col" { (words.say("dashboard.day")) }
            th scope="col" { (words.say("hr_public.channel")) }
            th.figure scope="col" { (words.say("hr_public.minted")) }
            th.figure scope="col" { (words.say("hr_public.answered")) }
            th.figure scope="col" { (words.say("hr_public.hasty")) }
        }
    };
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (words.day(row.day)) }
                td { (channel(words, row.channel)) }
                td.figure { (number(row.count.minted)) }
                td.figure { (number(row.count.spent)) }
                td.figure { (number(row.count.hasty)) }
            }
        }
    };
    html! {
        details {
            summary { (words.say("hr_public.by_day")) }
            (table(words.say("hr_public.by_day"), &head, &body))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up() {
        assert_eq!(share(1, 2), "50 %");
        assert_eq!(share(2, 3), "67 %");
        assert_eq!(share(1, 8), "13 %");
        assert_eq!(share(0, 0), "–");
    }
}
