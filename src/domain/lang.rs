//! Languages of the interface and of questionnaires, and texts that exist in each.

use std::collections::BTreeMap;
use std::str::FromStr;

/// A language. Thai comes first wherever languages are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// ไทย
    Th,
    /// English
    En,
}

impl Lang {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::Th, Lang::En];

    /// BCP 47 code, as in `lang="th"` and in the names of wording files.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Th => "th",
            Lang::En => "en",
        }
    }
}

/// The language code is not one of [`Lang::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language: {0}")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Lang::ALL
            .into_iter()
            .find(|lang| lang.code() == code)
            .ok_or_else(|| UnknownLang(code.to_owned()))
    }
}

/// A text in every language of its framework; the catalogue refuses files that lack one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(BTreeMap<Lang, String>);

impl Text {
    /// Collects the wordings of one text.
    pub fn new(wordings: impl IntoIterator<Item = (Lang, String)>) -> Self {
        Self(wordings.into_iter().collect())
    }

    /// The wording in `lang`, else in the first language there is, else nothing.
    pub fn get(&self, lang: Lang) -> &str {
        self.0
            .get(&lang)
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// Whether there is a wording in `lang`.
    pub fn has(&self, lang: Lang) -> bool {
        self.0.contains_key(&lang)
    }
}
