//! The check of a bundle, with nothing but its files.

mod board;
mod totals;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::reading::Sheet;
use super::{Findings, LIST, LIST_HEADING, README, TOTALS, Trouble};
use super::{board_file, manifest_file};
use crate::crypto::digest::sha256;
use crate::crypto::manifest::{Manifest, fingerprint};
use crate::domain::encoding::{base32, hex};
use crate::domain::files::Bundle;
use crate::domain::message::Message;

/// What is known of a poll when totals are compared.
struct Known {
    agency: String,
    cast: u64,
    k: u64,
}

/// Checks everything that the files can show, and names each trouble. Holds the files of one poll at a time.
pub fn check(files: &dyn Bundle) -> Findings {
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
    if let Ok(Some(bytes)) = held(files, TOTALS, &mut findings) {
        findings.with_totals = true;
        totals::check(&bytes, &known, &mut findings);
    }
    strangers(files, &listed, &mut findings);
    findings
}

/// A file cannot be read; it is among the troubles.
struct Named;

/// A file's bytes, if it is there.
fn held<'a>(
    files: &'a dyn Bundle,
    name: &str,
    findings: &mut Findings,
) -> Result<Option<Cow<'a, [u8]>>, Named> {
    files.read(name).map_err(|problem| {
        let what = Message::new("verify.unreadable").with("problem", problem);
        findings.troubles.push(trouble(name, None, what));
        Named
    })
}

/// Polls on the list with the digests of their boards.
fn list(files: &dyn Bundle, findings: &mut Findings) -> Option<BTreeMap<String, String>> {
    let bytes = held(files, LIST, findings).ok()?;
    let sheet = bytes.as_ref().and_then(|bytes| {
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
    files: &dyn Bundle,
    name: &str,
    digest: &str,
    findings: &mut Findings,
) -> Option<(Manifest, u64)> {
    let (of_manifest, of_board) = (manifest_file(name), board_file(name));
    let manifest = match held(files, &of_manifest, findings) {
        Ok(bytes) => manifest_of(name, &of_manifest, bytes.as_deref(), findings),
        Err(Named) => None,
    };
    let board = held(files, &of_board, findings);
    let mut say = |what: &'static str| {
        let found = trouble(&of_board, manifest.as_ref(), Message::new(what));
        findings.troubles.push(found);
    };
    match &board {
        Ok(None) => say("verify.missing"),
        Ok(Some(bytes)) if hex(sha256(bytes).bytes()) != digest => say("verify.other-board"),
        Ok(Some(_)) | Err(Named) => {}
    }
    let board = board.ok().flatten();
    let manifest = manifest?;
    if manifest.round.code != findings.round {
        let what = Message::new("verify.other-round").with("round", &manifest.round.code);
        let found = trouble(&of_manifest, Some(&manifest), what);
        findings.troubles.push(found);
    }
    let cast = board::check(&of_board, &board?, name, &manifest, findings);
    Some((manifest, cast))
}

/// The manifest of a poll, if it is one.
fn manifest_of(
    name: &str,
    file: &str,
    bytes: Option<&[u8]>,
    findings: &mut Findings,
) -> Option<Manifest> {
    let mut say = |what: &'static str| {
        let found = trouble(file, None, Message::new(what));
        findings.troubles.push(found);
    };
    let Some(bytes) = bytes else {
        say("verify.missing");
        return None;
    };
    if base32(fingerprint(bytes).bytes()) != name {
        say("verify.other-fingerprint");
    }
    let manifest = Manifest::parse(bytes).ok();
    if manifest.is_none() {
        say("verify.no-manifest");
    }
    manifest
}

/// Files that nobody asked for.
fn strangers(files: &dyn Bundle, listed: &BTreeMap<String, String>, findings: &mut Findings) {
    let mut expected: BTreeSet<String> = [LIST, TOTALS, README].map(str::to_owned).into();
    for name in listed.keys() {
        expected.extend([manifest_file(name), board_file(name)]);
    }
    let names = files.names().into_iter();
    let strangers = names.filter(|name| !expected.contains(name));
    findings
        .troubles
        .extend(strangers.map(|name| trouble(&name, None, Message::new("verify.stranger"))));
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
