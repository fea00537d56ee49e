//! The ballots of a poll, some at a time: a poll may have more than fit into memory.

use futures_util::stream::{Stream, try_unfold};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::connection::{StoreError, Urn};
use super::entity::{ballot, ticket_ballot};
use super::ticket_casts::TicketBallot;
use super::tickets::unsigned_of;
use super::urn::{StoredBallot, stored_of};
use crate::domain::wire::{Envelope, Nullifier, PollId};

/// Ballots that are read at a time: less than half a megabyte.
const AT_A_TIME: u64 = 500;

/// Some ballots of a poll.
#[derive(Debug)]
pub enum BallotPage {
    /// Cast with a credential.
    Signed(Vec<StoredBallot>),
    /// Cast with a ticket.
    Unsigned(Vec<TicketBallot>),
}

impl BallotPage {
    /// The envelopes alone.
    pub fn envelopes(self) -> Vec<Envelope> {
        match self {
            Self::Signed(ballots) => ballots.into_iter().map(|it| it.envelope).collect(),
            Self::Unsigned(ballots) => ballots.into_iter().map(|it| it.envelope).collect(),
        }
    }
}

/// Where the reading of a poll is: behind this name of those with a credential, then of those with a
/// ticket.
enum Place {
    Signed(Option<Nullifier>),
    Unsigned(Option<Nullifier>),
    End,
}

impl Urn {
    /// All ballots of a poll, in the order of their nullifiers: first those with a credential, then
    /// those with a ticket. What is cast meanwhile may be missing.
    pub fn pages(&self, poll: PollId) -> impl Stream<Item = Result<BallotPage, StoreError>> {
        try_unfold(Place::Signed(None), move |place| self.page(poll, place))
    }

    async fn page(
        &self,
        poll: PollId,
        mut place: Place,
    ) -> Result<Option<(BallotPage, Place)>, StoreError> {
        if let Place::Signed(after) = place {
            let ballots = self.signed_after(&poll, after).await?;
            let last = ballots.last().map(|ballot| ballot.nullifier);
            place = match last.filter(|_| is_full(ballots.len())) {
                Some(last) => Place::Signed(Some(last)),
                None => Place::Unsigned(None),
            };
            if !ballots.is_empty() {
                return Ok(Some((BallotPage::Signed(ballots), place)));
            }
        }
        if let Place::Unsigned(after) = place {
            let ballots = self.unsigned_after(&poll, after).await?;
            let last = ballots.last().map(|ballot| ballot.nullifier);
            place = match last.filter(|_| is_full(ballots.len())) {
                Some(last) => Place::Unsigned(Some(last)),
                None => Place::End,
            };
            if !ballots.is_empty() {
                return Ok(Some((BallotPage::Unsigned(ballots), place)));
            }
        }
        Ok(None)
    }

    async fn signed_after(
        &self,
        poll: &PollId,
        after: Option<Nullifier>,
    ) -> Result<Vec<StoredBallot>, StoreError> {
        let mut some =
            ballot::Entity::find().filter(ballot::COLUMN.poll.eq(poll.as_ref().to_vec()));
        if let Some(after) = after {
            some = some.filter(ballot::Column::Nullifier.gt(after.as_ref().to_vec()));
        }
        let some = some.order_by_asc(ballot::COLUMN.nullifier).limit(AT_A_TIME);
        let rows = some.all(&self.db).await?;
        rows.into_iter().map(stored_of).collect()
    }

    async fn unsigned_after(
        &self,
        poll: &PollId,
        after: Option<Nullifier>,
    ) -> Result<Vec<TicketBallot>, StoreError> {
        let of_poll = ticket_ballot::COLUMN.poll.eq(poll.as_ref().to_vec());
        let mut some = ticket_ballot::Entity::find().filter(of_poll);
        if let Some(after) = after {
            some = some.filter(ticket_ballot::Column::Nullifier.gt(after.as_ref().to_vec()));
        }
        let column = ticket_ballot::COLUMN.nullifier;
        let some = some.order_by_asc(column).limit(AT_A_TIME);
        let rows = some.all(&self.db).await?;
        rows.into_iter().map(unsigned_of).collect()
    }
}

fn is_full(page: usize) -> bool {
    page as u64 >= AT_A_TIME
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt as _;
    use futures_util::future::try_join_all;
    use sea_orm::ConnectionTrait as _;

    use super::*;
    use crate::domain::wire::{Random32, RsaBlock};
    use crate::store::Urns;

    const POLL: PollId = PollId::new([1; 16]);
    const OTHER: PollId = PollId::new([2; 16]);

    fn ballot(n: u16) -> StoredBallot {
        let mut nullifier = [0; 32];
        nullifier[..2].copy_from_slice(&n.to_be_bytes());
        StoredBallot {
            nullifier: Nullifier::new(nullifier),
            envelope: Envelope::new(n.to_be_bytes().to_vec()),
            random32: Random32::new([0; 32]),
            signature: RsaBlock::new([0; 256]),
        }
    }

    #[tokio::test]
    async fn every_ballot_of_the_poll_is_read_once_whatever_page_it_is_on() {
        let folder = tempfile::tempdir().unwrap();
        let urn = Urns::below(folder.path()).create("x").await.unwrap();
        urn.add_polls(&[POLL, OTHER]).await.unwrap();
        let now = || jiff::Timestamp::UNIX_EPOCH;
        // Two full pages, and then one more ballot.
        for many in [2 * AT_A_TIME, 2 * AT_A_TIME + 1] {
            let many = u16::try_from(many).unwrap();
            let casts = (0..many).rev().map(|n| urn.cast(&POLL, ballot(n), now));
            try_join_all(casts).await.unwrap();
            urn.cast(&OTHER, ballot(many), now).await.unwrap();
            let pages: Vec<BallotPage> = urn.pages(POLL).try_collect().await.unwrap();
            let read = pages.into_iter().flat_map(BallotPage::envelopes);
            let read: Vec<Vec<u8>> = read.map(|envelope| envelope.bytes().to_vec()).collect();
            let cast: Vec<Vec<u8>> = (0..many).map(|n| n.to_be_bytes().to_vec()).collect();
            assert_eq!(read, cast);
        }
    }

    /// So many ballots with a ticket, as if they had been cast.
    async fn with_tickets(urn: &Urn, many: u64) {
        let row = |n: u64| format!("(x'{}', x'{n:064x}', x'{n:04x}')", "01".repeat(16));
        let rows: Vec<String> = (0..many).rev().map(row).collect();
        let sql = format!("INSERT INTO ticket_ballot VALUES {}", rows.join(", "));
        urn.db.execute_unprepared(&sql).await.unwrap();
    }

    #[tokio::test]
    async fn those_with_a_ticket_are_read_behind_whole_pages_of_those_without_one() {
        for (signed, unsigned) in [
            (0, 2 * AT_A_TIME),
            (AT_A_TIME, 2 * AT_A_TIME + 1),
            (1, 1),
            (AT_A_TIME, 0),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let urn = Urns::below(folder.path()).create("x").await.unwrap();
            urn.add_polls(&[POLL]).await.unwrap();
            let casts = (0..signed).map(|n| ballot(n.try_into().unwrap()));
            let now = || jiff::Timestamp::UNIX_EPOCH;
            try_join_all(casts.map(|ballot| urn.cast(&POLL, ballot, now)))
                .await
                .unwrap();
            if unsigned > 0 {
                with_tickets(&urn, unsigned).await;
            }
            let pages: Vec<BallotPage> = urn.pages(POLL).try_collect().await.unwrap();
            let read = pages.into_iter().flat_map(BallotPage::envelopes);
            let read: Vec<Vec<u8>> = read.map(|envelope| envelope.bytes().to_vec()).collect();
            let there = (0..signed).chain(0..unsigned);
            let there: Vec<Vec<u8>> = there
                .map(|n| u16::try_from(n).unwrap().to_be_bytes().to_vec())
                .collect();
            assert_eq!(read, there, "{signed} and {unsigned}");
        }
    }
}
