//! Messages as `.eml` files in a folder. They hold live links: whoever reads the folder can
//! answer in other people's place. So it is chosen by name, readable by its owner alone, and
//! wiped when the round closes.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use super::envelope::OutgoingMail;
use super::transport::{Accepted, SendFailure, clean_words};

const MESSAGE: &str = "eml";
const UNFINISHED: &str = "part";

/// The folder.
#[derive(Debug, Clone)]
pub struct MailFolder(PathBuf);

impl MailFolder {
    /// Messages will go to `folder`, which is made when the first one comes.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Removes all messages; the number of them. A folder that is not there is empty.
    pub fn wipe(&self) -> io::Result<usize> {
        let entries = match std::fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            other => other?,
        };
        let mut removed = 0;
        for entry in entries {
            let path = entry?.path();
            if is_ours(&path) {
                std::fs::remove_file(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    pub(super) async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendFailure> {
        match self.write(mail).await {
            Ok(path) => Ok(Accepted {
                words: clean_words(&path.display().to_string()),
            }),
            Err(error) => Err(SendFailure::Unavailable {
                words: clean_words(&error.to_string()),
            }),
        }
    }

    /// Written beside and renamed, so that a file with the right name is whole.
    async fn write(&self, mail: &OutgoingMail) -> io::Result<PathBuf> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)?;
        let unfinished = self.file(mail, UNFINISHED);
        let finished = self.file(mail, MESSAGE);
        let mut file = tokio::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)
            .await?;
        file.write_all(mail.bytes()).await?;
        file.sync_all().await?;
        tokio::fs::rename(&unfinished, &finished).await?;
        Ok(finished)
    }

    fn file(&self, mail: &OutgoingMail, extension: &str) -> PathBuf {
        self.0.join(format!("{}.{extension}", mail.id().as_str()))
    }
}

fn is_ours(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == MESSAGE || extension == UNFINISHED)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::mail::envelope::tests::sample_mail;

    #[tokio::test]
    async fn a_message_becomes_a_whole_file_that_only_its_owner_can_read() {
        let place = tempfile::tempdir().unwrap();
        let folder = MailFolder::new(place.path().join("mail"));
        let mail = sample_mail("a.1@ita.example");
        folder.send(&mail).await.unwrap();
        folder.send(&mail).await.unwrap();
        let file = folder.path().join("a.1@ita.example.eml");
        assert_eq!(std::fs::read(&file).unwrap(), mail.bytes());
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(folder.path()), 0o700);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[tokio::test]
    async fn wiping_leaves_no_message_and_nothing_else_undone() {
        let place = tempfile::tempdir().unwrap();
        let folder = MailFolder::new(place.path().to_owned());
        assert_eq!(
            MailFolder::new(place.path().join("none")).wipe().unwrap(),
            0
        );
        folder.send(&sample_mail("a@x")).await.unwrap();
        std::fs::write(place.path().join("b@x.part"), "cut off").unwrap();
        std::fs::write(place.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(folder.wipe().unwrap(), 2);
        let left: Vec<_> = std::fs::read_dir(place.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["notes.txt"]);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_unavailable() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        std::fs::write(&file, "").unwrap();
        let folder = MailFolder::new(file.join("mail"));
        let failure = folder.send(&sample_mail("a@x")).await.unwrap_err();
        assert!(matches!(failure, SendFailure::Unavailable { .. }));
    }
}
