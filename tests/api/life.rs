//! A round from the roster file to the published figures.

use prongsai::domain::access::Role;
use prongsai::domain::disclosure::Shown;
use prongsai::intake::table::read;
use prongsai::service::delete_roster::roster_to_delete;
use prongsai::service::import_agencies::Mode;
use prongsai::service::import_roster::import_roster;
use prongsai::service::invite::queue_invitations;
use prongsai::service::kpi::{AgencyKpi, kpi};
use prongsai::service::participation::participation;

use crate::support::figures::results;
use crate::support::hand::{self, Options};
use crate::support::house::key_of;
use crate::support::people::{email, full_name};
use crate::support::process::run;
use crate::support::{CODE, House, roster, staff_id, tables};

fn figure(shown: Shown) -> String {
    shown
        .exact()
        .map_or_else(|| format!("{shown:?}"), |score| score.to_string())
}

#[actix_web::test]
async fn a_round_ends_in_the_scores_that_a_hand_computation_has() {
    let house = House::with(&[("D01", 7), ("D02", 6)]).await;
    queue_invitations(&house.app.office, CODE).await.unwrap();
    let mut ballots: [Vec<Options>; 2] = [Vec::new(), Vec::new()];
    for (agency, (code, answering)) in [("D01", 7), ("D02", 5)].into_iter().enumerate() {
        for at in 0..answering {
            let options = hand::mixed(10 * agency + at);
            house.answer(&staff_id(code, at), &options).await;
            ballots[agency].push(options);
        }
    }
    let early = roster_to_delete(&house.app.office, CODE).await;
    assert_eq!(key_of(early), "errors.round-state");
    let tallied = house.finish().await;
    assert_eq!((tallied.atoms, tallied.valid, tallied.invalid), (2, 12, 0));
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    for (code, ballots) in [("D01", &ballots[0]), ("D02", &ballots[1])] {
        let sheet = results(office, &round, Some(code)).await.unwrap().remove(0);
        let own = sheet.own.get();
        assert_eq!(own.ballots, ballots.len() as u64);
        assert_eq!(figure(own.score), hand::shown(hand::iit(ballots)));
        for number in 0..5 {
            let node = own
                .nodes
                .iter()
                .find(|node| node.code == (number + 1).to_string())
                .unwrap();
            assert_eq!(
                figure(node.shown),
                hand::shown(hand::indicator(ballots, number)),
                "{code} indicator {}",
                number + 1
            );
        }
    }
    let department = results(office, &round, Some("D00"))
        .await
        .unwrap()
        .remove(0);
    let together: Vec<Options> = ballots.concat();
    assert_eq!(
        figure(department.below.unwrap().get().score),
        hand::shown(hand::iit(&together))
    );
    let lines = participation(office, &round, None).await.unwrap();
    let took_part: Vec<(u64, u64)> = lines
        .iter()
        .map(|line| (line.participation.acknowledged, line.participation.eligible))
        .collect();
    assert_eq!(took_part, [(7, 7), (5, 6)]);
    its_roster_is_deleted(&house).await;
}

/// Figures that rest on people, and nobody by name.
async fn counted(house: &House) -> Vec<String> {
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let levels = kpi(office, &round, None).await.unwrap().into_iter();
    let figures = |kpi: AgencyKpi| {
        let line = kpi.line;
        let people = (
            line.agency.code,
            line.participation,
            line.issued,
            line.work_groups,
        );
        format!("{people:?} {:?}", kpi.result)
    };
    levels.map(figures).collect()
}

/// After the round nothing says who was asked, counts and levels are what they were, and another round keeps its people.
async fn its_roster_is_deleted(house: &House) {
    let office = &house.app.office;
    house.create("2570-2", 0).await;
    let other = read(roster(&[("D02", 3)]).as_bytes()).unwrap();
    let imported = import_roster(office, "2570-2", &other, None, Mode::Save).await;
    assert_eq!(imported.unwrap().comparison.new.len(), 3);
    let mut hr = house.officer(Role::HrOfficer, Some("D01")).await;
    let before = counted(house).await;
    let args = ["roster", "delete", "--round", CODE, "--lang", "en"];
    let ended = run(&house.data(), &args, "no\n");
    assert!(
        ended.said.contains("13 people"),
        "{} {}",
        ended.said,
        ended.told
    );
    assert!(
        hr.get("/office/hr/D01/2570-1/people")
            .await
            .body
            .contains(&full_name("D01", 0))
    );

    for _again in 0..2 {
        let ended = run(&house.data(), &args, "yes\n");
        assert_eq!(ended.code, Some(0), "{} {}", ended.said, ended.told);
    }
    assert_eq!(counted(house).await, before);
    // The command has another clock, by which the first session is over.
    let mut hr = house
        .officer_called("late@example.go.th", Role::HrOfficer, Some("D01"))
        .await;
    for page in [
        "people",
        "people/of/D01-01",
        "register",
        "mail",
        "letters",
        "kpi/people",
    ] {
        let answer = hr.get(&format!("/office/hr/D01/2570-1/{page}")).await;
        assert!(
            answer.body.contains("ลบบัญชีรายชื่อของรอบ 2570-1 แล้ว"),
            "{page}: {}",
            answer.status
        );
    }
    let board = hr.get("/office/hr/D01/2570-1").await;
    assert!(board.status == 200 && board.body.contains("ลบบัญชีรายชื่อของรอบ 2570-1 แล้ว"));
    assert!(!board.body.contains("ทุกคนเข้าร่วมครบแล้ว"));
    assert!(hr.get("/office/hr/D01/2570-1/results").await.status == 200);

    let rounds = office.registry.rounds().await.unwrap();
    let other = rounds.iter().find(|round| round.code == "2570-2").unwrap();
    assert_eq!(
        office.registry.roster_size(other.id).await.unwrap().people,
        3
    );
    let dump = tables::dump(&house.registry_file()).await;
    for table in ["invitation", "retired_link", "mail_job"] {
        assert!(dump[table].is_empty(), "{table}");
    }
    let rows = dump.values().flatten();
    let stored: String = rows.flat_map(|row| row.values()).cloned().collect();
    assert!(stored.contains("people: 13, mails: 13"), "{stored}");
    assert!(stored.contains(&email("D02", 0)));
    let files = tables::files(&house.data());
    for at in 0..7 {
        let surname = full_name("D01", at).split_once(' ').unwrap().1.to_owned();
        for trace in [surname, email("D01", at), staff_id("D01", at)] {
            assert!(!stored.contains(&trace), "{trace}");
            let bearer = files
                .iter()
                .find(|(_, bytes)| tables::holds(bytes, trace.as_bytes()));
            assert!(
                bearer.is_none(),
                "{trace} in {:?}",
                bearer.map(|(name, _)| name)
            );
        }
    }
}
