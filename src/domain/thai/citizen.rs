//! Citizen numbers (เลขประจำตัวประชาชน), which must never serve as staff ids.

/// Digits of a citizen number.
const LENGTH: usize = 13;

/// Whether `text` is thirteen digits with nothing but spaces, dashes, dots or slashes between
/// them: a citizen number by its shape, however its check digit reads.
pub fn is_shaped_like_one(text: &str) -> bool {
    digits_among_separators(text).is_some_and(|digits| digits.len() == LENGTH)
}

/// Whether `text` has the shape and the check digit of a citizen number.
///
/// The check digit is (11 − Σ dᵢ·(14 − i) mod 11) mod 10 over the first twelve digits, i from 1
/// (Bureau of Registration Administration).
pub fn is_valid(text: &str) -> bool {
    digits_among_separators(text).is_some_and(|digits| match digits.split_last() {
        Some((check, body)) if digits.len() == LENGTH => check_digit(body) == *check,
        _ => false,
    })
}

/// The number with its middle hidden, for messages: `1••••••••0705`.
pub fn masked(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit);
    digits
        .enumerate()
        .map(|(at, digit)| {
            if (1..LENGTH - 4).contains(&at) {
                '•'
            } else {
                digit
            }
        })
        .collect()
}

fn check_digit(body: &[u32]) -> u32 {
    let sum: u32 = body
        .iter()
        .zip((2..=13).rev())
        .map(|(d, weight)| d * weight)
        .sum();
    (11 - sum % 11) % 10
}

/// The digits of `text`, unless it holds anything but digits and separators.
fn digits_among_separators(text: &str) -> Option<Vec<u32>> {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '/' | '–' | '_'))
        .map(|c| c.to_digit(10))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_digits_have_the_shape() {
        assert!(is_shaped_like_one("1101700230705"));
        assert!(is_shaped_like_one("1-1017-00230-70-5"));
        assert!(!is_shaped_like_one("110170023070"));
        assert!(!is_shaped_like_one("A1101700230705"));
        assert!(!is_shaped_like_one(""));
    }

    #[test]
    fn the_check_digit_tells_a_real_one() {
        assert!(is_valid("1-1017-00230-70-8"));
        assert!(!is_valid("1-1017-00230-70-5"));
        assert!(is_valid("0000000000001"));
        assert!(!is_valid("12345"));
    }

    #[test]
    fn a_message_never_carries_the_whole_number() {
        assert_eq!(masked("1-1017-00230-70-5"), "1••••••••0705");
    }
}
