//! Exports at the wrong time, rounds of other kinds, and exports that are killed.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use prongsai::domain::ballot::Answers;
use prongsai::domain::round::{Custody, RoundState, RoundTerms};
use prongsai::service::close_round::close_round;
use prongsai::service::create_round::{NewRound, create_round};
use prongsai::service::publish::publish_round;

use super::offline::{commit_of, export_of, export_to};
use crate::support::command::Folder;
use crate::support::{CODE, House, PUBLIC, agencies, hand, hours, roster, staff_id, tables};

/// Answers of somebody of the public, and what each said of themselves.
fn saying(house: &House, at: u8) -> Vec<u8> {
    let office = &house.app.office;
    let found = office.find_instrument("ten-indicators-2562", "eit");
    let (_, instrument) = found.unwrap();
    let options = instrument.sub_items().map(|_| at % 2).collect();
    let said = instrument.profile.iter().map(|_| at % 3);
    Answers::new(options)
        .saying(said.collect())
        .encode(instrument)
}

/// How the export of a round is refused, in its words.
fn refused(house: &House, round: &str) -> String {
    match export_of(&house.data(), round) {
        Ok(_) => panic!("{round} was exported"),
        Err(ended) => ended.told,
    }
}

#[actix_web::test]
async fn an_export_waits_for_every_part_and_carries_who_answered() {
    let house = House::in_real_time(&[("A01", 6)]).await;
    house.open_public(80, 60).await;
    let slips = house.slips("A01", 40).await;
    for (at, slip) in (0..33).zip(&slips) {
        house.answer_slip(slip, saying(&house, at)).await.unwrap();
    }
    assert!(refused(&house, CODE).contains("open"));
    house.close().await;
    assert!(refused(&house, CODE).contains(PUBLIC), "its part is open");
    close_round(&house.app.office, PUBLIC).await.unwrap();
    let said = refused(&house, CODE);
    assert!(said.contains(PUBLIC), "in its grace: {said}");
    let over = "UPDATE round SET grace_minutes = 0";
    tables::meddle(&house.registry_file(), over).await;

    let stick = export_of(&house.data(), PUBLIC).unwrap_or_else(|ended| panic!("{}", ended.told));
    let counted = stick.counted_with(&house.sheets[..2]);
    assert_eq!(counted.code, Some(0), "{}", counted.told);
    let committed = commit_of(&house.data(), PUBLIC, &stick);
    assert_eq!(committed.code, Some(0), "{}", committed.told);
    let results = &house.app.office.results;
    let totals = results.totals(PUBLIC).await.unwrap();
    let atoms = totals.iter().filter_map(|total| total.atom.as_deref());
    let atoms: BTreeSet<&str> = atoms.collect();
    let atoms: Vec<&str> = atoms.into_iter().collect();
    let mut profile = results.profile_counts(&atoms).await.unwrap();
    profile.sort();
    let first = profile[0].1.clone();
    let own = profile.iter().filter(|line| line.1 == first);
    let numbers: Vec<u64> = own.map(|line| line.3).filter(|n| *n > 0).collect();
    assert_eq!(numbers, [11, 11, 11], "of 33, a third each: {profile:?}");
    publish_round(&house.app.office, PUBLIC).await.unwrap();
}

async fn with_a_single_custodian() -> House {
    let sizes = [("A01", 6)];
    let mut house = House::empty().await.into_real_time().await;
    house.import_agencies(&agencies(&sizes)).await;
    let terms = RoundTerms {
        custody: Custody::Single,
        kpi_period: Some("1".to_owned()),
        grace_minutes: 0,
        ..terms()
    };
    let round = NewRound {
        code: CODE.to_owned(),
        terms,
        closes_at: house.world.now().checked_add(hours(24)).unwrap(),
        custodians: vec!["นางสาวคนเดียว ถือกุญแจ".to_owned()],
    };
    create_round(&house.app.office, round).await.unwrap();
    house.import(&roster(&sizes)).await.unwrap();
    house.open().await;
    house
}

fn terms() -> RoundTerms {
    RoundTerms {
        framework: "ten-indicators-2562".to_owned(),
        instrument: "iit".to_owned(),
        fiscal_year: 2570,
        number: 1,
        kpi_period: None,
        grace_minutes: 0,
        k: 5,
        min_service_years: 0,
        head_count_day: None,
        required_percent: prongsai::domain::exact::Score::from_hundredths(10_000),
        custody: Custody::TwoOfThree,
    }
}

/// The bytes of the proof that the server keeps, sealed; and what else lies beside it.
fn kept(data: &Path) -> (Option<Vec<u8>>, Vec<String>) {
    let mut keys = tables::files(&data.join("keys").join(CODE));
    let proof = keys.remove("carry");
    let odd = |name: &String| name.starts_with("carry");
    (proof, keys.into_keys().filter(odd).collect())
}

#[actix_web::test]
async fn on_files_one_custodian_opens_it_elsewhere_too_and_a_killed_export_leaves_the_one_before() {
    let house = with_a_single_custodian().await;
    for at in 0..6 {
        house.answer(&staff_id("A01", at), &hand::mixed(at)).await;
    }
    // A backup reads while it closes, and keeps the journal: the close waits for its end.
    let journal = house.data().join("registry.db-wal");
    let length = || std::fs::metadata(&journal).map_or(0, |about| about.len());
    assert!(length() > 0, "the journal is in use");
    tables::read_for(&house.registry_file(), Duration::from_secs(1)).await;
    house.close().await;
    assert_eq!(length(), 0, "it keeps the order in which people signed");
    let stick = export_of(&house.data(), CODE).unwrap_or_else(|ended| panic!("{}", ended.told));
    let (first, _) = kept(&house.data());
    let (mut former, mut later) = (0, 0);
    for writes in 1.. {
        let folder = Folder::of(&house);
        let to = format!("{}/other.zip", folder.path().display());
        let code_to = format!("{}/keys/code", folder.path().display());
        let killed = folder.start(&export_to(&to, &code_to)).killed_after(writes);
        let (proof, _) = kept(folder.path());
        assert_eq!(proof.as_ref().map(Vec::len), first.as_ref().map(Vec::len));
        if proof == first {
            former += 1;
        } else {
            later += 1;
            assert!(
                Path::new(&to).exists(),
                "kept before the other is destroyed"
            );
        }
        let _ = std::fs::remove_file(&code_to);
        assert!(folder.run(&export_to(&to, &code_to)), "after {writes}");
        assert_eq!(
            kept(folder.path()).1,
            Vec::<String>::new(),
            "after {writes}"
        );
        if !killed {
            break;
        }
    }
    assert!(former > 0 && later > 0, "{former} {later}");

    let counted = stick.counted_with(&house.sheets);
    assert_eq!(counted.code, Some(0), "{}", counted.told);
    let committed = commit_of(&house.data(), CODE, &stick);
    assert_eq!(committed.code, Some(0), "{}", committed.told);
    let round = house.app.office.round(CODE).await.unwrap();
    assert_eq!(round.state, RoundState::Tallied);
    let totals = house.app.office.results.totals(CODE).await.unwrap();
    assert_eq!((totals[0].ballots, totals[0].invalid), (6, 0));
}
