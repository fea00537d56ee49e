//! Tables → agencies (หน่วยงาน), which form a tree.

mod column;
mod tree;

use std::collections::BTreeMap;

use super::email;
use super::heading::{self, Layout};
use super::notice::{Notice, Problem, Refused, Warning};
use super::reading::{Findings, Line, Noted, without_headings};
use super::table::Table;
use column::Column;

/// An agency that is already known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its code.
    pub code: String,
    /// Code of the agency above it.
    pub parent: Option<String>,
}

/// An agency as a file lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyLine {
    /// Line of the file or row of the sheet.
    pub line: usize,
    /// Code, once in the file; never of the shape of a citizen number.
    pub code: String,
    /// ชื่อ
    pub name: String,
    /// Name in English.
    pub english_name: Option<String>,
    /// Code of the agency above; it may stand further down in the file.
    pub parent: Option<String>,
    /// ผู้ประสานงาน
    pub contact_name: Option<String>,
    /// E-mail of the contact.
    pub contact_email: Option<String>,
    /// Telephone of the contact, as written.
    pub contact_phone: Option<String>,
    /// Declared number of staff, the N of the sample rule of the IIT.
    pub head_count: Option<u32>,
    /// Declared number of people who used the agency, the N of the sample rule of the EIT.
    pub eit_population: Option<u32>,
}

/// A list of agencies without a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agencies {
    /// The agencies, in the order of the file; at least one.
    pub lines: Vec<AgencyLine>,
    /// What deserves a look.
    pub warnings: Vec<Notice<Warning>>,
}

/// Reads a list of agencies, or tells everything that is wrong with it. `known` finds an agency
/// outside the file by its code or exact name.
pub fn read(tables: &[Table], known: &dyn Fn(&str) -> Option<Known>) -> Result<Agencies, Refused> {
    const NEEDED: [Column; 2] = [Column::Code, Column::Name];
    let Some(layout) = heading::find::<Column>(tables) else {
        return Err(without_headings(&NEEDED));
    };
    let mut found = Findings::default();
    found.check_headings(&layout, &NEEDED);
    let mut lines = read_lines(&layout, &mut found);
    tree::settle_parents(&mut lines, &layout, known, &mut found);
    Ok(Agencies {
        warnings: found.settle()?,
        lines,
    })
}

fn read_lines(layout: &Layout<'_, Column>, found: &mut Findings) -> Vec<AgencyLine> {
    let mut lines = Vec::new();
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for row in layout.rows() {
        let mut line = Line { layout, row, found };
        let Some(agency) = agency(&mut line) else {
            continue;
        };
        if let Some(first_line) = codes.get(&agency.code).copied() {
            line.problem(Column::Code, Problem::DuplicateCode { first_line });
            continue;
        }
        if let Some(first_line) = names.get(&agency.name).copied() {
            line.warning(Column::Name, Warning::DuplicateName { first_line });
        }
        codes.insert(agency.code.clone(), row.line);
        names.entry(agency.name.clone()).or_insert(row.line);
        lines.push(agency);
    }
    lines
}

/// Reads every cell before it gives up, so that all problems of the line are told.
fn agency(line: &mut Line<'_, Column>) -> Option<AgencyLine> {
    if line.is_example(Column::Code) {
        return None;
    }
    let code = line.id(Column::Code);
    let name = line.needed(Column::Name);
    let english_name = optional(line, Column::EnglishName);
    let parent = optional(line, Column::Parent);
    let contact_name = optional(line, Column::ContactName);
    let contact_email = contact_email(line);
    let contact_phone = optional(line, Column::ContactPhone);
    let head_count = count(line, Column::HeadCount);
    let eit_population = count(line, Column::EitPopulation);
    Some(AgencyLine {
        line: line.row.line,
        code: code.ok()?,
        name: name.ok()?,
        english_name: english_name.ok()?,
        parent: parent.ok()?,
        contact_name: contact_name.ok()?,
        contact_email: contact_email.ok()?,
        contact_phone: contact_phone.ok()?,
        head_count: head_count.ok()?,
        eit_population: eit_population.ok()?,
    })
}

fn optional(line: &mut Line<'_, Column>, column: Column) -> Result<Option<String>, Noted> {
    line.text(column)
        .map(|text| Some(text).filter(|text| !text.is_empty()))
}

fn contact_email(line: &mut Line<'_, Column>) -> Result<Option<String>, Noted> {
    match optional(line, Column::ContactEmail)? {
        Some(address) if !email::is_well_formed(&address) => {
            Err(line.problem(Column::ContactEmail, Problem::BadEmail))
        }
        address => Ok(address),
    }
}

/// A whole number of people: `1,234`, `๑๒๓ คน`.
fn count(line: &mut Line<'_, Column>, column: Column) -> Result<Option<u32>, Noted> {
    let Some(text) = optional(line, column)? else {
        return Ok(None);
    };
    let digits = text.trim_end_matches("คน").replace([',', ' '], "");
    match digits.parse() {
        Ok(count) if digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Some(count)),
        _ => Err(line.problem(column, Problem::BadCount)),
    }
}

#[cfg(test)]
mod tests;
