//! The register of acknowledgements (ทะเบียนการลงชื่อรับทราบ) of an agency: the KPI's evidence.

use jiff::civil::Date;

use super::delete_roster::not_deleted;
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::agency::Agency;
use crate::domain::participation::Participation;
use crate::domain::round::Round;
use crate::store::Slice;

pub use crate::store::Signature;

/// The register, or a part of it.
#[derive(Debug, Clone)]
pub struct Register {
    /// The round.
    pub round: Round,
    /// Today in Thailand.
    pub today: Date,
    /// Counts of the whole agency.
    pub counts: Participation,
    /// Lines, by work group and staff id.
    pub lines: Vec<Signature>,
}

/// How much of the register is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it, for an export.
    Whole,
    /// Lines `offset..offset + limit`.
    Part {
        /// Lines before.
        offset: u64,
        /// Most lines.
        limit: u64,
    },
}

/// A desk that has a register.
pub trait RegisterDesk {
    /// Whose register it is.
    fn of_agency(&self) -> &Agency;

    /// The register of a round; nothing if there is no such round.
    fn register(
        &self,
        round: &str,
        extent: Extent,
    ) -> impl Future<Output = Result<Option<Register>, Refusal>>;

    /// Notes in the audit log that the whole register was taken out, and how.
    fn note_register(&self, round: &str, how: &str) -> impl Future<Output = Result<(), Refusal>>;
}

/// The register of an agency in a round.
pub(in crate::service) async fn register(
    office: &Office,
    agency: &Agency,
    code: &str,
    extent: Extent,
) -> Result<Option<Register>, Refusal> {
    let registry = &office.registry;
    let Some(round) = registry.round(code).await? else {
        return Ok(None);
    };
    if super::public_part::is_public(office, &round)? {
        return Ok(None);
    }
    not_deleted(office, &round).await?;
    let counts = registry.counts_in_agency(round.id, agency.id).await?;
    let lines = registry
        .signatures(round.id, agency.id, slice_of(extent))
        .await?;
    Ok(Some(Register {
        today: office.world.today(),
        round,
        counts,
        lines,
    }))
}

/// Notes who took out the register.
pub(in crate::service) async fn note_register(
    office: &Office,
    agency: &Agency,
    round: &str,
    how: &str,
) -> Result<(), Refusal> {
    let detail = format!("{} {how}", agency.code);
    office.log("register.export", round, &detail).await
}

fn slice_of(extent: Extent) -> Slice {
    match extent {
        Extent::Whole => Slice {
            offset: 0,
            limit: u64::MAX,
        },
        Extent::Part { offset, limit } => Slice { offset, limit },
    }
}
