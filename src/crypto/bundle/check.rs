//! The check of a bundle, with nothing but its files.

mod board;
mod totals;

use std::collections::{BTreeMap, BTreeSet};

use super::reading::Sheet;
use super::{Files, Findings, LIST, LIST_HEADING, README, TOTALS, Trouble};
use super::{board_file, manifest_file};
use crate::crypto::digest::sha256;
use crate::crypto::manifest::{Manifest, fingerprint};
use crate::domain::encoding::{base32, hex};
use crate::domain::message::Message;

/// What is known of a poll when totals are compared.
struct Known {
    agency: String,
    cast: u64,
    k: u64,
}

/// Checks everything that the files can show, and names each trouble.
pub fn check(files: &Files) -> Findings {
    let mut findings = Findings::default();
    let Some(listed) = list(files, &mut findings) else {
        return findings;
    };
    let mut known = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (name, sha256) in &listed {
        let poll = poll(files, name, sha256, &mut findings);
        if let Some((manifest, cast)) = poll {
            if !names.insert(*manifest.poll.0.bytes()) {
                findings.troubles.push(trouble(
                    &manifest_file(name),
                    Some(&manifest),
                    Message::new("verify.same-poll"),
                ));
            }
            let k = u64::from(manifest.k);
            let agency = manifest.agency.code;
            known.insert(name.clone(), Known { agency, cast, k });
        }
    }
    findings.polls = listed.len();
    if let Some(bytes) = files.get(TOTALS) {
        findings.with_totals = true;
        totals::check(bytes, &known, &mut findings);
    }
    strangers(files, &listed, &mut findings);
    findings
}

/// Polls on the list with the digests of their boards.
fn list(files: &Files, findings: &mut Findings) -> Option<BTreeMap<String, String>> {
    let sheet = files.get(LIST).and_then(|bytes| {
        findings.digest = Some(sha256(bytes));
        Sheet::of(LIST, bytes)
    });
    let Some(mut sheet) = sheet else {
        findings
            .troubles
            .push(trouble(LIST, None, Message::new("verify.no-list")));
        return None;
    };
    if sheet.next() != Some(LIST_HEADING) {
        let what = Message::new("verify.line-expected").with("expected", LIST_HEADING);
        findings.troubles.push(sheet.trouble(1, what));
        return None;
    }
    findings.round = sheet.named("round", findings).unwrap_or_default();
    let claimed: Option<usize> = sheet.named("polls", findings);
    let claimed_at = sheet.line();
    let mut listed = BTreeMap::new();
    let mut before = "";
    let lines = sheet.until("");
    for (at, line) in &lines {
        let Some((name, digest)) = line.split_once(' ') else {
            let what = Message::new("verify.line-unreadable");
            findings.troubles.push(sheet.trouble(*at, what));
            continue;
        };
        if name <= before {
            let what = Message::new("verify.not-sorted");
            findings.troubles.push(sheet.trouble(*at, what));
        }
        before = name;
        listed.insert(name.to_owned(), digest.to_owned());
    }
    if claimed.is_some_and(|claimed| claimed != lines.len()) {
        findings.troubles.push(sheet.trouble(
            claimed_at,
            numbers("verify.claims", claimed.unwrap_or(0), lines.len()),
        ));
    }
    Some(listed)
}

/// Checks manifest and board of a poll; the manifest and the number of ballots that the board claims.
fn poll(
    files: &Files,
    name: &str,
    digest: &str,
    findings: &mut Findings,
) -> Option<(Manifest, u64)> {
    let (of_manifest, of_board) = (manifest_file(name), board_file(name));
    let mut say = |file: &str, manifest: Option<&Manifest>, what: &'static str| {
        findings
            .troubles
            .push(trouble(file, manifest, Message::new(what)));
    };
    let manifest = match files.get(&of_manifest) {
        None => {
            say(&of_manifest, None, "verify.missing");
            None
        }
        Some(bytes) => {
            if base32(fingerprint(bytes).bytes()) != name {
                say(&of_manifest, None, "verify.other-fingerprint");
            }
            let manifest = Manifest::parse(bytes).ok();
            if manifest.is_none() {
                say(&of_manifest, None, "verify.no-manifest");
            }
            manifest
        }
    };
    let board = files.get(&of_board);
    match board {
        None => say(&of_board, manifest.as_ref(), "verify.missing"),
        Some(bytes) if hex(sha256(bytes).bytes()) != digest => {
            say(&of_board, manifest.as_ref(), "verify.other-board");
        }
        Some(_) => {}
    }
    let manifest = manifest?;
    if manifest.round.code != findings.round {
        let what = Message::new("verify.other-round").with("round", &manifest.round.code);
        let found = trouble(&of_manifest, Some(&manifest), what);
        findings.troubles.push(found);
    }
    let cast = board::check(&of_board, board?, name, &manifest, findings);
    Some((manifest, cast))
}

/// Files that nobody asked for.
fn strangers(files: &Files, listed: &BTreeMap<String, String>, findings: &mut Findings) {
    let mut expected: BTreeSet<String> = [LIST, TOTALS, README].map(str::to_owned).into();
    for name in listed.keys() {
        expected.extend([manifest_file(name), board_file(name)]);
    }
    let strangers = files.keys().filter(|name| !expected.contains(*name));
    findings
        .troubles
        .extend(strangers.map(|name| trouble(name, None, Message::new("verify.stranger"))));
}

fn trouble(file: &str, manifest: Option<&Manifest>, what: Message) -> Trouble {
    Trouble {
        file: file.to_owned(),
        line: None,
        agency: manifest.map(|manifest| manifest.agency.code.clone()),
        what,
    }
}

fn numbers(key: &'static str, claimed: impl ToString, found: impl ToString) -> Message {
    Message::new(key)
        .with("claimed", claimed)
        .with("found", found)
}
