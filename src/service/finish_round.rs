//! What happens when the grace after the close ends: the urn stops accepting, the boards are
//! written once, and the issuing keys are destroyed. May be repeated after a crash.

use std::collections::{HashMap, HashSet};
use std::pin::pin;

use futures_util::TryStreamExt as _;

use super::bundle::digest_of_boards;
use super::office::Office;
use super::public_part::{self, is_public};
use super::refusal::Refusal;
use super::sheet_reminder::entries;
use super::side_by_side::{aside, side_by_side};
use crate::crypto::board::{Board, BoardCounts, SignedEntry};
use crate::crypto::digest::sha256;
use crate::crypto::message::envelope_hash;
use crate::domain::agency::AgencyId;
use crate::domain::message::Message;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::wire::PollId;
use crate::fault::{self, Step};
use crate::store::{AgencyCount, BallotPage, BoardFile, KeyName, StoredBallot, Urn};

/// The act in the log.
const FINISHED: &str = "round.finish";

/// Finishes every closed round whose grace is over; returns how many boards stand anew.
pub async fn finish_due_rounds(office: &Office) -> Result<usize, Refusal> {
    let mut boards = 0;
    for round in office.registry.rounds().await? {
        if round.state == RoundState::Closed && grace_is_over(office, &round) {
            match finish_round(office, &round).await {
                Ok(written) => boards += written,
                Err(problem) => {
                    tracing::error!(round = round.code, cause = %problem, "finishing a round failed");
                }
            }
        }
    }
    Ok(boards)
}

/// Finishes a closed round. Refused while the grace runs, with the time at which it ends.
pub async fn finish_round(office: &Office, round: &Round) -> Result<usize, Refusal> {
    grace_over(office, round)?;
    let Some(urn) = office.urns.get(&round.code).await? else {
        return Ok(0);
    };
    if is_finished(office, round, &urn).await? {
        return Ok(0);
    }
    urn.stop_accepting().await?;
    fault::at(Step::FinishStopped);
    let public = is_public(office, round)?;
    let counts = staff_counts(office, round, public).await?;
    let polls = office.registry.polls(round.id).await?;
    let standing = standing(office, round).await?;
    let missing = polls.iter().filter(|poll| !standing.contains(&poll.id));
    let write = async |poll: &Poll| {
        let known = if public {
            let days = urn.ticket_days(&poll.id).await?;
            office.results.keep_ticket_days(&poll.id, &days).await?;
            public_part::board_counts(office, round, &urn, poll).await?
        } else {
            counts.get(&poll.agency).copied().unwrap_or_default()
        };
        let file = board_of(&urn, poll, known).await?;
        office
            .results
            .write_board(&round.code, &poll.id, &file)
            .await?;
        fault::at(Step::FinishBoard);
        Ok(())
    };
    let written = side_by_side(missing.map(write)).await?.len();
    office.registry.forget_blinded(round.id).await?;
    fault::at(Step::FinishForgotten);
    // Whether, and not whether a board is new: who was killed before this line has written them all.
    if entries(office, FINISHED, &round.code).await?.is_empty() {
        let digest = digest_of_boards(office, round).await?;
        let detail = format!("boards: {}, SHA-256 of their list: {digest}", polls.len());
        office.log(FINISHED, &round.code, &detail).await?;
    }
    // The keys go even where the disk is too full to rewrite the file, and last: that they are gone
    // tells that all of this was done.
    let rewritten = office.registry.rewrite().await;
    fault::at(Step::FinishRewritten);
    let (keys, code) = (office.keys.clone(), round.code.clone());
    let destroy = move || {
        polls.iter().try_for_each(|poll| {
            keys.destroy(KeyName::Issuing(&code, &poll.id))?;
            fault::at(Step::FinishKey);
            Ok(())
        })
    };
    aside(destroy).await?;
    rewritten?;
    Ok(written)
}

/// Counts of people by agency; none where the public answers.
async fn staff_counts(
    office: &Office,
    round: &Round,
    public: bool,
) -> Result<HashMap<AgencyId, BoardCounts>, Refusal> {
    if public {
        return Ok(HashMap::new());
    }
    let counts = office.registry.counts_by_agency(round.id, "").await?;
    let counts = counts.iter();
    Ok(counts.map(|it| (it.agency, board_counts(it))).collect())
}

/// Whether all of this was done before.
async fn is_finished(office: &Office, round: &Round, urn: &Urn) -> Result<bool, Refusal> {
    let standing = standing(office, round).await?;
    for poll in office.registry.polls(round.id).await? {
        let keyed = office.keys.exists(KeyName::Issuing(&round.code, &poll.id));
        if keyed || !standing.contains(&poll.id) {
            return Ok(false);
        }
    }
    Ok(!urn.accepts_any().await?)
}

/// Polls of a round whose boards stand.
async fn standing(office: &Office, round: &Round) -> Result<HashSet<PollId>, Refusal> {
    let boards = office.results.boards(&round.code).await?.into_iter();
    Ok(boards.map(|board| board.poll).collect())
}

/// The board of what is in the urn now, with these counts of people.
pub async fn board_of(urn: &Urn, poll: &Poll, counts: BoardCounts) -> Result<BoardFile, Refusal> {
    let (mut signed, mut unsigned) = (Vec::new(), Vec::new());
    let mut pages = pin!(urn.pages(poll.id));
    while let Some(page) = pages.try_next().await? {
        match page {
            BallotPage::Signed(ballots) => signed.extend(ballots.iter().map(entry)),
            BallotPage::Unsigned(ballots) => {
                let ballots = ballots.iter();
                unsigned.extend(ballots.map(|ballot| envelope_hash(&ballot.envelope)));
            }
        }
    }
    let cast = (signed.len() + unsigned.len()) as u64;
    let (poll, fingerprint) = (poll.id, poll.fingerprint);
    let written = move || {
        let counts = BoardCounts { cast, ..counts };
        let board = Board::new(poll, fingerprint, counts, signed, unsigned);
        let bytes = board.to_text().into_bytes();
        Ok(BoardFile {
            sha256: sha256(&bytes),
            ballots: cast,
            bytes,
        })
    };
    aside(written).await
}

fn entry(ballot: &StoredBallot) -> SignedEntry {
    SignedEntry {
        random32: ballot.random32,
        envelope_hash: envelope_hash(&ballot.envelope),
        signature: ballot.signature,
    }
}

/// Counts of people at close: credentials are counted whoever holds them now.
fn board_counts(count: &AgencyCount) -> BoardCounts {
    BoardCounts {
        eligible: count.counts.eligible,
        exempt: count.counts.exempt,
        acknowledged: count.issued,
        ..BoardCounts::default()
    }
}

/// That no ballot of a closed round is on its way any more. Refused with the time at which it ends.
pub fn grace_over(office: &Office, round: &Round) -> Result<(), Refusal> {
    if grace_is_over(office, round) {
        return Ok(());
    }
    let ends = round.grace_ends().unwrap_or_default();
    Err(Refusal::Mendable(
        Message::new("errors.grace-runs").until("ends", ends),
    ))
}

fn grace_is_over(office: &Office, round: &Round) -> bool {
    round
        .grace_ends()
        .is_some_and(|ends| office.world.now() >= ends)
}
