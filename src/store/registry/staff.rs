//! People of a round.

use std::iter;

use jiff::civil::Date;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{invitation, staff};
use super::super::lanes::Turn;
use super::super::text::{parse, parse_opt};
use super::act::Act;
use super::invitations::{NewLink, replace_link, staff_of_invitation};
use super::mail::{Due, insert_mail};
use crate::domain::agency::AgencyId;
use crate::domain::mail::MailKind;
use crate::domain::people::{Exemption, StaffMember, Standing};
use crate::domain::round::RoundId;

/// Row of a person in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StaffId(pub i64);

/// A person of a round as stored. `member.agency` is left empty: the row names the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRecord {
    /// Row in the registry.
    pub id: StaffId,
    /// Agency.
    pub agency: AgencyId,
    /// Who it is.
    pub member: StaffMember,
    /// Whether the person counts.
    pub standing: Standing,
}

impl Registry {
    /// Everybody in a round, in the order of agency, work group and staff id.
    pub async fn staff(&self, round: RoundId) -> Result<Vec<StaffRecord>, StoreError> {
        let rows = staff::Entity::find()
            .filter(staff::COLUMN.round_id.eq(round.0))
            .order_by_asc(staff::COLUMN.agency_id)
            .order_by_asc(staff::COLUMN.work_group)
            .order_by_asc(staff::COLUMN.staff_no)
            .all(&self.db)
            .await?;
        rows.into_iter().map(record_of).collect()
    }

    /// Eligible people of a round who began on this day or later and have not taken part.
    pub async fn unsigned_since(
        &self,
        round: RoundId,
        day: Date,
    ) -> Result<Vec<StaffRecord>, StoreError> {
        let rows = staff::Entity::find()
            .join(JoinType::LeftJoin, staff_of_invitation())
            .filter(staff::COLUMN.round_id.eq(round.0))
            .filter(staff::COLUMN.standing.eq("eligible"))
            .filter(staff::COLUMN.service_start.gte(day.to_string()))
            .filter(invitation::Column::Day.is_null())
            .order_by_asc(staff::COLUMN.id)
            .all(&self.db)
            .await?;
        rows.into_iter().map(record_of).collect()
    }

    /// Everybody of an agency in a round, in the order of work group and staff id.
    pub async fn staff_in_agency(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Vec<StaffRecord>, StoreError> {
        let rows = staff::Entity::find()
            .filter(staff::COLUMN.round_id.eq(round.0))
            .filter(staff::COLUMN.agency_id.eq(agency.0))
            .order_by_asc(staff::COLUMN.work_group)
            .order_by_asc(staff::COLUMN.staff_no)
            .all(&self.db)
            .await?;
        rows.into_iter().map(record_of).collect()
    }

    /// People with one of these staff ids, of which there are a thousand at most.
    pub async fn staff_members(
        &self,
        round: RoundId,
        staff_nos: &[&str],
    ) -> Result<Vec<StaffRecord>, StoreError> {
        let rows = staff::Entity::find()
            .filter(staff::COLUMN.round_id.eq(round.0))
            .filter(staff::Column::StaffNo.is_in(staff_nos.iter().copied()))
            .all(&self.db)
            .await?;
        rows.into_iter().map(record_of).collect()
    }

    /// The person with this staff id.
    pub async fn staff_member(
        &self,
        round: RoundId,
        staff_no: &str,
    ) -> Result<Option<StaffRecord>, StoreError> {
        let row = staff::Entity::find()
            .filter(staff::COLUMN.round_id.eq(round.0))
            .filter(staff::COLUMN.staff_no.eq(staff_no))
            .one(&self.db)
            .await?;
        row.map(record_of).transpose()
    }
}

impl Act {
    /// Adds new people and overwrites changed ones, with the links that die by it and the mails
    /// that go out, all or none. [`StoreError::TookPart`] if somebody who took part would move or
    /// become exempt: their ballot is in the box. [`StoreError::Stale`] if a link or a person changed
    /// meanwhile.
    pub async fn save_staff(
        self,
        round: RoundId,
        added: &[(AgencyId, StaffMember, Standing)],
        changed: &[Amendment],
        today: Date,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        for chunk in added.chunks(1_000) {
            let rows = chunk
                .iter()
                .map(|(agency, member, standing)| row_of(round, *agency, member, standing));
            staff::Entity::insert_many(rows)
                .exec_without_returning(&transaction)
                .await?;
        }
        for amendment in changed {
            check_took_part(&transaction, &amendment.after).await?;
            check_unchanged(&transaction, &amendment.before).await?;
            let after = &amendment.after;
            let mut row = row_of(round, after.agency, &after.member, &after.standing);
            row.id = Set(after.id.0);
            row.update(&transaction).await?;
            if let Some(link) = &amendment.new_link {
                replace_link(&transaction, after.id, link).await?;
            }
            if let Some(message_id) = &amendment.mail {
                let mail = iter::once(Ok((after.id, message_id.clone())));
                let due = Due {
                    day: today,
                    not_before: None,
                };
                insert_mail(&transaction, round, MailKind::Invite, mail, due).await?;
            }
        }
        self.done(transaction).await
    }
}

/// A person as they should be, and what follows for their link.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// As they were when the change was made up; refused if they are not so any more.
    pub before: StaffRecord,
    /// As they should be.
    pub after: StaffRecord,
    /// The link that takes the place of the present one, if that one must die.
    pub new_link: Option<NewLink>,
    /// Message-ID of the mail that brings it, if the person has an address.
    pub mail: Option<String>,
}

/// [`StoreError::Stale`] if somebody else changed the person meanwhile.
async fn check_unchanged(transaction: &Turn, before: &StaffRecord) -> Result<(), StoreError> {
    let row = staff::Entity::find_by_id(before.id.0)
        .one(transaction)
        .await?
        .ok_or(StoreError::Stale)?;
    if record_of(row)? == *before {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

/// Somebody whose ballot is in the box neither moves nor becomes exempt.
async fn check_took_part(transaction: &Turn, after: &StaffRecord) -> Result<(), StoreError> {
    let invitation = invitation::Entity::find_by_id(after.id.0)
        .one(transaction)
        .await?;
    if invitation.is_none_or(|row| row.day.is_none()) {
        return Ok(());
    }
    let before = staff::Entity::find_by_id(after.id.0)
        .one(transaction)
        .await?
        .ok_or(StoreError::Stale)?;
    let exempted = standing_code(&after.standing) == "exempt" && before.standing != "exempt";
    if before.agency_id != after.agency.0 || exempted {
        return Err(StoreError::TookPart(before.staff_no));
    }
    Ok(())
}

fn row_of(
    round: RoundId,
    agency: AgencyId,
    member: &StaffMember,
    standing: &Standing,
) -> staff::ActiveModel {
    let exemption = match standing {
        Standing::Exempt(exemption) => Some(exemption),
        Standing::Eligible | Standing::Left => None,
    };
    staff::ActiveModel {
        round_id: Set(round.0),
        agency_id: Set(agency.0),
        staff_no: Set(member.staff_id.clone()),
        prefix: Set(member.prefix.clone()),
        name: Set(member.name.clone()),
        surname: Set(member.surname.clone()),
        position: Set(member.position.clone()),
        email: Set(member.email.clone()),
        work_group: Set(member.work_group.clone()),
        service_start: Set(member.service_start.map(|day| day.to_string())),
        standing: Set(standing_code(standing).to_owned()),
        exempt_reason: Set(exemption.map(|e| e.reason.clone())),
        exempt_order: Set(exemption.map(|e| e.order_number.clone())),
        exempt_by: Set(exemption.map(|e| e.by.clone())),
        exempt_day: Set(exemption.map(|e| e.day.to_string())),
        ..Default::default()
    }
}

fn standing_code(standing: &Standing) -> &'static str {
    match standing {
        Standing::Eligible => "eligible",
        Standing::Exempt(_) => "exempt",
        Standing::Left => "left",
    }
}

pub(super) fn record_of(row: staff::Model) -> Result<StaffRecord, StoreError> {
    let standing = standing_of(&row)?;
    Ok(StaffRecord {
        id: StaffId(row.id),
        agency: AgencyId(row.agency_id),
        standing,
        member: StaffMember {
            service_start: parse_opt(row.service_start.as_ref(), "service start")?,
            staff_id: row.staff_no,
            prefix: row.prefix,
            name: row.name,
            surname: row.surname,
            position: row.position,
            email: row.email,
            agency: String::new(),
            work_group: row.work_group,
        },
    })
}

fn standing_of(row: &staff::Model) -> Result<Standing, StoreError> {
    match row.standing.as_str() {
        "eligible" => Ok(Standing::Eligible),
        "left" => Ok(Standing::Left),
        "exempt" => Ok(Standing::Exempt(Exemption {
            reason: row.exempt_reason.clone().unwrap_or_default(),
            order_number: row.exempt_order.clone().unwrap_or_default(),
            by: row.exempt_by.clone().unwrap_or_default(),
            day: parse(
                row.exempt_day.as_deref().unwrap_or_default(),
                "exemption day",
            )?,
        })),
        _ => Err(StoreError::Damaged("standing")),
    }
}
