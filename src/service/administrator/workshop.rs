//! What administrators work with besides the office: composed once, the same for all of them.

use std::sync::Arc;

use crate::domain::framework::{Framework, Instrument};
use crate::domain::round::Round;
use crate::locale::Locale;
use crate::mail::envelope::Sender;
use crate::mail::folder::MailFolder;
use crate::mail::transport::Transport;
use crate::service::Refusal;
use crate::service::round_content::RoundFiles;

/// Makes the files that respondents of a round are served: pages are made in another room.
pub type FilesOf =
    Arc<dyn Fn(&Round, &Framework, &Instrument, &[String]) -> RoundFiles + Send + Sync>;

/// The way of single mails.
pub struct Post {
    /// Way they take.
    pub transport: Transport,
    /// Who writes.
    pub sender: Sender,
}

/// What rounds are opened and announced with.
pub struct Workshop {
    /// Name of the organisation, as printed.
    pub organisation: String,
    /// Address of the service, without a slash at the end.
    pub public_url: String,
    /// Thai words.
    pub thai: Locale,
    /// English words.
    pub english: Locale,
    /// Makes the files of a round.
    pub files: FilesOf,
    /// Mail, where it is set up.
    pub post: Option<Post>,
    /// Folder of mails with live links, wiped when a round closes.
    pub mail_folder: MailFolder,
}

impl Workshop {
    /// What a run that failed leaves to be said, in Thai and in English; the cause goes to the log.
    pub(super) fn said(&self, refusal: &Refusal) -> [String; 2] {
        if !refusal.is_mendable() {
            tracing::error!(cause = %refusal, "a run behind the page failed");
        }
        let message = refusal.message();
        [&self.thai, &self.english].map(|words| words.word_for_office(&message))
    }
}
