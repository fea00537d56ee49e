//! Days and hours as Thailand counts them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

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

/// Reads `2027-03-31`, `2027-03-31 16:30` (Thai time) or an RFC 3339 time. A day without an hour
/// ends at 23:59.
///
/// # Errors
/// [`NotATime`] for anything else.
pub fn parse_moment(text: &str) -> Result<Timestamp, NotATime> {
    let bad = || NotATime(text.to_owned());
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let local = match text.parse::<Date>() {
        Ok(day) if !text.contains(':') => day.at(23, 59, 0, 0),
        _ => text.parse::<DateTime>().map_err(|_| bad())?,
    };
    Ok(local.to_zoned(thai_zone()).map_err(|_| bad())?.timestamp())
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
        assert!(parse_moment("31/3/2570").is_err());
    }
}
