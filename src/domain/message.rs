//! A message that is worded at the edge: a key and its values, never a sentence.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

/// What goes into a gap of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// As it is: names, codes, numbers.
    Plain(String),
    /// Key of a text of its own.
    Word(String),
    /// A moment, shown in Thai time as the language writes it.
    Moment(Timestamp),
}

/// Key of a text in the locale files, with what goes into its gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Key such as `errors.round-unknown`.
    pub key: &'static str,
    /// Values for `{name}` in the text.
    pub values: Vec<(&'static str, Value)>,
}

impl Message {
    /// A message without values.
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            values: Vec::new(),
        }
    }

    /// With one more value, shown as it is.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers are handed over as they are"
    )]
    pub fn with(self, name: &'static str, value: impl ToString) -> Self {
        self.and(name, Value::Plain(value.to_string()))
    }

    /// With one more value that is a text of its own.
    #[must_use]
    pub fn worded(self, name: &'static str, key: String) -> Self {
        self.and(name, Value::Word(key))
    }

    /// With one more value that is a moment.
    #[must_use]
    pub fn at(self, name: &'static str, moment: Timestamp) -> Self {
        self.and(name, Value::Moment(moment))
    }

    /// The same of a moment that is waited for: told without seconds, it is the first full minute that is
    /// not too early.
    #[must_use]
    pub fn until(self, name: &'static str, moment: Timestamp) -> Self {
        self.at(name, full_minute(moment))
    }

    fn and(mut self, name: &'static str, value: Value) -> Self {
        self.values.push((name, value));
        self
    }
}

/// The first full minute that is not before a moment.
pub fn full_minute(moment: Timestamp) -> Timestamp {
    let rounding = TimestampRound::new()
        .smallest(Unit::Minute)
        .mode(RoundMode::Ceil);
    moment.round(rounding).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_until_a_full_minute_has_waited_long_enough() {
        let at = |text: &str| full_minute(text.parse().unwrap());
        let next: Timestamp = "2026-11-23T03:17:00Z".parse().unwrap();
        assert_eq!(at("2026-11-23T03:16:00.1Z"), next);
        assert_eq!(at("2026-11-23T03:17:00Z"), next);
    }
}
