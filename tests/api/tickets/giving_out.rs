//! Slips, posters and devices give tickets out, within their caps and until the close.

use prongsai::domain::encoding::base32;
use prongsai::domain::ticket::{Channel, Outreach};
use prongsai::domain::wire::Ticket;
use prongsai::service::close_round::close_round;
use prongsai::service::outreach::{enrol_kiosk, mint_slips, revoke_kiosk};
use prongsai::service::tickets::poster::Start;
use serde_json::json;

use super::{all, cast, count, counted, sealed, ticket_of};
use crate::support::house::{key_of, status_of};
use crate::support::{House, PUBLIC, hours};

#[actix_web::test]
async fn looking_at_a_slip_changes_nothing_and_says_what_it_is_good_for() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let fp = base32(house.public_fingerprint("A01").await.as_ref());
    let ticket = base32(ticket_of(&slips[0].fragment).bytes());
    let look = json!({ "fp": fp, "channel": "slip", "ticket": ticket });
    for _ in 0..3 {
        let seen = house.post("/api/ticket/look", look.clone()).await;
        assert_eq!(seen, (200, json!({ "state": "good" })));
        let poll = house
            .post("/api/ticket/poll", json!({ "ticket": ticket }))
            .await;
        assert_eq!(poll, (200, json!({ "fp": fp })));
    }
    house.answer_slip(&slips[0], all(&house, 1)).await.unwrap();
    let seen = house.post("/api/ticket/look", look.clone()).await;
    assert_eq!(seen.1, json!({ "state": "spent" }));
    let unknown = json!({ "fp": fp, "channel": "slip", "ticket": base32(&[3; 10]) });
    let seen = house.post("/api/ticket/look", unknown).await;
    assert_eq!(seen.1, json!({ "state": "unknown-ticket" }));
    close_round(&house.app.office, PUBLIC).await.unwrap();
    house.later(hours(24));
    let next = base32(ticket_of(&slips[1].fragment).bytes());
    let look = json!({ "fp": fp, "channel": "slip", "ticket": next });
    let seen = house.post("/api/ticket/look", look).await;
    assert_eq!(seen.1, json!({ "state": "closed" }));
}

#[actix_web::test]
async fn a_flooded_poster_gives_no_more_than_its_caps() {
    let house = House::with(&[("A01", 6), ("A02", 6)]).await;
    house.open_public(40, 60).await;
    let agency = house.app.office.agency("A01").await.unwrap();
    let settled = Outreach {
        population: Some(40),
        hour_cap: 20,
        day_cap: 25,
        plain_day_cap: 5,
        ..Outreach::default()
    };
    house.settle(&agency, settled).await;
    let fingerprint = house.public_fingerprint("A01").await;
    let elsewhere = house.public_fingerprint("A02").await;
    let desk = house.app.respondent_desk();
    // Whoever is told that there is no room does not work for nothing: the flood solves a puzzle only
    // where one is asked for.
    let flood = |visits: u32, addresses: u32| {
        let (desk, fingerprint) = (desk.clone(), fingerprint);
        async move {
            let (mut given, none) = (0, vec![0; 16]);
            for visit in 0..visits {
                let address = visit % addresses;
                let place = format!("10.0.{}.{}", address / 250, address % 250);
                let puzzle = desk.posters.puzzle(&fingerprint).unwrap().unwrap().text;
                let mut start = desk
                    .posters
                    .start(&fingerprint, &puzzle, &none, &place)
                    .await;
                if start.as_ref().unwrap() == &Start::Unsolved {
                    let solution = prongsai::rehearsal::visitor::solved(&puzzle);
                    start = desk
                        .posters
                        .start(&fingerprint, &puzzle, &solution, &place)
                        .await;
                }
                given += u32::from(matches!(start.unwrap(), Start::Ticket(_)));
            }
            given
        }
    };
    assert_eq!(flood(5_000, 500).await, 20, "the hour is full");
    house.later(hours(1));
    assert_eq!(flood(500, 500).await, 5, "the day is full");
    house.later(hours(24));
    assert_eq!(flood(500, 500).await, 20, "another day");
    // A single address gets thirty tries in a row, solved or not, whatever the caps are.
    let wide = Outreach {
        hour_cap: 10_000,
        day_cap: 10_000,
        ..settled
    };
    house.settle(&agency, wide).await;
    house.later(hours(48));
    let alone = flood(5_000, 1).await;
    assert!((15..=17).contains(&alone), "{alone} for one address");
    // What was solved for one poster opens no other, and none twice.
    let puzzle = desk.posters.puzzle(&fingerprint).unwrap().unwrap().text;
    let solution = prongsai::rehearsal::visitor::solved(&puzzle);
    let at_another = desk
        .posters
        .start(&elsewhere, &puzzle, &solution, "10.9.9.9");
    let unsolved = Start::Unsolved;
    assert_eq!(at_another.await.unwrap(), unsolved);
    let first = desk
        .posters
        .start(&fingerprint, &puzzle, &solution, "10.9.9.9");
    assert_ne!(first.await.unwrap(), unsolved);
    let second = desk
        .posters
        .start(&fingerprint, &puzzle, &solution, "10.9.9.9");
    assert_eq!(second.await.unwrap(), unsolved);
}

#[actix_web::test]
async fn a_poster_solved_for_one_node_begins_at_another() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let fingerprint = house.public_fingerprint("A01").await;
    let nodes = [house.app.respondent_desk(), house.app.respondent_desk()];
    let puzzle = nodes[0].posters.puzzle(&fingerprint).unwrap().unwrap().text;
    let solution = prongsai::rehearsal::visitor::solved(&puzzle);
    let begun = nodes[1]
        .posters
        .start(&fingerprint, &puzzle, &solution, "10.9.9.9");
    assert!(matches!(begun.await.unwrap(), Start::Ticket(_)));
}

#[actix_web::test]
async fn a_revoked_device_gets_no_ticket_and_what_it_sealed_still_counts() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let device = house.kiosk("A01", "โถงชั้นล่าง").await;
    let secret = json!({ "secret": device.secret });
    let (status, seen) = house.post("/api/kiosk/look", secret.clone()).await;
    assert_eq!((status, seen["name"].as_str()), (200, Some("โถงชั้นล่าง")));
    let ask = json!({ "secret": device.secret, "number": 5 });
    let (status, stock) = house.post("/api/kiosk/tickets", ask.clone()).await;
    let tickets: Vec<&str> = stock["tickets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert_eq!((status, tickets.len()), (200, 5));
    let office = &house.app.office;
    let agency = office.agency("A01").await.unwrap();
    let round = office.round(PUBLIC).await.unwrap();
    let book = office.registry.outreach_book();
    let kiosk = book.kiosks(round.id, agency.id).await.unwrap().remove(0);
    revoke_kiosk(office, PUBLIC, &agency, &kiosk.id)
        .await
        .unwrap();
    assert_eq!(house.post("/api/kiosk/look", secret).await.0, 403);
    assert_eq!(house.post("/api/kiosk/tickets", ask).await.0, 403);
    let ticket = prongsai::domain::encoding::from_base32(tickets[0], 10).unwrap();
    let envelope = sealed(&house, "A01", all(&house, 2)).await;
    let ticket = Ticket::try_from(ticket.as_slice()).unwrap();
    assert_eq!(
        cast(&house, "A01", Channel::Kiosk, ticket, &envelope)
            .await
            .0,
        200
    );
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Kiosk, count(5, 1))]
    );
}

#[actix_web::test]
async fn a_stolen_secret_takes_no_more_tickets_in_a_day_than_hr_lets_devices_have() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let agency = house.app.office.agency("A01").await.unwrap();
    let settled = Outreach {
        population: Some(40),
        kiosk_day_cap: 90,
        ..Outreach::default()
    };
    house.settle(&agency, settled).await;
    let device = house.kiosk("A01", "โถง").await;
    let desk = house.app.respondent_desk();
    let taken = async || {
        let at_once = (0..6).map(|_| desk.kiosks.stock(&device.secret, 50));
        let stocks = futures_util::future::join_all(at_once).await;
        let sizes = stocks
            .into_iter()
            .map(|stock| stock.unwrap().unwrap().len());
        sizes.sum::<usize>()
    };
    assert_eq!(taken().await, 90, "at the same time, too");
    assert_eq!(taken().await, 0);
    house.later(hours(24));
    assert_eq!(taken().await, 90, "the next day there is room again");
}

#[actix_web::test]
async fn after_the_close_nobody_begins_and_who_is_answering_may_end() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let device = house.kiosk("A01", "โถง").await;
    close_round(&house.app.office, PUBLIC).await.unwrap();
    let agency = house.app.office.agency("A01").await.unwrap();
    let more = mint_slips(&house.app.office, PUBLIC, &agency, 10).await;
    assert_eq!(key_of(more), "errors.round-state");
    let enrolled = enrol_kiosk(&house.app.office, PUBLIC, &agency, "อีกตู้").await;
    assert_eq!(key_of(enrolled), "errors.round-state");
    let ask = json!({ "secret": device.secret, "number": 5 });
    assert_eq!(
        house.post("/api/kiosk/tickets", ask).await.1,
        json!({ "tickets": [] })
    );
    assert_eq!(status_of(house.scan_poster("A01").await).0, 410);
    house.answer_slip(&slips[0], all(&house, 2)).await.unwrap();
    house.later(hours(1));
    let late = house.answer_slip(&slips[1], all(&house, 2)).await;
    assert_eq!(status_of(late), (410, "closed".to_owned()));
}

#[actix_web::test]
async fn so_few_slips_that_each_could_be_somebodys_are_refused() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let agency = house.app.office.agency("A01").await.unwrap();
    for number in [0, 9, 2_001] {
        let refused = mint_slips(&house.app.office, PUBLIC, &agency, number).await;
        assert_eq!(key_of(refused), "errors.slip-batch");
    }
    assert_eq!(counted(&house, "A01").await, vec![]);
    let codes: std::collections::BTreeSet<String> = house
        .slips("A01", 200)
        .await
        .into_iter()
        .map(|slip| slip.code)
        .collect();
    assert_eq!(codes.len(), 200);
}
