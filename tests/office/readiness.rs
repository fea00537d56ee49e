//! What is looked at before a round opens: test mails to contact persons, and lists of agencies.

use prongsai::domain::access::Role;
use prongsai::service::sheet_reminder::remind_of_sheets;

use crate::support::{CODE, House, agencies, hours, roster, tables};

const FOLDER: &str = "[mail]\ntransport = \"folder\"\nfrom = \"ITA <ita@example.go.th>\"\n";
const NO_SERVER: &str = "[mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"plain\"\nfrom = \"ITA <ita@example.go.th>\"\n";
const LIST: &str = "รหัสหน่วยงาน,ชื่อหน่วยงาน,รหัสหน่วยงานต้นสังกัด,ผู้ประสานงาน,อีเมลผู้ประสานงาน\n\
    D00,กรมทดสอบ,,งานบุคคล,\nA01,หน่วยงานหนึ่ง,D00,งานบุคคลหนึ่ง,contact.one@example.go.th\n";
const READINESS: &str = "/office/admin/rounds/2570-1/readiness";

async fn house(mail: &str) -> House {
    let house = House::with_settings(mail).await;
    house.import_agencies(LIST).await;
    house.create(CODE, 60).await;
    house.import(&roster(&[("A01", 6)])).await.unwrap();
    house
}

/// Whom mails went to, and what they say.
fn mailed(house: &House) -> Vec<String> {
    let read = |(_, bytes): (String, Vec<u8>)| {
        let mail = mailparse::parse_mail(&bytes).unwrap();
        let to = mail.headers.iter().find(|header| header.get_key() == "To");
        let body = mail.subparts[0].get_body().unwrap();
        format!("{}\n{body}", to.unwrap().get_value())
    };
    tables::files(&house.data().join("mail"))
        .into_iter()
        .map(read)
        .collect()
}

#[actix_web::test]
async fn a_test_mail_to_the_contact_person_is_shown_with_its_day() {
    let house = house(FOLDER).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let page = admin.get(READINESS).await.body;
    assert!(page.contains("ยังไม่ได้ทดสอบ") && page.contains("ไม่มีอีเมล"));
    let untested = format!("{READINESS}?missing=mail");
    let page = admin.get(&untested).await.body;
    assert!(page.contains("หน่วยงานหนึ่ง") && !page.contains("กรมทดสอบ"));
    let test = format!("{READINESS}/test/A01?q=A0");
    let sent = admin.post(&test, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(sent.location.starts_with(READINESS) && sent.location.contains("q=A0"));
    let page = admin.get(&sent.location).await.body;
    assert!(page.contains("2 พฤศจิกายน 2569"), "{page}");
    let mails = mailed(&house);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("contact.one@example.go.th"));
    assert_eq!(
        admin
            .post(&format!("{READINESS}/test/D00"), &[])
            .await
            .status,
        422,
        "there is no address to test"
    );
    assert!(!admin.get(&untested).await.body.contains("หน่วยงานหนึ่ง"));
    let other = LIST.replace("contact.one", "contact.two");
    house.import_agencies(&other).await;
    let page = admin.get(&format!("{READINESS}?q=A01")).await.body;
    assert!(page.contains("ยังไม่ได้ทดสอบ"), "the address is another now");
    assert!(admin.get(&untested).await.body.contains("หน่วยงานหนึ่ง"));
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let own = "/office/hr/A01";
    assert!(hr.get(own).await.body.contains("contact.two@example.go.th"));
    assert_eq!(
        hr.post(&format!("{own}/contact/test"), &[]).await.status,
        303
    );
    assert!(hr.get(own).await.body.contains("2 พฤศจิกายน 2569"));
    assert_eq!(mailed(&house).len(), 2);
}

#[actix_web::test]
async fn a_test_mail_that_fails_shows_why() {
    let house = house(NO_SERVER).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let test = format!("{READINESS}/test/A01");
    assert_eq!(admin.post(&test, &[]).await.status, 303);
    let page = admin.get(READINESS).await.body;
    assert!(page.contains("badge bad"), "{page}");
    let untested = admin.get(&format!("{READINESS}?missing=mail")).await.body;
    assert!(untested.contains("หน่วยงานหนึ่ง"), "it was not taken");
    let tests = &tables::dump(&house.registry_file()).await["contact_test"];
    let words = tests[0]["words"].trim_matches('\'').to_owned();
    assert!(!words.is_empty() && page.contains(&words), "{words}");
}

#[actix_web::test]
async fn a_list_of_agencies_shows_what_it_would_change_before_it_does() {
    let house = house("").await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let list = format!("{LIST}A02,หน่วยงานสอง,D00,,\n").replace("งานบุคคลหนึ่ง", "กองกลาง");
    let import = "/office/admin/agencies/import";
    let sent = admin
        .upload(import, &[], ("file", "x.csv", list.as_bytes()))
        .await;
    let page = admin.get(&sent.location).await.body;
    for shown in ["<del>งานบุคคลหนึ่ง</del>", "<ins>กองกลาง</ins>", "หน่วยงานสอง"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(
        !page.contains("กรมทดสอบ"),
        "what stays as it is is only counted"
    );
    let before = house.app.office.agency("A01").await.unwrap();
    assert_eq!(before.contact.name.as_deref(), Some("งานบุคคลหนึ่ง"));
    let bad = agencies(&[("A09", 1)]).replace(",D00,", ",X99,");
    let sent = admin
        .upload(import, &[], ("file", "x.csv", bad.as_bytes()))
        .await;
    let page = admin.get(&sent.location).await.body;
    assert!(page.contains("<td class=\"figure\">3</td>"), "{page}");
    assert_eq!(admin.post(&sent.location, &[]).await.status, 200);
    assert!(house.app.office.agency("A09").await.is_err());
}

#[actix_web::test]
async fn key_sheets_are_asked_for_seven_days_before_the_close_and_mailed_once() {
    let house = House::with_settings(FOLDER).await;
    let house = house.fill(&[("A01", 6)], 60).await;
    let due = "ถึงเวลาตรวจใบ\u{2060}กุญแจ";
    let round = "/office/admin/rounds/2570-1";
    let mut admin = house.officer(Role::Administrator, None).await;
    assert!(!admin.get(round).await.body.contains(due));
    assert_eq!(remind_of_sheets(&house.app.office).await.unwrap(), 0);
    house.later(hours(7 * 24 + 1));
    let mut admin = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    assert!(admin.get("/office/admin").await.body.contains(due));
    for mails in [2, 0] {
        let sent = remind_of_sheets(&house.app.office).await.unwrap();
        assert_eq!(sent, mails, "one mail to each administrator, once");
    }
    let mails = mailed(&house);
    assert!(
        mails
            .iter()
            .all(|mail| mail.contains("/office/admin/rounds/2570-1/sheet"))
    );
    let page = admin.get(round).await.body;
    assert_eq!(page.matches("ยังไม่ได้ตรวจ").count(), 3, "{page}");
    assert!(
        !page.contains("ten-indicators-2562"),
        "titles are shown, not codes: {page}"
    );
    for (at, sheet) in house.sheets.iter().enumerate() {
        let text = sheet.text();
        let checked = admin
            .post(&format!("{round}/sheet"), &[("sheet", &text)])
            .await;
        assert_eq!(checked.status, 200, "{}", checked.body);
        let page = admin.get(round).await.body;
        assert_eq!(page.matches("ยังไม่ได้ตรวจ").count(), 2 - at);
    }
    assert!(
        !admin.get(round).await.body.contains(due),
        "all were checked"
    );
}
