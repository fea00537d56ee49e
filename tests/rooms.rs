//! The house's own order, read from the source: which room names which, who may name a crate, how long things are.
//!
//! Why on the text: the compiler lets every module of a crate name every other. Test code is exempt, for tests may come
//! in by any door; it is found by its mark `#[cfg(test)]`, not by the names of files.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "rooms/house.rs"]
mod house;
#[path = "rooms/names.rs"]
mod names;
#[path = "rooms/rules.rs"]
mod rules;
#[path = "rooms/shape.rs"]
mod shape;
#[path = "rooms/snippets.rs"]
mod snippets;
#[path = "rooms/source.rs"]
mod source;

use house::{House, house};

/// Fails with every finding, one a line.
fn none(findings: &[String]) {
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

#[test]
fn every_room_names_only_what_it_may() {
    none(&house().collect(House::names));
}

#[test]
fn every_room_is_in_the_table() {
    none(&house().collect(House::unknown_rooms));
}

#[test]
fn functions_and_files_stay_short() {
    none(&house().collect(House::lengths));
}

#[test]
fn file_names_say_what_is_inside() {
    none(&house().collect(House::empty_names));
}

#[test]
fn the_domain_never_rounds() {
    none(&house().collect(House::floats));
}
