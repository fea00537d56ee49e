//! Questions about the respondent: read from the framework that ships, and refused where broken.

use super::mixed;
use crate::assets::Assets;
use crate::catalogue::{Folder, check};
use crate::domain::framework::Framework;
use crate::domain::lang::Lang;

/// The framework with the first `old` in `file` replaced; `+` adds at the end.
fn edited(file: &str, old: &str, new: &str) -> Result<Framework, String> {
    let folders = Folder::all_of(&Assets::default());
    let mut folder = folders
        .into_iter()
        .find(|folder| folder.name == "ten-indicators-2562")
        .unwrap();
    let text = String::from_utf8(folder.files[file].clone()).unwrap();
    let text = match old {
        "+" => format!("{text}\n{new}"),
        old => {
            assert!(text.contains(old), "{file} has no {old}");
            text.replacen(old, new, 1)
        }
    };
    folder.files.insert(file.to_owned(), text.into_bytes());
    check(&folder, mixed).map_err(|problems| {
        let told = problems.iter().map(|problem| {
            let values = problem.fault.values();
            let values: Vec<&str> = values.into_iter().map(|(_, value)| value).collect();
            let file = problem.file.rsplit_once('/').unwrap().1;
            format!("{file} {} {}", problem.fault.key(), values.join(" / "))
        });
        told.collect::<Vec<_>>().join("; ")
    })
}

#[test]
fn the_public_may_say_gender_age_and_why_they_came_and_staff_are_not_asked() {
    let ten = edited("eit.toml", "+", "").unwrap();
    let questions = |code: &str| -> Vec<(String, usize)> {
        let asked = ten.instrument(code).unwrap().profile.iter();
        asked
            .map(|question| (question.code.clone(), question.options.len()))
            .collect()
    };
    let expected = [("gender", 3), ("age", 4), ("visitor", 4)];
    assert_eq!(questions("eit"), expected.map(|(code, n)| (code.into(), n)));
    assert_eq!(questions("iit"), []);
    let age = &ten.instrument("eit").unwrap().profile[1];
    assert_eq!(age.text.get(Lang::En), "Your age");
    assert_eq!(age.options[3].label.get(Lang::Th), "60 ปีขึ้นไป");
}

#[test]
fn a_broken_question_about_the_respondent_is_told_with_what_to_do() {
    let told = |file: &str, old: &str, new: &str| edited(file, old, new).unwrap_err();
    let only = "profile-size age / 1";
    let one = told("eit.toml", "\"under-20\", \"20-39\", \"40-59\", ", "");
    assert!(one.contains(only), "{one}");
    assert!(
        one.contains("spare-wording profile.age.options.20-39"),
        "{one}"
    );
    let twice = told("eit.toml", "code = \"gender\"", "code = \"e1.1\"");
    assert!(twice.contains("code-twice e1.1"), "{twice}");
    let same = told("eit.toml", "\"male\", \"other\"", "\"male\", \"male\"");
    assert!(same.contains("code-twice male"), "{same}");
    let silent = told("en/eit.toml", "text = \"Your age\"\n", "");
    assert!(
        silent.contains("missing-wording profile.age.text"),
        "{silent}"
    );
    let key = told(
        "eit.toml",
        "code = \"visitor\"",
        "code = \"visitor\"\npreset = 1",
    );
    assert!(key.contains("unknown-key preset"), "{key}");
    let staff = told(
        "iit.toml",
        "+",
        "[[profile]]\ncode = \"sex\"\noptions = [\"a\", \"b\"]",
    );
    assert!(staff.contains("profile-of-staff"), "{staff}");
}
