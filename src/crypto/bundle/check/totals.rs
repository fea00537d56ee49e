//! The check of the totals: what was counted is what stands on the boards, each poll once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, numbers};
use crate::crypto::bundle::reading::Sheet;
use crate::crypto::bundle::{Findings, TOTALS, TOTALS_HEADING};
use crate::domain::message::Message;

/// Compares the totals with the boards.
pub(super) fn check(bytes: &[u8], polls: &BTreeMap<String, Known>, findings: &mut Findings) {
    let Some(mut sheet) = Sheet::of(TOTALS, bytes) else {
        let what = Message::new("verify.no-text");
        findings.troubles.push(super::trouble(TOTALS, None, what));
        return;
    };
    if sheet.next() != Some(TOTALS_HEADING) {
        let what = Message::new("verify.line-expected").with("expected", TOTALS_HEADING);
        findings.troubles.push(sheet.trouble(1, what));
        return;
    }
    let round: Option<String> = sheet.named("round", findings);
    if let Some(round) = round.filter(|round| *round != findings.round) {
        let what = Message::new("verify.other-round").with("round", round);
        findings.troubles.push(sheet.trouble(sheet.line(), what));
    }
    let mut left: BTreeSet<&str> = polls.keys().map(String::as_str).collect();
    let lines = list(&mut sheet, "counts", "uncounted", findings);
    for (at, line) in lines {
        count(&sheet, at, line, polls, &mut left, findings);
    }
    for (at, line) in list(&mut sheet, "uncounted", "", findings) {
        if !left.remove(line) {
            let what = Message::new("verify.counted-twice").with("poll", line);
            findings.troubles.push(sheet.trouble(at, what));
        } else if let Some(poll) = polls.get(line).filter(|poll| poll.cast >= poll.k) {
            // Right only if so many of its ballots were invalid that fewer than k were left.
            let what = numbers("verify.large-uncounted", poll.k, poll.cast);
            let mut remark = sheet.trouble(at, what);
            remark.agency = Some(poll.agency.clone());
            findings.remarks.push(remark);
        }
    }
    for name in left {
        let mut trouble = sheet.about(Message::new("verify.not-in-totals"));
        trouble.agency = polls.get(name).map(|poll| poll.agency.clone());
        findings.troubles.push(trouble);
    }
}

/// A line with the number of lines that follow, and those.
fn list<'a>(
    sheet: &mut Sheet<'a>,
    name: &str,
    end: &str,
    findings: &mut Findings,
) -> Vec<(usize, &'a str)> {
    let claimed: Option<usize> = sheet.named(name, findings);
    let claimed_at = sheet.line();
    let lines = sheet.until(end);
    if let Some(claimed) = claimed.filter(|claimed| *claimed != lines.len()) {
        let what = numbers("verify.claims", claimed, lines.len());
        findings.troubles.push(sheet.trouble(claimed_at, what));
    }
    lines
}

/// One count: its ballots are those of its boards, and at least k of them were valid.
fn count(
    sheet: &Sheet<'_>,
    at: usize,
    line: &str,
    polls: &BTreeMap<String, Known>,
    left: &mut BTreeSet<&str>,
    findings: &mut Findings,
) {
    let mut words = line.split(' ');
    let mut number = || words.next().and_then(|word| word.parse::<u64>().ok());
    let numbers_read = number().zip(number());
    let names: Vec<&str> = words.collect();
    let Some((valid, invalid)) = numbers_read.filter(|_| !names.is_empty()) else {
        let what = Message::new("verify.line-unreadable");
        findings.troubles.push(sheet.trouble(at, what));
        return;
    };
    let (mut cast, mut k, mut agencies) = (0, 0, Vec::new());
    for name in names {
        if !left.remove(name) {
            let what = Message::new("verify.counted-twice").with("poll", name);
            findings.troubles.push(sheet.trouble(at, what));
        }
        if let Some(poll) = polls.get(name) {
            cast += poll.cast;
            k = poll.k.max(k);
            agencies.push(poll.agency.as_str());
        }
    }
    if valid < k {
        let what = numbers("verify.fewer-than-k", valid, k);
        findings.troubles.push(sheet.trouble(at, what));
    }
    if valid.checked_add(invalid) != Some(cast) {
        let what = numbers("verify.total", valid.saturating_add(invalid), cast);
        let mut trouble = sheet.trouble(at, what);
        trouble.agency = Some(agencies.join(", "));
        findings.troubles.push(trouble);
    }
}
