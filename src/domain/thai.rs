//! Thai text as offices type it: stray spaces, Thai digits, dates of the Buddhist era, prefixes
//! joined to names, citizen numbers.

pub mod citizen;
pub mod date;
pub mod prefix;
mod prefix_list;

const THAI_ZERO: u32 = 0x0E50;

/// The text without stray characters: every run of white space (no-break spaces and line breaks
/// too) becomes one space, none at the ends; zero-width and control characters go; letters typed
/// in two pieces (`เ`+`เ`, `ํ`+`า`) become the one that is meant.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars().filter(|c| !is_invisible(*c)) {
        if !(character.is_whitespace() || character.is_control()) {
            push_joined(&mut cleaned, character);
        } else if !cleaned.is_empty() && !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
    }
    if cleaned.ends_with(' ') {
        cleaned.pop();
    }
    cleaned
}

/// [`clean`] and [`to_arabic_digits`]: the form in which every value is stored and compared.
pub fn normalise(text: &str) -> String {
    to_arabic_digits(&clean(text))
}

/// `๒๕๖๑` → `2561`; everything else stays.
pub fn to_arabic_digits(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c).checked_sub(THAI_ZERO) {
            Some(digit @ 0..=9) => char::from_digit(digit, 10).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// `2561` → `๒๕๖๑`; everything else stays.
pub fn to_thai_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) => char::from_u32(THAI_ZERO + digit).unwrap_or(c),
            None => c,
        })
        .collect()
}

/// Whether `character` is a Thai sign that stands on a letter before it, so that no word can
/// begin with it.
pub fn follows_a_letter(character: char) -> bool {
    matches!(character, '\u{0E30}'..='\u{0E3A}' | '\u{0E45}' | '\u{0E47}'..='\u{0E4E}')
}

/// Zero-width characters, byte order marks and soft hyphens, which copying from web pages and
/// Word leaves behind.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
    )
}

fn push_joined(text: &mut String, character: char) {
    const NIKHAHIT: char = '\u{0E4D}';
    if character == 'เ' && text.ends_with('เ') {
        text.pop();
        text.push('แ');
    } else if character == 'า' && text.ends_with(NIKHAHIT) {
        text.pop();
        text.push('ำ');
    } else {
        text.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stray_characters_go() {
        assert_eq!(clean("  สมชาย\u{a0}\u{a0} ใจดี \u{200b}"), "สมชาย ใจดี");
        assert_eq!(clean("\u{feff}กลุ่ม\r\nอำนวยการ\t"), "กลุ่ม อำนวยการ");
        assert_eq!(clean(" \u{a0}\n"), "");
    }

    #[test]
    fn letters_typed_in_two_pieces_are_joined() {
        assert_eq!(clean("เเผน"), "แผน");
        assert_eq!(clean("อ\u{0E4D}านวยการ"), "อำนวยการ");
    }

    #[test]
    fn thai_digits_become_arabic() {
        assert_eq!(normalise(" ๑๒๓-๔๕๖๗๘๙๐ ก"), "123-4567890 ก");
    }

    proptest! {
        #[test]
        fn digits_round_trip(text in "[0-9ก-ฮ /.-]{0,30}") {
            prop_assert_eq!(to_arabic_digits(&to_thai_digits(&text)), text);
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,30}[ \u{a0}\u{200b}\n]{0,3}\\PC{0,5}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
        }
    }
}
