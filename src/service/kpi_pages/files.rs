//! Files of evidence: kept under a drawn name, handed out to HR of the agency and its assessor.

use super::KpiReader;
use crate::domain::encoding::hex;
use crate::domain::message::Message;
use crate::domain::round::Round;
use crate::service::access::desks::HrDesk;
use crate::service::kpi::rule;
use crate::service::kpi_evidence::part_of;
use crate::service::refusal::Refusal;
use crate::store::{Evidence, EvidenceFile, EvidenceKey};

/// Largest file of evidence, in bytes.
pub const LARGEST_FILE: usize = 10 << 20;
/// Longest name of a file that is kept, in letters.
const LONGEST_NAME: usize = 120;

/// A file as it came.
#[derive(Clone)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl HrDesk {
    /// Puts a file on disk; whoever has it is to write down what it belongs to, or to remove it.
    pub(super) fn keep(
        &self,
        round: &Round,
        part: &str,
        work_group: &str,
        file: &Attached,
    ) -> Result<EvidenceFile, Refusal> {
        let office = &self.office;
        if file.bytes.len() > LARGEST_FILE {
            let megabytes = (LARGEST_FILE >> 20).to_string();
            let message = Message::new("errors.file-too-large").with("megabytes", megabytes);
            return Err(Refusal::Mendable(message));
        }
        let (rule, period) = rule(office, round)?;
        let part = part_of(rule, part)?;
        let drawn: [u8; 16] = office.world.random()?;
        let row = EvidenceFile {
            id: hex(&drawn),
            key: EvidenceKey {
                fiscal_year: round.terms.fiscal_year,
                period,
                agency: self.agency().id,
                part: part.code.clone(),
                work_group: work_group.to_owned(),
            },
            name: plain_name(&file.name),
            size: u64::try_from(file.bytes.len()).unwrap_or(u64::MAX),
            added_by: office.actor.clone(),
            day: office.world.today(),
        };
        office.evidence_files.keep(&row.id, &file.bytes)?;
        Ok(row)
    }

    /// Removes a file of evidence that is not confirmed: its row with the line of the audit log
    /// first, so that a kill leaves a file without an owner and never an owner without the file.
    pub async fn remove_file(&self, round: &Round, file: &EvidenceFile) -> Result<(), Refusal> {
        let office = &self.office;
        let detail = format!("{} {} {}", self.agency().code, file.key.part, file.name);
        let act = office.act("kpi.drop-file", &round.code, &detail);
        act.drop_evidence_file(file).await?;
        Ok(office.evidence_files.remove(&file.id)?)
    }
}

/// Whether HR may remove a file: nothing that it is evidence of is confirmed.
pub fn is_removable(file: &EvidenceFile, evidence: &[Evidence]) -> bool {
    let key = &file.key;
    let of_it = |piece: &&Evidence| {
        let group = key.work_group.is_empty() || piece.key.work_group == key.work_group;
        piece.key.part == key.part && group
    };
    !evidence
        .iter()
        .filter(of_it)
        .any(|piece| piece.confirmed_by.is_some())
}

impl KpiReader {
    /// A file of this agency's evidence: its name and bytes.
    pub async fn file(&self, id: &str) -> Result<Option<(String, Vec<u8>)>, Refusal> {
        let found = self.office.registry.evidence_file(self.agency.id, id);
        match found.await? {
            Some(file) => {
                let bytes = self.office.evidence_files.read(&file.id)?;
                Ok(Some((file.name, bytes)))
            }
            None => Ok(None),
        }
    }
}

/// Marks that turn the direction of writing: a name seen through them may end otherwise than it
/// seems to.
fn turns_the_line(symbol: char) -> bool {
    matches!(symbol, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The last part of a name, without what no system keeps in one.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last
        .chars()
        .filter(|symbol| !symbol.is_control() && !"<>:\"|?*".contains(*symbol))
        .filter(|symbol| !turns_the_line(*symbol));
    let plain: String = kept.take(LONGEST_NAME).collect();
    match plain.trim().trim_start_matches('.') {
        "" => "file".to_owned(),
        plain => plain.to_owned(),
    }
}
