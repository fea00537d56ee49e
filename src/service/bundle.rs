//! The public files of a round's boards, together: for an auditor, or anybody, to check at home.

use std::collections::HashMap;

use super::access::desks::AuditorDesk;
use super::finish_round::grace_over;
use super::office::Office;
use super::refusal::Refusal;
use super::tally_totals::by_atom;
use crate::crypto::bundle::{
    CountTotal, Files, PublicPoll, README, RoundTotals, boards_digest, pack,
};
use crate::domain::encoding::hex;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::Fingerprint;
use crate::store::PollTotal;

/// States in which the boards of a round stand, or will when the grace is over.
const WITH_BOARDS: [RoundState; 3] = [
    RoundState::Closed,
    RoundState::Tallied,
    RoundState::Published,
];

/// All that is public of the boards of a round, and of its totals once they are published.
pub async fn bundle(office: &Office, code: &str) -> Result<Files, Refusal> {
    let round = office.round_in(code, &WITH_BOARDS).await?;
    grace_over(office, &round)?;
    if round.state == RoundState::Closed && office.results.boards(code).await?.is_empty() {
        return Err(Refusal::mend("errors.boards-to-come"));
    }
    let mut polls = Vec::new();
    for poll in office.registry.polls(round.id).await? {
        let manifest = office.content.manifest_of_poll(&poll.id);
        let board = office.results.board(&poll.id).await?;
        let (manifest, board) = manifest
            .zip(board)
            .ok_or_else(|| Refusal::mend("errors.board-missing"))?;
        polls.push(PublicPoll {
            fingerprint: poll.fingerprint,
            manifest,
            board: board.bytes,
        });
    }
    let totals = match round.state {
        RoundState::Published => Some(totals(office, &round).await?),
        _ => None,
    };
    let mut files = pack(code, polls, totals.as_ref());
    let readme = office.assets.read("verify/README.txt");
    files.extend(readme.map(|text| (README.to_owned(), text.into_owned())));
    Ok(files)
}

/// SHA-256 of the list of a round's boards, in hexadecimal: what belongs in the minutes.
pub async fn digest_of_boards(office: &Office, round: &Round) -> Result<String, Refusal> {
    let standing = office.results.boards(&round.code).await?.into_iter();
    let standing: HashMap<_, _> = standing.map(|line| (line.poll, line.sha256)).collect();
    let mut boards = Vec::new();
    for poll in office.registry.polls(round.id).await? {
        let sha256 = standing.get(&poll.id).copied();
        let sha256 = sha256.ok_or_else(|| Refusal::mend("errors.board-missing"))?;
        boards.push((poll.fingerprint, sha256));
    }
    Ok(hex(boards_digest(&round.code, &boards).bytes()))
}

async fn totals(office: &Office, round: &Round) -> Result<RoundTotals, Refusal> {
    let polls = office.registry.polls(round.id).await?;
    let fingerprints: HashMap<_, _> = polls
        .iter()
        .map(|poll| (*poll.id.bytes(), poll.fingerprint))
        .collect();
    let stored = office.results.totals(&round.code).await?;
    let named: HashMap<&str, Fingerprint> = stored
        .iter()
        .filter_map(|total: &PollTotal| {
            let fingerprint = fingerprints.get(total.poll.bytes())?;
            Some((total.agency.as_str(), *fingerprint))
        })
        .collect();
    let mut totals = RoundTotals::default();
    for line in by_atom(&stored) {
        let agencies = line.agencies.iter();
        let polls: Vec<Fingerprint> = agencies
            .filter_map(|agency| named.get(agency.as_str()).copied())
            .collect();
        match line.valid_and_invalid {
            Some((valid, invalid)) => totals.counts.push(CountTotal {
                valid,
                invalid,
                polls,
            }),
            None => totals.uncounted.extend(polls),
        }
    }
    Ok(totals)
}

impl AuditorDesk {
    /// Rounds whose boards stand, the latest first.
    pub async fn rounds_with_boards(&self) -> Result<Vec<(Round, String)>, Refusal> {
        let mut rounds = Vec::new();
        for round in self.office.registry.rounds().await?.into_iter().rev() {
            if !WITH_BOARDS.contains(&round.state) {
                continue;
            }
            match digest_of_boards(&self.office, &round).await {
                Ok(digest) => rounds.push((round, digest)),
                // The grace still runs, and the boards are not written.
                Err(Refusal::Mendable(_)) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(rounds)
    }

    /// The public files of a round's boards.
    pub async fn bundle(&self, code: &str) -> Result<Files, Refusal> {
        bundle(&self.office, code).await
    }

    /// A script that checks them and has none of this code.
    pub fn verifying_script(&self) -> Vec<u8> {
        let script = self.office.assets.read("verify/verify_board.py");
        script.unwrap_or_default().into_owned()
    }
}
