//! `prongsai backup` and `prongsai restore`

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use super::args::{Backup, Restore};
use super::show::{Failure, Shown, replace_file, say, tell};
use crate::app::App;
use crate::export::archive::archive;
use crate::fault::{self, Step};
use crate::intake::archive::unpacked;
use crate::locale::Locale;
use crate::service::backup::keys::back_up_keys;
use crate::service::backup::list::Kind;
use crate::service::backup::place::fits_keys;
use crate::service::backup::restore::restore;
use crate::service::backup::take::back_up;
use crate::store::overwrite;
use crate::world::World;

/// Copies an installation, or its keys.
pub async fn backup(app: &App, words: &Locale, args: &Backup) -> Shown {
    if let Some(file) = &args.keys {
        return keys(app, words, file).await;
    }
    let to = args.to.clone().unwrap_or_default();
    let taken = back_up(&app.office, &app.data, &own_folders(app), &to).await?;
    let values = [
        ("folder", to.display().to_string()),
        ("files", taken.files.to_string()),
        ("megabytes", taken.length.div_ceil(1_000_000).to_string()),
        ("urns", taken.urns.join(", ")),
        ("outside", outside(app).join(", ")),
    ];
    say(words, "backup.made", &values);
    if taken.kind == Kind::Folder {
        tell(words, "backup.on-servers", &values);
    }
    if !taken.urns.is_empty() {
        tell(words, "backup.urns", &values);
    }
    tell(words, "backup.outside", &values);
    Ok(())
}

/// Writes the key backup in the place of the one before, which is overwritten.
async fn keys(app: &App, words: &Locale, file: &Path) -> Shown {
    fits_keys(&app.data, file)?;
    let place = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let place = place.display().to_string();
    let files = back_up_keys(&app.office, &app.data, &place).await?;
    let bytes = archive(&files).map_err(|_| Failure::said("cli.no-archive"))?;
    let former = OpenOptions::new().write(true).open(file).ok();
    replace_file(file, &bytes)?;
    fault::at(Step::BackupKeys);
    let wiped = former.map_or(Ok(()), |former| overwrite(&former));
    wiped.map_err(|problem| Failure::File(file.to_owned(), problem))?;
    let number = files.len().saturating_sub(1).to_string();
    say(words, "backup.keys-made", &[("file", place), ("n", number)]);
    Ok(())
}

/// Folders of the operator's own that lie below the data folder, by their path in it.
fn own_folders(app: &App) -> Vec<PathBuf> {
    let own = app.settings.override_folder.iter();
    own.flat_map(|folder| ["assets", "surveys"].map(|part| folder.join(part)))
        .filter_map(|folder| Some(folder.strip_prefix(&app.data).ok()?.to_owned()))
        .collect()
}

/// What the settings name and no backup holds.
fn outside(app: &App) -> Vec<String> {
    let settings = &app.settings;
    let own = settings.override_folder.as_ref();
    let own = own.filter(|folder| folder.strip_prefix(&app.data).is_err());
    let mail = settings.mail.as_ref();
    let password = mail.and_then(|mail| mail.password_file.as_ref());
    [
        settings.kek_file.as_ref(),
        settings.tls_certificate.as_ref(),
        settings.tls_key.as_ref(),
        own,
        password,
    ]
    .into_iter()
    .flatten()
    .map(|path| path.display().to_string())
    .collect()
}

/// Puts a backup back; the data folder must not be there yet.
pub async fn put_back(data: &Path, words: &Locale, args: &Restore, actor: &str) -> Shown {
    let keys = match &args.keys {
        Some(file) => {
            let wrong = |problem| Failure::File(file.clone(), problem);
            let bytes = std::fs::read(file).map_err(wrong)?;
            Some(unpacked(&bytes).map_err(|_| Failure::said("backup.no-key-backup"))?)
        }
        None => None,
    };
    let restored = restore(&args.from, keys.as_ref(), data, (&World::real(), actor)).await?;
    let values = [
        ("folder", data.display().to_string()),
        ("made", restored.made),
        ("n", restored.keys.to_string()),
        ("urns", restored.urns.join(", ")),
    ];
    say(words, "backup.restored", &values);
    if restored.kind == Kind::Folder {
        tell(words, "backup.servers-apart", &values);
    }
    if !restored.urns.is_empty() {
        tell(words, "backup.lost-since", &values);
    }
    if keys.is_none() {
        tell(words, "backup.without-keys", &values);
    }
    Ok(())
}
