//! Results: boards, totals of polls, counts of atoms, published figures. All write-once.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::connection::{Results, StoreError};
use super::entity::{atom_count, board, poll_total, profile_count, published};
use super::lanes::begin;
use super::text::{column, fixed, number};
use crate::domain::encoding::hex;
use crate::domain::wire::{Digest, PollId};
use crate::fault::{self, Step};

/// The public list of a poll's ballots, written when the grace ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardFile {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Number of ballots in it.
    pub ballots: u64,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What stands of a board in the list of a round's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardLine {
    /// The poll.
    pub poll: PollId,
    /// SHA-256 of the file.
    pub sha256: Digest,
}

/// Totals of one poll; `atom` says where its ballots were counted, if anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollTotal {
    /// The poll.
    pub poll: PollId,
    /// Code of its agency.
    pub agency: String,
    /// Name of the atom its valid ballots were counted in.
    pub atom: Option<String>,
    /// People eligible at close.
    pub eligible: u64,
    /// People exempt at close.
    pub exempt: u64,
    /// People who took part.
    pub acknowledged: u64,
    /// Ballots on the board.
    pub ballots: u64,
    /// Ballots that could not be counted.
    pub invalid: u64,
}

/// Sheets of figures that are written at a time.
const SHEETS_AT_A_TIME: usize = 100;

/// Numbers of one atom: (sub-item or question of the profile, option, how many).
pub type AtomRows = Vec<(String, String, u64)>;

impl Results {
    /// Writes the board of a poll; one that stands already stays.
    pub async fn write_board(
        &self,
        round: &str,
        poll: &PollId,
        file: &BoardFile,
    ) -> Result<(), StoreError> {
        let row = board::ActiveModel {
            poll: Set(hex(poll.as_ref())),
            round: Set(round.to_owned()),
            sha256: Set(hex(file.sha256.as_ref())),
            ballots: Set(column(file.ballots)),
            file: Set(file.bytes.clone()),
        };
        board::Entity::insert(row)
            .on_conflict(
                OnConflict::column(board::Column::Poll)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    /// The board of a poll, if it was written.
    pub async fn board(&self, poll: &PollId) -> Result<Option<BoardFile>, StoreError> {
        let Some(row) = board::Entity::find_by_id(hex(poll.as_ref()))
            .one(&self.db)
            .await?
        else {
            return Ok(None);
        };
        Ok(Some(BoardFile {
            sha256: fixed(&row.sha256, "board")?,
            ballots: number(row.ballots, "board")?,
            bytes: row.file,
        }))
    }

    /// The boards of a round that were written, without their files.
    pub async fn boards(&self, round: &str) -> Result<Vec<BoardLine>, StoreError> {
        let rows: Vec<(String, String)> = board::Entity::find()
            .select_only()
            .column(board::Column::Poll)
            .column(board::Column::Sha256)
            .filter(board::COLUMN.round.eq(round))
            .into_tuple()
            .all(&self.db)
            .await?;
        let line = |(poll, sha256): (String, String)| {
            Ok(BoardLine {
                poll: fixed(&poll, "board")?,
                sha256: fixed(&sha256, "board")?,
            })
        };
        rows.into_iter().map(line).collect()
    }

    /// Commits an atom: its counts, its profile and the totals of its polls, all or none, and only
    /// once.
    pub async fn commit_atom(
        &self,
        round: &str,
        atom: &str,
        rows: &AtomRows,
        profile: &AtomRows,
        totals: &[PollTotal],
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        let counts = rows
            .iter()
            .map(|(sub_item, option, n)| atom_count::ActiveModel {
                atom: Set(atom.to_owned()),
                sub_item: Set(sub_item.clone()),
                option: Set(option.clone()),
                round: Set(round.to_owned()),
                n: Set(column(*n)),
            });
        if !rows.is_empty() {
            atom_count::Entity::insert_many(counts)
                .exec_without_returning(&transaction)
                .await?;
        }
        let said = profile
            .iter()
            .map(|(question, option, n)| profile_count::ActiveModel {
                atom: Set(atom.to_owned()),
                question: Set(question.clone()),
                option: Set(option.clone()),
                round: Set(round.to_owned()),
                n: Set(column(*n)),
            });
        if !profile.is_empty() {
            profile_count::Entity::insert_many(said)
                .exec_without_returning(&transaction)
                .await?;
        }
        let polls = totals.iter().map(|total| total_row(round, total));
        poll_total::Entity::insert_many(polls)
            .exec_without_returning(&transaction)
            .await?;
        fault::at(Step::TallyWritten);
        transaction.commit().await?;
        Ok(())
    }

    /// Totals of a round's polls that are counted.
    pub async fn totals(&self, round: &str) -> Result<Vec<PollTotal>, StoreError> {
        let rows = poll_total::Entity::find()
            .filter(poll_total::COLUMN.round.eq(round))
            .all(&self.db)
            .await?;
        rows.into_iter().map(total_of).collect()
    }

    /// Counts of these atoms: (atom, sub-item, option, n).
    pub async fn atom_counts(
        &self,
        atoms: &[&str],
    ) -> Result<Vec<(String, String, String, u64)>, StoreError> {
        let rows = atom_count::Entity::find()
            .filter(atom_count::COLUMN.atom.is_in(atoms.iter().copied()))
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|row| Ok((row.atom, row.sub_item, row.option, number(row.n, "count")?)))
            .collect()
    }

    /// Profiles of these atoms: (atom, question, option, n).
    pub async fn profile_counts(
        &self,
        atoms: &[&str],
    ) -> Result<Vec<(String, String, String, u64)>, StoreError> {
        let rows = profile_count::Entity::find()
            .filter(profile_count::COLUMN.atom.is_in(atoms.iter().copied()))
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok((
                    row.atom,
                    row.question,
                    row.option,
                    number(row.n, "profile")?,
                ))
            })
            .collect()
    }

    /// Publishes the figures of all agencies of a round at once: (agency code, figures), made as they are
    /// written. They never change: those that stand already, of a run that was killed before it told the
    /// registry, stay as a whole.
    pub async fn publish<E: From<StoreError>>(
        &self,
        round: &str,
        figures: impl Iterator<Item = Result<(String, String), E>>,
    ) -> Result<(), E> {
        let transaction = begin(&self.db).await.map_err(StoreError::from)?;
        let standing = published::Entity::find().filter(published::COLUMN.round.eq(round));
        let standing = standing.one(&transaction).await;
        if standing.map_err(StoreError::from)?.is_some() {
            return Ok(());
        }
        let mut rows = Vec::new();
        let mut figures = figures.peekable();
        while let Some(sheet) = figures.next() {
            let (agency, figures_of) = sheet?;
            rows.push(published::ActiveModel {
                round: Set(round.to_owned()),
                agency: Set(agency),
                figures: Set(figures_of),
            });
            if rows.len() == SHEETS_AT_A_TIME || figures.peek().is_none() {
                published::Entity::insert_many(std::mem::take(&mut rows))
                    .exec_without_returning(&transaction)
                    .await
                    .map_err(StoreError::from)?;
            }
        }
        fault::at(Step::PublishWritten);
        Ok(transaction.commit().await.map_err(StoreError::from)?)
    }

    /// Published figures of an agency in a round, as they were published.
    pub async fn published_of(
        &self,
        round: &str,
        agency: &str,
    ) -> Result<Option<String>, StoreError> {
        let row = published::Entity::find_by_id((round.to_owned(), agency.to_owned()))
            .one(&self.db)
            .await?;
        Ok(row.map(|row| row.figures))
    }

    /// Published figures of the next agencies behind this code, in the order of codes.
    pub async fn published_after(
        &self,
        round: &str,
        agency: &str,
        limit: u64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let rows = published::Entity::find()
            .select_only()
            .column(published::Column::Agency)
            .column(published::Column::Figures)
            .filter(published::COLUMN.round.eq(round))
            .filter(published::COLUMN.agency.gt(agency))
            .order_by_asc(published::COLUMN.agency)
            .limit(limit)
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(rows)
    }

    /// Published figures of a round: (agency code, figures as they were published).
    pub async fn published(&self, round: &str) -> Result<Vec<(String, String)>, StoreError> {
        let rows = published::Entity::find()
            .filter(published::COLUMN.round.eq(round))
            .all(&self.db)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.agency, row.figures))
            .collect())
    }
}

fn total_row(round: &str, total: &PollTotal) -> poll_total::ActiveModel {
    poll_total::ActiveModel {
        poll: Set(hex(total.poll.as_ref())),
        round: Set(round.to_owned()),
        agency: Set(total.agency.clone()),
        atom: Set(total.atom.clone()),
        eligible: Set(column(total.eligible)),
        exempt: Set(column(total.exempt)),
        acknowledged: Set(column(total.acknowledged)),
        ballots: Set(column(total.ballots)),
        invalid: Set(column(total.invalid)),
    }
}

fn total_of(row: poll_total::Model) -> Result<PollTotal, StoreError> {
    Ok(PollTotal {
        poll: fixed(&row.poll, "poll id")?,
        agency: row.agency,
        atom: row.atom,
        eligible: number(row.eligible, "total")?,
        exempt: number(row.exempt, "total")?,
        acknowledged: number(row.acknowledged, "total")?,
        ballots: number(row.ballots, "total")?,
        invalid: number(row.invalid, "total")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_agency_is_read_once_whatever_page_it_is_on() {
        let folder = tempfile::tempdir().unwrap();
        let results = Results::open(folder.path()).await.unwrap();
        for (round, many) in [("two-pages", 20), ("one-more", 21)] {
            let codes: Vec<String> = (0..many).map(|n| format!("A{n:03}")).collect();
            let sheets = codes
                .iter()
                .rev()
                .map(|code| Ok::<_, StoreError>((code.clone(), format!("of {code}"))));
            results.publish(round, sheets).await.unwrap();
            let mut read: Vec<(String, String)> = Vec::new();
            loop {
                let last = read.last().map_or("", |(code, _)| code);
                let more = results.published_after(round, last, 10).await.unwrap();
                if more.is_empty() {
                    break;
                }
                read.extend(more);
            }
            let all: Vec<(String, String)> = codes
                .iter()
                .map(|code| (code.clone(), format!("of {code}")))
                .collect();
            assert_eq!(read, all);
        }
    }
}
