//! Who answered, as far as they said: counted apart, shown in large groups, crossed with nothing.

use prongsai::domain::access::Role;
use prongsai::service::close_round::close_round;
use prongsai::service::key_sheets::open_secret;
use prongsai::service::publish::publish_round;
use prongsai::service::tally::tally;

use crate::published_api::{ask, fits};
use crate::support::{House, PUBLIC, hand, tables};

/// Thirty people of an agency: 12 answer one way and 18 the other; 12 women, 12 men and 6 who do not
/// say; 20 and 4 of two ages. `woman` says which of the first 24 are the women.
async fn thirty(house: &House, agency: &str, woman: impl Fn(u8) -> bool) {
    for (at, slip) in (0u8..).zip(house.slips(agency, 30).await) {
        let said = match at {
            0..24 => [
                if woman(at) { 1 } else { 2 },
                if at < 20 { 3 } else { 4 },
                1,
            ],
            _ => [0; 3],
        };
        let ballot = hand::public(u8::from(at < 12), said);
        house.answer_slip(&slip, ballot).await.unwrap();
    }
}

/// The public's part counted and published: in A01 all women answer the same, in A02 they do not.
async fn published() -> House {
    let house = House::with(&[("A01", 6), ("A02", 6), ("A03", 6)]).await;
    house.open_public(1_000, 60).await;
    thirty(&house, "A01", |at| at < 12).await;
    thirty(&house, "A02", |at| at % 2 == 0).await;
    for slip in house.slips("A03", 10).await.iter().take(6) {
        let ballot = hand::public(1, [1, 1, 1]);
        house.answer_slip(slip, ballot).await.unwrap();
    }
    let office = &house.app.office;
    close_round(office, PUBLIC).await.unwrap();
    house.finish().await;
    let round = office.round(PUBLIC).await.unwrap();
    let secret = open_secret(office, &round, &house.sheets[..2])
        .await
        .unwrap();
    let tallied = tally(office, PUBLIC, &secret, |_| {}).await.unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (66, 0));
    publish_round(office, PUBLIC).await.unwrap();
    house
}

/// Rows of a table that are of an atom, without its name; and the names of all atoms.
fn of_atom(dump: &tables::Dump, table: &str, atom: &str) -> Vec<String> {
    let rows = dump[table].iter().filter(|row| row["atom"] == atom);
    rows.map(|row| {
        let cells = row.iter().filter(|(column, _)| *column != "atom");
        let cells: Vec<&str> = cells.map(|(_, cell)| cell.as_str()).collect();
        cells.join(" ")
    })
    .collect()
}

#[actix_web::test]
async fn who_answered_is_counted_apart_and_crossed_with_no_answer() {
    let house = published().await;
    let dump = tables::dump(&house.data().join("results.db")).await;
    let columns: Vec<&String> = dump["profile_count"][0].keys().collect();
    assert_eq!(columns, ["atom", "n", "option", "question", "round"]);
    let atom_of = |agency: &str| {
        let polls = dump["poll_total"].iter().filter(|row| {
            row["agency"] == format!("'{agency}'") && row["round"] == format!("'{PUBLIC}'")
        });
        polls.last().unwrap()["atom"].clone()
    };
    let [one, other, small] = ["A01", "A02", "A03"].map(atom_of);
    let said = of_atom(&dump, "profile_count", &one);
    assert_eq!(said.len(), 4 + 5 + 5);
    for line in ["12 'female' 'gender'", "4 '60-up' 'age'", "6 '' 'visitor'"] {
        assert!(
            said.iter().any(|row| row.starts_with(line)),
            "{line}: {said:?}"
        );
    }
    // Two agencies that differ in who gave which answer, and in nothing else, left the same numbers.
    assert_eq!(said, of_atom(&dump, "profile_count", &other));
    let counts = |atom| of_atom(&dump, "atom_count", atom);
    assert_eq!(counts(&one), counts(&other));
    let sheet = |agency: &str| {
        let rows = dump["published"].iter();
        let row = rows.filter(|row| row["round"] == format!("'{PUBLIC}'"));
        let row = row.filter(|row| row["agency"] == format!("'{agency}'"));
        row.last().unwrap()["figures"].replace(agency, "")
    };
    assert_eq!(sheet("A01"), sheet("A02"));
    // Of too few nothing of the kind is even kept.
    assert!(!counts(&small).is_empty());
    assert!(of_atom(&dump, "profile_count", &small).is_empty());
    let codes = ["gender", "age", "visitor"].map(|code| format!("'{code}'"));
    assert!(
        dump["atom_count"]
            .iter()
            .all(|row| !codes.contains(&row["sub_item"]))
    );
    assert!(
        dump["profile_count"]
            .iter()
            .all(|row| codes.contains(&row["question"]))
    );

    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let base = format!("/office/hr/A01/{PUBLIC}/results");
    let page = hr.get(&base).await;
    assert!(page.body.contains("ผู้ตอบคือใคร"), "{}", page.body);
    assert!(page.body.contains("ไม่ประสงค์ตอบ หรือตอบว่า อื่น ๆ"));
    hr.post("/office/language", &[("lang", "en"), ("back", &base)])
        .await;
    let file = hr.get(&format!("{base}/results.csv")).await.body;
    let ends = |code: &str| {
        let line = file.lines().find(|line| line.contains(code));
        line.and_then(|line| line.trim_end().rsplit_once(','))
            .map(|(_, n)| n)
    };
    assert_eq!(
        (ends("gender/female"), ends("age/40-59")),
        (Some("12"), Some("20")),
        "{file}"
    );
    assert_eq!(
        (ends("age/60-up"), ends("age/,")),
        (None, Some("10")),
        "four are not shown alone"
    );
    let mut small = house
        .officer_called("hr.a03@example.go.th", Role::HrOfficer, Some("A03"))
        .await;
    let page = small.get(&format!("/office/hr/A03/{PUBLIC}/results")).await;
    assert!(
        page.body.contains("ผู้ตอบคือใคร") && page.body.contains("30"),
        "{}",
        page.body
    );

    let page = hr
        .post("/office/hr/A01/api/tokens", &[("name", "dashboard")])
        .await;
    let (_, rest) = page.body.split_once("<code>").unwrap();
    let token = rest.split('<').next().unwrap().to_owned();
    let (_, document) = ask(&house, "/api/v1/openapi.json", "").await;
    let figures = format!("/api/v1/rounds/{PUBLIC}/figures");
    let (_, answer) = ask(&house, &figures, &token).await;
    let gender = &answer["figures"]["own"]["profile"][0];
    let shown = serde_json::json!({ "options": [12, 12, null], "rest": 6 });
    assert_eq!(gender["shown"]["shown"], shown);
    let schema = &document["components"]["schemas"]["Instrument"];
    assert!(fits(&document, schema, &answer["figures"]["own"]));
}
