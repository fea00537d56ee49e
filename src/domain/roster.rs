//! An imported file of people beside the people already there: who is new, changed, unchanged or
//! missing. Nothing is decided here; nobody is ever removed by an import.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{StaffMember, Standing};

/// What a file says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The person; what the file has no column for is empty.
    pub member: StaffMember,
    /// The standing, where the file states one. Nothing stated: eligible if new, else as it was.
    pub standing: Option<ListedStanding>,
}

/// A standing as a file states it; who enters it and when is for the service to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListedStanding {
    /// Asked to take part.
    Eligible,
    /// Not asked.
    Exempt {
        /// Reason in HR's words.
        reason: String,
        /// Number of the order.
        order_number: String,
    },
    /// No longer with the agency.
    Left,
}

/// A person already in the round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// The person.
    pub member: StaffMember,
    /// Whether the person counts.
    pub standing: Standing,
}

/// A field of a person that a file may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// คำนำหน้า
    Prefix,
    /// ชื่อ
    Name,
    /// นามสกุล
    Surname,
    /// ตำแหน่ง
    Position,
    /// อีเมล
    Email,
    /// หน่วยงาน
    Agency,
    /// กลุ่มงาน
    WorkGroup,
    /// วันบรรจุ
    ServiceStart,
    /// สถานะ
    Standing,
}

impl Field {
    /// All fields, in the order in which changes are listed.
    pub const ALL: [Field; 9] = [
        Field::Prefix,
        Field::Name,
        Field::Surname,
        Field::Position,
        Field::Email,
        Field::Agency,
        Field::WorkGroup,
        Field::ServiceStart,
        Field::Standing,
    ];

    /// Tail of locale keys (`intake.field_…`).
    pub fn code(self) -> &'static str {
        match self {
            Field::Prefix => "prefix",
            Field::Name => "name",
            Field::Surname => "surname",
            Field::Position => "position",
            Field::Email => "email",
            Field::Agency => "agency",
            Field::WorkGroup => "work_group",
            Field::ServiceStart => "service_start",
            Field::Standing => "standing",
        }
    }
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which one.
    pub field: Field,
    /// What was there. Dates are ISO; a standing is its code, with reason and order of an exemption.
    pub old: String,
    /// What the file says.
    pub new: String,
}

/// A person whose line differs from what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The person as the file makes them: fields without a column are as they were.
    pub member: StaffMember,
    /// The new standing, where it changes.
    pub standing: Option<ListedStanding>,
    /// What differs, at least one field.
    pub fields: Vec<FieldChange>,
}

/// The outcome of a comparison; each list in the order of staff ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// In the file only.
    pub new: Vec<Listed>,
    /// In both, and different.
    pub changed: Vec<Change>,
    /// In both, and the same: staff ids.
    pub unchanged: Vec<String>,
    /// Not in the file, though their agency occurs in it; those who left are not counted as missing.
    pub missing: Vec<Enrolled>,
}

/// Compares a file with the people already there, by staff id. Only fields in `given` (those that
/// the file has a column for) can change. Staff ids are unique in the file and in the round.
pub fn compare<'l>(
    enrolled: &[Enrolled],
    listed: impl IntoIterator<Item = &'l Listed>,
    given: &BTreeSet<Field>,
) -> Comparison {
    let known: BTreeMap<&str, &Enrolled> = enrolled
        .iter()
        .map(|person| (person.member.staff_id.as_str(), person))
        .collect();
    let file: BTreeMap<&str, &Listed> = listed
        .into_iter()
        .map(|line| (line.member.staff_id.as_str(), line))
        .collect();
    let mut comparison = Comparison {
        missing: missing(&known, &file),
        ..Comparison::default()
    };
    for (id, line) in file {
        match known.get(id).map(|person| change(person, line, given)) {
            None => comparison.new.push(line.clone()),
            Some(change) if change.fields.is_empty() => comparison.unchanged.push(id.to_owned()),
            Some(change) => comparison.changed.push(change),
        }
    }
    comparison
}

fn missing(known: &BTreeMap<&str, &Enrolled>, file: &BTreeMap<&str, &Listed>) -> Vec<Enrolled> {
    let agencies: BTreeSet<&str> = file
        .values()
        .map(|line| line.member.agency.as_str())
        .collect();
    known
        .iter()
        .filter(|(id, _)| !file.contains_key(*id))
        .map(|(_, person)| *person)
        .filter(|person| person.standing != Standing::Left)
        .filter(|person| agencies.contains(person.member.agency.as_str()))
        .cloned()
        .collect()
}

fn change(before: &Enrolled, line: &Listed, given: &BTreeSet<Field>) -> Change {
    let member = overlay(&before.member, &line.member, given);
    let fields = Field::ALL.into_iter().filter(|field| given.contains(field));
    let fields: Vec<FieldChange> = fields
        .map(|field| FieldChange {
            field,
            old: shown(field, &before.member, &shown_standing(&before.standing)),
            new: shown(field, &member, &stated_or(line, &before.standing)),
        })
        .filter(|change| change.old != change.new)
        .collect();
    let restated = fields.iter().any(|change| change.field == Field::Standing);
    Change {
        member,
        standing: line.standing.clone().filter(|_| restated),
        fields,
    }
}

/// `before` with the given fields of `line` in place of its own.
fn overlay(before: &StaffMember, line: &StaffMember, given: &BTreeSet<Field>) -> StaffMember {
    let from = |field| if given.contains(&field) { line } else { before };
    StaffMember {
        staff_id: before.staff_id.clone(),
        prefix: from(Field::Prefix).prefix.clone(),
        name: from(Field::Name).name.clone(),
        surname: from(Field::Surname).surname.clone(),
        position: from(Field::Position).position.clone(),
        email: from(Field::Email).email.clone(),
        agency: from(Field::Agency).agency.clone(),
        work_group: from(Field::WorkGroup).work_group.clone(),
        service_start: from(Field::ServiceStart).service_start,
    }
}

fn shown(field: Field, member: &StaffMember, standing: &str) -> String {
    match field {
        Field::Prefix => member.prefix.clone(),
        Field::Name => member.name.clone(),
        Field::Surname => member.surname.clone(),
        Field::Position => member.position.clone(),
        Field::Email => member.email.clone().unwrap_or_default(),
        Field::Agency => member.agency.clone(),
        Field::WorkGroup => member.work_group.clone(),
        Field::ServiceStart => member
            .service_start
            .map(|day| day.to_string())
            .unwrap_or_default(),
        Field::Standing => standing.to_owned(),
    }
}

fn shown_standing(standing: &Standing) -> String {
    match standing {
        Standing::Eligible => shown_listed(&ListedStanding::Eligible),
        Standing::Left => shown_listed(&ListedStanding::Left),
        Standing::Exempt(exemption) => shown_listed(&ListedStanding::Exempt {
            reason: exemption.reason.clone(),
            order_number: exemption.order_number.clone(),
        }),
    }
}

fn stated_or(line: &Listed, before: &Standing) -> String {
    line.standing
        .as_ref()
        .map_or_else(|| shown_standing(before), shown_listed)
}

fn shown_listed(standing: &ListedStanding) -> String {
    match standing {
        ListedStanding::Eligible => "eligible".to_owned(),
        ListedStanding::Left => "left".to_owned(),
        ListedStanding::Exempt {
            reason,
            order_number,
        } => format!("exempt: {reason} ({order_number})"),
    }
}

#[cfg(test)]
mod tests;
