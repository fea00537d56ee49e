//! Boards taken home: the program and an independent script name the same troubles, and no others.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use prongsai::crypto::digest::sha256;
use prongsai::domain::access::Role;
use prongsai::domain::encoding::hex;
use prongsai::export::archive::archive;
use prongsai::intake::archive::unpacked;
use prongsai::service::publish::publish_round;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::process::{Ended, run};
use crate::support::{CODE, House, hand, staff_id, tables};

/// How an answer in parts ends that is whole.
const END: &[u8] = b"0\r\n\r\n";

type Files = BTreeMap<String, Vec<u8>>;

/// File and line of each trouble.
type Named = Vec<(String, Option<u64>)>;

fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

/// The file below a folder with most lines.
fn longest(files: &Files, folder: &str) -> String {
    let below = files.keys().filter(|name| name.starts_with(folder));
    below
        .max_by_key(|name| files[*name].len())
        .unwrap()
        .to_owned()
}

/// A board whose lines were changed, and a list that agrees with it: what a server could do.
fn with_board(files: &Files, change: &dyn Fn(&mut Vec<String>)) -> Files {
    let mut changed = files.clone();
    let name = longest(files, "boards/");
    let mut lines: Vec<String> = text(files, &name).lines().map(str::to_owned).collect();
    change(&mut lines);
    let board = (lines.join("\n") + "\n").into_bytes();
    let digest = |bytes: &[u8]| hex(sha256(bytes).as_ref());
    let list = text(files, "boards.txt").replace(&digest(&files[&name]), &digest(&board));
    assert_ne!(list, text(files, "boards.txt"));
    changed.insert("boards.txt".to_owned(), list.into_bytes());
    changed.insert(name, board);
    changed
}

fn with_totals(files: &Files, from: &str, to: &str) -> Files {
    let totals = text(files, "totals.txt");
    assert!(totals.contains(from), "{totals}");
    let mut changed = files.clone();
    changed.insert(
        "totals.txt".to_owned(),
        totals.replacen(from, to, 1).into_bytes(),
    );
    changed
}

/// Checks files with the program, without a data folder.
fn by_the_program(folder: &Path, more: &[&str]) -> Ended {
    let bundle = folder.join("bundle.zip").display().to_string();
    let args = [&["verify", bundle.as_str(), "--format", "json"], more].concat();
    run(Path::new("/nonexistent"), &args, "")
}

/// Checks files with the script, which knows none of the program's code.
fn by_the_script(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/verify/verify_board.py");
    let mut command = Command::new("python3");
    command.arg("-I").arg(script).arg(folder.join("bundle.zip"));
    let ended = command.args(more).output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap() + &String::from_utf8_lossy(&ended.stderr);
    (ended.status.code(), said)
}

/// What both of them name; they agree.
fn named(files: &Files) -> (Named, String) {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("bundle.zip"), archive(files).unwrap()).unwrap();
    let ended = by_the_program(folder.path(), &[]);
    let listed: Value = serde_json::from_str(&ended.said).unwrap_or(Value::Array(Vec::new()));
    let found = listed.as_array().unwrap().iter();
    let mut program: Named = found
        .map(|line| {
            (
                line["file"].as_str().unwrap().to_owned(),
                line["line"].as_u64(),
            )
        })
        .collect();
    program.sort();
    let (code, said) = by_the_script(folder.path(), &[]);
    let places = said.lines().filter_map(|line| {
        let (file, rest) = line.split_once(':')?;
        let (line, _) = rest.split_once(": ")?;
        Some((file.to_owned(), line.parse().ok()))
    });
    let mut script: Named = places.collect();
    script.retain(|(file, _)| file.contains('.') && !file.contains(' '));
    script.sort();
    assert_eq!(program, script, "{}\n{said}", ended.said);
    let remarks = ["verify.large-uncounted", "verify.more-than-asked"];
    let is_trouble = |line: &Value| !remarks.contains(&line["trouble"].as_str().unwrap());
    let troubles = listed.as_array().unwrap().iter().any(is_trouble);
    let expected = Some(i32::from(troubles));
    assert_eq!(ended.code, expected, "{}", ended.told);
    assert_eq!(code, ended.code, "{said}");
    (program, ended.said)
}

fn exported(house: &House, folder: &Path) -> Files {
    let to = folder.join("boards.zip").display().to_string();
    let ended = run(&house.data(), &["board", "export", CODE, "--to", &to], "");
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let bytes = std::fs::read(to).unwrap();
    let files = unpacked(&bytes).unwrap();
    assert_eq!(archive(&files).unwrap(), bytes, "one round, one archive");
    files
}

#[actix_web::test]
async fn whoever_stuffs_drops_swaps_or_miscounts_is_named_at_home() {
    let house = House::with(&[("D01", 8), ("D02", 4), ("D03", 4), ("D04", 6)]).await;
    for (agency, people) in [("D01", 8), ("D02", 3), ("D03", 3), ("D04", 1)] {
        for at in 0..people {
            house.answer(&staff_id(agency, at), &hand::mixed(at)).await;
        }
    }
    house.close().await;
    house.later(crate::support::hours(2));
    let folder = TempDir::new().unwrap();
    let early = ["board", "export", CODE, "--to", "/dev/null"];
    assert_eq!(run(&house.data(), &early, "").code, Some(1));
    house.tally().await.unwrap();
    let files = exported(&house, folder.path());
    assert!(!files.contains_key("totals.txt"), "published first");
    assert_eq!(named(&files).0, []);
    publish_round(&house.app.office, CODE).await.unwrap();
    let files = exported(&house, folder.path());
    assert_eq!(named(&files).0, []);
    // The same archive unpacked to a folder.
    let unpacked = folder.path().join("unpacked");
    for (name, bytes) in &files {
        let file = unpacked.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    let unpacked = unpacked.display().to_string();
    assert_eq!(
        run(Path::new("/none"), &["verify", &unpacked], "").code,
        Some(0)
    );

    let none = folder.path().join("none.zip");
    std::fs::write(&none, "no archive").unwrap();
    let said = run(
        Path::new("/none"),
        &["verify", &none.display().to_string(), "--lang", "en"],
        "",
    );
    let told = "is damaged, or a file of another kind";
    assert!(
        said.code == Some(1) && said.told.contains(told),
        "{}",
        said.told
    );

    let board = longest(&files, "boards/");
    let other = files
        .keys()
        .find(|name| name.starts_with("boards/") && **name != board);
    let foreign = text(&files, other.unwrap())
        .lines()
        .nth(9)
        .unwrap()
        .to_owned();
    let at = |lines: &[u64]| -> Named {
        lines
            .iter()
            .map(|line| (board.clone(), Some(*line)))
            .collect()
    };
    let cast = (board.clone(), None);
    // Line 9 says how many signed ballots follow; they stand in lines 10 to 17.
    let dropped = with_board(&files, &|lines| drop(lines.remove(12)));
    assert_eq!(named(&dropped).0, [&[cast.clone()][..], &at(&[9])].concat());
    let doubled = with_board(&files, &|lines| lines[11] = lines[10].clone());
    assert_eq!(named(&doubled).0, at(&[12]));
    let swapped = with_board(&files, &|lines| lines.swap(10, 11));
    assert_eq!(named(&swapped).0, at(&[12]));
    let added = with_board(&files, &|lines| lines.insert(10, foreign.clone()));
    let found = named(&added);
    assert!(
        found.0.contains(&cast) && found.1.contains("verify.no-right"),
        "{}",
        found.1
    );
    let signatures = with_board(&files, &|lines| {
        let signature = lines[10].rsplit(' ').next().unwrap().to_owned();
        let (start, _) = lines[12].rsplit_once(' ').unwrap();
        lines[12] = format!("{start} {signature}");
    });
    assert_eq!(named(&signatures).0, at(&[13]));
    let counted = ("totals.txt".to_owned(), Some(4));
    let one_more = with_totals(&files, "\n8 0 ", "\n9 0 ");
    let one_less = with_totals(&files, "\n8 0 ", "\n7 0 ");
    for totals in [one_more, one_less] {
        let (places, said) = named(&totals);
        assert_eq!(places.len(), 1);
        assert_eq!(places[0].0, counted.0);
        assert!(said.contains("verify.total"), "{said}");
    }
    left_out(&files);
    damaged_on_the_way(&files, &board, folder.path());
    rewritten_whole(&house, &files, folder.path());
    the_auditor_gets_the_same_in_the_browser(&house, &files).await;
}

async fn the_auditor_gets_the_same_in_the_browser(house: &House, files: &Files) {
    let mut auditor = house.officer(Role::Auditor, None).await;
    let page = auditor.get("/office/audit/boards").await;
    let address = format!("/office/audit/boards/{CODE}.zip");
    assert!(page.body.contains(&address), "{}", page.body);
    let digest = sha256(&files["boards.txt"]);
    assert!(page.body.contains(&hex(digest.as_ref())), "{}", page.body);
    let archive = auditor.get(&address).await;
    assert_eq!(archive.media, "application/zip");
    // Nothing is compressed, so the files can be seen in it.
    for name in ["boards.txt", "totals.txt"] {
        assert!(archive.body.contains(&text(files, name)), "{name}");
    }
    let script = auditor.get("/office/audit/verify_board.py").await;
    assert!(script.body.starts_with("#!/usr/bin/env python3"));
    let mut hr = house.officer(Role::HrOfficer, Some("D01")).await;
    for path in [
        &address,
        "/office/audit/boards",
        "/office/audit/verify_board.py",
    ] {
        assert_ne!(hr.get(path).await.status, 200, "{path}");
    }
}

/// A disk that finds a file and cannot read it, when half of the archive has been sent already.
#[actix_web::test]
async fn an_archive_that_fails_in_its_middle_has_no_end() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    house.answer(&staff_id("D01", 0), &hand::mixed(0)).await;
    house.finish().await;
    let auditor = house.officer(Role::Auditor, None).await;
    let address = format!("/office/audit/boards/{CODE}.zip");
    let whole = auditor.takes(&address).await;
    assert!(whole.starts_with(b"HTTP/1.1 200") && whole.ends_with(END));
    let folder = house.data().join("content").join("polls");
    let manifests = tables::files(&folder);
    let unreadable = folder.join(manifests.keys().next_back().unwrap());
    std::fs::remove_file(&unreadable).unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", &unreadable).unwrap();
    let half = auditor.takes(&address).await;
    assert!(half.starts_with(b"HTTP/1.1 200"), "it fails too early");
    assert!(
        half.windows(6).any(|part| part == b"boards"),
        "nothing was sent"
    );
    assert!(half.len() < whole.len() && !half.ends_with(END));
}

/// One byte of a board went wrong on its way: the file is named, and the rest is checked.
fn damaged_on_the_way(files: &Files, board: &str, folder: &Path) {
    let mut bytes = archive(files).unwrap();
    let at = bytes.windows(board.len());
    let at = at.into_iter().position(|name| name == board.as_bytes());
    bytes[at.unwrap() + board.len() + 200] ^= 1;
    std::fs::write(folder.join("bundle.zip"), bytes).unwrap();
    let ended = by_the_program(folder, &[]);
    let listed: Value = serde_json::from_str(&ended.said).unwrap();
    let unreadable = &listed[0];
    assert_eq!(
        (&unreadable["file"], &unreadable["trouble"]),
        (&board.into(), &"verify.unreadable".into())
    );
    let (code, said) = by_the_script(folder, &[]);
    assert_eq!((code, ended.code), (Some(1), Some(1)), "{said}");
    assert!(
        said.contains(&format!("{board}:-: cannot be read")),
        "{said}"
    );
}

/// A box with enough ballots that the totals pass over: worth a look, and no trouble by itself.
fn left_out(files: &Files) {
    let totals = text(files, "totals.txt");
    let line = totals.lines().find(|line| line.starts_with("8 0 "));
    let line = line.unwrap();
    let poll = line.rsplit(' ').next().unwrap();
    let moved = totals.replace(&format!("{line}\n"), "") + poll + "\n";
    let moved = moved.replace("counts 2\n", "counts 1\n");
    let moved = moved.replace("uncounted 0\n", "uncounted 1\n");
    let at = u64::try_from(moved.lines().count()).unwrap();
    let mut changed = files.clone();
    changed.insert("totals.txt".to_owned(), moved.into_bytes());
    let (places, said) = named(&changed);
    assert_eq!(places, [("totals.txt".to_owned(), Some(at))], "{said}");
    assert!(said.contains("verify.large-uncounted"), "{said}");
}

/// A server that writes all of it anew, one honest ballot less everywhere: only the digest that was
/// noted when the round ended tells.
fn rewritten_whole(house: &House, files: &Files, folder: &Path) {
    let robbed = with_board(files, &|lines| {
        lines.remove(12);
        lines[7] = lines[7].replace('8', "7");
        lines[8] = lines[8].replace('8', "7");
    });
    let robbed = with_totals(&robbed, "\n8 0 ", "\n7 0 ");
    assert_eq!(named(&robbed).0, []);
    let audit = run(&house.data(), &["audit", "export"], "").said;
    let finished = audit
        .lines()
        .find(|line| line.contains("SHA-256 of their list: "));
    let noted = finished.unwrap().split("list: ").nth(1).unwrap()[..64].to_owned();
    for (files, code) in [(files, 0), (&robbed, 1)] {
        std::fs::write(folder.join("bundle.zip"), archive(files).unwrap()).unwrap();
        let ended = by_the_program(folder, &["--digest", &noted]);
        assert_eq!(ended.code, Some(code), "{}", ended.told);
        let (script, said) = by_the_script(folder, &[&noted]);
        assert_eq!(script, Some(code), "{said}");
    }
}
