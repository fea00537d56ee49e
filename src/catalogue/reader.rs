//! Reads a table key by key. What is missing or of another kind is noted with its line.

use num_traits::Signed;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::document::Document;
use super::fault::Fault;
use super::problem::{Found, Place, Problems};
use crate::domain::exact::{Exact, Score, parse_exact};

/// A table of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    document: &'a Document<'a>,
    table: &'a DeTable<'a>,
    place: Place<'a>,
    problems: &'a Problems,
}

impl<'a> Reader<'a> {
    /// Reads the outermost table of a file.
    pub(super) fn new(document: &'a Document<'a>, problems: &'a Problems) -> Self {
        Self {
            document,
            table: &document.root,
            place: document.place_at(0),
            problems,
        }
    }

    /// Where the table starts.
    pub(super) fn place(&self) -> Place<'a> {
        self.place
    }

    /// The line of `key`, or the table's where there is none.
    pub(super) fn place_of(&self, key: &str) -> Place<'a> {
        self.table
            .get_key_value(key)
            .map_or(self.place, |(key, _)| {
                self.document.place_at(key.span().start)
            })
    }

    /// Whether the table has the key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes a problem at the table's start.
    pub(super) fn note(&self, fault: Fault) {
        self.problems.note(self.place, fault);
    }

    /// Notes a problem at a key's line.
    pub(super) fn note_at(&self, key: &str, fault: Fault) {
        self.problems.note(self.place_of(key), fault);
    }

    /// Notes every key that is not one of `known`.
    pub(super) fn only(&self, known: &[&str]) {
        for key in self.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let fault = Fault::UnknownKey {
                    key: key.get_ref().to_string(),
                    known: known.join(", "),
                };
                self.problems
                    .note(self.document.place_at(key.span().start), fault);
            }
        }
    }

    /// A text that must be there.
    pub(super) fn text(&self, key: &str) -> Option<Found<'a, &'a str>> {
        self.must_have(key);
        self.optional_text(key)
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&self, key: &str) -> Option<Found<'a, &'a str>> {
        self.as_text(key, self.table.get(key)?)
    }

    /// An exact number, written as text, that must be there.
    pub(super) fn exact(&self, key: &str) -> Option<Found<'a, Exact>> {
        self.must_have(key);
        self.optional_exact(key)
    }

    /// An exact number, written as text, that may be absent.
    pub(super) fn optional_exact(&self, key: &str) -> Option<Found<'a, Exact>> {
        let Found { value, place } = self.optional_text(key)?;
        let read = parse_exact(value).map(|value| Found { value, place });
        read.map_err(|_| self.misread(key, value, |key, value| Fault::NotExact { key, value }))
            .ok()
    }

    /// An exact number above zero that may be absent.
    pub(super) fn optional_positive(&self, key: &str) -> Option<Exact> {
        let value = self.optional_exact(key)?.value;
        if !value.is_positive() {
            let value = shown(&value);
            self.misread(key, &value, |key, value| Fault::NotPositive { key, value });
        }
        Some(value)
    }

    /// An exact number above zero that must be there.
    pub(super) fn positive(&self, key: &str) -> Option<Exact> {
        self.must_have(key);
        self.optional_positive(key)
    }

    /// A figure of at most two decimals from 0 to 100 that must be there.
    pub(super) fn figure(&self, key: &str) -> Option<Score> {
        self.must_have(key);
        self.optional_figure(key)
    }

    /// A figure of at most two decimals from 0 to 100 that may be absent.
    pub(super) fn optional_figure(&self, key: &str) -> Option<Score> {
        let text = self.optional_text(key)?.value;
        let figure = text.parse::<Score>().ok();
        let inside = figure.filter(|figure| (0..=10_000).contains(&figure.hundredths()));
        if inside.is_none() {
            self.misread(key, text, |key, value| Fault::NotFigure { key, value });
        }
        inside
    }

    /// A whole number of up to nine digits that must be there.
    pub(super) fn whole(&self, key: &str) -> Option<u64> {
        self.must_have(key);
        self.as_whole(key, self.table.get(key)?)
            .map(|found| found.value)
    }

    /// One of the words that stand for a value.
    pub(super) fn choice<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?.value;
        let chosen = words.iter().find(|(word, _)| *word == text);
        if chosen.is_none() {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let allowed = allowed.join(", ");
            self.misread(key, text, |key, value| Fault::NotAllowed {
                key,
                value,
                allowed,
            });
        }
        chosen.map(|(_, value)| *value)
    }

    /// Texts of a list that must have at least one.
    pub(super) fn texts(&self, key: &str) -> Vec<Found<'a, &'a str>> {
        let entries = self.entries(key).into_iter().flatten();
        entries
            .filter_map(|entry| self.as_text(key, entry))
            .collect()
    }

    /// Whole numbers of a list that must have at least one.
    pub(super) fn wholes(&self, key: &str) -> Vec<Found<'a, u64>> {
        let entries = self.entries(key).into_iter().flatten();
        entries
            .filter_map(|entry| self.as_whole(key, entry))
            .collect()
    }

    /// Tables of a list that must have at least one.
    pub(super) fn tables(&self, key: &str) -> Vec<Reader<'a>> {
        let entries = self.entries(key).into_iter().flatten();
        entries
            .filter_map(|entry| self.as_table(key, entry))
            .collect()
    }

    /// Tables of a list that may be absent.
    pub(super) fn optional_tables(&self, key: &str) -> Vec<Reader<'a>> {
        if self.has(key) {
            self.tables(key)
        } else {
            Vec::new()
        }
    }

    /// A table that must be there.
    pub(super) fn table(&self, key: &str) -> Option<Reader<'a>> {
        self.must_have(key);
        self.optional_table(key)
    }

    /// A table that may be absent.
    pub(super) fn optional_table(&self, key: &str) -> Option<Reader<'a>> {
        self.as_table(key, self.table.get(key)?)
    }

    fn must_have(&self, key: &str) {
        if !self.has(key) {
            self.note(Fault::MissingKey {
                key: key.to_owned(),
            });
        }
    }

    fn entries(&self, key: &str) -> Option<&'a DeArray<'a>> {
        self.must_have(key);
        let value = self.table.get(key)?;
        let list = value.get_ref().as_array();
        let key_of = key.to_owned();
        match list {
            None => self.note_at(key, Fault::NotList { key: key_of }),
            Some(list) if list.is_empty() => self.note_at(key, Fault::EmptyList { key: key_of }),
            Some(_) => {}
        }
        list
    }

    fn as_text(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<Found<'a, &'a str>> {
        let place = self.document.place_at(value.span().start);
        let text = value.get_ref().as_str();
        if text.is_none() {
            let key = key.to_owned();
            self.problems.note(place, Fault::NotText { key });
        }
        text.map(|value| Found { value, place })
    }

    fn as_whole(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<Found<'a, u64>> {
        let place = self.document.place_at(value.span().start);
        let digits = value.get_ref().as_integer();
        let whole = digits
            .filter(|digits| digits.radix() == 10)
            .and_then(|digits| digits.as_str().parse::<u64>().ok())
            .filter(|whole| *whole < 1_000_000_000);
        if whole.is_none() {
            let key = key.to_owned();
            self.problems.note(place, Fault::NotWhole { key });
        }
        whole.map(|value| Found { value, place })
    }

    fn as_table(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<Reader<'a>> {
        let place = self.document.place_at(value.span().start);
        let Some(table) = value.get_ref().as_table() else {
            let key = key.to_owned();
            self.problems.note(place, Fault::NotTable { key });
            return None;
        };
        Some(Reader {
            table,
            place,
            ..*self
        })
    }

    fn misread(&self, key: &str, value: &str, fault: impl FnOnce(String, String) -> Fault) {
        self.note_at(key, fault(key.to_owned(), value.to_owned()));
    }
}

/// An exact number as a person reads it: with two decimals where that loses nothing.
pub(super) fn shown(exact: &Exact) -> String {
    let rounded = Score::round(exact).to_string();
    match parse_exact(&rounded) {
        Ok(same) if same == *exact => rounded,
        _ => exact.to_string(),
    }
}
