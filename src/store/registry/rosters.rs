//! Deleting a roster when it has served: people, links and mails go, the counts stay.
//!
//! Why counts are set aside and brought back: the database takes everybody who goes out of them, which is right for
//! a person who leaves and wrong here. Only how many of a work group signed is brought back, not on which day and
//! what mails had reached them: in a small group that would still be a list of people.

use jiff::civil::Date;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{mail_job, staff};
use super::act::Act;
use crate::domain::round::{Round, RoundId};

/// How much of people a round has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterSize {
    /// People of its roster.
    pub people: u64,
    /// Mails of its queue, sent or not.
    pub mails: u64,
}

/// Round `$1`; `$2` is the day that stands for all days.
const DELETE: [&str; 11] = [
    "UPDATE agency_count SET round_id = -round_id WHERE round_id = $1",
    "UPDATE people_count SET round_id = -round_id WHERE round_id = $1",
    // People first: without them nothing else has a cell that it could be counted in.
    "DELETE FROM staff WHERE round_id = $1",
    "DELETE FROM mail_job WHERE round_id = $1",
    "DELETE FROM tablet WHERE round_id = $1",
    "DELETE FROM invitation WHERE NOT EXISTS (SELECT 1 FROM staff s WHERE s.id = staff_id)",
    "DELETE FROM retired_link WHERE NOT EXISTS (SELECT 1 FROM staff s WHERE s.id = staff_id)",
    "UPDATE agency_count SET round_id = -round_id WHERE round_id = -$1",
    "INSERT INTO people_count SELECT -round_id, agency_id, work_group, standing, 'unanswered', '', SUM(people) \
     FROM people_count WHERE round_id = -$1 AND day = '' GROUP BY 1, 2, 3, 4",
    "INSERT INTO people_count SELECT -round_id, agency_id, work_group, standing, 'unanswered', $2, SUM(people) \
     FROM people_count WHERE round_id = -$1 AND day <> '' GROUP BY 1, 2, 3, 4",
    "DELETE FROM people_count WHERE round_id = -$1",
];

/// Tables that lose rows.
const REWRITTEN: [&str; 7] = [
    "staff",
    "invitation",
    "retired_link",
    "mail_job",
    "tablet",
    "agency_count",
    "people_count",
];

impl Registry {
    /// How much of people a round has.
    pub async fn roster_size(&self, round: RoundId) -> Result<RosterSize, StoreError> {
        let people = staff::Entity::find().filter(staff::COLUMN.round_id.eq(round.0));
        let mails = mail_job::Entity::find().filter(mail_job::COLUMN.round_id.eq(round.0));
        Ok(RosterSize {
            people: people.count(&self.db).await?,
            mails: mails.count(&self.db).await?,
        })
    }

    /// Writes anew what rows were deleted from, so that nothing of them is left in free places. A server's journal
    /// keeps them until it is recycled.
    pub async fn rewrite_people(&self) -> Result<(), StoreError> {
        if !self.db.on_server() {
            return self.rewrite().await;
        }
        for table in REWRITTEN {
            let sql = format!("VACUUM (FULL) {table}");
            self.db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

impl Act {
    /// Deletes the people of a round, their links and mails. Counts stay, as of this day.
    pub async fn delete_roster(self, round: &Round, day: Date) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let backend = transaction.get_database_backend();
        for sql in DELETE {
            let mut values = vec![round.id.0.into()];
            if sql.contains("$2") {
                values.push(day.to_string().into());
            }
            let statement = Statement::from_sql_and_values(backend, sql, values);
            transaction.execute_raw(statement).await?;
        }
        self.done(transaction).await
    }
}
