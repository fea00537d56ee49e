//! The count on a machine without a network: carried there, counted, carried back.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::figures::results;
use prongsai::crypto::board::Board;
use prongsai::crypto::carry::{CarryCode, CarryProof};
use prongsai::crypto::digest::sha256;
use prongsai::crypto::key_sheet::{KeySheet, split};
use prongsai::domain::disclosure::Shown;
use prongsai::domain::encoding::hex;
use prongsai::domain::files::{Bundle, Files};
use prongsai::export::archive::archive;
use prongsai::intake::archive::unpacked;
use prongsai::service::carry::offline::CarriedUrn;
use prongsai::service::close_round::sweep;
use prongsai::service::publish::publish_round;
use serde_json::{Value, json};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::support::command::Folder;
use crate::support::house::key_of;
use crate::support::process::{Ended, run};
use crate::support::{CODE, House, hand, staff_id, tables};

/// What is carried, and where.
pub struct Stick {
    folder: TempDir,
    code: String,
}

impl Stick {
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// A machine without a data folder counts, with this typed into it.
    fn count(&self, urn: &str, typed: &str) -> Ended {
        let (urn, to) = (self.path(urn), self.path("result"));
        let args = ["tally", "--urn", &urn, "--to", &to, "--lang", "en"];
        run(Path::new("/nonexistent"), &args, typed)
    }

    /// The same with the code and these sheets.
    pub fn counted_with(&self, sheets: &[KeySheet]) -> Ended {
        let lines: String = sheets.iter().map(line).collect();
        self.count("urn.zip", &format!("{}{lines}", self.code))
    }
}

fn export(data: &Path) -> Stick {
    export_of(data, CODE).unwrap_or_else(|ended| panic!("{}", ended.told))
}

/// Exports a round on a stick, the code into its pocket.
pub fn export_of(data: &Path, round: &str) -> Result<Stick, Ended> {
    let mut stick = Stick {
        folder: TempDir::new().unwrap(),
        code: String::new(),
    };
    let (to, code_to) = (stick.path("urn.zip"), stick.path("pocket/code"));
    std::fs::create_dir(stick.path("pocket")).unwrap();
    let mut args = export_to(&to, &code_to);
    args[2] = round;
    let ended = run(data, &args, "");
    if ended.code != Some(0) {
        assert!(tables::files(stick.folder.path()).is_empty());
        return Err(ended);
    }
    assert_eq!(ended.said, "", "the code goes where it is asked to alone");
    stick.code = std::fs::read_to_string(&code_to).unwrap();
    assert_eq!(stick.code.len(), 34 + 8, "{}", stick.code);
    assert!(!ended.told.contains(&stick.code));
    for file in [&to, &code_to] {
        let about = std::fs::metadata(file).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, 0o600, "{file}");
    }
    stick.code.push('\n');
    Ok(stick)
}

pub fn export_to<'a>(to: &'a str, code_to: &'a str) -> [&'a str; 7] {
    ["urn", "export", CODE, "--to", to, "--code-to", code_to]
}

fn line(sheet: &KeySheet) -> String {
    format!("{}\n", sheet.qr_line().as_str())
}

/// The first two custodians' sheets, to be typed.
fn sheets_of(house: &House) -> [String; 2] {
    [0, 1].map(|at| line(&house.sheets[at]))
}

/// D01 counts by itself; D02 and D03 are a pool, in which one of D03's ballots is invalid; D04 has
/// none.
async fn closed_house() -> House {
    let house = House::in_real_time(&[("D01", 6), ("D02", 4), ("D03", 4), ("D04", 6)]).await;
    for (agency, people) in [("D01", 6), ("D02", 4), ("D03", 3)] {
        for at in 0..people {
            house.answer(&staff_id(agency, at), &hand::mixed(at)).await;
        }
    }
    house.answer_bytes("D03-04", vec![9; 64]).await;
    house.close().await;
    house
}

/// The command that commits what came back.
pub fn with_result(stick: &Stick) -> Vec<String> {
    let result = stick.path("result");
    let args = [
        "tally", "--round", CODE, "--result", &result, "--format", "json",
    ];
    args.map(str::to_owned).to_vec()
}

fn commit(data: &Path, stick: &Stick) -> Ended {
    commit_of(data, CODE, stick)
}

/// Commits what came back.
pub fn commit_of(data: &Path, round: &str, stick: &Stick) -> Ended {
    let args = with_result(stick);
    let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
    args[2] = round;
    run(data, &args, "")
}

async fn is_untouched(data: &Path) -> bool {
    let results = tables::dump(&data.join("results.db")).await;
    results["poll_total"].is_empty() && results["atom_count"].is_empty()
}

#[actix_web::test]
async fn on_files_what_is_counted_without_a_network_is_what_would_have_been_counted_here() {
    let mut house = closed_house().await;
    let stick = export(&house.data());
    let audit = run(&house.data(), &["audit", "export"], "").said;
    assert!(audit.contains(&stick.path("urn.zip")), "{audit}");
    assert!(!audit.contains(stick.code.trim()), "the code is in the log");

    the_offline_machine_takes_only_what_fits(&house, &stick);
    let result = std::fs::read(stick.path("result")).unwrap();
    assert!(
        !String::from_utf8_lossy(&result).contains("chosen"),
        "readable"
    );

    for at in [0, 20, result.len() - 1] {
        let mut altered = result.clone();
        altered[at] ^= 1;
        std::fs::write(stick.path("result"), altered).unwrap();
        let ended = commit(&house.data(), &stick);
        assert_eq!(ended.code, Some(1));
        assert!(ended.told.contains("changed on the way"), "{}", ended.told);
    }
    a_forged_result_is_refused(&house, &stick);
    what_is_exchanged_after_the_check_is_not_counted(&house, &stick);
    std::fs::write(stick.path("result"), &result).unwrap();
    assert!(is_untouched(&house.data()).await);
    let urn = std::fs::read(house.urn_file()).unwrap();
    it_goes_on_after_every_kill(&house, &stick).await;

    let ended = commit(&house.data(), &stick);
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let said: Value = serde_json::from_str(&ended.said).unwrap();
    let counts = |at: usize| (said[at]["valid"].clone(), said[at]["invalid"].clone());
    assert_eq!(counts(0), (json!(6), json!(0)));
    assert_eq!(counts(1), (json!(7), json!(1)));
    assert_eq!(counts(2), (Value::Null, Value::Null));
    assert!(tables::files(&house.data().join("keys")).is_empty());
    assert!(!house.urn_file().exists());
    publish_round(&house.app.office, CODE).await.unwrap();
    let round = house.app.office.round(CODE).await.unwrap();
    let sheets = results(&house.app.office, &round, Some("D01"))
        .await
        .unwrap();
    let own: Vec<hand::Options> = (0..6).map(hand::mixed).collect();
    let score = sheets[0].own.get().score;
    assert_eq!(
        score.exact().unwrap().to_string(),
        hand::shown(hand::iit(&own))
    );
    assert!(!matches!(score, Shown::Withheld(_)));
    a_restored_urn_is_refused(&mut house, &urn, &stick).await;
}

/// Wrong code; sheets that are damaged, repeated, of another round and of another ceremony: each in
/// its own words, and the count goes on with good ones.
fn the_offline_machine_takes_only_what_fits(house: &House, stick: &Stick) {
    let of = |round: &str| {
        let parts = [1, 2, 3].map(|byte| Zeroizing::new([byte; 32]));
        split(&[7; 32], round, &parts)
    };
    let [foreign, ..] = of(CODE);
    let [elsewhere, ..] = of("2599-9");
    let [one, other] = sheets_of(house);
    let mut damaged = one.clone();
    let last = damaged.len() - 3;
    let symbol = if &damaged[last..=last] == "7" {
        "8"
    } else {
        "7"
    };
    damaged.replace_range(last..=last, symbol);

    let other_code = stick.code.trim().replacen(&stick.code[..1], "", 1);
    let nobody = stick.count("urn.zip", &format!("{other_code}\n"));
    assert_eq!(nobody.code, Some(1));
    assert!(nobody.told.contains("typing error"), "{}", nobody.told);
    let again = export(&house.data());
    let former = stick.count("urn.zip", &again.code);
    assert_eq!(former.code, Some(1), "another export's code opens nothing");
    assert!(former.told.contains("last export"), "{}", former.told);
    nothing_is_lost_by_an_export_that_fails(house, &again);
    // The last export's code is the one whose result is taken, so that archive goes on.
    std::fs::copy(again.path("urn.zip"), stick.path("last.zip")).unwrap();

    let typed = [again.code.as_str(), &one, &other].concat();
    for (name, said) in [
        ("envelopes/", "not those on the boards"),
        ("boards/", "not in order"),
        ("proof.sealed", "changed on the way"),
    ] {
        tampered(stick, name);
        let ended = stick.count("tampered.zip", &typed);
        assert_eq!(ended.code, Some(1));
        assert!(ended.told.contains(said), "{name}: {}", ended.told);
    }
    std::fs::write(stick.path("code"), &again.code).unwrap();
    let typed = [
        &again.code,
        &damaged,
        &one,
        &one,
        &line(&elsewhere),
        &line(&foreign),
        &other,
    ];
    let typed = typed.map(|text| text.trim().to_owned() + "\n").concat();
    let ended = stick.count("last.zip", &typed);
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    for said in [
        "is not as printed",
        "another round",
        "given before",
        "announced",
    ] {
        assert!(ended.told.contains(said), "{said}: {}", ended.told);
    }
}

/// The archive cannot be written, or nobody would see the code: the export before stays in force, which
/// the rest of the test goes on with.
fn nothing_is_lost_by_an_export_that_fails(house: &House, good: &Stick) {
    let code_to = good.path("pocket/other");
    let failed = run(
        &house.data(),
        &export_to("/proc/nowhere/urn.zip", &code_to),
        "",
    );
    assert_eq!(failed.code, Some(1), "{}", failed.told);
    let before = run(&house.data(), &["audit", "export"], "").said;
    let unseen = ["urn", "export", CODE, "--to", &good.path("unseen.zip")];
    let refused = run(&house.data(), &unseen, "");
    assert_eq!(refused.code, Some(1));
    assert!(refused.told.contains("--code-to"), "{}", refused.told);
    let (to, beside) = (good.path("unseen.zip"), good.path("code"));
    let refused = run(&house.data(), &export_to(&to, &beside), "");
    assert!(refused.told.contains("apart"), "{}", refused.told);
    assert!(!Path::new(&to).exists() && !Path::new(&beside).exists());
    assert_eq!(run(&house.data(), &["audit", "export"], "").said, before);
    let keys = tables::files(&house.data().join("keys"));
    let odd = |name: &&String| [".old", ".new"].iter().any(|end| name.ends_with(end));
    assert_eq!(keys.keys().find(odd), None);
}

/// Somebody has the archive and its code, but no key sheet, and writes sums that add up.
fn a_forged_result_is_refused(house: &House, stick: &Stick) {
    let files = unpacked(&std::fs::read(stick.path("last.zip")).unwrap()).unwrap();
    let boards = hex(sha256(&files["boards.txt"]).bytes());
    let atoms = String::from_utf8(files["atoms.txt"].clone()).unwrap();
    let atom = |line: &str| {
        let board = |poll: &str| {
            let board = &files[&format!("boards/{poll}.txt")];
            let board = Board::parse(std::str::from_utf8(board).unwrap()).unwrap();
            json!([poll, board.counts().cast])
        };
        let polls: Vec<Value> = line.split(' ').map(board).collect();
        json!({ "polls": polls, "valid": 0, "chosen": [], "profile": [] })
    };
    let atoms: Vec<Value> = atoms.lines().skip(3).map(atom).collect();
    let forged = json!({ "round": CODE, "atoms": atoms }).to_string();
    let code = std::fs::read_to_string(stick.path("code")).unwrap();
    let code = CarryCode::typed(&code).unwrap().lock();
    let guessed = CarryProof::new([0; 32]).lock();
    for lock in [code, guessed] {
        let name = format!("carry/result/{boards}");
        let sealed = lock.seal(&name, [1; 12], forged.as_bytes()).unwrap();
        std::fs::write(stick.path("result"), sealed).unwrap();
        let ended = commit(&house.data(), stick);
        assert!(ended.told.contains("changed on the way"), "{}", ended.told);
    }
}

/// Carried files of which those below a folder are others when they are read for the second time.
struct Exchanged {
    files: Files,
    below: &'static str,
    read: RefCell<BTreeSet<String>>,
}

impl Bundle for Exchanged {
    fn names(&self) -> Vec<String> {
        self.files.names()
    }

    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        let bytes = self.files.read(name)?;
        let again = !self.read.borrow_mut().insert(name.to_owned());
        if !again || !name.starts_with(self.below) {
            return Ok(bytes);
        }
        // An announcement that reads as well, or envelopes in another order.
        Ok(bytes.map(|bytes| match self.below {
            "manifests/" => [&bytes[..], b"\n"].concat().into(),
            _ => [&bytes[1..], &bytes[..1]].concat().into(),
        }))
    }
}

/// Files are read more than once, and what is counted is what was checked.
fn what_is_exchanged_after_the_check_is_not_counted(house: &House, stick: &Stick) {
    let files = unpacked(&std::fs::read(stick.path("last.zip")).unwrap()).unwrap();
    let code = std::fs::read_to_string(stick.path("code")).unwrap();
    let counted = |below| {
        let carried = Exchanged {
            files: files.clone(),
            below,
            read: RefCell::default(),
        };
        let urn = CarriedUrn::read(Box::new(carried))?.unwrap();
        let keys = urn.open_keys(&CarryCode::typed(&code).unwrap())?;
        let secret = urn.open_secret(&house.sheets[..2])?;
        let catalogue = &house.app.office.catalogue;
        urn.count(catalogue, (&secret, &keys), [7; 12], |_| {})
    };
    assert!(counted("nowhere/").is_ok());
    assert_eq!(key_of(counted("manifests/")), "carry.urn-differs");
    assert_eq!(key_of(counted("boards/")), "carry.urn-differs");
    assert_eq!(key_of(counted("envelopes/")), "carry.damaged");
}

/// One byte of the first file below a folder is another.
fn tampered(stick: &Stick, below: &str) {
    let mut files = unpacked(&std::fs::read(stick.path("last.zip")).unwrap()).unwrap();
    let name = files
        .keys()
        .find(|name| name.starts_with(below))
        .unwrap()
        .clone();
    let bytes = files.get_mut(&name).unwrap();
    let at = bytes.len() / 2;
    bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
    std::fs::write(stick.path("tampered.zip"), archive(&files).unwrap()).unwrap();
}

async fn it_goes_on_after_every_kill(house: &House, stick: &Stick) {
    let whole = Folder::of(house);
    let args = with_result(stick);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    assert!(whole.run(&args));
    let counts = async |folder: &Folder| {
        let mut results = tables::dump(&folder.path().join("results.db")).await;
        (results.remove("atom_count"), results.remove("poll_total"))
    };
    let wanted = counts(&whole).await;
    let mut half = 0;
    for writes in (1..).step_by(2) {
        let folder = Folder::of(house);
        let killed = folder.start(&args).killed_after(writes);
        let rounds = tables::dump(&folder.registry()).await["round"].clone();
        let tallied = rounds[0]["state"] == "'tallied'";
        half += usize::from(!tallied && counts(&folder).await.1 != Some(Vec::new()));
        if !killed {
            break;
        }
        assert_eq!(folder.run(&args), !tallied, "after {writes}");
        assert_eq!(counts(&folder).await, wanted, "after {writes}");
        assert!(tallied || folder.keys().is_empty(), "after {writes}");
    }
    assert!(half > 0, "it was never killed in the middle");
    // Killed after everything was destroyed and before the round moved on.
    tables::meddle(&whole.registry(), "UPDATE round SET state = 'closed'").await;
    assert!(whole.run(&args));
    assert_eq!(counts(&whole).await, wanted);
}

/// Somebody puts the box of a counted round back: nothing opens it, and it is destroyed again.
async fn a_restored_urn_is_refused(house: &mut House, urn: &[u8], stick: &Stick) {
    let results = house.data().join("results.db");
    let before = tables::dump(&results).await;
    let restored: PathBuf = house.urn_file();
    std::fs::create_dir_all(restored.parent().unwrap()).unwrap();
    std::fs::write(&restored, urn).unwrap();
    assert_eq!(key_of(house.tally().await), "errors.round-state");
    let out = export_to("/dev/null", "/dev/stderr");
    assert_eq!(run(&house.data(), &out, "").code, Some(1));
    assert_eq!(commit(&house.data(), stick).code, Some(1));
    sweep(&house.app.office).await.unwrap();
    assert!(!restored.exists(), "the restored box stays");
    assert_eq!(tables::dump(&results).await, before);
    // Registry and box from one backup: without the poll keys nothing opens, and counts stand once.
    std::fs::write(&restored, urn).unwrap();
    tables::meddle(&house.registry_file(), "UPDATE round SET state = 'closed'").await;
    tables::meddle(&results, "DELETE FROM poll_total").await;
    tables::meddle(&results, "DELETE FROM atom_count").await;
    house.restart().await;
    assert_eq!(key_of(house.tally().await), "errors.key-gone");
    assert_eq!(run(&house.data(), &out, "").code, Some(1));
}
