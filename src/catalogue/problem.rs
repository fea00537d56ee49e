//! What can be wrong with a framework's files: values, worded at the edge.

use std::cell::RefCell;

use super::fault::Fault;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as the person who asked for the check calls it.
    pub file: String,
    /// Line in the file, counted from 1; 1 where the file itself is the problem.
    pub line: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// A line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The file as it is shown.
    pub file: &'a str,
    /// Counted from 1.
    pub line: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a, T> {
    pub value: T,
    pub place: Place<'a>,
}

/// Collects problems while reading goes on, so that one run shows them all.
///
/// Why reading goes on with a harmless stand-in after a problem: nothing is handed out once a
/// problem is noted, and a person mends ten problems faster in one go than in ten.
#[derive(Debug, Default)]
pub(super) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    /// Notes a problem.
    pub(super) fn note(&self, place: Place<'_>, fault: Fault) {
        self.0.borrow_mut().push(Problem {
            file: place.file.to_owned(),
            line: place.line,
            fault,
        });
    }

    /// All problems, by file and line, each once.
    pub(super) fn into_sorted(self) -> Vec<Problem> {
        let mut problems = self.0.into_inner();
        problems.sort();
        problems.dedup();
        problems
    }
}
