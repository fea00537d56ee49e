//! What takes a round elsewhere or away: backups, a count without a network, and its cancelling.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use prongsai::domain::round::RoundState;
use prongsai::fault::Step::{
    ActCommitted, ActWritten, BackupKeys, BackupListed, BackupUrns, CancelForgotten, CancelStopped,
    ExportKept, ExportNoted, FileWiped, KeysDestroyed, RestoreNoted, RestorePut, TallyCommitted,
    TallyKey, TallyWritten, UrnDestroyed,
};
use tempfile::TempDir;

use super::{Death, count, dies, doomed, registry, results};
use crate::offline::{Stick, commit_of, export_of, export_to, with_result};
use crate::support::process::{outcome, run_with};
use crate::support::{CODE, House, hand, postgres, staff_id, tables};

const COPYING: &[Death] = &[(BackupUrns, 1), (BackupListed, 1)];
const KEEPING_KEYS: &[Death] = &[(BackupKeys, 1)];
const RESTORING: &[Death] = &[(RestorePut, 1), (RestoreNoted, 1)];
const EXPORTING: &[Death] = &[(ExportNoted, 1), (ExportKept, 1)];
const COMING_BACK: &[Death] = &[
    (TallyWritten, 1),
    (TallyCommitted, 1),
    (TallyKey, 1),
    (KeysDestroyed, 1),
    (UrnDestroyed, 1),
    (ActWritten, 1),
];
const CANCELLING: &[Death] = &[
    (ActWritten, 1),
    (ActCommitted, 1),
    (CancelStopped, 1),
    (FileWiped, 1),
    (KeysDestroyed, 1),
    (UrnDestroyed, 1),
    (CancelForgotten, 1),
];

pub const MATRIX: &[&[Death]] = &[
    COPYING,
    KEEPING_KEYS,
    RESTORING,
    EXPORTING,
    COMING_BACK,
    CANCELLING,
];

const PEOPLE: usize = 5;

async fn house() -> House {
    let house = House::in_real_time(&[("D01", PEOPLE)]).await;
    for at in 0..PEOPLE {
        house.answer(&staff_id("D01", at), &hand::mixed(at)).await;
    }
    house
}

#[actix_web::test]
async fn copies_and_a_count_elsewhere_that_die_at_every_step_leave_what_was_whole_before() {
    let house = house().await;
    // On servers copies are made with their own tools.
    if !postgres::are_meant() {
        the_installation_is_copied(&house).await;
    }
    house.close().await;
    let stick = the_urn_is_exported(&house);
    the_counts_come_back(&house, &stick).await;
}

/// Runs a command on a data folder, which dies at each of these steps and leaves nothing under this name;
/// then it is carried out.
fn all_or_nothing(data: &Path, args: &[&str], deaths: &[Death], name: &Path) {
    for death in deaths {
        let ended = run_with(data, args, "", doomed(*death));
        assert_eq!(ended.signal, Some(9), "{death:?}: {}", ended.told);
        assert!(!name.exists(), "{death:?}");
    }
    let (done, said) = outcome(data, args);
    assert!(done && name.exists(), "{args:?}: {said}");
}

async fn the_installation_is_copied(house: &House) {
    let disks = TempDir::new().unwrap();
    let text = |path: &PathBuf| path.display().to_string();
    let [copy, other] = ["copy", "other"].map(|name| disks.path().join(name));
    // Keys are kept on no disk that the data are on.
    let vault = TempDir::new_in("/dev/shm").unwrap();
    let keys = vault.path().join("keys");
    all_or_nothing(&house.data(), &["backup", &text(&copy)], COPYING, &copy);
    let keep = text(&keys);
    let keep = ["backup", "--keys", &keep];
    let first = outcome(&house.data(), &keep);
    assert!(first.0, "{}", first.1);
    // It stays under another name, so that the number of its file is not given to the next one.
    let former = vault.path().join("former");
    std::fs::hard_link(&keys, &former).unwrap();
    dies(house, &keep, "", KEEPING_KEYS[0]);
    let number = |file: &Path| file.metadata().unwrap().ino();
    assert_ne!(number(&keys), number(&former));
    std::fs::remove_file(former).unwrap();
    let put_back = ["restore", &text(&copy), "--keys", &text(&keys)];
    all_or_nothing(&other, &put_back, RESTORING, &other);
    let urn = tables::dump(&other.join("urn").join(format!("{CODE}.db"))).await;
    assert_eq!(urn["ballot"].len(), PEOPLE);
    let registry = tables::dump(&other.join("registry.db")).await;
    let noted = count(&registry, "audit", "act", "'backup.restore'");
    assert_eq!(noted, 1, "once, however often it was tried");
}

/// What tells that a result is of the export that counts.
fn proof(house: &House) -> Vec<u8> {
    std::fs::read(house.data().join("keys").join(CODE).join("carry")).unwrap()
}

fn the_urn_is_exported(house: &House) -> Stick {
    let whole = |ended: crate::support::process::Ended| panic!("{}", ended.told);
    let stick = export_of(&house.data(), CODE).unwrap_or_else(whole);
    let first = proof(house);
    for (at, death) in EXPORTING.iter().enumerate() {
        let to = stick.path(&format!("{at}.zip"));
        let code_to = stick.path(&format!("pocket/{at}"));
        dies(house, &export_to(&to, &code_to), "", *death);
        assert_eq!(Path::new(&to).exists(), at > 0, "{death:?}");
        assert_eq!(proof(house), first, "{death:?}");
    }
    stick
}

async fn the_counts_come_back(house: &House, stick: &Stick) {
    let counted = stick.counted_with(&house.sheets[..2]);
    assert_eq!(counted.code, Some(0), "{}", counted.told);
    let args = with_result(stick);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    for (at, death) in COMING_BACK.iter().enumerate() {
        dies(house, &args, "", *death);
        assert_eq!(state(house).await, RoundState::Closed, "{death:?}");
        let totals = house.app.office.results.totals(CODE).await.unwrap();
        assert_eq!(totals.len(), usize::from(at > 0), "{death:?}");
    }
    let committed = commit_of(&house.data(), CODE, stick);
    assert_eq!(committed.code, Some(0), "{}", committed.told);
    assert_eq!(state(house).await, RoundState::Tallied);
    let totals = house.app.office.results.totals(CODE).await.unwrap();
    assert_eq!(totals.len(), 1);
    let counted = (totals[0].ballots, totals[0].invalid);
    assert_eq!(counted, (PEOPLE as u64, 0));
    assert!(tables::files(&house.data().join("keys")).is_empty());
}

/// Asked beside the processes that die.
async fn state(house: &House) -> RoundState {
    house.app.office.round(CODE).await.unwrap().state
}

#[actix_web::test]
async fn a_cancelled_round_that_dies_at_every_step_is_gone_unopened_when_it_is_repeated() {
    let house = house().await;
    let cancel = ["round", "cancel", CODE, "--yes"];
    // Keys and urn after each death.
    let left = [
        (true, true),
        (true, true),
        (true, true),
        (true, true),
        (false, true),
        (false, false),
        (false, false),
    ];
    for (at, (death, left)) in CANCELLING.iter().zip(left).enumerate() {
        dies(&house, &cancel, "", *death);
        let cancelled = state(&house).await == RoundState::Cancelled;
        assert_eq!(cancelled, at > 0, "{death:?}");
        let keys = !tables::files(&house.data().join("keys")).is_empty();
        let urn = house.app.office.urns.remains(CODE).await.unwrap();
        assert_eq!((keys, urn), left, "{death:?}");
    }
    let (done, said) = outcome(&house.data(), &cancel);
    assert!(done, "{said}");
    let registry = registry(&house).await;
    let lines = count(&registry, "audit", "act", "'round.cancel'");
    assert_eq!(lines, 1, "once, however often it was tried");
    let forgotten = count(&registry, "invitation", "blinded_digest", "NULL");
    assert_eq!(forgotten, PEOPLE);
    let results = results(&house).await;
    assert!(results["poll_total"].is_empty() && results["board"].is_empty());
}
