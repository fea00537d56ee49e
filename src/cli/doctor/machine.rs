//! What the machine has to do with it: who keeps the clock, who owns the files, who reads the secrets beside them.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::domain::message::Message;
use crate::service::doctor::Finding;
use crate::settings::Settings;

/// Written by systemd's own keeper of the clock once it has asked a server.
const SYNCHRONISED: &str = "/run/systemd/timesync/synchronized";

/// Bits of those who are neither owner nor of the group.
const OTHERS: u32 = 0o007;

/// Bits of all but the owner.
const NOT_THE_OWNER: u32 = 0o077;

/// That somebody keeps the clock: rounds close by it, and codes of the second factor are good for half a minute.
/// Nothing is asked over the network.
pub(super) fn clock() -> Finding {
    let kept = Path::new(SYNCHRONISED).exists().then_some(true);
    clock_that_is(kept.or_else(told_by_system))
}

/// What the system says of the kernel's clock, whoever keeps it; nothing where it cannot be asked.
fn told_by_system() -> Option<bool> {
    let asked = Command::new("timedatectl")
        .args(["show", "--property=NTPSynchronized", "--value"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    match asked.stdout.trim_ascii() {
        b"yes" => Some(true),
        b"no" => Some(false),
        _ => None,
    }
}

fn clock_that_is(kept: Option<bool>) -> Finding {
    let check = "doctor.check-clock";
    match kept {
        Some(true) => Finding::good(check, Message::new("doctor.clock-kept")),
        Some(false) => Finding::bad(check, Message::new("doctor.clock-unkept")),
        None => Finding::look(check, Message::new("doctor.clock-untold")),
    }
}

/// That the one who owns the data folder owns all of it: commands that were run as somebody else leave files that the
/// server cannot write.
pub(super) fn owner(paths: &[PathBuf], data: &Path) -> std::io::Result<Option<Finding>> {
    let own = data.metadata()?.uid();
    let foreign = paths.iter().find(|path| {
        let about = path.symlink_metadata();
        about.is_ok_and(|about| about.uid() != own)
    });
    Ok(foreign.map(|file| {
        let said = Message::new("doctor.file-foreign").with("file", file.display());
        Finding::bad("doctor.check-files", said.with("folder", data.display()))
    }))
}

/// Secrets that the settings name outside the data folder, and who reads them.
pub(super) fn secrets(settings: &Settings) -> Vec<Finding> {
    let password = settings
        .mail
        .as_ref()
        .and_then(|mail| mail.password_file.as_ref());
    let files = [
        (settings.kek_file.as_ref(), NOT_THE_OWNER),
        (settings.tls_key.as_ref(), OTHERS),
        (password, OTHERS),
    ];
    let open = files.into_iter().filter_map(|(file, bits)| {
        let file = file?;
        let mode = file.metadata().ok()?.permissions().mode();
        (mode & bits != 0).then(|| {
            let said = Message::new("doctor.secret-open").with("file", file.display());
            Finding::bad("doctor.check-keys", said)
        })
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::doctor::Standing;

    #[test]
    fn a_clock_that_nobody_keeps_is_to_be_mended_and_one_that_is_not_known_is_told() {
        let standing = |kept| clock_that_is(kept).standing;
        assert_eq!(standing(Some(true)), Standing::Good);
        assert_eq!(standing(Some(false)), Standing::Bad);
        assert_eq!(standing(None), Standing::Look);
    }

    #[test]
    fn what_another_user_left_in_the_data_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("own");
        std::fs::write(&own, "").unwrap();
        assert!(
            owner(std::slice::from_ref(&own), folder.path())
                .unwrap()
                .is_none()
        );
        // Only root can give a file away.
        if std::os::unix::fs::chown(&own, Some(65_534), None).is_ok() {
            assert!(
                owner(std::slice::from_ref(&own), folder.path())
                    .unwrap()
                    .is_some()
            );
        }
    }
}
