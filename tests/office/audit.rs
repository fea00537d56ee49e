//! The audit log: append-only, chained, read and verified by the auditor.

use prongsai::domain::access::Role;
use prongsai::domain::audit::{ChainBreak, ChainCheck};
use prongsai::service::audit_log::check_chain;

use crate::support::{CODE, House, staff_id, tables};

async fn house_with_a_log() -> House {
    let house = House::empty().await;
    for n in 1..=6 {
        house
            .app
            .office
            .log("test.act", &format!("s{n}"), "")
            .await
            .unwrap();
    }
    house
}

async fn tampered(sql: &[&str]) -> ChainCheck {
    let house = house_with_a_log().await;
    let file = house.registry_file();
    for trigger in ["audit_not_altered", "audit_not_removed"] {
        tables::drop_trigger(&file, trigger).await;
    }
    for statement in sql {
        tables::change(&file, statement).await.unwrap();
    }
    check_chain(&house.app.office, "").await.unwrap()
}

#[actix_web::test]
async fn the_database_itself_refuses_to_change_or_remove_an_entry() {
    let house = house_with_a_log().await;
    let file = house.registry_file();
    for sql in [
        "UPDATE audit SET actor = 'x' WHERE id = 3",
        "DELETE FROM audit WHERE id = 6",
    ] {
        assert!(tables::change(&file, sql).await.is_err(), "{sql}");
    }
    let check = check_chain(&house.app.office, "").await.unwrap();
    assert_eq!((check.entries, check.broken), (6, None));
}

#[actix_web::test]
async fn an_entry_that_was_altered_taken_out_exchanged_or_put_in_is_found_and_named() {
    for column in ["day", "actor", "act", "subject", "detail", "at"] {
        let value = if column == "day" {
            "2026-01-01"
        } else {
            "2026-01-01T00:00:00Z"
        };
        let sql = format!("UPDATE audit SET {column} = '{value}' WHERE id = 3");
        assert_eq!(
            tampered(&[&sql]).await.broken,
            Some(ChainBreak::Altered(3)),
            "{column}"
        );
    }
    let removed = tampered(&["DELETE FROM audit WHERE id = 4"]).await;
    assert_eq!(
        (removed.entries, removed.broken),
        (3, Some(ChainBreak::Missing(4)))
    );
    let first = tampered(&["DELETE FROM audit WHERE id = 1"]).await;
    assert_eq!(first.broken, Some(ChainBreak::Missing(1)));
    let closed_up = [
        "DELETE FROM audit WHERE id = 4",
        "UPDATE audit SET id = id - 1 WHERE id > 4",
    ];
    assert_eq!(
        tampered(&closed_up).await.broken,
        Some(ChainBreak::Altered(4))
    );
    let swapped = [
        "UPDATE audit SET id = 99 WHERE id = 2",
        "UPDATE audit SET id = 2 WHERE id = 5",
        "UPDATE audit SET id = 5 WHERE id = 99",
    ];
    assert_eq!(
        tampered(&swapped).await.broken,
        Some(ChainBreak::Altered(2))
    );
    let bare = "INSERT INTO audit (id, day, actor, act, subject, detail) \
                VALUES (7, '2026-11-02', 'x', 'y', 'z', '')";
    assert_eq!(tampered(&[bare]).await.broken, Some(ChainBreak::Altered(7)));
    let copied = "INSERT INTO audit SELECT 7, day, actor, act, subject, detail, at, hash \
                  FROM audit WHERE id = 6";
    assert_eq!(
        tampered(&[copied]).await.broken,
        Some(ChainBreak::Altered(7))
    );
}

#[actix_web::test]
async fn the_database_writes_an_entry_as_the_chain_covers_it_whatever_is_in_it() {
    let house = house_with_a_log().await;
    let office = &house.app.office;
    let odd =
        "\0\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f}\u{7f}\u{85} \"'\\/<ก็> \u{2028}\u{feff}😀 [\"1\",null]";
    office.log("test.act", odd, odd).await.unwrap();
    let links = office.registry.audit_links(1, 10).await.unwrap();
    assert_eq!(links.len(), 7);
    for link in links {
        let entry = office.registry.audit_entry(link.number).await.unwrap();
        assert_eq!(link.line, entry.unwrap().line());
    }
    let unreadable = "UPDATE audit SET at = 'yesterday' WHERE id = 3";
    let check = tampered(&[unreadable]).await;
    assert_eq!(check.broken, Some(ChainBreak::Altered(3)));
}

#[actix_web::test]
async fn an_entry_slipped_in_is_not_taken_over_by_the_next_act() {
    let house = house_with_a_log().await;
    let bare = "INSERT INTO audit (id, day, actor, act, subject, detail) \
                VALUES (7, '2026-11-02', 'x', 'y', 'z', '')";
    tables::change(&house.registry_file(), bare).await.unwrap();
    house.app.office.log("test.act", "next", "").await.unwrap();
    let check = check_chain(&house.app.office, "").await.unwrap();
    assert_eq!(check.broken, Some(ChainBreak::Altered(7)));
}

#[actix_web::test]
async fn a_digest_that_was_noted_tells_that_the_end_was_left_out() {
    let house = house_with_a_log().await;
    let noted = check_chain(&house.app.office, "").await.unwrap().last;
    house.app.office.log("test.act", "next", "").await.unwrap();
    let check = check_chain(&house.app.office, &noted).await.unwrap();
    assert_eq!(check.found, Some(6));
    let file = house.registry_file();
    tables::drop_trigger(&file, "audit_not_removed").await;
    tables::change(&file, "DELETE FROM audit WHERE id > 5")
        .await
        .unwrap();
    let check = check_chain(&house.app.office, &noted).await.unwrap();
    assert_eq!((check.broken, check.found), (None, None));
}

#[actix_web::test]
async fn the_auditor_filters_exports_and_verifies() {
    let house = house_with_a_log().await;
    let office = &house.app.office;
    office.log("round.open", "=HYPERLINK(1)", "").await.unwrap();
    let told = "people: 7, mails: 3";
    office.log("roster.delete", "2570-9", told).await.unwrap();
    let mut auditor = house.officer(Role::Auditor, None).await;
    let page = auditor.get("/office/audit").await;
    let thai = "บุคลากร 7 คน อีเมล 3 ฉบับ";
    assert!(
        page.body.contains(thai) && !page.body.contains("mails"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("เปิดรอบ") && page.body.contains("test.act"),
        "unknown acts as they are"
    );
    let found = auditor.get("/office/audit?act=round.open").await;
    assert!(found.body.contains("=HYPERLINK(1)") && !found.body.contains("<td>s1</td>"));
    let other_day = auditor.get("/office/audit?from=2026-11-03").await;
    assert!(!other_day.body.contains("<td>s1</td>"));
    let csv = auditor.get("/office/audit/log.csv?act=round.open").await;
    assert_eq!(csv.media, "text/csv; charset=utf-8");
    assert!(
        csv.body.starts_with('\u{feff}') && csv.body.contains(",'=HYPERLINK(1),"),
        "{}",
        csv.body
    );
    assert_eq!(csv.body.lines().count(), 2);
    let last = check_chain(office, "").await.unwrap().last;
    let chain = auditor
        .get(&format!("/office/audit/chain?digest={last}"))
        .await;
    assert!(chain.body.contains(&last) && chain.body.contains("พบแล้ว"));
    let file = house.registry_file();
    tables::drop_trigger(&file, "audit_not_altered").await;
    tables::change(&file, "UPDATE audit SET actor = 'x' WHERE id = 3")
        .await
        .unwrap();
    let chain = auditor.get("/office/audit/chain").await;
    assert!(chain.body.contains(&last), "the digest to note down");
    assert!(
        !chain.body.contains("รายการที่ 3 ถูกแก้"),
        "checked only when asked"
    );
    let chain = auditor.get("/office/audit/chain?digest=").await;
    assert!(chain.body.contains("รายการที่ 3 ถูกแก้"));
}

#[actix_web::test]
async fn an_act_whose_line_cannot_be_written_is_not_done() {
    let house = House::with(&[("A01", 6)]).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let person = format!("/office/hr/A01/{CODE}/people/of/{}", staff_id("A01", 0));
    let seen = field(&hr.get(&person).await.body, "seen");
    let account = "/office/admin/accounts/2";
    let version = field(&admin.get(account).await.body, "version");
    let before = tables::dump(&house.registry_file()).await;
    tables::refuse(&house.registry_file(), "INSERT ON audit").await;
    let exempt = [
        ("act", "exempt"),
        ("seen", &seen),
        ("reason", "ลาศึกษาต่อ"),
        ("order", "12/2569"),
    ];
    let token = [("name", "แดชบอร์ด")];
    let close = [("version", version.as_str())];
    for (officer, path, form) in [
        (&hr, person, exempt.as_slice()),
        (&hr, "/office/hr/A01/api/tokens".to_owned(), &token),
        (&admin, format!("{account}/close"), &close),
        (&admin, format!("/office/admin/rounds/{CODE}/close"), &[]),
    ] {
        let mut officer = officer.clone();
        let page = officer.post(&path, form).await;
        assert_eq!(page.status, 503, "{path}: {}", page.body);
    }
    let after = tables::dump(&house.registry_file()).await;
    for table in ["staff", "api_token", "account", "round", "audit"] {
        assert_eq!(before[table], after[table], "{table}");
    }
}

fn field(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&mark).unwrap();
    rest.split('"').next().unwrap().to_owned()
}
