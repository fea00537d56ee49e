//! The public files of a round's boards, together: for an auditor, or anybody, to check at home.

use std::collections::HashMap;

use futures_util::stream::{Stream, TryStreamExt as _, try_unfold};

use super::access::desks::AuditorDesk;
use super::finish_round::grace_over;
use super::office::Office;
use super::refusal::Refusal;
use super::tally_totals::by_atom;
use crate::crypto::bundle::{
    CountTotal, LIST, README, RoundTotals, TOTALS, board_file, boards_list, manifest_file,
    totals_text,
};
use crate::crypto::digest::sha256;
use crate::domain::encoding::{base32, hex};
use crate::domain::files::Files;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::{Digest, Fingerprint, PollId};
use crate::store::PollTotal;

/// States in which the boards of a round stand, or will when the grace is over.
const WITH_BOARDS: [RoundState; 3] = [
    RoundState::Closed,
    RoundState::Tallied,
    RoundState::Published,
];

/// The public files of a round's boards: its list, and where the others are read from.
pub struct PublicFiles {
    office: Office,
    list: String,
    parts: Vec<Part>,
}

/// A file of them.
enum Part {
    Text(&'static str, Vec<u8>),
    Board(String, PollId),
    Manifest(String, PollId),
}

/// All that is public of the boards of a round, and of its totals once they are published. A file is read only
/// when its turn comes: those of a country are more than a server's memory.
pub async fn bundle(office: &Office, code: &str) -> Result<PublicFiles, Refusal> {
    let round = office.round_in(code, &WITH_BOARDS).await?;
    grace_over(office, &round)?;
    if round.state == RoundState::Closed && office.results.boards(code).await?.is_empty() {
        return Err(Refusal::mend("errors.boards-to-come"));
    }
    let boards = standing(office, &round).await?;
    let whole = |(poll, ..): &(PollId, _, _)| office.content.has_manifest_of_poll(poll);
    if !boards.iter().all(whole) {
        return Err(Refusal::mend("errors.board-missing"));
    }
    let list = list_of(&round, &boards);
    let readme = office.assets.read("verify/README.txt");
    let readme = readme.map(|text| Part::Text(README, text.into_owned()));
    let mut names: Vec<(String, PollId)> = boards
        .iter()
        .map(|(poll, fingerprint, _)| (base32(fingerprint.bytes()), *poll))
        .collect();
    names.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let board = |(name, poll): &(String, PollId)| Part::Board(name.clone(), *poll);
    let boards = names.iter().map(board);
    // In the order of names, so that one round makes one archive.
    let mut parts: Vec<Part> = readme.into_iter().collect();
    parts.push(Part::Text(LIST, list.clone().into_bytes()));
    parts.extend(boards);
    parts.extend(
        names
            .into_iter()
            .map(|(name, poll)| Part::Manifest(name, poll)),
    );
    if round.state == RoundState::Published {
        let text = totals_text(&round.code, &totals(office, &round).await?);
        parts.push(Part::Text(TOTALS, text.into_bytes()));
    }
    Ok(PublicFiles {
        office: office.clone(),
        list,
        parts,
    })
}

impl PublicFiles {
    /// SHA-256 of the list of boards, in hexadecimal: what belongs in the minutes.
    pub fn digest(&self) -> String {
        hex(sha256(self.list.as_bytes()).bytes())
    }

    /// The files with their names, in the order of these.
    pub fn stream(self) -> impl Stream<Item = Result<(String, Vec<u8>), Refusal>> {
        let Self { office, parts, .. } = self;
        try_unfold(
            (office, parts.into_iter()),
            async move |(office, mut parts)| match parts.next() {
                Some(part) => Ok(Some((part.read(&office).await?, (office, parts)))),
                None => Ok(None),
            },
        )
    }

    /// All of them at once, of a round whose boards fit into memory.
    pub async fn together(self) -> Result<Files, Refusal> {
        self.stream().try_collect().await
    }
}

impl Part {
    async fn read(self, office: &Office) -> Result<(String, Vec<u8>), Refusal> {
        let missing = || Refusal::mend("errors.board-missing");
        match self {
            Part::Text(name, bytes) => Ok((name.to_owned(), bytes)),
            Part::Board(name, poll) => {
                let board = office.results.board(&poll).await?.ok_or_else(missing)?;
                Ok((board_file(&name), board.bytes))
            }
            Part::Manifest(name, poll) => {
                let manifest = office.content.manifest_of_poll(&poll).ok_or_else(missing)?;
                Ok((manifest_file(&name), manifest))
            }
        }
    }
}

/// SHA-256 of the list of a round's boards, in hexadecimal: what belongs in the minutes.
pub async fn digest_of_boards(office: &Office, round: &Round) -> Result<String, Refusal> {
    let list = list_of(round, &standing(office, round).await?);
    Ok(hex(sha256(list.as_bytes()).bytes()))
}

/// A round's polls with fingerprint and SHA-256 of the board; refused if a board is missing.
async fn standing(
    office: &Office,
    round: &Round,
) -> Result<Vec<(PollId, Fingerprint, Digest)>, Refusal> {
    let standing = office.results.boards(&round.code).await?.into_iter();
    let standing: HashMap<_, _> = standing.map(|line| (line.poll, line.sha256)).collect();
    let polls = office.registry.polls(round.id).await?.into_iter();
    let found = polls.map(|poll| {
        let sha256 = standing.get(&poll.id).copied();
        let sha256 = sha256.ok_or_else(|| Refusal::mend("errors.board-missing"))?;
        Ok((poll.id, poll.fingerprint, sha256))
    });
    found.collect()
}

fn list_of(round: &Round, boards: &[(PollId, Fingerprint, Digest)]) -> String {
    let boards = boards
        .iter()
        .map(|(_, fingerprint, sha256)| (*fingerprint, *sha256));
    boards_list(&round.code, &boards.collect::<Vec<_>>())
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
    pub async fn bundle(&self, code: &str) -> Result<PublicFiles, Refusal> {
        bundle(&self.office, code).await
    }

    /// A script that checks them and has none of this code.
    pub fn verifying_script(&self) -> Vec<u8> {
        let script = self.office.assets.read("verify/verify_board.py");
        script.unwrap_or_default().into_owned()
    }
}
