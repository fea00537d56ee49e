//! Dates as Thai offices write them, and how they are shown.
//!
//! A year of four digits from 2400 on is of the Buddhist era (พ.ศ. = CE + 543), also inside a real
//! date cell: an Excel set to English stores `1/10/2561` as the Christian year 2561. A year of two
//! digits is of the Buddhist era as well; [`Written::short_year`] lets the reader ask people to check.

use jiff::civil::Date;

use super::normalise;

/// Years between the Buddhist and the Christian count.
pub const ERA: i16 = 543;
/// From this year on a four-digit year is of the Buddhist era.
const FIRST_BUDDHIST: i16 = 2400;

/// Each month: full name, abbreviation, English name.
const MONTHS: [(&str, &str, &str); 12] = [
    ("มกราคม", "ม.ค.", "january"),
    ("กุมภาพันธ์", "ก.พ.", "february"),
    ("มีนาคม", "มี.ค.", "march"),
    ("เมษายน", "เม.ย.", "april"),
    ("พฤษภาคม", "พ.ค.", "may"),
    ("มิถุนายน", "มิ.ย.", "june"),
    ("กรกฎาคม", "ก.ค.", "july"),
    ("สิงหาคม", "ส.ค.", "august"),
    ("กันยายน", "ก.ย.", "september"),
    ("ตุลาคม", "ต.ค.", "october"),
    ("พฤศจิกายน", "พ.ย.", "november"),
    ("ธันวาคม", "ธ.ค.", "december"),
];

/// A date read from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The day meant.
    pub date: Date,
    /// Whether the century is a guess, because the year had two digits.
    pub short_year: bool,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDate {
    /// It does not read as day, month and year.
    #[error("not a date")]
    NotADate,
    /// It reads as one, but the calendar has no such day (31 April, month 13).
    #[error("no such day")]
    NoSuchDay,
}

/// Which count of years a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Era {
    Unsaid,
    Christian,
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Number(String),
    Word(String),
}

/// Reads `1 ต.ค. 2561`, `๑ ตุลาคม พ.ศ. ๒๕๖๑`, `01/10/2561`, `1/10/61`, `2018-10-01`, `1 Oct 2018`,
/// with or without a time of day behind, and the five-digit day number of Excel.
pub fn read(text: &str) -> Result<Written, BadDate> {
    let (text, era) = without_era(&without_time(&normalise(text).to_lowercase()));
    match tokens(&text).as_slice() {
        [Token::Number(serial)] if serial.len() == 5 => from_excel_serial(serial),
        [Token::Number(y), Token::Number(m), Token::Number(d)] if y.len() == 4 => {
            compose(y, small(m)?, d, era)
        }
        [Token::Number(d), Token::Number(m), Token::Number(y)] => compose(y, small(m)?, d, era),
        [Token::Number(d), Token::Word(m), Token::Number(y)] if d.len() <= 2 => {
            compose(y, month(m)?, d, era)
        }
        [Token::Word(m), Token::Number(d), Token::Number(y)] => compose(y, month(m)?, d, era),
        _ => Err(BadDate::NotADate),
    }
}

/// The day meant by a date whose year may have been typed in the Buddhist era.
pub fn settle_era(date: Date) -> Result<Date, BadDate> {
    let year = christian(date.year());
    Date::new(year, date.month(), date.day()).map_err(|_| BadDate::NoSuchDay)
}

/// `1 ตุลาคม 2561`
pub fn long(date: Date) -> String {
    with_month(date, |names| names.0)
}

/// `1 ต.ค. 2561`
pub fn short(date: Date) -> String {
    with_month(date, |names| names.1)
}

fn with_month(
    date: Date,
    name: fn(&(&'static str, &'static str, &'static str)) -> &'static str,
) -> String {
    let at = usize::try_from(date.month() - 1).unwrap_or_default();
    let month = MONTHS.get(at).map_or("", name);
    format!("{} {month} {}", date.day(), date.year() + ERA)
}

fn christian(year: i16) -> i16 {
    if year >= FIRST_BUDDHIST {
        year - ERA
    } else {
        year
    }
}

/// Cuts `0:00:00` or `t00:00:00` off the end.
fn without_time(text: &str) -> String {
    let day = match text.find(':') {
        Some(colon) => text
            .get(..colon)
            .and_then(|front| front.rfind([' ', 't']).and_then(|gap| front.get(..gap)))
            .unwrap_or(text),
        None => text,
    };
    day.to_owned()
}

/// Takes out the words that name the era and the word for "day".
fn without_era(text: &str) -> (String, Era) {
    let christian = ["ค.ศ.", "ค.ศ", "คศ."];
    let era = if christian.iter().any(|word| text.contains(word)) {
        Era::Christian
    } else {
        Era::Unsaid
    };
    let words = ["วันที่", "พ.ศ.", "พ.ศ", "พศ."].iter().chain(&christian);
    let plain = words.fold(text.to_owned(), |text, word| text.replace(word, " "));
    (plain, era)
}

/// Numbers and words, whatever stands between them; dots inside a word are dropped.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut open = false;
    for character in text.chars() {
        let is_digit = character.is_ascii_digit();
        match found.last_mut() {
            Some(Token::Number(digits)) if open && is_digit => digits.push(character),
            Some(Token::Word(_)) if open && character == '.' => {}
            Some(Token::Word(letters)) if open && is_letter(character) => letters.push(character),
            _ => {
                open = is_digit || is_letter(character);
                if is_digit {
                    found.push(Token::Number(character.to_string()));
                } else if open {
                    found.push(Token::Word(character.to_string()));
                }
            }
        }
    }
    found
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || super::follows_a_letter(character)
}

fn small(digits: &str) -> Result<i8, BadDate> {
    if digits.len() > 2 {
        return Err(BadDate::NotADate);
    }
    digits.parse().map_err(|_| BadDate::NotADate)
}

/// The month of a name; abbreviations match without their dots, English from three letters on.
fn month(word: &str) -> Result<i8, BadDate> {
    let is_named = |(full, abbreviated, english): &(&str, &str, &str)| {
        word == *full
            || word == abbreviated.replace('.', "")
            || (word.len() >= 3 && word.is_ascii() && english.starts_with(word))
            || word == "sept" && *english == "september"
    };
    (1i8..)
        .zip(&MONTHS)
        .find(|(_, names)| is_named(names))
        .map(|(number, _)| number)
        .ok_or(BadDate::NotADate)
}

fn compose(year: &str, month: i8, day: &str, era: Era) -> Result<Written, BadDate> {
    let number: i16 = year.parse().map_err(|_| BadDate::NotADate)?;
    let (full, short_year) = match (year.len(), era) {
        (4, Era::Unsaid) => (christian(number), false),
        (4, Era::Christian) => (number, false),
        (2, Era::Unsaid) => (2500 + number - ERA, true),
        _ => return Err(BadDate::NotADate),
    };
    let date = Date::new(full, month, small(day)?).map_err(|_| BadDate::NoSuchDay)?;
    Ok(Written { date, short_year })
}

/// Excel counts days from 30 December 1899 (its day 60, 29 February 1900, never was).
fn from_excel_serial(digits: &str) -> Result<Written, BadDate> {
    let days: i32 = digits.parse().map_err(|_| BadDate::NotADate)?;
    let date = jiff::civil::date(1899, 12, 30)
        .checked_add(jiff::Span::new().days(days))
        .map_err(|_| BadDate::NoSuchDay)?;
    Ok(Written {
        date,
        short_year: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::thai::to_thai_digits;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        read(text).unwrap_or_else(|e| panic!("{text}: {e}")).date
    }

    #[test]
    fn every_way_of_writing_a_day_is_read() {
        for text in [
            "1 ต.ค. 2561",
            "1 ต.ค.2561",
            "1ต.ค.61",
            "1-ต.ค.-61",
            "1 ตค 61",
            "๑ ตุลาคม พ.ศ. ๒๕๖๑",
            "วันที่ 1 ตุลาคม 2561",
            "1 ตุลาคมพ.ศ.2561",
            "01/10/2561",
            "1/10/61",
            "๐๑/๑๐/๒๕๖๑",
            "01.10.2561",
            "1-10-2561",
            " 1 / 10 / 2561 ",
            "2018-10-01",
            "2018/10/1",
            "2561-10-01",
            "01/10/2018",
            "1 Oct 2018",
            "1 October 2018",
            "October 1, 2018",
            "1-Oct-2018",
            "2018-10-01T00:00:00",
            "2018-10-01 00:00:00",
            "1/10/2561 0:00:00",
            "1 ต.ค. ค.ศ. 2018",
            "43374",
            "๔๓๓๗๔",
        ] {
            assert_eq!(day(text), date(2018, 10, 1), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "-",
            "ไม่ทราบ",
            "ต.ค. 2561",
            "10/2561",
            "2561",
            "1/10/561",
            "1 2 3 4",
            "123/1/2561",
            "1 ผ.ค. 2561",
            "99999999999/1/1",
        ] {
            assert_eq!(read(text), Err(BadDate::NotADate), "{text}");
        }
        for text in [
            "31/04/2561",
            "10/13/2018",
            "29/2/2561",
            "0/1/2561",
            "2018-02-30",
        ] {
            assert_eq!(read(text), Err(BadDate::NoSuchDay), "{text}");
        }
    }

    #[test]
    fn leap_days_follow_the_christian_year() {
        assert_eq!(day("29 ก.พ. 2559"), date(2016, 2, 29));
        assert_eq!(settle_era(date(2560, 2, 29)), Err(BadDate::NoSuchDay));
        assert_eq!(settle_era(date(2561, 10, 1)), Ok(date(2018, 10, 1)));
        assert_eq!(settle_era(date(2018, 10, 1)), Ok(date(2018, 10, 1)));
    }

    #[test]
    fn a_guessed_century_is_told() {
        assert!(read("1/10/61").unwrap().short_year);
        assert!(!read("1/10/2561").unwrap().short_year);
    }

    #[test]
    fn dates_are_shown_in_the_buddhist_era() {
        assert_eq!(long(date(2018, 10, 1)), "1 ตุลาคม 2561");
        assert_eq!(short(date(2018, 10, 1)), "1 ต.ค. 2561");
    }

    prop_compose! {
        fn any_day()(year in 1900i16..2399, month in 1i8..=12, day in 1i8..=28) -> Date { date(year, month, day) }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(given in any_day()) {
            for text in [long(given), short(given), to_thai_digits(&long(given)), given.to_string(),
                format!("{}/{}/{}", given.day(), given.month(), given.year() + ERA)] {
                prop_assert_eq!(read(&text).map(|written| written.date), Ok(given), "{}", text);
            }
        }

        #[test]
        fn no_text_breaks_the_reader(text in "[0-9๐-๙ก-์/. :tTA-z-]{0,24}") {
            let _ = read(&text);
        }
    }
}
