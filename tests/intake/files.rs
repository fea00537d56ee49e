//! The same ten people in every kind of text file.

use encoding_rs::WINDOWS_874;
use prongsai::domain::thai::date::ERA;
use prongsai::domain::thai::{date, to_thai_digits};

use crate::people::{HEADINGS, cells, listed, listed_in, roster, ten};

/// A file of the ten people; each date in another way of writing.
fn text(separator: char, line_end: &str) -> String {
    let quoted = |cell: &String| {
        if cell.contains([separator, '\n', '"']) {
            format!("\"{cell}\"")
        } else {
            cell.clone()
        }
    };
    let mut lines = vec![HEADINGS.map(ToOwned::to_owned).to_vec()];
    for (at, person) in ten().iter().enumerate() {
        let day = person.start;
        let start = match at % 5 {
            0 => date::short(day),
            1 => to_thai_digits(&date::long(day)),
            2 => day.to_string(),
            3 => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year() + ERA),
            _ => format!("{}/{}/{}", day.day(), day.month(), (day.year() + ERA) % 100),
        };
        lines.push(cells(person, &start).to_vec());
    }
    let joined = lines
        .iter()
        .map(|line| line.iter().map(quoted).collect::<Vec<_>>());
    joined
        .map(|line| line.join(&separator.to_string()) + line_end)
        .collect()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(unit)
        .collect()
}

fn thai_windows(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = WINDOWS_874.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[test]
fn the_same_people_come_out_of_every_encoding_and_separator() {
    for separator in [',', ';', '\t'] {
        for line_end in ["\n", "\r\n"] {
            let text = text(separator, line_end);
            for (kind, bytes) in [
                ("UTF-8", text.clone().into_bytes()),
                (
                    "UTF-8 with mark",
                    [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                ),
                ("UTF-16 LE", utf16(&text, u16::to_le_bytes)),
                ("UTF-16 BE", utf16(&text, u16::to_be_bytes)),
                ("Windows-874", thai_windows(&text)),
            ] {
                let read = roster(&bytes);
                assert_eq!(
                    read.lines[2].line, 6,
                    "two lines each, for the group runs over two"
                );
                assert_eq!(
                    listed_in(read),
                    listed(),
                    "{kind} {separator:?} {line_end:?}"
                );
            }
        }
    }
}
