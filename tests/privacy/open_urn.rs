//! A thief of an OPEN round: the urn, its journal, the registry, the key folder and even the
//! key-encryption key, and the order in which people took part (HR sees it, and so does whoever
//! watches the network).
//!
//! What it comes to, measured below at 30 staff: the urn's journal gives the exact order of
//! arrival, so every envelope gets its person, as long as the journal was not truncated (`serve`
//! does that every 15 seconds; a backup or a snapshot between keeps it). The places of ballots in
//! the pages of the urn's file told nothing after that (48 % of 656 pairs in nine runs, 50 % being
//! chance), but who copies the file often enough needs no such traces. So order is *not* hidden.
//! What it leads to is ciphertext: the outer seal opens with the key sheets of two custodians and
//! with nothing that lies on a disk.

use std::collections::BTreeSet;

use prongsai::crypto::hpke::SealKey;
use prongsai::crypto::key_sheet::combine;
use prongsai::crypto::message::{BallotOpener, nullifier};
use prongsai::domain::base64url;
use prongsai::domain::encoding::hex;
use prongsai::domain::round::Poll;
use prongsai::domain::wire::{Envelope, Nullifier};
use prongsai::store::KeyName;

use crate::support::tables::{files, holds};
use crate::support::{CODE, House, hand, staff_id};

/// How many are in the agency.
pub const STAFF: usize = 30;

async fn answered() -> (House, Poll, Vec<(Nullifier, Envelope)>) {
    let house = House::with(&[("D01", STAFF)]).await;
    let (poll, arrived) = all_answer(&house).await;
    (house, poll, arrived)
}

/// Everybody answers in an order that is not the roster's; nullifiers in the order of arrival.
pub async fn all_answer(house: &House) -> (Poll, Vec<(Nullifier, Envelope)>) {
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let poll = office.registry.polls(round.id).await.unwrap().remove(0);
    let mut arrived = Vec::new();
    for at in (0..STAFF).map(|turn| turn * 7 % STAFF) {
        let id = staff_id("D01", at);
        let sealed = house.issue(&id, hand::encode(&hand::mixed(at))).await;
        let ballot = sealed.unwrap();
        house.cast(&id, &ballot).await.unwrap();
        arrived.push((nullifier(&poll.id, &ballot.envelope), ballot.envelope));
    }
    (poll, arrived)
}

/// Page images in the order in which a journal has them.
fn frames(journal: &[u8]) -> Vec<&[u8]> {
    if journal.len() < 32 {
        return Vec::new();
    }
    let size = u32::from_be_bytes(journal[8..12].try_into().unwrap()) as usize;
    journal[32..]
        .chunks_exact(24 + size)
        .map(|frame| &frame[24..])
        .collect()
}

/// Nullifiers in the order in which they first occur in the journal.
fn order_in_journal(journal: &[u8], ballots: &[(Nullifier, Envelope)]) -> Vec<usize> {
    let mut found = Vec::new();
    for page in frames(journal) {
        for (at, (name, _)) in ballots.iter().enumerate() {
            if !found.contains(&at) && holds(page, name.as_ref()) {
                found.push(at);
            }
        }
    }
    found
}

/// Of the pairs of ballots that share a page: how many lie in the order of arrival, a page being
/// filled from its end; and how many pairs there are.
fn order_in_pages(file: &[u8], ballots: &[(Nullifier, Envelope)]) -> (usize, usize) {
    let size = usize::from(u16::from_be_bytes(file[16..18].try_into().unwrap()));
    let (mut right, mut pairs) = (0, 0);
    for page in file.chunks(size) {
        let place = |name: &Nullifier| page.windows(32).position(|bytes| bytes == name.as_ref());
        let places: Vec<usize> = ballots.iter().filter_map(|(name, _)| place(name)).collect();
        for (at, one) in places.iter().enumerate() {
            for later in &places[at + 1..] {
                pairs += 1;
                right += usize::from(later < one);
            }
        }
    }
    (right, pairs)
}

#[actix_web::test]
async fn a_journal_tells_the_order_of_arrival_until_it_is_truncated_and_the_pages_do_not() {
    let (house, _, ballots) = answered().await;
    let journal = house.urn_file().with_extension("db-wal");
    let order = order_in_journal(&std::fs::read(&journal).unwrap(), &ballots);
    let linked = order
        .iter()
        .zip(0..)
        .filter(|(at, turn)| *at == turn)
        .count();
    assert_eq!(linked, STAFF, "an untruncated journal tells every place");
    house.app.office.urns.tidy().await.unwrap();
    assert_eq!(
        std::fs::metadata(&journal).map_or(0, |about| about.len()),
        0
    );
    let (right, pairs) = order_in_pages(&std::fs::read(house.urn_file()).unwrap(), &ballots);
    println!("{right} of {pairs} pairs of neighbours lie in the order of arrival");
    // A table with row numbers would have all of them in one order; chance has half.
    assert!(
        5 * right > pairs && 5 * right < 4 * pairs,
        "the pages tell it"
    );
}

/// Every secret that lies in the key folder, opened with the key-encryption key, and that key.
fn loot(house: &House, poll: &Poll) -> Vec<Vec<u8>> {
    let names = [
        KeyName::Token(CODE),
        KeyName::RoundPublic(CODE),
        KeyName::Issuing(CODE, &poll.id),
        KeyName::Poll(CODE, &poll.id),
    ];
    let mut loot: Vec<Vec<u8>> = names
        .iter()
        .map(|name| house.app.office.keys.take(*name).unwrap().to_vec())
        .collect();
    assert_eq!(files(&house.data().join("keys")).len(), loot.len());
    loot.push(vec![0x5a; 32]);
    loot
}

#[actix_web::test]
async fn everything_on_the_disks_and_the_order_of_arrival_open_no_ballot_of_an_open_round() {
    let (house, poll, ballots) = answered().await;
    let loot = loot(&house, &poll);
    let poll_key = house.app.office.keys.take(KeyName::Poll(CODE, &poll.id));
    let poll_key: [u8; 32] = poll_key.unwrap().as_slice().try_into().unwrap();
    let poll_key = SealKey::from_bytes(&poll_key).unwrap();
    let opened = |secret: &SealKey| {
        let opener = BallotOpener::new(secret, &poll_key, poll.fingerprint, poll.id);
        let of = |(_, envelope): &&(Nullifier, Envelope)| opener.open(envelope).is_ok();
        ballots.iter().filter(of).count()
    };
    let mut tried = BTreeSet::new();
    for secret in &loot {
        for number in secret.windows(32) {
            let number: [u8; 32] = number.try_into().unwrap();
            if let Ok(key) = SealKey::from_bytes(&number).map(|key| *key.public().bytes()) {
                tried.insert(key);
            }
        }
        if let Ok(whole) = <[u8; 32]>::try_from(secret.as_slice()) {
            assert_eq!(SealKey::from_bytes(&whole).map_or(0, |key| opened(&key)), 0);
        }
    }
    assert!(tried.len() > 1_000);
    let secret = combine(&house.sheets[0], &house.sheets[1]).unwrap();
    let custodians = SealKey::from_bytes(&secret).unwrap();
    assert!(!tried.contains(custodians.public().bytes()));
    let spellings = [
        secret.to_vec(),
        hex(secret.as_slice()).into_bytes(),
        hex(secret.as_slice()).to_uppercase().into_bytes(),
        base64url::encode(secret.as_slice()).into_bytes(),
    ];
    for (name, bytes) in files(&house.data()) {
        assert!(
            spellings.iter().all(|secret| !holds(&bytes, secret)),
            "{name}"
        );
    }
    assert_eq!(opened(&custodians), STAFF, "two sheets and the poll key do");
}
