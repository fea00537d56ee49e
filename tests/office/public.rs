//! The public's part as HR works with it: settings, slips, poster, kiosks, what came back.

use prongsai::domain::access::Role;
use prongsai::domain::audit::AuditFilter;
use prongsai::rehearsal::Declined;
use prongsai::service::close_round::close_round;
use prongsai::service::outreach::Slip;

use crate::support::{CODE, House, Officer, PUBLIC, Page, hand};

const SIZES: [(&str, usize); 2] = [("A01", 6), ("A02", 6)];

async fn house() -> House {
    let house = House::with(&SIZES).await;
    house.open_public(1_000, 60).await;
    house
}

async fn hr(house: &House) -> Officer {
    house.officer(Role::HrOfficer, Some("A01")).await
}

fn at(page: &str) -> String {
    format!("/office/hr/A01/{PUBLIC}{page}")
}

/// The one valid encoding of the same answer to every sub-item.
fn answers(option: u8) -> Vec<u8> {
    hand::public(option, [0; 3])
}

/// The address of the service as slips, posters and kiosks have it.
fn outside(house: &House) -> &str {
    &house.app.settings.public_url
}

/// What every QR code of a page says, read from the pixels of its SVG.
fn codes(page: &str) -> Vec<String> {
    page.split("<svg class=\"qr\"")
        .skip(1)
        .map(|svg| read_code(svg.split("</svg>").next().unwrap()))
        .collect()
}

fn read_code(svg: &str) -> String {
    let side = between(svg, "viewBox=\"0 0 ", " ")
        .parse::<usize>()
        .unwrap();
    let path = between(svg, "fill=\"#000\" d=\"", "\"");
    let mut dark = vec![vec![false; side]; side];
    for step in path.split('M').skip(1) {
        let mut numbers = step
            .split(|symbol: char| !symbol.is_ascii_digit())
            .filter_map(|number| number.parse::<usize>().ok());
        let (x, y) = (numbers.next().unwrap(), numbers.next().unwrap());
        let length = numbers.next().unwrap();
        dark[y][x..x + length].fill(true);
    }
    let pixels = side * 8;
    let mut image =
        rqrr::PreparedImage::prepare_from_bitmap(pixels, pixels, |x, y| dark[y / 8][x / 8]);
    image.detect_grids()[0].decode().unwrap().1
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

fn texts<'a>(page: &'a str, start: &str) -> Vec<&'a str> {
    page.split(start)
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect()
}

/// The number of a tile with this name.
fn tile(page: &Page, name: &str) -> String {
    let what = format!("<span class=\"what\">{name}</span>");
    let before = page.body.split(&what).next().unwrap();
    let number = before.rsplit("class=\"number\">").next().unwrap();
    number.split('<').next().unwrap().to_owned()
}

async fn cast(house: &House, link: &str, option: u8) -> Result<(), Declined> {
    let slip = Slip {
        code: String::new(),
        fragment: link.split('#').nth(1).unwrap().to_owned(),
    };
    house.answer_slip(&slip, answers(option)).await
}

#[actix_web::test]
async fn a_round_of_the_public_has_pages_of_its_own_and_none_about_staff() {
    let house = house().await;
    let mut hr = hr(&house).await;
    let page = hr.get(&at("")).await;
    assert_eq!(page.status, 200);
    for tab in ["slips", "poster", "kiosks", "settings"] {
        let href = format!("href=\"{}\"", at(&format!("/{tab}")));
        assert!(page.body.contains(&href), "{tab}");
        assert_eq!(hr.get(&at(&format!("/{tab}"))).await.status, 200, "{tab}");
        let of_staff = format!("/office/hr/A01/{CODE}/{tab}");
        assert_eq!(hr.get(&of_staff).await.status, 404, "{tab}");
    }
    let staff = [
        "people", "roster", "mail", "letters", "tablet", "register", "last-day", "kpi",
    ];
    for tab in staff {
        assert!(!page.body.contains(&at(&format!("/{tab}\""))), "{tab}");
        assert_eq!(hr.get(&at(&format!("/{tab}"))).await.status, 404, "{tab}");
    }
    let results = hr.get(&at("/results")).await;
    assert!(results.body.contains(&at("/slips")));
    assert!(!results.body.contains(&at("/people")));
    let staff = hr.get(&format!("/office/hr/A01/{CODE}")).await;
    assert!(staff.body.contains("/people\"") && !staff.body.contains("/slips\""));
}

#[actix_web::test]
async fn slips_are_made_in_batches_from_which_nobody_can_be_told() {
    let house = house().await;
    let mut hr = hr(&house).await;
    for number in ["", "1", "9", "2001", "-10", "ten"] {
        let page = hr
            .post(&at("/slips"), &[("number", number), ("kind", "sheet")])
            .await;
        assert_eq!(page.status, 422, "{number}");
        assert!(page.body.contains("id=\"number-wrong\""), "{number}");
    }
    assert_eq!(tile(&hr.get(&at("")).await, "ออกรหัสแล้ว"), "0");
    let page = hr
        .post(&at("/slips"), &[("number", "๑๐"), ("kind", "sheet")])
        .await;
    assert_eq!(page.status, 200);
    assert_eq!(tile(&hr.get(&at("")).await, "ออกรหัสแล้ว"), "10");
}

#[actix_web::test]
async fn every_slip_is_on_the_sheet_once_and_both_its_code_and_its_qr_work() {
    let house = house().await;
    let mut hr = hr(&house).await;
    let page = hr
        .post(&at("/slips"), &[("number", "17"), ("kind", "sheet")])
        .await;
    assert!(
        page.headers
            .contains(&("cache-control".to_owned(), "no-store".to_owned()))
    );
    let typed = texts(&page.body, "class=\"slip-code\">");
    let links = codes(&page.body);
    assert_eq!((typed.len(), links.len()), (17, 17));
    assert_eq!(
        page.body.matches("class=\"sheet slips\"").count(),
        3,
        "eight a page"
    );
    for (code, link) in typed.iter().zip(&links) {
        assert_eq!(page.body.matches(*code).count(), 1);
        assert!(
            link.starts_with(&format!("{}/e#", outside(&house))),
            "{link}"
        );
        let ticket = link.split('#').nth(1).unwrap().split('.').next().unwrap();
        assert!(code.replace('-', "").starts_with(ticket), "{code} {link}");
    }
    let start = prongsai::domain::notice::printed(&house.public_fingerprint("A01").await);
    assert_eq!(
        page.body
            .matches(&format!("<b>{}</b>", &start[..9]))
            .count(),
        17
    );
    for link in &links[..3] {
        cast(&house, link, 1).await.unwrap();
    }
    assert!(cast(&house, &links[0], 2).await.is_err(), "it works once");
    let page = hr.get(&at("")).await;
    assert_eq!(tile(&page, "ตอบแล้ว"), "3");
    assert_eq!(tile(&page, "ยังขาด"), "97");
    let again = hr.get(&at("/slips")).await;
    assert!(!again.body.contains(typed[0]), "the list exists once");
    let log = house
        .app
        .office
        .registry
        .audit(&AuditFilter::default(), 0, 20)
        .await
        .unwrap();
    assert!(
        log.iter()
            .any(|entry| entry.act == "eit.slips" && entry.detail == "A01: 17")
    );
    assert!(
        log.iter()
            .all(|entry| !format!("{entry:?}").contains(typed[0]))
    );
}

#[actix_web::test]
async fn a_label_printer_gets_codes_and_links_that_a_spreadsheet_computes_nothing_of() {
    let house = house().await;
    let mut hr = hr(&house).await;
    let file = hr
        .post(&at("/slips"), &[("number", "10"), ("kind", "labels")])
        .await;
    assert_eq!(file.status, 200);
    assert!(file.media.starts_with("text/csv"));
    assert!(file.bytes.starts_with("\u{feff}".as_bytes()));
    let lines: Vec<&str> = file.body.lines().skip(1).collect();
    assert_eq!(lines.len(), 10);
    for line in &lines {
        assert!(!line.starts_with(['=', '+', '-', '@']), "{line}");
    }
    let link = lines[0].split(',').nth(1).unwrap();
    cast(&house, link, 1).await.unwrap();
}

#[actix_web::test]
async fn the_poster_starts_visits_at_the_own_poll_on_both_papers() {
    let house = house().await;
    let mut hr = hr(&house).await;
    let fingerprint = house.public_fingerprint("A01").await;
    let code = prongsai::domain::encoding::base32(fingerprint.as_ref());
    for paper in ["a4", "a3"] {
        let page = hr.get(&at(&format!("/poster/{paper}"))).await;
        assert_eq!(codes(&page.body), [format!("{}/e/{code}", outside(&house))]);
        assert_eq!(page.body.contains("invites large"), paper == "a3");
        assert!(page.body.contains("ไม่ถามชื่อ") && page.body.contains("Nobody asks your name"));
    }
    assert_eq!(hr.get(&at("/poster/a5")).await.status, 404);
    house.scan_poster("A01").await.unwrap();
    assert_eq!(tile(&hr.get(&at("")).await, "ออกรหัสแล้ว"), "1");
}

#[actix_web::test]
async fn the_minimum_follows_from_the_population_and_caps_from_what_hr_settles() {
    let house = house().await;
    let mut hr = hr(&house).await;
    let form = |population, hour| {
        [
            ("population", population),
            ("hour_cap", hour),
            ("day_cap", "300"),
            ("plain_day_cap", "30"),
            ("kiosk_day_cap", "600"),
        ]
    };
    let page = hr.post(&at("/settings"), &form("many", "-1")).await;
    assert_eq!(page.status, 422);
    for field in ["population", "hour_cap"] {
        assert!(
            page.body.contains(&format!("id=\"{field}-wrong\"")),
            "{field}"
        );
    }
    assert!(page.body.contains("value=\"many\""), "what was typed stays");
    let page = hr.post(&at("/settings"), &form("4,200", "1")).await;
    assert_eq!(page.status, 303);
    let page = hr.get(&page.location).await;
    assert!(page.body.contains("4,200 คน ต้องมีผู้ตอบอย่างน้อย 400 คน"));
    assert_eq!(tile(&hr.get(&at("")).await, "ยังขาด"), "400");
    house.scan_poster("A01").await.unwrap();
    assert!(house.scan_poster("A01").await.is_err(), "one an hour");
    house.scan_poster("A02").await.unwrap();
}

#[actix_web::test]
async fn a_kiosk_is_shown_once_and_gets_nothing_after_it_was_revoked() {
    let house = house().await;
    let mut hr = hr(&house).await;
    let nameless = hr.post(&at("/kiosks"), &[("name", " ")]).await;
    assert_eq!(nameless.status, 422);
    let page = hr.post(&at("/kiosks"), &[("name", "เคาน์เตอร์ <1>")]).await;
    assert_eq!(page.status, 200);
    let link = codes(&page.body).remove(0);
    assert!(link.starts_with(&format!("{}/kiosk#", outside(&house))));
    assert!(page.body.contains(&link));
    let exit = texts(&page.body, "class=\"big-code\">")[0];
    assert!(exit.len() == 6 && exit.chars().all(|digit| digit.is_ascii_digit()));
    let list = hr.get(&at("/kiosks")).await;
    assert!(list.body.contains("เคาน์เตอร์ &lt;1&gt;"));
    assert!(!list.body.contains(link.split('#').nth(1).unwrap()));
    let secret = link.split('#').nth(1).unwrap().to_owned();
    let desk = house.app.respondent_desk().kiosks;
    assert!(desk.look(&secret).await.unwrap().is_some());
    let sure = between(&list.body, &format!("href=\"{}", at("/kiosks/")), "\"").to_owned();
    let sure = at(&format!("/kiosks/{sure}"));
    assert!(hr.get(&sure).await.body.contains("เคาน์เตอร์ &lt;1&gt;"));
    assert!(
        desk.look(&secret).await.unwrap().is_some(),
        "asking changes nothing"
    );
    assert_eq!(hr.post(&sure, &[]).await.status, 303);
    assert!(desk.look(&secret).await.unwrap().is_none());
    assert_eq!(hr.post(&sure, &[]).await.status, 404);
}

#[actix_web::test]
async fn another_agencys_officer_finds_nothing_of_it() {
    let house = house().await;
    let mut own = hr(&house).await;
    own.post(&at("/kiosks"), &[("name", "เคาน์เตอร์")]).await;
    let list = own.get(&at("/kiosks")).await;
    let id = between(&list.body, &format!("href=\"{}", at("/kiosks/")), "/").to_owned();
    let mut other = house.officer(Role::HrOfficer, Some("A02")).await;
    for page in [
        "",
        "/slips",
        "/poster",
        "/poster/a4",
        "/kiosks",
        "/settings",
    ] {
        assert_eq!(other.get(&at(page)).await.status, 404, "{page}");
    }
    let made = other
        .post(&at("/slips"), &[("number", "10"), ("kind", "sheet")])
        .await;
    assert_eq!(made.status, 404);
    let through = format!("/office/hr/A02/{PUBLIC}/kiosks/{id}/revoke");
    assert_eq!(other.get(&through).await.status, 404);
    assert_eq!(other.post(&through, &[]).await.status, 404);
    assert!(own.get(&at("/kiosks")).await.body.contains(&id));
}

#[actix_web::test]
async fn after_the_close_the_counts_stay_and_nothing_is_handed_out() {
    let house = house().await;
    let mut hr = hr(&house).await;
    let slips = house.slips("A01", 12).await;
    for slip in &slips[..5] {
        house.answer_slip(slip, answers(0)).await.unwrap();
    }
    close_round(&house.app.office, PUBLIC).await.unwrap();
    let page = hr.get(&at("")).await;
    assert_eq!(
        (tile(&page, "ออกรหัสแล้ว"), tile(&page, "ตอบแล้ว")),
        ("12".into(), "5".into())
    );
    let made = hr
        .post(&at("/slips"), &[("number", "10"), ("kind", "sheet")])
        .await;
    assert_eq!(made.status, 422);
    assert_eq!(hr.get(&at("/poster/a4")).await.status, 404);
    assert!(
        !hr.get(&at("/settings"))
            .await
            .body
            .contains("type=\"submit\">บันทึก")
    );
}
