//! Where a line must not end: within a telephone number, and between a short quantity and its word.

/// A space at which no line ends.
const NO_BREAK: char = '\u{a0}';
/// Forbids that a line ends where it stands, and is not seen.
const JOINER: char = '\u{2060}';
/// What a text goes on with right after a number that it belongs to.
const COUNTED: [&str; 14] = [
    "นาที",
    "วินาที",
    "ชั่วโมง",
    "วัน",
    "ข้อ",
    "หลัก",
    "ตัว",
    "น.",
    "minute",
    "second",
    "hour",
    "day",
    "digit",
    "symbol",
];
/// Stands before an extension.
const EXTENSION: &str = "ต่อ";
/// Words that browsers take for two, with the place where they would end a line.
const ONE_WORD: [(&str, &str); 4] = [
    ("หน้า", "จอ"),
    ("แม่", "ข่าย"),
    ("ใบ", "กุญแจ"),
    ("ลายมือ", "ชื่อ"),
];

/// A text of the interface with its quantities (“10 นาที”, also where the number is still a gap) and
/// words kept together.
pub fn quantities(text: &str) -> String {
    let joined = join(text, |before, after| {
        let counted = COUNTED.iter().any(|word| after.starts_with(word));
        counted && (before.is_ascii_digit() || before == '}')
    });
    ONE_WORD.iter().fold(joined, |text, (left, right)| {
        text.replace(&format!("{left}{right}"), &format!("{left}{JOINER}{right}"))
    })
}

/// A telephone number as it was typed, with its groups and extension kept together.
pub fn telephone(text: &str) -> String {
    let grouped = join(text, |before, after| {
        let goes_on = after.starts_with(|symbol: char| symbol.is_ascii_digit());
        before.is_ascii_digit() && (goes_on || after.starts_with(EXTENSION))
    });
    grouped.replace(&format!("{EXTENSION} "), &format!("{EXTENSION}{NO_BREAK}"))
}

/// The text with those spaces kept for which `belongs` says so of the symbol before and the text after.
fn join(text: &str, belongs: impl Fn(char, &str) -> bool) -> String {
    let mut before = ' ';
    let kept = |(at, symbol): (usize, char)| {
        let after = text.get(at + symbol.len_utf8()..).unwrap_or_default();
        let kept = if symbol == ' ' && belongs(before, after) {
            NO_BREAK
        } else {
            symbol
        };
        before = symbol;
        kept
    };
    text.char_indices().map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_and_a_telephone_number_stay_on_one_line() {
        let text = "ใช้เวลาประมาณ 10 นาที ในรอบ 1 {n} ข้อ ข้อ 2";
        assert_eq!(
            quantities(text),
            "ใช้เวลาประมาณ 10\u{a0}นาที ในรอบ 1 {n}\u{a0}ข้อ ข้อ 2"
        );
        assert_eq!(
            quantities("15 minutes, 8 rooms"),
            "15\u{a0}minutes, 8 rooms"
        );
        assert_eq!(quantities("บนหน้าจอ"), "บนหน้า\u{2060}จอ");
        assert_eq!(
            quantities("เวลา {hour}.{minute} น. ที่เครื่องแม่ข่าย"),
            "เวลา {hour}.{minute}\u{a0}น. ที่เครื่องแม่\u{2060}ข่าย"
        );
        assert_eq!(
            telephone("0 2000 0000 ต่อ 12 หรือ 191"),
            "0\u{a0}2000\u{a0}0000\u{a0}ต่อ\u{a0}12 หรือ 191"
        );
    }
}
