//! The post of a house: a run of the queue, and mails as their readers see them.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::Duration;

use prongsai::mail::envelope::Sender;
use prongsai::mail::memory::Outbox;
use prongsai::mail::pace::{Limits, Pace};
use prongsai::mail::transport::Transport;
use prongsai::service::Refusal;
use prongsai::service::remind::{Reminder, Reminders, queue_reminders};
use prongsai::service::send_mail::{PostRoom, QueueRight, Run, send_due};

use super::people::email;
use super::{CODE, House};

/// A mail as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub fragment: String,
    pub id: String,
}

/// Mails that were sent.
#[derive(Default)]
pub struct Post {
    pub outbox: Outbox,
    pub per_day: Option<NonZeroU32>,
}

impl Post {
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends what is due.
    pub async fn send(&self, house: &House) -> Run {
        send_by(house, &Transport::Memory(self.outbox.clone()), self.per_day).await
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.outbox
            .sent()
            .iter()
            .map(|mail| letter(mail.bytes()))
            .collect()
    }
}

/// Sends what is due by this way.
pub async fn send_by(house: &House, transport: &Transport, per_day: Option<NonZeroU32>) -> Run {
    let sender = Sender {
        from: "ITA <ita@example.go.th>".parse().unwrap(),
        reply_to: None,
    };
    let limits = Limits {
        per_minute: None,
        per_day,
    };
    let room = PostRoom {
        transport,
        sender: &sender,
        pace: Mutex::new(Pace::new(limits)),
        public_url: &house.app.settings.public_url,
        thai: &house.app.thai,
        english: &house.app.english,
    };
    let right = right(house).await;
    send_due(&house.app.office, &room, &right, CODE, |_| {
        ControlFlow::Continue(())
    })
    .await
    .unwrap()
}

/// The right to send, which a server takes back a moment after somebody let go of it.
async fn right(house: &House) -> QueueRight {
    for _ in 0..200 {
        let right = QueueRight::take(&house.app.office, &house.data()).await;
        if let Some(right) = right.unwrap() {
            return right;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("somebody else has it");
}

/// Reminds everybody at once.
pub async fn remind(house: &House) -> Reminders {
    remind_at(house, None).await.unwrap()
}

/// Reminds everybody at a time.
pub async fn remind_at(house: &House, at: Option<&str>) -> Result<Reminders, Refusal> {
    let reminder = Reminder {
        round: CODE,
        agency: None,
        at: at.map(|at| at.parse().unwrap()),
    };
    queue_reminders(&house.app.office, &reminder).await
}

fn letter(bytes: &[u8]) -> Letter {
    let mail = mailparse::parse_mail(bytes).unwrap();
    let header = |name: &str| {
        mail.headers
            .iter()
            .find(|header| header.get_key() == name)
            .unwrap()
            .get_value()
    };
    let text = mail.subparts[0].get_body().unwrap();
    let links: BTreeSet<&str> = text
        .split_whitespace()
        .filter_map(|word| word.split_once("/i#"))
        .map(|(_, rest)| rest)
        .collect();
    assert_eq!(links.len(), 1, "{text}");
    let html = mail.subparts[1].get_body().unwrap();
    let fragment = links.first().copied().unwrap().to_owned();
    assert!(html.contains(&fragment));
    let to = header("To");
    let to = to.rsplit_once('<').map_or(to.clone(), |(_, rest)| {
        rest.trim_end_matches('>').to_owned()
    });
    Letter {
        to,
        fragment,
        id: header("Message-ID"),
    }
}

/// Addresses of letters, sorted.
pub fn to(letters: &[Letter]) -> Vec<String> {
    let mut to: Vec<String> = letters.iter().map(|letter| letter.to.clone()).collect();
    to.sort();
    to
}

/// Addresses of these people of the first agency.
pub fn addresses(people: std::ops::Range<usize>) -> Vec<String> {
    people.map(|at| email("D01", at)).collect()
}
