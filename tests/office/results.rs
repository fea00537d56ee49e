//! Published results: what each role sees, and that nobody sees anything before.

use crate::support::figures::results;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use prongsai::domain::access::Role;
use prongsai::domain::disclosure::Shown;
use prongsai::service::publish::publish_round;

use crate::support::{CODE, House, Officer, hand, hours, staff_id};

const SIZES: [(&str, usize); 3] = [("A01", 12), ("A02", 6), ("A03", 5)];

/// A house whose round is tallied and not yet published.
async fn tallied() -> House {
    let house = House::with(&SIZES).await;
    for (agency, size) in SIZES {
        for at in 0..size {
            let options = if at % 3 == 0 {
                hand::worst()
            } else {
                hand::best()
            };
            house.answer(&staff_id(agency, at), &options).await;
        }
    }
    house.close().await;
    house.later(hours(2));
    house.tally().await.unwrap();
    house
}

/// Addresses of figures with somebody who may open them.
async fn addresses(house: &House) -> Vec<(Officer, Vec<String>)> {
    let below = |home: &str| {
        [
            "results",
            "results/results.csv",
            "results/results.xlsx",
            "department",
            "department/department.xlsx",
        ]
        .map(|page| format!("/office/{home}/A01/{CODE}/{page}"))
    };
    let all = |home: &str| {
        ["", "/department.csv", "/of/A01", "/of/A01/results.xlsx"]
            .map(|page| format!("/office/{home}/results/{CODE}{page}"))
            .to_vec()
    };
    let hr = [
        "results",
        "results/results.csv",
        "results/results.xlsx",
        "gap",
        "gap/plan.xlsx",
    ]
    .map(|page| format!("/office/hr/A01/{CODE}/{page}"));
    vec![
        (
            house.officer(Role::HrOfficer, Some("A01")).await,
            hr.to_vec(),
        ),
        (
            house.officer(Role::Executive, Some("A01")).await,
            below("executive").to_vec(),
        ),
        (
            house.officer(Role::Assessor, Some("A01")).await,
            below("assess").to_vec(),
        ),
        (house.officer(Role::Administrator, None).await, all("admin")),
        (house.officer(Role::Auditor, None).await, all("audit")),
    ]
}

#[actix_web::test]
async fn no_role_sees_a_figure_before_publication() {
    let house = tallied().await;
    let mut people = addresses(&house).await;
    for (officer, pages) in &mut people {
        for page in pages {
            let shown = officer.get(page).await;
            assert!(
                matches!(shown.status, 200 | 404),
                "{page}: {}",
                shown.status
            );
            assert!(shown.body.contains("ยังไม่เผยแพร่ผล"), "{page}");
            assert!(
                !shown.media.contains("csv") && !shown.media.contains("sheet"),
                "{page}"
            );
            assert!(
                !shown.body.contains("66.67") && !shown.body.contains("figure"),
                "{page}"
            );
        }
    }
    publish_round(&house.app.office, CODE).await.unwrap();
    for (officer, pages) in &mut people {
        for page in pages {
            let shown = officer.get(page).await;
            assert_eq!(shown.status, 200, "{page}");
            assert!(!shown.body.contains("ยังไม่เผยแพร่ผล"), "{page}");
        }
    }
}

/// The score of an agency as the service has it.
async fn score(house: &House, agency: &str) -> String {
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let sheets = results(office, &round, Some(agency)).await.unwrap();
    match sheets[0].own.get().score {
        Shown::Exact(score) => score.to_string(),
        _ => panic!("{agency} has no score"),
    }
}

#[actix_web::test]
async fn the_page_shows_what_the_service_has() {
    let house = tallied().await;
    publish_round(&house.app.office, CODE).await.unwrap();
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let page = hr.get(&format!("/office/hr/A01/{CODE}/results")).await;
    let own = score(&house, "A01").await;
    assert!(
        page.body
            .contains(&format!("<span class=\"number\">{own}</span>"))
    );
    assert!(page.body.contains("<svg class=\"radar\""));
    assert!(!page.body.contains("style="));
    let thai = hr
        .get(&format!("/office/hr/A01/{CODE}/results?digits=thai"))
        .await;
    let digits: String = own
        .chars()
        .map(|symbol| {
            symbol
                .to_digit(10)
                .map_or(symbol, |digit| char::from_u32(0xe50 + digit).unwrap())
        })
        .collect();
    assert!(thai.body.contains(&digits) && !thai.body.contains(&format!(">{own}<")));
    let mut executive = house.officer(Role::Executive, Some("A02")).await;
    let page = executive
        .get(&format!("/office/executive/A02/{CODE}/results"))
        .await;
    assert!(page.body.contains(&score(&house, "A02").await));
    assert!(
        page.body.contains("คำตอบน้อยกว่า 14 ชุด"),
        "it says why items are not shown"
    );
}

#[actix_web::test]
async fn figures_of_another_agency_are_not_there() {
    let house = tallied().await;
    publish_round(&house.app.office, CODE).await.unwrap();
    for (role, home) in [
        (Role::HrOfficer, "hr"),
        (Role::Executive, "executive"),
        (Role::Assessor, "assess"),
    ] {
        let mut officer = house.officer(role, Some("A02")).await;
        for page in ["results", "results/results.csv", "kpi", "kpi/kpi.xlsx"] {
            let other = officer
                .get(&format!("/office/{home}/A01/{CODE}/{page}"))
                .await;
            let nothing = officer
                .get(&format!("/office/{home}/NOWHERE/{CODE}/{page}"))
                .await;
            assert_eq!(
                (other.status, &other.body),
                (404, &nothing.body),
                "{home} {page}"
            );
        }
    }
}

#[actix_web::test]
async fn a_workbook_has_numbers_and_a_csv_opens_in_thai() {
    let house = tallied().await;
    publish_round(&house.app.office, CODE).await.unwrap();
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let file = hr
        .get(&format!("/office/hr/A01/{CODE}/results/results.xlsx"))
        .await;
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(file.bytes)).unwrap();
    let sheet = book.worksheet_range("A01").unwrap();
    let expected: f64 = score(&house, "A01").await.parse().unwrap();
    match sheet.get_value((1, 4)) {
        Some(Data::Float(number)) => assert!((number - expected).abs() < 1e-9),
        other => panic!("not a number: {other:?}"),
    }
    let csv = hr
        .get(&format!("/office/hr/A01/{CODE}/results/results.csv"))
        .await;
    assert!(csv.bytes.starts_with("\u{feff}".as_bytes()));
    assert!(
        csv.headers
            .iter()
            .any(|(name, value)| name == "content-disposition" && value.starts_with("attachment"))
    );
}

#[actix_web::test]
async fn the_department_is_searched_and_sorted() {
    let house = tallied().await;
    publish_round(&house.app.office, CODE).await.unwrap();
    let mut auditor = house.officer(Role::Auditor, None).await;
    let base = format!("/office/audit/results/{CODE}");
    let found = auditor.get(&format!("{base}?q=A02")).await;
    assert!(found.body.contains("หน่วยงานทดสอบ A02") && !found.body.contains("หน่วยงานทดสอบ A03"));
    let sorted = auditor.get(&format!("{base}?sort=score&down=1")).await;
    let place = |code: &str| sorted.body.find(&format!("หน่วยงานทดสอบ {code}")).unwrap();
    let mut codes = ["A01", "A02", "A03"]
        .map(|code| (place(code), code))
        .to_vec();
    codes.sort_unstable();
    let mut scores = Vec::new();
    for (_, code) in codes {
        scores.push(score(&house, code).await.parse::<f64>().unwrap());
    }
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}
