//! Reminders, at once and planned: nobody is pressed, and nobody who took part is written to.

use prongsai::service::invite::queue_invitations;
use prongsai::service::people::{Change, change_person};
use prongsai::service::remind::{Reminder, Reminders, preview_reminders, withdraw_reminders};
use prongsai::service::send_mail::{Run, mail_status};
use prongsai::store::JobState;

use crate::support::house::key_of;
use crate::support::people::email;
use crate::support::post::{Post, addresses, remind, remind_at, to};
use crate::support::{CODE, House, hand, hours};

/// Everybody was invited on the day the house opened.
async fn invited() -> (House, Post) {
    let house = House::with(&[("D01", 6)]).await;
    let post = Post::new();
    queue_invitations(&house.app.office, CODE).await.unwrap();
    assert_eq!(post.send(&house).await.sent, 6);
    (house, post)
}

#[actix_web::test]
async fn who_was_invited_today_is_not_reminded_today() {
    let house = House::with(&[("D01", 6)]).await;
    let nobody = Reminders {
        not_invited: 6,
        ..Reminders::default()
    };
    assert_eq!(remind(&house).await, nobody, "nobody was invited yet");
    let (house, post) = invited().await;
    let all_had_one = Reminders {
        had_one: 6,
        ..Reminders::default()
    };
    assert_eq!(remind(&house).await, all_had_one);
    assert_eq!(post.send(&house).await, Run::default());
    house.later(hours(24));
    assert_eq!(remind(&house).await.mails, 6);
}

#[actix_web::test]
async fn only_who_has_not_taken_part_is_reminded_once_a_day_and_twice_on_the_last() {
    let (house, post) = invited().await;
    let letters = post.letters();
    house.answer("D01-01", &hand::best()).await;
    let exempt = Change::Exempt {
        reason: "ลา".to_owned(),
        order_number: "1".to_owned(),
    };
    change_person(&house.app.office, CODE, "D01-02", exempt)
        .await
        .unwrap();
    house.later(hours(24));
    assert_eq!(remind(&house).await.mails, 4);
    assert_eq!(remind(&house).await.mails, 0, "the same day");
    post.send(&house).await;
    assert_eq!(remind(&house).await.mails, 0, "the same day, sent");
    let reminders = post.letters()[6..].to_vec();
    assert_eq!(to(&reminders), addresses(2..6));
    for reminder in &reminders {
        let invitation = letters.iter().find(|letter| letter.to == reminder.to);
        let invitation = invitation.unwrap();
        assert_eq!(reminder.fragment, invitation.fragment);
        assert_ne!(reminder.id, invitation.id);
    }
    house.later(hours(48));
    assert_eq!(remind(&house).await.mails, 4, "the next day");
    post.send(&house).await;
    // The round closes at nine o'clock; its last day begins at midnight.
    house.later(hours(24 * 14 - 8));
    for expected in [4, 4, 0] {
        assert_eq!(remind(&house).await.mails, expected);
        assert_eq!(post.send(&house).await.sent, expected);
    }
}

#[actix_web::test]
async fn who_is_invited_on_the_last_day_is_reminded_once_on_it() {
    let house = House::with(&[("D01", 6)]).await;
    let post = Post::new();
    house.later(hours(24 * 14 - 8));
    queue_invitations(&house.app.office, CODE).await.unwrap();
    post.send(&house).await;
    assert_eq!(remind(&house).await.mails, 6);
    assert_eq!(post.send(&house).await.sent, 6);
    assert_eq!(remind(&house).await.had_one, 6);
}

#[actix_web::test]
async fn whoever_answers_while_the_reminder_waits_is_not_reminded() {
    let (house, post) = invited().await;
    house.later(hours(24));
    remind(&house).await;
    house.answer("D01-03", &hand::best()).await;
    let run = post.send(&house).await;
    assert_eq!((run.sent, run.dropped), (5, 1));
    assert!(!to(&post.letters()[6..]).contains(&email("D01", 2)));
}

#[actix_web::test]
async fn a_planned_reminder_goes_at_its_time_to_those_who_have_not_taken_part_by_then() {
    let (house, post) = invited().await;
    let at = "2026-11-04T09:00:00+07:00";
    assert_eq!(remind_at(&house, Some(at)).await.unwrap().mails, 6);
    assert_eq!(remind_at(&house, Some(at)).await.unwrap().had_one, 6);
    let waiting = mail_status(&house.app.office, CODE).await.unwrap();
    let planned = waiting.iter().filter(|line| line.state == JobState::Queued);
    assert!(
        planned
            .clone()
            .all(|line| line.not_before == Some(at.parse().unwrap()))
    );
    assert_eq!(planned.count(), 6);
    house.later(hours(47));
    assert_eq!(post.send(&house).await, Run::default(), "an hour too early");
    house.answer("D01-03", &hand::best()).await;
    house.later(hours(48));
    let run = post.send(&house).await;
    assert_eq!((run.sent, run.dropped), (5, 1));
    assert!(!to(&post.letters()[6..]).contains(&email("D01", 2)));
}

#[actix_web::test]
async fn a_planned_reminder_that_was_held_up_does_not_come_beside_another_one() {
    let (house, post) = invited().await;
    let at = "2026-11-04T09:00:00+07:00";
    remind_at(&house, Some(at)).await.unwrap();
    // No server ran for a day; HR plans the next day's reminder before one does.
    house.later(hours(60));
    let next = "2026-11-05T10:00:00+07:00";
    assert_eq!(remind_at(&house, Some(next)).await.unwrap().mails, 6);
    house.later(hours(74));
    let run = post.send(&house).await;
    assert_eq!((run.sent, run.dropped), (6, 6));
}

#[actix_web::test]
async fn a_reminder_is_planned_for_a_time_to_come_before_the_close() {
    let (house, _) = invited().await;
    for (at, key) in [
        ("2026-11-02T09:00:00+07:00", "errors.remind-in-the-past"),
        ("2026-11-16T09:00:00+07:00", "errors.remind-after-close"),
    ] {
        assert_eq!(key_of(remind_at(&house, Some(at)).await), key);
    }
    assert_eq!(mail_status(&house.app.office, CODE).await.unwrap().len(), 6);
}

#[actix_web::test]
async fn hr_sees_how_many_would_be_reminded_of_the_own_agency_and_takes_a_plan_back() {
    let house = House::with(&[("D01", 6), ("D02", 7)]).await;
    let (post, office) = (Post::new(), &house.app.office);
    queue_invitations(office, CODE).await.unwrap();
    post.send(&house).await;
    let at = "2026-11-04T09:00:00+07:00";
    let reminder = Reminder {
        round: CODE,
        agency: Some("D02"),
        at: Some(at.parse().unwrap()),
    };
    assert_eq!(preview_reminders(office, &reminder).await.unwrap().mails, 7);
    assert_eq!(mail_status(office, CODE).await.unwrap().len(), 13);
    assert_eq!(remind_at(&house, Some(at)).await.unwrap().mails, 13);
    let taken = withdraw_reminders(office, CODE, Some("D02")).await.unwrap();
    assert_eq!(taken, 7);
    assert_eq!(preview_reminders(office, &reminder).await.unwrap().mails, 7);
    house.later(hours(48));
    let run = post.send(&house).await;
    assert_eq!(run.sent, 6);
    assert_eq!(to(&post.letters()[13..]), addresses(0..6));
}
