//! Words of the interface: `assets/locales/<lang>/<area>.toml`, flat tables of `key = "text"`.
//!
//! A key is `area.name`; `{name}` in a text is filled in by [`Locale::fill`]. Every language has
//! every key; a test compares them.

mod dates;
mod notices;

use std::collections::BTreeMap;

use crate::assets::Assets;
use crate::domain::calendar::thai_zone;
use crate::domain::lang::Lang;
use crate::domain::message::{Message, Value};

/// All words of one language.
#[derive(Debug, Clone)]
pub struct Locale {
    lang: Lang,
    texts: BTreeMap<String, String>,
}

/// A locale file cannot be read as a flat table of texts.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct BadLocale {
    /// The file.
    pub path: String,
    /// What the TOML reader says.
    pub problem: String,
}

impl Locale {
    /// Loads every area of `lang`.
    pub fn load(assets: &Assets, lang: Lang) -> Result<Self, BadLocale> {
        let prefix = format!("locales/{}/", lang.code());
        let mut texts = BTreeMap::new();
        for path in assets.below(&prefix) {
            let bad = |problem: String| BadLocale {
                path: path.clone(),
                problem,
            };
            let area = path
                .trim_start_matches(&prefix)
                .trim_end_matches(".toml")
                .to_owned();
            let bytes = assets.read(&path).unwrap_or_default();
            let source = std::str::from_utf8(&bytes).map_err(|e| bad(e.to_string()))?;
            let table: BTreeMap<String, String> =
                toml::from_str(source).map_err(|e| bad(e.to_string()))?;
            texts.extend(
                table
                    .into_iter()
                    .map(|(key, text)| (format!("{area}.{key}"), text)),
            );
        }
        Ok(Self { lang, texts })
    }

    /// The language of these words.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of `key`, or the key itself where it is missing (a test finds those).
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text of `key` with each `{name}` replaced.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        values
            .iter()
            .fold(self.say(key).to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
    }

    /// The words of a message.
    pub fn word(&self, message: &Message) -> String {
        self.word_as(message.key, message)
    }

    fn word_as(&self, key: &str, message: &Message) -> String {
        let shown: Vec<(&str, String)> = message
            .values
            .iter()
            .map(|(name, value)| (*name, self.value(value)))
            .collect();
        let values: Vec<(&str, &str)> = shown
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.fill(key, &values)
    }

    /// The words of a message for a page of the office. Messages that name commands have a text of
    /// their own there, in the areas `office_errors`, `office_readiness` and `office_sheet`.
    pub fn word_for_office(&self, message: &Message) -> String {
        let own = format!("office_{}", message.key);
        let key = if self.texts.contains_key(&own) {
            own.as_str()
        } else {
            message.key
        };
        self.word_as(key, message)
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Plain(text) => text.clone(),
            Value::Word(key) => self.say(key).to_owned(),
            Value::Moment(moment) => self.moment(moment.to_zoned(thai_zone()).datetime()),
        }
    }

    /// The words of an act of the audit log, or its code where it has none.
    pub fn act<'a>(&'a self, code: &'a str) -> &'a str {
        let key = format!("acts.{code}");
        self.texts.get(&key).map_or(code, String::as_str)
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}
