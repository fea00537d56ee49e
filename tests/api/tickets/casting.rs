//! A ticket is good for one cast in its own poll, whoever sends it how often.

use prongsai::domain::encoding::base32;
use prongsai::domain::ticket::Channel;
use prongsai::domain::wire::{Envelope, Ticket};
use serde_json::json;

use super::{all, cast, count, counted, sealed, ticket_of};
use crate::support::house::status_of;
use crate::support::{House, staff_id};

#[actix_web::test]
async fn a_ticket_is_spent_once_and_a_repeat_gets_the_same_answer() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let ticket = ticket_of(&slips[0].fragment);
    let first = sealed(&house, "A01", all(&house, 1)).await;
    let second = sealed(&house, "A01", all(&house, 2)).await;
    for _ in 0..3 {
        let answer = cast(&house, "A01", Channel::Slip, ticket, &first).await;
        assert_eq!(answer, (200, String::new()));
    }
    let again = cast(&house, "A01", Channel::Slip, ticket, &second).await;
    assert_eq!(again, (409, "no-ticket".to_owned()));
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Slip, count(10, 1))]
    );
}

#[actix_web::test]
async fn ten_casts_at_once_spend_a_ticket_once() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let ticket = ticket_of(&slips[0].fragment);
    let mut casts = Vec::new();
    for option in 0..10 {
        let envelope = sealed(&house, "A01", all(&house, option % 4)).await;
        let visitor = house.visitor("A01").await;
        casts.push(tokio::task::spawn_blocking(move || {
            status_of(visitor.cast(Channel::Slip, &ticket, &envelope))
        }));
    }
    let mut answers = Vec::new();
    for cast in casts {
        answers.push(cast.await.unwrap().0);
    }
    answers.sort_unstable();
    assert_eq!(answers, [vec![200], vec![409; 9]].concat());
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Slip, count(10, 1))]
    );
}

#[actix_web::test]
async fn an_envelope_copied_under_ten_tickets_counts_once() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 20).await;
    let victim = sealed(&house, "A01", all(&house, 0)).await;
    for slip in &slips[..10] {
        let ticket = ticket_of(&slip.fragment);
        let (status, _) = cast(&house, "A01", Channel::Slip, ticket, &victim).await;
        assert_eq!(status, 200, "the same receipt, whoever brings it");
    }
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Slip, count(20, 1))]
    );
    for slip in &slips[10..14] {
        house.answer_slip(slip, all(&house, 3)).await.unwrap();
    }
    let tallied = house.tally_public().await.unwrap();
    assert_eq!(tallied.valid, 5);
}

#[actix_web::test]
async fn what_is_no_ticket_of_this_poll_casts_nothing() {
    let house = House::with(&[("A01", 6), ("A02", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let ticket = ticket_of(&slips[0].fragment);
    let here = sealed(&house, "A01", all(&house, 1)).await;
    let there = sealed(&house, "A02", all(&house, 1)).await;
    let guessed = cast(&house, "A01", Channel::Slip, Ticket::new([1; 10]), &here).await;
    assert_eq!(guessed, (409, "no-ticket".to_owned()));
    let other_poll = cast(&house, "A02", Channel::Slip, ticket, &there).await;
    assert_eq!(other_poll, (409, "no-ticket".to_owned()));
    let other_channel = cast(&house, "A01", Channel::Kiosk, ticket, &here).await;
    assert_eq!(other_channel, (409, "no-ticket".to_owned()));
    for wrong in [-1_i64, 1] {
        let length = i64::try_from(here.bytes().len()).unwrap() + wrong;
        let bytes = vec![7; usize::try_from(length).unwrap()];
        let answer = cast(&house, "A01", Channel::Slip, ticket, &Envelope::new(bytes)).await;
        assert_eq!(answer, (400, "invalid-ballot".to_owned()));
    }
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Slip, count(10, 0))]
    );
    // Sealed for another poll, or not sealed at all: it takes its ticket and counts nowhere.
    let (status, _) = cast(&house, "A01", Channel::Slip, ticket, &there).await;
    assert_eq!(status, 200);
    let open = Envelope::new(vec![7; here.bytes().len()]);
    let next = ticket_of(&slips[1].fragment);
    assert_eq!(cast(&house, "A01", Channel::Slip, next, &open).await.0, 200);
    for slip in &slips[2..7] {
        house.answer_slip(slip, all(&house, 3)).await.unwrap();
    }
    let tallied = house.tally_public().await.unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (5, 2));
}

#[actix_web::test]
async fn a_staff_poll_takes_no_ticket_and_a_public_one_no_staff_ballot() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let person = house.person(&staff_id("A01", 0)).await;
    let staff_poll = person.manifest().clone();
    let ticket = base32(ticket_of(&slips[0].fragment).bytes());
    let length = prongsai::crypto::message::envelope_length(staff_poll.ballot_length);
    let body = json!({
        "poll": prongsai::domain::encoding::hex(staff_poll.poll.0.as_ref()),
        "envelope": prongsai::domain::base64url::encode(&vec![7; length]),
        "ticket": ticket, "channel": "slip", "hasty": false,
    });
    let (status, _) = house.post("/api/cast-ticket", body).await;
    assert_eq!(status, 400);
    let public = house.visitor("A01").await.manifest().clone();
    let body = json!({
        "poll": prongsai::domain::encoding::hex(public.poll.0.as_ref()),
        "envelope": prongsai::domain::base64url::encode(&vec![7; length]),
        "random": prongsai::domain::base64url::encode(&[1; 32]),
        "signature": prongsai::domain::base64url::encode(&[1; 256]),
    });
    let (status, _) = house.post("/api/cast", body).await;
    assert_eq!(status, 400);
}
