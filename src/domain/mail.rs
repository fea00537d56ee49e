//! What mails are sent for.

/// Why a mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailKind {
    /// The first mail with the personal link.
    Invite,
    /// The same link again, to those who have not taken part; says nothing about them.
    Remind,
    /// The close was moved to a later time.
    Extended,
}

impl MailKind {
    /// All kinds.
    pub const ALL: [MailKind; 3] = [MailKind::Invite, MailKind::Remind, MailKind::Extended];

    /// Name in the store and tail of locale keys.
    pub fn code(self) -> &'static str {
        match self {
            MailKind::Invite => "invite",
            MailKind::Remind => "remind",
            MailKind::Extended => "extended",
        }
    }
}
