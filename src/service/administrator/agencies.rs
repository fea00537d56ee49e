//! Agencies: the list, one of them, and files of them between preview and confirmation.

use std::collections::{HashMap, HashSet};

use jiff::SignedDuration;

use super::readiness::PAGE;
use crate::crypto::digest::sha256;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::encoding::hex;
use crate::domain::message::{Message, Value};
use crate::intake::notice::{Kind, Notice};
use crate::intake::table::{Cell, Row, Table, read};
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::import_agencies::{Entry, ImportError, Mode, cells, import_agencies};
use crate::store::{AgencySearch, StoreError, Upload};

/// What an uploaded list waits as.
const PURPOSE: &str = "agencies";
/// So long it waits for its confirmation.
const WAITS: SignedDuration = SignedDuration::from_hours(2);
/// Columns in which one agency is written down, as a list of agencies has them.
const HEADINGS: [&str; 9] = [
    "รหัสหน่วยงาน",
    "ชื่อหน่วยงาน",
    "ชื่อภาษาอังกฤษ",
    "รหัสหน่วยงานต้นสังกัด",
    "ผู้ประสานงาน",
    "อีเมลผู้ประสานงาน",
    "โทรศัพท์ผู้ประสานงาน",
    "จำนวนบุคลากร",
    "จำนวนผู้รับบริการ",
];

/// An agency in the list.
#[derive(Debug, Clone)]
pub struct AgencyLine {
    /// The agency.
    pub agency: Agency,
    /// Name of the one above.
    pub parent: Option<String>,
    /// How many stand directly below.
    pub below: u64,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct AgencyLeaf {
    /// Agencies of the page.
    pub lines: Vec<AgencyLine>,
    /// Agencies that were found.
    pub found: u64,
    /// Agencies on a page.
    pub size: u64,
    /// The way down to the agency whose members are listed, from the top.
    pub way: Vec<Agency>,
}

/// One agency as typed, in the order of a list's columns.
#[derive(Debug, Clone, Default)]
pub struct AgencyEntry {
    /// Code, name, English name, parent's code, contact's name, e-mail, telephone, head-count,
    /// people served.
    pub cells: [String; 9],
}

/// What an import came to, or would.
#[derive(Debug, Clone)]
pub struct Import {
    /// New agencies.
    pub added: Vec<Entry>,
    /// Known agencies of which something is written over.
    pub changed: Vec<Entry>,
    /// Known agencies that stay as they are.
    pub unchanged: Vec<Entry>,
    /// What deserves a look: line of the file, and what.
    pub warnings: Vec<(usize, Message)>,
    /// Why nothing can be imported: line of the file, number of the column if it is one of ours,
    /// and what.
    pub problems: Vec<(usize, Option<usize>, Message)>,
}

/// A file before its confirmation.
#[derive(Debug, Clone)]
pub struct ImportPreview {
    /// Name of the waiting file.
    pub id: String,
    /// The file's own name.
    pub file: String,
    /// What it would do.
    pub import: Import,
}

impl AdministratorDesk {
    /// A page of agencies: those with the text in code or name, or directly below an agency.
    pub async fn agency_page(
        &self,
        text: &str,
        below: &str,
        page: u64,
    ) -> Result<AgencyLeaf, Refusal> {
        let registry = &self.office.registry;
        let way = self.way_to(below).await?;
        let search = AgencySearch {
            text: text.trim().to_owned(),
            below: way.last().map(|agency| agency.id),
            missing: None,
        };
        let (agencies, found) = registry
            .agency_page(&search, page.saturating_mul(PAGE), PAGE)
            .await?;
        let ids: Vec<AgencyId> = agencies.iter().map(|agency| agency.id).collect();
        let parents: HashSet<AgencyId> = agencies.iter().filter_map(|one| one.parent).collect();
        let parents: Vec<AgencyId> = parents.into_iter().collect();
        let names: HashMap<AgencyId, String> = registry
            .agencies_by_id(&parents)
            .await?
            .into_iter()
            .map(|agency| (agency.id, agency.name))
            .collect();
        let below = registry.counted_below(&ids).await?;
        let lines = agencies
            .into_iter()
            .map(|agency| AgencyLine {
                parent: agency.parent.and_then(|id| names.get(&id).cloned()),
                below: below.get(&agency.id).copied().unwrap_or_default(),
                agency,
            })
            .collect();
        Ok(AgencyLeaf {
            lines,
            found,
            size: PAGE,
            way,
        })
    }

    /// One agency as it stands, and a mark by which a change is noticed.
    pub async fn agency_entry(&self, code: &str) -> Result<(AgencyEntry, String), Refusal> {
        let agency = self.office.registry.agency_by_code(code).await?;
        let agency = agency.ok_or_else(|| Refusal::agency_unknown(code))?;
        let parent = match agency.parent {
            Some(id) => self.office.registry.agency_by_id(id).await?,
            None => None,
        };
        let cells = cells(&agency, parent.as_ref().map(|above| above.code.as_str()));
        let mark = hex(sha256(format!("{cells:?}").as_bytes()).bytes());
        Ok((AgencyEntry { cells }, mark))
    }

    /// Saves one agency by the rules of a list of one. A known one must still be as it was when
    /// `mark` was read; a new one has no mark, and its code must be free.
    pub async fn save_agency(
        &self,
        entry: &AgencyEntry,
        mark: Option<&str>,
    ) -> Result<Import, Refusal> {
        let [code, ..] = &entry.cells;
        let code = code.trim();
        let known = self.office.registry.agency_by_code(code).await?.is_some();
        match mark {
            None if known => {
                return Err(Refusal::Mendable(
                    Message::new("errors.agency-taken").with("agency", code),
                ));
            }
            Some(mark) if self.agency_entry(code).await?.1 != mark => {
                return Err(Refusal::Store(StoreError::Stale));
            }
            _ => {}
        }
        let import = self.imported(&[table_of(entry)], Mode::Save).await?;
        if import.problems.is_empty() {
            self.office.log("agency.change", code, "").await?;
        }
        Ok(import)
    }

    /// An empty list to fill in, CSV.
    pub fn agency_template(&self) -> Vec<u8> {
        let file = self.office.assets.read("templates/agencies.csv");
        file.unwrap_or_default().into_owned()
    }

    /// Keeps an uploaded list until it is confirmed; answers the name it waits under.
    pub async fn keep_agencies(&self, name: &str, bytes: Vec<u8>) -> Result<String, Refusal> {
        read(&bytes).map_err(|problem| unreadable(problem.key(), problem.parameters()))?;
        let id: [u8; 16] = self.office.world.random()?;
        let upload = Upload {
            id: hex(&id),
            account: self.visitor.account.id,
            purpose: PURPOSE.to_owned(),
            name: name.to_owned(),
            bytes,
        };
        let accounts = self.office.registry.accounts();
        accounts.sweep_uploads(self.office.world.now()).await?;
        accounts.keep_upload(&upload, self.later(WAITS)).await?;
        Ok(upload.id)
    }

    /// What a waiting list would do; nothing if it does not wait any more.
    pub async fn preview_agencies(&self, id: &str) -> Result<Option<ImportPreview>, Refusal> {
        let Some(upload) = self.waiting_list(id).await? else {
            return Ok(None);
        };
        let import = self.imported(&tables(&upload.bytes)?, Mode::DryRun).await?;
        Ok(Some(ImportPreview {
            id: upload.id,
            file: upload.name,
            import,
        }))
    }

    /// Imports a waiting list; nothing if it does not wait any more.
    pub async fn import_waiting(&self, id: &str) -> Result<Option<Import>, Refusal> {
        let Some(upload) = self.waiting_list(id).await? else {
            return Ok(None);
        };
        let import = self.imported(&tables(&upload.bytes)?, Mode::Save).await?;
        if import.problems.is_empty() {
            self.office.registry.accounts().drop_upload(id).await?;
        }
        Ok(Some(import))
    }

    async fn waiting_list(&self, id: &str) -> Result<Option<Upload>, Refusal> {
        let accounts = self.office.registry.accounts();
        let found = accounts.upload(self.visitor.account.id, id).await?;
        Ok(found.filter(|upload| upload.purpose == PURPOSE))
    }

    async fn imported(&self, tables: &[Table], mode: Mode) -> Result<Import, Refusal> {
        match import_agencies(&self.office, tables, mode).await {
            Ok(done) => Ok(Import {
                added: done.added,
                changed: done.changed,
                unchanged: done.unchanged,
                warnings: worded(&done.warnings),
                problems: Vec::new(),
            }),
            Err(ImportError::Refusal(refusal)) => Err(refusal),
            Err(ImportError::File(refused)) => Ok(Import {
                added: Vec::new(),
                changed: Vec::new(),
                unchanged: Vec::new(),
                warnings: worded(&refused.warnings),
                problems: refused
                    .problems
                    .iter()
                    .map(|notice| (notice.line, column(notice), message(notice)))
                    .collect(),
            }),
        }
    }

    /// The agency with this code and those above it, the highest first.
    async fn way_to(&self, code: &str) -> Result<Vec<Agency>, Refusal> {
        let mut way: Vec<Agency> = Vec::new();
        let mut next = match code {
            "" => None,
            code => self.office.registry.agency_by_code(code).await?,
        };
        while let Some(agency) = next.take() {
            if way.iter().any(|known| known.id == agency.id) {
                break;
            }
            if let Some(parent) = agency.parent {
                next = self.office.registry.agency_by_id(parent).await?;
            }
            way.push(agency);
        }
        way.reverse();
        Ok(way)
    }
}

fn tables(bytes: &[u8]) -> Result<Vec<Table>, Refusal> {
    read(bytes).map_err(|problem| unreadable(problem.key(), problem.parameters()))
}

fn table_of(entry: &AgencyEntry) -> Table {
    let row = |line, cells: Vec<String>| Row {
        line,
        cells: cells.into_iter().map(Cell::Text).collect(),
    };
    Table {
        sheet: None,
        rows: vec![
            row(1, HEADINGS.map(str::to_owned).to_vec()),
            row(2, entry.cells.to_vec()),
        ],
    }
}

fn worded<K: Kind>(notices: &[Notice<K>]) -> Vec<(usize, Message)> {
    let line = |notice: &Notice<K>| (notice.line, message(notice));
    notices.iter().map(line).collect()
}

fn column<K>(notice: &Notice<K>) -> Option<usize> {
    HEADINGS
        .iter()
        .position(|heading| *heading == notice.column)
}

fn message<K: Kind>(notice: &Notice<K>) -> Message {
    Message {
        key: notice.key(),
        values: plain(notice.parameters()),
    }
}

fn unreadable(key: &'static str, values: Vec<(&'static str, String)>) -> Refusal {
    Refusal::Mendable(Message {
        key,
        values: plain(values),
    })
}

fn plain(values: Vec<(&'static str, String)>) -> Vec<(&'static str, Value)> {
    values
        .into_iter()
        .map(|(name, value)| (name, Value::Plain(value)))
        .collect()
}
