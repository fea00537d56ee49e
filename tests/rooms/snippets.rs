//! The checker checked: what each rule must find, and what it must let pass.

use crate::house::House;

fn names(path: &str, text: &str) -> Vec<String> {
    House::of(&[(path, text)]).collect(House::names)
}

/// The rule finds exactly one thing, at this line.
fn found(path: &str, text: &str, line: usize) {
    let findings = names(path, text);
    assert_eq!(findings.len(), 1, "{text}: {findings:?}");
    assert!(
        findings[0].starts_with(&format!("{path}:{line}:")),
        "{findings:?}"
    );
}

fn passes(path: &str, text: &str) {
    assert_eq!(names(path, text), Vec::<String>::new(), "{text}");
}

#[test]
fn a_forbidden_room_is_found_however_it_is_named() {
    for text in [
        "use crate::store::Registry;",
        "use crate::{domain::lang, store};",
        "use crate::{domain::{lang, wire}, store::{Registry, Urn}, service};"
            .replace("Registry, Urn", "Urn")
            .as_str(),
        "pub use crate::store as chest;",
        "fn f() { crate::store::open() }",
        "fn f() { prongsai::store::open() }",
        "use super::super::store::Registry;",
        "fn f() -> super::super::store::Registry { g() }",
        "mod inner { use super::super::super::store::Urn; }",
        "macro_rules! m { () => { $crate::store::open() } }",
        "#[derive(crate::store::Row)] struct A;",
        "use crate::*;",
        "type A<'a> = &'a crate::store::Urn;",
        "/* use */ use /* nested /* comment */ */ crate // end\n::store::Urn;",
    ] {
        found("src/web/pages.rs", text, 1);
    }
}

#[test]
fn a_room_may_name_itself_and_what_the_table_gives_it() {
    passes(
        "src/web/pages.rs",
        "use super::routes; use crate::web::api; use crate::{domain::lang::Lang, view};",
    );
    passes(
        "src/web/mod.rs",
        "use self::routes::routes; mod inner { use super::super::web::api; }",
    );
    passes(
        "src/app.rs",
        "use super::store; use crate::web; use actix_web::rt;",
    );
    found("src/domain/round.rs", "use crate::locale::Locale;", 1);
    found("src/locale.rs", "use super::view::page;", 1);
}

#[test]
fn comments_strings_and_labels_name_nothing() {
    passes(
        "src/domain/round.rs",
        r##"
        //! crate::store::Registry
        /// [`crate::store`] /* crate::store::A */
        const A: &str = "use crate::store::A; \" crate::store::B";
        const B: &str = r#"crate::store::A " crate::store::B"#;
        const C: &[u8] = b"\\"; const D: char = '"'; const E: char = '\''; const F: u8 = b'"';
        fn f<'a>(a: &'a str) -> &'a str { 'store: loop { break 'store } }
        "##,
    );
    found(
        "src/domain/round.rs",
        "const A: &str = \"\\\\\";\nconst B: char = '\\\\';\n\nuse crate::store;",
        4,
    );
    found(
        "src/domain/round.rs",
        "const A: &str = r\"\\\";\nuse crate::store;",
        2,
    );
}

#[test]
fn test_code_is_exempt_and_nothing_after_it() {
    passes(
        "src/domain/round.rs",
        "#[cfg(test)]\nmod tests { use crate::store::A; }",
    );
    passes(
        "src/domain/round.rs",
        "#[cfg(test)]\n#[derive(Debug)]\nstruct A(crate::store::A);",
    );
    found(
        "src/domain/round.rs",
        "#[cfg(test)]\nmod tests { fn f() {} }\nuse crate::store::A;",
        3,
    );
    found(
        "src/domain/round.rs",
        "#[cfg(test)]\nuse crate::store::A;\nuse crate::store::A;",
        3,
    );
    found(
        "src/domain/round.rs",
        "#[cfg(not(test))]\nuse crate::store::A;",
        2,
    );
}

#[test]
fn a_test_file_is_known_by_its_declaration_not_by_its_name() {
    let bad = "use crate::store::A;";
    for parent in ["src/domain/round.rs", "src/domain/round/mod.rs"] {
        let files = |text| {
            House::of(&[
                (parent, text),
                ("src/domain/round/tests.rs", bad),
                ("src/domain/round/tests/deep.rs", bad),
            ])
        };
        assert_eq!(
            files("#[cfg(test)]\npub(crate) mod tests;")
                .collect(House::names)
                .len(),
            0
        );
        assert_eq!(files("mod tests;").collect(House::names).len(), 2);
    }
}

#[test]
fn a_crate_stays_in_its_room() {
    found("src/service/cast.rs", "use sea_orm::EntityTrait;", 1);
    found("src/cli/mod.rs", "use prongsai_migrations::Registry;", 1);
    found(
        "src/store/keys.rs",
        "fn f() { openssl::sha::sha256(&[]); }",
        1,
    );
    found(
        "src/service/cast.rs",
        "use {blake3::Hasher, crate::domain::lang};",
        1,
    );
    found("src/service/cast.rs", "use blake3;", 1);
    found("src/service/cast.rs", "extern crate blake3;", 1);
    found(
        "src/service/cast.rs",
        "fn f() { return ::blake3::hash(b\"\"); }",
        1,
    );
    found(
        "src/service/cast.rs",
        "#[actix_web::main] async fn f() {}",
        1,
    );
    found("src/service/cast.rs", "use lettre::Message;", 1);
    found("src/export/sheet.rs", "use calamine::Xlsx;", 1);
    found("src/intake/table.rs", "use rust_xlsxwriter::Workbook;", 1);
    found("src/export/sheet.rs", "use maud::html;", 1);
    found("src/web/pages.rs", "use maud::{Markup, html};", 1);
    passes("src/web/pages.rs", "use maud::Markup;");
    passes(
        "src/crypto/hpke.rs",
        "use openssl::rand::rand_bytes; use openssl::{rand::rand_bytes as draw, sha};",
    );
    passes(
        "src/store/urn.rs",
        "use sea_orm::{EntityTrait, sea_query::{self, Expr}};",
    );
}

#[test]
fn clock_and_chance_stay_in_the_world() {
    found(
        "src/service/cast.rs",
        "fn f() { jiff::Timestamp::now(); }",
        1,
    );
    found("src/service/cast.rs", "fn f() { Timestamp::now(); }", 1);
    found(
        "src/cli/mod.rs",
        "fn f() { std::time::SystemTime::now(); }",
        1,
    );
    found("src/cli/mod.rs", "let now = jiff::Zoned::now;", 1);
    found("src/app.rs", "use rand::rng;", 1);
    passes(
        "src/world.rs",
        "use rand::Rng; fn f() { Timestamp::now(); }",
    );
    passes(
        "src/service/cast.rs",
        "fn f(now: Timestamp) { Timestamp::from_second(1); }",
    );
}

#[test]
fn a_room_outside_the_table_is_found() {
    let rooms = House::of(&[
        ("src/attic/mod.rs", ""),
        ("src/cellar.rs", ""),
        ("src/web/mod.rs", ""),
        ("src/lib.rs", ""),
    ]);
    assert_eq!(rooms.collect(House::unknown_rooms).len(), 2);
}

#[test]
fn long_functions_and_files_are_found() {
    let body = |lines: usize| {
        format!(
            "fn short();\nconst F: fn() = f;\nfn f(a: [u8; 2]) -> A {{\n{}}}",
            "g({ });\n".repeat(lines)
        )
    };
    let lengths = |text: &str| House::of(&[("src/web/pages.rs", text)]).collect(House::lengths);
    assert_eq!(lengths(&body(58)), Vec::<String>::new());
    assert_eq!(
        lengths(&body(59)),
        ["src/web/pages.rs:3: f has 61 lines, at most 60"]
    );
    assert_eq!(
        lengths(&format!("#[cfg(test)] mod tests {{ {} }}", body(80))),
        Vec::<String>::new()
    );
    assert_eq!(lengths(&"\n".repeat(400)), Vec::<String>::new());
    assert_eq!(lengths(&"\n".repeat(401)).len(), 1);
}

#[test]
fn names_that_fit_any_file_are_found() {
    for path in [
        "src/utils.rs",
        "src/web/helpers.rs",
        "src/store/common/mod.rs",
    ] {
        assert_eq!(
            House::of(&[(path, "")]).collect(House::empty_names).len(),
            1,
            "{path}"
        );
    }
    assert!(
        House::of(&[("src/web/commons.rs", "")])
            .collect(House::empty_names)
            .is_empty()
    );
}

#[test]
fn floating_point_in_the_domain_is_found() {
    let floats = |path: &str, text: &str| House::of(&[(path, text)]).collect(House::floats).len();
    assert_eq!(
        floats("src/domain/exact.rs", "fn f(a: f64) -> f32 { a as f32 }"),
        3
    );
    assert_eq!(
        floats(
            "src/domain/exact.rs",
            "const A: u8 = 1.5; const B: u8 = 1_f64;"
        ),
        2
    );
    assert_eq!(
        floats(
            "src/domain/exact.rs",
            "fn f() { a.0.1; 0..5; 0xf64; 1.max(2) } // f64"
        ),
        0
    );
    assert_eq!(
        floats(
            "src/domain/exact.rs",
            "#[cfg(test)] mod tests { fn f(a: f64) {} }"
        ),
        0
    );
    assert_eq!(floats("src/view/qr.rs", "fn f(a: f64) {}"), 0);
}
