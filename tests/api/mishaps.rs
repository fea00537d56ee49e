//! What must hold when the server was down, a run was killed, or two people act at once.

use prongsai::domain::agency::AgencyId;
use prongsai::domain::wire::Random32;
use prongsai::service::close_round::{close_due_rounds, sweep};
use prongsai::service::finish_round::finish_due_rounds;
use prongsai::store::{Amendment, NewLink, StoreError};

use crate::support::house::status_of;
use crate::support::{CODE, House, blocking, hand, hours, staff_id, tables};

#[actix_web::test]
async fn a_server_that_was_down_over_the_close_still_gives_the_grace() {
    let house = House::with(&[("D01", 6)]).await;
    let ballot = house
        .issue(&staff_id("D01", 0), hand::encode(&hand::best()))
        .await
        .unwrap();
    house.later(hours(24 * 400));
    assert_eq!(close_due_rounds(&house.app.office).await.unwrap(), [CODE]);
    assert_eq!(finish_due_rounds(&house.app.office).await.unwrap(), 0);
    house.cast(&staff_id("D01", 0), &ballot).await.unwrap();
}

#[actix_web::test]
async fn nobody_who_took_part_meanwhile_is_moved_or_given_another_link() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let (office, id) = (&house.app.office, staff_id("D01", 0));
    let round = office.round(CODE).await.unwrap();
    let agency = office.agency("D01").await.unwrap().id;
    let people = office.registry.recipients_in_agency(round.id, agency);
    let people = people.await.unwrap();
    let before = people
        .into_iter()
        .find(|person| person.staff.member.staff_id == id)
        .unwrap();
    let invitation = before.invitation.unwrap();
    house.answer(&id, &hand::best()).await;

    let mut moved = before.staff.clone();
    moved.agency = AgencyId(moved.agency.0 + 1);
    let link = NewLink {
        old_generation: invitation.generation,
        digest: prongsai::domain::wire::Digest::new([7; 32]),
    };
    let today = office.world.today();
    let moving = Amendment {
        before: before.staff.clone(),
        after: moved,
        new_link: None,
        mail: None,
    };
    let relinking = Amendment {
        before: before.staff.clone(),
        after: before.staff,
        new_link: Some(link),
        mail: None,
    };
    let step = office.step();
    let refused = step.save_staff(round.id, &[], &[moving], today).await;
    assert!(matches!(refused, Err(StoreError::TookPart(who)) if who == id));
    let refused = office
        .step()
        .save_staff(round.id, &[], &[relinking], today)
        .await;
    assert!(matches!(refused, Err(StoreError::Stale)));
}

#[actix_web::test]
async fn on_files_a_ballot_waits_while_its_box_is_not_in_its_place() {
    let house = House::with(&[("D01", 6)]).await;
    let id = staff_id("D01", 0);
    let ballot = house.issue(&id, hand::encode(&hand::best())).await.unwrap();
    let elsewhere = house.data().join("elsewhere.db");
    std::fs::rename(house.urn_file(), &elsewhere).unwrap();
    assert_eq!(status_of(house.cast(&id, &ballot).await).0, 503);
    assert!(
        !house.urn_file().exists(),
        "an empty box was put in its place"
    );
}

#[actix_web::test]
async fn on_files_nothing_that_a_killed_run_left_outlives_the_round() {
    let mut house = House::with(&[("D01", 6)]).await;
    for at in 0..5 {
        house.answer(&staff_id("D01", at), &hand::best()).await;
    }
    let keys = house.data().join("keys");
    std::fs::write(keys.join(CODE).join("poll-unfinished.new"), b"secret").unwrap();
    house.finish().await;
    assert!(tables::files(&keys).is_empty());

    std::fs::create_dir_all(keys.join(CODE)).unwrap();
    std::fs::write(keys.join(CODE).join("token"), b"secret").unwrap();
    let half_wiped = house.urn_file().with_extension("db.gone");
    std::fs::write(&half_wiped, b"sealed").unwrap();
    house.restart().await;
    sweep(&house.app.office).await.unwrap();
    assert!(tables::files(&keys).is_empty());
    assert!(!half_wiped.exists());
}

#[actix_web::test]
async fn a_blinded_message_of_zero_spends_no_link() {
    let house = House::with(&[("D01", 6)]).await;
    let id = staff_id("D01", 0);
    let respondent = house.person(&id).await;
    let refused = blocking(move || {
        let mut prepared = respondent
            .prepare(&hand::encode(&hand::best()), Random32::new([1; 32]))
            .unwrap();
        prepared.blinded = prongsai::domain::wire::RsaBlock::new([0; 256]);
        respondent.issue(&prepared)
    })
    .await;
    assert_eq!(status_of(refused).0, 400);
    house.answer(&id, &hand::best()).await;
}
