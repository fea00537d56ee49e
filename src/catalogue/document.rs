//! A framework's files as parsed TOML that knows its lines.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::fault::Fault;
use super::folder::Folder;
use super::problem::{Place, Problems};
use super::reader::Reader;

/// One parsed file.
#[derive(Debug)]
pub(super) struct Document<'a> {
    /// The file as it is shown.
    pub shown: String,
    /// Where its lines end.
    ends: Vec<usize>,
    pub(super) root: DeTable<'a>,
}

impl<'a> Document<'a> {
    fn parse(shown: String, bytes: &'a [u8], problems: &Problems) -> Option<Self> {
        let numbered = bytes.iter().enumerate();
        let ends: Vec<usize> = numbered
            .filter_map(|(at, byte)| (*byte == b'\n').then_some(at))
            .collect();
        let note = |at: usize, fault: Fault| {
            let line = line_of(&ends, at);
            problems.note(Place { file: &shown, line }, fault);
        };
        let source = match std::str::from_utf8(bytes) {
            Ok(source) => source,
            Err(error) => {
                note(error.valid_up_to(), Fault::NotUtf8 {});
                return None;
            }
        };
        let (root, errors) = DeTable::parse_recoverable(source);
        for error in &errors {
            let says = error.message().to_owned();
            note(
                error.span().map_or(0, |span| span.start),
                Fault::NotToml { says },
            );
        }
        let root = root.into_inner();
        errors.is_empty().then_some(Self { shown, ends, root })
    }

    /// The place of a byte of the source.
    pub(super) fn place_at(&self, at: usize) -> Place<'_> {
        Place {
            file: &self.shown,
            line: line_of(&self.ends, at),
        }
    }
}

/// The line, from 1, in which a byte is.
fn line_of(ends: &[usize], at: usize) -> usize {
    ends.partition_point(|end| *end < at) + 1
}

/// All files of a framework, parsed; remembers which of them were asked for.
#[derive(Debug)]
pub(super) struct Documents<'a> {
    shown: String,
    parsed: BTreeMap<&'a str, Option<Document<'a>>>,
    asked: RefCell<BTreeSet<&'a str>>,
}

impl<'a> Documents<'a> {
    /// Parses every file; those that are not TOML are noted.
    pub(super) fn parse(folder: &'a Folder, problems: &Problems) -> Self {
        let parsed = folder.files.iter().map(|(name, bytes)| {
            let shown = format!("{}/{name}", folder.shown);
            (name.as_str(), Document::parse(shown, bytes, problems))
        });
        Self {
            shown: folder.shown.clone(),
            parsed: parsed.collect(),
            asked: RefCell::default(),
        }
    }

    /// The file, or nothing where it cannot be read; that it is missing is noted here.
    pub(super) fn get(&self, name: &str, problems: &Problems) -> Option<&Document<'a>> {
        let Some((name, document)) = self.parsed.get_key_value(name) else {
            let file = format!("{}/{name}", self.shown);
            let place = Place {
                file: &file,
                line: 1,
            };
            problems.note(place, Fault::MissingFile {});
            return None;
        };
        self.asked.borrow_mut().insert(name);
        document.as_ref()
    }

    /// A reader of the file's outermost table.
    pub(super) fn reader<'b>(&'b self, name: &str, problems: &'b Problems) -> Option<Reader<'b>> {
        let document = self.get(name, problems)?;
        Some(Reader::new(document, problems))
    }

    /// Notes the files that nobody asked for.
    pub(super) fn finish(&self, problems: &Problems) {
        let asked = self.asked.borrow();
        for name in self.parsed.keys().filter(|name| !asked.contains(**name)) {
            let file = format!("{}/{name}", self.shown);
            let place = Place {
                file: &file,
                line: 1,
            };
            problems.note(place, Fault::SpareFile {});
        }
    }
}
