//! Tickets of the public: made for a device, and spent with a ballot.

use prongsai::domain::encoding::from_base32;
use prongsai::domain::ticket::Channel;
use prongsai::domain::wire::{Envelope, Ticket};
use prongsai::fault::Step::{TicketCast, TicketLate, TicketSpent, TicketsMinted};
use prongsai::rehearsal::Declined;
use prongsai::rehearsal::respondent::agent;
use serde_json::json;

use super::{Death, assert_died, count, doomed_server};
use crate::support::tables::{self, Dump};
use crate::support::{House, PUBLIC, blocking};

const MINTING: &[Death] = &[(TicketsMinted, 1)];
/// One ticket each.
const SPENDING: &[Death] = &[(TicketSpent, 1), (TicketCast, 1), (TicketLate, 1)];

pub const MATRIX: &[&[Death]] = &[MINTING, SPENDING];

async fn urn(house: &House) -> Dump {
    let file = format!("{PUBLIC}.db");
    tables::dump(&house.data().join("urn").join(file)).await
}

/// Somebody at a device of D01 casts.
async fn cast(house: &House, ticket: Ticket, envelope: &Envelope) -> Result<(), Declined> {
    let (visitor, envelope) = (house.visitor("D01").await, envelope.clone());
    blocking(move || visitor.cast(Channel::Kiosk, &ticket, &envelope)).await
}

#[actix_web::test]
async fn a_ticket_is_spent_with_its_ballot_or_not_at_all_wherever_the_server_dies() {
    let mut house = House::in_real_time(&[("D01", 2)]).await;
    house.open_public(40, 0).await;
    let own = house.base.clone();
    let tickets = stock(&house).await;
    let visitor = house.visitor("D01").await;
    let length = visitor.manifest().ballot_length;
    let envelopes = [1, 2, 3].map(|_| visitor.seal(&vec![0; length]).unwrap());
    for (at, death) in SPENDING.iter().enumerate() {
        if *death == (TicketLate, 1) {
            let grace = "UPDATE poll SET until = '2099-01-01T00:00:00Z'";
            let file = house.data().join("urn").join(format!("{PUBLIC}.db"));
            tables::meddle(&file, grace).await;
        }
        let server = doomed_server(&house, *death);
        house.base = server.base();
        let cut_off = cast(&house, tickets[at], &envelopes[at]).await;
        assert!(matches!(cut_off, Err(Declined::Nonsense)));
        assert_died(server, *death);
        house.base.clone_from(&own);
        let urn = urn(&house).await;
        let spent = count(&urn, "ticket", "spent", "1");
        let there = usize::from(at > 0);
        assert_eq!((spent, urn["ticket_ballot"].len()), (there, there));
    }
    // With what the device kept, and once more as if the answer had been lost.
    for at in [0, 1, 2, 0, 1, 2] {
        cast(&house, tickets[at], &envelopes[at]).await.unwrap();
    }
    let urn = urn(&house).await;
    assert_eq!(count(&urn, "ticket", "spent", "1"), 3);
    assert_eq!(urn["ticket_ballot"].len(), 3);
    let day = &urn["ticket_day"][0];
    assert_eq!([&day["minted"], &day["spent"]], ["4", "3"]);
}

/// Tickets for a device, which were cut off the first time.
async fn stock(house: &House) -> Vec<Ticket> {
    let device = house.kiosk("D01", "หน้าห้อง").await;
    let ask = json!({ "secret": device.secret, "number": 4 });
    for death in MINTING {
        let server = doomed_server(house, *death);
        let (url, body) = (format!("{}/api/kiosk/tickets", server.base()), ask.clone());
        let cut_off = blocking(move || agent().post(url).send_json(body)).await;
        assert!(cut_off.is_err());
        assert_died(server, *death);
        let urn = urn(house).await;
        assert_eq!((urn["ticket"].len(), urn["ticket_day"].len()), (0, 0));
    }
    let (status, stock) = house.post("/api/kiosk/tickets", ask).await;
    assert_eq!(status, 200);
    let of = |text: &serde_json::Value| {
        let bytes = from_base32(text.as_str().unwrap(), Ticket::LENGTH).unwrap();
        Ticket::try_from(bytes.as_slice()).unwrap()
    };
    stock["tickets"]
        .as_array()
        .unwrap()
        .iter()
        .map(of)
        .collect()
}
