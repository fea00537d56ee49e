//! Days and times in words: the Buddhist year in Thai, the common one in English.

use jiff::civil::{Date, DateTime, Weekday};

use super::Locale;
use crate::domain::lang::Lang;

/// 1 of the common era is 544 of the Buddhist era.
const BUDDHIST_ERA: i16 = 543;

impl Locale {
    /// A day: "27 มีนาคม 2569", "27 March 2026".
    pub fn day(&self, day: Date) -> String {
        self.dated("date.day", day.into())
    }

    /// A day and time with its weekday: "วันศุกร์ที่ 27 มีนาคม พ.ศ. 2569 เวลา 16.30 น.".
    pub fn moment(&self, moment: DateTime) -> String {
        self.dated("date.moment", moment)
    }

    fn dated(&self, key: &str, moment: DateTime) -> String {
        let month = format!("date.month_{}", moment.month());
        let weekday = format!("date.weekday_{}", weekday_code(moment.date().weekday()));
        self.fill(
            key,
            &[
                ("weekday", self.say(&weekday)),
                ("day", &moment.day().to_string()),
                ("month", self.say(&month)),
                ("year", &self.year(moment.year()).to_string()),
                ("hour", &format!("{:02}", moment.hour())),
                ("minute", &format!("{:02}", moment.minute())),
            ],
        )
    }

    fn year(&self, common_era: i16) -> i16 {
        match self.lang() {
            Lang::Th => common_era.saturating_add(BUDDHIST_ERA),
            Lang::En => common_era,
        }
    }
}

/// Common-era year of a Buddhist-era fiscal year: 2569 ends in 2026.
pub(super) fn common_era(buddhist_era: i16) -> i16 {
    buddhist_era.saturating_sub(BUDDHIST_ERA)
}

fn weekday_code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;
    use crate::assets::Assets;

    fn locale(lang: Lang) -> Locale {
        Locale::load(&Assets::default(), lang).unwrap()
    }

    #[test]
    fn thai_dates_count_the_buddhist_era() {
        let th = locale(Lang::Th);
        let close = datetime(2026, 3, 27, 16, 5, 0, 0);
        let moment = "วันศุกร์ที่ 27 มีนาคม พ.ศ. 2569 เวลา 16.05\u{a0}น.";
        assert_eq!(th.moment(close), moment);
        assert_eq!(th.day(date(2026, 1, 1)), "1 มกราคม 2569");
    }

    #[test]
    fn english_dates_count_the_common_era_and_name_the_time_zone() {
        let en = locale(Lang::En);
        let close = datetime(2026, 12, 6, 9, 0, 0, 0);
        assert_eq!(
            en.moment(close),
            "Sunday 6 December 2026, 09:00 (Thailand time)"
        );
        assert_eq!(en.day(date(2026, 5, 31)), "31 May 2026");
    }
}
