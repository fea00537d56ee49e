//! Every word that the source asks for is there, in every language, and no other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod source;

use std::collections::BTreeSet;

use prongsai::assets::Assets;
use prongsai::domain::lang::Lang;
use prongsai::locale::Locale;

use source::Source;

/// Areas whose keys the source names in full, or builds from the codes that [`built`] lists.
const AREAS: &[&str] = &[
    "account_mail",
    "accounts",
    "agencies",
    "answers",
    "api",
    "audit",
    "carry",
    "cli",
    "dashboard",
    "errors",
    "figures",
    "gap",
    "heading",
    "hr",
    "hr_letters",
    "hr_mail",
    "hr_people",
    "hr_public",
    "hr_roster",
    "hr_tablet",
    "kind",
    "kiosk",
    "kpi",
    "kpi_pages",
    "mail_kind",
    "mail_state",
    "new_link",
    "office_mail",
    "readiness",
    "results",
    "rounds",
    "rounds_public",
    "sample",
    "sheet",
    "standing",
    "state",
    "total_sheet",
    "verify",
    "withheld",
];

/// Literals that look like keys and are none: a file, acts of the audit log, a command to come.
const OTHERS: &[&str] = &[
    "results.db",
    "api.js",
    "kpi.confirm",
    "kpi.record",
    "agencies.xlsx",
    "agencies.csv",
    "kpi.send-back",
    "kpi.tick",
    "kpi.untick",
    "kpi.file",
    "kpi.drop-file",
    "gap.figures",
    "gap.drop-figure",
    "gap.plan",
    "gap.drop-plan",
    "api.token",
    "api.revoke",
];

/// How many keys may be asked for before something is wrong with the search itself.
const FEWEST: usize = 200;

fn words(lang: Lang) -> Locale {
    Locale::load(&Assets::default(), lang).unwrap()
}

fn area(key: &str) -> Option<&'static str> {
    let (area, name) = key.split_once('.')?;
    let plain = |symbol: char| {
        symbol.is_ascii_lowercase() || symbol.is_ascii_digit() || "-_".contains(symbol)
    };
    let named = !name.is_empty() && name.chars().all(plain);
    AREAS.iter().copied().find(|known| named && *known == area)
}

/// Keys that the source makes with `format!`, from the codes that it makes them of.
fn built(source: &Source) -> BTreeSet<String> {
    let below = |area: &str, codes: Vec<String>| -> Vec<String> {
        assert!(!codes.is_empty(), "no codes found for {area}");
        codes.iter().map(|code| format!("{area}.{code}")).collect()
    };
    let mut answered = source.in_calls("src/web/", "api_error");
    answered.extend(source.on_lines("src/service/look.rs", "Standpoint::"));
    answered.retain(|code| code != "invited");
    let accounts = [
        "lang_th",
        "lang_en",
        "done_saved",
        "done_password",
        "done_factor",
        "done_sessions",
    ];
    let mut audited = source.on_lines("src/view/console/audit.rs", "let keys = [");
    audited.push("hash".to_owned());
    [
        below("accounts", accounts.map(str::to_owned).to_vec()),
        below("audit", audited),
        below("api", answered),
        below("heading", source.headings()),
        below("kind", source.in_calls("src/cli/results.rs", "line(")),
        below(
            "mail_kind",
            source.on_lines("src/domain/mail.rs", "MailKind::"),
        ),
        below(
            "mail_state",
            source.on_lines("src/store/registry/mail.rs", "(JobState::"),
        ),
        below(
            "state",
            source.on_lines("src/domain/round.rs", "RoundState::"),
        ),
    ]
    .concat()
    .into_iter()
    .collect()
}

/// Every key that the source asks for.
fn asked(source: &Source) -> BTreeSet<String> {
    let literals = source
        .literals()
        .filter(|text| area(text).is_some() && !OTHERS.contains(text));
    literals.map(str::to_owned).chain(built(source)).collect()
}

/// Names in braces, without the forms of a word that is counted; a year of the common era stands for
/// the year.
fn gaps(text: &str) -> BTreeSet<&str> {
    let names = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'));
    names
        .map(|(gap, _)| gap.split(':').next().unwrap_or_default())
        .map(|name| name.trim_end_matches("_ce"))
        .collect()
}

#[test]
fn every_key_that_is_asked_for_has_words_in_every_language() {
    let asked = asked(&Source::read());
    assert!(asked.len() > FEWEST, "only {} keys found", asked.len());
    for lang in Lang::ALL {
        let words = words(lang);
        let known: BTreeSet<&str> = words.keys().collect();
        let missing: Vec<&String> = asked
            .iter()
            .filter(|key| !known.contains(key.as_str()))
            .collect();
        assert!(missing.is_empty(), "{lang:?} lacks {missing:#?}");
    }
}

#[test]
fn every_act_of_the_audit_log_has_words() {
    let source = Source::read();
    let mut acts = source.in_calls("src/service/", ".log(");
    acts.extend(source.in_calls("src/service/", ".act("));
    acts.extend(source.on_lines("src/service/sheet_reminder.rs", "const "));
    acts.extend(source.on_lines("src/service/access/accounts.rs", "\"account."));
    let is_act = |text: &String| {
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        let parts = text.split_once('.');
        parts.is_some_and(|(what, done)| {
            what.chars().all(plain) && done.chars().all(plain) && !done.is_empty()
        })
    };
    acts.retain(is_act);
    assert!(acts.len() > 20, "only {} acts found", acts.len());
    for lang in Lang::ALL {
        let words = words(lang);
        for act in &acts {
            assert_ne!(words.act(act), act, "{lang:?}");
        }
    }
}

#[test]
fn no_words_are_left_over() {
    let asked = asked(&Source::read());
    for lang in Lang::ALL {
        let words = words(lang);
        let left: Vec<&str> = words
            .keys()
            .filter(|key| area(key).is_some() && !asked.contains(*key))
            .collect();
        assert!(
            left.is_empty(),
            "{lang:?} has {left:#?}, which nothing asks for"
        );
    }
}

#[test]
fn every_language_has_the_same_keys_in_all_areas() {
    let thai = words(Lang::Th);
    for lang in Lang::ALL {
        let (own, first): (BTreeSet<String>, BTreeSet<String>) = (
            words(lang).keys().map(str::to_owned).collect(),
            thai.keys().map(str::to_owned).collect(),
        );
        let differing: Vec<&String> = own.symmetric_difference(&first).collect();
        assert!(differing.is_empty(), "{lang:?}: {differing:#?}");
    }
}

#[test]
fn the_gaps_of_a_text_are_the_same_in_every_language_and_the_source_fills_them() {
    let source = Source::read();
    let filled: BTreeSet<&str> = source.literals().collect();
    let thai = words(Lang::Th);
    for lang in Lang::ALL {
        let words = words(lang);
        for key in thai.keys() {
            let (own, first) = (gaps(words.say(key)), gaps(thai.say(key)));
            assert_eq!(own, first, "{lang:?} {key}");
            for name in own.into_iter().filter(|_| area(key).is_some()) {
                assert!(
                    filled.contains(name),
                    "{lang:?} {key}: nothing fills {{{name}}}"
                );
            }
        }
    }
}

#[test]
fn no_text_is_empty_or_leaves_a_brace_or_a_command_open() {
    for lang in Lang::ALL {
        let words = words(lang);
        for key in words.keys().filter(|key| area(key).is_some()) {
            let text = words.say(key);
            assert!(!text.trim().is_empty(), "{lang:?} {key} is empty");
            assert_eq!(
                text.matches('{').count(),
                text.matches('}').count(),
                "{lang:?} {key}"
            );
            assert!(
                text.matches('`').count().is_multiple_of(2),
                "{lang:?} {key}: a command is not closed"
            );
        }
    }
}

/// Commands of the command line that a text tells people to type.
#[test]
fn every_command_that_a_text_names_is_there() {
    for lang in Lang::ALL {
        let words = words(lang);
        for key in words.keys().filter(|key| area(key).is_some()) {
            for command in words
                .say(key)
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|text| text.starts_with("prongsai "))
            {
                let told: Vec<&str> = command
                    .split_whitespace()
                    .skip(1)
                    .take_while(|word| is_name(word))
                    .collect();
                assert!(source::is_command(&told), "{lang:?} {key}: `{command}`");
            }
        }
    }
}

fn is_name(word: &str) -> bool {
    word.chars()
        .all(|symbol| symbol.is_ascii_lowercase() || symbol == '-')
        && !word.starts_with('-')
}
