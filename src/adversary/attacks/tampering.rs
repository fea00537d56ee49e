//! Public files of a round's boards, changed as a server could change them, and whoever checks them.

use crate::adversary::{Spoilt, Tool};
use crate::crypto::board::Board;
use crate::crypto::bundle::{LIST, TOTALS, check};
use crate::crypto::digest::sha256;
use crate::domain::encoding::hex;
use crate::domain::files::Files;
use crate::domain::wire::{Digest, Nullifier};

/// Lines of a board before the first ballot.
const HEAD: usize = 9;
/// Lines of the head that say how many acknowledged, were cast, and are signed.
const NUMBERS: [usize; 3] = [5, 7, 8];

/// The files, and what people know of them from elsewhere.
pub struct Bundle {
    /// The files as they were published.
    pub files: Files,
    /// Name of the board.
    board: String,
    /// Digest of the list, as it was noted when the round ended.
    noted: Digest,
    /// Receipts of all respondents.
    receipts: Vec<Nullifier>,
}

impl Bundle {
    /// Of one poll's files, with those that stood when the round ended.
    pub fn of(files: Files, noted: &Files, receipts: Vec<Nullifier>) -> Result<Self, Spoilt> {
        let board = files.keys().find(|name| name.starts_with("boards/"));
        let board = board.cloned().ok_or(Spoilt::Setup("board"))?;
        let noted = noted.get(LIST).ok_or(Spoilt::Setup("list"))?;
        Ok(Self {
            board,
            noted: sha256(noted),
            receipts,
            files,
        })
    }

    /// Whether nobody notices anything. A common tool has a number of answers to compare with, and no more.
    pub fn passes(&self, files: &Files, tool: Tool) -> bool {
        let text = self.text(files);
        match tool {
            Tool::Common => {
                let lines: Vec<&str> = text.lines().collect();
                let claimed = lines.get(7).and_then(|line| line.strip_prefix("cast "));
                let there = lines.len().saturating_sub(HEAD + 1).to_string();
                claimed == Some(there.as_str())
            }
            Tool::Ours => {
                let found = check(files);
                let Ok(board) = Board::parse(&text) else {
                    return false;
                };
                found.troubles.is_empty()
                    && found.digest == Some(self.noted)
                    && self.receipts.iter().all(|own| board.holds(own))
            }
        }
    }

    fn text(&self, files: &Files) -> String {
        let board = files.get(&self.board).cloned().unwrap_or_default();
        String::from_utf8(board).unwrap_or_default()
    }

    /// The files with another board, and a list that agrees with it.
    fn with_board(&self, lines: &[String]) -> Files {
        let mut files = self.files.clone();
        let board = (lines.join("\n") + "\n").into_bytes();
        let digest = |bytes: &[u8]| hex(sha256(bytes).as_ref());
        let before = self.files.get(&self.board).map(|old| digest(old));
        if let Some(list) = files.get_mut(LIST) {
            let text = String::from_utf8_lossy(list);
            let text = text.replace(&before.unwrap_or_default(), &digest(&board));
            *list = text.into_bytes();
        }
        files.insert(self.board.clone(), board);
        files
    }

    /// The files with other totals.
    fn with_totals(&self, more: i64) -> Files {
        let mut files = self.files.clone();
        if let Some(totals) = files.get_mut(TOTALS) {
            let text = String::from_utf8_lossy(totals);
            let lines = text.lines().map(|line| match line.split_once(' ') {
                Some((valid, rest)) => match valid.parse::<i64>() {
                    Ok(valid) => format!("{} {rest}\n", valid + more),
                    Err(_) => format!("{line}\n"),
                },
                None => format!("{line}\n"),
            });
            *totals = lines.collect::<String>().into_bytes();
        }
        files
    }
}

/// All changes: of every ballot's line, of the totals, and of whole files.
pub fn tampered(honest: &Bundle) -> Vec<Files> {
    let text = honest.text(&honest.files);
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // The last line says how many ballots without a credential there are.
    let ballots = HEAD..lines.len().saturating_sub(1);
    let mut changed = Vec::new();
    for at in ballots.clone() {
        let other = if at + 1 < ballots.end { at + 1 } else { HEAD };
        changed.extend(of_line(&lines, at, other).map(|lines| honest.with_board(&lines)));
    }
    for more in [-1, 1] {
        changed.push(honest.with_totals(more));
        let mut files = honest.with_totals(more);
        let robbed = honest.with_board(&fewer(&lines, HEAD));
        files.extend(robbed.into_iter().filter(|(name, _)| name != TOTALS));
        changed.push(files);
    }
    for name in [&honest.board, LIST, TOTALS] {
        let mut files = honest.files.clone();
        files.remove(name);
        if name != TOTALS {
            changed.push(files);
        }
    }
    changed
}

/// A ballot dropped; dropped with all numbers put right; put there twice; twice with all numbers put right;
/// in the place of another; with another's right; with another envelope; and behind its neighbour.
fn of_line(lines: &[String], at: usize, other: usize) -> [Vec<String>; 8] {
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.to_vec();
        change(&mut lines);
        lines
    };
    let own = lines.get(at).cloned().unwrap_or_default();
    let neighbour = lines.get(other).cloned().unwrap_or_default();
    let put = |lines: &mut Vec<String>, at: usize, line: String| {
        if let Some(slot) = lines.get_mut(at) {
            *slot = line;
        }
    };
    let right = |line: &str| line.split_once(' ').map(|(_, right)| right.to_owned());
    let turned: String = own.get(..64).unwrap_or_default().chars().rev().collect();
    [
        with(&|lines| drop(lines.remove(at))),
        fewer(lines, at),
        with(&|lines| lines.insert(at, own.clone())),
        more(lines, at, &own),
        with(&|lines| put(lines, other, own.clone())),
        with(&|lines| {
            let hash = own.get(..64).unwrap_or_default();
            let right = right(&neighbour).unwrap_or_default();
            put(lines, at, format!("{hash} {right}"));
        }),
        with(&|lines| {
            let right = right(&own).unwrap_or_default();
            put(lines, at, format!("{turned} {right}"));
        }),
        with(&|lines| lines.swap(at, other)),
    ]
}

/// A ballot less, and all numbers put right.
fn fewer(lines: &[String], at: usize) -> Vec<String> {
    let mut lines = lines.to_vec();
    lines.remove(at);
    numbers(&mut lines, -1);
    lines
}

/// A ballot more, and all numbers put right.
fn more(lines: &[String], at: usize, line: &str) -> Vec<String> {
    let mut lines = lines.to_vec();
    lines.insert(at, line.to_owned());
    numbers(&mut lines, 1);
    lines
}

fn numbers(lines: &mut [String], more: i64) {
    for at in NUMBERS {
        if let Some(line) = lines.get_mut(at)
            && let Some((name, number)) = line.clone().split_once(' ')
            && let Ok(number) = number.parse::<i64>()
        {
            *line = format!("{name} {}", number + more);
        }
    }
}
