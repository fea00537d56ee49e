//! What an installation sends mails with.

use std::path::PathBuf;
use std::sync::Mutex;

use super::App;
use crate::locale::Locale;
use crate::mail::envelope::Sender;
use crate::mail::pace::{Limits, Pace};
use crate::mail::settings::{BadMailSettings, MailSettings};
use crate::mail::transport::{SendFailure, Transport};
use crate::service::send_mail::{PostRoom, QueueRight};
use crate::service::{Office, Refusal};

/// Mail as the settings have it.
pub struct PostOffice {
    transport: Transport,
    sender: Sender,
    limits: Limits,
    public_url: String,
    thai: Locale,
    english: Locale,
    data: PathBuf,
}

impl PostOffice {
    /// Sets mail up as these settings say.
    ///
    /// # Errors
    /// When they do not fit together, or a file that they name cannot be read.
    pub fn of(app: &App, settings: &MailSettings) -> Result<Self, BadMailSettings> {
        Ok(Self {
            transport: settings.transport(&app.data)?,
            sender: settings.sender()?,
            limits: settings.limits(),
            public_url: app.settings.public_url.clone(),
            thai: app.thai.clone(),
            english: app.english.clone(),
            data: app.data.clone(),
        })
    }

    /// What mails are made with, at a pace that starts now.
    pub fn room(&self) -> PostRoom<'_> {
        PostRoom {
            transport: &self.transport,
            sender: &self.sender,
            pace: Mutex::new(Pace::new(self.limits)),
            public_url: &self.public_url,
            thai: &self.thai,
            english: &self.english,
        }
    }

    /// Whether the mail server lets us in; sends nothing.
    ///
    /// # Errors
    /// What it or the system said.
    pub async fn reach(&self) -> Result<(), SendFailure> {
        self.transport.reach().await
    }

    /// The right to work the queue off; `None` while somebody else has it.
    ///
    /// # Errors
    /// What the system or the database says.
    pub async fn right(&self, office: &Office) -> Result<Option<QueueRight>, Refusal> {
        QueueRight::take(office, &self.data).await
    }
}
