//! Backups of an installation that works, and what is put back from them.

use std::collections::BTreeMap;
use std::io::{Read as _, Seek as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use prongsai::domain::encoding::unhex;
use prongsai::export::archive::archive;
use prongsai::service::backup::keys::back_up_keys;
use prongsai::service::backup::list::BackupList;
use prongsai::world::World;
use tempfile::TempDir;

use crate::support::house::{start, status_of};
use crate::support::process::{Ended, run};
use crate::support::{CODE, House, blocking, hand, hours, staff_id, tables};

const MAIL: &str = "[mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nsecurity = \"tls\"\n\
    username = \"u\"\npassword = \"canary-of-the-mail\"\nfrom = \"A <a@example.go.th>\"\n";

/// Places of a test: a disk for backups, and another for keys.
struct Disks(TempDir);

impl Disks {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// A copy of a backup that somebody does something to.
    fn changed(&self, backup: &str, change: impl Fn(&Path)) -> String {
        let to = self.path("changed");
        let _ = std::fs::remove_dir_all(&to);
        let copied = Command::new("cp")
            .args(["-r", &self.text(backup)])
            .arg(&to)
            .status();
        assert!(copied.unwrap().success());
        change(&to);
        to.display().to_string()
    }
}

async fn keep_keys(house: &House, file: &Path) {
    let files = back_up_keys(&house.app.office, &house.data(), "vault").await;
    std::fs::write(file, archive(&files.unwrap()).unwrap()).unwrap();
}

fn restore(to: &Path, from: &str, keys: Option<&str>) -> Ended {
    let mut args = vec!["restore", from];
    args.extend(keys.into_iter().flat_map(|file| ["--keys", file]));
    run(to, &args, "")
}

fn refused(disks: &Disks, from: &str, keys: Option<&str>, said: &str) {
    let to = disks.path("elsewhere/data");
    let ended = restore(&to, from, keys);
    assert_eq!(ended.code, Some(1), "{}", ended.told);
    assert!(ended.told.contains(said), "{said}: {}", ended.told);
    let left = tables::files(&disks.0.path().join("elsewhere"));
    assert!(left.is_empty(), "{:?}", left.keys());
}

fn assert_private(folder: &Path) {
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&here), 0o700, "{}", here.display());
        for entry in std::fs::read_dir(&here).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => assert_eq!(mode(&path), 0o600, "{}", path.display()),
            }
        }
    }
}

fn assert_absent(backup: &Path, needles: &[Vec<u8>]) {
    for (name, bytes) in tables::files(backup) {
        for needle in needles {
            assert!(!tables::holds(&bytes, needle), "{name}: {needle:?}");
        }
    }
}

/// Every blob of the urn: envelopes, nullifiers, rights.
async fn ballots(house: &House) -> Vec<Vec<u8>> {
    let dump = tables::dump(&house.urn_file()).await;
    let cells = dump["ballot"].iter().flat_map(|row| {
        let own = row.iter().filter(|(column, _)| *column != "poll");
        own.map(|(_, cell)| unhex(cell.trim_start_matches('X').trim_matches('\'')).unwrap())
    });
    cells.collect()
}

/// What no backup may hold: keys, the key-encryption key, live links, passwords.
fn canaries(house: &House) -> Vec<Vec<u8>> {
    let mail = house.data().join("mail");
    std::fs::create_dir_all(&mail).unwrap();
    std::fs::write(mail.join("1.eml"), "canary-of-a-link").unwrap();
    let keys = tables::files(&house.data().join("keys")).into_values();
    let mut canaries: Vec<Vec<u8>> = keys.collect();
    let tokens = house.links.values();
    canaries.extend(tokens.map(|link| link.split('.').next().unwrap().as_bytes().to_vec()));
    let texts = ["5a5a5a5a5a", "canary-of-a-link", "canary-of-the-mail"];
    canaries.extend(texts.map(|text| text.as_bytes().to_vec()));
    canaries
}

fn back_up(house: &House, to: &str) -> Ended {
    run(&house.data(), &["backup", to], "")
}

#[actix_web::test]
async fn on_files_a_backup_is_put_back_elsewhere_and_every_ballot_counts_once() {
    let sizes = [("D01", 9)];
    let house = House::with_settings(MAIL).await.fill(&sizes, 60).await;
    let disks = Disks(TempDir::new().unwrap());
    for at in 0..4 {
        house.answer(&staff_id("D01", at), &hand::mixed(at)).await;
    }
    let canaries = canaries(&house);
    // What a killed run left is in nobody's way.
    std::fs::create_dir(disks.path("safe")).unwrap();
    std::fs::create_dir(disks.path("first.part")).unwrap();
    std::fs::write(disks.path("first.part/UNFINISHED"), "").unwrap();
    let (data, to) = (house.data(), disks.text("first"));
    let backing = blocking(move || run(&data, &["backup", &to], ""));
    let answered = house.answer_bytes("D01-05", hand::encode(&hand::mixed(4)));
    let (ended, ()) = tokio::join!(backing, answered);
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    assert_private(&disks.path("first"));
    assert_absent(&disks.path("first"), &canaries);
    assert!(!disks.path("first.part").exists());
    let written = |name: &str| {
        disks
            .path("first")
            .join(name)
            .metadata()
            .unwrap()
            .modified()
    };
    let order = [
        format!("urn/{CODE}.db"),
        "registry.db".to_owned(),
        "results.db".to_owned(),
    ];
    let order = order.map(|name| written(&name).unwrap());
    assert!(
        order.is_sorted(),
        "who has a ballot in it has signed in it: {order:?}"
    );
    keep_keys(&house, &disks.path("safe/vault")).await;

    it_goes_on_elsewhere(&house, &disks).await;
    nothing_damaged_foreign_or_half_comes_back(&house, &disks).await;
    std::fs::remove_dir_all(disks.path("elsewhere")).unwrap();
    what_was_counted_does_not_come_back(&house, &disks).await;
}

/// The rest answer by their old links, nobody twice, and the old sheets open it.
async fn it_goes_on_elsewhere(house: &House, disks: &Disks) {
    let folder = TempDir::new().unwrap();
    let (from, vault) = (disks.text("first"), disks.text("safe/vault"));
    let ended = restore(&folder.path().join("data"), &from, Some(&vault));
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    assert_private(&folder.path().join("data"));
    let copied = tables::dump(&folder.path().join("data/registry.db")).await;
    let signed = copied["invitation"].iter();
    let signed = signed
        .filter(|row| row["state"] == "'acknowledged'")
        .count();
    let mut there = House::at(folder, World::fixed(start(), 2571)).await;
    there.links = house.links.clone();
    let cast = tables::dump(&there.urn_file()).await["ballot"].len();
    assert!(
        4 <= cast && cast <= signed && signed <= 5,
        "{cast} {signed}"
    );
    for at in 0..4 {
        let again = hand::encode(&hand::best());
        let again = there.issue(&staff_id("D01", at), again).await;
        assert_eq!(status_of(again).0, 409, "nobody votes twice");
    }
    for at in signed..9 {
        there.answer(&staff_id("D01", at), &hand::mixed(at)).await;
    }
    there.close().await;
    there.later(hours(2));
    let tallied = there.tally_by(&house.sheets[..2]).await.unwrap();
    let rest = u64::try_from(9 - signed + cast).unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (rest, 0));
    let verified = run(&there.data(), &["audit", "verify"], "");
    assert_eq!(verified.code, Some(0), "{}", verified.told);
    let log = run(&there.data(), &["audit", "export"], "").said;
    assert!(log.contains("backup of "), "{log}");
}

/// What somebody does to a backup, and what is said of it then.
type Case<'a> = (&'a dyn Fn(&Path), &'a str);

async fn nothing_damaged_foreign_or_half_comes_back(house: &House, disks: &Disks) {
    std::fs::create_dir(disks.path("elsewhere")).unwrap();
    let vault = disks.text("safe/vault");
    let flipped = |name: &'static str| {
        move |folder: &Path| {
            let mut bytes = std::fs::read(folder.join(name)).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    };
    let cases: [Case<'_>; 6] = [
        (&flipped("registry.db"), "damaged: registry.db"),
        (&flipped("backup.txt"), "damaged: backup.txt"),
        (
            &|folder| std::fs::remove_file(folder.join("results.db")).unwrap(),
            "results.db is missing",
        ),
        (
            &|folder| std::fs::write(folder.join("urn/2569-1.db"), "x").unwrap(),
            "urn/2569-1.db does not belong",
        ),
        (
            &|folder| std::fs::write(folder.join("UNFINISHED"), "").unwrap(),
            "never finished",
        ),
        (
            &|folder| std::fs::remove_file(folder.join("backup.txt")).unwrap(),
            "no backup in",
        ),
    ];
    for (change, said) in cases {
        let from = disks.changed("first", change);
        refused(disks, &from, Some(&vault), said);
    }
    let stranger = House::with(&[("X01", 6)]).await;
    keep_keys(&stranger, &disks.path("safe/other")).await;
    let other = disks.text("safe/other");
    refused(
        disks,
        &disks.text("first"),
        Some(&other),
        "another installation",
    );
    let mut damaged = std::fs::read(&vault).unwrap();
    let at = damaged.windows(8).position(|it| it == b"issuing-").unwrap();
    damaged[at + 120] ^= 1;
    std::fs::write(&other, damaged).unwrap();
    let said = restore(
        &disks.path("elsewhere/data"),
        &disks.text("first"),
        Some(&other),
    );
    assert_eq!(said.code, Some(1), "{}", said.told);
    let taken = restore(&house.data(), &disks.text("first"), Some(&vault));
    assert!(taken.told.contains("there already"), "{}", taken.told);
}

/// A tally is final: no ballot is in a backup from after it, and none from before comes back into it.
async fn what_was_counted_does_not_come_back(house: &House, disks: &Disks) {
    for at in 5..9 {
        house.answer(&staff_id("D01", at), &hand::mixed(at)).await;
    }
    let ballots = ballots(house).await;
    assert_eq!(ballots.len(), 9 * 4);
    house.finish().await;
    let ended = back_up(house, &disks.text("last"));
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    assert_absent(&disks.path("last"), &ballots);
    let urns = |name: &String| name.starts_with("urn/");
    let files: BTreeMap<_, _> = tables::files(&disks.path("last"));
    assert!(!files.keys().any(urns), "{:?}", files.keys());

    let urn = format!("urn/{CODE}.db");
    let put_in = |folder: &Path| {
        std::fs::create_dir_all(folder.join("urn")).unwrap();
        std::fs::copy(disks.path("first").join(&urn), folder.join(&urn)).unwrap();
        let list = |folder: &Path| {
            let text = std::fs::read_to_string(folder.join("backup.txt")).unwrap();
            BackupList::parse(&text).unwrap()
        };
        let mut forged = list(folder);
        let own = list(&disks.path("first")).files[&urn].clone();
        forged.files.insert(urn.clone(), own);
        std::fs::write(folder.join("backup.txt"), forged.text()).unwrap();
    };
    let from = disks.changed("last", put_in);
    std::fs::create_dir(disks.path("elsewhere")).unwrap();
    refused(disks, &from, None, "do not come back");
    keep_keys(house, &disks.path("safe/vault")).await;
    let vault = disks.text("safe/vault");
    refused(
        disks,
        &disks.text("first"),
        Some(&vault),
        "keys of round 2570-1",
    );
}

#[actix_web::test]
async fn keys_and_backups_are_kept_apart_and_destroyed_keys_do_not_live_on() {
    let house = House::with(&[("D01", 6)]).await;
    let disks = Disks(TempDir::new().unwrap());
    let inside = house.data().join("backup").display().to_string();
    assert!(back_up(&house, &inside).told.contains("data folder"));
    let keys = |file: &str| run(&house.data(), &["backup", "--keys", file], "");
    let same = keys(&disks.text("keys"));
    assert!(same.told.contains("disk of the data"), "{}", same.told);
    assert!(tables::files(disks.0.path()).is_empty());
    let foreign = disks.text("taken");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(disks.path("taken/mine"), "x").unwrap();
    assert!(back_up(&house, &foreign).told.contains("there already"));

    let device = |path: &Path| path.metadata().map(|about| about.dev()).ok();
    let shm = Path::new("/dev/shm");
    if device(shm).is_none() || device(shm) == device(&house.data()) {
        return;
    }
    let other = Disks(TempDir::new_in(shm).unwrap());
    let made = keys(&other.text("prongsai.keys"));
    assert_eq!(made.code, Some(0), "{}", made.told);
    let mut first = std::fs::File::open(other.path("prongsai.keys")).unwrap();
    assert_eq!(
        first.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    let beside = back_up(&house, &other.text("backup"));
    assert!(beside.told.contains("key backup lies"), "{}", beside.told);
    house.close().await;
    house.later(hours(2));
    prongsai::service::close_round::cancel_round(&house.app.office, CODE)
        .await
        .unwrap();
    let again = keys(&other.text("prongsai.keys"));
    assert!(again.said.contains(", 0 sealed keys"), "{}", again.said);
    let mut bytes = Vec::new();
    first.rewind().unwrap();
    first.read_to_end(&mut bytes).unwrap();
    assert!(!bytes.is_empty() && bytes.iter().all(|byte| *byte == 0));
    std::fs::remove_file(other.path("prongsai.keys")).unwrap();
    assert_eq!(back_up(&house, &other.text("backup")).code, Some(0));
    let beside = keys(&other.text("prongsai.keys"));
    assert!(beside.told.contains("A backup lies"), "{}", beside.told);
    let log = run(&house.data(), &["audit", "export"], "").said;
    assert!(log.contains(&other.text("prongsai.keys")), "{log}");
}

#[actix_web::test]
async fn on_servers_a_backup_is_the_folder_without_databases_and_passwords_and_says_so() {
    let house = House::on_servers().await.fill(&[("D01", 6)], 60).await;
    let disks = Disks(TempDir::new().unwrap());
    let canaries = canaries(&house);
    let settings = std::fs::read_to_string(house.data().join("settings.toml")).unwrap();
    let taken = run(&house.data(), &["backup", &disks.text("backup")], "");
    assert_eq!(taken.code, Some(0), "{}", taken.told);
    assert!(taken.told.contains("on PostgreSQL"), "{}", taken.told);
    let files = tables::files(&disks.path("backup"));
    let databases = files.keys().filter(|name| name.contains(".db")).count();
    assert_eq!(databases, 0, "{:?}", files.keys());
    assert_private(&disks.path("backup"));
    assert_absent(&disks.path("backup"), &canaries);
    let kept = std::fs::read_to_string(disks.path("backup/settings.toml")).unwrap();
    for role in ["registry", "urn"] {
        let (_, password) = settings.split_once(&format!("postgres://{role}:")).unwrap();
        let (password, _) = password.split_once('@').unwrap();
        assert_absent(&disks.path("backup"), &[password.as_bytes().to_vec()]);
        assert!(kept.contains(&format!("postgres://{role}@")), "{kept}");
    }
    keep_keys(&house, &disks.path("keys.zip")).await;
    let to = disks.path("again/data");
    let put = restore(&to, &disks.text("backup"), Some(&disks.text("keys.zip")));
    assert_eq!(put.code, Some(0), "{}", put.told);
    assert!(put.told.contains("were not touched"), "{}", put.told);
    let (before, after) = (tables::files(&house.data()), tables::files(&to));
    for (name, bytes) in &before {
        let is_kept = ["content/", "evidence/", "keys/"]
            .iter()
            .any(|folder| name.starts_with(folder));
        assert!(!is_kept || after.get(name) == Some(bytes), "{name}");
    }
    assert!(after.keys().all(|name| !name.contains(".db")));
    // With its passwords it is the installation again.
    std::fs::write(to.join("settings.toml"), settings).unwrap();
    let looked = run(&to, &["doctor"], "");
    assert!(looked.code.is_some_and(|code| code <= 1), "{}", looked.told);
    let listed = run(&to, &["participation", "--round", CODE], "");
    assert_eq!(listed.code, Some(0), "{}", listed.told);
}
