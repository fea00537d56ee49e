//! Participation: the page that HR opens every morning, the register, the department.

pub mod absent;
pub mod agency;
pub mod chart;
pub mod department;
pub mod public_department;
pub mod register;

use crate::domain::absence::Absence;
use crate::domain::participation::Participation;
use crate::locale::Locale;

/// The rate as it is shown; a dash where nobody is eligible.
pub fn rate(counts: &Participation) -> String {
    counts
        .rate()
        .map_or_else(|| "–".to_owned(), |rate| format!("{rate} %"))
}

/// A count as people read it: 12,345.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let texts: Vec<&str> = groups
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    texts.join(",")
}

/// Why somebody has not taken part, in words.
pub fn reason(words: &Locale, reason: Absence) -> &str {
    words.say(match reason {
        Absence::Unsent => "dashboard.unsent",
        Absence::Failed => "dashboard.failed",
        Absence::Unanswered => "dashboard.unanswered",
        Absence::NoEmail => "dashboard.no_email",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_has_a_comma_every_three_digits() {
        for (count, shown) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_400_000, "1,400,000"),
        ] {
            assert_eq!(number(count), shown);
        }
    }
}
