//! A round from the roster to the KPI.

use serde_json::Value;

use crate::chromium::{Chromium, Device};
use crate::hand_sums::{Scores, scores};
use crate::office::{Office, ROUND};
use crate::people::{CLINIC, CLINIC_STAFF, DEPARTMENT, HOSPITAL, HOSPITAL_STAFF, name, staff_id};
use crate::questionnaire::Answers;
use crate::unsent::sends_itself_after_a_kill;
use crate::visit::{Visit, Whose};

/// Most taps that 51 answers may cost.
const MOST_TAPS: usize = 65;

/// Parts of the KPI's steps 1 to 3 that every work group takes part in, and those that are the agency's.
const OF_EVERY_GROUP: [&str; 7] = ["1.1", "2.1", "3.1", "3.2", "3.3", "3.4", "3.5"];
const OF_THE_AGENCY: [&str; 1] = ["1.2"];

#[tokio::test]
async fn a_round_from_the_roster_to_the_kpi() {
    let office = Office::with_everybody_invited();
    assert_eq!(
        office.mailed(),
        HOSPITAL_STAFF + CLINIC_STAFF - 1,
        "everybody with an e-mail is mailed"
    );
    let hospital: Vec<Answers> = (0..HOSPITAL_STAFF)
        .map(|person| Answers::of_person(person, 3))
        .collect();
    let clinic: Vec<Answers> = (0..CLINIC_STAFF - 1)
        .map(|person| Answers::of_person(person, 2))
        .collect();

    takes_part_on_a_phone(&office, &hospital[0]).await;
    sends_itself_after_a_kill(&office, 1, &hospital[1]).await;
    for (at, answers) in hospital.iter().enumerate().skip(2) {
        office.answer(HOSPITAL, at, answers);
    }
    for (at, answers) in clinic.iter().enumerate() {
        office.answer(CLINIC, at, answers);
    }
    record_evidence(&office);

    office.close();
    office.tally();
    assert_eq!(cast_on(&office.board(HOSPITAL)), HOSPITAL_STAFF);
    office.run(&["round", "publish", ROUND]);

    let published = office.json(&["results", "--round", ROUND]);
    let all = [hospital.clone(), clinic.clone()].concat();
    same_scores(
        &of_agency(&published, HOSPITAL)["own"],
        hospital.len(),
        &scores(&hospital),
    );
    same_scores(
        &of_agency(&published, CLINIC)["own"],
        clinic.len(),
        &scores(&clinic),
    );
    same_scores(
        &of_agency(&published, DEPARTMENT)["below"],
        all.len(),
        &scores(&all),
    );
    kpi_is_as_it_must_be(&office, &scores(&hospital));
}

/// The link of the mail, touched through to page A.
async fn takes_part_on_a_phone(office: &Office, answers: &Answers) {
    let phone = Chromium::open(Device::Phone, office.file("phone").as_ref()).await;
    let mut visit = Visit::to(&phone, office.link(HOSPITAL, 0)).await;
    visit.take_part(Whose::Own, answers).await;
    assert!(visit.taps <= MOST_TAPS, "{} taps", visit.taps);
    assert_eq!(visit.slot("name").await, name(0));

    let again = Visit::to(&phone, office.link(HOSPITAL, 0)).await;
    again.arrives_at("acknowledged").await;
}

/// Recorded by HR, confirmed by the assessor, for one agency.
fn record_evidence(office: &Office) {
    let parts = OF_EVERY_GROUP
        .map(|part| (part, "all"))
        .into_iter()
        .chain(OF_THE_AGENCY.map(|part| (part, "")));
    for (part, group) in parts {
        let about = [
            "--round",
            ROUND,
            "--agency",
            HOSPITAL,
            "--part",
            part,
            "--work-group",
            group,
        ];
        office.run(
            &[
                &["kpi", "record"],
                &about[..],
                &["--day", "2019-01-15", "--delegates", "ผู้แทนกลุ่มงาน"],
            ]
            .concat(),
        );
        office.run(&[&["kpi", "confirm"], &about[..]].concat());
    }
}

fn cast_on(board: &[String]) -> usize {
    board
        .iter()
        .find_map(|line| line.strip_prefix("cast "))
        .unwrap()
        .parse()
        .unwrap()
}

fn of_agency<'a>(published: &'a Value, code: &str) -> &'a Value {
    let mut agencies = published.as_array().unwrap().iter();
    agencies
        .find(|agency| agency["agency"] == code)
        .unwrap_or_else(|| panic!("no figures of {code}"))
}

fn same_scores(figures: &Value, ballots: usize, by_hand: &Scores) {
    assert_eq!(figures["ballots"], ballots);
    assert_eq!(figures["score"]["exact"], by_hand.instrument);
    for (code, score) in &by_hand.indicators {
        let node = figures["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|node| node["code"] == *code);
        assert_eq!(node.unwrap()["shown"]["exact"], *score, "indicator {code}");
    }
}

/// In the hospital everybody took part and the score is between the two thresholds: level 4. In the clinic somebody
/// did not, and there is no evidence.
fn kpi_is_as_it_must_be(office: &Office, hospital: &Scores) {
    let score: f64 = hospital.instrument.parse().unwrap();
    assert!(
        (85.0..90.0).contains(&score),
        "answers for level 4, not {score}"
    );
    let points = |agency: &str| -> Vec<String> {
        let rows = office.json(&["kpi", "--round", ROUND, "--agency", agency]);
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["points"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        points(HOSPITAL),
        ["1.00", "1.00", "1.00", "1.00", "0.00", "4.00"]
    );
    assert_eq!(points(CLINIC), ["0.00"; 6]);
    let person = office.json(&["kpi", "--round", ROUND, "--person", &staff_id(HOSPITAL, 1)]);
    assert_eq!(person[0]["agency_level"], "4");
    assert_eq!(person[0]["name"], name(1));
}
