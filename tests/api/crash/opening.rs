//! Opening a round, and an agency that joins it later.

use prongsai::app::App;
use prongsai::crypto::token::parse_fragment;
use prongsai::domain::round::RoundState;
use prongsai::service::letters::{Whose, letters};
use prongsai::world::World;

use crate::support::command::{Folder, Running};
use crate::support::{CODE, House, agencies, roster, tables};

/// The installation in a folder, without a server.
pub async fn app(folder: &Folder) -> App {
    App::open(folder.path(), World::real(), "ผู้ตรวจ")
        .await
        .unwrap()
}

/// Every poll has its keys, manifest and slot in the urn and nothing is left over; everybody who is
/// eligible has a link.
pub async fn assert_whole(folder: &Folder, polls: usize, people: usize) {
    let app = app(folder).await;
    let round = app.office.round(CODE).await.unwrap();
    assert_eq!(round.state, RoundState::Open);
    let registry = tables::dump(&folder.registry()).await;
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
    assert_eq!(folder.keys(), wanted, "a key is missing or left over");
    let urn = tables::dump(&folder.path().join("urn").join(format!("{CODE}.db"))).await;
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
    let batches = letters(&app.office, CODE, None, Whose::Everybody).await;
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

/// Opens and is killed after so many writes below a part of the data folder; then all is made good.
/// Whether it was killed, and how many keys it left of a round that stayed a draft.
async fn opening_killed(house: &House, part: &str, writes: usize) -> (bool, Option<usize>) {
    let folder = Folder::of(house);
    let mut ceremony = folder.start(&["round", "open", CODE]);
    ceremony.read_back(3);
    let killed = ceremony.killed_after_in(part, writes);
    let registry = tables::dump(&folder.registry()).await;
    let mut keys = None;
    if registry["round"][0]["state"] == "'draft'" {
        assert!(killed);
        let there = (registry["poll"].len(), registry["invitation"].len());
        assert_eq!(there, (0, 0), "half open after {writes}");
        keys = Some(folder.keys().len());
        assert!(folder.open(CODE), "it cannot be repeated after {writes}");
    }
    assert_whole(&folder, 1, 6).await;
    (killed, keys)
}

#[actix_web::test]
async fn a_killed_opening_leaves_a_draft_or_an_open_round_and_can_be_repeated() {
    let house = House::in_draft(&[("D01", 6)]).await;
    let mut left = Vec::new();
    for part in ["keys", "registry.db-wal"] {
        for writes in 1.. {
            let (killed, keys) = opening_killed(&house, part, writes).await;
            left.extend(keys);
            if !killed {
                break;
            }
        }
    }
    assert!(left.len() > 3, "it was never killed in time");
    assert!(
        left.iter().any(|keys| *keys > 2),
        "no key of a poll: {left:?}"
    );
}

#[actix_web::test]
async fn a_killed_import_into_an_open_round_leaves_no_key_behind_once_it_is_repeated() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    house
        .import_agencies(&agencies(&[("D01", 6), ("D02", 6)]))
        .await;
    let file = house.data().join("people.csv");
    std::fs::write(&file, roster(&[("D01", 6), ("D02", 6)])).unwrap();
    let import = ["roster", "import", file.to_str().unwrap(), "--round", CODE];
    let mut orphans = 0;
    for writes in (1..).step_by(2) {
        let folder = Folder::of(&house);
        let killed = folder.start(&import).killed_after(writes);
        let registry = tables::dump(&folder.registry()).await;
        let people = registry["staff"].len();
        assert!([6, 12].contains(&people), "half a roster: {people}");
        orphans += usize::from(folder.keys().len() > 2 + 2 * registry["poll"].len());
        if killed {
            assert!(folder.run(&import), "it cannot be repeated after {writes}");
        }
        assert_whole(&folder, 2, 12).await;
        if !killed {
            break;
        }
    }
    assert!(orphans > 0, "no key was ever left behind: too late");
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
    assert_whole(&folder, MANY.len(), 12).await;
}
