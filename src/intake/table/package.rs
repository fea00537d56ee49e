//! Looks over a workbook's zip package before it is opened, so that a small file cannot fill the
//! memory: every part is unpacked once under one limit.
//!
//! The layout is read strictly (directory at the very end, no comment behind it): then no other
//! reader can find different parts in the same bytes.

use std::io::Read;

use flate2::bufread::DeflateDecoder;

use super::TableError;

/// Most bytes that all parts together may unpack to.
const MAX_UNPACKED: u64 = 128 << 20;
const MAX_PARTS: u16 = 5_000;
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const DIRECTORY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// A four-byte value that stands in the 64-bit extra field instead.
const ELSEWHERE: u64 = 0xFFFF_FFFF;

/// Refuses a package that is damaged, unpacks to too much, or is no Excel workbook.
pub(super) fn look_over(bytes: &[u8]) -> Result<(), TableError> {
    let parts = parts(bytes).ok_or(TableError::DamagedWorkbook)?;
    let workbook = |part: &Part<'_>| part.name.eq_ignore_ascii_case(b"xl/workbook.xml");
    if !parts.iter().any(workbook) {
        return Err(TableError::OtherOffice);
    }
    let mut left = MAX_UNPACKED;
    let mut unpacked = Vec::new();
    for part in &parts {
        unpacked.clear();
        unpack(part, left, &mut unpacked)?;
        left -= unpacked.len() as u64;
        check_claims(&unpacked)?;
    }
    Ok(())
}

struct Part<'b> {
    name: &'b [u8],
    deflated: bool,
    data: &'b [u8],
}

fn unpack(part: &Part<'_>, left: u64, into: &mut Vec<u8>) -> Result<(), TableError> {
    let read = if part.deflated {
        DeflateDecoder::new(part.data)
            .take(left + 1)
            .read_to_end(into)
    } else {
        part.data.take(left + 1).read_to_end(into)
    };
    match read {
        Ok(length) if length as u64 > left => Err(TableError::TooLarge),
        Ok(_) => Ok(()),
        Err(_) => Err(TableError::DamagedWorkbook),
    }
}

/// The reader of workbooks sets memory aside for as many texts as a part claims to hold; a claim
/// that the part has no room for (`<si/>` a text) is a lie. UTF-16, in which the claim would hide, is not written by Excel.
fn check_claims(part: &[u8]) -> Result<(), TableError> {
    const CLAIM: &[u8] = b"uniqueCount";
    if [&b"\xFF\xFE"[..], b"\xFE\xFF", b"<\0", b"\0<"]
        .iter()
        .any(|mark| part.starts_with(mark))
    {
        return Err(TableError::DamagedWorkbook);
    }
    let claims = part
        .windows(CLAIM.len())
        .enumerate()
        .filter(|(_, w)| *w == CLAIM);
    for (at, _) in claims {
        let behind = part.get(at + CLAIM.len()..).unwrap_or_default();
        let digits = behind
            .iter()
            .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''))
            .take_while(|b| b.is_ascii_digit());
        let claimed = digits.fold(0usize, |sum, d| {
            sum.saturating_mul(10).saturating_add(usize::from(d - b'0'))
        });
        if claimed > part.len() / 5 {
            return Err(TableError::DamagedWorkbook);
        }
    }
    Ok(())
}

/// All parts that the directory lists; none if the layout is not the plain one.
fn parts(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    let end_at = bytes.len().checked_sub(END_LENGTH)?;
    let end = bytes.get(end_at..).filter(|end| end.starts_with(END))?;
    let count = u16::try_from(number(end, 10, 2)?)
        .ok()
        .filter(|n| *n <= MAX_PARTS)?;
    let size = usize::try_from(number(end, 12, 4)?).ok()?;
    let start = usize::try_from(number(end, 16, 4)?).ok()?;
    let has_no_comment = number(end, 20, 2)? == 0;
    let directory_end = directory_end(bytes, end_at)?;
    if !has_no_comment || start.checked_add(size)? != directory_end {
        return None;
    }
    let mut directory = bytes.get(start..directory_end)?;
    (0..count)
        .map(|_| next_part(bytes, &mut directory))
        .collect()
}

/// Where the directory ends: at the end record, or before the 64-bit records in front of it.
fn directory_end(bytes: &[u8], end_at: usize) -> Option<usize> {
    const LOCATOR_LENGTH: usize = 20;
    let locator = end_at
        .checked_sub(LOCATOR_LENGTH)
        .and_then(|at| bytes.get(at..end_at));
    match locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) {
        None => Some(end_at),
        Some(locator) => usize::try_from(number(locator, 8, 8)?).ok(),
    }
}

fn next_part<'b>(bytes: &'b [u8], directory: &mut &'b [u8]) -> Option<Part<'b>> {
    const FIXED: usize = 46;
    let entry = *directory;
    if !entry.starts_with(DIRECTORY) {
        return None;
    }
    let length = |at| number(entry, at, 2).and_then(|n| usize::try_from(n).ok());
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let deflated = match number(entry, 10, 2)? {
        0 => false,
        8 => true,
        _ => return None,
    };
    let wide = entry.get(FIXED + name..FIXED + name + extra)?;
    let (packed, at) = place(entry, wide)?;
    *directory = entry.get(FIXED + name + extra + comment..)?;
    Some(Part {
        name: entry.get(FIXED..FIXED + name)?,
        deflated,
        data: data(bytes, at, packed)?,
    })
}

/// Packed length and place of a part; values that do not stand in the entry stand, in this order,
/// in the 64-bit extra field: length, packed length, place.
fn place(entry: &[u8], extra: &[u8]) -> Option<(usize, usize)> {
    let mut wide = wide_values(extra);
    let mut value = |at| match number(entry, at, 4)? {
        ELSEWHERE => wide.next(),
        narrow => Some(narrow),
    };
    let (_unpacked, packed, at) = (value(24)?, value(20)?, value(42)?);
    Some((usize::try_from(packed).ok()?, usize::try_from(at).ok()?))
}

fn wide_values(extra: &[u8]) -> impl Iterator<Item = u64> + '_ {
    const WIDE: u64 = 1;
    let mut rest = extra;
    let fields = std::iter::from_fn(move || {
        let length = usize::try_from(number(rest, 2, 2)?).ok()?;
        let field = (number(rest, 0, 2)?, rest.get(4..4 + length)?);
        rest = rest.get(4 + length..)?;
        Some(field)
    });
    fields
        .filter(|(id, _)| *id == WIDE)
        .flat_map(|(_, values)| values.chunks_exact(8).filter_map(|v| number(v, 0, 8)))
}

fn data(bytes: &[u8], at: usize, packed: usize) -> Option<&[u8]> {
    let local = bytes.get(at..).filter(|local| local.starts_with(LOCAL))?;
    let skip = 30 + usize::try_from(number(local, 26, 2)? + number(local, 28, 2)?).ok()?;
    local.get(skip..skip.checked_add(packed)?)
}

/// A little-endian number of `length` bytes at `at`.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(
        digits
            .iter()
            .rev()
            .fold(0, |sum, byte| (sum << 8) | u64::from(*byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, Crc, write::DeflateEncoder};
    use std::io::Write;

    /// A zip package of deflated parts.
    fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut body, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in parts {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(content).unwrap();
            let packed = encoder.finish().unwrap();
            let mut crc = Crc::new();
            crc.update(content);
            let mut shared = Vec::from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
            let sizes = [
                crc.sum(),
                u32::try_from(packed.len()).unwrap(),
                u32::try_from(content.len()).unwrap(),
            ];
            shared.extend(sizes.into_iter().flat_map(u32::to_le_bytes));
            shared.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            shared.extend([0, 0]);
            let at = u32::try_from(body.len()).unwrap();
            directory.extend(
                [
                    DIRECTORY,
                    &[20, 0],
                    &shared,
                    &[0; 10],
                    &at.to_le_bytes(),
                    name.as_bytes(),
                ]
                .concat(),
            );
            body.extend([LOCAL, &shared, name.as_bytes(), &packed].concat());
        }
        let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
        let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
        let start = u32::try_from(body.len()).unwrap().to_le_bytes();
        [
            &body,
            &directory,
            END,
            &[0; 4],
            &count,
            &count,
            &size,
            &start,
            &[0, 0],
        ]
        .concat()
    }

    #[test]
    fn a_sane_package_passes() {
        let bytes = package(&[
            ("xl/workbook.xml", b"<workbook/>"),
            ("a.xml", b"<a uniqueCount=\"1\"/>"),
        ]);
        assert_eq!(look_over(&bytes), Ok(()));
    }

    #[test]
    fn a_small_file_that_unpacks_to_too_much_is_refused() {
        let huge = vec![b' '; usize::try_from(MAX_UNPACKED).unwrap() / 2 + 1];
        let bytes = package(&[("xl/workbook.xml", &huge), ("xl/a.xml", &huge)]);
        assert!(bytes.len() < 2 << 20);
        assert_eq!(look_over(&bytes), Err(TableError::TooLarge));
    }

    #[test]
    fn a_claim_that_a_part_has_no_room_for_is_refused() {
        let claim = b"<sst count=\"3\" uniqueCount = '99999999999'/>";
        let bytes = package(&[
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/sharedStrings.xml", claim),
        ]);
        assert_eq!(look_over(&bytes), Err(TableError::DamagedWorkbook));
        let hidden = b"\xFF\xFE<\0s\0s\0t\0";
        let bytes = package(&[
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/sharedStrings.xml", hidden),
        ]);
        assert_eq!(look_over(&bytes), Err(TableError::DamagedWorkbook));
    }

    #[test]
    fn other_packages_are_told_from_workbooks() {
        let document = package(&[("word/document.xml", b"<document/>")]);
        assert_eq!(look_over(&document), Err(TableError::OtherOffice));
    }

    #[test]
    fn bytes_behind_the_end_are_refused() {
        let mut bytes = package(&[("xl/workbook.xml", b"<workbook/>")]);
        bytes.push(0);
        assert_eq!(look_over(&bytes), Err(TableError::DamagedWorkbook));
    }

    #[test]
    fn wide_values_stand_in_for_those_elsewhere() {
        let mut entry = vec![0u8; 46];
        entry[20..28].fill(0xFF);
        entry[42..46].fill(0xFF);
        let values = [70u64, 30, 9].map(u64::to_le_bytes).concat();
        let extra = [&[9, 0, 1, 0, 7, 1, 0, 24, 0][..], &values].concat();
        assert_eq!(place(&entry, &extra), Some((30, 9)));
        assert_eq!(place(&entry, &[]), None);
    }
}
