//! Reading stays linear: ten thousand people within what a build for debugging may take.

use std::fmt::Write;
use std::time::{Duration, Instant};

use prongsai::domain::people::Standing;
use prongsai::domain::roster::{Enrolled, compare};

use crate::people::roster;

const PEOPLE: usize = 10_000;

#[test]
fn ten_thousand_people_are_read_and_compared_at_once() {
    let mut text = "รหัสบุคลากร,ชื่อ-สกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน,วันบรรจุ\n".to_owned();
    for id in 1..=PEOPLE {
        writeln!(
            text,
            "{id},นางสาวสมหญิง ใจงาม,นักวิชาการ,p{id}@example.go.th,อำนวยการ,D01,๑ ต.ค. ๒๕๖๑"
        )
        .unwrap();
    }
    let started = Instant::now();
    let read = roster(text.as_bytes());
    let enrolled: Vec<Enrolled> = read
        .lines
        .iter()
        .map(|line| Enrolled {
            member: line.listed.member.clone(),
            standing: Standing::Eligible,
        })
        .collect();
    let outcome = compare(
        &enrolled,
        read.lines.iter().map(|line| &line.listed),
        &read.given,
    );
    let took = started.elapsed();
    assert_eq!(outcome.unchanged.len(), PEOPLE);
    // A release build takes a small part of this; anything quadratic takes far more.
    assert!(took < Duration::from_secs(20), "{took:?}");
}
