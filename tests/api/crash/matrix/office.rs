//! What the office does before people answer: imports, the ceremony, late agencies, mails.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt as _;

use prongsai::fault::Step::{
    self, FileUnnamed, ImportBox, ImportSaved, InvitationsWritten, MailSent, MailSettled,
    MailTaken, OpenBoxes, OpenCleared, OpenPoll, OpenToken, OpenUrn,
};
use prongsai::service::invite::queue_invitations;
use prongsai::service::remind::{Reminder, queue_reminders};

use super::super::opening::assert_whole;
use super::{COMMIT, Death, count, dies, doomed, registry, state};
use crate::support::command::Running;
use crate::support::people::{HEADING, email, line};
use crate::support::process::outcome;
use crate::support::{CODE, House, agencies, hours, roster};

/// Exemptions are committed before the opening.
const OPENING: &[Death] = &[
    (OpenCleared, 1),
    (OpenToken, 1),
    (FileUnnamed, 3),
    (OpenPoll, 1),
    (OpenPoll, 2),
    (OpenUrn, 1),
    (OpenBoxes, 1),
    (Step::ActWritten, 1),
    (Step::ActCommitted, 1),
    (Step::ActWritten, 2),
    (Step::ActCommitted, 2),
];
/// The lines of import and of exemptions are committed before that of the late poll.
const LATE: &[Death] = &[
    (Step::ActWritten, 1),
    (ImportSaved, 1),
    (FileUnnamed, 2),
    (OpenPoll, 1),
    (ImportBox, 1),
    (Step::ActWritten, 3),
    (InvitationsWritten, 1),
];
const MAILING: &[Death] = &[(MailTaken, 1), (MailSent, 1), (MailSettled, 1)];

pub const MATRIX: &[&[Death]] = &[COMMIT, OPENING, LATE, MAILING];

/// What a table says, whatever the order of its rows.
async fn rows(house: &House, table: &str) -> BTreeSet<String> {
    let dump = registry(house).await;
    dump[table].iter().map(|row| format!("{row:?}")).collect()
}

/// A table is as before until the act is committed, and as after it from then on, also if the act
/// is repeated.
async fn all_or_nothing(house: &House, args: &[&str], table: &str) {
    let before = rows(house, table).await;
    dies(house, args, "", COMMIT[0]);
    assert_eq!(rows(house, table).await, before, "{args:?}");
    dies(house, args, "", COMMIT[1]);
    let after = rows(house, table).await;
    assert_ne!(after, before, "{args:?}");
    done(house, args);
    assert_eq!(rows(house, table).await, after, "{args:?}");
}

fn done(house: &House, args: &[&str]) {
    let (done, said) = outcome(&house.data(), args);
    assert!(done, "{args:?}: {said}");
}

/// A file of the data folder with this text; its path.
fn file(house: &House, name: &str, text: &str) -> String {
    let file = house.data().join(name);
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[actix_web::test]
async fn an_office_that_dies_at_every_step_does_each_act_wholly_or_not_at_all() {
    let house = House::in_draft(&[("D01", 4), ("D02", 2)]).await;
    imports_before_the_round_opens(&house).await;
    the_round_opens(&house).await;
    an_agency_comes_late(&house).await;
    everybody_is_invited(&house).await;
    an_address_is_corrected(&house).await;
    the_close_is_moved(&house).await;
}

async fn imports_before_the_round_opens(house: &House) {
    let list = agencies(&[("D01", 0), ("D02", 0), ("D03", 0)]);
    let list = file(house, "agencies.csv", &list);
    all_or_nothing(house, &["agency", "import", &list], "agency").await;
    let moved = line("D01", 0, "somebody.else@canary.example.go.th", "");
    let other = line("D01", 4, "fifth@canary.example.go.th", "");
    let people = file(house, "people.csv", &format!("{HEADING}{moved}{other}"));
    let import = ["roster", "import", &people, "--round", CODE];
    all_or_nothing(house, &import, "staff").await;
}

/// Issuing keys of the round, sealed, by their files.
fn issuing_keys(house: &House) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(house.data().join("keys").join(CODE)).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let named = files.map(|path| (path.file_name().unwrap().display().to_string(), path));
    named
        .filter(|(name, _)| name.starts_with("issuing-"))
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect()
}

/// Holds a ceremony in a process that dies at a step.
fn opening_dies(house: &House, death: Death) {
    let command = ["round", "open", CODE];
    let mut ceremony = Running::start_with(&house.data(), &command, doomed(death));
    ceremony.read_back(3);
    assert_eq!(ceremony.ended().signal(), Some(9), "{death:?}");
}

async fn the_round_opens(house: &House) {
    let (last, before) = OPENING.split_last().unwrap();
    done(house, &["round", "keys", CODE]);
    let drawn = issuing_keys(house);
    assert_eq!(drawn.len(), 2);
    for death in before {
        opening_dies(house, *death);
        assert_eq!(state(house).await, "draft", "{death:?}");
        let registry = registry(house).await;
        let there = (registry["poll"].len(), registry["invitation"].len());
        assert_eq!(there, (0, 0), "half open after {death:?}");
        assert_eq!(issuing_keys(house), drawn, "drawn anew after {death:?}");
    }
    opening_dies(house, *last);
    assert_eq!(issuing_keys(house), drawn);
    assert_whole(&house.data(), 2, 7).await;
    let refused = outcome(&house.data(), &["round", "open", CODE]);
    assert!(!refused.0, "opened twice");
    assert_whole(&house.data(), 2, 7).await;
}

/// What an import into an open round has left: people, polls, invitations.
const LEFT: [(usize, usize, usize); 7] = [
    (7, 2, 7),
    (9, 2, 7),
    (9, 2, 7),
    (9, 2, 7),
    (9, 2, 7),
    (9, 2, 7),
    (9, 3, 7),
];

async fn an_agency_comes_late(house: &House) {
    let people = file(house, "late.csv", &roster(&[("D03", 2)]));
    let import = ["roster", "import", &people, "--round", CODE];
    for (death, left) in LATE.iter().zip(LEFT) {
        dies(house, &import, "", *death);
        let registry = registry(house).await;
        let [people, polls, invited] =
            ["staff", "poll", "invitation"].map(|table| registry[table].len());
        assert_eq!((people, polls, invited), left, "{death:?}");
    }
    done(house, &import);
    assert_whole(&house.data(), 3, 9).await;
}

#[actix_web::test]
async fn who_came_with_an_import_that_died_has_a_box_and_a_link_once_links_are_sent() {
    let house = House::in_real_time(&[("D01", 2)]).await;
    let list = file(&house, "agencies.csv", &agencies(&[("D01", 0), ("D03", 0)]));
    done(&house, &["agency", "import", &list]);
    let people = file(&house, "late.csv", &roster(&[("D03", 2)]));
    let import = ["roster", "import", &people, "--round", CODE];
    dies(&house, &import, "", (ImportSaved, 1));
    let queued = queue_invitations(&house.app.office, CODE).await;
    queued.unwrap();
    assert_whole(&house.data(), 2, 4).await;
}

#[actix_web::test]
async fn who_was_moved_by_an_import_that_died_has_a_box_once_links_or_reminders_are_sent() {
    let house = House::in_real_time(&[("D01", 3)]).await;
    let list = [("D01", 0), ("D03", 0), ("D04", 0)];
    let list = file(&house, "agencies.csv", &agencies(&list));
    done(&house, &["agency", "import", &list]);
    let office = &house.app.office;
    for (at, to) in [(0, "D03"), (1, "D04")] {
        let moved = line("D01", at, &email("D01", at), "").replace(",D01,", &format!(",{to},"));
        let people = file(&house, "moved.csv", &format!("{HEADING}{moved}"));
        let import = ["roster", "import", &people, "--round", CODE];
        dies(&house, &import, "", (ImportSaved, 1));
        assert_eq!(registry(&house).await["poll"].len(), 1 + at, "{to}");
        if at == 0 {
            queue_invitations(office, CODE).await.unwrap();
        } else {
            let everybody = Reminder {
                round: CODE,
                agency: None,
                at: None,
            };
            queue_reminders(office, &everybody).await.unwrap();
        }
        assert_whole(&house.data(), 2 + at, 3).await;
    }
}

/// How many mails there are in each state, and how many went into the folder.
async fn mails(house: &House) -> (BTreeMap<String, usize>, usize) {
    let mut states = BTreeMap::new();
    for job in &registry(house).await["mail_job"] {
        *states
            .entry(job["state"].trim_matches('\'').to_owned())
            .or_default() += 1;
    }
    let folder = std::fs::read_dir(house.data().join("mail"));
    (states, folder.map_or(0, Iterator::count))
}

/// Nobody is written to twice by itself: what was cut off while it went out is uncertain.
async fn everybody_is_invited(house: &House) {
    let invite = ["invite", "--round", CODE];
    let settings = house.data().join("settings.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let mail = "[mail]\ntransport = \"folder\"\nfrom = \"ita@example.go.th\"\n";
    std::fs::write(&settings, format!("{text}\n{mail}")).unwrap();
    let after: [(&[(&str, usize)], usize); 5] = [
        (&[], 0),
        (&[("queued", 9)], 0),
        (&[("queued", 8), ("sending", 1)], 0),
        (&[("queued", 7), ("sending", 1), ("uncertain", 1)], 1),
        (&[("queued", 6), ("sent", 1), ("uncertain", 2)], 2),
    ];
    let states = |named: &[(&str, usize)]| -> BTreeMap<String, usize> {
        named.iter().map(|(of, n)| ((*of).to_owned(), *n)).collect()
    };
    for (death, (left, sent)) in COMMIT.iter().chain(MAILING).zip(after) {
        dies(house, &invite, "", *death);
        assert_eq!(mails(house).await, (states(left), sent), "{death:?}");
    }
    done(house, &invite);
    let left = states(&[("sent", 7), ("uncertain", 2)]);
    assert_eq!(mails(house).await, (left, 8));
    done(house, &["mail", "retry", "--round", CODE, "--uncertain"]);
    assert_eq!(mails(house).await, (states(&[("sent", 9)]), 9));
}

async fn an_address_is_corrected(house: &House) {
    let address = "corrected@canary.example.go.th";
    let correct = [
        "roster", "email", "--round", CODE, "--id", "D01-01", address,
    ];
    let changed = async || {
        let registry = registry(house).await;
        let addressed = count(&registry, "staff", "email", &format!("'{address}'"));
        let newer = count(&registry, "invitation", "generation", "2");
        let dead = registry["retired_link"].len();
        (addressed, newer, dead, registry["mail_job"].len())
    };
    dies(house, &correct, "", COMMIT[0]);
    assert_eq!(changed().await, (0, 0, 0, 9));
    dies(house, &correct, "", COMMIT[1]);
    assert_eq!(changed().await, (1, 1, 1, 10));
    done(house, &correct);
    assert_eq!(changed().await, (1, 1, 1, 10));
}

async fn the_close_is_moved(house: &House) {
    let closes = house.app.office.round(CODE).await.unwrap().closes_at;
    let later = closes.checked_add(hours(48)).unwrap().to_string();
    let extend = ["round", "extend", CODE, "--closes", &later];
    let moved = async || {
        let registry = registry(house).await;
        let moved = registry["round"][0]["closes_at"] == format!("'{later}'");
        (moved, count(&registry, "mail_job", "kind", "'extended'"))
    };
    dies(house, &extend, "", COMMIT[0]);
    assert_eq!(moved().await, (false, 0));
    dies(house, &extend, "", COMMIT[1]);
    assert_eq!(moved().await, (true, 9));
    assert!(!outcome(&house.data(), &extend).0, "extended twice");
    assert_eq!(moved().await, (true, 9));
}
