//! The data folder lies on a small file system that is full to its last byte: what was confirmed is there, what was
//! refused is not, and once there is room the same server goes on by itself.

use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use prongsai::domain::access::Role;
use prongsai::domain::wire::Random32;
use prongsai::rehearsal::respondent::agent;
use prongsai::rehearsal::{Ballot, Declined, Prepared, Respondent};
use prongsai::world::World;
use tempfile::TempDir;

use crate::support::house::status_of;
use crate::support::people::{HEADING, email, line};
use crate::support::process::{Server, free_address};
use crate::support::{House, Officer, hand, staff_id, tables};

/// People of the agency; the first ones answer before, the next have signed only, the others have nothing yet.
const PEOPLE: usize = 60;
const ANSWERED: usize = 3;
const SIGNED: usize = 30;

const BASE: &str = "/office/hr/D01/2570-1";

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Room for some and not for all, in bytes.
const LITTLE: u64 = 64 << 10;

/// A small file system in memory, which a process of its own keeps in a mount namespace of its own: it is gone
/// when that ends, however the test ends.
struct Medium {
    keeper: Child,
    /// Where it is mounted, for those in the namespace.
    place: TempDir,
    /// Where everybody else sees it.
    folder: PathBuf,
}

impl Medium {
    /// One of so many mebibytes with a copy of what is in a folder.
    fn of(data: &Path, mebibytes: u32) -> Self {
        let of_its_own: &[&str] = if is_root() {
            &[]
        } else {
            &["--user", "--map-root-user"]
        };
        let place = TempDir::new().unwrap();
        let act = "mount -t tmpfs -o size=\"$0m\" tmpfs \"$2\" \
                   && cp -a \"$1/.\" \"$2\" && echo there && exec cat";
        let mut keeper = Command::new("unshare")
            .args(of_its_own)
            .args(["--mount", "--propagation", "private", "sh", "-c", act])
            .arg(mebibytes.to_string())
            .arg(data)
            .arg(place.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut told = BufReader::new(keeper.stdout.take().unwrap());
        told.read_line(&mut said).unwrap();
        assert_eq!(
            said.trim(),
            "there",
            "a file system of its own needs root, or namespaces of users that one may make \
             (kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)"
        );
        let folder = format!("/proc/{}/root{}", keeper.id(), place.path().display());
        Self {
            keeper,
            place,
            folder: PathBuf::from(folder),
        }
    }

    /// A server on it. The keeper's namespace is entered because SQLite resolves links in names by itself, and
    /// `/proc/ID/root` reads as a link to our own root.
    fn serve(&self) -> Server {
        let namespaces: &[&str] = if is_root() {
            &["--mount"]
        } else {
            &["--user", "--preserve-credentials", "--mount"]
        };
        Server::start_with(self.place.path(), &free_address(), |command| {
            let program = command.get_program().to_owned();
            *command = Command::new("nsenter");
            let target = self.keeper.id().to_string();
            command.args(["--target", &target]).args(namespaces);
            command.arg("--").arg(program);
        })
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut ballast = File::create(self.folder.join("ballast")).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            loop {
                match ballast.write(&vec![7; size]) {
                    Ok(_) => {}
                    Err(full) if full.kind() == ErrorKind::StorageFull => break,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }

    /// So many bytes less lie in the way.
    fn leave(&self, bytes: u64) {
        let ballast = File::options()
            .write(true)
            .open(self.folder.join("ballast"));
        let ballast = ballast.unwrap();
        let length = ballast.metadata().unwrap().len();
        ballast.set_len(length - bytes).unwrap();
    }

    /// There is room again.
    fn free(&self) {
        std::fs::remove_file(self.folder.join("ballast")).unwrap();
    }

    /// What is on it, as a folder of its own.
    fn copied(&self) -> TempDir {
        let copy = TempDir::new().unwrap();
        let mut cp = Command::new("cp");
        let cp = cp.arg("-a").arg(self.folder.join("."));
        let done = cp.arg(copy.path().join("data")).status().unwrap();
        assert!(done.success());
        copy
    }

    /// Links that were signed with, ballots, and rosters that wait to be looked at.
    async fn kept(&self) -> [usize; 3] {
        let copy = self.copied();
        let data = copy.path().join("data");
        let registry = tables::dump(&data.join("registry.db")).await;
        let signed = registry["invitation"].iter();
        let signed = signed.filter(|row| row["state"] == "'acknowledged'");
        let urn = tables::dump(&data.join("urn/2570-1.db")).await;
        let waiting = registry["upload"].len();
        [signed.count(), urn["ballot"].len(), waiting]
    }
}

impl Drop for Medium {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

/// Somebody who has opened the link and sealed the answers.
struct Person {
    link: Respondent,
    sealed: Prepared,
    ballot: Option<Ballot>,
    confirmed: bool,
}

impl Person {
    fn at(house: &House, base: &str, at: usize) -> Self {
        let link = Respondent::open(&agent(), base, &house.links[&staff_id("D01", at)]).unwrap();
        let random = Random32::new(house.world.random().unwrap());
        let sealed = link.prepare(&hand::encode(&hand::mixed(at)), random);
        Self {
            link,
            sealed: sealed.unwrap(),
            ballot: None,
            confirmed: false,
        }
    }

    /// Asks for the right once more, with the same envelope.
    fn sign(&mut self) -> Result<(), Declined> {
        self.ballot = Some(self.link.issue(&self.sealed)?);
        Ok(())
    }

    /// Whether a ballot is in hand that is not confirmed.
    fn waits(&self) -> bool {
        self.ballot.is_some() && !self.confirmed
    }

    fn cast(&mut self) -> Result<(), Declined> {
        self.link.cast(self.ballot.as_ref().unwrap())?;
        self.confirmed = true;
        Ok(())
    }
}

/// How many of these acts were carried out. Each other was refused as it should be, and there was one.
fn carried_out(acts: impl Iterator<Item = Result<(), Declined>>) -> usize {
    let (done, refused): (Vec<_>, Vec<_>) = acts.partition(Result::is_ok);
    assert!(!refused.is_empty(), "the disk is not full");
    for each in refused {
        assert_eq!(status_of(each), (503, "no-writing".to_owned()));
    }
    done.len()
}

/// A roster of all, which is larger than what may be left in a journal's file: empty lines are none.
fn roster() -> String {
    let lines = (0..PEOPLE).map(|at| line("D01", at, &email("D01", at), ""));
    let whole: String = std::iter::once(HEADING.to_owned()).chain(lines).collect();
    whole + &"\n".repeat(8 << 20)
}

#[actix_web::test]
async fn on_a_full_medium_what_is_confirmed_is_there_and_afterwards_everybody_finishes() {
    let house = House::in_real_time(&[("D01", PEOPLE)]).await;
    let hr = house
        .officer_called("hr@example.go.th", Role::HrOfficer, Some("D01"))
        .await;
    let medium = Medium::of(&house.data(), 24);
    let server = medium.serve();
    let mut officer = Officer::stranger(&server.base());
    officer.cookie = hr.cookie;
    let mut people: Vec<_> = (0..PEOPLE)
        .map(|at| Person::at(&house, &server.base(), at))
        .collect();
    for person in &mut people[..SIGNED] {
        person.sign().unwrap();
    }
    for person in &mut people[..ANSWERED] {
        person.cast().unwrap();
    }

    medium.fill();
    let roster = roster();
    let to = format!("{BASE}/roster");
    let file = ("file", "list.csv", roster.as_bytes());
    let page = officer.upload(&to, &[], file).await;
    assert_eq!(page.status, 503, "{page:?}");
    assert!(page.body.contains("ระบบเต็ม"), "{}", page.body);
    let cast = carried_out(people[ANSWERED..SIGNED].iter_mut().map(Person::cast));
    let signed = carried_out(people[SIGNED..].iter_mut().map(Person::sign));
    // Reading needs no room: the page opens, and who has answered is told so.
    assert_eq!(people[PEOPLE - 1].link.look().unwrap()["state"], "invited");
    people[0].cast().unwrap();
    assert_eq!(officer.get("/ready").await.status, 503);
    assert_eq!(
        medium.kept().await,
        [SIGNED + signed, ANSWERED + cast, 0],
        "confirmed and not there, or refused and half done"
    );

    // So little room that it is used up between two people.
    medium.leave(LITTLE);
    let late = &mut people[SIGNED..];
    let late = carried_out(late.iter_mut().map(Person::sign));
    assert!(late > signed, "nobody had room");
    assert_eq!(medium.kept().await, [SIGNED + late, ANSWERED + cast, 0]);
    medium.leave(LITTLE);
    let waiting = people.iter_mut().filter(|person| person.waits());
    let then = carried_out(waiting.map(Person::cast));
    assert!(then > 0, "nobody had room");
    assert_eq!(
        medium.kept().await,
        [SIGNED + late, ANSWERED + cast + then, 0]
    );

    medium.free();
    for person in &mut people {
        if person.ballot.is_none() {
            person.sign().unwrap();
        }
        if !person.confirmed {
            person.cast().unwrap();
        }
    }
    assert_eq!(officer.upload(&to, &[], file).await.status, 303);
    // An answer holds for a second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(officer.get("/ready").await.status, 200);
    assert_eq!(medium.kept().await, [PEOPLE, PEOPLE, 1]);
    server.kill();
    let mut after = House::at(medium.copied(), World::real()).await;
    after.sheets = house.sheets;
    after.close().await;
    let tallied = after.tally().await.unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (60, 0));
}
