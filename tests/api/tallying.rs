//! Closing, opening the box, publishing: each step when it is due and not before, and again after
//! a crash.

use std::panic::AssertUnwindSafe;

use crate::support::figures::results;
use prongsai::crypto::hpke::seal;
use prongsai::crypto::key_sheet::KeySheet;
use prongsai::domain::disclosure::{Shown, Withheld};
use prongsai::domain::message::Value;
use prongsai::domain::wire::{Envelope, Random32};
use prongsai::service::bundle::bundle;
use prongsai::service::close_round::{cancel_round, close_due_rounds};
use prongsai::service::finish_round::{finish_due_rounds, finish_round};
use prongsai::service::key_sheets::open_secret;
use prongsai::service::publish::{PublishedAgency, publish_round};
use prongsai::service::tally::tally;

use crate::support::hand::{self, Options};
use crate::support::house::key_of;
use crate::support::{CODE, House, blocking, hours, staff_id, tables};

/// So many people of an agency answer; what they answered.
async fn answers(house: &House, agency: &str, people: usize) -> Vec<Options> {
    let mut ballots = Vec::new();
    for at in 0..people {
        let options = hand::mixed(at + agency.len() + usize::from(agency.as_bytes()[2]));
        house.answer(&staff_id(agency, at), &options).await;
        ballots.push(options);
    }
    ballots
}

async fn sheet(house: &House, agency: &str) -> PublishedAgency {
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    results(office, &round, Some(agency))
        .await
        .unwrap()
        .remove(0)
}

fn score(shown: Shown) -> String {
    shown
        .exact()
        .map_or_else(|| format!("{shown:?}"), |score| score.to_string())
}

fn keys(house: &House) -> Vec<String> {
    tables::files(&house.data().join("keys"))
        .into_keys()
        .collect()
}

#[actix_web::test]
async fn the_box_is_not_opened_before_the_grace_ends() {
    let house = House::with(&[("D01", 6)]).await;
    answers(&house, "D01", 5).await;
    assert_eq!(key_of(house.tally().await), "errors.round-state");
    house.later(hours(24));
    house.close().await;
    house.later(hours(24) + jiff::SignedDuration::from_secs(3599));
    let refusal = house.tally().await.unwrap_err().message();
    assert_eq!(refusal.key, "errors.grace-runs");
    assert_eq!(
        refusal.values,
        [(
            "ends",
            Value::Moment("2026-11-03T03:00:00Z".parse().unwrap())
        )]
    );
    let boards = bundle(&house.app.office, CODE).await;
    assert_eq!(key_of(boards), "errors.grace-runs");
    assert_eq!(finish_due_rounds(&house.app.office).await.unwrap(), 0);
    house.later(hours(25));
    assert_eq!(house.tally().await.unwrap().valid, 5);
}

#[actix_web::test]
async fn a_grace_of_nought_is_allowed() {
    let mut house = House::empty().await;
    house
        .import_agencies(&crate::support::agencies(&[("D01", 6)]))
        .await;
    house.create(CODE, 0).await;
    house
        .import(&crate::support::roster(&[("D01", 6)]))
        .await
        .unwrap();
    house.open().await;
    answers(&house, "D01", 6).await;
    house.close().await;
    assert_eq!(house.tally().await.unwrap().valid, 6);
}

#[actix_web::test]
async fn each_wrong_sheet_is_refused_in_its_own_words_and_opens_nothing() {
    let house = House::with(&[("D01", 6)]).await;
    answers(&house, "D01", 5).await;
    house.create("2570-2", 60).await;
    tables::meddle(
        &house.registry_file(),
        "INSERT INTO staff (round_id, agency_id, staff_no, prefix, name, surname, position, work_group, standing) \
         SELECT 2, agency_id, staff_no, prefix, name, surname, position, work_group, standing FROM staff",
    )
    .await;
    let elsewhere = house.open_round("2570-2").await;
    house.close().await;
    house.later(hours(2));
    let own = |at: usize| KeySheet::parse(&house.sheets[at].text()).unwrap();
    let other = |at: usize| KeySheet::parse(&elsewhere[at].text()).unwrap();
    assert_eq!(
        key_of(house.tally_by(&[own(0), own(0)]).await),
        "sheet.same"
    );
    assert_eq!(
        key_of(house.tally_by(&[own(0)]).await),
        "sheet.wrong-number"
    );
    assert_eq!(
        key_of(house.tally_by(&[own(0), other(1)]).await),
        "sheet.wrong-round"
    );
    // Two sheets of another round fit each other; they are not what this round's manifest lists.
    assert_eq!(
        key_of(house.tally_by(&[other(0), other(1)]).await),
        "sheet.foreign"
    );
    let damaged = house.sheets[0]
        .text()
        .replacen(|symbol: char| symbol.is_ascii_digit(), "Z", 400);
    assert!(KeySheet::parse(&damaged).is_err());
    assert_eq!(
        tables::dump(&house.data().join("results.db")).await["atom_count"].len(),
        0
    );
    for two in [[0, 1], [2, 0], [1, 2]] {
        let office = &house.app.office;
        let round = office.round(CODE).await.unwrap();
        assert!(
            open_secret(office, &round, &two.map(own)).await.is_ok(),
            "{two:?}"
        );
    }
    assert_eq!(house.tally_with(&[2, 1]).await.unwrap().valid, 5);
}

#[actix_web::test]
async fn a_damaged_line_of_a_sheet_is_named() {
    let house = House::with(&[("D01", 6)]).await;
    let text = house.sheets[0].text();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    for at in 0..lines.len() {
        let mut typed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let last = typed[at].pop().unwrap();
        typed[at].push(if last == '7' { '8' } else { '7' });
        let refused = KeySheet::parse(&typed.join("\n")).map(|_| ()).unwrap_err();
        assert_eq!(
            format!("{refused}"),
            format!("line {} is not as printed", at + 1)
        );
    }
}

#[actix_web::test]
async fn malformed_ballots_are_each_one_invalid_ballot_and_stop_nothing() {
    let house = House::with(&[("D01", 12)]).await;
    let good = answers(&house, "D01", 6).await;
    let mut out_of_scale = hand::encode(&hand::best());
    out_of_scale[3] = 5;
    let mut yes_no = hand::encode(&hand::best());
    yes_no[6] = 3;
    let mut unanswered = hand::encode(&hand::best());
    unanswered[50] = 0;
    let mut padding = hand::encode(&hand::best());
    padding[63] = 1;
    let random: Vec<u8> = (0..64).map(|at| 255 - at).collect();
    for (at, bytes) in [out_of_scale, yes_no, unanswered, padding, random]
        .into_iter()
        .enumerate()
    {
        house.answer_bytes(&staff_id("D01", 6 + at), bytes).await;
    }
    // An envelope that only the outer key opens.
    let person = house.person("D01-12").await;
    let ballot = blocking(move || {
        let length = person
            .prepare(&hand::encode(&hand::best()), Random32::new([1; 32]))
            .unwrap()
            .envelope
            .bytes()
            .len();
        let inner = vec![4; length - prongsai::crypto::hpke::OVERHEAD];
        let (round_key, manifest) = (person.manifest().round_key().unwrap(), person.manifest());
        let sealed = seal(
            &round_key,
            manifest.fingerprint().unwrap().as_ref(),
            manifest.poll.0.as_ref(),
            &inner,
        )
        .unwrap();
        let ballot = person
            .issue(
                &person
                    .prepare_envelope(Envelope::new(sealed), Random32::new([2; 32]))
                    .unwrap(),
            )
            .unwrap();
        person.cast(&ballot).unwrap();
    });
    ballot.await;
    let tallied = house.finish().await;
    assert_eq!((tallied.atoms, tallied.valid, tallied.invalid), (1, 6, 6));
    let sheet = sheet(&house, "D01").await;
    assert_eq!((sheet.ballots, sheet.own.get().ballots), (12, 6));
    assert_eq!(score(sheet.own.get().score), hand::shown(hand::iit(&good)));
}

#[actix_web::test]
async fn a_ballot_of_another_length_is_not_taken() {
    let house = House::with(&[("D01", 6)]).await;
    for length in [0, 51, 63, 65, 128] {
        let ballot = house
            .issue(&staff_id("D01", length % 6), vec![1; length])
            .await;
        let Ok(ballot) = ballot else { continue };
        let refused = house.cast("D01-01", &ballot).await.unwrap_err();
        assert_eq!(refused.to_string(), "400: invalid-ballot", "{length}");
    }
}

#[actix_web::test]
async fn an_invalid_ballot_that_leaves_fewer_than_k_leaves_no_counts() {
    let house = House::with(&[("D01", 6)]).await;
    answers(&house, "D01", 4).await;
    house.answer_bytes("D01-05", vec![9; 64]).await;
    let tallied = house.finish().await;
    assert_eq!((tallied.atoms, tallied.valid, tallied.invalid), (0, 0, 1));
    assert_eq!(tallied.uncounted, ["D01"]);
    assert_eq!(
        tables::dump(&house.data().join("results.db")).await["atom_count"].len(),
        0
    );
    assert_eq!(
        sheet(&house, "D01").await.own.get().score,
        Shown::Withheld(Withheld::FewerThan { needed: 5 })
    );
}

#[actix_web::test]
async fn small_siblings_are_counted_as_one_and_a_lone_small_agency_nowhere() {
    let house = House::with(&[("D01", 4), ("D02", 4), ("D03", 6)]).await;
    let pooled = [
        answers(&house, "D01", 3).await,
        answers(&house, "D02", 4).await,
    ]
    .concat();
    let large = answers(&house, "D03", 6).await;
    let tallied = house.finish().await;
    assert_eq!((tallied.atoms, tallied.valid), (2, 13));
    for agency in ["D01", "D02"] {
        let sheet = sheet(&house, agency).await;
        assert_eq!(
            sheet.own.get().score,
            Shown::Withheld(Withheld::FewerThan { needed: 5 })
        );
        let pool = sheet.pool.unwrap();
        assert_eq!(pool.members, ["D01", "D02"]);
        assert_eq!(
            (pool.figures.get().ballots, score(pool.figures.get().score)),
            (7, hand::shown(hand::iit(&pooled)))
        );
    }
    assert_eq!(
        score(sheet(&house, "D03").await.own.get().score),
        hand::shown(hand::iit(&large))
    );
    let everybody = [pooled, large].concat();
    let department = sheet(&house, "D00").await.below.unwrap();
    assert_eq!(
        score(department.get().score),
        hand::shown(hand::iit(&everybody))
    );
}

#[actix_web::test]
async fn a_lone_small_agency_counts_nowhere_not_even_in_the_department() {
    let house = House::with(&[("D01", 5), ("D03", 6)]).await;
    answers(&house, "D01", 4).await;
    let large = answers(&house, "D03", 6).await;
    let tallied = house.finish().await;
    assert_eq!(
        (tallied.atoms, tallied.valid, tallied.uncounted),
        (1, 6, vec!["D01".to_owned()])
    );
    let alone = sheet(&house, "D01").await;
    assert!(alone.pool.is_none());
    assert_eq!(
        alone.own.get().score,
        Shown::Withheld(Withheld::FewerThan { needed: 5 })
    );
    let department = sheet(&house, "D00").await.below.unwrap();
    assert_eq!(
        score(department.get().score),
        hand::shown(hand::iit(&large))
    );
}

#[actix_web::test]
async fn a_tally_that_was_killed_goes_on_where_it_was() {
    let mut house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let one = answers(&house, "D01", 6).await;
    let two = answers(&house, "D02", 5).await;
    house.close().await;
    house.later(hours(2));
    let office = house.app.office.clone();
    let round = office.round(CODE).await.unwrap();
    let sheets = [0, 1].map(|at| KeySheet::parse(&house.sheets[at].text()).unwrap());
    let secret = open_secret(&office, &round, &sheets).await.unwrap();
    let before = tables::files(&house.data().join("keys"));
    let killed = actix_web::rt::spawn(
        AssertUnwindSafe(async move {
            let stop = |progress: prongsai::service::tally::Progress| {
                assert!(progress.done <= 6, "killed");
            };
            tally(&office, CODE, &secret, stop).await.map(|_| ())
        })
        .0,
    );
    assert!(killed.await.is_err());
    let results_file = house.data().join("results.db");
    let halfway = tables::dump(&results_file).await;
    // Both are under way at a time: which was done is not said, but no key goes before its count stands.
    let done = halfway["poll_total"].len();
    assert!(done < 2, "it was killed after the end");
    let left = keys(&house);
    let left = left.iter().filter(|name| name.contains("poll-")).count();
    assert!(left >= 2 - done, "{left} keys left, {done} polls counted");
    house.restart().await;
    // Also a run that was killed between the commit and the destruction of the key.
    for (name, bytes) in before.iter().filter(|(name, _)| name.contains("poll-")) {
        std::fs::write(house.data().join("keys").join(name), bytes).unwrap();
    }
    let tallied = house.tally().await.unwrap();
    assert_eq!((tallied.atoms, tallied.valid), (2, 11));
    assert!(keys(&house).is_empty() && !house.urn_file().exists());
    // And one that was killed before the round moved on.
    tables::meddle(&house.registry_file(), "UPDATE round SET state = 'closed'").await;
    let counted = tables::dump(&results_file).await;
    house.restart().await;
    assert_eq!(house.tally().await.unwrap(), tallied);
    assert_eq!(tables::dump(&results_file).await, counted);
    publish_round(&house.app.office, CODE).await.unwrap();
    for (agency, ballots) in [("D01", one), ("D02", two)] {
        assert_eq!(
            score(sheet(&house, agency).await.own.get().score),
            hand::shown(hand::iit(&ballots))
        );
    }
}

#[actix_web::test]
async fn a_restart_after_every_step_changes_nothing() {
    let mut house = House::with(&[("D01", 6)]).await;
    house.restart().await;
    let mut ballots = Vec::new();
    for at in 0..5 {
        let options = hand::mixed(at);
        let ballot = house
            .issue(&staff_id("D01", at), hand::encode(&options))
            .await
            .unwrap();
        if at == 0 {
            house.restart().await;
        }
        house.cast(&staff_id("D01", at), &ballot).await.unwrap();
        ballots.push(options);
    }
    house.restart().await;
    house.later(hours(24 * 14));
    assert_eq!(close_due_rounds(&house.app.office).await.unwrap(), [CODE]);
    house.restart().await;
    house.later(hours(24 * 14 + 1));
    assert_eq!(finish_due_rounds(&house.app.office).await.unwrap(), 1);
    let board = tables::dump(&house.data().join("results.db")).await["board"].clone();
    house.restart().await;
    let round = house.app.office.round(CODE).await.unwrap();
    assert_eq!(finish_round(&house.app.office, &round).await.unwrap(), 0);
    assert_eq!(
        tables::dump(&house.data().join("results.db")).await["board"],
        board
    );
    assert_eq!(house.tally().await.unwrap().valid, 5);
    house.restart().await;
    publish_round(&house.app.office, CODE).await.unwrap();
    house.restart().await;
    assert_eq!(
        score(sheet(&house, "D01").await.own.get().score),
        hand::shown(hand::iit(&ballots))
    );
}

#[actix_web::test]
async fn nobody_sees_a_figure_before_publication_and_none_changes_after() {
    let house = House::with(&[("D01", 6)]).await;
    let office = &house.app.office;
    let refused = async || {
        let round = office.round(CODE).await.unwrap();
        key_of(results(office, &round, None).await)
    };
    answers(&house, "D01", 6).await;
    assert_eq!(refused().await, "errors.not-published");
    assert_eq!(
        key_of(publish_round(office, CODE).await),
        "errors.round-state"
    );
    house.close().await;
    assert_eq!(refused().await, "errors.not-published");
    house.later(hours(2));
    house.tally().await.unwrap();
    assert_eq!(refused().await, "errors.not-published");
    publish_round(office, CODE).await.unwrap();
    let published = tables::dump(&house.data().join("results.db")).await;
    assert_eq!(
        key_of(publish_round(office, CODE).await),
        "errors.round-state"
    );
    assert_eq!(key_of(house.tally().await), "errors.round-state");
    assert_eq!(
        key_of(cancel_round(office, CODE).await),
        "errors.round-state"
    );
    assert_eq!(
        tables::dump(&house.data().join("results.db")).await,
        published
    );
}

#[actix_web::test]
async fn an_urn_that_is_not_the_one_on_the_board_is_not_counted() {
    let house = House::with(&[("D01", 6)]).await;
    answers(&house, "D01", 6).await;
    house.close().await;
    house.later(hours(2));
    finish_due_rounds(&house.app.office).await.unwrap();
    let end = |order: &str| {
        format!("nullifier = (SELECT nullifier FROM ballot ORDER BY nullifier {order} LIMIT 1)")
    };
    let (first, last) = (end("ASC"), end("DESC"));
    // As many as there were: somebody's answers in place of another's; then one less.
    for sql in [
        format!(
            "UPDATE ballot SET envelope = (SELECT envelope FROM ballot WHERE {last}) WHERE {first}"
        ),
        format!("DELETE FROM ballot WHERE {first}"),
    ] {
        tables::meddle(&house.urn_file(), &sql).await;
        assert_eq!(key_of(house.tally().await), "errors.urn-differs", "{sql}");
    }
    assert!(house.app.office.urns.remains(CODE).await.unwrap());
}

#[actix_web::test]
async fn a_cancelled_round_is_destroyed_unopened_even_if_the_first_try_was_killed() {
    let mut house = House::with(&[("D01", 6)]).await;
    answers(&house, "D01", 6).await;
    // Killed right after the state was written.
    tables::meddle(
        &house.registry_file(),
        "UPDATE round SET state = 'cancelled'",
    )
    .await;
    house.restart().await;
    cancel_round(&house.app.office, CODE).await.unwrap();
    assert!(!house.urn_file().exists());
    assert_eq!(keys(&house), Vec::<String>::new());
    assert_eq!(
        tables::dump(&house.data().join("results.db")).await["atom_count"].len(),
        0
    );
}
