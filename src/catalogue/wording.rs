//! Texts in every language: looked up by path, each language's file holding the same paths.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use super::document::{Document, Documents};
use super::fault::Fault;
use super::problem::{Place, Problems};
use crate::domain::lang::{Lang, Text};

type Path = Vec<String>;

/// The wording files of one name in all languages of a framework.
#[derive(Debug)]
pub(super) struct Wording<'a> {
    files: Vec<WordingFile<'a>>,
    asked: RefCell<BTreeSet<Path>>,
    problems: &'a Problems,
}

/// One language's file, flattened.
#[derive(Debug)]
struct WordingFile<'a> {
    lang: Lang,
    start: Place<'a>,
    tables: BTreeMap<Path, Place<'a>>,
    texts: BTreeMap<Path, (&'a str, Place<'a>)>,
}

impl<'a> Wording<'a> {
    /// Reads `<lang>/<name>.toml` of every language; a missing file is noted once.
    pub(super) fn read(
        documents: &'a Documents<'a>,
        languages: &[Lang],
        name: &str,
        problems: &'a Problems,
    ) -> Self {
        let files = languages.iter().filter_map(|lang| {
            let path = format!("{}/{name}.toml", lang.code());
            let document = documents.get(&path, problems)?;
            Some(WordingFile::flatten(*lang, document, problems))
        });
        Self {
            files: files.collect(),
            asked: RefCell::default(),
            problems,
        }
    }

    /// The text at `path`, which `needed` asks for.
    pub(super) fn text(&self, path: &[&str], needed: Place<'_>) -> Text {
        let path: Path = path.iter().map(|part| (*part).to_owned()).collect();
        let found = self.files.iter().filter_map(|file| {
            let text = file.text(&path, needed, self.problems)?;
            Some((file.lang, text.trim().to_owned()))
        });
        let text = Text::new(found.collect::<Vec<_>>());
        self.asked.borrow_mut().insert(path);
        text
    }

    /// The text at `path` if any language has one; then every language must.
    pub(super) fn optional(&self, path: &[&str], needed: Place<'_>) -> Option<Text> {
        let key: Path = path.iter().map(|part| (*part).to_owned()).collect();
        let some = self.files.iter().any(|file| file.texts.contains_key(&key));
        some.then(|| self.text(path, needed))
    }

    /// Notes the wordings that nobody asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        let texts = self.files.iter().flat_map(|file| &file.texts);
        for (path, (_, place)) in texts.filter(|(path, _)| !asked.contains(*path)) {
            let path = dotted(path);
            self.problems.note(*place, Fault::SpareWording { path });
        }
    }
}

impl<'a> WordingFile<'a> {
    fn flatten(lang: Lang, document: &'a Document<'a>, problems: &Problems) -> Self {
        let mut file = Self {
            lang,
            start: document.place_at(0),
            tables: BTreeMap::new(),
            texts: BTreeMap::new(),
        };
        file.enter(&[], document, &document.root, problems);
        file
    }

    fn enter(
        &mut self,
        above: &[String],
        document: &'a Document<'a>,
        table: &'a DeTable<'a>,
        problems: &Problems,
    ) {
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let place = document.place_at(key.span().start);
            let path = [above, &[name]].concat();
            match value.get_ref() {
                DeValue::Table(inner) => {
                    self.enter(&path, document, inner, problems);
                    self.tables
                        .insert(path, document.place_at(value.span().start));
                }
                DeValue::String(text) => {
                    self.texts.insert(path, (text.as_ref(), place));
                }
                _ => problems.note(place, Fault::NotText { key: dotted(&path) }),
            }
        }
    }

    /// The wording, if it says anything; else that it is missing is noted.
    fn text(&self, path: &Path, needed: Place<'_>, problems: &Problems) -> Option<&'a str> {
        let entry = self.texts.get(path);
        let worded = entry.filter(|(text, _)| !text.trim().is_empty());
        if worded.is_none() {
            let place = entry.map_or_else(|| self.where_it_belongs(path), |(_, place)| *place);
            let fault = Fault::MissingWording {
                path: dotted(path),
                needed: format!("{}:{}", needed.file, needed.line),
            };
            problems.note(place, fault);
        }
        worded.map(|(text, _)| *text)
    }

    /// The innermost table on the way to `path` that there is, or the start of the file.
    fn where_it_belongs(&self, path: &[String]) -> Place<'a> {
        (1..path.len())
            .rev()
            .filter_map(|length| path.get(..length))
            .find_map(|above| self.tables.get(above))
            .copied()
            .unwrap_or(self.start)
    }
}

/// The path as TOML writes it, such as `nodes."T.1"`.
fn dotted(path: &[String]) -> String {
    let parts = path.iter().map(|part| {
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if part.chars().all(bare) {
            part.clone()
        } else {
            format!("\"{part}\"")
        }
    });
    parts.collect::<Vec<_>>().join(".")
}
