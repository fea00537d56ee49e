//! What is kept so that pages on a whole country are quick stays true.

use std::collections::BTreeMap;

use prongsai::domain::access::Role;
use prongsai::service::people::{Change, change_person};

use crate::support::tables::{dump, meddle};
use crate::support::{CODE, House, hand, staff_id};

/// By round, agency and standing: people, with an address, with a first day of service, signed.
type Counts = BTreeMap<[String; 3], [usize; 4]>;

const CELL: [&str; 3] = ["round_id", "agency_id", "standing"];

/// What the database keeps.
async fn kept(house: &House) -> Counts {
    let tables = dump(&house.registry_file()).await;
    let line = |row: &BTreeMap<String, String>| {
        let numbers = ["people", "with_email", "dated", "acknowledged"];
        let numbers = numbers.map(|column| row[column].parse().unwrap());
        (CELL.map(|column| row[column].clone()), numbers)
    };
    tables["agency_count"].iter().map(line).collect()
}

/// The same counted person by person.
async fn counted(house: &House) -> Counts {
    let tables = dump(&house.registry_file()).await;
    let signed: Vec<&String> = tables["invitation"]
        .iter()
        .filter(|invitation| invitation["day"] != "NULL")
        .map(|invitation| &invitation["staff_id"])
        .collect();
    let mut counts = Counts::new();
    for person in &tables["staff"] {
        let cell = CELL.map(|column| person[column].clone());
        let [people, with_email, dated, acknowledged] = counts.entry(cell).or_default();
        *people += 1;
        *with_email += usize::from(person["email"] != "NULL");
        *dated += usize::from(person["service_start"] != "NULL");
        *acknowledged += usize::from(signed.contains(&&person["id"]));
    }
    counts
}

#[actix_web::test]
async fn counts_of_agencies_follow_all_that_happens_to_a_person() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    assert_eq!(kept(&house).await, counted(&house).await);
    house.answer(&staff_id("A01", 0), &hand::best()).await;
    let exempt = Change::Exempt {
        reason: "ลาศึกษาต่อ".to_owned(),
        order_number: "12/2569".to_owned(),
    };
    let away = Change::Move {
        agency: "A02".to_owned(),
        work_group: "กลุ่มสอง".to_owned(),
    };
    for (person, change) in [
        (1, exempt),
        (2, away),
        (3, Change::Email(None)),
        (1, Change::Restore),
        (0, Change::Leave),
    ] {
        let before = kept(&house).await;
        let person = staff_id("A01", person);
        let done = change_person(&house.app.office, CODE, &person, change).await;
        done.unwrap();
        let after = kept(&house).await;
        assert_ne!(after, before, "{person}");
        assert_eq!(after, counted(&house).await, "{person}");
    }
    for sql in [
        "UPDATE invitation SET day = NULL",
        "DELETE FROM staff WHERE standing = 'left'",
        "DELETE FROM staff",
    ] {
        meddle(&house.registry_file(), sql).await;
        assert_eq!(kept(&house).await, counted(&house).await, "{sql}");
    }
    assert!(kept(&house).await.is_empty());
}

#[actix_web::test]
async fn an_agency_is_found_below_the_one_it_was_moved_to_whoever_moved_it() {
    let house = House::with(&[("A01", 2), ("A02", 2)]).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let below = format!("/office/admin/rounds/{CODE}/participation?below=A02");
    let mut shows = async |name: &str| administrator.get(&below).await.body.contains(name);
    assert!(!shows("หน่วยงานทดสอบ A01").await);
    let under = |code: &str| {
        format!("UPDATE agency SET parent_id = (SELECT id FROM agency WHERE code = '{code}')")
    };
    let moved = format!("{} WHERE code = 'A01'", under("A02"));
    meddle(&house.registry_file(), &moved).await;
    assert!(shows("หน่วยงานทดสอบ A01").await);
    let list = "รหัสหน่วยงาน,ชื่อหน่วยงาน,รหัสหน่วยงานต้นสังกัด,ผู้ประสานงาน\n\
                A01,หน่วยงานทดสอบ A01,D00,งานบุคคล\n";
    house.import_agencies(list).await;
    assert!(!shows("หน่วยงานทดสอบ A01").await);
}

#[actix_web::test]
async fn a_signature_shows_at_once_on_a_page_that_was_read_before() {
    let house = House::with(&[("A01", 4)]).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let page = format!("/office/admin/rounds/{CODE}/participation");
    for (person, rate) in [(0, "0.00 %"), (1, "25.00 %"), (2, "50.00 %")] {
        let body = administrator.get(&page).await.body;
        assert!(body.contains(rate), "{rate}");
        let person = staff_id("A01", person);
        house.answer(&person, &hand::best()).await;
    }
}
