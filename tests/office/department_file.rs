//! The department's sheet as CSV, which is made while it is sent.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use prongsai::domain::access::Role;

use crate::support::house::blocking;
use crate::support::officer::Page;
use crate::support::tables::meddle;
use crate::support::{CODE, House, Officer, hand, staff_id};

const FILE: &str = "/office/admin/results/2570-1/department.csv";

/// A published round, and as many agencies more with the figures of A01.
async fn published(more: usize) -> House {
    published_with(more, 0).await
}

/// A number as the code of an agency, in words that every database understands.
const CODED: &str = "('E' || CASE WHEN i < 1000 THEN substr(CAST(1000 + i AS TEXT), 2) \
     ELSE CAST(i AS TEXT) END)";

/// The same, their names longer by so many bytes.
async fn published_with(more: usize, longer: usize) -> House {
    let house = House::with(&[("A01", 6)]).await;
    for at in 0..6 {
        house.answer(&staff_id("A01", at), &hand::mixed(at)).await;
    }
    house.finish().await;
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {more})");
    let agencies = format!(
        "{numbers} INSERT INTO agency (id, code, name) \
         SELECT 1000 + i, {CODED}, 'หน่วยงานทดสอบ ' || {CODED} || '{}' FROM n",
        "0".repeat(longer)
    );
    meddle(&house.registry_file(), &agencies).await;
    let figures = format!(
        "{numbers} INSERT INTO published (round, agency, figures) \
         SELECT round, {CODED}, figures FROM n, published WHERE agency = 'A01'"
    );
    meddle(&house.data().join("results.db"), &figures).await;
    house
}

#[actix_web::test]
async fn a_departments_list_is_sent_in_parts_and_each_agency_stands_in_it_once() {
    let house = published(250).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let list = administrator.get(FILE).await;
    assert_eq!(list.status, 200);
    let workbook = administrator.get(&FILE.replace("csv", "xlsx")).await;
    let is_whole = |page: &Page| {
        let mut names = page.headers.iter().map(|(name, _)| name);
        names.any(|name| name.eq_ignore_ascii_case("content-length"))
    };
    assert!(is_whole(&workbook) && !is_whole(&list), "made as a whole");
    let (heading, rows) = list.body.split_once('\n').unwrap();
    assert!(heading.starts_with('\u{feff}'), "{heading}");
    let (own, others) = rows.split_once('\n').unwrap();
    assert!(own.starts_with("A01,หน่วยงานทดสอบ A01,6,6,6,"), "{own}");
    let of = |n: usize| format!("{}\n", own.replace("A01", &format!("E{n:03}")));
    let expected: String = (1..=250).map(of).collect();
    assert_eq!(others, expected);
    // In the order that was asked for, over all parts, and only what was searched.
    let falling = administrator.get(&format!("{FILE}?sort=code&down=1")).await;
    let codes = |body: &str| -> Vec<String> {
        let rows = body.lines().skip(1);
        rows.map(|row| row.split(',').next().unwrap().to_owned())
            .collect()
    };
    let mut sorted = codes(&list.body);
    sorted.reverse();
    assert_eq!(codes(&falling.body), sorted);
    let found = administrator.get(&format!("{FILE}?q=E00")).await;
    assert_eq!(codes(&found.body).len(), 9);
    let none = administrator.get(&format!("{FILE}?q=NOWHERE")).await;
    assert_eq!((none.status, none.body.lines().count()), (200, 1));
}

#[actix_web::test]
async fn what_fails_before_the_first_part_is_a_page_that_says_so() {
    let house = published(1).await;
    let broken = "UPDATE published SET figures = '{' WHERE agency = 'E001'";
    meddle(&house.data().join("results.db"), broken).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let list = administrator.get(FILE).await;
    assert_eq!(list.status, 503);
    assert!(list.body.starts_with("<!DOCTYPE html>") && !list.body.contains("A01"));
    let other = FILE.replace(CODE, "2599-9");
    assert_eq!(administrator.get(&other).await.status, 404);
}

/// More connections than there are readers of a database.
const MANY: usize = 8;

/// What of a list no system's buffers hold: agencies more, and bytes of each.
const LARGE: (usize, usize) = (1_000, 30_000);

/// More than the first part of it, in bytes.
const BEGINNING: usize = 4 << 20;

/// Somebody who asks for the list, reads its beginning, and then no more.
fn begun(base: &str, officer: &Officer) -> TcpStream {
    let address = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).unwrap();
    let head = format!(
        "GET {FILE} HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\n\r\n",
        officer.cookie
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");
    stream.read_exact(&mut vec![0; BEGINNING]).unwrap();
    stream
}

/// Connections that the system still holds for the house's server.
fn held(house: &House) -> usize {
    let (_, port) = house.base.rsplit_once(':').unwrap();
    let local = format!(":{:04X}", port.parse::<u16>().unwrap());
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let of_ours = |line: &&str| {
        let mut fields = line.split_whitespace().skip(1);
        let (from, state) = (fields.next().unwrap_or_default(), fields.nth(1));
        from.ends_with(&local) && matches!(state, Some("01" | "08"))
    };
    table.lines().filter(of_ours).count()
}

#[actix_web::test]
async fn who_stops_reading_a_list_or_goes_away_keeps_nothing_from_others() {
    let house = published_with(LARGE.0, LARGE.1).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let (base, asks) = (house.base.clone(), administrator.clone());
    let ask = move || (0..MANY).map(|_| begun(&base, &asks)).collect::<Vec<_>>();
    let halted = blocking(ask).await;
    // They have stopped, and hold no reader of a database.
    let page = FILE.trim_end_matches("/department.csv");
    assert_eq!(administrator.get(page).await.status, 200);
    assert!(held(&house) >= MANY, "{}", held(&house));
    drop(halted);
    for _ in 0..100 {
        if held(&house) < MANY {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(held(&house) < MANY, "{} are still held", held(&house));
    let list = administrator.get(&format!("{FILE}?q=E00")).await;
    assert_eq!((list.status, list.body.lines().count()), (200, 10));
}

#[actix_web::test]
async fn a_list_that_fails_in_its_middle_has_no_end() {
    let house = published_with(LARGE.0, LARGE.1).await;
    let administrator = house.officer(Role::Administrator, None).await;
    let base = house.base.clone();
    let mut stream = blocking(move || begun(&base, &administrator)).await;
    let gone = "ALTER TABLE agency RENAME TO gone";
    meddle(&house.registry_file(), gone).await;
    let rest = blocking(move || {
        let mut rest = Vec::new();
        // Reset or ended: what matters is what came before.
        let _ = stream.read_to_end(&mut rest);
        rest
    })
    .await;
    assert!(rest.len() > 10_000, "{} bytes", rest.len());
    assert!(rest.len() < LARGE.0 * LARGE.1, "it was whole already");
    assert!(
        !rest.ends_with(b"0\r\n\r\n"),
        "half a list ends as a whole one"
    );
}
