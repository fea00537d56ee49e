//! The one act that records a participation. Design §3 step 5.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, QueryFilter};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{invitation, staff};
use super::super::text::parse;
use super::super::together::{Ask, in_one};
use crate::domain::encoding::hex;
use crate::domain::round::RoundId;
use crate::domain::wire::Digest;

/// What a person signs and asks for.
#[derive(Debug, Clone, Copy)]
pub struct Acknowledgement {
    /// Digest of the link's token.
    pub token: Digest,
    /// Digest of the blinded message: a repeat with the same one gets the same answer.
    pub blinded: Digest,
    /// Version of the text that was signed.
    pub version: &'static str,
    /// The present moment.
    pub now: Timestamp,
    /// The day it is in Thailand: all of the time that is kept.
    pub today: Date,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issued {
    /// Recorded now; the blinded message may be signed.
    Now(Date),
    /// Recorded before for the same blinded message, which may be signed again.
    Again(Date),
    /// Recorded before for another blinded message; nothing may be signed.
    ByAnother(Date),
    /// The link is not in force, the person not eligible, or the round not accepting.
    Refused,
}

impl Ask for Acknowledgement {
    fn name(&self) -> &[u8] {
        self.token.as_ref()
    }
}

impl Registry {
    /// Records the acknowledgement, exactly once: checks and write share one transaction.
    pub async fn acknowledge(&self, act: Acknowledgement) -> Result<Issued, StoreError> {
        let all = async |acts: &[Acknowledgement]| {
            let one = async |transaction: &DatabaseTransaction, act: &Acknowledgement| {
                self.acknowledge_one(transaction, act).await
            };
            in_one(&self.db, acts, one).await
        };
        self.signing.ask(act, all).await
    }

    async fn acknowledge_one(
        &self,
        transaction: &DatabaseTransaction,
        act: &Acknowledgement,
    ) -> Result<Issued, StoreError> {
        let found = invitation::Entity::find()
            .filter(invitation::COLUMN.token_digest.eq(hex(act.token.as_ref())))
            .one(transaction)
            .await?;
        let Some(row) = found else {
            return Ok(Issued::Refused);
        };
        if let Some(day) = &row.day {
            let day = parse(day, "day")?;
            let same = row.blinded_digest.as_deref() == Some(&hex(act.blinded.as_ref()));
            return Ok(if same {
                Issued::Again(day)
            } else {
                Issued::ByAnother(day)
            });
        }
        let person = staff::Entity::find_by_id(row.staff_id)
            .one(transaction)
            .await?;
        let eligible = person.filter(|person| person.standing == "eligible");
        let Some(person) = eligible else {
            return Ok(Issued::Refused);
        };
        let round = RoundId(person.round_id);
        if !self.accepts(transaction, round, act.now).await? {
            return Ok(Issued::Refused);
        }
        let mut row: invitation::ActiveModel = row.into();
        row.state = Set("acknowledged".to_owned());
        row.day = Set(Some(act.today.to_string()));
        row.acknowledgement = Set(Some(act.version.to_owned()));
        row.blinded_digest = Set(Some(hex(act.blinded.as_ref())));
        row.update(transaction).await?;
        Ok(Issued::Now(act.today))
    }
}
