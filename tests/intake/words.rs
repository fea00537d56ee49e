//! Every problem and warning has words in every language, with all of its values.

use prongsai::assets::Assets;
use prongsai::domain::lang::Lang;
use prongsai::domain::roster::Field;
use prongsai::intake::notice::{Kind, Notice, Problem, Warning};
use prongsai::intake::table::TableError;
use prongsai::locale::Locale;

fn text() -> String {
    "x".to_owned()
}

fn problems() -> Vec<Problem> {
    use Problem as P;
    vec![
        P::NoHeadings,
        P::MissingColumn,
        P::DuplicateColumn,
        P::NoLines,
        P::MissingValue,
        P::MissingForExemption,
        P::StrayLine,
        P::ExampleLine,
        P::CitizenNumber,
        P::OddId,
        P::ShortenedNumber,
        P::BecameDate,
        P::FailedFormula,
        P::TooLong { limit: 1 },
        P::DuplicateId { first_line: 1 },
        P::BadDate,
        P::NoSuchDay,
        P::FutureDate,
        P::ImplausibleYear { understood: text() },
        P::UnknownAgency,
        P::BadEmail,
        P::MissingSurname,
        P::UnknownStatus,
        P::DuplicateCode { first_line: 1 },
        P::UnknownParent,
        P::Cycle { path: text() },
        P::BadCount,
    ]
}

fn warnings() -> Vec<Warning> {
    use Warning as W;
    vec![
        W::UnreadColumn,
        W::CitizenColumn,
        W::UnreadSheet { sheet: text() },
        W::NoEmailColumn,
        W::NoEmail,
        W::SharedMailbox { people: 1 },
        W::OfficeMailbox,
        W::NoStartColumn,
        W::NoStartDate,
        W::ShortYear { understood: text() },
        W::ReasonWithoutExemption,
        W::DuplicateName { first_line: 1 },
    ]
}

fn files() -> Vec<TableError> {
    use TableError as T;
    vec![
        T::Empty,
        T::TooLarge,
        T::TooManyLines,
        T::OldOrLockedExcel,
        T::WebPage,
        T::OtherOffice,
        T::DamagedWorkbook,
        T::NotATable,
        T::BrokenLetters { line: 1 },
        T::EndlessCell { line: 1 },
    ]
}

fn of_notice<K: Kind>(kind: K) -> (String, Vec<(&'static str, String)>) {
    let notice = Notice {
        line: 1,
        column: text(),
        value: text(),
        kind,
    };
    (notice.key().to_owned(), notice.parameters())
}

fn all() -> Vec<(String, Vec<(&'static str, String)>)> {
    let problems = problems().into_iter().map(of_notice);
    let warnings = warnings().into_iter().map(of_notice);
    let files = files()
        .into_iter()
        .map(|error| (error.key().to_owned(), error.parameters()));
    let fields = Field::ALL
        .into_iter()
        .map(|field| (format!("intake.field_{}", field.code()), Vec::new()));
    problems
        .chain(warnings)
        .chain(files)
        .chain(fields)
        .collect()
}

#[test]
fn every_kind_has_words_in_every_language() {
    for lang in Lang::ALL {
        let locale = Locale::load(&Assets::default(), lang).unwrap();
        for (key, values) in all() {
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let filled = locale.fill(&key, &values);
            assert_ne!(filled, key, "{key} has no words in {}", lang.code());
            assert!(!filled.contains('{'), "{key}: {filled}");
        }
    }
}

#[test]
fn no_words_are_without_a_kind() {
    let locale = Locale::load(&Assets::default(), Lang::Th).unwrap();
    let known: Vec<String> = all().into_iter().map(|(key, _)| key).collect();
    let intake = locale.keys().filter(|key| key.starts_with("intake."));
    for key in intake.filter(|key| *key != "intake.place") {
        assert!(known.iter().any(|k| k == key), "{key}");
    }
}
