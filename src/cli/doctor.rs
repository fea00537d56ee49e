//! `prongsai doctor`

mod machine;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::args::Doctor;
use super::show::{Failure, Shown, fill, list, print};
use crate::app::post_office::PostOffice;
use crate::app::{App, on_one_disk};
use crate::crypto::tls;
use crate::domain::message::Message;
use crate::export::sheet::Cell;
use crate::hardening::free_space;
use crate::locale::Locale;
use crate::mail::settings::Way;
use crate::service::backup::inspect::inspect;
use crate::service::doctor::{Finding, Standing, examine};
use crate::settings::Settings;

/// Megabytes below which the disk is too full to rewrite a database.
const ENOUGH_MEGABYTES: u64 = 1_024;

/// Days before its end at which a certificate is told of.
const CERTIFICATE_DAYS: i32 = 14;

/// Most files that are named for their permissions.
const MOST_FILES: usize = 5;

/// Looks at everything and prints what to do. Exit code 1 where something must be mended.
pub async fn doctor(app: &App, words: &Locale, args: &Doctor) -> Shown {
    let wrong = |problem| Failure::File(app.data.clone(), problem);
    let mut findings = files(&app.data).map_err(wrong)?;
    findings.extend(examine(&app.office).await?);
    findings.push(machine::clock());
    findings.push(disk(&app.data).map_err(wrong)?);
    findings.push(certificate(app));
    findings.push(front(&app.settings));
    findings.extend(key_file(app));
    findings.extend(machine::secrets(&app.settings));
    findings.push(mail(app).await);
    for folder in &args.backups {
        findings.extend(inspect(&app.office, folder).await?);
    }
    let mut sheet = list(words, &["check", "standing", "advice"]);
    for finding in &findings {
        let (check, standing) = (finding.check, finding.standing.word());
        sheet.rows.push(vec![
            Cell::coded(check, words.say(check)),
            Cell::coded(standing, words.say(standing)),
            Cell::coded(finding.said.key, words.word(&finding.said)),
        ]);
    }
    print(&sheet, args.format)?;
    let bad = findings.iter().filter(|it| it.standing == Standing::Bad);
    match bad.count() {
        0 => Ok(()),
        n => Err(Failure::Listed(fill(
            words,
            "doctor.to-mend",
            &[("n", n.to_string())],
        ))),
    }
}

/// That nobody but the owner reads the data folder, and that all of it is the owner's.
fn files(data: &Path) -> std::io::Result<Vec<Finding>> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    let mut paths: Vec<PathBuf> = vec![data.to_owned()];
    while let Some(path) = paths.pop() {
        let about = match path.symlink_metadata() {
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => continue,
            about => about?,
        };
        if !about.is_symlink() && about.permissions().mode() & 0o077 != 0 {
            open.push(path.display().to_string());
        }
        if about.is_dir() {
            let entries = std::fs::read_dir(&path)?.flatten();
            paths.extend(entries.map(|entry| entry.path()));
        }
        all.push(path);
    }
    let foreign = machine::owner(&all, data)?;
    if open.is_empty() && foreign.is_none() {
        return Ok(vec![Finding::good(
            "doctor.check-files",
            Message::new("doctor.files-good"),
        )]);
    }
    open.sort();
    let bad = |file: &String| {
        let said = Message::new("doctor.file-open").with("file", file);
        Finding::bad("doctor.check-files", said)
    };
    Ok(open
        .iter()
        .take(MOST_FILES)
        .map(bad)
        .chain(foreign)
        .collect())
}

fn disk(data: &Path) -> std::io::Result<Finding> {
    let free = free_space(data)? / 1_000_000;
    let said = |key| Message::new(key).with("megabytes", free);
    Ok(if free < ENOUGH_MEGABYTES {
        Finding::bad("doctor.check-disk", said("doctor.disk-full"))
    } else {
        Finding::good("doctor.check-disk", said("doctor.disk-good"))
    })
}

fn certificate(app: &App) -> Finding {
    let settings = &app.settings;
    let (Some(certificate), Some(key)) = (&settings.tls_certificate, &settings.tls_key) else {
        let is_local = settings.listen.ip().is_loopback();
        return if is_local {
            Finding::good("doctor.check-tls", Message::new("doctor.tls-proxy"))
        } else {
            Finding::bad("doctor.check-tls", Message::new("cli.tls-needed"))
        };
    };
    let now = app.office.world.now();
    let left = tls::acceptor(certificate, key).and_then(|_| tls::days_left(certificate, now));
    match left {
        Err(problem) => {
            let said = Message::new("doctor.tls-unusable");
            Finding::bad("doctor.check-tls", said.with("problem", problem))
        }
        Ok(days) => {
            let said = |key| Message::new(key).with("days", days);
            match days {
                i32::MIN..=0 => Finding::bad("doctor.check-tls", said("doctor.tls-over")),
                1..=CERTIFICATE_DAYS => Finding::look("doctor.check-tls", said("doctor.tls-soon")),
                _ => Finding::good("doctor.check-tls", said("doctor.tls-good")),
            }
        }
    }
}

/// That who comes from the network comes by HTTPS, and that a proxy is trusted only where there is one.
fn front(settings: &Settings) -> Finding {
    let check = "doctor.check-front";
    let host = settings.public_url.split("://").nth(1).unwrap_or_default();
    let is_tried_out = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|local| host.starts_with(local));
    let is_open = !settings.listen.ip().is_loopback();
    let said = |key| Message::new(key).with("address", settings.listen);
    if !is_tried_out && !settings.public_url.starts_with("https://") {
        let said = said("doctor.front-http").with("url", &settings.public_url);
        Finding::bad(check, said)
    } else if settings.metrics.is_some_and(|at| !at.ip().is_loopback()) {
        Finding::bad(check, said("cli.metrics-local"))
    } else if settings.behind_proxy && is_open {
        Finding::look(check, said("doctor.front-open"))
    } else if !settings.behind_proxy && !is_open && !is_tried_out {
        Finding::look(check, said("doctor.front-proxy"))
    } else {
        Finding::good(check, said("doctor.front-good"))
    }
}

/// That the key-encryption key is not stolen together with the disk.
fn key_file(app: &App) -> Option<Finding> {
    let settings = &app.settings;
    let file = settings.kek_file.as_ref().filter(|_| !settings.demo)?;
    on_one_disk(file, &app.data).then(|| {
        let said = Message::new("doctor.kek-beside").with("file", file.display());
        Finding::look("doctor.check-keys", said)
    })
}

/// That the mail server lets us in; nothing is sent.
async fn mail(app: &App) -> Finding {
    let Some(settings) = &app.settings.mail else {
        return Finding::look("doctor.check-mail", Message::new("doctor.mail-none"));
    };
    if matches!(settings.transport, Way::Folder) {
        return Finding::look("doctor.check-mail", Message::new("doctor.mail-folder"));
    }
    let bad = |problem: String| {
        let said = Message::new("doctor.mail-unreachable");
        Finding::bad("doctor.check-mail", said.with("problem", problem))
    };
    match PostOffice::of(app, settings) {
        Err(problem) => bad(problem.to_string()),
        Ok(post) => match post.reach().await {
            Ok(()) => Finding::good("doctor.check-mail", Message::new("doctor.mail-good")),
            Err(problem) => bad(problem.to_string()),
        },
    }
}
