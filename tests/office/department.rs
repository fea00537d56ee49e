//! All agencies of a round at once, for the administrator.

use prongsai::domain::access::Role;

use crate::support::tables::meddle;
use crate::support::{House, hand, hours, staff_id};

const PAGE: &str = "/office/admin/rounds/2570-1/participation";

#[actix_web::test]
async fn agencies_in_danger_come_first_and_nobody_is_named() {
    let house = House::with(&[("A01", 2), ("A02", 2), ("A03", 2)]).await;
    for (agency, answered) in [("A01", 2), ("A02", 1)] {
        for at in 0..answered {
            house.answer(&staff_id(agency, at), &hand::best()).await;
        }
    }
    let mut administrator = house.officer(Role::Administrator, None).await;
    let page = administrator.get(PAGE).await.body;
    let (_, list) = page.split_once("หน่วยงาน ที่ต้องเร่งติดตามขึ้นก่อน").unwrap();
    let at = |code: &str| list.find(&format!("หน่วยงานทดสอบ {code}")).unwrap();
    assert!(at("A03") < at("A02") && at("A02") < at("A01"));
    assert!(list.contains("ขาดอีก 2 คนจึงถึงขั้นต่ำ"));
    assert!(page.contains("50.00 %"), "three of six");
    for part in ["คีรีบูน", "ขับขาน", "canary"] {
        assert!(!page.contains(part), "{part}");
    }
    let danger = administrator
        .get(&format!("{PAGE}?which=danger"))
        .await
        .body;
    assert!(danger.contains("หน่วยงานทดสอบ A03") && !danger.contains("หน่วยงานทดสอบ A01"));
    let found = administrator.get(&format!("{PAGE}?q=A02")).await.body;
    assert!(found.contains("หน่วยงานทดสอบ A02") && !found.contains("หน่วยงานทดสอบ A03"));
    for role in [Role::HrOfficer, Role::Executive, Role::Assessor] {
        let mut other = house.officer(role, Some("A01")).await;
        assert_eq!(other.get(PAGE).await.status, 404, "{role}");
    }
}

#[actix_web::test]
async fn an_agency_that_is_behind_the_pace_is_in_danger_before_the_close() {
    let house = House::with(&[("A01", 40)]).await;
    for at in 0..3 {
        house.answer(&staff_id("A01", at), &hand::best()).await;
    }
    let sql = "UPDATE invitation SET day = '2026-11-02', state = 'acknowledged' WHERE staff_id IN \
               (SELECT id FROM staff ORDER BY id LIMIT 32)";
    meddle(&house.registry_file(), sql).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let early = administrator.get(PAGE).await.body;
    assert!(!early.contains("ช้ากว่าที่ควร") && early.contains("80.00 %"));
    house.later(hours(24 * 12));
    let mut administrator = house
        .officer_called("later@example.go.th", Role::Administrator, None)
        .await;
    assert!(administrator.get(PAGE).await.body.contains("ช้ากว่าที่ควร"));
}

#[actix_web::test]
async fn a_country_is_drilled_down_and_only_a_page_of_it_is_shown() {
    let house = House::with(&[("A01", 2)]).await;
    country(&house).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let page = administrator.get(PAGE).await;
    assert!(page.body.contains("หน้า 1 จาก 167 (ทั้งหมด 8301 รายการ)"));
    assert!(page.body.contains("จากผู้มีสิทธิ 99,602 คน"));
    assert_eq!(page.body.matches("ขาดอีก").count(), 50);
    assert!(page.body.contains("กระทรวงทดสอบ 1"));
    assert!(page.bytes.len() < 100 * 1024, "{}", page.bytes.len());
    let below = administrator.get(&format!("{PAGE}?below=M1")).await.body;
    assert!(below.contains("ทั้งหมด 415 รายการ"));
    assert!(!below.contains("กระทรวงทดสอบ 2"));
    assert!(below.contains("ทุกหน่วยงาน"), "the way back");
    assert_eq!(
        administrator
            .get(&format!("{PAGE}?below=NOWHERE"))
            .await
            .status,
        404
    );
    let last = administrator.get(&format!("{PAGE}?page=166")).await;
    assert_eq!(last.status, 200);
}

/// 20 ministries, 8,300 agencies below them with 12 people each, every fourth of whom took part.
async fn country(house: &House) {
    for sql in [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) \
         INSERT INTO agency (id, code, name) SELECT 100000 + i, 'M' || i, 'กระทรวงทดสอบ ' || i FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8300) \
         INSERT INTO agency (id, code, name, parent_id) SELECT 200000 + i, 'C' || i, 'สถาบันทดสอบ ' || i, \
         100001 + i % 20 FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99599) \
         INSERT INTO staff (id, round_id, agency_id, staff_no, prefix, name, surname, position, work_group, standing) \
         SELECT 1000000 + i, 1, 200001 + i / 12, 'C-' || i, '', 'คน', 'ที่ ' || i, '', '', 'eligible' FROM n",
        "INSERT INTO invitation (staff_id, nonce, generation, token_digest, state, day) \
         SELECT id, nonce, 1, 'd' || id, 'invited', CASE WHEN id % 4 = 0 THEN '2026-11-02' END \
         FROM staff, (SELECT nonce FROM invitation LIMIT 1) one WHERE id >= 1000000",
    ] {
        meddle(&house.registry_file(), sql).await;
    }
}
