//! From the first signature to the published figures.

use std::ops::RangeInclusive;

use crate::support::figures::results as sheets_of;
use prongsai::fault::Step::{
    self, CastLate, CastStored, CastVerified, CloseRewritten, CloseTold, FileWiped, FinishBoard,
    FinishForgotten, FinishKey, FinishRewritten, FinishStopped, IssueCommitted, IssueSigned,
    KeysDestroyed, PublishStored, PublishWritten, TallyCommitted, TallyKey, TallyWritten,
    UrnDestroyed,
};
use prongsai::rehearsal::Declined;

use super::super::casting::devices;
use super::{
    COMMIT, Death, assert_died, count, dies, doomed_server, registry, results, state, urn,
};
use crate::support::hand::{self, Options};
use crate::support::process::{outcome, run};
use crate::support::{CODE, House, blocking, postgres, tables};

/// One person each.
const ANSWERING: &[Death] = &[
    (IssueCommitted, 1),
    (IssueSigned, 1),
    (CastVerified, 1),
    (CastStored, 1),
    (CastLate, 1),
];
const CLOSING: &[Death] = &[(CloseTold, 1), (CloseRewritten, 1)];
/// The second board is the first of the process that comes after.
const FINISHING: &[Death] = &[
    (FinishStopped, 1),
    (FinishBoard, 1),
    (FinishBoard, 1),
    (FinishForgotten, 1),
    (FinishRewritten, 1),
    (FileWiped, 1),
    (FinishKey, 1),
];
const TALLYING: &[Death] = &[
    (TallyWritten, 1),
    (TallyCommitted, 1),
    (TallyCommitted, 1),
    (TallyKey, 1),
    (FileWiped, 1),
    (KeysDestroyed, 1),
    (UrnDestroyed, 1),
    (Step::ActWritten, 1),
    (Step::ActCommitted, 1),
];
const PUBLISHING: &[Death] = &[
    (PublishWritten, 1),
    (PublishStored, 1),
    (Step::ActWritten, 1),
    (Step::ActCommitted, 1),
];

pub const MATRIX: &[&[Death]] = &[ANSWERING, CLOSING, FINISHING, TALLYING, PUBLISHING];

const PEOPLE: usize = 10;

#[actix_web::test]
async fn a_round_that_dies_at_every_step_counts_everybody_once() {
    let house = House::in_real_time(&[("D01", PEOPLE / 2), ("D02", PEOPLE / 2)]).await;
    people_answer(&house).await;
    the_round_closes(&house).await;
    the_boards_are_written(&house).await;
    the_urn_is_counted(&house).await;
    the_figures_are_published(&house).await;
}

/// How many have signed and how many ballots there are, after each death.
const KEPT: [(usize, usize); 5] = [(1, 0), (2, 0), (3, 0), (4, 1), (5, 1)];

async fn people_answer(house: &House) {
    let mut all = devices(house, PEOPLE, &[String::new()]);
    for ((device, death), kept) in all.iter_mut().zip(ANSWERING).zip(KEPT) {
        if *death == (CastLate, 1) {
            // As in the grace after a close: what is taken then goes another way.
            let grace = "UPDATE poll SET until = '2099-01-01T00:00:00Z'";
            tables::meddle(&house.urn_file(), grace).await;
        }
        let server = doomed_server(house, *death);
        device.base = server.base();
        assert!(matches!(device.go_on(), Err(Declined::Nonsense)));
        assert_died(server, *death);
        assert_eq!(participants(house).await, kept, "{death:?}");
    }
    for device in &mut all {
        device.base.clone_from(&house.base);
        device.person = None;
    }
    // Everybody goes on with what the browser kept, and once more as if the answer had been lost.
    for _ in 0..2 {
        all = blocking(move || {
            for device in &mut all {
                device.go_on().unwrap();
            }
            all
        })
        .await;
        assert_eq!(participants(house).await, (PEOPLE, PEOPLE));
    }
}

/// How many have signed, and how many ballots there are.
async fn participants(house: &House) -> (usize, usize) {
    let registry = registry(house).await;
    let signed = count(&registry, "invitation", "state", "'acknowledged'");
    (signed, urn(house).await["ballot"].len())
}

async fn the_round_closes(house: &House) {
    let letter = house.data().join("mail").join("link.eml");
    std::fs::create_dir_all(letter.parent().unwrap()).unwrap();
    std::fs::write(&letter, "a live link").unwrap();
    let close = ["round", "close", CODE];
    dies(house, &close, "", COMMIT[0]);
    assert_eq!(state(house).await, "open");
    dies(house, &close, "", COMMIT[1]);
    let closed = house.app.office.round(CODE).await.unwrap();
    for death in CLOSING {
        assert_eq!(state(house).await, "closed");
        dies(house, &close, "", *death);
        assert!(letter.exists(), "{death:?}");
    }
    assert!(outcome(&house.data(), &close).0, "it cannot be repeated");
    let again = house.app.office.round(CODE).await.unwrap();
    assert_eq!(again.closed_at, closed.closed_at);
    assert!(!letter.exists(), "a live link stays");
    let ends = format!("'{}'", again.grace_ends().unwrap());
    assert_eq!(count(&urn(house).await, "poll", "until", &ends), 2);
}

/// How many files of the round's keys have names that begin so.
fn keys(house: &House, kind: &str) -> usize {
    let keys = tables::files(&house.data().join("keys")).into_keys();
    let begins = format!("{CODE}/{kind}-");
    keys.filter(|name| name.starts_with(&begins)).count()
}

/// Boards, and issuing keys.
const FINISHED: [(usize, usize); 7] = [(0, 2), (1, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 1)];

async fn the_boards_are_written(house: &House) {
    // The boards are written before the first key sheet is asked for, and nobody types one.
    let tally = ["tally", "--round", CODE];
    for (death, left) in FINISHING.iter().zip(FINISHED) {
        dies(house, &tally, "", *death);
        let boards = results(house).await["board"].len();
        assert_eq!((boards, keys(house, "issuing")), left, "{death:?}");
    }
    run(&house.data(), &tally, "");
    assert_eq!(keys(house, "issuing"), 0);
    let results = results(house).await;
    assert_eq!(count(&results, "board", "ballots", "5"), 2);
    let registry = registry(house).await;
    let forgotten = count(&registry, "invitation", "blinded_digest", "NULL");
    assert_eq!(forgotten, PEOPLE, "who asked for which signature stays");
    assert_eq!(count(&registry, "audit", "act", "'round.finish'"), 1);
}

/// Polls that are counted, and how many poll keys there may be: while one poll is counted, the key of the
/// other goes, whichever is faster.
const COUNTED: [(usize, RangeInclusive<usize>); 9] = [
    (0, 2..=2),
    (1, 2..=2),
    (2, 1..=2),
    (2, 0..=1),
    (2, 0..=1),
    (2, 0..=0),
    (2, 0..=0),
    (2, 0..=0),
    (2, 0..=0),
];

async fn the_urn_is_counted(house: &House) {
    let tally = ["tally", "--round", CODE];
    let sheets = house.sheets[1..].iter();
    let typed: String = sheets
        .flat_map(|sheet| [sheet.text().to_string(), "\n".to_owned()])
        .collect();
    for (death, left) in TALLYING.iter().zip(COUNTED) {
        assert_eq!(state(house).await, "closed");
        dies(house, &tally, &typed, *death);
        let counted = results(house).await["poll_total"].len();
        let keys = keys(house, "poll");
        assert_eq!(counted, left.0, "{death:?}");
        assert!(left.1.contains(&keys), "{death:?}: {keys} keys");
    }
    assert_eq!(state(house).await, "tallied");
    assert!(
        !outcome(&house.data(), &tally).0,
        "it was counted once more"
    );
    // On a server there is a schema without a table then.
    assert!(!house.urn_file().exists());
    assert!(!postgres::are_meant() || urn(house).await.is_empty());
    assert!(tables::files(&house.data().join("keys")).is_empty());
}

async fn the_figures_are_published(house: &House) {
    let publish = ["round", "publish", CODE];
    let mut figures = Vec::new();
    for (death, sheets) in PUBLISHING.iter().zip([0, 3, 3, 3]) {
        assert_eq!(state(house).await, "tallied");
        dies(house, &publish, "", *death);
        let now = results(house).await["published"].clone();
        assert_eq!(now.len(), sheets, "{death:?}");
        assert!(figures.is_empty() || figures == now, "{death:?}");
        figures = now;
    }
    assert_eq!(state(house).await, "published");
    assert!(!outcome(&house.data(), &publish).0, "published twice");
    assert_eq!(results(house).await["published"], figures);
    let round = house.app.office.round(CODE).await.unwrap();
    for (at, agency) in ["D01", "D02"].into_iter().enumerate() {
        let ballots: Vec<Options> = (at..PEOPLE).step_by(2).map(hand::mixed).collect();
        let sheets = sheets_of(&house.app.office, &round, Some(agency)).await;
        let sheet = sheets.unwrap().remove(0);
        assert_eq!((sheet.acknowledged, sheet.ballots), (5, 5));
        let score = sheet.own.get().score.exact().unwrap().to_string();
        assert_eq!(score, hand::shown(hand::iit(&ballots)));
    }
}
