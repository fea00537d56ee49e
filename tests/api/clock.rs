//! A clock that leaps closes nothing: what time alone brings about waits until it may be believed.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use prongsai::cli::look_what_is_due;
use prongsai::domain::round::RoundState;
use prongsai::mail::settings::MailSettings;
use prongsai::service::clock::Doubt;
use prongsai::service::doctor::examine;
use prongsai::service::invite::queue_invitations;
use prongsai::world::World;

use crate::support::post::{Post, remind_at};
use crate::support::process::{Server, free_address};
use crate::support::{CODE, House, hand, hours, tables};

/// The round closes fourteen days after the house opened.
const OPEN_FOR: i64 = 24 * 14;

/// Looks as a server does every few seconds; how the round stands then.
async fn look(house: &House) -> RoundState {
    let folder = MailSettings::folder(&house.data());
    look_what_is_due(&house.app.office, &folder).await;
    house.app.office.round(CODE).await.unwrap().state
}

fn doubt(house: &House) -> Option<Doubt> {
    house.app.office.clock.doubt()
}

/// What `doctor` says of the clock, by the keys of its sentences.
async fn told(house: &House) -> Vec<&'static str> {
    let findings = examine(&house.app.office).await.unwrap();
    let of_clock = findings
        .iter()
        .filter(|it| it.check == "doctor.check-clock");
    of_clock.map(|it| it.said.key).collect()
}

#[actix_web::test]
async fn on_files_a_clock_that_leaps_over_the_close_closes_nothing_and_is_believed_once_it_is_right()
 {
    let mut house = House::with(&[("D01", 6)]).await;
    assert_eq!(look(&house).await, RoundState::Open);
    assert_eq!(told(&house).await, ["doctor.clock-good"]);
    house.world.leap(hours(OPEN_FOR + 1));
    assert_eq!(look(&house).await, RoundState::Open);
    assert!(matches!(doubt(&house), Some(Doubt::Leapt(_))));
    assert_eq!(
        told(&house).await,
        ["doctor.clock-good", "doctor.clock-unbelieved"]
    );
    house.restart().await;
    assert_eq!(look(&house).await, RoundState::Open, "after a restart");
    house.world.leap(-hours(OPEN_FOR + 1));
    assert_eq!(look(&house).await, RoundState::Open);
    assert_eq!(doubt(&house), None);
    // Looked at every minute it is believed as far as it goes.
    for minutes in 1..=3 {
        house.later(SignedDuration::from_mins(minutes));
        look(&house).await;
        assert_eq!(doubt(&house), None);
    }
}

#[actix_web::test]
async fn on_files_a_round_whose_server_was_off_over_the_close_closes_by_itself_a_while_later() {
    let mut house = House::with(&[("D01", 6)]).await;
    look(&house).await;
    let off = hours(OPEN_FOR + 24 * 7);
    house.world.leap(off);
    assert_eq!(look(&house).await, RoundState::Open);
    // A day of even running, looked at every hour.
    let start = house.world.now();
    let after = |hours_on: i64| start.checked_add(hours(hours_on)).unwrap();
    for hour in 1..24 {
        house.world.set_clock(after(hour));
        assert_eq!(look(&house).await, RoundState::Open, "hour {hour}");
    }
    // Another start begins the waiting anew.
    house.restart().await;
    for hour in 23..47 {
        house.world.set_clock(after(hour));
        assert_eq!(look(&house).await, RoundState::Open, "hour {hour}");
    }
    house.world.set_clock(after(47));
    assert_eq!(look(&house).await, RoundState::Closed);
}

#[actix_web::test]
async fn while_the_clock_is_ahead_of_the_close_nobody_signs_and_what_was_signed_for_is_taken() {
    let house = House::with(&[("D01", 6)]).await;
    look(&house).await;
    let answers = || hand::encode(&hand::best());
    let ballot = house.issue("D01-01", answers()).await.unwrap();
    house.world.leap(hours(OPEN_FOR + 1));
    assert_eq!(look(&house).await, RoundState::Open);
    assert!(house.issue("D01-02", answers()).await.is_err());
    house.cast("D01-01", &ballot).await.unwrap();
    house.world.leap(-hours(OPEN_FOR + 1));
    look(&house).await;
    house.issue("D01-02", answers()).await.unwrap();
}

#[actix_web::test]
async fn what_is_done_by_hand_does_not_wait_for_the_clock() {
    let house = House::with(&[("D01", 6)]).await;
    look(&house).await;
    house.world.leap(hours(OPEN_FOR + 1));
    assert_eq!(look(&house).await, RoundState::Open);
    house.close().await;
    assert_eq!(look(&house).await, RoundState::Closed);
}

#[actix_web::test]
async fn on_files_without_a_note_the_log_of_acts_is_asked_and_a_quiet_time_delays_the_close_by_as_much()
 {
    let mut house = House::with(&[("D01", 6)]).await;
    let close = house.app.office.round(CODE).await.unwrap().closes_at;
    // Five quiet hours before the close, and a start there after a version that noted nothing.
    let from = close.checked_sub(hours(5)).unwrap();
    house.world.set_clock(from);
    house.app.office.log("test", CODE, "").await.unwrap();
    house.world.set_clock(close);
    assert!(!house.data().join("last-seen").exists());
    house.restart().await;
    assert_eq!(look(&house).await, RoundState::Open);
    assert!(matches!(doubt(&house), Some(Doubt::Leapt(leap)) if leap.expected == from));
    for (hour, state) in [(4, RoundState::Open), (5, RoundState::Closed)] {
        house
            .world
            .set_clock(close.checked_add(hours(hour)).unwrap());
        assert_eq!(look(&house).await, state, "hour {hour}");
    }
    assert!(house.data().join("last-seen").exists());
}

/// A server on this folder, where the round's time came long ago and a server noted this moment last.
async fn started(house: &House, last_seen: Timestamp) -> (Server, String) {
    let over = format!("UPDATE round SET closes_at = '2020-01-01T00:00:00Z' WHERE code = '{CODE}'");
    tables::meddle(&house.registry_file(), &over).await;
    let file = house.data().join("last-seen");
    std::fs::write(file, format!("{last_seen}\n")).unwrap();
    let address = free_address();
    (Server::start(&house.data(), &address), address)
}

async fn state(house: &House) -> String {
    tables::dump(&house.registry_file()).await["round"][0]["state"].clone()
}

#[actix_web::test]
async fn a_server_that_starts_with_a_clock_far_ahead_says_so_and_closes_nothing() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let (server, _) = started(&house, World::real().now() - hours(24 * 30)).await;
    wait(async || server.said().contains("the clock is in doubt")).await;
    assert_eq!(state(&house).await, "'open'");
    server.kill();
    let (server, _) = started(&house, World::real().now()).await;
    wait(async || state(&house).await == "'closed'").await;
    assert!(!server.kill().contains("in doubt"));
}

/// Waits until it is so, and fails where it never is.
async fn wait(so: impl AsyncFn() -> bool) {
    for _ in 0..300 {
        if so().await {
            return;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never came to be so");
}

#[actix_web::test]
async fn on_servers_a_clock_that_is_not_the_database_servers_closes_nothing() {
    let house = House::on_servers().await.fill(&[("D01", 6)], 60).await;
    look(&house).await;
    // Past the close by the house's clock, which stands days behind the servers..
    house.later(hours(OPEN_FOR + 1));
    assert_eq!(look(&house).await, RoundState::Open);
    assert!(matches!(doubt(&house), Some(Doubt::Servers(..))));
    assert!(told(&house).await.contains(&"doctor.clock-servers"));
    house.world.set_clock(World::real().now());
    assert_eq!(look(&house).await, RoundState::Closed);
    assert_eq!(doubt(&house), None);
}

#[actix_web::test]
async fn on_files_a_planned_reminder_waits_for_a_clock_that_may_be_believed_and_others_go() {
    let house = House::with(&[("D01", 6)]).await;
    let post = Post::new();
    look(&house).await;
    queue_invitations(&house.app.office, CODE).await.unwrap();
    house.world.leap(hours(48));
    look(&house).await;
    assert!(doubt(&house).is_some());
    assert_eq!(post.send(&house).await.sent, 6, "invitations go at once");
    house.world.leap(-hours(48));
    look(&house).await;
    let in_four_days = "2026-11-06T02:00:00Z";
    assert_eq!(
        remind_at(&house, Some(in_four_days)).await.unwrap().mails,
        6
    );
    house.world.leap(hours(120));
    look(&house).await;
    assert!(doubt(&house).is_some());
    assert_eq!(post.send(&house).await.sent, 0, "it is not that day yet");
    house.world.leap(-hours(120));
    look(&house).await;
    // The same days, as they go by.
    house.later(hours(120));
    look(&house).await;
    assert_eq!(doubt(&house), None);
    let run = post.send(&house).await;
    assert_eq!(run.sent, 6, "{run:?}");
}
