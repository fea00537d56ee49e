//! Prefixes (คำนำหน้า) told from names: `นายสมชาย`, `น.ส. สมหญิง`, `ผศ.ดร.สมศรี`, `Mr Somchai`.

use super::prefix_list::PREFIXES;
use super::{clean, follows_a_letter};

/// Splits the prefixes off the front of a cleaned name; either part may be empty.
///
/// Several may follow each other (`ผศ.ดร.`), but behind the first only abbreviations count as
/// more prefixes: in `นางสาวนาย` the name is `นาย`.
pub fn split(name: &str) -> (String, &str) {
    let Some((first, mut rest)) = longest(name, |_| true) else {
        return (String::new(), name.trim());
    };
    let mut prefix = first.to_owned();
    while let Some((next, remaining)) = longest(rest, |spelling| spelling.ends_with('.')) {
        prefix.push_str(next);
        rest = remaining;
    }
    (prefix, rest)
}

/// A prefix from a column of its own, in the spelling that is kept; unknown ones stay as typed.
pub fn canonical(prefix: &str) -> String {
    let prefix = clean(prefix);
    match split(&prefix) {
        (known, "") if !known.is_empty() => known,
        _ => prefix,
    }
}

/// The longest spelling that `name` begins with: the spelling kept for it, and the rest.
fn longest(name: &str, may_count: impl Fn(&str) -> bool) -> Option<(&'static str, &str)> {
    let first = name.trim_start().chars().next()?;
    PREFIXES
        .iter()
        .flat_map(|prefix| {
            std::iter::once(prefix.kept)
                .chain(prefix.also.iter().copied())
                .map(|spelling| (prefix.kept, spelling))
        })
        .filter(|(_, spelling)| spelling.starts_with([first, first.to_ascii_uppercase()]))
        .filter(|(_, spelling)| may_count(spelling))
        .filter_map(|(kept, spelling)| rest_behind(name, spelling).map(|rest| (kept, rest)))
        .min_by_key(|(_, rest)| rest.len())
}

/// What follows `spelling` at the front of `name`. Spaces inside count for nothing; the last dot
/// may be missing before a space; a Latin word must end where the spelling ends; no name begins
/// with a sign that stands on another letter (so `นายิกา` is a name).
fn rest_behind<'n>(name: &'n str, spelling: &str) -> Option<&'n str> {
    let mut rest = name;
    let mut expected = spelling.chars().filter(|c| *c != ' ').peekable();
    while let Some(wanted) = expected.next() {
        let trimmed = rest.trim_start();
        match trimmed.chars().next() {
            Some(found) if found.to_lowercase().eq(wanted.to_lowercase()) => {
                rest = trimmed.get(found.len_utf8()..)?;
            }
            None if wanted == '.' && expected.peek().is_none() => {}
            Some(_) if wanted == '.' && expected.peek().is_none() && rest.starts_with(' ') => {}
            _ => return None,
        }
    }
    let inside_a_word = spelling.ends_with(|c: char| c.is_ascii_alphabetic())
        && rest.starts_with(|c: char| !c.is_whitespace());
    (!inside_a_word && !rest.starts_with(follows_a_letter)).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_told_from_names() {
        for (text, prefix, name) in [
            ("นายสมชาย", "นาย", "สมชาย"),
            ("นาย สมชาย", "นาย", "สมชาย"),
            ("นางสาวสมหญิง ใจดี", "นางสาว", "สมหญิง ใจดี"),
            ("นางสมหญิง", "นาง", "สมหญิง"),
            ("น.ส.สมหญิง", "น.ส.", "สมหญิง"),
            ("น.ส สมหญิง", "น.ส.", "สมหญิง"),
            ("น. ส. สมหญิง", "น.ส.", "สมหญิง"),
            ("ด.ร.สมศักดิ์", "ดร.", "สมศักดิ์"),
            ("ดร. สมศักดิ์", "ดร.", "สมศักดิ์"),
            ("ผศ.ดร.สมศรี", "ผศ.ดร.", "สมศรี"),
            ("รศ. ดร. นพ. สมศรี", "รศ.ดร.นพ.", "สมศรี"),
            ("นพ.วิทยา", "นพ.", "วิทยา"),
            ("นายแพทย์วิทยา", "นพ.", "วิทยา"),
            ("พญ.วิไล", "พญ.", "วิไล"),
            ("ว่าที่ ร.ต.สมปอง", "ว่าที่ ร.ต.", "สมปอง"),
            ("ว่าที่ร้อยตรี สมปอง", "ว่าที่ ร.ต.", "สมปอง"),
            ("ว่าที่ร.ต.หญิงสมปอง", "ว่าที่ ร.ต.หญิง", "สมปอง"),
            ("ร.ต.อ.สมปอง", "ร.ต.อ.", "สมปอง"),
            ("Mr. Somchai", "Mr.", "Somchai"),
            ("mr Somchai", "Mr.", "Somchai"),
            ("Mrs.Somying", "Mrs.", "Somying"),
            ("Dr.Somsak", "Dr.", "Somsak"),
            ("Miss Somying", "Miss", "Somying"),
        ] {
            assert_eq!(split(text), (prefix.to_owned(), name), "{text}");
        }
    }

    #[test]
    fn names_that_begin_like_a_prefix_stay_whole() {
        for name in [
            "นายิกา ใจดี",
            "Drew Smith",
            "Missy Jones",
            "Mrinal Sen",
            "สมชาย ใจดี",
            "อรุณ",
            "นงนุช",
            "",
        ] {
            assert_eq!(split(name), (String::new(), name), "{name}");
        }
        assert_eq!(split("นางสาวนายิกา"), ("นางสาว".to_owned(), "นายิกา"));
    }

    #[test]
    fn a_prefix_in_its_own_column_is_kept_in_one_spelling() {
        assert_eq!(canonical("ว่าที่ร้อยตรี"), "ว่าที่ ร.ต.");
        assert_eq!(canonical("Mr"), "Mr.");
        assert_eq!(canonical(" นาย "), "นาย");
        assert_eq!(canonical("พระครู"), "พระครู");
        assert_eq!(canonical(""), "");
    }
}
