//! Personal links: who holds one, and which is in force.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    IdenStatic, Iterable, JoinType, QueryFilter, QueryResult, QuerySelect, Statement,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{agency, invitation, retired_link, round, staff};
use super::super::lanes::{Turn, begin};
use super::super::text::{number, parse_opt, portion};
use super::agencies::agency_of;
use super::rounds::round_of;
use super::staff::{StaffId, StaffRecord, record_of};
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::encoding::hex;
use crate::domain::round::{Round, RoundId};
use crate::domain::wire::{Digest, Nonce};
use crate::fault::{self, Step};

/// The right of one person to be issued a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whose it is.
    pub staff: StaffId,
    /// Random part of the token.
    pub nonce: Nonce,
    /// Raised when a link is replaced.
    pub generation: u32,
    /// Day of the acknowledgement, if the person took part.
    pub acknowledged: Option<Date>,
}

/// Whose an invitation is to be, the random part of its token, and the token's digest.
pub type DrawnInvitation = (StaffId, Nonce, Digest);

/// Whether a link is the one in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// In force.
    Current,
    /// A newer link took its place.
    Replaced,
}

/// What a link leads to.
#[derive(Debug, Clone)]
pub struct LinkHolder {
    /// Whether it is in force.
    pub link: LinkState,
    /// Whose it is.
    pub staff: StaffRecord,
    /// The holder's agency.
    pub agency: Agency,
    /// The round.
    pub round: Round,
    /// Day of the acknowledgement, if the person took part.
    pub acknowledged: Option<Date>,
}

/// A person and their invitation, for mails, letters and the register.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Who it is.
    pub staff: StaffRecord,
    /// The invitation, if one was drawn.
    pub invitation: Option<Invitation>,
}

impl Registry {
    /// Everybody of an agency in a round with their invitations.
    pub async fn recipients_in_agency(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Vec<Recipient>, StoreError> {
        let rows = invitation::Entity::find()
            .join_rev(JoinType::InnerJoin, staff_of_invitation())
            .filter(staff::COLUMN.round_id.eq(round.0))
            .filter(staff::COLUMN.agency_id.eq(agency.0))
            .all(&self.db)
            .await?;
        let mut by_staff = HashMap::with_capacity(rows.len());
        for row in rows {
            by_staff.insert(row.staff_id, invitation_of(&row)?);
        }
        let people = self.staff_in_agency(round, agency).await?;
        Ok(people
            .into_iter()
            .map(|staff| Recipient {
                invitation: by_staff.remove(&staff.id.0),
                staff,
            })
            .collect())
    }

    /// One person of a round with their invitation.
    pub async fn recipient(&self, id: StaffId) -> Result<Option<Recipient>, StoreError> {
        let Some(row) = staff::Entity::find_by_id(id.0).one(&self.db).await? else {
            return Ok(None);
        };
        let invitation = invitation::Entity::find_by_id(id.0).one(&self.db).await?;
        Ok(Some(Recipient {
            staff: record_of(row)?,
            invitation: invitation.as_ref().map(invitation_of).transpose()?,
        }))
    }

    /// Draws invitations for people who have none, all or none.
    pub async fn add_invitations(
        &self,
        drawn: impl Iterator<Item = Result<DrawnInvitation, StoreError>>,
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        insert_invitations(&transaction, drawn).await?;
        fault::at(Step::InvitationsWritten);
        transaction.commit().await?;
        Ok(())
    }

    /// What a link with this digest leads to, if it ever was one.
    pub async fn link_holder(&self, digest: &Digest) -> Result<Option<LinkHolder>, StoreError> {
        let backend = self.db.get_database_backend();
        let digest = hex(digest.as_ref());
        let which = Statement::from_sql_and_values(backend, HOLDER.as_str(), [digest.into()]);
        let row = self.db.query_one_raw(which).await?;
        row.as_ref().map(holder_of).transpose()
    }

    /// Forgets the digests of blinded messages of a round, when its issuing keys are gone.
    pub async fn forget_blinded(&self, round: RoundId) -> Result<(), StoreError> {
        use sea_orm::sea_query::{Expr, Query};
        let of_round = Query::select()
            .column(staff::Column::Id)
            .from(staff::Entity)
            .and_where(staff::COLUMN.round_id.eq(round.0))
            .to_owned();
        invitation::Entity::update_many()
            .col_expr(
                invitation::Column::BlindedDigest,
                Expr::value(Option::<String>::None),
            )
            .filter(invitation::Column::StaffId.in_subquery(of_round))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}

/// A link, in force or replaced, with its holder, their agency and round. One statement: a respondent
/// waits for it.
static HOLDER: LazyLock<String> = LazyLock::new(|| {
    let staff = columns::<staff::Column>("s");
    let agency = columns::<agency::Column>("a");
    let round = columns::<round::Column>("r");
    format!(
        "SELECT l.in_force, l.day, {staff}, {agency}, {round} FROM \
         (SELECT staff_id, day, 1 AS in_force FROM invitation WHERE token_digest = $1 UNION ALL \
         SELECT staff_id, NULL, 0 FROM retired_link WHERE token_digest = $1) AS l \
         JOIN staff s ON s.id = l.staff_id JOIN agency a ON a.id = s.agency_id \
         JOIN round r ON r.id = s.round_id ORDER BY l.in_force DESC"
    )
});

/// All columns of a table that is called `of`, under names that begin so.
fn columns<C: IdenStatic + Iterable>(of: &str) -> String {
    let column = |column: C| format!("{of}.{0} AS {of}_{0}", column.as_str());
    C::iter().map(column).collect::<Vec<_>>().join(", ")
}

fn holder_of(row: &QueryResult) -> Result<LinkHolder, StoreError> {
    let in_force: i32 = row.try_get_by_index(0)?;
    let day: Option<String> = row.try_get_by_index(1)?;
    let link = match in_force {
        1 => LinkState::Current,
        _ => LinkState::Replaced,
    };
    Ok(LinkHolder {
        link,
        staff: record_of(staff::Model::from_query_result(row, "s_")?)?,
        agency: agency_of(agency::Model::from_query_result(row, "a_")?),
        round: round_of(round::Model::from_query_result(row, "r_")?)?,
        acknowledged: parse_opt(day.as_ref(), "day")?,
    })
}

/// Inserts invitations inside a transaction, as they are drawn.
pub(super) async fn insert_invitations(
    transaction: &Turn,
    mut drawn: impl Iterator<Item = Result<DrawnInvitation, StoreError>>,
) -> Result<(), StoreError> {
    while let Some(some) = portion(&mut drawn)? {
        let rows = some
            .iter()
            .map(|(staff, nonce, digest)| invitation::ActiveModel {
                staff_id: Set(staff.0),
                nonce: Set(nonce.as_ref().to_vec()),
                generation: Set(1),
                token_digest: Set(hex(digest.as_ref())),
                state: Set("invited".to_owned()),
                ..Default::default()
            });
        invitation::Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

/// A link that takes the place of another.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Generation of the link that dies.
    pub old_generation: u32,
    /// Digest of the new token.
    pub digest: Digest,
}

/// Replaces a link: the old one dies and is remembered as replaced. [`StoreError::Stale`] if the
/// invitation changed meanwhile, or its holder took part.
pub(super) async fn replace_link(
    transaction: &Turn,
    staff: StaffId,
    link: &NewLink,
) -> Result<(), StoreError> {
    let found = invitation::Entity::find_by_id(staff.0)
        .one(transaction)
        .await?;
    let row = found
        .filter(|row| row.day.is_none())
        .ok_or(StoreError::Stale)?;
    if number::<u32>(row.generation, "generation")? != link.old_generation {
        return Err(StoreError::Stale);
    }
    let retired = retired_link::ActiveModel {
        token_digest: Set(row.token_digest.clone()),
        staff_id: Set(row.staff_id),
    };
    retired.insert(transaction).await?;
    let generation = row.generation.saturating_add(1);
    let mut newer: invitation::ActiveModel = row.into();
    newer.generation = Set(generation);
    newer.token_digest = Set(hex(link.digest.as_ref()));
    newer.update(transaction).await?;
    Ok(())
}

pub(super) fn staff_of_invitation() -> sea_orm::RelationDef {
    staff::Entity::belongs_to(invitation::Entity)
        .from(staff::Column::Id)
        .to(invitation::Column::StaffId)
        .into()
}

pub(super) fn invitation_of(row: &invitation::Model) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        staff: StaffId(row.staff_id),
        nonce: Nonce::try_from(row.nonce.as_slice()).map_err(|_| StoreError::Damaged("nonce"))?,
        generation: number(row.generation, "generation")?,
        acknowledged: parse_opt(row.day.as_ref(), "day")?,
    })
}
