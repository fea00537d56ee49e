//! More than is read in one go: ballots of a poll, agencies of a round.

use std::collections::BTreeSet;

use prongsai::crypto::manifest::Manifest;
use prongsai::crypto::message::{nullifier, seal_ballot};
use prongsai::domain::wire::{Random32, RsaBlock};
use prongsai::store::StoredBallot;

use crate::support::figures::results;
use crate::support::house::start;
use crate::support::process::run;
use crate::support::tables::{dump, meddle};
use crate::support::{CODE, House, hand, hours, staff_id};

/// Ballots of one poll: two pages of 500, and a rest.
const BALLOTS: usize = 1_003;

/// Puts ballots into the urn as if they had been cast; every tenth is none. How many are not.
async fn fill(house: &House) -> u64 {
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let poll = office.registry.polls(round.id).await.unwrap().remove(0);
    let manifest = office.content.manifest_of_poll(&poll.id).unwrap();
    let manifest = Manifest::parse(&manifest).unwrap();
    let keys = (manifest.round_key().unwrap(), manifest.poll_key().unwrap());
    let urn = office.urns.get(CODE).await.unwrap().unwrap();
    let seal = |at: usize| {
        let mut answers = hand::encode(&hand::mixed(at));
        if at.is_multiple_of(10) {
            answers[0] = 99;
        }
        let sealed = seal_ballot(&keys.0, &keys.1, &poll.fingerprint, &poll.id, &answers);
        let envelope = sealed.unwrap();
        StoredBallot {
            nullifier: nullifier(&poll.id, &envelope),
            envelope,
            random32: Random32::new([0; 32]),
            signature: RsaBlock::new([0; 256]),
        }
    };
    let casts = (0..BALLOTS).map(|at| urn.cast(&poll.id, seal(at), start));
    futures_util::future::try_join_all(casts).await.unwrap();
    BALLOTS.div_ceil(10) as u64
}

#[actix_web::test]
async fn ballots_on_several_pages_are_all_counted_and_so_are_those_that_are_invalid() {
    let house = House::with(&[("D01", 6)]).await;
    let invalid = fill(&house).await;
    let valid = BALLOTS as u64 - invalid;
    house.close().await;
    house.later(hours(2));
    let tallied = house.tally().await.unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (valid, invalid));
    // Of each question as many answers as there are valid ballots.
    let counts = dump(&house.data().join("results.db")).await;
    let of = |row: &std::collections::BTreeMap<String, String>| {
        (row["sub_item"].clone(), row["n"].parse::<u64>().unwrap())
    };
    let mut sums = std::collections::BTreeMap::new();
    for (question, n) in counts["atom_count"].iter().map(of) {
        *sums.entry(question).or_insert(0) += n;
    }
    assert!(
        !sums.is_empty() && sums.values().all(|sum| *sum == valid),
        "{sums:?}"
    );
}

#[actix_web::test]
async fn agencies_beyond_a_page_of_a_hundred_are_printed_each_once() {
    let house = House::with(&[("D01", 6)]).await;
    for at in 0..6 {
        house.answer(&staff_id("D01", at), &hand::mixed(at)).await;
    }
    house.finish().await;
    // Together with D00 and D01 two whole pages, and one more.
    let more = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199) \
         INSERT INTO published (round, agency, figures) SELECT round, code, \
         replace(figures, '\"D01\"', '\"' || code || '\"') FROM published, \
         (SELECT 'E' || substr(CAST(1000 + i AS TEXT), 2) AS code FROM n) coded WHERE agency = 'D01'";
    meddle(&house.data().join("results.db"), more).await;
    let all: BTreeSet<String> = (1..200)
        .map(|n| format!("E{n:03}"))
        .chain(["D00", "D01"].map(str::to_owned))
        .collect();
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let read = results(office, &round, None).await.unwrap();
    assert_eq!(read.len(), all.len());
    let read: BTreeSet<String> = read.into_iter().map(|sheet| sheet.agency).collect();
    assert_eq!(read, all);
    let csv = ["results", "--round", CODE, "--format", "csv"];
    let ended = run(&house.data(), &csv, "");
    let scores = ended
        .said
        .lines()
        .skip(1)
        .filter(|line| line.contains(",iit,"));
    let printed: Vec<&str> = scores.filter_map(|line| line.split(',').next()).collect();
    let each: BTreeSet<String> = printed.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(each, all);
    assert_eq!(printed.len(), all.len());
}
