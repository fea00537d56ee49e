//! What one node at a time does is taken over by another when the node is stopped or killed.

use std::io::Write as _;
use std::time::{Duration, Instant};

use prongsai::service::invite::queue_invitations;
use prongsai::service::send_mail::mail_status;
use prongsai::store::JobState;

use crate::support::certificates::Certificates;
use crate::support::mail_server::{MailServer, Mode};
use crate::support::process::{Server, free_address};
use crate::support::{CODE, House};

/// A node sends two mails, and then none for a minute while it has the right to.
const MAILS: usize = 2;

/// Waits until so many mails were settled as sent.
async fn until_sent(house: &House, number: usize) {
    let started = Instant::now();
    loop {
        let mails = mail_status(&house.app.office, CODE).await.unwrap();
        let sent = mails.iter().filter(|mail| mail.state == JobState::Sent);
        if sent.count() >= number {
            return;
        }
        assert!(started.elapsed() < Duration::from_mins(4), "nobody sends");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[actix_web::test]
async fn on_servers_mails_of_a_stopped_or_killed_node_are_taken_over_and_none_goes_twice() {
    let house = House::on_servers().await.into_real_time().await;
    let house = house.fill(&[("D01", 3 * MAILS)], 0).await;
    let inbox = MailServer::start(Mode::Plain, &Certificates::of_loopback());
    let settings = house.data().join("settings.toml");
    let mut settings = std::fs::File::options()
        .append(true)
        .open(settings)
        .unwrap();
    write!(
        settings,
        "[mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\nfrom = \"ita@example.go.th\"\nper_minute = {MAILS}\n",
        inbox.port
    )
    .unwrap();
    let node = || Server::start(&house.data(), &free_address());
    let stopped = node();
    queue_invitations(&house.app.office, CODE).await.unwrap();
    until_sent(&house, MAILS).await;
    let killed = node();
    let duty = house.app.office.registry.take_duty("mail").await;
    assert!(duty.unwrap().is_none(), "two nodes had the right to send");
    stopped.halt();
    until_sent(&house, 2 * MAILS).await;
    let last = node();
    killed.kill();
    until_sent(&house, 3 * MAILS).await;
    stopped.resume();
    drop(last);
    assert_eq!(inbox.mails().len(), 3 * MAILS, "each once");
}
