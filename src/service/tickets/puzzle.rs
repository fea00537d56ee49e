//! A proof of work: what a browser computes before a poster gives it a ticket. Many small parts in
//! place of one big one, so that no phone is unlucky for long.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::crypto::puzzle::{PARTS, puzzle_seal, solves};
use crate::domain::base64url;
use crate::domain::wire::Fingerprint;

/// How long a puzzle may be solved.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

const SEALED: usize = 16;
const RANDOM: usize = 8;

/// Gives puzzles and takes each solution once. What it remembers is in memory and for minutes only.
#[derive(Clone)]
pub struct Puzzles {
    key: [u8; 32],
    used: Arc<Mutex<HashMap<Vec<u8>, Timestamp>>>,
}

impl Puzzles {
    /// Seals puzzles under this secret.
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            key,
            used: Arc::default(),
        }
    }

    /// A puzzle for a visit to this poll.
    pub fn give(&self, fingerprint: &Fingerprint, random: [u8; RANDOM], now: Timestamp) -> String {
        let ends = now.checked_add(LASTS).unwrap_or(now).as_second();
        let body = [&random[..], &ends.to_be_bytes()].concat();
        let seal = puzzle_seal(&self.key, fingerprint, &body);
        base64url::encode(&[&body[..], seal.get(..SEALED).unwrap_or_default()].concat())
    }

    /// Whether this is a solution of a puzzle that was given for this poll, in time, for the first
    /// time.
    pub fn take(
        &self,
        fingerprint: &Fingerprint,
        puzzle: &str,
        solution: &[u32],
        now: Timestamp,
    ) -> bool {
        let Some(ends) = self.ends(fingerprint, puzzle) else {
            return false;
        };
        if now >= ends || !is_solution(puzzle, solution) {
            return false;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, ends| now < *ends);
        used.insert(puzzle.as_bytes().to_vec(), ends).is_none()
    }

    fn ends(&self, fingerprint: &Fingerprint, puzzle: &str) -> Option<Timestamp> {
        let bytes = base64url::decode(puzzle).ok()?;
        let (body, seal) = bytes.split_at_checked(RANDOM + 8)?;
        let right = puzzle_seal(&self.key, fingerprint, body);
        if seal.len() != SEALED || right.get(..SEALED) != Some(seal) {
            return None;
        }
        let ends: [u8; 8] = body.get(RANDOM..)?.try_into().ok()?;
        Timestamp::from_second(i64::from_be_bytes(ends)).ok()
    }
}

fn is_solution(puzzle: &str, solution: &[u32]) -> bool {
    let mut parts = solution.iter().enumerate();
    solution.len() == PARTS && parts.all(|(part, number)| solves(puzzle, part, *number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLL: Fingerprint = Fingerprint::new([1; 16]);

    fn solved(puzzle: &str) -> Vec<u32> {
        let part = |part| {
            (0..u32::MAX)
                .find(|number| solves(puzzle, part, *number))
                .unwrap()
        };
        (0..PARTS).map(part).collect()
    }

    #[test]
    fn a_solution_is_taken_once_in_time_and_for_its_own_poll() {
        let puzzles = Puzzles::new([9; 32]);
        let now = Timestamp::UNIX_EPOCH;
        let puzzle = puzzles.give(&POLL, [3; 8], now);
        let solution = solved(&puzzle);
        let mut wrong = solution.clone();
        wrong[15] = (0..u32::MAX).find(|n| !solves(&puzzle, 15, *n)).unwrap();
        assert!(!puzzles.take(&POLL, &puzzle, &wrong, now));
        assert!(!puzzles.take(&POLL, &puzzle, &solution[1..], now));
        assert!(!puzzles.take(&Fingerprint::new([2; 16]), &puzzle, &solution, now));
        let late = now.checked_add(LASTS).unwrap();
        assert!(!puzzles.take(&POLL, &puzzle, &solution, late));
        assert!(puzzles.take(&POLL, &puzzle, &solution, now));
        assert!(!puzzles.take(&POLL, &puzzle, &solution, now), "only once");
        let made_up = Puzzles::new([8; 32]).give(&POLL, [4; 8], now);
        assert!(!puzzles.take(&POLL, &made_up, &solved(&made_up), now));
    }
}
