//! Codes: each is given once, and references to them are looked up here.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::problem::{Found, Place, Problems};
use super::reader::Reader;

/// Codes given so far, with their positions and lines.
#[derive(Debug)]
pub(super) struct Codes<'a> {
    given: BTreeMap<&'a str, (usize, Place<'a>)>,
    problems: &'a Problems,
}

impl<'a> Codes<'a> {
    pub(super) fn new(problems: &'a Problems) -> Self {
        Self {
            given: BTreeMap::new(),
            problems,
        }
    }

    /// Reads the table's `code`, which stands for `position`; an empty text where it has none.
    pub(super) fn give(&mut self, reader: &Reader<'a>, position: usize) -> &'a str {
        reader
            .text("code")
            .map_or("", |code| self.enter(code, position))
    }

    /// Takes a code, and notes it where it was given before or is no code.
    pub(super) fn enter(&mut self, code: Found<'a, &'a str>, position: usize) -> &'a str {
        if !is_code(code.value) {
            let fault = Fault::BadCode {
                code: code.value.to_owned(),
            };
            self.problems.note(code.place, fault);
        }
        if let Some((_, first)) = self.given.get(code.value) {
            let fault = Fault::CodeTwice {
                code: code.value.to_owned(),
                first: format!("{}:{}", first.file, first.line),
            };
            self.problems.note(code.place, fault);
        } else {
            self.given.insert(code.value, (position, code.place));
        }
        code.value
    }

    /// The position that a code stands for.
    pub(super) fn position(&self, code: &str) -> Option<usize> {
        self.given.get(code).map(|(position, _)| *position)
    }

    /// The position that a reference leads to; where it leads nowhere, `fault` is noted.
    pub(super) fn find(
        &self,
        code: Found<'a, &'a str>,
        fault: impl FnOnce(String) -> Fault,
    ) -> Option<usize> {
        let position = self.position(code.value);
        if position.is_none() {
            self.problems.note(code.place, fault(code.value.to_owned()));
        }
        position
    }

    /// Takes every code of another list, so that the two have none in common.
    pub(super) fn apart_from(&mut self, other: &Codes<'a>) {
        self.given.extend(other.given.iter());
    }
}

/// Letters, digits and `+ - . _`: what file names, column headings and tables can all bear.
fn is_code(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
    !text.is_empty() && text.len() <= 40 && text.chars().all(fits)
}
