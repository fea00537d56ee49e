//! The office under attack: what somebody tries who may do a little and wants more.

use prongsai::assets::Assets;
use prongsai::crypto::sign_in::SecondFactor;
use prongsai::domain::access::{Account, Role};
use prongsai::domain::lang::Lang;
use prongsai::locale::Locale;
use prongsai::service::access::new_account::invite_account;
use prongsai::service::access::{FrontDesk, Next};

use crate::support::people::{HEADING, line};
use crate::support::tables::{files, holds};
use crate::support::{CODE, House, Officer, PASSWORD, hand};

const BASE: &str = "/office/hr/A01/2570-1";

/// Pages on which the administrator follows an open round.
const ADMIN: [&str; 3] = [
    "/office/admin",
    "/office/admin/rounds/2570-1",
    "/office/admin/rounds/2570-1/participation",
];

async fn uploaded(officer: &mut Officer, csv: &str) -> String {
    let file = ("file", "list.csv", csv.as_bytes());
    let page = officer.upload(&format!("{BASE}/roster"), &[], file).await;
    assert_eq!(page.status, 303, "{}", page.body);
    page.location
}

async fn account(house: &House, email: &str) -> Account {
    let accounts = house.app.office.registry.accounts();
    accounts.by_email(email).await.unwrap().unwrap()
}

#[actix_web::test]
async fn neither_a_heading_nor_a_wide_sign_of_an_uploaded_file_comes_back_as_a_formula() {
    let house = House::with(&[("A01", 4)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let heading = HEADING.replace('\n', ",=cmd|'/C calc'!A0\n");
    let bad = line("A01", 42, "＝HYPERLINK(1)", "").replace('\n', ",\n");
    let preview = uploaded(&mut officer, &format!("{heading}{bad}")).await;
    let csv = officer.get(&format!("{preview}/refused.csv")).await.body;
    assert!(csv.contains("'=cmd|'/C calc'!A0"), "{csv}");
    assert!(csv.contains("'＝HYPERLINK(1)"), "{csv}");
}

#[actix_web::test]
async fn nobody_is_led_out_of_the_office_by_a_way_up_or_a_broken_header() {
    let house = House::empty().await;
    house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let elsewhere = [
        "/office/../i",
        "/office/%2e%2E/i",
        "/office/\r\nset-cookie: a=b",
        "/office/ก",
    ];
    for next in elsewhere {
        let mut browser = Officer::stranger(&house.base);
        let fields = [
            ("email", "a@example.go.th"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let page = browser.post("/office/sign-in", &fields).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/office"));
        let fields = [("lang", "en"), ("back", next)];
        let page = browser.post("/office/language", &fields).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/office"));
    }
}

#[actix_web::test]
async fn a_device_serves_no_longer_when_the_account_that_started_it_is_closed() {
    let house = House::with(&[("A01", 6)]).await;
    let mut device = house.officer(Role::HrOfficer, Some("A01")).await;
    let form = [("exit", "4711"), ("where", "here")];
    assert_eq!(
        device.post(&format!("{BASE}/tablet"), &form).await.status,
        303
    );
    let page = device.get("/tablet").await.body;
    assert!(page.contains("data-part=\"pick\""));
    let before = account(&house, "hr.a01@example.go.th").await;
    let after = Account {
        suspended: true,
        ..before.clone()
    };
    let changed = house.app.office.step().change_account(&before, &after);
    assert!(changed.await.unwrap());
    let page = device.get("/tablet").await.body;
    assert!(!page.contains("data-part=\"pick\""));
}

#[actix_web::test]
async fn a_changed_password_ends_the_one_time_links_of_the_account() {
    let house = House::empty().await;
    let mut officer = house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let account = account(&house, "a@example.go.th").await;
    let (token, _) = invite_account(&house.app.office, &account).await.unwrap();
    let link = format!("/office/welcome/{}", token.text());
    assert_eq!(Officer::stranger(&house.base).get(&link).await.status, 200);
    let new = "แมวสามตัวนอนบนหลังคา";
    let fields = [("old", PASSWORD), ("new", new), ("again", new)];
    let page = officer.post("/office/account/password", &fields).await;
    assert_eq!(page.status, 303, "{}", page.body);
    assert_eq!(Officer::stranger(&house.base).get(&link).await.status, 404);
}

#[actix_web::test]
async fn who_came_in_by_the_password_alone_is_out_when_a_second_factor_is_set_up() {
    let house = House::empty().await;
    house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let front = FrontDesk::new(house.app.office.clone());
    let mut tokens = Vec::new();
    for _ in 0..2 {
        match front.sign_in("a@example.go.th", PASSWORD, "here").await {
            Ok(Next::In(token)) => tokens.push(token.text()),
            other => panic!("{other:?}"),
        }
    }
    let owner = front.visitor(&tokens[0]).await.unwrap().unwrap();
    let draft = front.draw_factor().unwrap();
    let now = u64::try_from(house.world.now().as_second()).unwrap();
    let code = SecondFactor::new(&draft.secret).unwrap().code_at(now);
    let set_up = front.set_up_factor(&owner, &draft.secret, &code).await;
    let (_, fresh) = set_up.unwrap();
    assert!(front.visitor(&fresh.text()).await.unwrap().is_some());
    assert!(front.visitor(&tokens[1]).await.unwrap().is_none());
}

#[actix_web::test]
async fn behind_a_proxy_one_visitor_uses_up_nobody_elses_tries() {
    let house = House::with_settings("behind_proxy = true\n").await;
    let house = house.fill(&[("A01", 4)], 60).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let form = [("exit", "4711"), ("where", "elsewhere")];
    let page = officer.post(&format!("{BASE}/tablet"), &form).await;
    let code: String = code_on(&page.body);
    let code: &'static str = Box::leak(code.into_boxed_str());
    let device = Officer::stranger(&house.base);
    for _ in 0..12 {
        let wrong = [("code", "00000000")];
        let page = device
            .post_through("/tablet/join", "203.0.113.7", &wrong)
            .await;
        assert_eq!(page.status, 422);
    }
    let right = [("code", code)];
    let page = device
        .post_through("/tablet/join", "203.0.113.8", &right)
        .await;
    assert_eq!(page.status, 303, "{}", page.body);
}

/// The eight symbols of a device's code, which the page shows in groups of four.
fn code_on(page: &str) -> String {
    let symbol = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    let mut words = page.split(|c: char| !(symbol(c) || c == '-'));
    let found = words.find(|word| word.len() == 9 && word.as_bytes()[4] == b'-');
    found.unwrap_or_else(|| panic!("{page}")).replace('-', "")
}

#[actix_web::test]
async fn an_id_with_a_slash_is_the_same_person_on_every_page() {
    let house = House::with(&[("A01", 4), ("A/02", 4)]).await;
    let mut other = house.officer(Role::HrOfficer, Some("A/02")).await;
    for page in ["", "/2570-1", "/2570-1/kpi", "/2570-1/people"] {
        let found = other.get(&format!("/office/hr/A%2F02{page}")).await;
        assert_eq!(found.status, 200, "{page}");
    }
    let odd = line("A01", 30, "a@canary.example.go.th", "").replace("A01-31", "A01/31");
    house.import(&format!("{HEADING}{odd}")).await.unwrap();
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    for page in ["people/of/A01%2F31", "kpi/person/A01%2F31"] {
        let found = officer.get(&format!("{BASE}/{page}")).await;
        assert_eq!(found.status, 200, "{page}");
    }
    for page in [
        "/office/hr/A01%2f..%2fA02",
        "/office/hr/A02/../A01/%2e%2e",
        "/office/hr/A01%00",
        "/office/hr/A01%252F",
        "/office/hr/A01%2F02",
        "/office/hr/A%2F02",
    ] {
        assert_eq!(officer.get(page).await.status, 404, "{page}");
    }
}

#[actix_web::test]
async fn what_people_type_is_text_on_every_page() {
    const MARK: &str = "\"><img src=x onerror=alert(1)>";
    let house = House::with(&[("A01", 4)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let person = [
        ("staff_id", "A01-77"),
        ("name", "คนใหม่"),
        ("surname", "ทดสอบ"),
        ("position", MARK),
        ("work_group", MARK),
        ("email", "neu@canary.example.go.th"),
    ];
    let page = hr.post(&format!("{BASE}/people/add"), &person).await;
    assert_eq!(page.status, 303, "{}", page.body);
    let own = [("name", MARK), ("lang", "th")];
    assert_eq!(hr.post("/office/account", &own).await.status, 303);
    let token = [("name", MARK)];
    let made = hr.post("/office/hr/A01/api/tokens", &token).await;
    assert_eq!(made.status, 200);
    let evidence = [
        ("part", "1.2"),
        ("group", ""),
        ("version", "0"),
        ("day", "15/1/2570"),
        ("delegates", MARK),
        ("note", MARK),
        ("link", "https://x\"><img src=x onerror=alert(1)>"),
    ];
    let file = ("file", "a<img src=x>\u{202e}fdp.exe", &b"x"[..]);
    let to = format!("{BASE}/kpi/evidence");
    assert_eq!(hr.upload(&to, &evidence, file).await.status, 303);
    let mut seen = 0;
    for path in [
        "",
        "/last-day",
        "/people",
        "/people?q=%3Cimg%20src%3Dx",
        "/people/of/A01-77",
        "/people/groups",
        "/register",
        "/register/print",
        "/letters?show=waiting",
        "/mail",
        "/kpi",
        "/kpi/people",
        "/kpi/person/A01-77",
        "/kpi/person/A01-77?digits=thai",
        "/kpi/evidence?part=1.2&group=",
        "/tablet",
    ] {
        let page = hr.get(&format!("{BASE}{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("<img src=x"), "{path}");
        assert!(!page.body.contains('\u{202e}'), "{path}");
        seen += usize::from(page.body.contains("&lt;img"));
    }
    assert!(seen >= 8, "only {seen} pages show what was typed");
    let mut auditor = house.officer(Role::Auditor, None).await;
    for path in ["/office/audit", "/office/account"] {
        assert!(!auditor.get(path).await.body.contains("<img src=x"));
    }
    let scripted = [
        ("part", "1.2"),
        ("group", ""),
        ("version", "1"),
        ("day", "15/1/2570"),
        ("delegates", "x"),
        ("link", " javascript:alert(1)"),
    ];
    let refused = hr
        .upload(
            &format!("{BASE}/kpi/evidence"),
            &scripted,
            ("file", "", b""),
        )
        .await;
    assert_eq!(refused.status, 422);
}

#[actix_web::test]
async fn tokens_and_devices_of_another_agency_are_out_of_reach() {
    let house = House::with(&[("A01", 3), ("A02", 3)]).await;
    let mut own = house.officer(Role::HrOfficer, Some("A01")).await;
    let mut other = house.officer(Role::HrOfficer, Some("A02")).await;
    let made = other
        .post("/office/hr/A02/api/tokens", &[("name", "x")])
        .await;
    assert_eq!(made.status, 200);
    let form = [("exit", "4711"), ("where", "elsewhere")];
    other.post("/office/hr/A02/2570-1/tablet", &form).await;
    let registry = &house.app.office.registry;
    let (round, agency) = (
        house.app.office.round(CODE).await.unwrap(),
        house.app.office.agency("A02").await.unwrap().id,
    );
    let token = registry.api_tokens(agency).await.unwrap().remove(0).id;
    let now = house.world.now();
    let tablet = registry.tablets(round.id, agency, now).await.unwrap();
    let fields = [("id", token.to_string())];
    let fields = [(fields[0].0, fields[0].1.as_str())];
    own.post("/office/hr/A01/api/tokens/revoke", &fields).await;
    assert_eq!(registry.api_tokens(agency).await.unwrap().len(), 1);
    let end = [("id", tablet[0].id.as_str())];
    let refused = own.post(&format!("{BASE}/tablet/end"), &end).await;
    assert_eq!(refused.status, 422);
    let left = registry.tablets(round.id, agency, now).await.unwrap();
    assert_eq!(left.len(), 1);
    other
        .post("/office/hr/A02/api/tokens/revoke", &fields)
        .await;
    assert!(registry.api_tokens(agency).await.unwrap().is_empty());
}

#[actix_web::test]
async fn on_files_nothing_of_an_uploaded_file_but_what_was_saved_is_left_on_the_disk() {
    let house = House::with(&[("A01", 4)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let refused = line("A01", 42, "nirgends.canary", "");
    let new = line("A01", 40, "neu@canary.example.go.th", "");
    let preview = uploaded(&mut officer, &format!("{HEADING}{new}{refused}")).await;
    let registry = &house.app.office.registry;
    let left = || {
        files(&house.data())
            .values()
            .any(|bytes| holds(bytes, b"nirgends.canary"))
    };
    registry.tidy().await.unwrap();
    assert!(left(), "the search finds what is there");
    let page = officer.get(&preview).await.body;
    let (_, rest) = page.split_once("name=\"digest\" value=\"").unwrap();
    let digest = rest.split('"').next().unwrap();
    assert_eq!(
        officer.post(&preview, &[("digest", digest)]).await.status,
        303
    );
    registry.tidy().await.unwrap();
    assert!(!left());
}

#[actix_web::test]
async fn no_page_of_anybody_changes_when_a_ballot_is_cast() {
    let house = House::with(&[("A01", 6)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let mut auditor = house.officer(Role::Auditor, None).await;
    let ballot = house
        .issue("A01-01", hand::encode(&hand::best()))
        .await
        .unwrap();
    let mut look = async || {
        let mut pages = String::new();
        for path in [
            "",
            "/last-day",
            "/register",
            "/people",
            "/people/of/A01-01",
            "/mail",
            "/kpi",
        ] {
            pages += &hr.get(&format!("{BASE}{path}")).await.body;
        }
        for path in ADMIN {
            let page = admin.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            pages += &page.body;
        }
        pages + &auditor.get("/office/audit").await.body
    };
    let before = look().await;
    house.cast("A01-01", &ballot).await.unwrap();
    assert_eq!(look().await, before);
}

/// Messages that only commands bring: the server does not start with such a key, and accounts are
/// named by address on the command line alone.
const OF_COMMANDS: [&str; 7] = [
    "carry.code-beside",
    "carry.no-terminal",
    "errors.account-unknown",
    "errors.kek-inside",
    "errors.kek-malformed",
    "errors.kek-unreadable",
    "errors.no-roster",
];

#[test]
fn no_message_of_the_office_tells_people_to_type_a_command() {
    let commands = |text: &str| text.contains("`prongsai") || text.contains(" --");
    for lang in [Lang::Th, Lang::En] {
        let words = Locale::load(&Assets::default(), lang).unwrap();
        let (mut found, keys) = (0, words.keys().map(str::to_owned).collect::<Vec<_>>());
        for key in &keys {
            let area = key.split('.').next().unwrap();
            let shown = match area {
                "backup" | "bench" | "cli" | "demo" | "doctor" => continue,
                _ if OF_COMMANDS.contains(&key.as_str()) => continue,
                _ if commands(words.say(key)) => format!("office_{key}"),
                _ => continue,
            };
            found += 1;
            assert!(
                keys.contains(&shown),
                "{lang:?}: {key} has no text for pages"
            );
            assert!(!commands(words.say(&shown)), "{lang:?}: {shown}");
        }
        assert!(found > 10, "only {found} messages name a command");
    }
}
