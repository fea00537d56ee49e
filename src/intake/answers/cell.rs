//! A column of an answer file, and how a cell of it is read.

use std::borrow::Cow;
use std::sync::Arc;

use crate::domain::framework::Scale;

/// Marks a byte that is no option's code.
const NONE: u8 = u8::MAX;

/// The first two bytes of every Thai digit in UTF-8; the third is 0x90 + digit.
const THAI_DIGIT: [u8; 2] = [0xE0, 0xB9];

/// A column: which sub-item it answers, which codes may stand in it, how many chose which.
pub(super) struct Column {
    /// Position of the sub-item in the ballot.
    pub(super) sub_item: usize,
    /// Code of the sub-item.
    pub(super) code: Arc<str>,
    /// Codes that may stand here, for people.
    pub(super) allowed: Arc<str>,
    /// How many chose each option so far.
    pub(super) chosen: Vec<u64>,
    /// Option of every code of one byte: a look-up without a search, as nearly all codes are.
    by_byte: [u8; 256],
    /// All codes, for those longer than a byte.
    codes: Vec<Vec<u8>>,
}

impl Column {
    /// A column of the `sub_item`th sub-item, answered on `scale`.
    pub(super) fn new(sub_item: usize, code: &str, scale: &Scale) -> Self {
        let codes: Vec<&str> = scale.options.iter().map(|o| o.code.as_str()).collect();
        let mut by_byte = [NONE; 256];
        for (option, code) in (0..NONE).zip(&codes) {
            if let [byte] = code.as_bytes()
                && let Some(slot) = by_byte.get_mut(usize::from(*byte))
            {
                *slot = option;
            }
        }
        Self {
            sub_item,
            code: Arc::from(code),
            allowed: Arc::from(codes.join(", ")),
            chosen: vec![0; codes.len()],
            by_byte,
            codes: codes.iter().map(|code| code.as_bytes().to_vec()).collect(),
        }
    }

    /// Counts a cell; `false` when it is none of the codes.
    pub(super) fn add(&mut self, cell: &[u8]) -> bool {
        let option = match cell {
            [byte] => self.option(*byte),
            _ => self.longer(cell),
        };
        match option.and_then(|option| self.chosen.get_mut(option)) {
            Some(n) => {
                *n += 1;
                true
            }
            None => false,
        }
    }

    fn option(&self, byte: u8) -> Option<usize> {
        let option = self.by_byte.get(usize::from(byte)).copied();
        option.filter(|option| *option != NONE).map(usize::from)
    }

    fn longer(&self, cell: &[u8]) -> Option<usize> {
        let code = digits_and_spaces(cell);
        match code.as_ref() {
            [byte] => self.option(*byte),
            code => self.codes.iter().position(|known| known == code),
        }
    }
}

/// The cell without spaces around it and with Arabic digits for Thai ones.
pub(super) fn digits_and_spaces(cell: &[u8]) -> Cow<'_, [u8]> {
    let Ok(text) = std::str::from_utf8(cell) else {
        return Cow::Borrowed(cell);
    };
    let bytes = text.trim().as_bytes();
    if !bytes.windows(2).any(|pair| pair == THAI_DIGIT) {
        return Cow::Borrowed(bytes);
    }
    let digits = text.trim().chars().map(|c| match c {
        '๐'..='๙' => char::from_digit(u32::from(c) - u32::from('๐'), 10).unwrap_or(c),
        other => other,
    });
    Cow::Owned(digits.collect::<String>().into_bytes())
}
