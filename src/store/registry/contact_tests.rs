//! The last test mail to each agency's contact person.

use jiff::civil::Date;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::super::connection::{Registry, StoreError};
use super::super::entity::contact_test as row;
use super::super::text::parse;
use super::act::Act;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::mail::MailTest;

/// A test mail, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactTest {
    /// Whose contact person it went to.
    pub agency: AgencyId,
    /// To which address: once that is another, the test tells nothing any more.
    pub address: String,
    /// On which day.
    pub day: Date,
    /// Why it was not sent, in the server's words; nothing where the server took it.
    pub failure: Option<String>,
}

impl ContactTest {
    /// What these tests tell of the address that the agency has now.
    pub fn told(tests: &[Self], agency: &Agency) -> MailTest {
        let Some(address) = &agency.contact.email else {
            return MailTest::NoAddress;
        };
        let of_it = |test: &&Self| test.agency == agency.id && test.address == *address;
        match tests.iter().find(of_it) {
            None => MailTest::Untested,
            Some(Self {
                day, failure: None, ..
            }) => MailTest::Sent(*day),
            Some(Self {
                day,
                failure: Some(words),
                ..
            }) => MailTest::Failed {
                day: *day,
                words: words.clone(),
            },
        }
    }
}

impl Registry {
    /// The last test mails to the contact persons of these agencies.
    pub async fn contact_tests(&self, of: &[AgencyId]) -> Result<Vec<ContactTest>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::AgencyId.is_in(of.iter().map(|id| id.0)))
            .all(&self.db)
            .await?;
        let test = |row: row::Model| {
            Ok(ContactTest {
                agency: AgencyId(row.agency_id),
                address: row.address,
                day: parse(&row.day, "test mail")?,
                failure: row.words,
            })
        };
        rows.into_iter().map(test).collect()
    }
}

impl Act {
    /// Keeps what became of a test mail, in place of an earlier one.
    pub async fn note_contact_test(self, test: &ContactTest) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = row::ActiveModel {
            agency_id: Set(test.agency.0),
            address: Set(test.address.clone()),
            day: Set(test.day.to_string()),
            words: Set(test.failure.clone()),
        };
        let mut newer = OnConflict::column(row::Column::AgencyId);
        newer.update_columns([row::Column::Address, row::Column::Day, row::Column::Words]);
        row::Entity::insert(row)
            .on_conflict(newer)
            .exec_without_returning(&transaction)
            .await?;
        self.done(transaction).await
    }
}
