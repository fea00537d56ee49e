//! What a failure means depends on the moment at which it came.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;

use super::transport::{SendFailure, clean_words};

/// How far a message had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Connection, login, sender: nothing yet about this recipient.
    Sender,
    /// From the recipient's address to the end of the body: the server has no message yet.
    Recipient,
    /// The dot is out: the answer alone says what became of the message.
    Answer,
}

/// What went wrong.
#[derive(Debug)]
pub(super) enum Trouble {
    /// A negative answer, or a broken or unreadable line.
    Smtp(SmtpError),
    /// No answer within this time.
    Silence(Duration),
    /// An answer that has no meaning at this point.
    Puzzling(String),
}

impl Trouble {
    /// The trouble and the moment at which it came.
    pub(super) fn at(self, moment: Moment) -> Stop {
        Stop {
            trouble: self,
            moment,
        }
    }

    fn is_permanent(&self) -> bool {
        matches!(self, Trouble::Smtp(error) if error.is_permanent())
    }

    fn is_transient(&self) -> bool {
        matches!(self, Trouble::Smtp(error) if error.is_transient())
    }

    fn words(&self) -> String {
        let raw = match self {
            Trouble::Smtp(error) => said(error),
            Trouble::Silence(patience) => format!("no answer within {} s", patience.as_secs()),
            Trouble::Puzzling(words) => words.clone(),
        };
        clean_words(&raw)
    }
}

/// The server's code and words, or what the line failed of.
fn said(error: &SmtpError) -> String {
    match (error.status(), error.source()) {
        (Some(code), Some(words)) => format!("{code} {words}"),
        (Some(code), None) => code.to_string(),
        (None, _) => error.to_string(),
    }
}

/// Why a message did not get through.
#[derive(Debug)]
pub(super) struct Stop {
    trouble: Trouble,
    moment: Moment,
}

impl Stop {
    /// Whether the server ended the matter itself with a negative answer.
    pub(super) fn was_answered(&self) -> bool {
        self.trouble.is_permanent() || self.trouble.is_transient()
    }

    /// What it means for the message.
    pub(super) fn failure(self) -> SendFailure {
        let words = self.trouble.words();
        match self.moment {
            Moment::Sender => SendFailure::Unavailable { words },
            _ if self.trouble.is_permanent() => SendFailure::Refused { words },
            Moment::Answer if !self.trouble.is_transient() => SendFailure::Uncertain { words },
            Moment::Recipient | Moment::Answer => SendFailure::TryAgain { words },
        }
    }
}
