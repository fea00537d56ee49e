//! The check of one board: every right valid, every ballot there once, no more ballots than rights.

use std::collections::HashMap;

use super::numbers;
use crate::crypto::blind_rsa::IssuingPublicKey;
use crate::crypto::board::{Board, BoardCounts, HEADING, hash, signed_entry};
use crate::crypto::bundle::Findings;
use crate::crypto::bundle::reading::Sheet;
use crate::crypto::manifest::Manifest;
use crate::crypto::message::message_of;
use crate::domain::encoding::hex;
use crate::domain::message::Message;
use crate::domain::wire::Digest;

/// Where a ballot stands first.
type Seen = HashMap<Digest, usize>;

/// Names what is wrong with a board; returns the number of ballots that it claims.
pub(super) fn check(
    file: &str,
    bytes: &[u8],
    fingerprint: &str,
    manifest: &Manifest,
    findings: &mut Findings,
) -> u64 {
    let before = findings.troubles.len();
    let Some(mut sheet) = Sheet::of(file, bytes) else {
        let what = Message::new("verify.no-text");
        findings
            .troubles
            .push(super::trouble(file, Some(manifest), what));
        return 0;
    };
    sheet.agency = Some(manifest.agency.code.clone());
    head(&mut sheet, fingerprint, manifest, findings);
    let counts = counts(&mut sheet, findings);
    let mut seen = Seen::new();
    let key = manifest.issuing_key().ok().flatten();
    let claimed: Option<u64> = sheet.named("signed", findings);
    let claimed_at = sheet.line();
    let signed = signed(&mut sheet, manifest, key.as_ref(), &mut seen, findings);
    claims(&sheet, claimed, claimed_at, signed, findings);
    let claimed: Option<u64> = sheet.named("unsigned", findings);
    let claimed_at = sheet.line();
    let unsigned = unsigned(&mut sheet, &mut seen, findings);
    claims(&sheet, claimed, claimed_at, unsigned, findings);
    rights(&sheet, &counts, signed, unsigned, findings);
    if key.is_some() && (unsigned > 0 || counts.tickets_spent > 0) {
        let what = numbers("verify.tickets-of-staff", counts.tickets_spent, unsigned);
        findings.troubles.push(sheet.about(what));
    }
    findings.ballots += signed + unsigned;
    let whole = std::str::from_utf8(bytes).is_ok_and(|text| Board::parse(text).is_ok());
    if !whole && findings.troubles.len() == before {
        let what = Message::new("verify.other-spelling");
        findings.troubles.push(sheet.about(what));
    }
    counts.cast
}

/// The lines that say of which poll the board is.
fn head(sheet: &mut Sheet<'_>, fingerprint: &str, manifest: &Manifest, findings: &mut Findings) {
    if sheet.next() != Some(HEADING) {
        let what = Message::new("verify.line-expected").with("expected", HEADING);
        findings.troubles.push(sheet.trouble(1, what));
    }
    let poll = hex(manifest.poll.0.bytes());
    for (name, expected) in [("poll", poll.as_str()), ("fingerprint", fingerprint)] {
        let value: Option<String> = sheet.named(name, findings);
        if value.is_some_and(|value| value != expected) {
            let what = Message::new("verify.of-another-poll");
            findings.troubles.push(sheet.trouble(sheet.line(), what));
        }
    }
}

fn counts(sheet: &mut Sheet<'_>, findings: &mut Findings) -> BoardCounts {
    let mut number = |name| sheet.named(name, findings).unwrap_or_default();
    BoardCounts {
        eligible: number("eligible"),
        exempt: number("exempt"),
        acknowledged: number("acknowledged"),
        tickets_spent: number("tickets-spent"),
        cast: number("cast"),
    }
}

/// Ballots with a credential; returns how many lines there are.
fn signed(
    sheet: &mut Sheet<'_>,
    manifest: &Manifest,
    key: Option<&IssuingPublicKey>,
    seen: &mut Seen,
    findings: &mut Findings,
) -> u64 {
    let lines = sheet.until("unsigned");
    let mut before = None;
    for (at, line) in &lines {
        let Some(entry) = signed_entry(line) else {
            let what = Message::new("verify.line-unreadable");
            findings.troubles.push(sheet.trouble(*at, what));
            continue;
        };
        once(sheet, *at, entry.envelope_hash, &mut before, seen, findings);
        let message = message_of(&manifest.poll.0, &entry.envelope_hash);
        let valid = key.is_some_and(|key| {
            key.verify(&entry.random32, &message, &entry.signature)
                .is_ok()
        });
        if !valid {
            let what = Message::new("verify.no-right");
            findings.troubles.push(sheet.trouble(*at, what));
        }
    }
    lines.len() as u64
}

/// Ballots with a ticket; returns how many lines there are.
fn unsigned(sheet: &mut Sheet<'_>, seen: &mut Seen, findings: &mut Findings) -> u64 {
    let lines = sheet.until("");
    let mut before = None;
    for (at, line) in &lines {
        if let Some(hash) = hash(line) {
            once(sheet, *at, hash, &mut before, seen, findings);
        } else {
            let what = Message::new("verify.line-unreadable");
            findings.troubles.push(sheet.trouble(*at, what));
        }
    }
    lines.len() as u64
}

/// Every ballot stands there once, in the order of the hashes.
fn once(
    sheet: &Sheet<'_>,
    at: usize,
    hash: Digest,
    before: &mut Option<Digest>,
    seen: &mut Seen,
    findings: &mut Findings,
) {
    if let Some(first) = seen.get(&hash) {
        let what = Message::new("verify.twice").with("first", first);
        findings.troubles.push(sheet.trouble(at, what));
    } else if before.is_some_and(|before| before > hash) {
        let what = Message::new("verify.not-sorted");
        findings.troubles.push(sheet.trouble(at, what));
    }
    seen.entry(hash).or_insert(at);
    *before = Some(hash);
}

fn claims(sheet: &Sheet<'_>, claimed: Option<u64>, at: usize, found: u64, findings: &mut Findings) {
    if let Some(claimed) = claimed.filter(|claimed| *claimed != found) {
        let what = numbers("verify.claims", claimed, found);
        findings.troubles.push(sheet.trouble(at, what));
    }
}

/// No more ballots than rights, and as many as claimed.
fn rights(
    sheet: &Sheet<'_>,
    counts: &BoardCounts,
    signed: u64,
    unsigned: u64,
    findings: &mut Findings,
) {
    if counts.cast != signed + unsigned {
        let what = numbers("verify.cast", counts.cast, signed + unsigned);
        findings.troubles.push(sheet.about(what));
    }
    if signed > counts.acknowledged {
        let what = numbers("verify.more-than-signed", counts.acknowledged, signed);
        findings.troubles.push(sheet.about(what));
    }
    if unsigned > counts.tickets_spent {
        let what = numbers("verify.more-than-tickets", counts.tickets_spent, unsigned);
        findings.troubles.push(sheet.about(what));
    }
    let asked = counts.eligible + counts.exempt;
    if counts.acknowledged > asked {
        let what = numbers("verify.more-than-asked", asked, counts.acknowledged);
        findings.remarks.push(sheet.about(what));
    }
}
