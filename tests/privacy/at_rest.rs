//! Files of an installation, searched for what must not be in them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use prongsai::domain::base64url;
use prongsai::domain::encoding::{hex, unhex};
use prongsai::mail::transport::SendFailure;
use prongsai::service::finish_round::finish_due_rounds;
use prongsai::service::invite::queue_invitations;

use crate::support::post::Post;
use crate::support::tables::{Dump, dump, files, holds};
use crate::support::{CODE, House, hand, hours, people, staff_id};

const SIZES: [(&str, usize); 2] = [("D01", 6), ("D02", 6)];

async fn answered() -> House {
    let house = House::with(&SIZES).await;
    for (agency, staff) in SIZES {
        for at in 0..staff {
            house.answer(&staff_id(agency, at), &hand::mixed(at)).await;
        }
    }
    house
}

/// A value as it could be written: raw, hexadecimal, base64url.
fn spellings(value: &[u8]) -> [Vec<u8>; 4] {
    let small = hex(value);
    [
        value.to_vec(),
        small.to_uppercase().into_bytes(),
        small.into_bytes(),
        base64url::encode(value).into_bytes(),
    ]
}

/// Bytes of a cell that holds a blob or a hexadecimal text.
fn bytes_of(cell: &str) -> Vec<u8> {
    unhex(
        &cell
            .trim_start_matches('X')
            .trim_matches('\'')
            .to_lowercase(),
    )
    .unwrap_or_default()
}

fn column(dump: &Dump, table: &str, column: &str) -> Vec<Vec<u8>> {
    let cells = dump[table].iter().map(|row| bytes_of(&row[column]));
    cells.filter(|bytes| bytes.len() >= 8).collect()
}

/// Fails if one of the values is in one of the files.
fn assert_absent(files: &BTreeMap<String, Vec<u8>>, values: &[Vec<u8>], what: &str) {
    for value in values {
        for spelling in spellings(value) {
            for (name, bytes) in files {
                assert!(!holds(bytes, &spelling), "{what} in {name}");
            }
        }
    }
}

fn split(files: BTreeMap<String, Vec<u8>>, start: &str) -> [BTreeMap<String, Vec<u8>>; 2] {
    let (one, other) = files
        .into_iter()
        .partition(|(name, _)| name.starts_with(start));
    [one, other]
}

fn names_and_addresses() -> Vec<Vec<u8>> {
    let person = |(agency, staff): (&'static str, usize)| {
        (0..staff).flat_map(move |at| {
            [
                people::full_name(agency, at),
                people::email(agency, at),
                staff_id(agency, at),
            ]
        })
    };
    let whole = SIZES.into_iter().flat_map(person).map(String::into_bytes);
    whole
        .chain(["คีรีบูน", "ขับขาน", "canary.example"].map(|part| part.as_bytes().to_vec()))
        .collect()
}

#[actix_web::test]
async fn names_and_addresses_are_in_the_registry_and_nowhere_else() {
    let house = answered().await;
    let look = || split(files(&house.data()), "registry.db");
    let [registry, others] = look();
    assert!(
        others.contains_key("urn/2570-1.db")
            && others.keys().any(|name| name.starts_with("content/"))
    );
    assert!(
        registry
            .values()
            .any(|bytes| holds(bytes, "คีรีบูน".as_bytes())),
        "the search finds what is there"
    );
    assert_absent(&others, &names_and_addresses(), "a person (open)");
    house.close().await;
    house.later(hours(2));
    finish_due_rounds(&house.app.office).await.unwrap();
    assert_absent(&look()[1], &names_and_addresses(), "a person (closed)");
    house.tally().await.unwrap();
    assert_absent(&look()[1], &names_and_addresses(), "a person (tallied)");
}

#[actix_web::test]
async fn nothing_of_a_ballot_is_ever_in_the_registry_and_nothing_of_a_link_in_the_urn() {
    let house = answered().await;
    let urn = dump(&house.urn_file()).await;
    let ballots: Vec<Vec<u8>> = ["nullifier", "envelope", "random32", "signature"]
        .into_iter()
        .flat_map(|name| column(&urn, "ballot", name))
        .collect();
    assert_eq!(ballots.len(), 4 * 12);
    let registry = dump(&house.registry_file()).await;
    let mut links: Vec<Vec<u8>> = ["nonce", "token_digest", "blinded_digest"]
        .into_iter()
        .flat_map(|name| column(&registry, "invitation", name))
        .collect();
    assert_eq!(links.len(), 3 * 12);
    for fragment in house.links.values() {
        links.push(fragment.split_once('.').unwrap().0.as_bytes().to_vec());
    }
    let check = |when: &str| {
        let all = files(&house.data());
        let outside: BTreeMap<_, _> = all
            .clone()
            .into_iter()
            .filter(|(name, _)| !name.starts_with("urn/") && !name.starts_with("results.db"))
            .collect();
        assert_absent(&outside, &ballots, &format!("a ballot ({when})"));
        let [_, others] = split(all, "registry.db");
        assert_absent(&others, &links, &format!("a link ({when})"));
    };
    check("open");
    house.close().await;
    check("closed");
    house.later(hours(2));
    finish_due_rounds(&house.app.office).await.unwrap();
    check("boards");
    house.tally().await.unwrap();
    check("tallied");
    let envelopes = column(&urn, "ballot", "envelope");
    assert_absent(
        &files(&house.data()),
        &envelopes,
        "an envelope after the tally",
    );
}

#[actix_web::test]
async fn registry_and_urn_have_no_value_in_common_but_poll_ids() {
    let house = answered().await;
    let values = |dump: &Dump| -> BTreeSet<String> {
        let tables = dump
            .iter()
            .filter(|(name, _)| name.as_str() != "seaql_migrations");
        let cells = tables.flat_map(|(_, rows)| rows).flat_map(BTreeMap::values);
        cells
            .map(|cell| {
                cell.trim_start_matches('X')
                    .trim_matches('\'')
                    .to_lowercase()
            })
            .filter(|cell| cell.len() > 3 && cell != "null")
            .collect()
    };
    let registry = dump(&house.registry_file()).await;
    let polls: BTreeSet<String> = registry["poll"]
        .iter()
        .map(|row| row["poll"].trim_matches('\'').to_owned())
        .collect();
    let urn = values(&dump(&house.urn_file()).await);
    let common: BTreeSet<String> = values(&registry).intersection(&urn).cloned().collect();
    assert_eq!(common, polls);
}

#[actix_web::test]
async fn after_the_tally_every_key_and_the_urn_are_gone() {
    let house = answered().await;
    let keys = || {
        files(&house.data().join("keys"))
            .into_keys()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys().len(), 2 + 2 * 2);
    house.close().await;
    house.later(hours(2));
    finish_due_rounds(&house.app.office).await.unwrap();
    assert!(
        keys().iter().all(|name| !name.contains("issuing")),
        "issuing keys end with the grace"
    );
    house.tally().await.unwrap();
    assert_eq!(keys(), Vec::<String>::new());
    assert_eq!(
        files(&house.data().join("urn"))
            .into_keys()
            .collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

#[actix_web::test]
async fn what_is_left_of_the_answers_is_counts() {
    let house = answered().await;
    house.finish().await;
    let results = dump(&house.data().join("results.db")).await;
    let tables: Vec<&str> = results
        .keys()
        .map(String::as_str)
        .filter(|name| *name != "seaql_migrations")
        .collect();
    let counts = [
        "atom_count",
        "board",
        "midnight",
        "poll_total",
        "profile_count",
        "published",
        "ticket_day",
    ];
    assert_eq!(tables, counts);
    assert!(results["profile_count"].is_empty(), "staff are not asked");
    // Two agencies; 51 sub-items, of which 11 have two options and 40 four.
    assert_eq!(results["atom_count"].len(), 2 * (11 * 2 + 40 * 4));
    assert_eq!(
        (
            results["board"].len(),
            results["poll_total"].len(),
            results["published"].len()
        ),
        (2, 2, 3)
    );
    let of_one: u64 = results["atom_count"]
        .iter()
        .filter(|row| row["sub_item"] == "'i1.1'")
        .map(|row| row["n"].parse::<u64>().unwrap())
        .sum();
    assert_eq!(of_one, 12);
}

/// Moments that HR plans, that the round as a whole has, or at which somebody of the office acted:
/// no respondent's act stands in the audit log.
const PLANNED: [(&str, &str); 5] = [
    ("audit", "at"),
    ("round", "closes_at"),
    ("round", "earliest_close"),
    ("round", "closed_at"),
    ("audit", "detail"),
];

/// Whether a cell tells an hour and a minute.
fn has_clock(cell: &str) -> bool {
    cell.as_bytes()
        .windows(5)
        .any(|five| five[2] == b':' && [0, 1, 3, 4].iter().all(|at| five[*at].is_ascii_digit()))
}

/// A mail that waits may have a moment before which it does not go: on a grid of five minutes, so
/// that it does not tell when the last attempt was.
fn waits_on_the_grid(row: &BTreeMap<String, String>) -> bool {
    let moment: jiff::Timestamp = row["not_before"].trim_matches('\'').parse().unwrap();
    row["state"] == "'queued'" && moment.as_second() % 300 == 0
}

#[actix_web::test]
async fn in_the_registry_stands_a_day_and_no_time() {
    let house = House::with(&SIZES).await;
    let post = Post::new();
    queue_invitations(&house.app.office, CODE).await.unwrap();
    house.later(SignedDuration::from_secs(197));
    post.outbox.fail_next(SendFailure::TryAgain {
        words: "451 later".to_owned(),
    });
    assert_eq!(post.send(&house).await.sent, 11);
    for (agency, staff) in SIZES {
        for at in 0..staff {
            house.answer(&staff_id(agency, at), &hand::mixed(at)).await;
        }
    }
    let look = async || {
        let registry = dump(&house.registry_file()).await;
        let tables = registry
            .iter()
            .filter(|(name, _)| name.as_str() != "seaql_migrations");
        for (table, rows) in tables {
            for row in rows {
                for (column, cell) in row.iter().filter(|(_, cell)| has_clock(cell)) {
                    let place = (table.as_str(), column.as_str());
                    let waits = place == ("mail_job", "not_before") && waits_on_the_grid(row);
                    assert!(waits || PLANNED.contains(&place), "{place:?}: {cell}");
                }
            }
        }
        let days: BTreeSet<String> = registry["invitation"]
            .iter()
            .map(|row| row["day"].clone())
            .collect();
        assert_eq!(days, BTreeSet::from(["'2026-11-02'".to_owned()]));
        let of_mails: Vec<&String> = registry["mail_day"][0].values().collect();
        assert_eq!(of_mails, ["'2026-11-02'", "11"]);
        registry["mail_job"]
            .iter()
            .filter(|row| row["not_before"] != "NULL")
            .count()
    };
    assert_eq!(look().await, 1, "the one that was put off");
    house.later(hours(1));
    assert_eq!(post.send(&house).await.dropped, 1);
    assert_eq!(look().await, 0);
    house.finish().await;
    look().await;
}

#[actix_web::test]
async fn when_the_grace_is_over_the_digests_of_blinded_messages_are_forgotten() {
    let house = answered().await;
    let digests = column(
        &dump(&house.registry_file()).await,
        "invitation",
        "blinded_digest",
    );
    house.close().await;
    house.later(hours(2));
    finish_due_rounds(&house.app.office).await.unwrap();
    assert_absent(
        &files(&house.data()),
        &digests,
        "the digest of a blinded message",
    );
}
