//! Words of the interface: `assets/locales/<lang>/<area>.toml`, flat tables of `key = "text"`.
//!
//! A key is `area.name`; `{name}` in a text is filled in by [`Locale::fill`], and `{name:one|more}`
//! becomes `one` where that value is 1 and `more` where it is not, for languages that count so.
//! Every language has every key; a test compares them.

mod dates;
mod details;
mod notices;

use std::collections::BTreeMap;

use crate::assets::Assets;
use crate::domain::calendar::thai_zone;
use crate::domain::lang::Lang;
use crate::domain::message::{Message, Value};
use crate::domain::no_break::quantities;

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
                    .map(|(key, text)| (format!("{area}.{key}"), quantities(&text))),
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

    /// The text of `key` with each `{name}` and `{name:one|more}` replaced.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut pieces = self.say(key).split('{');
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |text, piece| {
            let filled = piece.split_once('}').and_then(|(gap, after)| {
                let value = in_gap(gap, values)?;
                Some(format!("{text}{value}{after}"))
            });
            filled.unwrap_or_else(|| format!("{text}{{{piece}"))
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
    /// their own there, in the areas `office_errors`, `office_doctor`, `office_readiness` and `office_sheet`.
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

/// What goes into a gap; nothing where no value has its name.
fn in_gap<'a>(gap: &'a str, values: &[(&str, &'a str)]) -> Option<&'a str> {
    let (name, forms) = match gap.split_once(':') {
        Some((name, forms)) => (name, forms.split_once('|')),
        None => (gap, None),
    };
    let (_, value) = values.iter().find(|(known, _)| *known == name)?;
    Some(match forms {
        Some((one, _)) if *value == "1" => one,
        Some((_, more)) => more,
        None => value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_counted_follows_its_number() {
        let en = Locale::load(&Assets::default(), Lang::En).unwrap();
        let people = |n: &str| en.fill("dashboard.people", &[("n", n)]);
        assert_eq!(
            [people("0"), people("1"), people("21")],
            ["0 people", "1 person", "21 people"]
        );
        let letters = [("mails", "2"), ("letters", "1"), ("round", "{mails}")];
        let queued = en.fill("cli.queued", &letters);
        assert!(queued.starts_with("2 mails are queued. 1 person has no e-mail: print the letter"));
        assert!(
            queued.contains("--round {mails}`"),
            "a value is no text: {queued}"
        );
    }

    #[test]
    fn no_word_has_a_gap_in_a_gap_which_is_not_filled() {
        for lang in Lang::ALL {
            let words = Locale::load(&Assets::default(), lang).unwrap();
            for key in words.keys() {
                let text = words.say(key);
                let mut gaps = text.split('{').skip(1);
                assert!(gaps.all(|gap| gap.contains('}')), "{key}: {text}");
            }
        }
    }
}
