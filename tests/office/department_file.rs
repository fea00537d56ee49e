//! The department's sheet as CSV, which is made while it is sent.

use prongsai::domain::access::Role;

use crate::support::officer::Page;
use crate::support::tables::meddle;
use crate::support::{CODE, House, hand, staff_id};

const FILE: &str = "/office/admin/results/2570-1/department.csv";

/// A published round, and as many agencies more with the figures of A01.
async fn published(more: usize) -> House {
    let house = House::with(&[("A01", 6)]).await;
    for at in 0..6 {
        house.answer(&staff_id("A01", at), &hand::mixed(at)).await;
    }
    house.finish().await;
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {more})");
    let agencies = format!(
        "{numbers} INSERT INTO agency (id, code, name) \
         SELECT 1000 + i, printf('E%03d', i), 'หน่วยงานทดสอบ ' || printf('E%03d', i) FROM n"
    );
    meddle(&house.registry_file(), &agencies).await;
    let figures = format!(
        "{numbers} INSERT INTO published (round, agency, figures) \
         SELECT round, printf('E%03d', i), figures FROM n, published WHERE agency = 'A01'"
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
