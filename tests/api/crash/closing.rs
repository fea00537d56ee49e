//! Extending, closing, writing the boards, publishing; and who wins when two do it at once.

use prongsai::app::App;
use prongsai::domain::round::{Round, RoundState};
use prongsai::service::close_round::{close_due_rounds, close_round, extend_round};
use prongsai::service::invite::queue_invitations;
use prongsai::service::open_round::open_beside;
use prongsai::service::public_part::opened_beside;
use prongsai::service::publish::publish_round;

use super::opening::app;
use crate::support::command::Folder;
use crate::support::race::Race;
use crate::support::{CODE, House, PUBLIC, agencies, hand, hours, staff_id, tables};

#[actix_web::test]
async fn a_killed_extension_is_told_to_everybody_once_or_not_made() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    queue_invitations(&house.app.office, CODE).await.unwrap();
    let closes = house.app.office.round(CODE).await.unwrap().closes_at;
    let later = closes.checked_add(hours(48)).unwrap().to_string();
    let command = ["round", "extend", CODE, "--closes", &later];
    let mut unmade = 0;
    for writes in 1.. {
        let folder = Folder::of(&house);
        let killed = folder.start(&command).killed_after(writes);
        let (moved, told) = extension(&folder, &later).await;
        assert_eq!(told, if moved { 6 } else { 0 }, "after {writes}");
        unmade += usize::from(!moved);
        if !killed {
            break;
        }
        assert_eq!(folder.run(&command), !moved, "made once");
        assert_eq!(extension(&folder, &later).await, (true, 6));
    }
    assert!(unmade > 0, "it was never killed in time");
}

/// Whether the close has moved, and how many mails tell of it.
async fn extension(folder: &Folder, later: &str) -> (bool, usize) {
    let registry = tables::dump(&folder.registry()).await;
    let told = registry["mail_job"].iter();
    (
        registry["round"][0]["closes_at"] == format!("'{later}'"),
        told.filter(|job| job["kind"] == "'extended'").count(),
    )
}

#[actix_web::test]
async fn a_killed_close_can_be_repeated_and_ends_in_the_urn_and_the_mail_folder() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let letter = house.data().join("mail").join("link.eml");
    std::fs::create_dir_all(letter.parent().unwrap()).unwrap();
    std::fs::write(&letter, "a live link").unwrap();
    let command = ["round", "close", CODE];
    let mut half = 0;
    for writes in 1.. {
        let folder = Folder::of(&house);
        let killed = folder.start(&command).killed_after(writes);
        let round = app(&folder).await.office.round(CODE).await.unwrap();
        assert!([RoundState::Open, RoundState::Closed].contains(&round.state));
        let letter = folder.path().join("mail").join("link.eml");
        half += usize::from(round.state == RoundState::Closed && letter.exists());
        if !killed {
            break;
        }
        assert!(folder.run(&command), "it cannot be repeated after {writes}");
        let again = app(&folder).await.office.round(CODE).await.unwrap();
        assert_eq!(again.state, RoundState::Closed);
        assert!(round.closed_at.is_none() || round.closed_at == again.closed_at);
        assert!(!letter.exists(), "live links stay after {writes}");
        let urn = tables::dump(&folder.path().join("urn").join(format!("{CODE}.db"))).await;
        let ends = again.grace_ends().unwrap();
        assert_eq!(urn["poll"][0]["until"], format!("'{ends}'"));
    }
    assert!(half > 0, "it was never killed in the middle");
}

#[actix_web::test]
async fn killed_while_the_boards_are_written_the_server_still_forgets_all_it_must() {
    let codes: Vec<String> = (1..=9).map(|at| format!("D0{at}")).collect();
    let sizes: Vec<(&str, usize)> = codes.iter().map(|code| (code.as_str(), 5)).collect();
    let house = House::in_real_time(&sizes).await;
    for agency in &codes {
        house.answer(&staff_id(agency, 0), &hand::best()).await;
    }
    house.close().await;
    // The boards are written before the first key sheet is asked for, and nobody types one.
    let command = ["tally", "--round", CODE];
    let mut between = 0;
    for writes in 1.. {
        let folder = Folder::of(&house);
        let killed = folder.start(&command).killed_after(writes);
        let boards = tables::dump(&folder.path().join("results.db")).await["board"].len();
        between += usize::from((1..9).contains(&boards));
        if !killed {
            break;
        }
        folder.run(&command);
        let registry = tables::dump(&folder.registry()).await;
        let digests = registry["invitation"].iter();
        assert_eq!(
            digests
                .filter(|row| row["blinded_digest"] != "NULL")
                .count(),
            0,
            "digests stay after {writes}"
        );
        let results = tables::dump(&folder.path().join("results.db")).await;
        assert_eq!(results["board"].len(), 9);
        assert!(results["board"].iter().all(|row| row["ballots"] == "1"));
        assert!(folder.keys().iter().all(|name| !name.contains("issuing")));
    }
    assert!(between > 0, "it was never killed between the boards");
}

async fn tallied() -> House {
    let house = House::in_real_time(&[("D01", 6), ("D02", 6)]).await;
    for agency in ["D01", "D02"] {
        for at in 0..6 {
            house.answer(&staff_id(agency, at), &hand::mixed(at)).await;
        }
    }
    house.close().await;
    house.tally().await.unwrap();
    house
}

#[actix_web::test]
async fn a_killed_publication_is_repeated_with_the_same_figures() {
    let house = tallied().await;
    let whole = Folder::of(&house);
    let command = ["round", "publish", CODE];
    assert!(whole.run(&command));
    let figures = async |folder: &Folder| {
        tables::dump(&folder.path().join("results.db")).await["published"].clone()
    };
    let wanted = figures(&whole).await;
    assert_eq!(wanted.len(), 3);
    for writes in 1.. {
        let folder = Folder::of(&house);
        let killed = folder.start(&command).killed_after(writes);
        let round = app(&folder).await.office.round(CODE).await.unwrap();
        let now = figures(&folder).await;
        assert!(now.is_empty() || now == wanted, "half of it");
        let published = round.state == RoundState::Published;
        assert!(!published || now == wanted, "published without figures");
        if !killed {
            break;
        }
        assert_eq!(folder.run(&command), !published, "published once");
        assert_eq!(figures(&folder).await, wanted, "after {writes}");
    }
}

#[actix_web::test]
async fn figures_that_a_killed_publication_wrote_stay_as_a_whole() {
    let house = tallied().await;
    let office = &house.app.office;
    publish_round(office, CODE).await.unwrap();
    let results = house.data().join("results.db");
    let before = tables::dump(&results).await["published"].clone();
    // As if it had been killed before it told the registry, and an agency joined another since.
    tables::meddle(&house.registry_file(), "UPDATE round SET state = 'tallied'").await;
    let moved = agencies(&[("D02", 0), ("D03", 0)]).replace("D02,D00", "D02,D03");
    house.import_agencies(&moved).await;
    publish_round(office, CODE).await.unwrap();
    assert_eq!(tables::dump(&results).await["published"], before);
}

/// The same data folder opened a second time, as by another process.
async fn beside(house: &House) -> App {
    App::open(&house.data(), house.world.clone(), "อีกคน")
        .await
        .unwrap()
}

async fn left(house: &House) -> Round {
    house.app.office.round(CODE).await.unwrap()
}

#[actix_web::test]
async fn a_round_that_is_extended_while_its_time_runs_out_is_extended_or_closed() {
    let house = House::with(&[("D01", 6)]).await;
    let other = beside(&house).await;
    let mut race = Race::new();
    while race.goes_on() {
        let before = left(&house).await;
        house.world.set_clock(before.closes_at);
        let later = before.closes_at.checked_add(hours(24)).unwrap();
        let keeper = async {
            race.second().await;
            close_due_rounds(&other.office).await
        };
        let extending = async {
            race.first().await;
            extend_round(&house.app.office, CODE, later).await
        };
        let (won, keeper) = tokio::join!(extending, keeper);
        let after = left(&house).await;
        if won.is_ok() {
            assert_eq!((after.state, after.closes_at), (RoundState::Open, later));
        } else {
            assert_eq!(keeper.unwrap(), [CODE]);
            let still = (RoundState::Closed, before.closes_at);
            assert_eq!((after.state, after.closes_at), still);
        }
        race.won_by(won.is_ok());
        let again = "UPDATE round SET state = 'open', closed_at = NULL";
        tables::meddle(&house.registry_file(), again).await;
    }
}

#[actix_web::test]
async fn an_extension_and_an_early_close_at_once_do_not_undo_each_other() {
    let house = House::with(&[("D01", 6)]).await;
    let other = beside(&house).await;
    let mut race = Race::new();
    while race.goes_on() {
        let before = left(&house).await;
        let later = before.closes_at.checked_add(hours(24)).unwrap();
        let extending = async {
            race.first().await;
            extend_round(&house.app.office, CODE, later).await
        };
        let closing = async {
            race.second().await;
            close_round(&other.office, CODE).await
        };
        let (extending, closing) = tokio::join!(extending, closing);
        race.won_by(extending.is_ok());
        let after = left(&house).await;
        let close = if extending.is_ok() {
            later
        } else {
            before.closes_at
        };
        assert_eq!(after.closes_at, close);
        assert_eq!(after.state == RoundState::Closed, closing.is_ok());
        assert!(extending.is_ok() || closing.is_ok(), "one of them wins");
        let again = "UPDATE round SET state = 'open', closed_at = NULL";
        tables::meddle(&house.registry_file(), again).await;
    }
}

#[actix_web::test]
async fn nothing_opens_under_a_key_whose_round_closes_at_the_same_moment() {
    let house = House::with(&[("D01", 6)]).await;
    let office = &house.app.office;
    house.open_public(40, 0).await;
    let part = office.round(PUBLIC).await.unwrap();
    let (_, manifest) = opened_beside(office, &part).await.unwrap().unwrap();
    let (framework, instrument) = office.instrument(&part).unwrap();
    let names = &manifest.custodians.names;
    let files = house.app.round_files(&part, framework, instrument, names);
    let other = beside(&house).await;
    let mut race = Race::new();
    while race.goes_on() {
        let again = "UPDATE round SET state = 'open', closed_at = NULL;
            UPDATE round SET state = 'draft', instrument_hash = NULL WHERE code = '2570-1-EIT';
            DELETE FROM poll WHERE round_id = (SELECT id FROM round WHERE code = '2570-1-EIT')";
        tables::meddle(&house.registry_file(), again).await;
        let opening = async {
            race.first().await;
            open_beside(office, PUBLIC, &files).await
        };
        let closing = async {
            race.second().await;
            close_round(&other.office, CODE).await
        };
        let (opening, closing) = tokio::join!(opening, closing);
        closing.unwrap();
        let log = tables::dump(&house.registry_file()).await;
        let last = |act: &str, of: &str| {
            let (act, of) = (format!("'{act}'"), format!("'{of}'"));
            let mut found = log["audit"].iter();
            found.rposition(|line| line["act"] == act && line["subject"] == of)
        };
        let part = office.round(PUBLIC).await.unwrap();
        assert_eq!(part.state == RoundState::Open, opening.is_ok());
        if opening.is_ok() {
            let (closed, shown) = (last("round.close", CODE), last("round.open", PUBLIC));
            assert!(closed > shown, "it opened under a closed round's key");
        }
        race.won_by(opening.is_ok());
    }
}
