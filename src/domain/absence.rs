//! Why somebody has not taken part yet, as far as the office can know and do something.

/// Why there is no acknowledgement yet. Nothing here is about a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Absence {
    /// The link has not been sent.
    Unsent,
    /// The last mail did not arrive, or nobody knows.
    Failed,
    /// The link was sent.
    Unanswered,
    /// There is no address: a letter is needed.
    NoEmail,
}

impl Absence {
    /// All, in the order in which the last day goes through them.
    pub const ALL: [Absence; 4] = [
        Absence::Unsent,
        Absence::Failed,
        Absence::Unanswered,
        Absence::NoEmail,
    ];

    /// Name in the store and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Absence::Unsent => "unsent",
            Absence::Failed => "failed",
            Absence::Unanswered => "unanswered",
            Absence::NoEmail => "no-email",
        }
    }

    /// The one with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
