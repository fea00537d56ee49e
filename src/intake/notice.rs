//! What is wrong or worth a look in a file, cell by cell.
//!
//! Words live in `locales/*/intake.toml`: a kind gives a key and values, and each text says what is
//! wrong and what to do.

/// Something about one cell or line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice<K> {
    /// Line of the file or row of the sheet, from 1.
    pub line: usize,
    /// Heading of the column as in the file; the usual one where the file lacks the column.
    pub column: String,
    /// The value as in the file; a citizen number with its middle hidden.
    pub value: String,
    /// What it is.
    pub kind: K,
}

impl<K: Kind> Notice<K> {
    /// Key of the words.
    pub fn key(&self) -> &'static str {
        self.kind.key()
    }

    /// Values for the words: `line`, `column`, `value`, and those of the kind.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("line", self.line.to_string()),
            ("column", self.column.clone()),
            ("value", self.value.clone()),
        ];
        values.extend(self.kind.parameters());
        values
    }
}

/// A kind of notice.
pub trait Kind {
    /// Key of its words.
    fn key(&self) -> &'static str;
    /// Values of its own for the words.
    fn parameters(&self) -> Vec<(&'static str, String)>;
}

/// Why nothing is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No line looks like the headings.
    NoHeadings,
    /// A needed column is not there.
    MissingColumn,
    /// Two columns have the same heading.
    DuplicateColumn,
    /// Headings and not a line below them.
    NoLines,
    /// The cell is empty and must not be.
    MissingValue,
    /// An exemption without its reason or order number.
    MissingForExemption,
    /// The line has neither id nor name: a total, a signature, a note.
    StrayLine,
    /// The example of the template.
    ExampleLine,
    /// A citizen number.
    CitizenNumber,
    /// An id with characters that no id has, or without any letter or digit in front.
    OddId,
    /// A long number that Excel shortened (`1.23E+12`).
    ShortenedNumber,
    /// Excel made a date of a text such as `1/2562`.
    BecameDate,
    /// A formula that failed.
    FailedFormula,
    /// Longer than a field takes.
    TooLong {
        /// Most characters.
        limit: usize,
    },
    /// The id occurred before.
    DuplicateId {
        /// Where.
        first_line: usize,
    },
    /// Not readable as a date.
    BadDate,
    /// No such day in the calendar.
    NoSuchDay,
    /// A day that is yet to come.
    FutureDate,
    /// A year in which nobody of today's staff began.
    ImplausibleYear {
        /// The day as understood, in ISO form.
        understood: String,
    },
    /// No agency has this code or name.
    UnknownAgency,
    /// Not an address to which mail can be sent.
    BadEmail,
    /// A whole name of one word.
    MissingSurname,
    /// None of the known states.
    UnknownStatus,
    /// The agency's code occurred before.
    DuplicateCode {
        /// Where.
        first_line: usize,
    },
    /// No agency, here or already known, has this code or name.
    UnknownParent,
    /// The agency would stand above itself.
    Cycle {
        /// The codes on the way round, joined by arrows.
        path: String,
    },
    /// Not a whole number of people.
    BadCount,
}

impl Kind for Problem {
    fn key(&self) -> &'static str {
        match self {
            Problem::NoHeadings => "intake.problem_no_headings",
            Problem::MissingColumn => "intake.problem_missing_column",
            Problem::DuplicateColumn => "intake.problem_duplicate_column",
            Problem::NoLines => "intake.problem_no_lines",
            Problem::MissingValue => "intake.problem_missing_value",
            Problem::MissingForExemption => "intake.problem_missing_for_exemption",
            Problem::StrayLine => "intake.problem_stray_line",
            Problem::ExampleLine => "intake.problem_example_line",
            Problem::CitizenNumber => "intake.problem_citizen_number",
            Problem::OddId => "intake.problem_odd_id",
            Problem::ShortenedNumber => "intake.problem_shortened_number",
            Problem::BecameDate => "intake.problem_became_date",
            Problem::FailedFormula => "intake.problem_failed_formula",
            Problem::TooLong { .. } => "intake.problem_too_long",
            Problem::DuplicateId { .. } => "intake.problem_duplicate_id",
            Problem::BadDate => "intake.problem_bad_date",
            Problem::NoSuchDay => "intake.problem_no_such_day",
            Problem::FutureDate => "intake.problem_future_date",
            Problem::ImplausibleYear { .. } => "intake.problem_implausible_year",
            Problem::UnknownAgency => "intake.problem_unknown_agency",
            Problem::BadEmail => "intake.problem_bad_email",
            Problem::MissingSurname => "intake.problem_missing_surname",
            Problem::UnknownStatus => "intake.problem_unknown_status",
            Problem::DuplicateCode { .. } => "intake.problem_duplicate_code",
            Problem::UnknownParent => "intake.problem_unknown_parent",
            Problem::Cycle { .. } => "intake.problem_cycle",
            Problem::BadCount => "intake.problem_bad_count",
        }
    }

    fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Problem::TooLong { limit } => vec![("limit", limit.to_string())],
            Problem::DuplicateId { first_line } | Problem::DuplicateCode { first_line } => {
                vec![("first_line", first_line.to_string())]
            }
            Problem::ImplausibleYear { understood } => vec![("understood", understood.clone())],
            Problem::Cycle { path } => vec![("path", path.clone())],
            _ => Vec::new(),
        }
    }
}

/// What is imported but deserves a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The column was not read: its heading means nothing here.
    UnreadColumn,
    /// A column of citizen numbers, which is not read and better not in the file.
    CitizenColumn,
    /// Another sheet of the workbook looks like a list too and was not read.
    UnreadSheet {
        /// Its name.
        sheet: String,
    },
    /// No column of e-mails: everybody gets a letter.
    NoEmailColumn,
    /// No e-mail: gets a letter.
    NoEmail,
    /// Several people have this e-mail.
    SharedMailbox {
        /// How many.
        people: usize,
    },
    /// An office's address, by its name.
    OfficeMailbox,
    /// No column of start dates: all count as served.
    NoStartColumn,
    /// No start date: counts as served.
    NoStartDate,
    /// The year had two digits and was taken for the Buddhist era.
    ShortYear {
        /// The day as understood, in ISO form.
        understood: String,
    },
    /// A reason for an exemption, though the status is not "exempt".
    ReasonWithoutExemption,
    /// Two agencies have the same name.
    DuplicateName {
        /// Line of the first.
        first_line: usize,
    },
}

impl Kind for Warning {
    fn key(&self) -> &'static str {
        match self {
            Warning::UnreadColumn => "intake.warning_unread_column",
            Warning::CitizenColumn => "intake.warning_citizen_column",
            Warning::UnreadSheet { .. } => "intake.warning_unread_sheet",
            Warning::NoEmailColumn => "intake.warning_no_email_column",
            Warning::NoEmail => "intake.warning_no_email",
            Warning::SharedMailbox { .. } => "intake.warning_shared_mailbox",
            Warning::OfficeMailbox => "intake.warning_office_mailbox",
            Warning::NoStartColumn => "intake.warning_no_start_column",
            Warning::NoStartDate => "intake.warning_no_start_date",
            Warning::ShortYear { .. } => "intake.warning_short_year",
            Warning::ReasonWithoutExemption => "intake.warning_reason_without_exemption",
            Warning::DuplicateName { .. } => "intake.warning_duplicate_name",
        }
    }

    fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            Warning::UnreadSheet { sheet } => vec![("sheet", sheet.clone())],
            Warning::SharedMailbox { people } => vec![("people", people.to_string())],
            Warning::ShortYear { understood } => vec![("understood", understood.clone())],
            Warning::DuplicateName { first_line } => vec![("first_line", first_line.to_string())],
            _ => Vec::new(),
        }
    }
}

/// A file that is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Every problem, in the order of lines; at least one.
    pub problems: Vec<Notice<Problem>>,
    /// What else deserves a look.
    pub warnings: Vec<Notice<Warning>>,
}
