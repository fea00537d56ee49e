//! Recording and judging evidence from the office's pages, and ticking the checklist.

use super::files::Attached;
use crate::domain::round::Round;
use crate::service::access::desks::{AssessorDesk, HrDesk};
use crate::service::kpi::rule;
use crate::service::kpi_evidence::{ALL, Record, Subject, keys, pieces};
use crate::service::office::Office;
use crate::service::refusal::Refusal;
use crate::store::{Evidence, EvidenceKey, Tick, Verdict};

/// What the assessor finds.
#[derive(Debug, Clone)]
pub enum Finding {
    /// In order.
    Confirmed,
    /// To be mended, with a note what.
    SentBack(String),
}

impl HrDesk {
    /// Records evidence of a part for a work group, for the agency, or for every work group that
    /// has nothing on record yet ([`ALL`]). `seen` is the version that the form showed, 0 for none:
    /// what somebody else recorded meanwhile is not overwritten.
    pub async fn record_evidence(
        &self,
        round: &str,
        (part, work_group): (&str, &str),
        seen: i32,
        given: &Record,
        file: Option<&Attached>,
    ) -> Result<(), Refusal> {
        let office = &self.office;
        let round = office.round(round).await?;
        let subject = self.subject(part, work_group);
        let keys = keys(office, &round, &subject).await?;
        let known = on_record(office, &round, &keys).await?;
        let open: Vec<EvidenceKey> = keys
            .iter()
            .filter(|key| work_group != ALL || !known.iter().any(|piece| piece.key == **key))
            .cloned()
            .collect();
        if open.is_empty() {
            return Err(Refusal::mend("errors.every-group-recorded"));
        }
        let (of, seen) = match work_group {
            ALL => ("", 0),
            group => (group, seen),
        };
        let detail = format!("{} {part}", self.agency().code);
        let mut act = office.act("kpi.record", &round.code, &detail);
        let kept = match file {
            Some(file) => Some(self.keep(&round, part, of, file)?),
            None => None,
        };
        if kept.is_some() {
            act = act.and(office.line("kpi.file", &round.code, &detail));
        }
        let pieces = pieces(office, &open, given);
        let done = act.record_evidence(&pieces, Some(seen), kept.as_ref());
        let done = done.await;
        if let Some(file) = kept.filter(|_| done.is_err()) {
            office.evidence_files.remove(&file.id)?;
        }
        Ok(done?)
    }

    fn subject(&self, part: &str, work_group: &str) -> Subject {
        Subject {
            agency: self.agency().code.clone(),
            part: part.to_owned(),
            work_group: work_group.to_owned(),
        }
    }

    /// Ticks a line of the year's checklist, or takes the tick back.
    pub async fn tick(&self, round: &str, code: &str, mark: Mark) -> Result<(), Refusal> {
        let office = &self.office;
        let round = office.round(round).await?;
        let (rule, _) = rule(office, &round)?;
        if !rule
            .milestones
            .iter()
            .any(|milestone| milestone.code == code)
        {
            return Err(Refusal::mend("errors.milestone-unknown"));
        }
        let (agency, year) = (self.agency(), round.terms.fiscal_year);
        let subject = format!("{year} {}", agency.code);
        match mark {
            Mark::Ticked => {
                let tick = Tick {
                    code: code.to_owned(),
                    day: office.world.today(),
                    by: office.actor.clone(),
                };
                let act = office.act("kpi.tick", &subject, code);
                Ok(act.tick(agency.id, year, &tick).await?)
            }
            Mark::Open => {
                let act = office.act("kpi.untick", &subject, code);
                Ok(act.untick(agency.id, year, code).await?)
            }
        }
    }
}

/// State of a line of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Done.
    Ticked,
    /// To be done.
    Open,
}

impl AssessorDesk {
    /// Confirms a piece of evidence or sends it back; four eyes: not by the account that recorded
    /// it, and only as it was seen.
    pub async fn judge(
        &self,
        round: &str,
        (part, work_group): (&str, &str),
        seen: i32,
        finding: &Finding,
    ) -> Result<(), Refusal> {
        let office = &self.office;
        let round = office.round(round).await?;
        let subject = Subject {
            agency: self.agency().code.clone(),
            part: part.to_owned(),
            work_group: work_group.to_owned(),
        };
        let keys = keys(office, &round, &subject).await?;
        let known = on_record(office, &round, &keys).await?;
        let [piece] = known.as_slice() else {
            return Err(Refusal::mend("errors.evidence-none"));
        };
        if piece.recorded_by == office.actor {
            return Err(Refusal::mend("errors.four-eyes"));
        }
        let (verdict, act) = match finding {
            Finding::Confirmed => (Verdict::Confirmed(office.world.today()), "kpi.confirm"),
            Finding::SentBack(note) if note.trim().is_empty() => {
                return Err(Refusal::mend("errors.note-missing"));
            }
            Finding::SentBack(note) => (Verdict::SentBack(note), "kpi.send-back"),
        };
        let detail = format!("{} {part} {work_group}", self.agency().code);
        Ok(office
            .act(act, &round.code, detail.trim())
            .judge_evidence(&piece.key, seen, &office.actor, &verdict)
            .await?)
    }
}

/// What is on record under these keys.
async fn on_record(
    office: &Office,
    round: &Round,
    keys: &[EvidenceKey],
) -> Result<Vec<Evidence>, Refusal> {
    let Some(first) = keys.first() else {
        return Ok(Vec::new());
    };
    let registry = &office.registry;
    let all = registry
        .evidence_of(round.terms.fiscal_year, &first.period, first.agency)
        .await?;
    Ok(all
        .into_iter()
        .filter(|piece| keys.contains(&piece.key))
        .collect())
}
