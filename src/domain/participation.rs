//! Who took part: counts of people, never of ballots (domain.md §4).

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::exact::{Exact, Score};
use super::people::Standing;

/// Whether somebody signed the acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TookPart {
    /// The acknowledgement is on record.
    Acknowledged,
    /// It is not.
    NotYet,
}

/// People of an agency or a work group in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Participation {
    /// Asked to take part.
    pub eligible: u64,
    /// Exempt, counted apart.
    pub exempt: u64,
    /// No longer with the agency, counted apart.
    pub left: u64,
    /// Eligible people who acknowledged.
    pub acknowledged: u64,
}

impl Participation {
    /// Counts a person. Somebody who acknowledged and was made exempt or left since is counted
    /// as exempt or left alone, so that the rate never exceeds 100.
    pub fn count(&mut self, standing: &Standing, took_part: TookPart) {
        match standing {
            Standing::Eligible => {
                self.eligible += 1;
                self.acknowledged += u64::from(took_part == TookPart::Acknowledged);
            }
            Standing::Exempt(_) => self.exempt += 1,
            Standing::Left => self.left += 1,
        }
    }

    /// Adds the people of another group.
    pub fn add(&mut self, other: &Participation) {
        self.eligible += other.eligible;
        self.exempt += other.exempt;
        self.left += other.left;
        self.acknowledged += other.acknowledged;
    }

    /// Acknowledged of eligible in percent, as it is shown; `None` where nobody is eligible.
    pub fn rate(&self) -> Option<Score> {
        // In whole numbers: a country's agencies are sorted by it.
        let (part, whole) = (u128::from(self.acknowledged), u128::from(self.eligible));
        let hundredths = (part * 20_000 + whole).checked_div(whole * 2)?;
        i64::try_from(hundredths).ok().map(Score::from_hundredths)
    }

    /// Whether the share that is asked for took part. Reads the exact rate, not the rounded one:
    /// with 100 asked for, one person missing of 30,000 is missing. Nobody eligible is not enough.
    pub fn reaches(&self, required: Score) -> bool {
        let required = Exact::new(required.hundredths().into(), 100.into());
        self.exact_rate().is_some_and(|rate| rate >= required)
    }

    fn exact_rate(&self) -> Option<Exact> {
        let hundredfold =
            Exact::from_integer(self.acknowledged.into()) * Exact::from_integer(100.into());
        (self.eligible > 0).then(|| hundredfold / Exact::from_integer(self.eligible.into()))
    }
}

/// Whether somebody has served long enough to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Yes.
    Served,
    /// No.
    TooShort,
    /// The start is not known: counts as served, with a warning.
    Unknown,
}

/// Judges service by the day of the head-count: served is who began at least `min_years` years
/// before it, or on that day of the year. With a minimum of 0 everybody has served, whenever
/// they began.
pub fn service(service_start: Option<Date>, head_count_day: Date, min_years: u8) -> Service {
    let Some(start) = service_start else {
        return Service::Unknown;
    };
    let years: Span = i32::from(min_years).years();
    match start.checked_add(years) {
        _ if min_years == 0 => Service::Served,
        Ok(day) if day <= head_count_day => Service::Served,
        Ok(_) | Err(_) => Service::TooShort,
    }
}

/// Whether somebody is counted: served, or not known.
pub fn counts_as_served(service_start: Option<Date>, head_count_day: Date, min_years: u8) -> bool {
    service(service_start, head_count_day, min_years) != Service::TooShort
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::people::Exemption;
    use crate::domain::sketch::score;

    fn exempt() -> Standing {
        Standing::Exempt(Exemption {
            reason: "ลาศึกษาต่อ".to_owned(),
            order_number: "12/2562".to_owned(),
            by: "hr".to_owned(),
            day: date(2019, 1, 7),
        })
    }

    #[test]
    fn exempt_people_and_leavers_are_counted_apart() {
        let mut people = Participation::default();
        for (standing, took_part) in [
            (Standing::Eligible, TookPart::Acknowledged),
            (Standing::Eligible, TookPart::Acknowledged),
            (Standing::Eligible, TookPart::NotYet),
            (exempt(), TookPart::NotYet),
            (exempt(), TookPart::Acknowledged),
            (Standing::Left, TookPart::Acknowledged),
        ] {
            people.count(&standing, took_part);
        }
        let expected = Participation {
            eligible: 3,
            exempt: 2,
            left: 1,
            acknowledged: 2,
        };
        assert_eq!(people, expected);
        assert_eq!(people.rate(), Some(score("66.67")));
        people.add(&expected);
        assert_eq!((people.eligible, people.left), (6, 2));
        assert_eq!(Participation::default().rate(), None);
    }

    #[test]
    fn everyone_means_everyone() {
        let people = |acknowledged, eligible| Participation {
            eligible,
            acknowledged,
            ..Participation::default()
        };
        let all = score("100");
        assert_eq!(people(29_999, 30_000).rate(), Some(all));
        assert!(!people(29_999, 30_000).reaches(all));
        assert!(people(30_000, 30_000).reaches(all));
        assert!(people(95, 100).reaches(score("95")));
        assert!(!people(0, 0).reaches(score("0")));
    }

    #[test]
    fn the_rate_in_whole_numbers_is_the_exact_one_rounded() {
        for eligible in 1..=200 {
            for acknowledged in 0..=eligible {
                let people = Participation {
                    eligible,
                    acknowledged,
                    ..Participation::default()
                };
                let exact = people.exact_rate().map(|rate| Score::round(&rate));
                assert_eq!(people.rate(), exact, "{acknowledged} of {eligible}");
            }
        }
    }

    #[test]
    fn service_is_counted_to_the_day_of_the_head_count() {
        let day = date(2019, 1, 1);
        for (start, years, expected) in [
            (Some(date(2018, 1, 1)), 1, Service::Served),
            (Some(date(2018, 1, 2)), 1, Service::TooShort),
            (Some(date(2019, 6, 1)), 1, Service::TooShort),
            (Some(date(2019, 6, 1)), 0, Service::Served),
            (None, 1, Service::Unknown),
        ] {
            assert_eq!(service(start, day, years), expected, "{start:?}");
        }
        assert!(counts_as_served(None, day, 1));
        assert!(!counts_as_served(Some(date(2018, 1, 2)), day, 1));
        let leap = Some(date(2016, 2, 29));
        assert_eq!(service(leap, date(2017, 2, 28), 1), Service::Served);
    }
}
