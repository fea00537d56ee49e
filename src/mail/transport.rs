//! Ways a message can take, and what can become of it.

use super::envelope::OutgoingMail;
use super::folder::MailFolder;
use super::memory::Outbox;
use super::smtp::Smtp;

/// Longest text kept of what a server says, in characters.
const LONGEST_WORDS: usize = 300;

/// A way for messages.
#[derive(Debug)]
pub enum Transport {
    /// A mail server.
    Smtp(Box<Smtp>),
    /// A folder of `.eml` files: for the demo, or when asked for by name.
    Folder(MailFolder),
    /// Kept in memory, for tests.
    Memory(Outbox),
}

/// The server has taken the message over, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What the server said, cleaned.
    pub words: String,
}

/// What became of a message that was not accepted. The words are the server's, cleaned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// For good, for this recipient: no use in trying again.
    #[error("refused: {words}")]
    Refused {
        /// Why.
        words: String,
    },
    /// Not now; the message was certainly not taken over.
    #[error("try again: {words}")]
    TryAgain {
        /// Why.
        words: String,
    },
    /// The server cannot be reached, or will not let us in or take our sender: this concerns
    /// every message, so the run should pause. The message was certainly not taken over.
    #[error("mail server unavailable: {words}")]
    Unavailable {
        /// Why.
        words: String,
    },
    /// It was sent whole and no answer came: it may or may not arrive.
    #[error("uncertain: {words}")]
    Uncertain {
        /// Why.
        words: String,
    },
}

impl SendFailure {
    /// What the server said, or what kept it from being asked.
    pub fn words(&self) -> &str {
        match self {
            SendFailure::Refused { words }
            | SendFailure::TryAgain { words }
            | SendFailure::Unavailable { words }
            | SendFailure::Uncertain { words } => words,
        }
    }
}

impl Transport {
    /// Hands one message over.
    pub async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendFailure> {
        match self {
            Transport::Smtp(smtp) => smtp.send(mail).await,
            Transport::Folder(folder) => folder.send(mail).await,
            Transport::Memory(outbox) => outbox.send(mail),
        }
    }

    /// Whether the server lets us in, if there is one; sends nothing.
    pub async fn reach(&self) -> Result<(), SendFailure> {
        match self {
            Transport::Smtp(smtp) => smtp.reach().await,
            Transport::Folder(_) | Transport::Memory(_) => Ok(()),
        }
    }

    /// Takes leave of the server, if there is one.
    pub async fn close(&self) {
        if let Transport::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}

/// What a server said, fit to be kept and shown: one line, at most 300 characters, and without
/// any word that could hold a personal link (spam filters quote what they dislike).
pub(super) fn clean_words(words: &str) -> String {
    let shown = words
        .split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(|word| if word.contains('#') { "[…]" } else { word })
        .collect::<Vec<_>>()
        .join(" ");
    shown.chars().take(LONGEST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_short_line() {
        let said = format!("550\r\n5.1.1 \u{1b}[31m{}", "ก".repeat(400));
        let words = clean_words(&said);
        assert!(words.starts_with("550 5.1.1 [31mกก"));
        assert_eq!(words.chars().count(), 300);
    }

    #[test]
    fn a_link_that_a_filter_quotes_is_not_kept() {
        let said = "554 blocked: contains https://ita.example/i#TOKEN.FP, see rule 7";
        assert_eq!(clean_words(said), "554 blocked: contains […] see rule 7");
    }
}
