//! Recording evidence of the KPI's steps 1–3, and confirming it.

use jiff::civil::Date;

use super::kpi::{rule, work_groups};
use super::office::Office;
use super::participation::counts_in;
use super::refusal::Refusal;
use crate::domain::framework::{KpiCondition, KpiPart, KpiRule, KpiScope};
use crate::domain::message::Message;
use crate::domain::round::Round;
use crate::store::{Evidence, EvidenceKey};

/// Word for every work group at once.
pub const ALL: &str = "all";

/// What evidence is for.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Code of the agency.
    pub agency: String,
    /// Code of the part.
    pub part: String,
    /// Work group, [`ALL`], or nothing where the part is the agency's.
    pub work_group: String,
}

/// What is recorded.
#[derive(Debug, Clone)]
pub struct Record {
    /// Day of the meeting or act.
    pub day: Date,
    /// Who was sent.
    pub delegates: String,
    /// Note.
    pub note: String,
    /// File or link.
    pub link: String,
}

/// Records evidence; returns for how many work groups. A later record takes a confirmation back.
pub async fn record(
    office: &Office,
    round: &Round,
    subject: &Subject,
    record: &Record,
) -> Result<usize, Refusal> {
    let keys = keys(office, round, subject).await?;
    let pieces = pieces(office, &keys, record);
    let detail = format!("{} {}", subject.agency, subject.part);
    let act = office.act("kpi.record", &round.code, &detail);
    act.record_evidence(&pieces, None, None).await?;
    Ok(keys.len())
}

/// The same record for each of these.
pub(super) fn pieces(office: &Office, keys: &[EvidenceKey], record: &Record) -> Vec<Evidence> {
    let piece = |key: &EvidenceKey| Evidence {
        key: key.clone(),
        day: record.day,
        delegates: record.delegates.clone(),
        note: record.note.clone(),
        link: record.link.clone(),
        recorded_by: office.actor.clone(),
        confirmed_by: None,
        returned: None,
        version: 1,
    };
    keys.iter().map(piece).collect()
}

/// Confirms evidence as the assessor; refused where nothing is recorded.
pub async fn confirm(office: &Office, round: &Round, subject: &Subject) -> Result<usize, Refusal> {
    let keys = keys(office, round, subject).await?;
    let detail = format!("{} {}", subject.agency, subject.part);
    let act = office.act("kpi.confirm", &round.code, &detail);
    let done = act.confirm_evidence(&keys, &office.actor, office.world.today());
    match done.await? {
        None => Ok(keys.len()),
        Some(key) => Err(Refusal::Mendable(
            Message::new("errors.nothing-recorded")
                .with("part", &key.part)
                .with("group", &key.work_group),
        )),
    }
}

/// Evidence of a round's year and period.
pub async fn list(office: &Office, round: &Round) -> Result<Vec<Evidence>, Refusal> {
    let (_, period) = rule(office, round)?;
    Ok(office
        .registry
        .evidence(round.terms.fiscal_year, &period)
        .await?)
}

/// The rows that a subject stands for.
pub(super) async fn keys(
    office: &Office,
    round: &Round,
    subject: &Subject,
) -> Result<Vec<EvidenceKey>, Refusal> {
    let (rule, period) = rule(office, round)?;
    let part = part_of(rule, &subject.part)?;
    let agency = office.agency(&subject.agency).await?;
    let known = work_groups(&counts_in(office, round, agency.id).await?);
    let groups = match (part.scope, subject.work_group.as_str()) {
        (KpiScope::Agency, "") => vec![String::new()],
        (KpiScope::EveryWorkGroup, ALL) if !known.is_empty() => known,
        (KpiScope::EveryWorkGroup, "" | ALL) if known.is_empty() => vec![String::new()],
        (KpiScope::EveryWorkGroup, group) if known.iter().any(|known| known == group) => {
            vec![group.to_owned()]
        }
        (KpiScope::Agency, _) => return Err(Refusal::mend("errors.part-is-agencys")),
        (KpiScope::EveryWorkGroup, _) => {
            return Err(Refusal::Mendable(
                Message::new("errors.work-group-unknown").with("known", known.join(", ")),
            ));
        }
    };
    let key = |work_group| EvidenceKey {
        fiscal_year: round.terms.fiscal_year,
        period: period.clone(),
        agency: agency.id,
        part: part.code.clone(),
        work_group,
    };
    Ok(groups.into_iter().map(key).collect())
}

pub(super) fn part_of<'a>(rule: &'a KpiRule, code: &str) -> Result<&'a KpiPart, Refusal> {
    let parts = rule.steps.iter().flat_map(|step| match &step.condition {
        KpiCondition::Evidence(parts) => parts.as_slice(),
        KpiCondition::TookPartAndScored { .. } => &[],
    });
    let known: Vec<&KpiPart> = parts.collect();
    known
        .iter()
        .find(|part| part.code == code)
        .copied()
        .ok_or_else(|| {
            let codes: Vec<&str> = known.iter().map(|part| part.code.as_str()).collect();
            Refusal::Mendable(
                Message::new("errors.part-unknown")
                    .with("part", code)
                    .with("known", codes.join(", ")),
            )
        })
}
