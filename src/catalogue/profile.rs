//! Questions about the respondent: `[[profile]]` of an instrument's file, and the words beside it.
//!
//! "Prefer not to say" comes with every question and is written by the page, not by a framework.
//!
//! Why not of staff: they are on a list with name and position, and few enough in an agency that their
//! ages or kinds of work would point at persons. Of those whom an agency serves there is no list.

use super::codes::Codes;
use super::fault::Fault;
use super::problem::Problems;
use super::reader::Reader;
use super::wording::Wording;
use crate::domain::framework::{ProfileOption, ProfileQuestion, Respondents};

/// How many options a question can have beside "prefer not to say".
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=10;

/// Reads `[[profile]]`, if there is one. `codes` holds those of the items.
pub(super) fn read<'a>(
    file: &Reader<'a>,
    respondents: Respondents,
    words: &Wording<'a>,
    codes: &mut Codes<'a>,
    problems: &'a Problems,
) -> Vec<ProfileQuestion> {
    if file.has("profile") && respondents == Respondents::Staff {
        file.note_at("profile", Fault::ProfileOfStaff {});
    }
    let readers = file.optional_tables("profile").into_iter().enumerate();
    readers
        .map(|(position, reader)| {
            reader.only(&["code", "options"]);
            let code = codes.give(&reader, position);
            question(&reader, code, words, problems)
        })
        .collect()
}

fn question<'a>(
    reader: &Reader<'a>,
    code: &str,
    words: &Wording<'a>,
    problems: &'a Problems,
) -> ProfileQuestion {
    let mut codes = Codes::new(problems);
    let found = reader.texts("options").into_iter().enumerate();
    let options: Vec<ProfileOption> = found
        .map(|(position, found)| {
            let option = codes.enter(found, position);
            ProfileOption {
                code: option.to_owned(),
                label: words.text(&["profile", code, "options", option], found.place),
            }
        })
        .collect();
    if !options.is_empty() && !OPTIONS.contains(&options.len()) {
        reader.note(Fault::ProfileSize {
            code: code.to_owned(),
            options: options.len().to_string(),
        });
    }
    ProfileQuestion {
        code: code.to_owned(),
        text: words.text(&["profile", code, "text"], reader.place()),
        options,
    }
}
