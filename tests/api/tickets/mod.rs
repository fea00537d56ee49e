//! The public's part of a round: tickets, the slot that takes them, posters, and the count at the end.

mod casting;
mod giving_out;
mod one_key;
mod plain;

use prongsai::domain::ballot::Answers;
use prongsai::domain::ticket::{Channel, TicketCount};
use prongsai::domain::wire::{Envelope, Ticket};
use prongsai::service::outreach::ticket_days;

use crate::support::house::status_of;
use crate::support::{House, PUBLIC, blocking};

/// The encoded ballot in which every answer is this option, or the last of a shorter scale.
fn all(house: &House, option: u8) -> Vec<u8> {
    let office = &house.app.office;
    let (framework, instrument) = office
        .find_instrument("ten-indicators-2562", "eit")
        .unwrap();
    let options = instrument.sub_items().map(|sub| {
        let last = framework.scales[sub.scale].options.len() - 1;
        option.min(u8::try_from(last).unwrap())
    });
    Answers::new(options.collect()).encode(instrument)
}

async fn counted(house: &House, agency: &str) -> Vec<(Channel, TicketCount)> {
    let office = &house.app.office;
    let round = office.round(PUBLIC).await.unwrap();
    let agency = office.agency(agency).await.unwrap();
    let poll = office.registry.poll_of_agency(round.id, agency.id).await;
    let days = ticket_days(office, &round, &poll.unwrap().unwrap())
        .await
        .unwrap();
    days.iter().map(|line| (line.channel, line.count)).collect()
}

fn count(minted: u64, spent: u64) -> TicketCount {
    TicketCount {
        minted,
        spent,
        hasty: 0,
    }
}

/// Somebody with this ticket casts this envelope; status and code.
async fn cast(
    house: &House,
    agency: &str,
    channel: Channel,
    ticket: Ticket,
    envelope: &Envelope,
) -> (u16, String) {
    let (visitor, envelope) = (house.visitor(agency).await, envelope.clone());
    status_of(blocking(move || visitor.cast(channel, &ticket, &envelope)).await)
}

async fn sealed(house: &House, agency: &str, bytes: Vec<u8>) -> Envelope {
    let visitor = house.visitor(agency).await;
    blocking(move || visitor.seal(&bytes).unwrap()).await
}

fn ticket_of(fragment: &str) -> Ticket {
    let (ticket, _) = fragment.split_once('.').unwrap();
    let bytes = prongsai::domain::encoding::from_base32(ticket, 10).unwrap();
    Ticket::try_from(bytes.as_slice()).unwrap()
}
