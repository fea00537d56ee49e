//! Importing a list of agencies: all of it, or nothing.

use std::collections::HashMap;

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId, Contact};
use crate::domain::message::Message;
use crate::domain::round::RoundState;
use crate::intake::agencies::{AgencyLine, Known, read};
use crate::intake::notice::{Notice, Refused, Warning};
use crate::intake::table::Table;

/// What an import of agencies did, or would do.
#[derive(Debug, Clone)]
pub struct AgencyImport {
    /// Agencies that are new.
    pub added: Vec<Entry>,
    /// Known agencies of which something is written over.
    pub changed: Vec<Entry>,
    /// Known agencies that stay as they are.
    pub unchanged: Vec<Entry>,
    /// What deserves a look.
    pub warnings: Vec<Notice<Warning>>,
}

/// An agency of the file beside what is known of it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Line of the file.
    pub line: usize,
    /// Code.
    pub code: String,
    /// Name in the file.
    pub name: String,
    /// What is written over: number of the cell in the order of a list's columns, what stands
    /// there, and what is to stand there.
    pub changes: Vec<(usize, String, String)>,
}

/// What a list says of an agency, in the order of its columns: code, name, English name, parent's
/// code, contact's name, e-mail, telephone, head-count, people served.
pub fn cells(agency: &Agency, parent: Option<&str>) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let contact = &agency.contact;
    [
        agency.code.clone(),
        agency.name.clone(),
        text(&agency.name_en),
        parent.unwrap_or_default().to_owned(),
        text(&contact.name),
        text(&contact.email),
        text(&contact.phone),
        number(agency.head_count),
        number(agency.eit_population),
    ]
}

/// Whether an import is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reads, checks and compares only.
    DryRun,
    /// Saves.
    Save,
}

/// What may be wrong with an import.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Lines of the file, all of them listed; nothing was imported.
    #[error("{} problems", .0.problems.len())]
    File(Refused),
    /// Anything else.
    #[error(transparent)]
    Refusal(#[from] Refusal),
}

impl From<crate::store::StoreError> for ImportError {
    fn from(error: crate::store::StoreError) -> Self {
        ImportError::Refusal(error.into())
    }
}

/// Imports agencies: new codes are added, known ones overwritten, none removed.
pub async fn import_agencies(
    office: &Office,
    tables: &[Table],
    mode: Mode,
) -> Result<AgencyImport, ImportError> {
    let before = office.registry.agencies().await?;
    let codes: HashMap<AgencyId, String> = before
        .iter()
        .map(|agency| (agency.id, agency.code.clone()))
        .collect();
    let known = |name: &str| {
        let found = before
            .iter()
            .find(|agency| agency.code == name || agency.name == name)?;
        Some(Known {
            code: found.code.clone(),
            parent: found.parent.and_then(|id| codes.get(&id).cloned()),
        })
    };
    let file = read(tables, &known).map_err(ImportError::File)?;
    let by_code: HashMap<&str, &Agency> = before
        .iter()
        .map(|agency| (agency.code.as_str(), agency))
        .collect();
    let is_known = |line: &&AgencyLine| by_code.contains_key(line.code.as_str());
    let (old, new): (Vec<&AgencyLine>, Vec<&AgencyLine>) = file.lines.iter().partition(is_known);
    check_parents(office, &before, &codes, &old).await?;
    if mode == Mode::Save {
        let agencies: Vec<(Agency, Option<String>)> = file.lines.iter().map(agency_of).collect();
        let detail = format!("new: {}, known: {}", new.len(), old.len());
        office
            .act("agency.import", "", &detail)
            .save_agencies(&agencies)
            .await?;
    }
    let entry = |line: &AgencyLine| compared(line, by_code.get(line.code.as_str()), &codes);
    let (changed, unchanged) = old
        .into_iter()
        .map(entry)
        .partition(|entry| !entry.changes.is_empty());
    Ok(AgencyImport {
        added: new.into_iter().map(entry).collect(),
        changed,
        unchanged,
        warnings: file.warnings,
    })
}

/// A line beside the agency that is known under its code.
fn compared(
    line: &AgencyLine,
    known: Option<&&Agency>,
    codes: &HashMap<AgencyId, String>,
) -> Entry {
    let (listed, parent) = agency_of(line);
    let changes = known.map(|known| {
        let above = known.parent.and_then(|id| codes.get(&id));
        let before = cells(known, above.map(String::as_str));
        let after = cells(&listed, parent.as_deref());
        let pairs = before.into_iter().zip(after).enumerate();
        pairs
            .filter(|(_, (before, after))| before != after)
            .map(|(at, (before, after))| (at, before, after))
            .collect()
    });
    Entry {
        line: line.line,
        code: line.code.clone(),
        name: line.name.clone(),
        changes: changes.unwrap_or_default(),
    }
}

/// Between close and tally no agency moves: pools are made of siblings, and a tally that was
/// killed must find the same ones again.
async fn check_parents(
    office: &Office,
    before: &[Agency],
    codes: &HashMap<AgencyId, String>,
    listed: &[&AgencyLine],
) -> Result<(), Refusal> {
    let rounds = office.registry.rounds().await?;
    let Some(round) = rounds
        .iter()
        .find(|round| round.state == RoundState::Closed)
    else {
        return Ok(());
    };
    let moved = listed.iter().find(|line| {
        let known = before.iter().find(|agency| agency.code == line.code);
        known
            .and_then(|agency| agency.parent)
            .and_then(|id| codes.get(&id))
            != line.parent.as_ref()
    });
    match moved {
        None => Ok(()),
        Some(line) => Err(Refusal::Mendable(
            Message::new("errors.parents-fixed")
                .with("round", &round.code)
                .with("agency", &line.code),
        )),
    }
}

/// The line as an agency; its row is not known yet.
fn agency_of(line: &AgencyLine) -> (Agency, Option<String>) {
    let agency = Agency {
        id: AgencyId(0),
        code: line.code.clone(),
        parent: None,
        name: line.name.clone(),
        name_en: line.english_name.clone(),
        contact: Contact {
            name: line.contact_name.clone(),
            email: line.contact_email.clone(),
            phone: line.contact_phone.clone(),
        },
        head_count: line.head_count.map(u64::from),
        eit_population: line.eit_population.map(u64::from),
    };
    (agency, line.parent.clone())
}
