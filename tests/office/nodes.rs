//! The office on several nodes that share two servers and a folder: no page needs the node that gave the one
//! before it.

use std::time::Duration;

use prongsai::domain::access::Role;
use prongsai::domain::round::RoundState;
use prongsai::store::Registry;

use super::rounds::{at, does, draft, print_sheet, until};
use crate::support::process::{Server, free_address};
use crate::support::tables::files;
use crate::support::{CODE, House, Officer};

const NO_GRACE: (&str, &str) = ("grace_minutes", "0");

/// A house on servers with a round in draft, and who is to open it.
async fn drafted() -> (House, Officer) {
    let house = House::on_servers().await.into_real_time().await;
    let close = house.world.now() + jiff::SignedDuration::from_hours(24 * 14);
    let close = close.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (day, month, year) = (close.day(), close.month(), close.year() + 543);
    let close: &'static str = format!("{day}/{month}/{year} 16:30").leak();
    let admin = draft(&house, &[("A01", 6)], &[NO_GRACE, ("closes", close)]).await;
    (house, admin)
}

fn node(house: &House) -> Server {
    Server::start(&house.data(), &free_address())
}

/// Somebody whom a proxy sends to another node with every request.
struct Sent<'a> {
    admin: Officer,
    nodes: [&'a Server; 2],
    turn: usize,
}

impl Sent<'_> {
    fn on(&mut self) -> &mut Officer {
        self.turn += 1;
        self.admin.move_to(&self.nodes[self.turn % 2].base());
        &mut self.admin
    }

    async fn does(&mut self, path: &str) {
        does(self.on(), path).await;
    }

    /// The sheet of the custodian in turn, read back.
    async fn sheet(&mut self) -> String {
        self.does("ceremony/show").await;
        let page = self.on().get(&at("ceremony")).await.body;
        let sheet = super::rounds::sheet_on(&page);
        self.does("ceremony/hide").await;
        let form = [("sheet", sheet.as_str())];
        let page = self.on().post(&at("ceremony/read-back"), &form).await;
        assert_eq!(page.status, 303, "{}", page.body);
        sheet
    }
}

/// Nothing that is a secret stands in a log.
fn says_nothing(log: &str, secrets: &[String]) {
    assert!(log.contains("/office/admin/rounds/"), "{log}");
    let plain =
        |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    for secret in secrets.iter().flat_map(|secret| secret.lines()) {
        let secret = secret.split_once(": ").map_or(secret, |(_, line)| line);
        assert!(
            !log.contains(secret) && !log.contains(&plain(secret)),
            "{log}"
        );
    }
}

#[actix_web::test]
async fn on_servers_every_click_of_a_ceremony_and_a_count_may_come_to_another_node() {
    let (house, admin) = drafted().await;
    let (one, other) = (node(&house), node(&house));
    let mut sent = Sent {
        admin,
        nodes: [&one, &other],
        turn: 0,
    };
    sent.does("ceremony/begin").await;
    let mut secrets = vec![sent.admin.value_of("__Secure-sheets").unwrap()];
    let mut sheets = Vec::new();
    for _ in 0..3 {
        sheets.push(sent.sheet().await);
    }
    sent.does("ceremony/open").await;
    until(&house, RoundState::Open).await;
    // Both say so when it is done.
    for _ in 0..2 {
        ended(sent.on(), "ceremony").await;
    }
    sent.does("close").await;
    let mut given = async |sheet: &str| {
        let page = sent.on().post(&at("tally"), &[("sheet", sheet)]).await;
        assert_eq!(page.status, 303, "{}", page.body);
        sent.admin.value_of("__Secure-sheets")
    };
    secrets.extend(given(&sheets[2]).await);
    assert_ne!(secrets[0], secrets[1], "each count has a key of its own");
    assert_eq!(given(&sheets[0]).await, None, "the key goes with the sheet");
    until(&house, RoundState::Tallied).await;
    ended(sent.on(), "tally").await;
    let left = files(&house.data().join("strongroom"));
    assert!(left.is_empty(), "{:?}", left.keys());
    secrets.extend(sheets);
    for server in [one, other] {
        says_nothing(&server.kill(), &secrets);
    }
}

/// Waits until a page of a run leads on.
async fn ended(admin: &mut Officer, path: &str) {
    for _ in 0..600 {
        if admin.get(&at(path)).await.status == 303 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never ended");
}

#[actix_web::test]
async fn on_servers_a_ceremony_goes_on_when_its_node_is_killed() {
    let (house, mut admin) = drafted().await;
    let (killed, other) = (node(&house), node(&house));
    admin.move_to(&killed.base());
    does(&mut admin, "ceremony/begin").await;
    let first = print_sheet(&mut admin).await;
    killed.kill();
    admin.move_to(&other.base());
    let page = admin
        .post(&at("ceremony/read-back"), &[("sheet", &first)])
        .await;
    assert_eq!(page.status, 303, "{}", page.body);
    for _ in 0..2 {
        let sheet = print_sheet(&mut admin).await;
        let form = [("sheet", sheet.as_str())];
        let page = admin.post(&at("ceremony/read-back"), &form).await;
        assert_eq!(page.status, 303, "{}", page.body);
    }
    does(&mut admin, "ceremony/open").await;
    until(&house, RoundState::Open).await;
}

#[actix_web::test]
async fn on_servers_an_opening_whose_node_is_killed_goes_on_at_another_with_the_same_sheets() {
    let (house, mut admin) = drafted().await;
    let mut dying = Server::start_with(&house.data(), &free_address(), |command| {
        command.env("PRONGSAI_FAULT", "open.boxes");
    });
    let other = node(&house);
    admin.move_to(&dying.base());
    let sheets = super::rounds::hold_ceremony(&mut admin).await;
    does(&mut admin, "ceremony/open").await;
    assert!(!dying.ended().success());
    admin.move_to(&other.base());
    let page = told(&mut admin, "ceremony", "หยุดไปก่อนเสร็จ").await;
    assert!(page.contains("/ceremony/open"), "{page}");
    does(&mut admin, "ceremony/open").await;
    until(&house, RoundState::Open).await;
    ended(&mut admin, "ceremony").await;
    let good = admin.post(&at("sheet"), &[("sheet", &sheets[1])]).await;
    assert_eq!(good.status, 200, "{}", good.body);
    assert!(files(&house.data().join("strongroom")).is_empty());
}

#[actix_web::test]
async fn on_servers_a_count_whose_node_is_killed_goes_on_at_another() {
    let (mut house, mut admin) = drafted().await;
    let mut dying = Server::start_with(&house.data(), &free_address(), |command| {
        command.env("PRONGSAI_FAULT", "tally.committed");
    });
    let other = node(&house);
    let sheets = super::rounds::open(&mut house, &mut admin).await;
    for staff in house.links.keys().cloned().collect::<Vec<_>>() {
        house.answer(&staff, &crate::support::hand::best()).await;
    }
    does(&mut admin, "close").await;
    admin.move_to(&dying.base());
    for sheet in &sheets[..2] {
        let page = admin.post(&at("tally"), &[("sheet", sheet)]).await;
        assert_eq!(page.status, 303, "{}", page.body);
    }
    assert!(!dying.ended().success());
    admin.move_to(&other.base());
    told(&mut admin, "tally", "หยุดไปก่อนเสร็จ").await;
    for sheet in &sheets[1..] {
        let page = admin.post(&at("tally"), &[("sheet", sheet)]).await;
        assert_eq!(page.status, 303, "{}", page.body);
    }
    until(&house, RoundState::Tallied).await;
    let totals = house.app.office.results.totals(CODE).await.unwrap();
    assert_eq!(totals.iter().map(|total| total.ballots).sum::<u64>(), 6);
}

/// Waits until a page says this, which it must within the time in which a duty is taken over.
async fn told(admin: &mut Officer, path: &str, words: &str) -> String {
    let mut last = String::new();
    for _ in 0..300 {
        last = admin.get(&at(path)).await.body;
        if last.contains(words) {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} never said it: {last}");
}

#[actix_web::test]
async fn on_servers_two_nodes_that_are_told_to_open_at_once_open_one_round() {
    let (house, mut admin) = drafted().await;
    let nodes = [node(&house), node(&house)];
    super::rounds::hold_ceremony(&mut admin).await;
    let mut both = nodes.each_ref().map(|node| {
        let mut admin = admin.clone();
        admin.move_to(&node.base());
        admin
    });
    let [one, other] = &mut both;
    let path = at("ceremony/open");
    let (one, other) = tokio::join!(one.post(&path, &[]), other.post(&path, &[]));
    assert!(one.status == 303 || other.status == 303, "{}", one.body);
    until(&house, RoundState::Open).await;
    admin.move_to(&nodes[1].base());
    ended(&mut admin, "ceremony").await;
    let links = house.letters(CODE).await;
    assert_eq!(links.len(), 6);
}

/// Whoever else looks at the same registry.
async fn another(house: &House) -> Registry {
    let data = house.data();
    let app = prongsai::app::App::open(&data, house.world.clone(), "ผู้ตรวจ").await;
    app.unwrap().office.registry
}

#[actix_web::test]
async fn on_servers_a_duty_is_seen_by_other_nodes_and_on_files_by_other_tasks() {
    let servers = House::on_servers().await;
    let seen = another(&servers).await;
    let files = House::empty().await;
    let own = files.app.office.registry.clone();
    for (registry, seen) in [(&servers.app.office.registry, seen), (&own, own.clone())] {
        // Some of the numbers that their locks have are negative at the server.
        for number in 0..8 {
            let name = format!("opening {number}");
            assert!(!seen.is_on_duty(&name).await.unwrap());
            let duty = registry.take_duty(&name).await.unwrap();
            assert!(duty.is_some() && seen.is_on_duty(&name).await.unwrap());
            assert!(!seen.is_on_duty("opening").await.unwrap());
            assert!(seen.take_duty(&name).await.unwrap().is_none());
            drop(duty);
            for tries in 0.. {
                if !seen.is_on_duty(&name).await.unwrap() {
                    break;
                }
                assert!(tries < 600, "it was never let go of");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

#[actix_web::test]
async fn on_servers_who_has_a_duty_is_told_while_as_many_are_held_as_can_be() {
    let servers = House::on_servers().await;
    let registry = &servers.app.office.registry;
    let mut held = Vec::new();
    for number in 0..8 {
        let duty = registry.take_duty(&format!("tally {number}")).await;
        held.push(duty.unwrap().unwrap());
    }
    assert!(registry.is_on_duty("tally 7").await.unwrap());
    assert!(!registry.is_on_duty("tally 8").await.unwrap());
    drop(held);
}

#[actix_web::test]
async fn on_servers_somebody_else_at_another_node_sees_no_sheet() {
    let (house, mut admin) = drafted().await;
    let nodes = [node(&house), node(&house)];
    admin.move_to(&nodes[0].base());
    does(&mut admin, "ceremony/begin").await;
    does(&mut admin, "ceremony/show").await;
    let mut other = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    other.move_to(&nodes[1].base());
    let page = other.get(&at("ceremony")).await.body;
    assert!(!page.contains("<li class=\"code\">") && page.contains("เบราว์เซอร์อื่น"));
}
