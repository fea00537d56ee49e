//! The public's part beside the staff's: made by one form, opened and counted with the same key
//! sheets, and both parts' results beside each other with their total.

use std::time::Duration;

use crate::support::figures::results;
use prongsai::domain::access::Role;
use prongsai::domain::disclosure::Shown;
use prongsai::domain::round::RoundState;
use prongsai::service::close_round::close_round;
use prongsai::service::create_round::{NewRound, create_round};
use prongsai::service::publish::publish_round;

use crate::support::{CODE, House, Officer, PUBLIC, hand, hours, staff_id};

const PART: &str = "/office/admin/rounds/2570-1-EIT";

const FORM: [(&str, &str); 17] = [
    ("code", "2570-1"),
    ("instrument", "ten-indicators-2562/iit"),
    ("fiscal_year", "2570"),
    ("number", "1"),
    ("kpi_period", "1"),
    ("closes", "16 พ.ย. 2569 16.30 น."),
    ("grace_minutes", "60"),
    ("k", "7"),
    ("min_service_years", "1"),
    ("required_percent", "100"),
    ("custody", "three"),
    ("custodian1", "นางสาวหนึ่ง ถือกุญแจ"),
    ("custodian2", "นายสอง ถือกุญแจ"),
    ("custodian3", "นางสาม ถือกุญแจ"),
    ("public_part", "yes"),
    ("public_closes", "20 พ.ย. 2569 16.30 น."),
    ("public_grace", "1440"),
];

fn form_with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut form = FORM.to_vec();
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form
}

async fn state(house: &House, code: &str) -> RoundState {
    house.app.office.round(code).await.unwrap().state
}

/// So many people with slips answer all sub-items with this option.
async fn answer(house: &House, agency: &str, people: u32, option: u8) {
    for slip in house
        .slips(agency, people.max(10))
        .await
        .iter()
        .take(people as usize)
    {
        let answers = hand::public(option, [0; 3]);
        house.answer_slip(slip, answers).await.unwrap();
    }
}

#[actix_web::test]
async fn one_form_makes_both_parts_with_the_same_keepers_and_a_close_of_its_own() {
    let house = House::empty().await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let page = admin.get("/office/admin/rounds/new").await;
    assert!(page.body.contains("name=\"public_part\""));
    let new = "/office/admin/rounds/new";
    let wrong = form_with(&[("instrument", "ten-indicators-2562/eit")]);
    let page = admin.post(new, &wrong).await;
    assert_eq!(page.status, 422, "the public has no other part");
    assert!(page.body.contains("public_part-wrong"));
    let page = admin
        .post(new, &form_with(&[("public_closes", "sometime")]))
        .await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("public_closes-wrong"));
    let office = &house.app.office;
    assert!(
        office.registry.rounds().await.unwrap().is_empty(),
        "none or both"
    );
    let alone = [("code", PUBLIC), ("public_part", "")];
    assert_eq!(admin.post(new, &form_with(&alone)).await.status, 303);
    let page = admin.post(new, &FORM).await;
    assert!(page.status == 422 && page.body.contains(PUBLIC));
    let rounds = office.registry.rounds().await.unwrap();
    assert_eq!(rounds.len(), 1, "the part's code is taken: none or both");
    let discard = admin.post(&format!("{PART}/discard"), &[]).await;
    assert_eq!(discard.status, 303, "{}", discard.body);
    let page = admin.post(new, &FORM).await;
    assert_eq!(page.status, 303, "{}", page.body);
    let (staff, public) = (
        office.round(CODE).await.unwrap(),
        office.round(PUBLIC).await.unwrap(),
    );
    assert_eq!(public.terms.instrument, "eit");
    assert_eq!((public.terms.k, public.terms.grace_minutes), (7, 1_440));
    assert_eq!(
        (public.terms.min_service_years, &public.terms.kpi_period),
        (0, &None)
    );
    assert!(public.closes_at > staff.closes_at);
    let keepers = office.registry.custodians(public.id).await.unwrap();
    assert_eq!(keepers, office.registry.custodians(staff.id).await.unwrap());
    let page = admin.get("/office/admin/rounds/2570-1").await;
    assert!(page.body.contains(&format!("href=\"{PART}\"")));
    let part = admin.get(PART).await;
    assert!(part.body.contains("ไม่ต้องทำพิธีกุญแจ") && !part.body.contains("/ceremony\""));
    assert!(part.body.contains("ยังไม่มีหน่วยงานใดบันทึกจำนวนผู้รับบริการ"));
    assert!(!part.body.contains("บัญชีรายชื่อ"), "nobody is on a roster");
    let ceremony = admin.get("/office/admin/rounds/2570-1/ceremony").await;
    assert!(ceremony.body.contains("ทำพิธีครั้งเดียว"));
}

#[actix_web::test]
async fn a_part_that_came_later_opens_under_the_keys_that_are_there() {
    let house = House::with(&[("A01", 6)]).await;
    let office = &house.app.office;
    let staff = office.round(CODE).await.unwrap();
    let mut terms = staff.terms.clone();
    terms.instrument = "eit".to_owned();
    terms.kpi_period = None;
    let part = NewRound {
        code: PUBLIC.to_owned(),
        terms,
        closes_at: house.world.now().checked_add(hours(48)).unwrap(),
        custodians: office.registry.custodians(staff.id).await.unwrap(),
    };
    create_round(office, part).await.unwrap();
    let mut admin = house.officer(Role::Administrator, None).await;
    let page = admin.get(PART).await;
    assert!(page.body.contains(&format!("href=\"{PART}/open-beside\"")));
    assert_eq!(admin.get(&format!("{PART}/open-beside")).await.status, 200);
    let of_staff = admin.get("/office/admin/rounds/2570-1/open-beside").await;
    assert_eq!(of_staff.status, 404);
    assert_eq!(
        state(&house, PUBLIC).await,
        RoundState::Draft,
        "asking changes nothing"
    );
    let page = admin.post(&format!("{PART}/open-beside"), &[]).await;
    assert_eq!(page.status, 303, "{}", page.body);
    assert_eq!(state(&house, PUBLIC).await, RoundState::Open);
}

#[actix_web::test]
async fn the_sheets_that_are_given_once_count_both_parts() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(100, 60).await;
    for at in 0..6 {
        house.answer(&staff_id("A01", at), &hand::best()).await;
    }
    answer(&house, "A01", 6, 1).await;
    house.close().await;
    house.later(hours(2));
    let mut admin = house.officer(Role::Administrator, None).await;
    let path = "/office/admin/rounds/2570-1/tally";
    let waits = admin.get(path).await;
    assert!(waits.body.contains(PUBLIC) && !waits.body.contains("<textarea"));
    let round = admin.get("/office/admin/rounds/2570-1").await.body;
    for page in [&waits.body, &round] {
        let way = format!("<a href=\"{PART}\">");
        assert!(page.contains("เพื่อไม่ให้ใครเปิดคำตอบ") && page.contains(&way));
        assert!(page.contains("เวลาผ่อนผันสิ้นสุด"), "when its grace is over");
    }
    assert!(round.contains("ปิดรับแล้วเมื่อ"), "no planned close any more");
    its_pages_speak_of_people_who_are_served(&mut admin).await;
    let page = admin
        .post(path, &[("sheet", &house.sheets[0].text())])
        .await;
    assert_eq!(
        page.status, 422,
        "no sheet is taken while the public answers"
    );
    close_round(&house.app.office, PUBLIC).await.unwrap();
    house.later(hours(4));
    let mut admin = house
        .officer_called("second@example.go.th", Role::Administrator, None)
        .await;
    assert!(admin.get(path).await.body.contains("ไม่ต้องให้ซ้ำ"));
    for sheet in &house.sheets[..2] {
        let page = admin.post(path, &[("sheet", &sheet.text())]).await;
        assert_eq!(page.status, 303, "{}", page.body);
    }
    for _ in 0..200 {
        if state(&house, PUBLIC).await == RoundState::Tallied {
            break;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(state(&house, CODE).await, RoundState::Tallied);
    assert_eq!(state(&house, PUBLIC).await, RoundState::Tallied);
    let signed = "<th scope=\"col\">ลงชื่อ</th>";
    let minutes = |code: &str| format!("/office/admin/rounds/{code}/minutes");
    let (staff, public) = (
        admin.get(&minutes(CODE)).await.body,
        admin.get(&minutes(PUBLIC)).await.body,
    );
    for keeper in ["หนึ่ง", "สอง"] {
        assert!(
            staff.contains(keeper) && public.contains(keeper),
            "{keeper} gave a sheet for both"
        );
    }
    assert!(public.contains("การประเมิน EIT") && staff.contains("การประเมิน IIT"));
    let round = admin.get("/office/admin/rounds/2570-1").await.body;
    assert!(
        round.contains("พิมพ์บันทึกการเปิดหีบ แล้วเผยแพร่ผล</p>"),
        "what is next"
    );
    assert!(
        staff.contains(signed) && !public.contains(signed),
        "nobody signs for a ticket"
    );
}

/// No word of staff, their links and signatures where nobody is on a list.
async fn its_pages_speak_of_people_who_are_served(admin: &mut Officer) {
    for (page, said) in [
        ("close", "ผู้รับบริการเริ่มตอบไม่ได้อีก"),
        ("cancel", "ส่วนที่บุคลากรตอบดำเนินต่อไป"),
        ("extend", "ไม่มีการส่งอีเมล"),
        ("memo", "ผู้รับบริการตอบผ่านบัตร"),
    ] {
        let body = admin.get(&format!("{PART}/{page}")).await.body;
        assert!(body.contains(said), "{page}: {body}");
        for staff in ["ลงชื่อแล้ว", "ยังไม่ลงชื่อ", "ลิงก์ส่วนตัว", "ทะเบียน", "IIT"]
        {
            assert!(!body.contains(staff), "{page} says {staff}");
        }
    }
    assert_eq!(admin.get(&format!("{PART}/posters")).await.status, 404);
    let round = admin.get(PART).await.body;
    assert!(!round.contains("/posters") && !round.contains("การลงชื่อ"));
}

#[actix_web::test]
async fn the_administrator_sees_the_agencies_that_lack_answers_first() {
    let house = House::with(&[("A01", 6), ("A02", 6)]).await;
    house.open_public(10, 60).await;
    answer(&house, "A01", 10, 1).await;
    answer(&house, "A02", 3, 1).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let page = admin.get(&format!("{PART}/participation")).await;
    assert_eq!(page.status, 200);
    let place = |code: &str| page.body.find(&format!(">{code}</span>")).unwrap();
    assert!(place("A02") < place("A01"));
    assert!(
        page.body.contains("ครบขั้นต่ำ") && page.body.contains("<span class=\"number\">13</span>")
    );
    let ready = admin.get(&format!("{PART}/readiness")).await;
    assert!(
        ready.body.contains("<span class=\"number\">30</span>"),
        "ten people served by each of three agencies"
    );
}

/// Both parts closed, counted and published.
async fn published() -> (House, Officer) {
    let house = House::with(&[("A01", 12)]).await;
    house.open_public(8, 60).await;
    for at in 0..12 {
        house.answer(&staff_id("A01", at), &hand::mixed(at)).await;
    }
    answer(&house, "A01", 5, 1).await;
    answer(&house, "A01", 3, 0).await;
    let office = &house.app.office;
    close_round(office, PUBLIC).await.unwrap();
    house.finish().await;
    house.count_public().await.unwrap();
    publish_round(office, PUBLIC).await.unwrap();
    let hr = house.officer(Role::HrOfficer, Some("A01")).await;
    (house, hr)
}

/// Hundredths of the published score of A01.
async fn score(house: &House, code: &str) -> i64 {
    let office = &house.app.office;
    let round = office.round(code).await.unwrap();
    let sheets = results(office, &round, Some("A01")).await.unwrap();
    match sheets[0].own.get().score {
        Shown::Exact(score) => score.hundredths(),
        other => panic!("{code} has no score: {other:?}"),
    }
}

fn shown(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[actix_web::test]
async fn the_parts_stand_beside_each_other_and_the_total_is_exact() {
    let (house, mut hr) = published().await;
    let (iit, eit) = (score(&house, CODE).await, score(&house, PUBLIC).await);
    let of = |code: &str, page: &str| format!("/office/hr/A01/{code}/{page}");
    let public = hr.get(&of(PUBLIC, "results")).await;
    assert!(
        public
            .body
            .contains("<span class=\"number\">8</span><span class=\"what\">ผู้รับบริการ")
    );
    assert!(!public.body.contains("ผู้เข้าร่วม"), "nobody acknowledges");
    for (page, other, score) in [
        (&public, CODE, iit),
        (&hr.get(&of(CODE, "results")).await, PUBLIC, eit),
    ] {
        assert!(page.body.contains(&of(other, "results")), "{other}");
        assert!(page.body.contains(&shown(score)), "{other}");
    }
    let table = house
        .app
        .office
        .results
        .published_of(PUBLIC, "A01")
        .await
        .unwrap();
    let waits = hr.get(&of(PUBLIC, "total")).await;
    assert!(waits.body.contains("ยังขาดคะแนน OIT"));
    let figure = |code, score, source| {
        [
            ("kind", "one"),
            ("year", "2570"),
            ("instrument", "oit"),
            ("framework", "ten-indicators-2562"),
            ("code", code),
            ("score", score),
            ("source", source),
        ]
    };
    for form in [
        figure("9", "87.35", "หนังสือแจ้งผลที่ 9"),
        figure("10", "90.10", "หนังสือแจ้งผลที่ 10"),
    ] {
        let page = hr
            .upload(&of(CODE, "gap/figures"), &form, ("file", "", b""))
            .await;
        assert_eq!(page.status, 303, "{}", page.body);
    }
    // OIT is the mean of 87.35 and 90.10, 88.725; in units of 1/20,000 nothing is lost.
    let units = 60 * iit + 60 * eit + 40 * (8_735 + 9_010);
    let total = shown((units + 100) / 200);
    for code in [PUBLIC, CODE] {
        let sheet = hr.get(&of(code, "total")).await;
        let tile = format!("<span class=\"number\">{total}</span><span class=\"what\">คะแนนรวม");
        assert!(sheet.body.contains(&tile), "{total}");
        for text in ["88.73", "หนังสือแจ้งผลที่ 9", "40 %", PUBLIC, CODE]
        {
            assert!(sheet.body.contains(text), "{text}");
        }
    }
    let after = house
        .app
        .office
        .results
        .published_of(PUBLIC, "A01")
        .await
        .unwrap();
    assert_eq!(table, after, "a published table never changes");
}

#[actix_web::test]
async fn a_department_without_staff_has_the_figures_of_what_is_below_it_on_both_parts_sheets() {
    let (house, _) = published().await;
    let mut executive = house.officer(Role::Executive, Some("D00")).await;
    // It said that it serves people of its own, of whom none answered.
    let scores = [score(&house, CODE).await, score(&house, PUBLIC).await].map(shown);
    for code in [CODE, PUBLIC] {
        let sheet = format!("/office/executive/D00/{code}/total");
        let sheet = executive.get(&sheet).await;
        assert_eq!(sheet.status, 200);
        for score in &scores {
            assert!(sheet.body.contains(score.as_str()), "{code}: {score}");
        }
    }
    let results = format!("/office/executive/D00/{CODE}/results");
    let results = executive.get(&results).await.body;
    let tile = "<span class=\"number\">12</span><span class=\"what\">ผู้เข้าร่วม</span>";
    assert!(results.contains(tile), "of the twelve below, not 0 of 0");
    assert!(results.contains("จากผู้มีสิทธิ 12 คน"), "{results}");
}
