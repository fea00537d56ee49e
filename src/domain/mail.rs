//! What mails are sent for.

use jiff::civil::Date;

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

/// Whether mails reach an agency's contact person, by the last test mail to the address of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailTest {
    /// There is no address to test.
    NoAddress,
    /// None was sent.
    Untested,
    /// The mail server took it on this day.
    Sent(Date),
    /// It was not sent.
    Failed {
        /// Day of the try.
        day: Date,
        /// Why, in the server's words.
        words: String,
    },
}
