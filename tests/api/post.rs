//! The mail queue: who is written to, how often, and with which link.

use prongsai::domain::wire::Random32;
use prongsai::mail::transport::SendFailure;
use prongsai::service::invite::queue_invitations;
use prongsai::service::send_mail::{Run, Stop, mail_status, retry_mail};
use prongsai::store::JobState;

use crate::support::people::{HEADING, email, line};
use crate::support::post::{Post, addresses, to};
use crate::support::{CODE, House, agencies, blocking, hand, hours, roster, tables};

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
        .take_mail(round.id, Some(house.world.now()))
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
    let busy = Stop::Server("421 busy".to_owned());
    assert_eq!((run.sent, run.stopped), (0, Some(busy)));
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

#[actix_web::test]
async fn as_many_mails_go_on_a_day_as_may_and_the_rest_goes_on_the_next() {
    let house = House::with(&[("D01", 6)]).await;
    let post = Post {
        per_day: std::num::NonZeroU32::new(4),
        ..Post::new()
    };
    queue_invitations(&house.app.office, CODE).await.unwrap();
    let run = post.send(&house).await;
    assert_eq!((run.sent, run.stopped), (4, Some(Stop::DailyLimit)));
    // Nine in the morning; the day ends fifteen hours later.
    house.later(hours(14));
    assert_eq!(post.send(&house).await.sent, 0);
    house.later(hours(15));
    assert_eq!(post.send(&house).await.sent, 2);
}
