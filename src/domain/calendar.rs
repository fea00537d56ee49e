//! Days and hours as Thailand counts them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use super::thai::date::{self, settle_era};
use super::thai::normalise;

/// Thai time: UTC+7 the whole year, since 1920 without exception.
pub fn thai_zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(7))
}

/// The Buddhist-era year of a Gregorian one.
pub fn buddhist_year(date: Date) -> i16 {
    date.year().saturating_add(543)
}

/// The text is neither a day nor a day with an hour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a time: {0}")]
pub struct NotATime(pub String);

/// Reads `2027-03-31`, `2027-03-31 16:30` (Thai time), an RFC 3339 time, or what Thai files have:
/// `31 มี.ค. 2570 16:30`, `31/3/2570 16.30 น.`, Thai digits. A year from 2400 on is of the Buddhist
/// era. A day without an hour ends at 23:59.
///
/// # Errors
/// [`NotATime`] for anything else, and for a year of two digits, whose century would be a guess.
pub fn parse_moment(text: &str) -> Result<Timestamp, NotATime> {
    let plain = normalise(text);
    let local = match plain.parse::<Timestamp>() {
        Ok(moment) => Some(moment.to_zoned(thai_zone()).datetime()),
        Err(_) => iso(&plain).or_else(|| as_in_files(&plain)),
    };
    local
        .and_then(|local| {
            let day = settle_era(local.date()).ok()?;
            let moment = day.to_datetime(local.time()).to_zoned(thai_zone()).ok()?;
            Some(moment.timestamp())
        })
        .ok_or_else(|| NotATime(text.to_owned()))
}

/// The day in Thailand of what [`parse_moment`] reads.
///
/// # Errors
/// Those of [`parse_moment`].
pub fn parse_day(text: &str) -> Result<Date, NotATime> {
    Ok(parse_moment(text)?.to_zoned(thai_zone()).date())
}

/// The last minute of a day.
fn day_ends(day: Date) -> DateTime {
    day.at(23, 59, 0, 0)
}

fn iso(text: &str) -> Option<DateTime> {
    match text.parse::<Date>() {
        Ok(day) if !text.contains(':') => Some(day_ends(day)),
        _ => text.parse().ok(),
    }
}

/// A day as [`date::read`] takes it, perhaps with an hour behind.
fn as_in_files(text: &str) -> Option<DateTime> {
    let text = text
        .strip_suffix("น.")
        .or_else(|| text.strip_suffix('น'))
        .map_or(text, str::trim_end);
    let with_hour = text
        .rsplit_once(' ')
        .and_then(|(day, hour)| Some((day, hour_of(hour)?)));
    let (day, hour) = with_hour.map_or((text, None), |(day, hour)| (day, Some(hour)));
    let day = day.strip_suffix("เวลา").unwrap_or(day);
    // The reader of days passes over an hour, also over one that no clock shows.
    if day.contains(':') {
        return None;
    }
    let written = date::read(day).ok().filter(|day| !day.short_year)?;
    Some(match hour {
        Some(hour) => written.date.to_datetime(hour),
        None => day_ends(written.date),
    })
}

/// `16:30` or `16.30`.
fn hour_of(text: &str) -> Option<Time> {
    let (hours, minutes) = text.split_once([':', '.'])?;
    let number = |digits: &str| {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    Time::new(number(hours)?, number(minutes)?, 0, 0).ok()
}

/// The moment with Thailand's offset, to the minute: `2027-03-31T23:59:00+07:00`.
pub fn thai_rfc3339(moment: Timestamp) -> String {
    moment
        .to_zoned(thai_zone())
        .strftime("%Y-%m-%dT%H:%M:%S+07:00")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_just_before_midnight_in_thailand() {
        let moment = parse_moment("2027-03-31").unwrap();
        assert_eq!(moment.to_string(), "2027-03-31T16:59:00Z");
        assert_eq!(thai_rfc3339(moment), "2027-03-31T23:59:00+07:00");
        assert_eq!(
            parse_moment("2027-03-31 16:30").unwrap().to_string(),
            "2027-03-31T09:30:00Z"
        );
    }

    #[test]
    fn a_moment_is_read_as_thai_files_have_it() {
        for text in [
            "31 มี.ค. 2570 16:30",
            "31 มีนาคม พ.ศ. 2570 เวลา 16.30 น.",
            "๓๑/๓/๒๕๗๐ ๑๖:๓๐ น.",
            "31/3/2570 16.30",
            "31.3.2570 16.30น.",
            "2570-03-31 16:30",
            "2570-03-31T16:30:00+07:00",
            "2027-03-31T09:30:00Z",
        ] {
            let moment = parse_moment(text).unwrap();
            assert_eq!(moment.to_string(), "2027-03-31T09:30:00Z", "{text}");
        }
        for text in ["31/3/2570", "2570-03-31", "31 มี.ค. 2570", "31.3.2570"] {
            let moment = parse_moment(text).unwrap();
            assert_eq!(moment.to_string(), "2027-03-31T16:59:00Z", "{text}");
            assert_eq!(parse_day(text).unwrap().to_string(), "2027-03-31");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "พรุ่งนี้",
            "31/3/70",
            "31/4/2570",
            "31/3/2570 25:00",
            "31/3/2570 น.1",
        ] {
            assert!(parse_moment(text).is_err(), "{text}");
        }
    }
}
