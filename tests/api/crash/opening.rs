//! Opening a round, and an agency that joins it later.

use std::path::Path;

use prongsai::app::App;
use prongsai::crypto::token::parse_fragment;
use prongsai::domain::round::RoundState;
use prongsai::service::letters::{Chosen, letters};
use prongsai::world::World;

use crate::support::command::{Folder, Running};
use crate::support::process::run;
use crate::support::{CODE, House, tables};

/// Every poll has its keys, manifest and slot in the urn and nothing is left over; everybody who is
/// eligible has a link.
pub async fn assert_whole(data: &Path, polls: usize, people: usize) {
    let app = App::open(data, World::real(), "ผู้ตรวจ").await.unwrap();
    let round = app.office.round(CODE).await.unwrap();
    assert_eq!(round.state, RoundState::Open);
    let registry = tables::dump(&data.join("registry.db")).await;
    let ids: Vec<String> = registry["poll"]
        .iter()
        .map(|row| row["poll"].trim_matches('\'').to_owned())
        .collect();
    assert_eq!(ids.len(), polls);
    let mut wanted = vec![format!("{CODE}/round-public"), format!("{CODE}/token")];
    for id in &ids {
        wanted.extend([format!("{CODE}/issuing-{id}"), format!("{CODE}/poll-{id}")]);
    }
    wanted.sort();
    let kept: Vec<String> = tables::files(&data.join("keys")).into_keys().collect();
    assert_eq!(kept, wanted, "a key is missing or left over");
    let urn = tables::dump(&data.join("urn").join(format!("{CODE}.db"))).await;
    let slots: Vec<String> = urn["poll"].iter().map(|row| row["poll"].clone()).collect();
    for poll in app.office.registry.polls(round.id).await.unwrap() {
        assert!(app.office.content.manifest(&poll.fingerprint).is_some());
        assert!(app.office.content.manifest_of_poll(&poll.id).is_some());
        let slot = format!("X'{}'", prongsai::domain::encoding::hex(poll.id.as_ref()));
        assert!(slots.contains(&slot.to_uppercase()) || slots.contains(&slot));
    }
    assert_eq!(registry["invitation"].len(), people);
    let links = links(&app).await;
    assert_eq!(links.len(), people);
    for fragment in links {
        assert!(leads_to_a_person(&app, &fragment).await);
    }
}

async fn links(app: &App) -> Vec<String> {
    let batches = letters(&app.office, CODE, None, &Chosen::Everybody).await;
    let batches = batches.unwrap().into_iter();
    batches
        .flat_map(|batch| batch.letters)
        .map(|letter| letter.fragment)
        .collect()
}

async fn leads_to_a_person(app: &App, fragment: &str) -> bool {
    let (token, fingerprint) = parse_fragment(fragment).unwrap();
    let desk = app.respondent_desk();
    let seen = desk.look.look(&token, &fingerprint).await.unwrap();
    seen.is_some()
}

/// Agencies whose keys take long enough that two ceremonies meet.
const MANY: [(&str, usize); 6] = [
    ("D01", 2),
    ("D02", 2),
    ("D03", 2),
    ("D04", 2),
    ("D05", 2),
    ("D06", 2),
];

#[actix_web::test]
async fn two_ceremonies_at_once_open_one_round_with_its_keys() {
    let house = House::in_draft(&MANY).await;
    let folder = Folder::of(&house);
    let mut both = [
        folder.start(&["round", "open", CODE]),
        folder.start(&["round", "open", CODE]),
    ];
    for ceremony in &mut both {
        ceremony.read_back(2);
    }
    for ceremony in &mut both {
        ceremony.read_back(1);
    }
    let opened = both.map(Running::ends);
    assert_eq!(opened.iter().filter(|opened| **opened).count(), 1);
    assert_whole(folder.path(), MANY.len(), 12).await;
}

#[actix_web::test]
async fn keys_that_were_drawn_for_an_agency_that_has_gone_since_go_too() {
    let house = House::in_draft(&[("D01", 2), ("D02", 2), ("D03", 2)]).await;
    let ended = run(&house.data(), &["round", "keys", CODE], "");
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let gone = "DELETE FROM staff WHERE staff_no LIKE 'D03%'";
    tables::meddle(&house.registry_file(), gone).await;
    let mut ceremony = Running::start(&house.data(), &["round", "open", CODE]);
    ceremony.read_back(3);
    assert!(ceremony.ends());
    assert_whole(&house.data(), 2, 4).await;
    let file = format!("urn/{CODE}.db");
    let urn = tables::dump(&house.data().join(file)).await;
    assert_eq!(urn["poll"].len(), 2, "a box of nobody");
}
