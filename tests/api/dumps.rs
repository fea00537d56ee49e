//! Dumps of both servers that are put back by the servers' own tools, as the guide has it: the start notes it once, and
//! refuses the box of a round that was counted meanwhile.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use prongsai::export::archive::archive;
use prongsai::service::backup::keys::back_up_keys;
use tempfile::TempDir;

use crate::support::postgres::{Cluster, instead_of};
use crate::support::process::{Server, free_address, outcome, run};
use crate::support::{CODE, House, hand, staff_id};

/// What a server is told to give out.
fn dump(url: &str) -> Vec<u8> {
    let said = Command::new("pg_dump").arg(url).output().unwrap();
    let problem = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{problem}");
    said.stdout
}

/// Puts it back into a database that is empty.
fn fill(url: &str, dumped: &[u8]) {
    let mut psql = Command::new("psql")
        .args([url, "-q", "-v", "ON_ERROR_STOP=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    psql.stdin.take().unwrap().write_all(dumped).unwrap();
    let done = psql.wait_with_output().unwrap();
    let problem = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{problem}");
}

/// What was kept of an installation at one time.
struct Kept {
    ballots: Vec<u8>,
    people: Vec<u8>,
    keys: Vec<u8>,
}

/// An installation and places for what is kept of it.
struct Site {
    house: House,
    places: TempDir,
    database: String,
}

impl Site {
    async fn new() -> Self {
        let house = House::on_servers().await.into_real_time().await;
        let house = house.fill(&[("D01", 9)], 0).await;
        let (url, _) = instead_of(&house.urn_file()).unwrap();
        let database = url.rsplit('/').next().unwrap().to_owned();
        Self {
            house,
            places: TempDir::new().unwrap(),
            database,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.places.path().join(name)
    }

    /// Ballots before people, and the keys.
    async fn keep(&self) -> Kept {
        let urls = [Cluster::Urn, Cluster::Registry]
            .map(|cluster| format!("{}/{}", cluster.address(), self.database));
        let [ballots, people] = urls.map(|url| dump(&url));
        let files = back_up_keys(&self.house.app.office, &self.house.data(), "vault").await;
        let keys = archive(&files.unwrap()).unwrap();
        Kept {
            ballots,
            people,
            keys,
        }
    }

    /// The installation again, in databases and a folder of their own.
    fn put_back(&self, name: &str, ballots: &[u8], people: &[u8], keys: &[u8]) -> PathBuf {
        let database = format!("{}_{name}", self.database);
        fill(&Cluster::Urn.database(&database), ballots);
        fill(&Cluster::Registry.database(&database), people);
        let (data, vault) = (
            self.path(name).join("data"),
            self.path(&format!("{name}.zip")),
        );
        std::fs::write(&vault, keys).unwrap();
        let (backup, vault) = (self.path("backup"), vault.display().to_string());
        let backup = backup.display().to_string();
        let (done, said) = outcome(&data, &["restore", &backup, "--keys", &vault]);
        assert!(done, "{said}");
        let settings = std::fs::read_to_string(self.house.data().join("settings.toml")).unwrap();
        let settings =
            settings.replace(&format!("/{}\"", self.database), &format!("/{database}\""));
        std::fs::write(data.join("settings.toml"), settings).unwrap();
        data
    }
}

/// Lines of the audit log that tell of it.
fn noted(data: &Path) -> Vec<String> {
    let log = run(data, &["audit", "export", "--format", "csv"], "").said;
    let told = log.lines().filter(|line| line.contains("dumps on servers"));
    told.map(str::to_owned).collect()
}

fn starts(data: &Path) {
    Server::start(data, &free_address()).kill();
}

/// Neither a start nor the doctor lets it pass, and nothing was noted.
fn is_refused(data: &Path, why: &str) {
    for command in [
        &["doctor", "--format", "csv"][..],
        &["serve", "--listen", &free_address()],
    ] {
        let (done, said) = outcome(data, command);
        assert!(!done && said.contains(why), "{command:?}: {said}");
    }
    assert!(noted(data).is_empty());
}

#[actix_web::test]
async fn on_servers_dumps_that_are_put_back_are_noted_once_and_a_counted_box_does_not_come_back() {
    let site = Site::new().await;
    for at in 0..6 {
        site.house
            .answer(&staff_id("D01", at), &hand::mixed(at))
            .await;
    }
    let early = site.keep().await;
    let backup = site.path("backup").display().to_string();
    let (done, said) = outcome(&site.house.data(), &["backup", &backup]);
    assert!(done, "{said}");
    starts(&site.house.data());
    assert!(noted(&site.house.data()).is_empty(), "where it was made");

    let again = site.put_back("again", &early.ballots, &early.people, &early.keys);
    let looked = outcome(&again, &["doctor", "--format", "csv"]).1;
    assert!(looked.contains("were put back from dumps"), "{looked}");
    for _ in 0..2 {
        starts(&again);
        let noted = noted(&again);
        assert_eq!(noted.len(), 1, "{noted:?}");
        assert!(noted[0].contains(&format!("people and figures, urn {CODE}")));
    }
    let looked = outcome(&again, &["doctor", "--format", "csv"]).1;
    assert!(!looked.contains("were put back from dumps"), "{looked}");

    site.house.close().await;
    site.house.tally().await.unwrap();
    let late = site.keep().await;
    // The people's server knows that it was counted.
    let counted = site.put_back("counted", &early.ballots, &late.people, &late.keys);
    is_refused(
        &counted,
        "Sealed ballots of a counted round do not come back",
    );
    let gone = format!("DROP SCHEMA \"urn_{CODE}\" CASCADE");
    Cluster::Urn.say(&format!("{}_counted", site.database), &gone);
    starts(&counted);
    assert_eq!(noted(&counted).len(), 1);
    // It does not, and the keys are those from after the count.
    let forgot = site.put_back("forgot", &early.ballots, &early.people, &late.keys);
    is_refused(&forgot, "keys that it needs are gone");
}
