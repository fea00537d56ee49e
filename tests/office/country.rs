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

/// By round, agency, work group, standing, reach of mails, day of signing.
type Cells = BTreeMap<[String; 6], usize>;

/// What the database keeps.
async fn kept_cells(house: &House) -> Cells {
    let columns = [
        "round_id",
        "agency_id",
        "work_group",
        "standing",
        "reach",
        "day",
    ];
    let tables = dump(&house.registry_file()).await;
    let cell = |row: &BTreeMap<String, String>| {
        let key = columns.map(|column| row[column].clone());
        (key, row["people"].parse().unwrap())
    };
    tables["people_count"].iter().map(cell).collect()
}

/// The same counted person by person.
async fn counted_cells(house: &House) -> Cells {
    let tables = dump(&house.registry_file()).await;
    let mut cells = Cells::new();
    for person in &tables["staff"] {
        let of_them = |row: &&BTreeMap<String, String>| row["staff_id"] == person["id"];
        let mails: Vec<_> = tables["mail_job"].iter().filter(of_them).collect();
        let theirs = |mail: &&BTreeMap<String, String>| mail["agency_id"] == person["agency_id"];
        assert!(mails.iter().all(theirs), "a mail is of its person's agency");
        let valid = mails.iter().filter(|mail| mail["state"] != "'dropped'");
        let last = valid.max_by_key(|mail| mail["id"].parse::<i64>().unwrap());
        let reach = match last.map(|mail| (mail["state"].as_str(), mail["kind"].as_str())) {
            _ if person["email"] == "NULL" => "'no-email'",
            None if mails.is_empty() => "'unmailed'",
            Some(("'failed'" | "'uncertain'", _)) => "'failed'",
            Some(("'sent'", _) | (_, "'remind'")) => "'unanswered'",
            _ => "'unsent'",
        };
        let signed = tables["invitation"].iter().find(of_them);
        let day = signed.map(|row| row["day"].clone());
        let day = day.filter(|day| day != "NULL");
        let [round, agency, group, standing] =
            ["round_id", "agency_id", "work_group", "standing"].map(|name| person[name].clone());
        let day = day.unwrap_or_else(|| "''".to_owned());
        let key = [round, agency, group, standing, reach.to_owned(), day];
        *cells.entry(key).or_default() += 1;
    }
    cells
}

#[actix_web::test]
async fn counts_of_an_agencys_people_follow_every_mail_too() {
    let house = House::with(&[("A01", 6), ("A02", 2)]).await;
    house.answer(&staff_id("A01", 0), &hand::best()).await;
    let mail = |staff: u8, kind: &str, state: &str| {
        format!(
            "INSERT INTO mail_job (round_id, staff_id, kind, state, attempts, message_id, day) \
             SELECT round_id, id, '{kind}', '{state}', 0, 'm', '2026-11-02' FROM staff \
             WHERE staff_no = '{}'",
            staff_id("A01", staff.into())
        )
    };
    for sql in [
        mail(0, "invite", "queued"),
        mail(1, "invite", "queued"),
        mail(2, "invite", "sent"),
        mail(2, "remind", "queued"),
        mail(3, "invite", "dropped"),
        mail(4, "extend", "sending"),
    ] {
        let before = kept_cells(&house).await;
        meddle(&house.registry_file(), &sql).await;
        assert_eq!(kept_cells(&house).await, counted_cells(&house).await);
        let stays = sql.contains("'remind'");
        assert_eq!(kept_cells(&house).await == before, stays, "{sql}");
    }
    for sql in [
        "UPDATE mail_job SET state = 'sent' WHERE state = 'queued'",
        "UPDATE mail_job SET state = 'failed'",
        "UPDATE mail_job SET state = 'dropped' WHERE kind = 'remind'",
        "UPDATE mail_job SET state = 'uncertain', kind = 'remind'",
        "UPDATE mail_job SET state = 'queued'",
        "UPDATE staff SET email = NULL WHERE staff_no LIKE '%1'",
        "UPDATE staff SET work_group = 'กลุ่มสาม' WHERE id % 2 = 0",
        "UPDATE staff SET agency_id = 3 - agency_id",
        "UPDATE invitation SET day = '2026-11-09' WHERE day IS NOT NULL",
        "DELETE FROM mail_job WHERE kind = 'remind'",
        "DELETE FROM mail_job",
        "DELETE FROM invitation",
    ] {
        meddle(&house.registry_file(), sql).await;
        let (kept, counted) = (kept_cells(&house).await, counted_cells(&house).await);
        assert_eq!(kept, counted, "{sql}");
    }
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
        assert_eq!(kept_cells(&house).await, counted_cells(&house).await);
    }
    for sql in [
        "UPDATE invitation SET day = NULL",
        "DELETE FROM staff WHERE standing = 'left'",
        "DELETE FROM staff",
    ] {
        meddle(&house.registry_file(), sql).await;
        assert_eq!(kept(&house).await, counted(&house).await, "{sql}");
        assert_eq!(kept_cells(&house).await, counted_cells(&house).await);
    }
    assert!(kept(&house).await.is_empty() && kept_cells(&house).await.is_empty());
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
