//! Bytes → text: UTF-16 and UTF-8 by their marks, else UTF-8 if it is valid, else Windows-874 (the
//! code page of Thai Windows, which holds TIS-620).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_874};

use super::TableError;

/// The text of a file that is not a workbook.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, TableError> {
    let text = match Encoding::for_bom(bytes) {
        Some((utf16, _)) if utf16 != UTF_8 => whole(utf16, bytes)?,
        Some(_) => utf8(bytes)?,
        None if std::str::from_utf8(bytes).is_ok() => utf8(bytes)?,
        None if is_mostly_thai_utf8(bytes) => utf8(bytes)?,
        None => whole(WINDOWS_874, bytes)?,
    };
    let is_control =
        |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\x0B' | '\x0C' | '\x1A');
    if text.contains(|c| c == '\0' || (is_control(c) && !('\u{80}'..='\u{9F}').contains(&c))) {
        return Err(TableError::NotATable);
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, TableError> {
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(plain)
        .map(Cow::Borrowed)
        .map_err(|error| {
            let before = plain.get(..error.valid_up_to()).unwrap_or_default();
            TableError::BrokenLetters {
                line: before.split(|byte| *byte == b'\n').count(),
            }
        })
}

/// Decodes without a single byte left over; a byte that no letter has means it is no text.
fn whole<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Result<Cow<'b, str>, TableError> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    if broken {
        Err(TableError::NotATable)
    } else {
        Ok(text)
    }
}

/// Whether invalid UTF-8 is nonetheless UTF-8: far more whole Thai letters than broken ones. Read
/// as Windows-874 it would come out as rows of `เธ`, without any error.
fn is_mostly_thai_utf8(bytes: &[u8]) -> bool {
    let mut thai = 0usize;
    let mut broken = 0usize;
    for chunk in bytes.utf8_chunks() {
        let letters = chunk.valid().chars();
        thai += letters
            .filter(|c| ('\u{E00}'..='\u{E7F}').contains(c))
            .count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    thai > 10 * broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ชื่อ,นามสกุล\r\nสมชาย,ใจดี\r\nสมหญิง,ใจงาม\r\n";

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let marked = std::iter::once(0xFEFF).chain(text.encode_utf16());
        marked.flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let (thai_windows, _, _) = WINDOWS_874.encode(TEXT);
        let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked,
            thai_windows.into_owned(),
            utf16(TEXT, u16::to_le_bytes),
            utf16(TEXT, u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).unwrap(), TEXT);
        }
    }

    #[test]
    fn broken_letters_are_told_with_their_line() {
        let mut bytes = TEXT.repeat(3).into_bytes();
        let third_line = bytes.windows(2).position(|w| w == b"\r\n").unwrap() + 2;
        bytes.remove(third_line);
        assert_eq!(decode(&bytes), Err(TableError::BrokenLetters { line: 2 }));
    }

    #[test]
    fn bytes_that_no_letter_has_are_no_text() {
        assert_eq!(decode(b"a,\xFC\xFD"), Err(TableError::NotATable));
        assert_eq!(decode(b"\xFF\xFEa\0b"), Err(TableError::NotATable));
        assert_eq!(decode(b"a\0b\0"), Err(TableError::NotATable));
    }
}
