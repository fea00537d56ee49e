//! People and agencies while a round runs, and files that changed under it.

use prongsai::domain::roster::Field;
use prongsai::service::close_round::extend_round;
use prongsai::service::people::{Change, change_person};
use serde_json::Value;

use crate::support::house::key_of;
use crate::support::people::{HEADING, line};
use crate::support::{CODE, House, agencies, hand, hours, people, roster, staff_id, tables};

#[actix_web::test]
async fn the_same_roster_again_changes_nobody() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let before = tables::dump(&house.registry_file()).await;
    let import = house
        .import(&roster(&[("D01", 6), ("D02", 6)]))
        .await
        .unwrap()
        .comparison;
    assert_eq!(
        (
            import.new.len(),
            import.changed.len(),
            import.unchanged.len(),
            import.missing.len()
        ),
        (0, 0, 12, 0)
    );
    let after = tables::dump(&house.registry_file()).await;
    for table in ["staff", "invitation", "retired_link", "mail_job", "poll"] {
        assert_eq!(after[table], before[table], "{table}");
    }
}

#[actix_web::test]
async fn people_missing_from_a_later_roster_are_named_and_stay() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let before = tables::dump(&house.registry_file()).await;
    let import = house
        .import(&roster(&[("D01", 4)]))
        .await
        .unwrap()
        .comparison;
    let missing: Vec<&str> = import
        .missing
        .iter()
        .map(|person| person.member.staff_id.as_str())
        .collect();
    assert_eq!(missing, ["D01-05", "D01-06"]);
    let after = tables::dump(&house.registry_file()).await;
    assert_eq!(
        (&after["staff"], &after["invitation"]),
        (&before["staff"], &before["invitation"])
    );
    house.answer("D01-06", &hand::best()).await;
}

#[actix_web::test]
async fn one_bad_line_keeps_the_whole_roster_out() {
    let house = House::with(&[("D01", 6)]).await;
    let before = tables::dump(&house.registry_file()).await;
    let csv = format!(
        "{}{}",
        roster(&[("D01", 9)]),
        line("D99", 0, "x@example.go.th", "")
    );
    assert!(house.import(&csv).await.is_err());
    assert_eq!(tables::dump(&house.registry_file()).await, before);
}

#[actix_web::test]
async fn a_file_of_one_agency_finds_who_comes_from_another_and_is_silent_of_the_rest() {
    let house = House::with(&[("D01", 3), ("D02", 4), ("D03", 5)]).await;
    // Somebody of D03 under D01, one of D01 as before, and one who is new.
    let comes = line("D03", 2, &people::email("D03", 2), "").replace(",D03,", ",D01,");
    let csv = [
        HEADING,
        &comes,
        &line("D01", 0, &people::email("D01", 0), ""),
        &line("D01", 7, &people::email("D01", 7), ""),
    ];
    let found = house.import(&csv.concat()).await.unwrap().comparison;
    let new = found.new.iter().map(|line| &line.member.staff_id);
    assert_eq!(new.collect::<Vec<_>>(), ["D01-08"]);
    let changed = found.changed.iter();
    let changed = changed.map(|change| (change.member.staff_id.as_str(), change.fields[0].field));
    assert_eq!(changed.collect::<Vec<_>>(), [("D03-03", Field::Agency)]);
    assert_eq!(found.unchanged, ["D01-01"]);
    let missing = found.missing.iter().map(|person| &person.member.staff_id);
    assert_eq!(missing.collect::<Vec<_>>(), ["D01-02", "D01-03"]);
}

#[actix_web::test]
async fn whoever_took_part_is_not_moved_or_exempted_away() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    house.answer("D01-01", &hand::best()).await;
    let office = &house.app.office;
    let exempt = Change::Exempt {
        reason: "ลา".to_owned(),
        order_number: "1".to_owned(),
    };
    let away = Change::Move {
        agency: "D02".to_owned(),
        work_group: String::new(),
    };
    for change in [exempt, away] {
        assert_eq!(
            key_of(change_person(office, CODE, "D01-01", change).await),
            "errors.took-part-already"
        );
    }
    assert_eq!(
        key_of(change_person(office, CODE, "D01-01", Change::NewLink).await),
        "errors.took-part"
    );
    let moved = format!(
        "{HEADING}{}",
        line("D01", 0, &people::email("D01", 0), "ยกเว้น,ลาศึกษาต่อ,1/2570")
    );
    assert!(house.import(&moved).await.is_err());
}

#[actix_web::test]
async fn an_agency_that_joins_a_running_round_gets_a_poll_of_its_own() {
    let mut house = House::with(&[("D01", 6)]).await;
    house.answer("D01-01", &hand::best()).await;
    house.restart().await;
    house
        .import_agencies(&agencies(&[("D01", 6), ("D02", 5)]))
        .await;
    house.import(&roster(&[("D02", 5)])).await.unwrap();
    let fingerprint = |fragment: &str| fragment.split_once('.').unwrap().1.to_owned();
    let earlier = fingerprint(&house.links["D01-02"]);
    house.links = house.letters(CODE).await;
    assert_eq!(fingerprint(&house.links["D01-02"]), earlier);
    assert_ne!(fingerprint(&house.links["D02-01"]), earlier);
    for at in 0..5 {
        house.answer(&staff_id("D02", at), &hand::best()).await;
    }
    let tallied = house.finish().await;
    assert_eq!(
        (tallied.atoms, tallied.valid, tallied.uncounted),
        (1, 5, vec!["D01".to_owned()])
    );
}

#[actix_web::test]
async fn an_extension_is_logged_and_told_and_moves_nothing_in_the_manifest() {
    let house = House::with(&[("D01", 6)]).await;
    let office = &house.app.office;
    let manifest = format!("/m/{}", house.links["D01-01"].split_once('.').unwrap().1);
    let before = house.get(&manifest).await;
    prongsai::service::invite::queue_invitations(office, CODE)
        .await
        .unwrap();
    house.answer("D01-01", &hand::best()).await;
    let closes = office.round(CODE).await.unwrap().closes_at;
    assert_eq!(
        key_of(extend_round(office, CODE, closes).await),
        "errors.extend-earlier"
    );
    let later = closes.checked_add(hours(48)).unwrap();
    let extended = extend_round(office, CODE, later).await.unwrap();
    let round = extended.round;
    assert_eq!(
        (round.closes_at, round.earliest_close),
        (later, Some(closes))
    );
    assert_eq!(extended.told, 5, "only who has not taken part");
    let dump = tables::dump(&house.registry_file()).await;
    assert_eq!(
        dump["mail_job"]
            .iter()
            .filter(|job| job["kind"] == "'extended'")
            .count(),
        5
    );
    let logged = dump["audit"]
        .iter()
        .find(|act| act["act"] == "'round.extend'")
        .unwrap();
    assert!(
        logged["detail"].contains("2026-11-16T09:00:00+07:00 -> 2026-11-18T09:00:00+07:00"),
        "{logged:?}"
    );
    assert_eq!(house.get(&manifest).await, before);
    house.later(hours(24 * 15));
    house.answer("D01-02", &hand::best()).await;
    assert_eq!(
        house.letters(CODE).await["D01-03"],
        house.links["D01-03"],
        "links stay"
    );
}

#[actix_web::test]
async fn an_instrument_that_changed_after_the_opening_is_refused_but_answers_go_on() {
    let mut house = House::with_settings("override_folder = \"own\"\n").await;
    std::fs::create_dir_all(house.data().join("own")).unwrap();
    house.import_agencies(&agencies(&[("D01", 6)])).await;
    house.create(CODE, 60).await;
    house.import(&roster(&[("D01", 6)])).await.unwrap();
    house.open().await;
    let fp = house.links["D01-01"].split_once('.').unwrap().1.to_owned();
    let manifest = house.get(&format!("/m/{fp}")).await;
    let pages: Value = serde_json::from_slice(&manifest.1).unwrap();
    let page = format!("/c/{}", pages["pages"]["th"].as_str().unwrap());
    let questionnaire = house.get(&page).await;
    change_a_question(&house);
    house.restart().await;
    assert_eq!(house.get(&format!("/m/{fp}")).await, manifest);
    assert_eq!(house.get(&page).await, questionnaire);
    for at in 0..5 {
        house.answer(&staff_id("D01", at), &hand::best()).await;
    }
    house.close().await;
    house.later(hours(2));
    assert_eq!(key_of(house.tally().await), "errors.instrument-changed");
    assert_eq!(
        tables::dump(&house.data().join("results.db")).await["atom_count"].len(),
        0
    );
    std::fs::remove_dir_all(house.data().join("own")).unwrap();
    house.restart().await;
    assert_eq!(house.tally().await.unwrap().valid, 5);
}

/// The operator's folder puts another scale to an item.
fn change_a_question(house: &House) {
    let theirs = house
        .data()
        .join("own/surveys/ten-indicators-2562/iit.toml");
    std::fs::create_dir_all(theirs.parent().unwrap()).unwrap();
    let ours = std::fs::read_to_string("surveys/ten-indicators-2562/iit.toml").unwrap();
    let changed = ours.replacen("\"L4+\"", "\"L4-\"", 1);
    assert_ne!(ours, changed);
    std::fs::write(theirs, changed).unwrap();
}
