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
    /// Codes of agencies that are new.
    pub added: Vec<String>,
    /// Codes of agencies that were known.
    pub known: Vec<String>,
    /// What deserves a look.
    pub warnings: Vec<Notice<Warning>>,
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
    let is_known = |line: &&AgencyLine| before.iter().any(|agency| agency.code == line.code);
    let (old, new): (Vec<&AgencyLine>, Vec<&AgencyLine>) = file.lines.iter().partition(is_known);
    if mode == Mode::Save {
        check_parents(office, &before, &codes, &old).await?;
        let agencies: Vec<(Agency, Option<String>)> = file.lines.iter().map(agency_of).collect();
        office.registry.save_agencies(&agencies).await?;
        office
            .log(
                "agency.import",
                "",
                &format!("{} new, {} known", new.len(), old.len()),
            )
            .await?;
    }
    let listed =
        |lines: Vec<&AgencyLine>| lines.into_iter().map(|line| line.code.clone()).collect();
    Ok(AgencyImport {
        added: listed(new),
        known: listed(old),
        warnings: file.warnings,
    })
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
