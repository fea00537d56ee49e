//! The parts of a round stand under one key: they are opened, and their answers counted, together.

use prongsai::domain::ticket::Channel;
use prongsai::service::close_round::close_round;
use prongsai::service::create_round::{NewRound, create_round};
use prongsai::service::public_part::opened_beside;
use prongsai::service::publish::publish_round;

use super::{all, cast, count, counted, sealed};
use crate::support::figures::results;
use crate::support::{House, PUBLIC, hours};

#[actix_web::test]
async fn the_sheets_of_one_ceremony_open_the_publics_part_too() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 12).await;
    for slip in &slips[..6] {
        house.answer_slip(slip, all(&house, 3)).await.unwrap();
    }
    for _ in 0..2 {
        let ticket = house.scan_poster("A01").await.unwrap();
        let envelope = sealed(&house, "A01", all(&house, 0)).await;
        let (status, _) = cast(&house, "A01", Channel::Poster, ticket, &envelope).await;
        assert_eq!(status, 200);
    }
    let before = vec![
        (Channel::Poster, count(2, 2)),
        (Channel::Slip, count(12, 6)),
    ];
    assert_eq!(counted(&house, "A01").await, before);

    let tallied = house.tally_public().await.unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (8, 0));
    assert_eq!(
        counted(&house, "A01").await,
        before,
        "kept when the urn is gone"
    );
    let office = &house.app.office;
    publish_round(office, PUBLIC).await.unwrap();
    let round = office.round(PUBLIC).await.unwrap();
    let sheets = results(office, &round, Some("A01")).await.unwrap();
    assert_eq!((sheets[0].eligible, sheets[0].ballots), (40, 8));
}

#[actix_web::test]
async fn no_part_is_opened_while_another_under_the_same_key_takes_answers() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 24 * 60).await;
    let office = &house.app.office;
    house.close().await;
    house.later(hours(2));
    let staff = house.tally().await.unwrap_err().message();
    assert_eq!(staff.key, "errors.part-is-open");
    close_round(office, PUBLIC).await.unwrap();
    house.later(hours(23));
    let staff = house.tally().await.unwrap_err().message();
    assert_eq!(staff.key, "errors.part-grace-runs");
    house.later(hours(26));
    house.tally().await.unwrap();
    house.count_public().await.unwrap();
}

#[actix_web::test]
async fn nothing_is_opened_for_answers_under_a_key_that_was_put_together() {
    let house = House::with(&[("A01", 6)]).await;
    let office = &house.app.office;
    let main = office.round("2570-1").await.unwrap();
    let mut terms = main.terms.clone();
    terms.instrument = "eit".to_owned();
    terms.kpi_period = None;
    let part = NewRound {
        code: PUBLIC.to_owned(),
        terms,
        closes_at: house.world.now().checked_add(hours(24 * 30)).unwrap(),
        custodians: office.registry.custodians(main.id).await.unwrap(),
    };
    create_round(office, part).await.unwrap();
    let part = office.round(PUBLIC).await.unwrap();
    assert!(opened_beside(office, &part).await.unwrap().is_some());
    house.close().await;
    assert!(opened_beside(office, &part).await.unwrap().is_none());
    house.later(hours(2));
    house.tally().await.unwrap();
    assert!(opened_beside(office, &part).await.unwrap().is_none());
}
