//! Why nothing can be saved for a while, told by the errors of databases and files.

use std::io;

use sea_orm::{DbErr, RuntimeErr, sqlx};

use super::connection::StoreError;

/// Why nothing can be saved until somebody has made room or let it be written again. What was to be
/// saved then is not there at all, and the same may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWriting {
    /// The disk is full, or takes nothing for a reason of its own: SQLite tells both by one code.
    Full,
    /// The disk or the database can only be read.
    ReadOnly,
    /// A server is not set as it must be.
    Settings,
}

impl StoreError {
    /// Whether nothing could be saved, and not only this.
    pub fn no_writing(&self) -> Option<NoWriting> {
        match self {
            StoreError::Database(problem) => of_code(&code(problem)?),
            StoreError::File(problem) => match problem.kind() {
                io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::FileTooLarge => Some(NoWriting::Full),
                io::ErrorKind::ReadOnlyFilesystem => Some(NoWriting::ReadOnly),
                _ => None,
            },
            StoreError::Settings(_) => Some(NoWriting::Settings),
            _ => None,
        }
    }
}

fn code(problem: &DbErr) -> Option<String> {
    let (DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))) = problem
    else {
        return None;
    };
    let sqlx::Error::Database(told) = inner.as_ref() else {
        return None;
    };
    told.code().map(std::borrow::Cow::into_owned)
}

/// What a code of SQLite (sqlite.org/rescode.html) or PostgreSQL (appendix A of its manual) means.
fn of_code(code: &str) -> Option<NoWriting> {
    match code {
        // SQLITE_FULL; SQLITE_IOERR_WRITE, _FSYNC and _SHMSIZE; disk_full.
        "13" | "778" | "1034" | "4874" | "53100" => Some(NoWriting::Full),
        // SQLITE_READONLY with its kinds; read_only_sql_transaction.
        "8" | "264" | "520" | "776" | "1032" | "1288" | "1544" | "25006" => {
            Some(NoWriting::ReadOnly)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use sea_orm::ConnectionTrait as _;
    use tempfile::TempDir;

    use super::super::urn::{Cast, StoredBallot};
    use super::super::{Urn, Urns};
    use super::*;
    use crate::domain::wire::{Envelope, Nullifier, PollId, Random32, RsaBlock};

    const POLL: PollId = PollId::new([7; 16]);

    async fn cast(urn: &Urn, name: u8) -> Result<Cast, StoreError> {
        let ballot = StoredBallot {
            nullifier: Nullifier::new([name; 32]),
            envelope: Envelope::new(vec![name; 60_000]),
            random32: Random32::new([name; 32]),
            signature: RsaBlock::new([name; 256]),
        };
        urn.cast(&POLL, ballot, Timestamp::default).await
    }

    #[actix_web::test]
    async fn a_full_or_read_only_urn_says_so_keeps_what_it_has_and_takes_ballots_again() {
        let folder = TempDir::new().unwrap();
        let urns = Urns::below(folder.path());
        let urn = urns.create("x").await.unwrap();
        urn.add_polls(&[POLL]).await.unwrap();
        cast(&urn, 1).await.unwrap();
        let set = async |pragma: &str| urn.db.execute_unprepared(pragma).await.unwrap();
        for (shut, open, why) in [
            (
                "PRAGMA max_page_count = 1",
                "PRAGMA max_page_count = 1000000",
                NoWriting::Full,
            ),
            (
                "PRAGMA query_only = ON",
                "PRAGMA query_only = OFF",
                NoWriting::ReadOnly,
            ),
        ] {
            // Within the grace it is a transaction, and before it a single statement.
            for until in [None, Some(Timestamp::MAX)] {
                if let Some(until) = until {
                    urn.accept_until(until).await.unwrap();
                }
                set(shut).await;
                let refused = cast(&urn, 2).await.unwrap_err();
                assert_eq!(refused.no_writing(), Some(why), "{refused}");
                set(open).await;
            }
        }
        assert_eq!(urn.count(&POLL).await.unwrap(), 1);
        assert_eq!(cast(&urn, 2).await.unwrap(), Cast::InUrn);
        let beside = Urns::below(folder.path()).get("x").await.unwrap().unwrap();
        assert_eq!(beside.count(&POLL).await.unwrap(), 2, "it is on disk");
    }

    #[test]
    fn a_file_that_cannot_be_written_for_want_of_room_says_so() {
        let of = |kind: io::ErrorKind| StoreError::from(io::Error::from(kind)).no_writing();
        assert_eq!(of(io::ErrorKind::StorageFull), Some(NoWriting::Full));
        assert_eq!(
            of(io::ErrorKind::ReadOnlyFilesystem),
            Some(NoWriting::ReadOnly)
        );
        assert_eq!(of(io::ErrorKind::PermissionDenied), None);
    }
}
