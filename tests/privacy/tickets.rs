//! A thief of the public's part: its urn while it is open, and what is left when it is counted.

use std::collections::BTreeSet;

use prongsai::domain::ballot::Answers;
use prongsai::domain::encoding::{base32, hex};
use prongsai::domain::ticket::Channel;
use prongsai::domain::wire::{Envelope, Ticket};
use prongsai::rehearsal::Visitor;
use prongsai::rehearsal::respondent::agent;
use prongsai::service::close_round::close_round;
use prongsai::service::finish_round::finish_due_rounds;

use crate::support::tables::{dump, files, holds};
use crate::support::{House, PUBLIC, blocking, hours};

/// Tickets, and the envelopes that came with them.
async fn answered(house: &House) -> Vec<(Ticket, Envelope)> {
    let office = &house.app.office;
    let (framework, instrument) = office
        .find_instrument("ten-indicators-2562", "eit")
        .unwrap();
    let mut cast = Vec::new();
    for (at, slip) in house.slips("A01", 12).await.into_iter().enumerate().take(8) {
        let options = instrument.sub_items().map(|sub| {
            let options = framework.scales[sub.scale].options.len();
            u8::try_from(at % options).unwrap()
        });
        let answers = Answers::new(options.collect()).encode(instrument);
        let base = house.base.clone();
        let pair = blocking(move || {
            let (visitor, ticket) = Visitor::with_slip(&agent(), &base, &slip.fragment).unwrap();
            let envelope = visitor.seal(&answers).unwrap();
            visitor.cast(Channel::Slip, &ticket, &envelope).unwrap();
            (ticket, envelope)
        });
        cast.push(pair.await);
    }
    cast
}

fn found(house: &House, what: &[u8]) -> Vec<String> {
    let lies = |(name, bytes): (String, Vec<u8>)| holds(&bytes, what).then_some(name);
    files(&house.data()).into_iter().filter_map(lies).collect()
}

#[actix_web::test]
async fn beside_a_ticket_and_its_ballot_stands_nothing_that_could_join_them() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let cast = answered(&house).await;
    let urn = dump(&house.data().join(format!("urn/{PUBLIC}.db"))).await;
    let columns = |table: &str| -> BTreeSet<String> {
        urn[table]
            .iter()
            .flat_map(|row| row.keys().cloned())
            .collect()
    };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(columns("ticket"), named(&["poll", "digest", "spent"]));
    assert_eq!(
        columns("ticket_ballot"),
        named(&["poll", "nullifier", "envelope"])
    );
    let counted = named(&["poll", "channel", "day", "minted", "spent", "hasty"]);
    assert_eq!(columns("ticket_day"), counted);
    assert_eq!(
        urn["ticket_day"].len(),
        1,
        "a row a day and channel, never one a visit"
    );
    // The two tables share no value but the poll, and each stands in an order that is nobody's.
    let cells = |table: &str, column: &str| -> Vec<String> {
        urn[table].iter().map(|row| row[column].clone()).collect()
    };
    let (digests, names) = (
        cells("ticket", "digest"),
        cells("ticket_ballot", "nullifier"),
    );
    assert!(digests.iter().all(|digest| !names.contains(digest)));
    for list in [&digests, &names] {
        let mut sorted = list.clone();
        sorted.sort();
        assert_eq!(*list, sorted);
    }
    for (ticket, _) in &cast {
        let spellings = [
            ticket.bytes().to_vec(),
            base32(ticket.bytes()).into_bytes(),
            hex(ticket.bytes()).into_bytes(),
        ];
        for spelling in spellings {
            assert_eq!(found(&house, &spelling), Vec::<String>::new());
        }
    }
}

#[actix_web::test]
async fn when_the_publics_part_is_counted_no_envelope_ticket_or_key_of_it_is_left() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let cast = answered(&house).await;
    assert!(
        !found(&house, cast[0].1.bytes().get(..64).unwrap()).is_empty(),
        "the search finds"
    );
    let office = &house.app.office;
    close_round(office, PUBLIC).await.unwrap();
    house.close().await;
    house.later(hours(24));
    finish_due_rounds(office).await.unwrap();
    house.count_public().await.unwrap();
    for (_, envelope) in &cast {
        assert_eq!(found(&house, &envelope.bytes()[..64]), Vec::<String>::new());
    }
    let left: Vec<String> = files(&house.data())
        .into_keys()
        .filter(|name| name.contains(PUBLIC) && !name.starts_with("content/"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    let results = dump(&house.data().join("results.db")).await;
    assert!(
        !results.contains_key("ticket"),
        "no ticket, spent or not, outlives the box"
    );
}
