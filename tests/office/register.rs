//! The register of acknowledgements: the KPI's evidence.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use prongsai::domain::access::Role;

use crate::support::tables::meddle;
use crate::support::{House, hand, people};

const FORMULA: &str = "=HYPERLINK(\"http://example.com\")";

async fn house() -> House {
    let house = House::with(&[("A01", 4), ("A02", 4)]).await;
    house.answer("A01-02", &hand::best()).await;
    let sql = format!("UPDATE staff SET position = '{FORMULA}' WHERE staff_no = 'A01-02'");
    meddle(&house.registry_file(), &sql).await;
    house
}

#[actix_web::test]
async fn hr_and_assessor_have_the_same_register_in_every_form() {
    let house = house().await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let mut assessor = house.officer(Role::Assessor, Some("A01")).await;
    for form in ["", ".csv", ".xlsx", "/print"] {
        let own = hr
            .get(&format!("/office/hr/A01/2570-1/register{form}"))
            .await;
        let theirs = assessor
            .get(&format!("/office/assess/A01/2570-1/register{form}"))
            .await;
        assert_eq!((own.status, theirs.status), (200, 200), "{form}");
        if form.starts_with('.') {
            assert!(own.bytes == theirs.bytes, "{form}");
        } else {
            for at in 0..4 {
                assert!(theirs.body.contains(&people::full_name("A01", at)));
            }
            assert!(theirs.body.contains("2 พฤศจิกายน 2569"));
        }
    }
    let other = assessor.get("/office/assess/A02/2570-1/register").await;
    let nothing = assessor.get("/office/assess/NOWHERE/2570-1/register").await;
    assert_eq!((other.status, other.body), (404, nothing.body));
    assert_eq!(assessor.get("/office/hr/A01/2570-1").await.status, 404);
}

#[actix_web::test]
async fn no_spreadsheet_computes_what_somebody_typed() {
    let house = house().await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let csv = hr.get("/office/hr/A01/2570-1/register.csv").await;
    assert!(csv.media.starts_with("text/csv"));
    assert!(csv.body.starts_with("\u{feff}ลำดับ,"));
    assert!(csv.body.contains("\"'=HYPERLINK("), "{}", csv.body);
    let xlsx = hr.get("/office/hr/A01/2570-1/register.xlsx").await;
    let mut book = Xlsx::new(Cursor::new(xlsx.bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let formulas = book.worksheet_formula(&name).unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    let range = book.worksheet_range(&name).unwrap();
    let texts: Vec<&Data> = range.cells().map(|(_, _, cell)| cell).collect();
    assert!(texts.contains(&&Data::String(FORMULA.to_owned())));
    assert!(texts.contains(&&Data::Float(1.0)), "numbers are numbers");
}

#[actix_web::test]
async fn the_sheet_to_sign_has_everybody_and_places_to_sign() {
    let house = House::with(&[("A01", 130)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let page = hr.get("/office/hr/A01/2570-1/register").await;
    assert_eq!(page.body.matches("<tr>").count(), 101);
    let sheet = hr.get("/office/hr/A01/2570-1/register/print").await;
    assert_eq!(sheet.body.matches("<tr>").count(), 131);
    for place in ["ลายมือ\u{2060}ชื่อ", "ผู้จัดทำ", "ผู้รับรอง"]
    {
        assert!(sheet.body.contains(place), "{place}");
    }
}

#[actix_web::test]
async fn taking_out_the_register_is_in_the_audit_log() {
    let house = house().await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    hr.get("/office/hr/A01/2570-1/register.csv").await;
    let entries = house
        .app
        .office
        .registry
        .audit(&prongsai::domain::audit::AuditFilter::default(), 0, 1)
        .await
        .unwrap();
    assert_eq!(entries[0].act, "register.export");
    assert_eq!(entries[0].detail, "A01 csv");
}
