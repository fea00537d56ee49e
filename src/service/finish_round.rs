//! What happens when the grace after the close ends: the urn stops accepting, the boards are
//! written once, and the issuing keys are destroyed. May be repeated after a crash.

use std::collections::HashMap;

use super::bundle::digest_of_boards;
use super::office::Office;
use super::participation::{AgencyParticipation, participation};
use super::public_part::{self, is_public};
use super::refusal::Refusal;
use super::sheet_reminder::entries;
use crate::crypto::board::{Board, BoardCounts, SignedEntry};
use crate::crypto::message::envelope_hash;
use crate::domain::agency::AgencyId;
use crate::domain::message::Message;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::wire::Digest;
use crate::fault::{self, Step};
use crate::store::{BoardFile, KeyName, Urn};

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
    let mut written = 0;
    let polls = office.registry.polls(round.id).await?;
    for poll in &polls {
        if office.results.board(&poll.id).await?.is_none() {
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
            written += 1;
            fault::at(Step::FinishBoard);
        }
    }
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
    for poll in &polls {
        office
            .keys
            .destroy(KeyName::Issuing(&round.code, &poll.id))?;
        fault::at(Step::FinishKey);
    }
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
    let lines = participation(office, round).await?.into_iter();
    Ok(lines
        .map(|line| (line.agency.id, board_counts(&line)))
        .collect())
}

/// Whether all of this was done before.
async fn is_finished(office: &Office, round: &Round, urn: &Urn) -> Result<bool, Refusal> {
    for poll in office.registry.polls(round.id).await? {
        let keyed = office.keys.exists(KeyName::Issuing(&round.code, &poll.id));
        if keyed || office.results.board(&poll.id).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(!urn.accepts_any().await?)
}

/// The board of what is in the urn now, with these counts of people.
pub async fn board_of(urn: &Urn, poll: &Poll, counts: BoardCounts) -> Result<BoardFile, Refusal> {
    let ballots = urn.ballots(&poll.id).await?;
    let with_tickets = urn.ticket_ballots(&poll.id).await?;
    let unsigned: Vec<Digest> = with_tickets
        .iter()
        .map(|ballot| envelope_hash(&ballot.envelope))
        .collect();
    let cast = (ballots.len() + unsigned.len()) as u64;
    let signed = ballots
        .into_iter()
        .map(|ballot| SignedEntry {
            random32: ballot.random32,
            envelope_hash: envelope_hash(&ballot.envelope),
            signature: ballot.signature,
        })
        .collect();
    let board = Board::new(
        poll.id,
        poll.fingerprint,
        BoardCounts { cast, ..counts },
        signed,
        unsigned,
    );
    Ok(BoardFile {
        sha256: board.hash(),
        ballots: cast,
        bytes: board.to_text().into_bytes(),
    })
}

/// Counts of people at close: credentials are counted whoever holds them now.
fn board_counts(line: &AgencyParticipation) -> BoardCounts {
    BoardCounts {
        eligible: line.participation.eligible,
        exempt: line.participation.exempt,
        acknowledged: line.issued,
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
        Message::new("errors.grace-runs").at("ends", ends),
    ))
}

fn grace_is_over(office: &Office, round: &Round) -> bool {
    round
        .grace_ends()
        .is_some_and(|ends| office.world.now() >= ends)
}
