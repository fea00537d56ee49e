//! The databases on PostgreSQL: what a thief of the urn's server finds in the row versions, the files and
//! the journal, and which servers are refused.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use futures_util::future::join_all;
use prongsai::app::App;
use prongsai::domain::encoding::hex;
use prongsai::domain::wire::{Envelope, Nullifier, PollId, Random32, RsaBlock};
use prongsai::service::audit_log::check_chain;
use prongsai::store::{Cast, StoredBallot};
use prongsai::world::World;

use crate::open_urn::{STAFF, all_answer};
use crate::support::house::start;
use crate::support::postgres::{Cluster, instead_of};
use crate::support::process::outcome;
use crate::support::tables::{files, holds};
use crate::support::{CODE, House};

/// The database of the house's urn, by name.
fn database(house: &House) -> String {
    let (url, _) = instead_of(&house.urn_file()).unwrap();
    url.rsplit('/').next().unwrap().to_owned()
}

/// Nullifiers in an order that the server tells.
fn ordered(house: &House, by: &str) -> Vec<String> {
    let sql = format!("SELECT encode(nullifier, 'hex') FROM \"urn_{CODE}\".ballot ORDER BY {by}");
    let said = Cluster::Urn.say(&database(house), &sql);
    said.lines().map(str::to_owned).collect()
}

/// In how many files below a folder of the urn's server some of the nullifiers lie.
fn holding(folder: &str, arrived: &[Vec<u8>]) -> usize {
    let some = [0, STAFF / 2, STAFF - 1].map(|at| &arrived[at]);
    let files = files(&Cluster::Urn.folder().join(folder));
    let holds = |bytes: &&Vec<u8>| some.iter().any(|one| holds(bytes, one));
    files.values().filter(holds).count()
}

#[actix_web::test]
async fn on_servers_row_versions_places_and_journal_tell_no_order_of_arrival() {
    let house = House::on_servers().await.fill(&[("D01", STAFF)], 60).await;
    let (_, arrived) = all_answer(&house).await;
    let arrived: Vec<Vec<u8>> = arrived
        .iter()
        .map(|(one, _)| one.as_ref().to_vec())
        .collect();
    let in_order: Vec<String> = arrived.iter().map(|one| hex(one)).collect();
    // What it is without: one transaction each, in the order in which they came.
    assert_eq!(ordered(&house, "xmin::text::bigint"), in_order);
    assert_eq!(ordered(&house, "ctid"), in_order);
    // Another node does it, to which no ballot ever came: the one to which they came may be gone.
    let data = house.data();
    let other = App::open(&data, World::real(), "อีกเครื่อง").await.unwrap();
    other.office.urns.tidy().await.unwrap();
    let by_key: Vec<String> = in_order
        .iter()
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(ordered(&house, "ctid"), by_key);
    let schema = format!("\"urn_{CODE}\"");
    let versions = format!("SELECT count(DISTINCT xmin::text) FROM {schema}.ballot");
    assert_eq!(Cluster::Urn.say(&database(&house), &versions).trim(), "1");
    assert_eq!(holding("pg_wal", &arrived), 0);
    // The file that the rows lay in is gone too: only the new table and its index have them.
    let number = format!(
        "SELECT oid FROM pg_database WHERE datname = '{}'",
        database(&house)
    );
    let base = format!("base/{}", Cluster::Urn.say("postgres", &number).trim());
    assert_eq!(holding(&base, &arrived), 2);
    assert_eq!(house.finish().await.valid, STAFF as u64);
    assert_eq!(holding(&base, &arrived), 0, "after the tally");
    assert_eq!(holding("pg_wal", &arrived), 0);
}

/// What a dump of the ballots' database says, after these words of the guide.
fn dumped(house: &House, then: &str) -> String {
    let url = format!("{}/{}", Cluster::Urn.address(), database(house));
    let command = format!("pg_dump {url} {then}");
    let said = Command::new("sh").args(["-c", &command]).output().unwrap();
    assert!(
        said.status.success() && said.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    String::from_utf8(said.stdout).unwrap()
}

#[actix_web::test]
async fn on_servers_a_dump_as_the_guide_has_it_tells_no_order_of_arrival() {
    let house = House::on_servers().await.fill(&[("D01", STAFF)], 60).await;
    let (_, arrived) = all_answer(&house).await;
    let arrived: Vec<String> = arrived.iter().map(|(one, _)| hex(one.as_ref())).collect();
    let guide = include_str!("../../assets/operators-guide.md");
    let (_, sorting) = guide
        .split_once("pg_dump -h ballots.internal -U urn urn ")
        .unwrap();
    let (sorting, _) = sorting.split_once(" > urn.sql").unwrap();
    let order = |dump: &str| {
        let place = |one: &String| dump.find(one.as_str()).unwrap();
        let mut found = arrived.clone();
        found.sort_by_key(place);
        found
    };
    assert_eq!(order(&dumped(&house, "")), arrived, "what it is without");
    let sorted = dumped(&house, sorting);
    assert!(order(&sorted).is_sorted());
    // And it is the same dump: each line is there once. Two are drawn anew by every dump.
    let drawn = |line: &&str| line.starts_with("\\restrict") || line.starts_with("\\unrestrict");
    let lines = |dump: &str| {
        let kept = dump.lines().filter(|line| !drawn(line));
        kept.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let plain = dumped(&house, "");
    assert_eq!(lines(&sorted), lines(&plain));
    assert_eq!(sorted.lines().count(), plain.lines().count());
}

/// Part, file, number of row versions, and whether the rows lie in the order of their keys.
type Parts = BTreeMap<String, (String, String, String)>;

fn parts(house: &House, urn: &str) -> Parts {
    let list = format!(
        "SELECT relname || ' ' || relfilenode FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid \
         WHERE inhparent = '{urn}.ballot'::regclass"
    );
    let list = Cluster::Urn.say(&database(house), &list);
    let part = |line: &str| {
        let (name, file) = line.split_once(' ').unwrap();
        let sql = format!(
            "SELECT count(DISTINCT xmin::text) || ' ' || count(*), \
             array_agg(nullifier ORDER BY poll, nullifier) = array_agg(nullifier ORDER BY ctid) \
             FROM {urn}.{name}"
        );
        let said = Cluster::Urn.say(&database(house), &sql);
        let (versions, in_order) = said.trim().split_once('|').unwrap();
        let told = (file.to_owned(), versions.to_owned(), in_order.to_owned());
        (name.to_owned(), told)
    };
    list.lines().map(part).collect()
}

#[actix_web::test]
async fn on_servers_only_the_part_in_which_something_came_is_written_anew() {
    let house = House::on_servers().await;
    let urns = &house.app.office.urns;
    let urn = urns.create("many").await.unwrap();
    let drawn = || house.world.random::<32>().unwrap();
    let polls: Vec<PollId> = (0..100)
        .map(|_| PollId::try_from(&drawn()[..PollId::LENGTH]).unwrap())
        .collect();
    urn.add_polls(&polls).await.unwrap();
    let cast = async |at: usize| {
        let ballot = StoredBallot {
            nullifier: Nullifier::try_from(&drawn()[..]).unwrap(),
            envelope: Envelope::new(drawn().repeat(16)),
            random32: Random32::new(drawn()),
            signature: RsaBlock::try_from(&drawn().repeat(8)[..]).unwrap(),
        };
        let done = urn.cast(&polls[at % polls.len()], ballot, start).await;
        assert_eq!(done.unwrap(), Cast::InUrn);
    };
    for at in 0..200 {
        cast(at).await;
    }
    urns.tidy().await.unwrap();
    let before = parts(&house, "urn_many");
    assert_eq!(before.len(), 4);
    for (name, (_, versions, in_order)) in &before {
        assert!(versions.starts_with("1 ") && in_order == "t", "{name}");
    }
    urns.tidy().await.unwrap();
    assert_eq!(parts(&house, "urn_many"), before, "nothing came");
    cast(7).await;
    urns.tidy().await.unwrap();
    let after = parts(&house, "urn_many");
    let anew: Vec<_> = after
        .iter()
        .filter(|part| before[part.0] != *part.1)
        .collect();
    let [(_, (_, versions, in_order))] = anew[..] else {
        panic!("{anew:?}");
    };
    assert!(versions.starts_with("1 ") && in_order == "t", "{versions}");
}

#[actix_web::test]
async fn on_servers_a_server_that_keeps_history_or_both_halves_is_refused_and_roles_are_apart() {
    let house = House::on_servers().await;
    let file = house.data().join("settings.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    let name = database(&house);
    let [registry, urn] = [Cluster::Registry, Cluster::Urn].map(Cluster::address);
    let cases = [
        (
            format!("{urn}/{name}"),
            format!("{registry}/{name}"),
            "wal_level",
        ),
        (
            format!("{registry}/{name}"),
            format!("{urn}/{name}"),
            "system_identifier",
        ),
    ];
    for (from, to, names) in cases {
        std::fs::write(&file, good.replace(&from, &to)).unwrap();
        let (done, said) = outcome(&house.data(), &["doctor"]);
        assert!(!done && said.contains(names), "{said}");
        assert!(!said.contains("postgres://"), "{said}");
    }
    let made = Cluster::Urn.say(&name, "SELECT nspname FROM pg_namespace");
    assert!(
        !made.contains("registry") && !made.contains("results"),
        "{made}"
    );
    std::fs::write(&file, &good).unwrap();
    // Each role knows its own server alone.
    let (who, _) = registry.rsplit_once('@').unwrap();
    let (_, there) = urn.rsplit_once('@').unwrap();
    let tried = Command::new("psql")
        .args([
            "--no-psqlrc",
            "-c",
            "SELECT 1",
            &format!("{who}@{there}/{name}"),
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&tried.stderr).into_owned();
    assert!(
        !tried.status.success() && said.contains("authentication failed"),
        "{said}"
    );
}

#[actix_web::test]
async fn on_servers_what_two_nodes_write_at_once_is_one_chain() {
    let house = House::on_servers().await;
    let data = house.data();
    let other = App::open(&data, World::real(), "อีกเครื่อง").await.unwrap();
    let office = &house.app.office;
    let (before, _) = office.registry.audit_end().await.unwrap();
    let acts = (0..40).map(|at| [office, &other.office][at % 2].log("round.edit", CODE, ""));
    for done in join_all(acts).await {
        done.unwrap();
    }
    let chain = check_chain(office, "").await.unwrap();
    assert_eq!((chain.entries, chain.broken), (before + 40, None));
}

#[actix_web::test]
async fn on_servers_an_urn_that_another_process_destroyed_keeps_none_from_being_tidied() {
    let house = House::on_servers().await.fill(&[("D01", STAFF)], 60).await;
    let data = house.data();
    let other = App::open(&data, World::real(), "อีกเครื่อง").await.unwrap();
    other.office.urns.create("2570-9").await.unwrap();
    other.office.urns.tidy().await.unwrap();
    all_answer(&house).await;
    house.app.office.urns.destroy("2570-9").await.unwrap();
    other.office.urns.tidy().await.unwrap();
    let versions = format!("SELECT count(DISTINCT xmin::text) FROM \"urn_{CODE}\".ballot");
    assert_eq!(Cluster::Urn.say(&database(&house), &versions).trim(), "1");
}
