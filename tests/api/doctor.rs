//! `prongsai doctor`: each thing that is wrong is named with what to do, and nothing else is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use prongsai::export::archive::archive;
use prongsai::service::backup::keys::back_up_keys;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::process::{Ended, run};
use crate::support::{CODE, House, hours, staff_id};

fn doctor(house: &House, more: &[&str]) -> (Ended, BTreeSet<(String, String)>) {
    let args = [&["doctor", "--format", "json"], more].concat();
    let ended = run(&house.data(), &args, "");
    let listed: Value = serde_json::from_str(&ended.said).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let lines = listed.as_array().unwrap().iter();
    // Who keeps the clock of the machine that runs a test is not of the house.
    let machine = ["doctor.clock-unkept", "doctor.clock-untold"].map(Value::from);
    let lines = lines.filter(|line| !machine.contains(&line["advice"]));
    let not_good = lines.filter(|line| line["standing"] != "doctor.good");
    let found = not_good.map(|line| (text(&line["standing"]), text(&line["advice"])));
    let found = found.collect();
    (ended, found)
}

fn private(folder: &Path) {
    let mode = Command::new("chmod")
        .args(["-R", "go-rwx"])
        .arg(folder)
        .status();
    assert!(mode.unwrap().success());
}

fn named(codes: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    let own =
        |(standing, code): &(&str, &str)| (format!("doctor.{standing}"), format!("doctor.{code}"));
    codes.iter().map(own).collect()
}

/// What must not be in a backup, and some that may.
async fn bad_backups(house: &House, folder: &Path) {
    let files = back_up_keys(&house.app.office, &house.data(), "nowhere").await;
    let keys = archive(&files.unwrap()).unwrap();
    let kek = "5a".repeat(32);
    let export = archive(&[("poll-keys.sealed".to_owned(), vec![1])].into()).unwrap();
    let bad: [(&str, &[u8]); 7] = [
        ("a/keys/2570-1/token", b"sealed"),
        ("a/mail/1.eml", b"link"),
        ("a/registry.db-wal", b"journal"),
        ("a/urn/2569-2.db", b"box of a cancelled round"),
        ("keys.zip", &keys),
        ("urn.zip", &export),
        ("kek", kek.as_bytes()),
    ];
    for (name, bytes) in bad {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

#[actix_web::test]
async fn the_doctor_names_what_is_wrong_and_nothing_else() {
    let house = House::with(&[("D01", 6)]).await;
    house
        .answer(&staff_id("D01", 0), &crate::support::hand::best())
        .await;
    let backups = TempDir::new().unwrap();
    let folder = backups.path().join("all").display().to_string();
    let made = run(&house.data(), &["backup", &folder], "");
    assert_eq!(made.code, Some(0), "{}", made.told);
    let kek = house.data().with_file_name("kek");
    private(&house.data());
    private(&kek);
    let (ended, found) = doctor(&house, &["--backups", &folder]);
    // All of a test lies on one disk, its key-encryption key too.
    let beside = ("look", "kek-beside");
    let wanted = named(&[("look", "mail-none"), beside]);
    assert_eq!(found, wanted, "{}", ended.said);
    assert_eq!(ended.code, Some(0), "{}", ended.told);

    house.create("2569-2", 0).await;
    let office = &house.app.office;
    prongsai::service::close_round::cancel_round(office, "2569-2")
        .await
        .unwrap();
    bad_backups(&house, &backups.path().join("bad")).await;
    let settings = house.data().join("settings.toml");
    let mut text = fs::read_to_string(&settings).unwrap();
    text = text.replace("http://127.0.0.1", "http://ita.example.go.th");
    text = format!("tls_certificate = \"none.pem\"\ntls_key = \"none.key\"\n{text}");
    text +=
        "[mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = 1\nfrom = \"A <a@b.go.th>\"\n";
    fs::write(&settings, text).unwrap();
    // Its keys were made under another key-encryption key, and one of them is lost.
    let keys = house.data().join("keys").join(CODE);
    let poll = fs::read_dir(&keys)
        .unwrap()
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("poll-"));
    fs::remove_file(poll.unwrap().path()).unwrap();
    house.later(hours(24 * 36_500));
    office.log("round.edit", CODE, "").await.unwrap();
    private(&house.data());
    for file in [&settings, &kek] {
        let mode = Command::new("chmod").arg("o+r").arg(file).status();
        assert!(mode.unwrap().success());
    }
    let bad = backups.path().join("bad").display().to_string();
    let (ended, found) = doctor(&house, &["--backups", &bad]);
    let wanted = [
        "file-open",
        "secret-open",
        "keys-missing",
        "clock-behind",
        "mail-unreachable",
        "tls-unusable",
        "front-http",
        "backup-keys",
        "backup-links",
        "backup-journal",
        "backup-counted",
        "backup-export",
        "backup-kek",
    ];
    let mut wanted = wanted.map(|code| ("bad", code)).to_vec();
    wanted.push(beside);
    assert_eq!(found, named(&wanted), "{}", ended.said);
    assert_eq!(ended.code, Some(1));
    assert!(ended.told.contains("must be mended"), "{}", ended.told);
}
