//! What the order of writing leaves behind.

use prongsai::service::close_round::close_due_rounds;
use prongsai::service::finish_round::finish_due_rounds;

use crate::support::{House, hand, hours, staff_id};

fn journal(house: &House) -> u64 {
    std::fs::metadata(house.data().join("registry.db-wal")).map_or(0, |about| about.len())
}

/// Everybody signs, in this order; then the round is closed and the grace ends. No ballot is cast: the
/// log has the digest of the boards, and no two ballots are alike.
async fn registry_after(house: &House, order: impl Iterator<Item = usize>) -> Vec<u8> {
    for at in order {
        let id = staff_id("D01", at);
        house
            .issue(&id, hand::encode(&hand::mixed(at)))
            .await
            .unwrap();
    }
    house.close().await;
    house.later(hours(2));
    finish_due_rounds(&house.app.office).await.unwrap();
    let mut bytes = std::fs::read(house.registry_file()).unwrap();
    // SQLite's counters of changes: how many, not in which order.
    bytes[24..28].fill(0);
    bytes[92..96].fill(0);
    bytes.extend(std::fs::read(house.data().join("registry.db-wal")).unwrap_or_default());
    bytes
}

#[actix_web::test]
async fn the_registry_is_the_same_file_in_whatever_order_people_signed() {
    let house = House::with(&[("D01", 8)]).await;
    let forth = house.copy().await;
    let back = house.copy().await;
    let one = registry_after(&forth, 0..8).await;
    let other = registry_after(&back, (0..8).rev()).await;
    assert!(one == other, "the file tells the order");
}

#[actix_web::test]
async fn the_journal_is_empty_after_the_close_the_grace_and_the_tally() {
    let house = House::with(&[("D01", 8)]).await;
    for at in 0..6 {
        house.answer(&staff_id("D01", at), &hand::mixed(at)).await;
    }
    assert!(journal(&house) > 0, "the journal is in use");
    house.later(hours(24 * 14));
    close_due_rounds(&house.app.office).await.unwrap();
    assert_eq!(journal(&house), 0, "after the close");
    house.later(hours(24 * 14 + 1));
    finish_due_rounds(&house.app.office).await.unwrap();
    assert_eq!(journal(&house), 0, "after the grace");
    house.tally().await.unwrap();
    assert_eq!(journal(&house), 0, "after the tally");
}

#[actix_web::test]
async fn the_journal_is_empty_after_an_early_close() {
    let house = House::with(&[("D01", 8)]).await;
    house.answer("D01-01", &hand::best()).await;
    house.close().await;
    assert_eq!(journal(&house), 0);
}
