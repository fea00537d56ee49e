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
        full_name(&self.prefix, &self.name, &self.surname)
    }
}

/// Prefix and name as Thai writes them: no space behind the prefix.
pub fn full_name(prefix: &str, name: &str, surname: &str) -> String {
    format!("{prefix}{name} {surname}").trim().to_owned()
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

/// Which people a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Everybody.
    #[default]
    Everybody,
    /// Asked, and has not taken part.
    Waiting,
    /// Has taken part.
    TookPart,
    /// Asked, and has no e-mail.
    WithoutEmail,
    /// Exempt.
    Exempt,
    /// Has left.
    Left,
}

impl Show {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Show; 6] = [
        Show::Everybody,
        Show::Waiting,
        Show::TookPart,
        Show::WithoutEmail,
        Show::Exempt,
        Show::Left,
    ];

    /// Word in addresses and tail of locale keys.
    pub const fn code(self) -> &'static str {
        match self {
            Show::Everybody => "everybody",
            Show::Waiting => "waiting",
            Show::TookPart => "took-part",
            Show::WithoutEmail => "without-email",
            Show::Exempt => "exempt",
            Show::Left => "left",
        }
    }

    /// The one with this word; everybody for any other.
    pub fn of(code: &str) -> Self {
        let found = Show::ALL.into_iter().find(|show| show.code() == code);
        found.unwrap_or_default()
    }
}

/// What people of an agency are searched by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Words, each of which occurs in name, id, position, address or work group.
    pub text: String,
    /// The work group, if one is meant.
    pub work_group: Option<String>,
    /// Which people.
    pub show: Show,
    /// Only those without an e-mail.
    pub without_email: bool,
}

/// A work group and its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkGroup {
    /// Name; empty for people without a group.
    pub name: String,
    /// People, those who left not counted.
    pub people: u64,
    /// Of these, who is asked to take part.
    pub eligible: u64,
}
