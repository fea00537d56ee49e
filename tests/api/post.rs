//! The mail queue: who is written to, how often, and with which link.

use std::collections::BTreeSet;

use prongsai::domain::wire::Random32;
use prongsai::mail::envelope::Sender;
use prongsai::mail::memory::Outbox;
use prongsai::mail::pace::Limits;
use prongsai::mail::transport::{SendFailure, Transport};
use prongsai::service::invite::{queue_invitations, queue_reminders};
use prongsai::service::people::{Change, change_person};
use prongsai::service::send_mail::{PostRoom, Run, mail_status, retry_mail, send_due};
use prongsai::store::JobState;

use crate::support::people::{HEADING, email, line};
use crate::support::{CODE, House, agencies, blocking, hand, hours, roster, tables};

/// A mail as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Letter {
    to: String,
    fragment: String,
    id: String,
}

struct Post {
    outbox: Outbox,
}

impl Post {
    fn new() -> Self {
        Self {
            outbox: Outbox::default(),
        }
    }

    async fn send(&self, house: &House) -> Run {
        let sender = Sender {
            from: "ITA <ita@example.go.th>".parse().unwrap(),
            reply_to: None,
        };
        let room = PostRoom {
            transport: &Transport::Memory(self.outbox.clone()),
            sender: &sender,
            limits: Limits::default(),
            public_url: &house.app.settings.public_url,
            thai: &house.app.thai,
            english: &house.app.english,
        };
        send_due(&house.app.office, &room, CODE, |_| {})
            .await
            .unwrap()
    }

    fn letters(&self) -> Vec<Letter> {
        self.outbox
            .sent()
            .iter()
            .map(|mail| letter(mail.bytes()))
            .collect()
    }
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

fn to(letters: &[Letter]) -> Vec<String> {
    let mut to: Vec<String> = letters.iter().map(|letter| letter.to.clone()).collect();
    to.sort();
    to
}

fn addresses(people: std::ops::Range<usize>) -> Vec<String> {
    people.map(|at| email("D01", at)).collect()
}

#[actix_web::test]
async fn everybody_with_an_address_is_invited_once_with_the_own_link() {
    let mut house = House::empty().await;
    house.import_agencies(&agencies(&[("D01", 6)])).await;
    house.create(CODE, 60).await;
    house
        .import(&format!(
            "{}{}",
            roster(&[("D01", 5)]),
            line("D01", 5, "", "")
        ))
        .await
        .unwrap();
    house.open().await;
    let post = Post::new();
    let queued = queue_invitations(&house.app.office, CODE).await.unwrap();
    assert_eq!((queued.mails, queued.letters), (5, 1));
    assert_eq!(
        post.send(&house).await,
        Run {
            sent: 5,
            ..Run::default()
        }
    );
    assert_eq!(to(&post.letters()), addresses(0..5));
    for letter in post.letters() {
        let at = (0..5).find(|at| email("D01", *at) == letter.to).unwrap();
        assert_eq!(
            letter.fragment,
            house.links[&crate::support::staff_id("D01", at)]
        );
    }
    assert_eq!(
        queue_invitations(&house.app.office, CODE)
            .await
            .unwrap()
            .mails,
        0
    );
    assert_eq!(post.send(&house).await, Run::default());
}

#[actix_web::test]
async fn only_who_has_not_taken_part_is_reminded_once_a_day_and_twice_on_the_last() {
    let house = House::with(&[("D01", 6)]).await;
    let (post, office) = (Post::new(), &house.app.office);
    assert_eq!(
        queue_reminders(office, CODE).await.unwrap().mails,
        0,
        "nobody was invited yet"
    );
    queue_invitations(office, CODE).await.unwrap();
    post.send(&house).await;
    let invited = post.letters();
    house.answer("D01-01", &hand::best()).await;
    let exempt = Change::Exempt {
        reason: "ลา".to_owned(),
        order_number: "1".to_owned(),
    };
    change_person(office, CODE, "D01-02", exempt).await.unwrap();
    assert_eq!(queue_reminders(office, CODE).await.unwrap().mails, 4);
    assert_eq!(
        queue_reminders(office, CODE).await.unwrap().mails,
        0,
        "the same day"
    );
    post.send(&house).await;
    assert_eq!(
        queue_reminders(office, CODE).await.unwrap().mails,
        0,
        "the same day, sent"
    );
    let reminders = post.letters()[6..].to_vec();
    assert_eq!(to(&reminders), addresses(2..6));
    for reminder in &reminders {
        let invitation = invited
            .iter()
            .find(|letter| letter.to == reminder.to)
            .unwrap();
        assert_eq!(reminder.fragment, invitation.fragment);
        assert_ne!(reminder.id, invitation.id);
    }
    house.later(hours(24));
    assert_eq!(
        queue_reminders(office, CODE).await.unwrap().mails,
        4,
        "the next day"
    );
    // The round closes at nine o'clock; its last day begins at midnight.
    house.later(hours(24 * 14 - 8));
    let last: Vec<usize> = [
        queue_reminders(office, CODE).await.unwrap().mails,
        queue_reminders(office, CODE).await.unwrap().mails,
        queue_reminders(office, CODE).await.unwrap().mails,
    ]
    .into();
    assert_eq!(last, [4, 4, 0]);
}

#[actix_web::test]
async fn whoever_answers_while_the_reminder_waits_is_not_reminded() {
    let house = House::with(&[("D01", 6)]).await;
    let (post, office) = (Post::new(), &house.app.office);
    queue_invitations(office, CODE).await.unwrap();
    post.send(&house).await;
    queue_reminders(office, CODE).await.unwrap();
    house.answer("D01-03", &hand::best()).await;
    let run = post.send(&house).await;
    assert_eq!((run.sent, run.dropped), (5, 1));
    assert!(!to(&post.letters()[6..]).contains(&email("D01", 2)));
}

#[actix_web::test]
async fn a_corrected_address_gets_a_new_link_and_the_old_one_dies() {
    let house = House::with(&[("D01", 6)]).await;
    let (post, office) = (Post::new(), &house.app.office);
    queue_invitations(office, CODE).await.unwrap();
    post.send(&house).await;
    let corrected = format!(
        "{HEADING}{}",
        line("D01", 0, "corrected@canary.example.go.th", "")
    );
    house.import(&corrected).await.unwrap();
    assert_eq!(post.send(&house).await.sent, 1);
    let newest = post.letters().pop().unwrap();
    assert_eq!(newest.to, "corrected@canary.example.go.th");
    let old = house.person("D01-01").await;
    let refused = blocking(move || {
        old.issue(
            &old.prepare(&hand::encode(&hand::best()), Random32::new([1; 32]))
                .unwrap(),
        )
        .map(|_| ())
    });
    assert_eq!(refused.await.unwrap_err().to_string(), "403: replaced");
    let new = house.follow(&newest.fragment).await;
    blocking(move || {
        new.answer(&hand::encode(&hand::best()), Random32::new([2; 32]))
            .unwrap();
    })
    .await;
}

#[actix_web::test]
async fn a_mail_cut_off_in_the_middle_is_uncertain_and_not_sent_again_by_itself() {
    let mut house = House::with(&[("D01", 6)]).await;
    let post = Post::new();
    queue_invitations(&house.app.office, CODE).await.unwrap();
    let round = house.app.office.round(CODE).await.unwrap();
    let cut_off = house
        .app
        .office
        .registry
        .take_mail(round.id, house.world.now())
        .await
        .unwrap()
        .unwrap();
    house.restart().await;
    assert_eq!(post.send(&house).await.sent, 5);
    let listed = mail_status(&house.app.office, CODE).await.unwrap();
    let uncertain: Vec<_> = listed
        .iter()
        .filter(|line| line.state == JobState::Uncertain)
        .collect();
    assert_eq!(uncertain.len(), 1);
    assert_eq!(uncertain[0].message_id, cut_off.message_id);
    assert_eq!(post.send(&house).await, Run::default());
    assert_eq!(
        retry_mail(&house.app.office, CODE, JobState::Uncertain)
            .await
            .unwrap(),
        1
    );
    assert_eq!(post.send(&house).await.sent, 1);
    assert!(
        post.letters()
            .pop()
            .unwrap()
            .id
            .contains(&cut_off.message_id)
    );
    assert_eq!(to(&post.letters()), addresses(0..6));
}

#[actix_web::test]
async fn failures_are_kept_with_the_servers_words_and_delays_are_tried_again() {
    let house = House::with(&[("D01", 6)]).await;
    let (post, office) = (Post::new(), &house.app.office);
    queue_invitations(office, CODE).await.unwrap();
    post.outbox.fail_next(SendFailure::Refused {
        words: "550 no such user".to_owned(),
    });
    post.outbox.fail_next(SendFailure::TryAgain {
        words: "451 later".to_owned(),
    });
    post.outbox.fail_next(SendFailure::Uncertain {
        words: "timeout".to_owned(),
    });
    let run = post.send(&house).await;
    assert_eq!(
        (run.sent, run.failed, run.put_off, run.uncertain),
        (3, 1, 1, 1)
    );
    let listed = mail_status(office, CODE).await.unwrap();
    let words = |state: JobState| {
        listed
            .iter()
            .find(|line| line.state == state)
            .unwrap()
            .words
            .clone()
    };
    assert_eq!(
        (words(JobState::Failed), words(JobState::Uncertain)),
        ("550 no such user".to_owned(), "timeout".to_owned())
    );
    assert_eq!(post.send(&house).await, Run::default(), "not at once");
    house.later(hours(1));
    assert_eq!(post.send(&house).await.sent, 1);
    post.outbox.fail_next(SendFailure::Unavailable {
        words: "421 busy".to_owned(),
    });
    retry_mail(office, CODE, JobState::Failed).await.unwrap();
    let run = post.send(&house).await;
    assert_eq!((run.sent, run.stopped.as_deref()), (0, Some("421 busy")));
    assert_eq!(post.send(&house).await.sent, 1);
}

#[actix_web::test]
async fn the_queue_holds_no_link_and_no_token() {
    let house = House::with(&[("D01", 6)]).await;
    queue_invitations(&house.app.office, CODE).await.unwrap();
    Post::new().send(&house).await;
    let dump = format!("{:?}", tables::dump(&house.registry_file()).await);
    for fragment in house.links.values() {
        assert!(!dump.contains(fragment.split_once('.').unwrap().0));
    }
}
