//! A real file system that is full to its last page while people are in the middle: who is refused can
//! come again, what was confirmed is on disk, and the same server goes on when there is room.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::process::Command;
use std::time::Duration;

use prongsai::domain::access::Role;
use prongsai::rehearsal::{Ballot, Declined};
use prongsai::service::close_round::close_round;
use prongsai::service::invite::queue_invitations;

use super::full_disk::sealed;
use crate::support::house::status_of;
use crate::support::people::{HEADING, line};
use crate::support::process::{Server, free_address};
use crate::support::{CODE, House, Officer, tables};

/// Names the small disk to the run that is on it.
const DISK: &str = "PRONGSAI_TEST_SMALL_DISK";

const MEBIBYTES: usize = 24;

const PAGE: u64 = 4096;

/// Runs a test again with its temporary folders on a small disk. It is mounted for that run alone, and goes
/// with it however it ends.
fn run_on_a_small_disk(test: &str) {
    let ways = [&["--mount"][..], &["--map-root-user", "--mount"]];
    let mounts = |way: &&&[&str]| {
        let mut tried = Command::new("unshare");
        tried
            .args(**way)
            .args(["mount", "-t", "tmpfs", "x", "/mnt"]);
        tried.output().is_ok_and(|ended| ended.status.success())
    };
    let way = ways.iter().find(mounts);
    let way =
        way.expect("no small disk: neither root nor a user of one's own may mount here (unshare)");
    let folder = tempfile::tempdir().unwrap();
    let mount =
        format!("mount -t tmpfs -o size={MEBIBYTES}m small \"${DISK}\" && exec \"$0\" \"$@\"");
    let ended = Command::new("unshare")
        .args(*way)
        .args(["sh", "-c", &mount])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(DISK, folder.path())
        .env("TMPDIR", folder.path())
        .env_remove("PRONGSAI_TEST_ON_SERVERS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}{told}");
    assert!(said.contains("1 passed"), "it did not run: {said}{told}");
}

/// What takes the room on the disk.
struct Filler(File);

impl Filler {
    fn new() -> Self {
        let folder = std::env::var_os(DISK).unwrap();
        let file = std::path::Path::new(&folder).join("filler");
        let mut options = OpenOptions::new();
        Self(options.create_new(true).append(true).open(file).unwrap())
    }

    /// From now on there is room for so many pages, and not a byte more.
    fn leave(&mut self, pages: u64) {
        let full = loop {
            if let Err(problem) = self.0.write_all(&[7; 4096]) {
                break problem;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull);
        let length = self.0.metadata().unwrap().len();
        self.0.set_len(length - pages * PAGE).unwrap();
    }

    fn go(&mut self) {
        self.0.set_len(0).unwrap();
    }
}

/// Links that were signed with, ballots, and people whose address is a new one.
async fn kept(house: &House) -> [usize; 3] {
    let registry = tables::dump(&house.registry_file()).await;
    let urn = tables::dump(&house.urn_file()).await;
    let links = registry["invitation"].iter();
    let signed = links.filter(|row| row["state"] == "'acknowledged'");
    let staff = registry["staff"].iter();
    let changed = staff.filter(|row| row.values().any(|cell| cell.contains("neu.")));
    [signed.count(), urn["ballot"].len(), changed.count()]
}

/// The journals have no room of their own left over.
async fn empty_journals(house: &House) {
    for file in [house.registry_file(), house.urn_file()] {
        tables::meddle(&file, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    }
}

/// An act is tried until there is room for it, a page more each time: what was refused keeps the pages that
/// it took of the journal. As long as it is refused, nothing of it is there.
async fn until_it_fits<T>(
    house: &House,
    filler: &mut Filler,
    mut act: impl AsyncFnMut() -> Option<T>,
) -> T {
    empty_journals(house).await;
    let before = kept(house).await;
    for refused in 0_u64..300 {
        filler.leave(refused.div_ceil(16));
        if let Some(done) = act().await {
            assert!(refused > 0, "it needed no room");
            return done;
        }
        assert_eq!(
            kept(house).await,
            before,
            "half done, refused {refused} times"
        );
    }
    panic!("refused with room");
}

/// What was answered, or nothing if nothing could be saved.
fn saved<T>(answer: Result<T, Declined>) -> Option<T> {
    if let Ok(answer) = answer {
        return Some(answer);
    }
    assert_eq!(status_of(answer), (503, "no-writing".to_owned()));
    None
}

#[actix_web::test]
async fn on_a_disk_without_room_who_is_refused_comes_again_and_each_ballot_counts_once() {
    if std::env::var_os(DISK).is_none() {
        run_on_a_small_disk(
            "small_disk::on_a_disk_without_room_who_is_refused_comes_again_and_each_ballot_counts_once",
        );
        return;
    }
    let house = House::in_real_time(&[("D01", 8)]).await;
    let server = Server::start(&house.data(), &free_address());
    let mut officer = Officer::stranger(&server.base());
    officer.cookie = house.officer(Role::HrOfficer, Some("D01")).await.cookie;
    let people: Vec<_> = (0..6)
        .map(|at| sealed(&house, &server.base(), at))
        .collect();
    let issue = |at: usize| -> Result<Ballot, Declined> { people[at].0.issue(&people[at].1) };
    let cast = |at: usize, ballot: &Ballot| people[at].0.cast(ballot);
    let first = issue(0).unwrap();
    cast(0, &first).unwrap();
    let second = issue(1).unwrap();
    let list: String = [6, 7, 8]
        .map(|at| line("D01", at, &format!("neu.{at}@canary.example.go.th"), ""))
        .concat();
    let list = format!("{HEADING}{list}");
    let to = format!("/office/hr/D01/{CODE}/roster");
    let file = ("file", "list.csv", list.as_bytes());
    let preview = officer.upload(&to, &[], file).await.location;
    let shown = officer.get(&preview).await.body;
    let (_, digest) = shown.split_once("name=\"digest\" value=\"").unwrap();
    let digest = digest.split('"').next().unwrap();

    let mut filler = Filler::new();
    let room = &mut filler;
    let third = until_it_fits(&house, room, async || {
        assert_eq!(people[1].0.look().unwrap()["state"], "acknowledged");
        saved(issue(2))
    });
    let third = third.await;
    assert_eq!(kept(&house).await, [3, 1, 0]);
    until_it_fits(&house, room, async || {
        cast(0, &first).unwrap();
        saved(cast(1, &second))
    })
    .await;
    assert_eq!(kept(&house).await, [3, 2, 0]);
    let whole = until_it_fits(&house, room, async || {
        let page = officer.post(&preview, &[("digest", digest)]).await;
        if page.status == 503 {
            assert!(page.body.contains("ระบบเต็ม"), "{}", page.body);
            return None;
        }
        let half = page.body.contains("บันทึกรายชื่อในไฟล์นี้แล้ว");
        assert!(half || page.status == 303, "{page:?}");
        Some(!half)
    });
    assert!(!whole.await, "there was room for the new link too");
    assert_eq!(kept(&house).await, [3, 2, 3]);
    empty_journals(&house).await;
    room.leave(0);
    let long = list + &"\n".repeat(2 << 20);
    let long = ("file", "list.csv", long.as_bytes());
    let page = officer.upload(&to, &[], long).await;
    assert_eq!(page.status, 503, "{page:?}");
    assert!(page.body.contains("ระบบเต็ม"), "{}", page.body);
    let closing = close_round(&house.app.office, CODE).await.unwrap_err();
    assert!(closing.is_no_writing(), "{closing}");
    assert!(saved(issue(3)).is_none() && saved(cast(2, &third)).is_none());
    // An answer holds for a second, and the server has looked when it started.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(officer.get("/ready").await.status, 503);

    room.go();
    for (at, ballot) in [&first, &second, &third].into_iter().enumerate() {
        cast(at, ballot).unwrap();
    }
    for at in 3..6 {
        cast(at, &issue(at).unwrap()).unwrap();
    }
    assert_eq!(kept(&house).await, [6, 6, 3]);
    let links = async || tables::dump(&house.registry_file()).await["invitation"].len();
    assert_eq!(links().await, 8);
    queue_invitations(&house.app.office, CODE).await.unwrap();
    assert_eq!(links().await, 9, "who came new has a link");
    assert_eq!(officer.upload(&to, &[], long).await.status, 303);
    // The same of this answer.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(officer.get("/ready").await.status, 200);
    house.close().await;
    assert_eq!(house.tally().await.unwrap().valid, 6);
}
