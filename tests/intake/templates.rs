//! The templates that ship are read by the readers that ship.

use prongsai::assets::Assets;
use prongsai::export::template;
use prongsai::intake::notice::{Problem, Refused};
use prongsai::intake::{agencies, table};

use crate::people::try_roster;

fn asset(path: &str) -> Vec<u8> {
    Assets::default().read(path).unwrap().into_owned()
}

/// Nothing may be wrong with a template but that its example still stands there.
fn assert_only_the_example_is_wrong(refused: Refused) {
    let kinds: Vec<Problem> = refused
        .problems
        .into_iter()
        .map(|notice| notice.kind)
        .collect();
    assert_eq!(kinds, [Problem::ExampleLine]);
    assert_eq!(refused.warnings, []);
}

#[test]
fn the_roster_template_is_read_but_for_its_example() {
    for bytes in [
        asset("templates/roster.csv"),
        template::roster_xlsx().unwrap(),
    ] {
        assert_only_the_example_is_wrong(try_roster(&bytes).unwrap_err());
    }
}

#[test]
fn the_agency_template_is_read_but_for_its_example() {
    for bytes in [
        asset("templates/agencies.csv"),
        template::agencies_xlsx().unwrap(),
    ] {
        let tables = table::read(&bytes).unwrap();
        assert_only_the_example_is_wrong(agencies::read(&tables, &|_| None).unwrap_err());
    }
}

#[test]
fn csv_templates_open_in_excel_as_thai() {
    for path in ["templates/roster.csv", "templates/agencies.csv"] {
        assert!(asset(path).starts_with(b"\xEF\xBB\xBF"), "{path}");
    }
}
