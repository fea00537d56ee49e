//! What administrators work with besides the office: composed once, the same for all of them.

use std::sync::Arc;

use super::strongroom::Strongroom;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::round::Round;
use crate::locale::Locale;
use crate::mail::envelope::Sender;
use crate::mail::folder::MailFolder;
use crate::mail::transport::Transport;
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
    /// Key sheets in memory.
    pub strongroom: Strongroom,
}
