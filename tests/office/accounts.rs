//! One-time links, forgotten passwords, the second factor, the own account, and the administrator's
//! pages of accounts.

use prongsai::crypto::sign_in::SecondFactor;
use prongsai::domain::access::{Grant, Role};
use prongsai::domain::lang::Lang;
use prongsai::service::access::front_desk::sweep_access;
use prongsai::service::access::new_account::create_account;
use prongsai::store::NewAccount;

use crate::support::{House, Officer, PASSWORD, hours, tables};

const OTHER: &str = "ฝนตกที่เชียงรากน้อยเมื่อวาน";

/// An address in a page after `mark`, up to a quotation mark or an angle bracket.
fn after(body: &str, mark: &str) -> String {
    let rest = body
        .split_once(mark)
        .unwrap_or_else(|| panic!("{mark} is not in {body}"))
        .1;
    rest.split(['"', '<']).next().unwrap().to_owned()
}

fn path_of(link: &str) -> String {
    link.split_once("/office/")
        .map(|(_, rest)| format!("/office/{rest}"))
        .unwrap()
}

async fn invited(house: &House, email: &str, role: Role) -> String {
    let new = NewAccount {
        email: email.to_owned(),
        name: "ผู้ได้รับเชิญ".to_owned(),
        lang: Lang::Th,
        grants: vec![Grant { role, agency: None }],
    };
    let (_, link, _) = create_account(&house.app.office, new).await.unwrap();
    format!("/office/welcome/{}", link.text())
}

/// The six digits that an app shows now for the key in a page.
fn code_for(house: &House, page: &str) -> String {
    let key: String = after(page, "class=\"secret-key\"><code>").replace(' ', "");
    let bits: Vec<String> = key
        .chars()
        .map(|symbol| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(symbol).unwrap())
        .map(|value| format!("{value:05b}"))
        .collect();
    let bits = bits.concat();
    let bytes: Vec<u8> = (0..20)
        .map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap())
        .collect();
    let secret: [u8; 20] = bytes.try_into().unwrap();
    let now = u64::try_from(house.world.now().as_second()).unwrap();
    SecondFactor::new(&secret).unwrap().code_at(now)
}

#[actix_web::test]
async fn reading_a_one_time_link_changes_nothing_and_using_it_uses_it_up() {
    let house = House::empty().await;
    let link = invited(&house, "new@example.go.th", Role::Auditor).await;
    let mut browser = Officer::stranger(&house.base);
    let before = tables::dump(&house.registry_file()).await;
    for _ in 0..3 {
        let page = browser.get(&link).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("ผู้ได้รับเชิญ"));
    }
    assert_eq!(before, tables::dump(&house.registry_file()).await);
    let differing = browser
        .post(&link, &[("new", PASSWORD), ("again", OTHER)])
        .await;
    assert_eq!(differing.status, 422);
    let common = [("new", "P@ssw0rd2569!"), ("again", "P@ssw0rd2569!")];
    assert_eq!(browser.post(&link, &common).await.status, 422);
    let right = [("new", PASSWORD), ("again", PASSWORD)];
    let page = browser.post(&link, &right).await;
    assert_eq!((page.status, page.location.as_str()), (303, "/office"));
    assert_eq!(browser.get("/office").await.location, "/office/audit");
    let mut second = Officer::stranger(&house.base);
    assert_eq!(second.get(&link).await.status, 404);
    assert_eq!(second.post(&link, &right).await.status, 404);
}

#[actix_web::test]
async fn an_invitation_is_good_for_seven_days() {
    let house = House::empty().await;
    let link = invited(&house, "new@example.go.th", Role::Auditor).await;
    let mut browser = Officer::stranger(&house.base);
    house.later(hours(24 * 7 - 1));
    assert_eq!(browser.get(&link).await.status, 200);
    house.later(hours(24 * 7));
    assert_eq!(browser.get(&link).await.status, 404);
    sweep_access(&house.app.office).await.unwrap();
    house.later(hours(24 * 7 + 1));
    sweep_access(&house.app.office).await.unwrap();
    let rows = tables::dump(&house.registry_file()).await;
    assert!(rows["account_link"].is_empty());
}

fn mailbox(house: &House) -> Vec<String> {
    let folder = house.data().join("mail");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    // A message that is still being written has another ending, and loses it under the reader's eyes.
    let whole = |path: &std::path::PathBuf| path.extension().is_some_and(|end| end == "eml");
    let read = |path: std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let mail = mailparse::parse_mail(&bytes).unwrap();
        let to = mail.headers.iter().find(|header| header.get_key() == "To");
        let body = mail.subparts[0].get_body().unwrap();
        format!("{}\n{body}", to.unwrap().get_value())
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(whole).map(read).collect()
}

const FOLDER: &str = "[mail]\ntransport = \"folder\"\nfrom = \"ITA <ita@example.go.th>\"\n";

async fn waited_for_mail(house: &House, n: usize) -> Vec<String> {
    for _ in 0..200 {
        if mailbox(house).len() >= n {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    mailbox(house)
}

#[actix_web::test]
async fn a_forgotten_password_is_answered_alike_whether_there_is_an_account() {
    let house = House::with_settings(FOLDER).await;
    house
        .officer_called("known@example.go.th", Role::Auditor, None)
        .await;
    let mut browser = Officer::stranger(&house.base);
    let unknown = browser
        .post("/office/forgot", &[("email", "nobody@example.go.th")])
        .await;
    let known = browser
        .post("/office/forgot", &[("email", "Known@example.go.th")])
        .await;
    assert_eq!((unknown.status, known.status), (200, 200));
    assert_eq!(unknown.body, known.body);
    let again = browser
        .post("/office/forgot", &[("email", "known@example.go.th")])
        .await;
    assert_eq!(again.status, 200);
    // Who asked later is served, and by then whoever asked before.
    house
        .officer_called("later@example.go.th", Role::Auditor, None)
        .await;
    browser
        .post("/office/forgot", &[("email", "later@example.go.th")])
        .await;
    let mails = waited_for_mail(&house, 2).await;
    let to = |who: &str| mails.iter().filter(|mail| mail.contains(who)).count();
    assert_eq!(
        (mails.len(), to("known@example.go.th")),
        (2, 1),
        "one mail to each account, and no second one at once"
    );
}

#[actix_web::test]
async fn a_link_for_a_forgotten_password_lasts_an_hour_and_sets_one() {
    let house = House::with_settings(FOLDER).await;
    for who in ["known@example.go.th", "late@example.go.th"] {
        house.officer_called(who, Role::Auditor, None).await;
    }
    let mut browser = Officer::stranger(&house.base);
    for who in ["known@example.go.th", "late@example.go.th"] {
        browser.post("/office/forgot", &[("email", who)]).await;
    }
    let mails = waited_for_mail(&house, 2).await;
    let link_to = |who: &str| {
        let mail = mails.iter().find(|mail| mail.contains(who)).unwrap();
        let link = mail.lines().find(|line| line.contains("/office/welcome/"));
        path_of(link.unwrap())
    };
    house.later(jiff::SignedDuration::from_mins(59));
    let link = link_to("known@example.go.th");
    let right = [("new", OTHER), ("again", OTHER)];
    assert_eq!(browser.post(&link, &right).await.status, 303);
    let mut fresh = Officer::stranger(&house.base);
    let old = [("email", "known@example.go.th"), ("password", PASSWORD)];
    assert_eq!(fresh.post("/office/sign-in", &old).await.status, 422);
    let new = [("email", "known@example.go.th"), ("password", OTHER)];
    assert_eq!(fresh.post("/office/sign-in", &new).await.status, 303);
    let link = link_to("late@example.go.th");
    assert_eq!(browser.get(&link).await.status, 200);
    house.later(hours(1));
    assert_eq!(browser.get(&link).await.status, 404, "an hour is over");
}

#[actix_web::test]
async fn a_new_password_by_link_ends_every_session_of_the_account() {
    let house = House::with_settings(FOLDER).await;
    let mut thief = house
        .officer_called("known@example.go.th", Role::Auditor, None)
        .await;
    assert_eq!(thief.get("/office/audit").await.status, 200);
    let mut browser = Officer::stranger(&house.base);
    browser
        .post("/office/forgot", &[("email", "known@example.go.th")])
        .await;
    let mails = waited_for_mail(&house, 1).await;
    let link = path_of(
        mails[0]
            .lines()
            .find(|line| line.contains("/office/welcome/"))
            .unwrap(),
    );
    browser
        .post(&link, &[("new", OTHER), ("again", OTHER)])
        .await;
    assert_eq!(thief.get("/office/audit").await.status, 303);
}

#[actix_web::test]
async fn an_administrator_comes_in_only_with_a_second_factor() {
    let house = House::empty().await;
    let link = invited(&house, "admin@example.go.th", Role::Administrator).await;
    let mut browser = Officer::stranger(&house.base);
    let page = browser
        .post(&link, &[("new", PASSWORD), ("again", PASSWORD)])
        .await;
    assert_eq!(page.location, "/office/sign-in/set-up");
    assert_eq!(browser.get("/office/admin/accounts").await.status, 303);
    let form = browser.get("/office/sign-in/set-up").await;
    let sealed = after(&form.body, "name=\"sealed\" value=\"");
    let wrong = browser
        .post(
            "/office/sign-in/set-up",
            &[("sealed", &sealed), ("code", "000000")],
        )
        .await;
    assert_eq!(wrong.status, 422);
    let (first, second) = (
        after(&form.body, "class=\"secret-key\"><code>"),
        after(&wrong.body, "class=\"secret-key\"><code>"),
    );
    assert_eq!(
        first, second,
        "a wrong code does not change the key that was scanned"
    );
    let half = browser.cookie.clone();
    let code = code_for(&house, &form.body);
    let codes = browser
        .post(
            "/office/sign-in/set-up",
            &[("sealed", &sealed), ("code", &code)],
        )
        .await;
    assert_eq!(codes.status, 200);
    let recovery: Vec<&str> = codes.body.split("<li><code>").skip(1).collect();
    assert_eq!(recovery.len(), 8);
    assert_ne!(
        browser.cookie, half,
        "the session of the whole sign-in has a token of its own"
    );
    assert_eq!(browser.get("/office/admin/accounts").await.status, 200);
    let mut later = Officer::stranger(&house.base);
    let sign_in = [("email", "admin@example.go.th"), ("password", PASSWORD)];
    let page = later.post("/office/sign-in", &sign_in).await;
    assert!(page.location.starts_with("/office/sign-in/code"));
    assert_eq!(
        later.get("/office/admin/accounts").await.status,
        303,
        "half in is not in"
    );
    let recovery = recovery[0].split('<').next().unwrap();
    let spent = [("code", recovery)];
    assert_eq!(later.post("/office/sign-in/code", &spent).await.status, 303);
    assert_eq!(later.get("/office/admin/accounts").await.status, 200);
    let mut third = Officer::stranger(&house.base);
    third.post("/office/sign-in", &sign_in).await;
    assert_eq!(
        third.post("/office/sign-in/code", &spent).await.status,
        422,
        "once"
    );
    let off = [("password", PASSWORD)];
    let kept = browser
        .post("/office/account/second-factor/off", &off)
        .await;
    assert_eq!(kept.status, 422, "an administrator keeps it");
}

#[actix_web::test]
async fn the_sealed_secret_of_one_session_is_of_no_use_in_another() {
    let house = House::empty().await;
    let mut one = house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let mut two = house
        .officer_called("b@example.go.th", Role::Auditor, None)
        .await;
    let form = one.get("/office/account/second-factor").await;
    let sealed = after(&form.body, "name=\"sealed\" value=\"");
    let code = code_for(&house, &form.body);
    let fields = [
        ("sealed", sealed.as_str()),
        ("code", &code),
        ("password", PASSWORD),
    ];
    assert_eq!(
        two.post("/office/account/second-factor", &fields)
            .await
            .status,
        422
    );
    let without = [
        ("sealed", sealed.as_str()),
        ("code", &code),
        ("password", "ผิดแน่นอนครับ"),
    ];
    assert_eq!(
        one.post("/office/account/second-factor", &without)
            .await
            .status,
        422
    );
    assert_eq!(
        one.post("/office/account/second-factor", &fields)
            .await
            .status,
        200
    );
    let key = after(&form.body, "class=\"secret-key\"><code>").replace(' ', "");
    let stored = tables::dump(&house.registry_file()).await;
    assert!(
        !format!("{stored:?}").contains(&key),
        "the secret is not stored in clear"
    );
}

#[actix_web::test]
async fn people_end_their_other_sessions_and_change_their_password() {
    let house = House::empty().await;
    let mut here = house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let sign_in = [("email", "a@example.go.th"), ("password", PASSWORD)];
    let (mut there, mut else_where) = (
        Officer::stranger(&house.base),
        Officer::stranger(&house.base),
    );
    there.post("/office/sign-in", &sign_in).await;
    let page = here.get("/office/account").await;
    let session = after(&page.body, "name=\"session\" value=\"");
    here.post("/office/account/sessions/end", &[("session", &session)])
        .await;
    assert_eq!(there.get("/office/audit").await.status, 303);
    assert_eq!(here.get("/office/audit").await.status, 200);
    else_where.post("/office/sign-in", &sign_in).await;
    let wrong = [("old", OTHER), ("new", OTHER), ("again", OTHER)];
    assert_eq!(
        here.post("/office/account/password", &wrong).await.status,
        422
    );
    let right = [("old", PASSWORD), ("new", OTHER), ("again", OTHER)];
    assert_eq!(
        here.post("/office/account/password", &right).await.status,
        303
    );
    assert_eq!(here.get("/office/audit").await.status, 200);
    assert_eq!(else_where.get("/office/audit").await.status, 303);
    let saved = [("name", "ชื่อใหม่ ของฉัน"), ("lang", "en")];
    assert_eq!(here.post("/office/account", &saved).await.status, 303);
    let page = here.get("/office/account?done=saved").await;
    assert!(page.body.contains("It was saved.") && page.body.contains("ชื่อใหม่ ของฉัน"));
}

#[actix_web::test]
async fn an_administrator_makes_accounts_and_hands_the_link_over_when_no_mail_goes() {
    let house = House::with(&[("A01", 3), ("A02", 3)]).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let ambiguous = [
        ("email", "hr@example.go.th"),
        ("name", "นายบุคคล"),
        ("lang", "th"),
        ("role0", "hr"),
        ("agency0", "หน่วยงานทดสอบ"),
    ];
    let page = admin.post("/office/admin/accounts/new", &ambiguous).await;
    assert_eq!(page.status, 422);
    assert!(
        page.body.contains("A01") && page.body.contains("A02"),
        "those that may be meant"
    );
    assert!(
        page.body.contains("hr@example.go.th"),
        "what was typed stays"
    );
    let mut right = ambiguous.to_vec();
    right[4].1 = "A01";
    right.extend([("role1", "assessor"), ("agency1", "A02")]);
    let page = admin.post("/office/admin/accounts/new", &right).await;
    assert_eq!(page.status, 200);
    let link = path_of(&after(&page.body, "class=\"secret-key\"><code>"));
    let mut new = Officer::stranger(&house.base);
    new.post(&link, &[("new", PASSWORD), ("again", PASSWORD)])
        .await;
    assert_eq!(new.get("/office/hr/A01").await.status, 200);
    assert_eq!(new.get("/office/hr/A02").await.status, 404);
    let taken = admin.post("/office/admin/accounts/new", &right).await;
    assert_eq!(taken.status, 422);
    let found = admin.get("/office/admin/accounts?q=hr%40example").await;
    assert!(found.body.contains("นายบุคคล") && !found.body.contains("administrator.all"));
}

#[actix_web::test]
async fn the_link_is_mailed_where_mail_is_set_up_and_then_shown_to_nobody() {
    let house = House::with_settings(FOLDER).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let fields = [
        ("email", "aud@example.go.th"),
        ("name", "ผู้ตรวจ"),
        ("lang", "th"),
        ("role0", "auditor"),
    ];
    let page = admin.post("/office/admin/accounts/new", &fields).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("/office/welcome/"));
    let mails = waited_for_mail(&house, 1).await;
    assert!(mails[0].contains("aud@example.go.th") && mails[0].contains("/office/welcome/"));
}

/// Row and version of an account, from its page.
async fn opened(admin: &mut Officer, email: &str) -> (String, String) {
    let list = admin
        .get(&format!("/office/admin/accounts?q={email}"))
        .await;
    let path = format!(
        "/office/admin/accounts/{}",
        after(
            &list.body,
            "<th scope=\"row\"><a href=\"/office/admin/accounts/"
        )
    );
    let page = admin.get(&path).await;
    (path, after(&page.body, "name=\"version\" value=\""))
}

#[actix_web::test]
async fn of_two_changes_of_one_account_the_later_is_refused_and_shown_what_stands() {
    let house = House::empty().await;
    let mut admin = house.officer(Role::Administrator, None).await;
    house
        .officer_called("aud@example.go.th", Role::Auditor, None)
        .await;
    let (path, version) = opened(&mut admin, "aud").await;
    let change = |name: &'static str| {
        [
            ("version", version.clone()),
            ("name", name.to_owned()),
            ("lang", "th".to_owned()),
            ("role0", "auditor".to_owned()),
        ]
    };
    let first = change("คนแรกแก้");
    let first: Vec<(&str, &str)> = first.iter().map(|(a, b)| (*a, b.as_str())).collect();
    let second = change("คนที่สองแก้");
    let second: Vec<(&str, &str)> = second.iter().map(|(a, b)| (*a, b.as_str())).collect();
    assert_eq!(admin.post(&path, &first).await.status, 303);
    let stale = admin.post(&path, &second).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("คนแรกแก้"));
    assert!(admin.get(&path).await.body.contains("คนแรกแก้"));
}

#[actix_web::test]
async fn a_closed_account_loses_its_sessions_and_the_last_administrator_stays() {
    let house = House::empty().await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let mut auditor = house
        .officer_called("aud@example.go.th", Role::Auditor, None)
        .await;
    assert_eq!(auditor.get("/office/audit").await.status, 200);
    let (path, version) = opened(&mut admin, "aud").await;
    let close = format!("{path}/close");
    assert_eq!(admin.get(&close).await.status, 200);
    assert_eq!(
        admin.post(&close, &[("version", &version)]).await.status,
        303
    );
    assert_eq!(auditor.get("/office/audit").await.status, 303);
    let sign_in = [("email", "aud@example.go.th"), ("password", PASSWORD)];
    assert_eq!(auditor.post("/office/sign-in", &sign_in).await.status, 422);
    let (path, version) = opened(&mut admin, "aud").await;
    admin
        .post(&format!("{path}/reopen"), &[("version", &version)])
        .await;
    assert_eq!(auditor.post("/office/sign-in", &sign_in).await.status, 303);
    let (own, version) = opened(&mut admin, "administrator").await;
    let last = admin
        .post(&format!("{own}/close"), &[("version", &version)])
        .await;
    assert_eq!(last.status, 422);
    let demoted = [
        ("version", version.as_str()),
        ("name", "x"),
        ("lang", "th"),
        ("role0", "auditor"),
    ];
    assert_eq!(admin.post(&own, &demoted).await.status, 422);
    assert_eq!(admin.get("/office/admin/accounts").await.status, 200);
}

#[actix_web::test]
async fn who_becomes_administrator_sets_a_second_factor_up_before_anything_else() {
    let house = House::empty().await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let mut other = house
        .officer_called("aud@example.go.th", Role::Auditor, None)
        .await;
    let (path, version) = opened(&mut admin, "aud").await;
    let promoted = [
        ("version", version.as_str()),
        ("name", "x"),
        ("lang", "th"),
        ("role0", "administrator"),
    ];
    assert_eq!(admin.post(&path, &promoted).await.status, 303);
    assert_eq!(other.get("/office/admin/accounts").await.status, 303);
    let sign_in = [("email", "aud@example.go.th"), ("password", PASSWORD)];
    let page = other.post("/office/sign-in", &sign_in).await;
    assert_eq!(page.location, "/office/sign-in/set-up");
}

#[actix_web::test]
async fn with_a_second_factor_the_password_goes_too_and_a_fresh_link_is_handed_over() {
    let house = House::empty().await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let mut other = house
        .officer_called("two@example.go.th", Role::Administrator, None)
        .await;
    assert_eq!(other.get("/office/admin/accounts").await.status, 200);
    let (path, _) = opened(&mut admin, "two").await;
    let act = format!("{path}/second-factor");
    let asked = admin.get(&act).await;
    assert!(asked.body.contains("รหัสผ่านเดิมจะใช้ไม่ได้ด้วย"), "said before");
    let handed = admin.post(&act, &[]).await;
    assert_eq!(handed.status, 200);
    let link = path_of(&after(&handed.body, "class=\"secret-key\"><code>"));
    assert_eq!(
        other.get("/office/admin/accounts").await.status,
        303,
        "its sessions end"
    );
    let mut thief = Officer::stranger(&house.base);
    let known = [("email", "two@example.go.th"), ("password", PASSWORD)];
    assert_eq!(thief.post("/office/sign-in", &known).await.status, 422);
    let new = "another-long-password";
    let page = other.post(&link, &[("new", new), ("again", new)]).await;
    assert_eq!(page.location, "/office/sign-in/set-up");
    assert_eq!(thief.post("/office/sign-in", &known).await.status, 422);
}
