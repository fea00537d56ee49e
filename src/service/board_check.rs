//! Whether an urn is what stands on its boards: looked at before anything is opened.

use super::finish_round::board_of;
use super::office::Office;
use super::refusal::Refusal;
use super::side_by_side::aside;
use crate::crypto::board::{Board, BoardCounts};
use crate::domain::round::Poll;
use crate::domain::wire::Digest;
use crate::store::Urn;

/// The board's counts, if the urn is exactly what stands on the board.
pub(super) async fn checked_board(
    office: &Office,
    urn: Option<&Urn>,
    poll: &Poll,
) -> Result<BoardCounts, Refusal> {
    let (counts, sha256) = counts_on_board(office, poll).await?;
    if let Some(urn) = urn {
        let now = board_of(urn, poll, counts).await?;
        if now.sha256 != sha256 {
            return Err(Refusal::mend("errors.urn-differs"));
        }
    }
    Ok(counts)
}

async fn counts_on_board(office: &Office, poll: &Poll) -> Result<(BoardCounts, Digest), Refusal> {
    let missing = || Refusal::mend("errors.board-missing");
    let file = office.results.board(&poll.id).await?.ok_or_else(missing)?;
    let read = move || {
        let text = std::str::from_utf8(&file.bytes).map_err(|_| missing())?;
        let board = Board::parse(text).map_err(|_| missing())?;
        Ok((board.counts(), file.sha256))
    };
    aside(read).await
}
