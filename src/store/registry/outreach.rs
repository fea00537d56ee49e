//! What agencies settle for the people that they serve, and the devices they put up for them.

use jiff::civil::Date;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{kiosk, outreach, poll, staff};
use super::super::lanes::Lanes;
use super::super::text::{fixed, number, parse};
use super::act::Act;
use crate::domain::agency::AgencyId;
use crate::domain::encoding::hex;
use crate::domain::round::RoundId;
use crate::domain::ticket::Outreach;
use crate::domain::wire::{Digest, Fingerprint, PollId};

/// A device (ตู้ตอบแบบวัด) that an agency put up. Nothing of what is done at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Name in addresses.
    pub id: String,
    /// Round.
    pub round: RoundId,
    /// Agency.
    pub agency: AgencyId,
    /// What HR calls it, such as the place where it stands.
    pub name: String,
    /// Digest of the secret that it keeps.
    pub secret: Digest,
    /// What checks the code that ends it.
    pub exit: String,
    /// Day on which it was enrolled.
    pub enrolled: Date,
}

/// The part of the registry that has no person in it: what agencies settled, and their devices. Those
/// who make tickets are given this and the urn.
#[derive(Debug, Clone)]
pub struct OutreachBook {
    db: Lanes,
}

impl Registry {
    /// The part without a person.
    pub fn outreach_book(&self) -> OutreachBook {
        OutreachBook {
            db: self.db.clone(),
        }
    }

    /// Agencies that have people in a round.
    pub async fn staffed_agencies(&self, round: RoundId) -> Result<Vec<AgencyId>, StoreError> {
        let rows: Vec<i64> = staff::Entity::find()
            .select_only()
            .column(staff::Column::AgencyId)
            .distinct()
            .filter(staff::COLUMN.round_id.eq(round.0))
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(AgencyId).collect())
    }
}

impl OutreachBook {
    /// What the agency of a poll has settled; `None` if there is no such poll.
    pub async fn of_poll(&self, poll: &PollId) -> Result<Option<Outreach>, StoreError> {
        let row = poll::Entity::find_by_id(hex(poll.as_ref()))
            .one(&self.db)
            .await?;
        match row {
            Some(row) => {
                let settled = self.outreach(RoundId(row.round_id), AgencyId(row.agency_id));
                Ok(Some(settled.await?))
            }
            None => Ok(None),
        }
    }

    /// The manifest of the poll at which a device serves, once the round is open.
    pub async fn fingerprint_of_kiosk(
        &self,
        device: &Kiosk,
    ) -> Result<Option<Fingerprint>, StoreError> {
        let row = poll::Entity::find()
            .filter(poll::COLUMN.round_id.eq(device.round.0))
            .filter(poll::COLUMN.agency_id.eq(device.agency.0))
            .one(&self.db)
            .await?;
        row.map(|row| fixed(&row.fingerprint, "fingerprint"))
            .transpose()
    }

    /// What an agency has settled in a round; the defaults where it has settled nothing.
    pub async fn outreach(&self, round: RoundId, agency: AgencyId) -> Result<Outreach, StoreError> {
        let row = outreach::Entity::find_by_id((round.0, agency.0))
            .one(&self.db)
            .await?;
        row.as_ref()
            .map_or_else(|| Ok(Outreach::default()), outreach_of)
    }

    /// What agencies have settled in a round.
    pub async fn all(&self, round: RoundId) -> Result<Vec<(AgencyId, Outreach)>, StoreError> {
        let rows = outreach::Entity::find()
            .filter(outreach::COLUMN.round_id.eq(round.0))
            .all(&self.db)
            .await?;
        rows.iter()
            .map(|row| Ok((AgencyId(row.agency_id), outreach_of(row)?)))
            .collect()
    }

    /// The device with this secret.
    pub async fn kiosk(&self, secret: &Digest) -> Result<Option<Kiosk>, StoreError> {
        let row = kiosk::Entity::find()
            .filter(kiosk::COLUMN.secret_digest.eq(hex(secret.bytes())))
            .one(&self.db)
            .await?;
        row.map(kiosk_of).transpose()
    }

    /// Devices of an agency in a round, by their names.
    pub async fn kiosks(&self, round: RoundId, agency: AgencyId) -> Result<Vec<Kiosk>, StoreError> {
        let rows = kiosk::Entity::find()
            .filter(kiosk::COLUMN.round_id.eq(round.0))
            .filter(kiosk::COLUMN.agency_id.eq(agency.0))
            .order_by_asc(kiosk::COLUMN.name)
            .all(&self.db)
            .await?;
        rows.into_iter().map(kiosk_of).collect()
    }
}

impl Act {
    /// Settles it anew.
    pub async fn settle_outreach(
        self,
        round: RoundId,
        agency: AgencyId,
        settled: &Outreach,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let small = |cap: u32| i32::try_from(cap).unwrap_or(i32::MAX);
        let row = outreach::ActiveModel {
            round_id: Set(round.0),
            agency_id: Set(agency.0),
            population: Set(settled.population.map(super::super::text::column)),
            hour_cap: Set(small(settled.hour_cap)),
            day_cap: Set(small(settled.day_cap)),
            plain_day_cap: Set(small(settled.plain_day_cap)),
            kiosk_day_cap: Set(small(settled.kiosk_day_cap)),
        };
        let anew = OnConflict::columns([outreach::Column::RoundId, outreach::Column::AgencyId])
            .update_columns([
                outreach::Column::Population,
                outreach::Column::HourCap,
                outreach::Column::DayCap,
                outreach::Column::PlainDayCap,
                outreach::Column::KioskDayCap,
            ])
            .to_owned();
        outreach::Entity::insert(row)
            .on_conflict(anew)
            .exec_without_returning(&transaction)
            .await?;
        self.done(transaction).await
    }

    /// Enrols a device.
    pub async fn add_kiosk(self, device: &Kiosk) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = kiosk::ActiveModel {
            id: Set(device.id.clone()),
            round_id: Set(device.round.0),
            agency_id: Set(device.agency.0),
            name: Set(device.name.clone()),
            secret_digest: Set(hex(device.secret.bytes())),
            exit_digest: Set(device.exit.clone()),
            enrolled: Set(device.enrolled.to_string()),
        };
        row.insert(&transaction).await?;
        self.done(transaction).await
    }

    /// Revokes a device of this agency; `false`, and no line, if there is none.
    pub async fn revoke_kiosk(self, agency: AgencyId, id: &str) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let gone = kiosk::Entity::delete_by_id(id.to_owned())
            .filter(kiosk::COLUMN.agency_id.eq(agency.0))
            .exec(&transaction)
            .await?;
        if gone.rows_affected != 1 {
            return Ok(false);
        }
        self.done(transaction).await?;
        Ok(true)
    }
}

fn outreach_of(row: &outreach::Model) -> Result<Outreach, StoreError> {
    Ok(Outreach {
        population: row
            .population
            .map(|population| number(population, "population"))
            .transpose()?,
        hour_cap: number(row.hour_cap, "cap")?,
        day_cap: number(row.day_cap, "cap")?,
        plain_day_cap: number(row.plain_day_cap, "cap")?,
        kiosk_day_cap: number(row.kiosk_day_cap, "cap")?,
    })
}

fn kiosk_of(row: kiosk::Model) -> Result<Kiosk, StoreError> {
    Ok(Kiosk {
        id: row.id,
        round: RoundId(row.round_id),
        agency: AgencyId(row.agency_id),
        name: row.name,
        secret: fixed(&row.secret_digest, "kiosk")?,
        exit: row.exit_digest,
        enrolled: parse(&row.enrolled, "kiosk")?,
    })
}
