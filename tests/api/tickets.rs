//! The public's part of a round: tickets, the slot that takes them, posters, and the count at the end.

use crate::support::figures::results;
use prongsai::domain::ballot::Answers;
use prongsai::domain::encoding::base32;
use prongsai::domain::ticket::{Channel, Outreach, TicketCount};
use prongsai::domain::wire::{Envelope, Ticket};
use prongsai::rehearsal::respondent::agent;
use prongsai::service::close_round::close_round;
use prongsai::service::create_round::{NewRound, create_round};
use prongsai::service::outreach::{enrol_kiosk, mint_slips, revoke_kiosk, ticket_days};
use prongsai::service::public_part::opened_beside;
use prongsai::service::publish::publish_round;
use prongsai::service::tickets::poster::Start;
use serde_json::json;

use crate::support::house::{key_of, status_of};
use crate::support::{House, PUBLIC, blocking, hours, staff_id};

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

/// Posts a form; answers status and page.
async fn send_form(house: &House, path: &str, fields: &[(&str, String)]) -> (u16, String) {
    let url = format!("{}{path}", house.base);
    let fields: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    blocking(move || {
        let mut response = agent().post(url).send_form(fields).unwrap();
        let status = response.status().as_u16();
        (status, response.body_mut().read_to_string().unwrap())
    })
    .await
}

/// Hidden fields of a page, as a browser without script sends them on.
fn hidden(page: &str) -> Vec<(&str, String)> {
    let value = |tag: &'_ str, name: &str| {
        let from = tag.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        let rest = &tag[from..];
        rest[..rest.find('"').unwrap()].to_owned()
    };
    page.split("<input ")
        .filter(|tag| tag.starts_with("type=\"hidden\""))
        .map(|tag| (&*value(tag, "name").leak(), value(tag, "value")))
        .collect()
}

/// Names of the radio groups of a page.
fn asked(page: &str) -> Vec<&str> {
    let mut names: Vec<&str> = page
        .split("data-answer=\"")
        .skip(1)
        .map(|rest| &rest[..rest.find('"').unwrap()])
        .collect();
    names.dedup();
    names
}

#[actix_web::test]
async fn without_script_a_slip_is_answered_page_by_page_and_sealed_at_the_end() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let typed = slips[0]
        .code
        .to_lowercase()
        .replace('0', "o")
        .replace('1', "l");
    let (status, mut page) = send_form(&house, "/e/plain/slip", &[("code", typed)]).await;
    assert_eq!(status, 200, "{page}");
    let mut pages = 0;
    while !asked(&page).is_empty() {
        pages += 1;
        let mut fields = hidden(&page);
        fields.push(("go", "next".to_owned()));
        if asked(&page).contains(&"age") {
            page = going_back_and_on(&house, &page).await;
            fields = hidden(&page);
            fields.push(("go", "next".to_owned()));
        } else {
            let (status, pointed) = send_form(&house, "/e/plain/page", &fields).await;
            assert_eq!(status, 422, "nothing is skipped");
            assert_eq!(
                asked(&pointed),
                asked(&page),
                "and the same page points at it"
            );
        }
        fields.extend(asked(&page).iter().map(|code| (*code, "1".to_owned())));
        let here = page.clone();
        let fields: Vec<(&str, String)> = fields;
        let (status, next) = send_form(&house, "/e/plain/page", &fields).await;
        assert_eq!(status, 200, "{here}");
        page = next;
        if pages == 2 {
            let mut back = hidden(&page);
            back.push(("go", "back".to_owned()));
            let (_, before) = send_form(&house, "/e/plain/page", &back).await;
            assert_eq!(before.matches("checked").count(), asked(&before).len());
        }
    }
    assert!(pages >= 2 && page.contains("ส่งคำตอบเรียบร้อยแล้ว"), "{page}");
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Slip, count(10, 1))]
    );
    for slip in &slips[1..5] {
        house.answer_slip(slip, all(&house, 1)).await.unwrap();
    }
    let tallied = house.tally_public().await.unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (5, 0));
}

/// The page that asks who answers: saying nothing is preset, and what is said travels along.
async fn going_back_and_on(house: &House, page: &str) -> String {
    let preset = "value=\"0\" checked";
    assert_eq!(page.matches(preset).count(), asked(page).len());
    let mut back = hidden(page);
    back.extend([("age", "2".to_owned()), ("go", "back".to_owned())]);
    let (_, before) = send_form(house, "/e/plain/page", &back).await;
    let mut on = hidden(&before);
    on.extend(asked(&before).iter().map(|code| (*code, "1".to_owned())));
    on.push(("go", "next".to_owned()));
    let (status, again) = send_form(house, "/e/plain/page", &on).await;
    assert_eq!(status, 200);
    assert!(again.contains("name=\"age\" value=\"2\" checked"));
    assert_eq!(again.matches("checked").count(), asked(&again).len());
    again
}

#[actix_web::test]
async fn without_script_a_poster_has_its_own_channel_and_lower_cap() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let agency = house.app.office.agency("A01").await.unwrap();
    let settled = Outreach {
        population: Some(40),
        plain_day_cap: 3,
        ..Outreach::default()
    };
    house.settle(&agency, settled).await;
    let fp = base32(house.public_fingerprint("A01").await.as_ref());
    let (status, entry) = house.get(&format!("/e/{fp}")).await;
    assert_eq!(status, 200);
    assert!(
        String::from_utf8(entry)
            .unwrap()
            .contains("/e/plain/poster")
    );
    let mut answers = Vec::new();
    for _ in 0..4 {
        let fields = [("fp", fp.clone())];
        answers.push(send_form(&house, "/e/plain/poster", &fields).await.0);
    }
    assert_eq!(answers, [200, 200, 200, 403]);
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Plain, count(3, 0))]
    );
    assert!(
        house.scan_poster("A01").await.is_ok(),
        "with script there is room"
    );
    let (status, page) = send_form(&house, "/e/plain/slip", &[("code", "AAAA".to_owned())]).await;
    assert_eq!(status, 422);
    assert!(page.contains("AAAA"), "what was typed stays");
    let (status, _) = house.get("/e/AAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(status, 404);
}
