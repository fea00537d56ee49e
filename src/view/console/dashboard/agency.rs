//! Participation of one agency.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use super::absent::{List, list};
use super::chart::{Days, bar, days};
use super::{number, rate};
use crate::domain::arrival::Arrival;
use crate::domain::exact::Score;
use crate::domain::participation::Participation;
use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::view::console::frame::{Mood, Notice, notice};
use crate::view::console::parts::{badge, empty, table, tile, tiles};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Facts {
    /// State of the round.
    pub state: RoundState,
    /// When it closes, in Thailand.
    pub closes: DateTime,
    /// Today.
    pub today: Date,
    /// Counts of the agency.
    pub counts: Participation,
    /// How many must take part at least.
    pub minimum: u64,
    /// The share that is asked for.
    pub required: Score,
    /// Counts by work group.
    pub groups: Vec<(String, Participation)>,
    /// Acknowledgements by day, once the round has opened.
    pub days: Option<Days>,
    /// What is told of the ballots, as of which midnight.
    pub arrival: Option<(Date, Arrival)>,
}

impl Facts {
    /// Whether anybody is listed.
    pub fn has_people(&self) -> bool {
        self.counts.eligible + self.counts.exempt > 0
    }
}

/// Figures and pictures, and below them the people who have not taken part.
pub fn page(words: &Locale, facts: &Facts, missing: Option<&List>) -> Markup {
    html! {
        div.participation {
            (figures(words, facts))
            @if let Some(missing) = missing.filter(|_| facts.counts.eligible > 0) {
                (list(words, missing))
            }
            (calm(words, facts.arrival))
        }
    }
}

fn figures(words: &Locale, facts: &Facts) -> Markup {
    if !facts.has_people() {
        return empty(words.say("dashboard.nobody"));
    }
    let missing = facts.counts.eligible - facts.counts.acknowledged;
    let took_part = words.fill(
        "dashboard.of_eligible",
        &[("n", &number(facts.counts.eligible))],
    );
    let closes = words.moment(facts.closes);
    html! {
        (alarm(words, facts.arrival))
        (tiles(&[
            tile(&rate(&facts.counts), words.say("dashboard.rate"), Some(&took_part)),
            tile(&number(facts.counts.acknowledged), words.say("dashboard.acknowledged"), None),
            tile(&number(missing), words.say("dashboard.missing"), None),
            tile(&number(facts.counts.exempt), words.say("dashboard.exempt"), None),
            tile(&left(words, facts), words.say("dashboard.time"), Some(&closes)),
        ]))
        (whole_bar(words, facts))
        div.columns {
            @if let Some(line) = &facts.days { (days(words, line)) }
            (groups(words, facts))
        }
    }
}

/// That nobody is listed yet, with the way to the list.
pub fn nobody(words: &Locale, roster: &str) -> Markup {
    html! {
        (empty(words.say("dashboard.nobody")))
        div.actions { a.button.primary href=(roster) { (words.say("hr_roster.title")) } }
    }
}

/// Days left, in words.
pub fn left(words: &Locale, facts: &Facts) -> String {
    days_left(words, facts.state, facts.today, facts.closes.date())
}

/// Days left of a round, in words.
pub fn days_left(words: &Locale, state: RoundState, today: Date, closes: Date) -> String {
    let days = today.until(closes).map_or(0, |span| span.get_days());
    match state {
        RoundState::Draft => words.say("dashboard.not_open").to_owned(),
        RoundState::Open if days > 1 => {
            words.fill("dashboard.days_left", &[("n", &days.to_string())])
        }
        RoundState::Open if days == 1 => words.say("dashboard.closes_tomorrow").to_owned(),
        RoundState::Open => words.say("dashboard.closes_today").to_owned(),
        _ => words.say("dashboard.closed").to_owned(),
    }
}

fn whole_bar(words: &Locale, facts: &Facts) -> Markup {
    let short = facts.minimum.saturating_sub(facts.counts.acknowledged);
    let minimum = number(facts.minimum);
    let [badged, lacks] = match facts.state {
        RoundState::Draft | RoundState::Open => ["dashboard.not_enough", "dashboard.minimum_short"],
        _ => ["dashboard.was_not_enough", "dashboard.minimum_was_short"],
    };
    html! {
        div.whole-bar {
            (bar(&facts.counts, facts.required))
            p {
                @if short == 0 {
                    (badge("good", words.say("dashboard.enough")))
                    " " (words.fill("dashboard.minimum_reached", &[("minimum", &minimum)]))
                } @else {
                    (badge("attention", words.say(badged)))
                    " " (words.fill(lacks, &[("minimum", &minimum), ("n", &number(short))]))
                }
            }
        }
    }
}

/// Work groups, the lowest rate first: that is where to go today.
fn groups(words: &Locale, facts: &Facts) -> Markup {
    let mut groups: Vec<&(String, Participation)> = facts.groups.iter().collect();
    groups.sort_by_key(|(_, counts)| (counts.eligible == 0, counts.rate()));
    let head = html! {
        tr {
            th scope="col" { (words.say("dashboard.group")) }
            th.figure scope="col" { (words.say("dashboard.took_part")) }
            th.figure scope="col" { (words.say("dashboard.percent")) }
        }
    };
    let body = html! {
        @for (group, counts) in groups {
            tr {
                th scope="row" {
                    @if group.is_empty() { (words.say("dashboard.no_group")) } @else { (group) }
                    (bar(counts, facts.required))
                }
                td.figure { (number(counts.acknowledged)) " / " (number(counts.eligible)) }
                td.figure { (rate(counts)) }
            }
        }
    };
    html! { div.groups { (table(words.say("dashboard.groups_title"), &head, &body)) } }
}

/// What must be looked after, above everything else.
fn alarm(words: &Locale, arrival: Option<(Date, Arrival)>) -> Markup {
    let said = match arrival {
        Some((day, Arrival::Missing(n))) => Some(Notice {
            mood: Mood::Warning,
            text: words.fill(
                "dashboard.alarm_missing",
                &[("n", &number(n)), ("day", &words.day(day))],
            ),
        }),
        Some((day, Arrival::TooMany)) => Some(Notice {
            mood: Mood::Refused,
            text: words.fill("dashboard.alarm_too_many", &[("day", &words.day(day))]),
        }),
        _ => None,
    };
    html! { @if let Some(said) = said { (notice(words, &said)) } }
}

/// Where there is nothing to look after, a line at the end says so.
fn calm(words: &Locale, arrival: Option<(Date, Arrival)>) -> Markup {
    let text = match arrival {
        None => words.say("dashboard.ballots_not_yet").to_owned(),
        Some((day, Arrival::TooFew)) => {
            words.fill("dashboard.ballots_too_few", &[("day", &words.day(day))])
        }
        Some((day, Arrival::Fine)) => {
            words.fill("dashboard.ballots_fine", &[("day", &words.day(day))])
        }
        Some((_, Arrival::Missing(_) | Arrival::TooMany)) => return html! {},
    };
    html! { p.hint { (text) } }
}
