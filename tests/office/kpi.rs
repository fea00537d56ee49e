//! The KPI's evidence and sheets in the browser: HR records, the assessor confirms, nobody else reads.

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use prongsai::domain::access::{Grant, Role};
use prongsai::service::publish::publish_round;

use crate::support::{CODE, House, Officer, hand, hours, staff_id, tables};

const BASE: &str = "/office/hr/A01/2570-1/kpi";
const ASSESS: &str = "/office/assess/A01/2570-1/kpi";

const PLAN: [(&str, &str); 6] = [
    ("part", "1.2"),
    ("group", ""),
    ("version", "0"),
    ("day", "15/1/2570"),
    ("delegates", "นางสาวผู้แทน หนึ่ง"),
    ("link", "https://example.go.th/plan"),
];

async fn recorded(house: &House) -> (Officer, Officer) {
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let assessor = house.officer(Role::Assessor, Some("A01")).await;
    let done = hr
        .upload(
            &format!("{BASE}/evidence"),
            &PLAN,
            ("file", "../แผน<b>.html", b"<script>alert(1)</script>"),
        )
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    (hr, assessor)
}

fn verdict<'a>(version: &'a str, finding: &'a str, note: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("part", "1.2"),
        ("group", ""),
        ("version", version),
        ("finding", finding),
        ("note", note),
    ]
}

#[actix_web::test]
async fn hr_records_and_the_assessor_confirms_or_sends_back_what_was_seen() {
    let house = House::with(&[("A01", 6)]).await;
    let (mut hr, mut assessor) = recorded(&house).await;
    let page = format!("{ASSESS}/evidence?part=1.2&group=");
    assert!(assessor.get(&page).await.body.contains("นางสาวผู้แทน หนึ่ง"));
    let judge = format!("{ASSESS}/evidence");
    let bare = assessor.post(&judge, &verdict("1", "back", " ")).await;
    assert_eq!(bare.status, 422, "a return needs a note");
    let back = assessor
        .post(&judge, &verdict("1", "back", "ขอไฟล์ที่ลงนาม"))
        .await;
    assert_eq!(back.status, 303);
    let seen = hr.get(&format!("{BASE}/evidence?part=1.2&group=")).await;
    assert!(seen.body.contains("ขอไฟล์ที่ลงนาม"));
    for (officer, page) in [(&mut hr, BASE), (&mut assessor, ASSESS)] {
        let sheet = officer.get(page).await.body;
        let lacks = "1.2</span>: ส่งกลับให้แก้ไข: ขอไฟล์ที่ลงนาม เจ้าหน้าที่ HR แก้ไขแล้วบันทึกใหม่";
        assert!(sheet.contains(lacks), "{sheet}");
    }
    let mut again = PLAN;
    again[2].1 = "1";
    assert_eq!(
        hr.upload(&format!("{BASE}/evidence"), &again, ("file", "", b""))
            .await
            .status,
        303
    );
    let stale = assessor.post(&judge, &verdict("1", "confirm", "")).await;
    assert_eq!(
        stale.status, 422,
        "what was recorded since is not confirmed unseen"
    );
    assert_eq!(
        assessor
            .post(&judge, &verdict("2", "confirm", ""))
            .await
            .status,
        303
    );
    assert!(hr.get(BASE).await.body.contains("ยืนยันแล้ว"));
    let overwritten = hr
        .upload(&format!("{BASE}/evidence"), &again, ("file", "", b""))
        .await;
    assert_eq!(
        overwritten.status, 422,
        "nor is what changed since overwritten"
    );
}

#[actix_web::test]
async fn nobody_confirms_what_the_same_account_recorded() {
    let house = House::with(&[("A01", 6)]).await;
    let (mut hr, _) = recorded(&house).await;
    let office = &house.app.office;
    let accounts = office.registry.accounts();
    let before = accounts
        .by_email("hr.a01@example.go.th")
        .await
        .unwrap()
        .unwrap();
    let agency = office.agency("A01").await.unwrap().id;
    let mut after = before.clone();
    after.grants.push(Grant {
        role: Role::Assessor,
        agency: Some(agency),
    });
    let changed = office.step().change_account(&before, &after);
    assert!(changed.await.unwrap());
    let page = hr
        .post(&format!("{ASSESS}/evidence"), &verdict("1", "confirm", ""))
        .await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("คนละบัญชี"));
}

#[actix_web::test]
async fn a_file_is_taken_along_and_never_shown_and_another_agency_has_none() {
    let house = House::with(&[("A01", 6), ("A02", 6)]).await;
    let (mut hr, mut assessor) = recorded(&house).await;
    let page = hr.get(&format!("{BASE}/evidence?part=1.2&group=")).await;
    let (_, rest) = page.body.split_once("/kpi/file/").unwrap();
    let id: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    for (officer, base) in [(&mut hr, BASE), (&mut assessor, ASSESS)] {
        let file = officer.get(&format!("{base}/file/{id}")).await;
        assert_eq!(
            (file.status, file.media.as_str()),
            (200, "application/octet-stream")
        );
        let header = |name: &str| {
            let found = file.headers.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        assert!(header("content-disposition").starts_with("attachment"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(!header("content-disposition").contains(".."));
    }
    let mut other = house.officer(Role::HrOfficer, Some("A02")).await;
    let path = format!("/office/hr/A02/{CODE}/kpi/file/{id}");
    assert_eq!(other.get(&path).await.status, 404);
    assert_eq!(other.get(&format!("{BASE}/file/{id}")).await.status, 404);
    let mut executive = house.officer(Role::Executive, Some("A01")).await;
    assert_eq!(
        executive
            .get(&format!("/office/executive/A01/{CODE}/kpi/file/{id}"))
            .await
            .status,
        404
    );
}

#[actix_web::test]
async fn a_file_is_removed_until_its_evidence_is_confirmed() {
    let house = House::with(&[("A01", 6)]).await;
    let (mut hr, mut assessor) = recorded(&house).await;
    let kept = || std::fs::read_dir(house.data().join("evidence")).unwrap();
    let page = format!("{BASE}/evidence?part=1.2&group=");
    let remove = |body: &str| {
        let (_, rest) = body.split_once("/kpi/file/").unwrap();
        let id: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        format!("{BASE}/file/{id}/remove")
    };
    let path = remove(&hr.get(&page).await.body);
    let asked = hr.get(&path).await;
    assert!(asked.status == 200 && asked.body.contains("แผนb.html"));
    assert_eq!(kept().count(), 1, "only asked so far");
    assert!(
        !assessor
            .get(&page.replace(BASE, ASSESS))
            .await
            .body
            .contains("/remove")
    );
    assert_eq!(hr.post(&path, &[]).await.status, 303);
    assert_eq!(kept().count(), 0, "it is gone from the disk");
    assert!(!hr.get(&page).await.body.contains("/kpi/file/"));
    let log = &tables::dump(&house.registry_file()).await["audit"];
    assert!(log.iter().any(|line| line["act"].contains("kpi.drop-file")));
    let mut again = PLAN;
    again[2].1 = "1";
    let file = ("file", "a.pdf", b"%PDF".as_slice());
    let upload = hr.upload(&format!("{BASE}/evidence"), &again, file).await;
    assert_eq!(upload.status, 303);
    let path = remove(&hr.get(&page).await.body);
    let judge = format!("{ASSESS}/evidence");
    let done = assessor.post(&judge, &verdict("2", "confirm", "")).await;
    assert_eq!(done.status, 303);
    assert!(!hr.get(&page).await.body.contains("/remove"));
    assert_eq!(hr.post(&path, &[]).await.status, 404);
    assert_eq!(kept().count(), 1);
}

#[actix_web::test]
async fn of_two_records_at_once_one_is_kept_and_the_other_is_told() {
    let house = House::with(&[("A01", 6)]).await;
    let mut one = house.officer(Role::HrOfficer, Some("A01")).await;
    let mut other = one.clone();
    let path = format!("{BASE}/evidence");
    for _ in 0..5 {
        let page = one.get(&format!("{path}?part=1.2&group=")).await.body;
        let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
        let mut record = PLAN;
        record[2].1 = rest.split('"').next().unwrap();
        let file = |name| ("file", name, b"%PDF".as_slice());
        let both = tokio::join!(
            one.upload(&path, &record, file("one.pdf")),
            other.upload(&path, &record, file("other.pdf"))
        );
        let mut answers = [both.0.status, both.1.status];
        answers.sort_unstable();
        assert_eq!(answers, [303, 422]);
    }
    let kept = std::fs::read_dir(house.data().join("evidence")).unwrap();
    assert_eq!(kept.count(), 5, "a refused file does not stay");
}

#[actix_web::test]
async fn a_file_of_more_than_ten_megabytes_is_refused_and_what_was_typed_stays() {
    let house = House::with(&[("A01", 6)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let large = vec![b'x'; (10 << 20) + 1];
    let page = hr
        .upload(
            &format!("{BASE}/evidence"),
            &PLAN,
            ("file", "large.pdf", &large),
        )
        .await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("10 MB") && page.body.contains("นางสาวผู้แทน หนึ่ง"));
}

#[actix_web::test]
async fn the_sheet_says_in_words_who_is_missing_and_executives_read_no_name() {
    let house = House::with(&[("A01", 6)]).await;
    let (_, _) = recorded(&house).await;
    for at in 0..5 {
        house.answer(&staff_id("A01", at), &hand::best()).await;
    }
    let mut executive = house.officer(Role::Executive, Some("A01")).await;
    let page = format!("/office/executive/A01/{CODE}/kpi");
    assert!(executive.get(&page).await.body.contains("ยังไม่เผยแพร่ผล"));
    house.close().await;
    house.later(hours(2));
    house.tally().await.unwrap();
    let mut hr = house
        .officer_called("hr.later@example.go.th", Role::HrOfficer, Some("A01"))
        .await;
    let mut executive = house
        .officer_called("ex.later@example.go.th", Role::Executive, Some("A01"))
        .await;
    let before = hr.get(BASE).await;
    assert!(before.body.contains("ยังไม่มีคะแนนที่เผยแพร่") && !before.body.contains("100.00"));
    publish_round(&house.app.office, CODE).await.unwrap();
    let sheet = hr.get(BASE).await;
    assert!(sheet.body.contains("เข้าร่วม 5 จาก 6 คน ยังขาด 1 คน"));
    let shown = executive.get(&page).await;
    assert!(shown.body.contains("ยังขาด 1 คน") && !shown.body.contains("นางสาวผู้แทน"));
    let name = house
        .app
        .office
        .registry
        .staff(house.app.office.round(CODE).await.unwrap().id)
        .await
        .unwrap();
    assert!(
        name.iter()
            .all(|person| !shown.body.contains(&person.member.surname))
    );
    for (at, text) in [(0, "ลงชื่อรับทราบ"), (5, "ยังไม่ลงชื่อ")]
    {
        let person = hr
            .get(&format!("{BASE}/person/{}", staff_id("A01", at)))
            .await;
        assert!(person.body.contains(text) && person.body.contains("ระดับของหน่วยงาน"));
    }
    let file = hr.get(&format!("{BASE}/people.xlsx")).await;
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(file.bytes)).unwrap();
    let rows = book.worksheet_range("A01").unwrap();
    assert_eq!(rows.height(), 7);
    assert!(matches!(rows.get_value((1, 5)), Some(Data::Float(_))));
}

#[actix_web::test]
async fn a_milestone_is_ticked_and_taken_back() {
    let house = House::with(&[("A01", 6)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let tick = |mark| [("code", "plan"), ("mark", mark)];
    let path = format!("{BASE}/milestones");
    assert_eq!(hr.post(&path, &tick("done")).await.status, 303);
    assert!(hr.get(BASE).await.body.contains("hr.a01@example.go.th"));
    assert_eq!(hr.post(&path, &tick("open")).await.status, 303);
    assert!(!hr.get(BASE).await.body.contains("hr.a01@example.go.th"));
    assert_eq!(
        hr.post(&path, &[("code", "nothing"), ("mark", "done")])
            .await
            .status,
        422
    );
}
