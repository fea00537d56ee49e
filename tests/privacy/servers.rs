//! The databases on PostgreSQL: what a thief of the urn's server finds in the row versions, the files and
//! the journal, and which servers are refused.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use prongsai::app::App;
use prongsai::domain::encoding::hex;
use prongsai::service::audit_log::check_chain;
use prongsai::world::World;

use crate::open_urn::{STAFF, all_answer};
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
    let tried = std::process::Command::new("psql")
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
