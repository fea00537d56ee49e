//! Defences, and what becomes of the promise where one is left out.

/// A defence that can be left out of a round, as it is in a common survey tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defence {
    /// Poll keys lie in no backup of the databases.
    KeysApart,
    /// Journals, which keep the order of arrival, are truncated again and again.
    ShortJournals,
    /// After the count, poll keys and urn are destroyed.
    Destruction,
    /// Nothing but counts is ever written: no row of answers, no time beside one.
    CountsOnly,
    /// The round's private key is split among custodians and lies nowhere.
    SplitKey,
}

impl Defence {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::KeysApart,
        Self::ShortJournals,
        Self::Destruction,
        Self::CountsOnly,
        Self::SplitKey,
    ];

    /// The experiments that it makes fail: [`Finding::code`](super::Finding::code).
    pub fn guards_against(self) -> &'static [&'static str] {
        match self {
            Self::KeysApart => &["backups", "sql-log"],
            Self::ShortJournals => &["urn-order"],
            Self::Destruction => &["thief-sheets", "thief-after"],
            Self::CountsOnly => &["proxy-log"],
            Self::SplitKey => &["thief-open"],
        }
    }
}

/// Whose way of doing things is attacked, where a defence is not one of a played round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// This program.
    Ours,
    /// A common tool: the experiment itself does without the defence what such a tool would do, since
    /// this program cannot be asked to.
    Common,
}
