//! People of an agency in a round.

use jiff::civil::Date;

/// A staff member as HR lists them. Cleaned: no stray spaces, Arabic digits, ISO dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// HR's own number, unique in a round; never a 13-digit citizen number.
    pub staff_id: String,
    /// คำนำหน้า; may be empty.
    pub prefix: String,
    /// ชื่อ
    pub name: String,
    /// นามสกุล
    pub surname: String,
    /// ตำแหน่ง; may be empty.
    pub position: String,
    /// E-mail; staff without one get a letter.
    pub email: Option<String>,
    /// Code of the agency.
    pub agency: String,
    /// Name of the work group; may be empty.
    pub work_group: String,
    /// First day of service; a missing one counts as served, with a warning.
    pub service_start: Option<Date>,
}

impl StaffMember {
    /// Prefix and name as Thai writes them: no space behind the prefix.
    pub fn full_name(&self) -> String {
        format!("{}{} {}", self.prefix, self.name, self.surname)
            .trim()
            .to_owned()
    }
}

/// Whether a person counts in the round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Asked to take part.
    Eligible,
    /// Not asked: on leave, study, secondment, retired; counted apart everywhere.
    Exempt(Exemption),
    /// No longer with the agency.
    Left,
}

/// Why, by which order, by whom and since when somebody is exempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Reason in HR's words.
    pub reason: String,
    /// Number of the order.
    pub order_number: String,
    /// Who entered it.
    pub by: String,
    /// Day of entry.
    pub day: Date,
}
