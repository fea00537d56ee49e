//! Bytes from outside: whatever they are, nothing panics and the doors' promises hold. What the fuzzer once found stands
//! in the corpora and is tried here again.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestCaseError, TestRunner};

use crate::doors::DOORS;

/// What is written over, put in or taken out.
#[derive(Debug, Clone)]
enum Change {
    Byte(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Double(Index, usize),
    Splice(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    const WORDS: &[&str] = &[
        "=== ",
        "\n",
        ",",
        "\"",
        "[",
        "{",
        "'",
        "\u{feff}",
        "-1",
        "99999999999999999999",
        "\u{0}",
        "ๆ",
        "PK\u{1}\u{2}",
    ];
    let word = prop_oneof![
        vec(any::<u8>(), 1..9),
        select(WORDS).prop_map(|word| word.as_bytes().to_vec())
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (any::<Index>(), word).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (any::<Index>(), 1..80usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (any::<Index>(), 1..400usize).prop_map(|(at, length)| Change::Double(at, length)),
        (any::<Index>(), any::<Index>(), any::<Index>())
            .prop_map(|(at, of, from)| Change::Splice(at, of, from)),
    ]
}

fn changed(mut bytes: Vec<u8>, change: &Change, seeds: &[Vec<u8>]) -> Vec<u8> {
    let place = |at: &Index| at.index(bytes.len() + 1);
    match change {
        Change::Byte(at, byte) => {
            let at = place(at);
            if let Some(there) = bytes.get_mut(at) {
                *there = *byte;
            }
        }
        Change::Insert(at, more) => {
            let at = place(at);
            bytes.splice(at..at, more.iter().copied());
        }
        Change::Remove(at, length) => {
            let at = place(at);
            bytes.drain(at..(at + length).min(bytes.len()));
        }
        Change::Double(at, length) => {
            let at = place(at);
            let again = bytes[at..(at + length).min(bytes.len())].to_vec();
            bytes.splice(at..at, again);
        }
        Change::Splice(at, of, from) => {
            let other = &seeds[of.index(seeds.len())];
            let at = place(at);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from.index(other.len() + 1)..]);
        }
    }
    bytes
}

/// The corpus of a door, in the order of its names.
fn corpus(door: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/corpus")
        .join(door);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|problem| panic!("{}: {problem}", folder.display()));
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn what_a_fuzzer_learnt_is_tried_again() {
    for (name, door) in DOORS {
        for (path, bytes) in corpus(name) {
            let outcome = std::panic::catch_unwind(|| door(&bytes));
            assert!(outcome.is_ok(), "{}", path.display());
        }
    }
}

#[test]
fn no_bytes_and_no_change_to_a_good_file_break_a_door() {
    for (name, door) in DOORS {
        // One a door: a runner has done with its cases once and for all.
        let mut runner = TestRunner::new(ProptestConfig {
            cases: 150,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let seeds: Vec<Vec<u8>> = corpus(name).into_iter().map(|(_, bytes)| bytes).collect();
        let known = select(seeds.clone());
        let bytes = prop_oneof![1 => vec(any::<u8>(), 0..200), 6 => known];
        let holds = |(bytes, changes): (Vec<u8>, Vec<Change>)| {
            let bytes = changes
                .iter()
                .fold(bytes, |bytes, change| changed(bytes, change, &seeds));
            door(&bytes);
            Ok::<(), TestCaseError>(())
        };
        if let Err(failed) = runner.run(&(bytes, vec(change(), 0..6)), holds) {
            panic!("{name}: {failed}");
        }
    }
}
