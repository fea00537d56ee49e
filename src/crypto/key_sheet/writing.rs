//! A key sheet on paper: nine lines of 16 base32 symbols and two check symbols, or all of them in
//! one line for a QR code. The check symbols of a line cover its number, so lines cannot be swapped.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::{NAME_LENGTH, Name, SheetError};
use crate::crypto::check_symbols;
use crate::crypto::digest::sha256_concat;
use crate::domain::encoding::{base32, from_base32, grouped};

const FORM: u8 = 1;
const CHECK_LENGTH: usize = 4;
const LENGTH: usize = 2 + 2 * NAME_LENGTH + CHECK_LENGTH + 2 * 32;
const LINE_BYTES: usize = 10;
const LINE_SYMBOLS: usize = 16 + check_symbols::LENGTH;
const LINES: usize = LENGTH / LINE_BYTES;

/// All of a sheet.
pub(super) type Bytes = Zeroizing<[u8; LENGTH]>;

/// What the bytes of a sheet mean.
pub(super) struct Fields<'a> {
    /// Number of the custodian, or 0 for a single one.
    pub(super) holder: u8,
    pub(super) round: &'a Name,
    pub(super) splitting: &'a Name,
    pub(super) parts: [&'a [u8; 32]; 2],
}

impl<'a> Fields<'a> {
    pub(super) fn to_bytes(&self) -> Bytes {
        let [first, second] = self.parts;
        let (head, check) = ([FORM, self.holder], self.check());
        let fields: [&[u8]; 6] = [&head, self.round, self.splitting, &check, first, second];
        let mut bytes = Zeroizing::new([0; LENGTH]);
        for (byte, field) in bytes.iter_mut().zip(fields.into_iter().flatten()) {
            *byte = *field;
        }
        bytes
    }

    pub(super) fn from_bytes(bytes: &'a Bytes) -> Result<Self, SheetError> {
        let (fields, check) = Self::taken_apart(bytes.as_slice()).ok_or(SheetError::Unreadable)?;
        if fields.check() == *check {
            Ok(fields)
        } else {
            Err(SheetError::Unreadable)
        }
    }

    fn taken_apart(bytes: &'a [u8]) -> Option<(Self, &'a [u8; CHECK_LENGTH])> {
        let ([FORM, holder], rest) = bytes.split_first_chunk::<2>()? else {
            return None;
        };
        let (round, rest) = rest.split_first_chunk()?;
        let (splitting, rest) = rest.split_first_chunk()?;
        let (check, rest) = rest.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let second = rest.first_chunk()?;
        let fields = Self {
            holder: *holder,
            round,
            splitting,
            parts: [first, second],
        };
        Some((fields, check))
    }

    /// Finds what slips past the check symbols of the lines: many errors in one line.
    fn check(&self) -> [u8; CHECK_LENGTH] {
        let [first, second] = self.parts;
        let context = b"prongsai-sheet-v1".as_slice();
        let head = [FORM, self.holder];
        let digest = sha256_concat(&[context, &head, self.round, self.splitting, first, second]);
        digest.bytes().first_chunk().copied().unwrap_or_default()
    }
}

/// The printed lines, each with its number.
pub(super) fn lines(bytes: &Bytes) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(LINES * 26));
    for (number, symbols) in coded(bytes) {
        let symbols = Zeroizing::new(grouped(&symbols));
        let _ = writeln!(text, "{number}: {}", symbols.as_str());
    }
    text
}

/// The lines without numbers, one behind the other.
pub(super) fn one_line(bytes: &Bytes) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(LINES * LINE_SYMBOLS));
    for (_, symbols) in coded(bytes) {
        text.push_str(&symbols);
    }
    text
}

/// The symbols of each line, with its check symbols.
fn coded(bytes: &Bytes) -> impl Iterator<Item = (u32, Zeroizing<String>)> {
    (1..).zip(bytes.chunks(LINE_BYTES)).map(|(number, chunk)| {
        let mut symbols = Zeroizing::new(base32(chunk));
        let check = check_symbols::of(&numbered(number, &symbols));
        symbols.push_str(&check_symbols::text(&check));
        (number, symbols)
    })
}

fn numbered(number: u32, symbols: &str) -> Vec<u32> {
    let mut values = vec![number];
    values.extend(check_symbols::typed(symbols).unwrap_or_default());
    values
}

/// Reads lines or the one line; names the first line that does not hold.
pub(super) fn read(text: &str) -> Result<Bytes, SheetError> {
    let typed = typed_lines(text);
    let mut bytes = Zeroizing::new([0; LENGTH]);
    for ((line, chunk), number) in (1..).zip(bytes.chunks_mut(LINE_BYTES)).zip(1u32..) {
        let damaged = SheetError::Damaged { line };
        let typed = typed.get(line - 1).ok_or(damaged)?;
        let read = read_line(number, typed).ok_or(damaged)?;
        chunk.copy_from_slice(&read);
    }
    if typed.len() > LINES {
        return Err(SheetError::Damaged { line: LINES + 1 });
    }
    Ok(bytes)
}

/// The typed lines, or a scanned line cut into them.
fn typed_lines(text: &str) -> Vec<Zeroizing<String>> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    match lines.as_slice() {
        [line] if line.len() > 2 * LINE_SYMBOLS => {
            let symbols: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
            let cut = symbols.chunks(LINE_SYMBOLS);
            cut.map(|line| Zeroizing::new(line.iter().collect()))
                .collect()
        }
        lines => lines
            .iter()
            .map(|line| Zeroizing::new((*line).to_owned()))
            .collect(),
    }
}

/// The bytes of one line, typed with or without its number.
fn read_line(number: u32, typed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut values = Zeroizing::new(check_symbols::typed(typed)?);
    if values.len() == LINE_SYMBOLS {
        values.insert(0, number);
    }
    let (first, code) = check_symbols::stripped(&values)?.split_first()?;
    if *first != number || code.len() != LINE_SYMBOLS - check_symbols::LENGTH {
        return None;
    }
    let symbols = Zeroizing::new(check_symbols::text(code));
    from_base32(&symbols, LINE_BYTES).ok().map(Zeroizing::new)
}
