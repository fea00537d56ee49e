//! What administrators work with besides the office, put together.

use std::sync::Arc;

use super::{App, CurrentFiles, files_of_round};
use crate::mail::settings::MailSettings;
use crate::service::administrator::{Post, Workshop};

impl App {
    /// The workshop: words, mail, the maker of a round's files.
    pub(super) fn workshop(&self, current: CurrentFiles) -> Workshop {
        let words = [self.thai.clone(), self.english.clone()];
        Workshop {
            organisation: self.settings.organisation.clone(),
            public_url: self.settings.public_url.clone(),
            thai: self.thai.clone(),
            english: self.english.clone(),
            files: Arc::new(move |round, framework, instrument, custodians| {
                files_of_round(&current, &words, round, framework, instrument, custodians)
            }),
            post: self.settings.mail.as_ref().and_then(|mail| self.post(mail)),
            mail_folder: MailSettings::folder(&self.data),
        }
    }

    /// Mail; settings that do not fit together are told where mails are sent from.
    fn post(&self, mail: &MailSettings) -> Option<Post> {
        Some(Post {
            transport: mail.transport(&self.data).ok()?,
            sender: mail.sender().ok()?,
        })
    }
}
