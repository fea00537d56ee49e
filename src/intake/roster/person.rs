//! One line of a roster → one person.

use jiff::civil::Date;

use super::column::Column;
use super::{Context, Seen};
use crate::domain::people::StaffMember;
use crate::domain::roster::{Listed, ListedStanding};
use crate::domain::thai::date::{self, BadDate};
use crate::domain::thai::prefix;
use crate::intake::email;
use crate::intake::heading::normal;
use crate::intake::notice::{Problem, Warning};
use crate::intake::reading::{Line, Noted};
use crate::intake::table::Cell;

/// Nobody of today's staff began longer ago than this, in years.
const LONGEST_SERVICE: i16 = 60;

/// Words for each state, in the form of [`normal`].
const ELIGIBLE: [&str; 9] = [
    "มีสิทธิ์",
    "มีสิทธิ",
    "ปกติ",
    "ปฏิบัติงาน",
    "ปฏิบัติราชการ",
    "eligible",
    "active",
    "normal",
    "working",
];
const EXEMPT: [&str; 4] = ["ยกเว้น", "ได้รับยกเว้น", "exempt", "exempted"];
const LEFT: [&str; 7] = [
    "ลาออก",
    "ออก",
    "ออกจากราชการ",
    "พ้นจากหน่วยงาน",
    "ย้ายออก",
    "left",
    "resigned",
];

/// First names and what stands around them.
struct FullName {
    prefix: String,
    name: String,
    surname: String,
}

/// Reads every cell before it gives up, so that all problems of the line are told.
pub(super) fn read(
    line: &mut Line<'_, Column>,
    context: &Context<'_>,
    seen: &mut Seen,
) -> Option<Listed> {
    if is_stray(line) {
        line.stray();
        return None;
    }
    if line.is_example(Column::StaffId) {
        return None;
    }
    let staff_id = staff_id(line, seen);
    let names = names(line);
    let position = line.text(Column::Position);
    let work_group = line.text(Column::WorkGroup);
    let agency = agency(line, context);
    let service_start = service_start(line, context.today);
    let standing = standing(line);
    let is_asked = matches!(standing, Ok(None | Some(ListedStanding::Eligible)));
    let email = email(line, is_asked, seen);
    let names = names.ok()?;
    Some(Listed {
        member: StaffMember {
            staff_id: staff_id.ok()?,
            prefix: names.prefix,
            name: names.name,
            surname: names.surname,
            position: position.ok()?,
            email: email.ok()?,
            agency: agency.ok()?,
            work_group: work_group.ok()?,
            service_start: service_start.ok()?,
        },
        standing: standing.ok()?,
    })
}

/// Neither an id nor any part of a name: not a person.
fn is_stray(line: &Line<'_, Column>) -> bool {
    let cells = [
        Column::StaffId,
        Column::Name,
        Column::Surname,
        Column::FullName,
    ]
    .into_iter()
    .filter_map(|column| line.layout.cell(line.row, column));
    let mut cells = cells.peekable();
    cells.peek().is_some() && cells.all(Cell::is_blank)
}

fn staff_id(line: &mut Line<'_, Column>, seen: &mut Seen) -> Result<String, Noted> {
    let id = line.id(Column::StaffId)?;
    if let Some(first_line) = seen.ids.get(&id).copied() {
        return Err(line.problem(Column::StaffId, Problem::DuplicateId { first_line }));
    }
    seen.ids.insert(id.clone(), line.row.line);
    Ok(id)
}

/// The name from one, two or three columns.
fn names(line: &mut Line<'_, Column>) -> Result<FullName, Noted> {
    let given_prefix = line
        .text(Column::Prefix)
        .map(|text| prefix::canonical(&text));
    if line.layout.has(Column::Surname) {
        let name = line.needed(Column::Name);
        let surname = line.needed(Column::Surname);
        let (prefix, name) = with_prefix(given_prefix?, &name?);
        if name.is_empty() {
            return Err(line.problem(Column::Name, Problem::MissingValue));
        }
        return Ok(FullName {
            prefix,
            name,
            surname: surname?,
        });
    }
    let whole = line.spread_text(Column::FullName)?;
    if whole.is_empty() {
        return Err(line.missing(Column::FullName));
    }
    let (prefix, whole) = with_prefix(given_prefix?, &whole);
    let Some((name, surname)) = whole.split_once(' ') else {
        return Err(line.problem(Column::FullName, Problem::MissingSurname));
    };
    Ok(FullName {
        prefix,
        name: name.to_owned(),
        surname: surname.to_owned(),
    })
}

/// Prefix and name. With a prefix of its own column only that one is taken off the name, since a
/// name may begin like a prefix.
fn with_prefix(given: String, name: &str) -> (String, String) {
    let (found, rest) = prefix::split(name);
    if given.is_empty() || given == found {
        return (found, rest.to_owned());
    }
    (given, name.to_owned())
}

fn agency(line: &mut Line<'_, Column>, context: &Context<'_>) -> Result<String, Noted> {
    let written = line.text(Column::Agency)?;
    match (written.as_str(), context.default_agency) {
        ("", Some(default)) => Ok(default.to_owned()),
        ("", None) => Err(line.missing(Column::Agency)),
        (written, _) => {
            let code = (context.agency)(written);
            code.ok_or_else(|| line.problem(Column::Agency, Problem::UnknownAgency))
        }
    }
}

fn service_start(line: &mut Line<'_, Column>, today: Date) -> Result<Option<Date>, Noted> {
    const START: Column = Column::ServiceStart;
    let Some(day) = day_in(line)? else {
        if line.layout.has(START) {
            line.warning(START, Warning::NoStartDate);
        }
        return Ok(None);
    };
    if day > today {
        return Err(line.problem(START, Problem::FutureDate));
    }
    if day.year() < today.year() - LONGEST_SERVICE {
        let understood = day.to_string();
        return Err(line.problem(START, Problem::ImplausibleYear { understood }));
    }
    Ok(Some(day))
}

fn day_in(line: &mut Line<'_, Column>) -> Result<Option<Date>, Noted> {
    const START: Column = Column::ServiceStart;
    if let Some(Cell::Date(day)) = line.layout.cell(line.row, START) {
        let settled = date::settle_era(*day).map(Some);
        return settled.map_err(|_| line.problem(START, Problem::NoSuchDay));
    }
    let text = line.text(START)?;
    if text.is_empty() {
        return Ok(None);
    }
    match date::read(&text) {
        Ok(written) => {
            if written.short_year {
                let understood = written.date.to_string();
                line.warning(START, Warning::ShortYear { understood });
            }
            Ok(Some(written.date))
        }
        Err(BadDate::NotADate) => Err(line.problem(START, Problem::BadDate)),
        Err(BadDate::NoSuchDay) => Err(line.problem(START, Problem::NoSuchDay)),
    }
}

/// The standing, where the file states one; an empty cell states none.
fn standing(line: &mut Line<'_, Column>) -> Result<Option<ListedStanding>, Noted> {
    let status = line.text(Column::Status);
    let reason = line.text(Column::Reason);
    let order_number = line.text(Column::OrderNumber);
    let (status, reason, order_number) = (status?, reason?, order_number?);
    let word = normal(&status);
    let is = |words: &[&str]| words.contains(&word.as_str());
    if is(&EXEMPT) {
        return exemption(line, reason, order_number).map(Some);
    }
    if !reason.is_empty() {
        line.warning(Column::Reason, Warning::ReasonWithoutExemption);
    }
    if status.is_empty() {
        Ok(None)
    } else if is(&ELIGIBLE) {
        Ok(Some(ListedStanding::Eligible))
    } else if is(&LEFT) {
        Ok(Some(ListedStanding::Left))
    } else {
        Err(line.problem(Column::Status, Problem::UnknownStatus))
    }
}

fn exemption(
    line: &mut Line<'_, Column>,
    reason: String,
    order_number: String,
) -> Result<ListedStanding, Noted> {
    for (column, text) in [
        (Column::Reason, &reason),
        (Column::OrderNumber, &order_number),
    ] {
        if text.is_empty() {
            line.problem(column, Problem::MissingForExemption);
        }
    }
    if reason.is_empty() || order_number.is_empty() {
        return Err(Noted);
    }
    Ok(ListedStanding::Exempt {
        reason,
        order_number,
    })
}

/// The e-mail; people who are not asked to take part may lack one without a word.
fn email(
    line: &mut Line<'_, Column>,
    is_asked: bool,
    seen: &mut Seen,
) -> Result<Option<String>, Noted> {
    let address = line.text(Column::Email)?;
    if address.is_empty() {
        if is_asked && line.layout.has(Column::Email) {
            line.warning(Column::Email, Warning::NoEmail);
        }
        return Ok(None);
    }
    if !email::is_well_formed(&address) {
        return Err(line.problem(Column::Email, Problem::BadEmail));
    }
    if email::is_of_an_office(&address) {
        line.warning(Column::Email, Warning::OfficeMailbox);
    }
    let lines = seen.emails.entry(address.to_lowercase()).or_default();
    lines.push((line.row.line, address.clone()));
    Ok(Some(address))
}
