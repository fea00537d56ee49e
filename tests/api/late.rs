//! What is fixed at a moment: ballots after the grace, agencies after the close, keys in memory.

use prongsai::service::finish_round::finish_due_rounds;
use prongsai::service::import_agencies::{ImportError, Mode, import_agencies};
use prongsai::service::open_round::exempt_short_service;
use prongsai::service::publish::publish_round;

use crate::support::house::{start, status_of};
use crate::support::{CODE, House, agencies, hand, hours, tables};

#[actix_web::test]
async fn a_ballot_is_taken_until_the_grace_ends_and_not_at_its_end() {
    let house = House::with(&[("D01", 6)]).await;
    let mut ballots = Vec::new();
    for id in ["D01-01", "D01-02", "D01-03"] {
        ballots.push(house.issue(id, hand::encode(&hand::best())).await.unwrap());
    }
    house.later(hours(5));
    house.close().await;
    let ends = start().checked_add(hours(6)).unwrap();
    let second = jiff::SignedDuration::from_secs(1);
    house.world.set_clock(ends.checked_sub(second).unwrap());
    assert!(house.cast("D01-01", &ballots[0]).await.is_ok());
    // Nobody has come to write the boards yet: the urn knows by itself.
    house.world.set_clock(ends);
    let (status, code) = status_of(house.cast("D01-02", &ballots[1]).await);
    assert_eq!((status, code.as_str()), (410, "closed"));
    assert!(house.cast("D01-01", &ballots[0]).await.is_ok(), "a repeat");
    assert_eq!(finish_due_rounds(&house.app.office).await.unwrap(), 1);
    assert_eq!(
        status_of(house.cast("D01-03", &ballots[2]).await).0,
        410,
        "nor after the boards"
    );
    let urn = crate::support::tables::dump(&house.urn_file()).await;
    assert_eq!(urn["ballot"].len(), 1);
}

/// The agency D02 below D01, or below D00 where it was.
async fn put(house: &House, parent: &str) -> Result<(), ImportError> {
    let list = agencies(&[("D01", 0), ("D02", 0)]).replace("D02,D00", &format!("D02,{parent}"));
    let tables = prongsai::intake::table::read(list.as_bytes()).unwrap();
    import_agencies(&house.app.office, &tables, Mode::Save)
        .await
        .map(|_| ())
}

#[actix_web::test]
async fn between_close_and_tally_no_agency_moves_below_another() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    put(&house, "D01").await.unwrap();
    put(&house, "D00").await.unwrap();
    house.close().await;
    match put(&house, "D01").await {
        Err(ImportError::Refusal(refusal)) => {
            assert_eq!(refusal.message().key, "errors.parents-fixed");
        }
        other => panic!("it moved: {other:?}"),
    }
    put(&house, "D00").await.unwrap();
    house.later(hours(2));
    house.tally().await.unwrap();
    put(&house, "D01").await.unwrap();
    publish_round(&house.app.office, CODE).await.unwrap();
}

#[actix_web::test]
async fn in_an_open_round_who_has_not_served_long_enough_is_exempt_unless_they_took_part() {
    let house = House::in_real_time(&[("D01", 4)]).await;
    let began = "UPDATE staff SET service_start = CASE staff_no \
                 WHEN 'D01-01' THEN '2001-01-01' ELSE '2026-01-01' END \
                 WHERE staff_no <> 'D01-04'";
    tables::meddle(&house.registry_file(), began).await;
    let signed = "UPDATE invitation SET day = '2026-02-01' WHERE staff_id = \
                  (SELECT id FROM staff WHERE staff_no = 'D01-02')";
    tables::meddle(&house.registry_file(), signed).await;
    let office = &house.app.office;
    let mut round = office.round(CODE).await.unwrap();
    round.terms.min_service_years = 1;
    round.terms.head_count_day = Some("2026-06-01".parse().unwrap());
    exempt_short_service(office, &round).await.unwrap();
    let dump = tables::dump(&house.registry_file()).await;
    let exempt = dump["staff"]
        .iter()
        .filter(|row| row["standing"] == "'exempt'");
    let exempt: Vec<&str> = exempt.map(|row| row["staff_no"].as_str()).collect();
    assert_eq!(exempt, ["'D01-03'"]);
}
