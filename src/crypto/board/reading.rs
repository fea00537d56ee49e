//! Reading a board's file, line by line.

use std::str::{FromStr, Lines};

use super::{Board, BoardCounts, HEADING, SignedEntry};
use crate::crypto::manifest::from_hex;
use crate::domain::base64url;
use crate::domain::encoding::from_base32;
use crate::domain::wire::{Digest, Fingerprint};

/// The file is no board in its one spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBoard {
    /// A line is not what it must be (counted from 1).
    #[error("line {0} is not understood")]
    Line(usize),
    /// The lines can be read, but the file was not written so: another order, or something behind.
    #[error("not as it was written")]
    Spelling,
}

pub(super) fn read(text: &str) -> Result<Board, BadBoard> {
    let mut lines = Reader::new(text);
    lines.next(|line| (line == HEADING).then_some(()))?;
    let poll = lines.named("poll", |text| value(&from_hex(text)?))?;
    let fingerprint = lines.named("fingerprint", |text| {
        value(&from_base32(text, Fingerprint::LENGTH).ok()?)
    })?;
    let counts = BoardCounts {
        eligible: lines.number("eligible")?,
        exempt: lines.number("exempt")?,
        acknowledged: lines.number("acknowledged")?,
        tickets_spent: lines.number("tickets-spent")?,
        cast: lines.number("cast")?,
    };
    let signed = lines.list("signed", signed_entry)?;
    let unsigned = lines.list("unsigned", hash)?;
    let board = Board::new(poll, fingerprint, counts, signed, unsigned);
    if board.to_text() == text {
        Ok(board)
    } else {
        Err(BadBoard::Spelling)
    }
}

struct Reader<'a> {
    lines: Lines<'a>,
    number: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            lines: text.lines(),
            number: 0,
        }
    }

    fn next<T>(&mut self, read: impl FnOnce(&'a str) -> Option<T>) -> Result<T, BadBoard> {
        self.number += 1;
        let line = self.lines.next();
        line.and_then(read).ok_or(BadBoard::Line(self.number))
    }

    fn named<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, BadBoard> {
        self.next(|line| read(line.strip_prefix(name)?.strip_prefix(' ')?))
    }

    fn number<T: FromStr>(&mut self, name: &str) -> Result<T, BadBoard> {
        self.named(name, |text| text.parse().ok())
    }

    /// A line with the number of entries, and the entries.
    fn list<T>(&mut self, name: &str, read: fn(&str) -> Option<T>) -> Result<Vec<T>, BadBoard> {
        let length: usize = self.number(name)?;
        (0..length).map(|_| self.next(read)).collect()
    }
}

/// A line of a ballot that was cast with a credential.
pub(in crate::crypto) fn signed_entry(line: &str) -> Option<SignedEntry> {
    let mut columns = line.split(' ');
    let entry = SignedEntry {
        envelope_hash: hash(columns.next()?)?,
        random32: value(&base64url::decode(columns.next()?).ok()?)?,
        signature: value(&base64url::decode(columns.next()?).ok()?)?,
    };
    columns.next().is_none().then_some(entry)
}

/// A line of a ballot that was cast with a ticket.
pub(in crate::crypto) fn hash(text: &str) -> Option<Digest> {
    value(&from_hex(text)?)
}

fn value<T: for<'a> TryFrom<&'a [u8]>>(bytes: &[u8]) -> Option<T> {
    T::try_from(bytes).ok()
}
