//! The whole life of a round in the browser: every role, by clicks and typing alone.

use std::fmt::Write as _;
use std::fs;

use crate::chromium::{Chromium, Device};
use crate::clerk::{AuthenticatorApp, Clerk};
use crate::handed_over::hands_the_device_over;
use crate::office::{Office, ROUND};
use crate::people::{CLINIC, DEPARTMENT, HOSPITAL, HOSPITAL_STAFF, address, name, staff_id};
use crate::questionnaire::Answers;

/// Who works in the office besides the administrator: word of the role, and for which agency.
const OFFICERS: [(&str, &str); 4] = [
    ("hr", HOSPITAL),
    ("executive", HOSPITAL),
    ("assessor", HOSPITAL),
    ("auditor", ""),
];

#[tokio::test]
async fn a_round_is_run_from_the_browser_by_every_role() {
    let mut office = Office::empty();
    let base = office.base.clone();
    let desk = Chromium::open(Device::Desk, office.file("desk").as_ref()).await;
    let clerk = Clerk {
        browser: &desk,
        base: &base,
    };

    let mut app = takes_the_first_account(&office, &clerk).await;
    signs_in_with_code(&clerk, &mut app).await;
    imports_agencies(&office, &clerk).await;
    makes_round(&clerk).await;
    makes_accounts(&clerk).await;
    clerk.signs_out().await;
    for (role, _) in OFFICERS {
        clerk.takes_account(&office.welcome(&email(role))).await;
        clerk.signs_out().await;
    }

    clerk.signs_in(&email("hr")).await;
    uploads_roster(&office, &clerk).await;
    clerk.signs_out().await;

    signs_in_with_code(&clerk, &mut app).await;
    let sheets = holds_ceremony(&clerk).await;
    clerk.signs_out().await;

    clerk.signs_in(&email("hr")).await;
    invites(&clerk).await;
    office.wait_for_links(HOSPITAL_STAFF);
    records_evidence(&clerk).await;
    office.answer(HOSPITAL, 0, &Answers::of_person(0, 3));
    of_round(&clerk).await;
    hands_the_device_over(&clerk, office.link(HOSPITAL, 1)).await;
    for at in 2..HOSPITAL_STAFF {
        office.answer(HOSPITAL, at, &Answers::of_person(at, 3));
    }
    clerk.signs_in(&email("hr")).await;
    sees_everybody_took_part(&clerk).await;
    clerk.signs_out().await;

    signs_in_with_code(&clerk, &mut app).await;
    closes_counts_publishes(&clerk, &sheets).await;
    clerk.signs_out().await;
    executive_reads_results(&clerk).await;
    assessor_confirms(&clerk).await;
    auditor_verifies(&clerk).await;
}

fn email(role: &str) -> String {
    format!("{role}@example.go.th")
}

/// The link of the command line, a password, the key of the authenticator app.
async fn takes_the_first_account(office: &Office, clerk: &Clerk<'_>) -> AuthenticatorApp {
    let said = office.run(&[
        "account",
        "create",
        "--email",
        &email("administrator"),
        "--name",
        "นางสาวดูแล ระบบดี",
        "--role",
        "administrator",
    ]);
    let link = said
        .split_whitespace()
        .find(|word| word.contains("/office/welcome/"));
    let mailed = || office.welcome(&email("administrator"));
    clerk
        .takes_account(&link.map_or_else(mailed, str::to_owned))
        .await;
    let mut app = AuthenticatorApp::with(&clerk.reads(".secret-key code").await);
    clerk.browser.keep_picture("office-second-factor");
    clerk.types("#code", &app.code().await).await;
    clerk.click("form[action$='/set-up'] button.primary").await;
    clerk.reads("ul.recovery-codes").await;
    clerk.click(".actions a[href='/office']").await;
    clerk.reads("a[href$='/rounds/new']").await;
    clerk.signs_out().await;
    app
}

async fn signs_in_with_code(clerk: &Clerk<'_>, app: &mut AuthenticatorApp) {
    clerk.signs_in(&email("administrator")).await;
    clerk.reads("form[action$='/sign-in/code']").await;
    clerk.types("#code", &app.code().await).await;
    clerk.click("form[action$='/code'] button.primary").await;
    clerk.reads("a[href$='/rounds/new']").await;
}

async fn imports_agencies(office: &Office, clerk: &Clerk<'_>) {
    let file = office.file("agencies.csv");
    fs::write(&file, crate::people::agencies()).unwrap();
    clerk
        .click("nav.tabs a[href='/office/admin/agencies']")
        .await;
    clerk.click("a[href='/office/admin/agencies/import']").await;
    clerk.gives_file("#file", &file).await;
    clerk
        .click("form[action='/office/admin/agencies/import'] button.primary")
        .await;
    clerk.reads(".tiles").await;
    clerk.browser.keep_picture("office-agencies-preview");
    clerk
        .click("form[action^='/office/admin/agencies/import/'] button.primary")
        .await;
    clerk
        .reads(&format!("a[href$='/agencies/change/{CLINIC}']"))
        .await;
}

async fn makes_round(clerk: &Clerk<'_>) {
    clerk.click("nav.tabs a[href='/office/admin']").await;
    clerk.click("a[href$='/rounds/new']").await;
    let month = jiff::SignedDuration::from_hours(24 * 30);
    let closes = prongsai::world::World::real()
        .now()
        .checked_add(month)
        .unwrap();
    let closes = closes.to_zoned(jiff::tz::TimeZone::UTC).date();
    clerk
        .chooses("#instrument", "ten-indicators-2562/iit")
        .await;
    let typed = [
        ("#code", ROUND),
        ("#fiscal_year", "2562"),
        ("#closes", &format!("{closes} 16:30")),
        ("#grace_minutes", "0"),
        ("#custodian1", "นางสาวกุญแจ ดอกแรก"),
        ("#custodian2", "นายกุญแจ ดอกสอง"),
        ("#custodian3", "นางกุญแจ ดอกสาม"),
    ];
    for (field, text) in typed {
        clerk.types(field, text).await;
    }
    clerk.chooses("#kpi_period", "1").await;
    clerk
        .click("form[action$='/rounds/new'] button.primary")
        .await;
    clerk.reads("ol.tasks a[href$='/ceremony']").await;
    clerk.browser.keep_picture("office-round-in-draft");
}

async fn makes_accounts(clerk: &Clerk<'_>) {
    for (role, agency) in OFFICERS {
        clerk.click("header a.brand").await;
        clerk
            .click("nav.tabs a[href='/office/admin/accounts']")
            .await;
        clerk.click("a[href$='/accounts/new']").await;
        clerk.types("#email", &email(role)).await;
        clerk.types("#name", &format!("นายทดสอบ {role}")).await;
        clerk.chooses("#role0", role).await;
        if !agency.is_empty() {
            clerk.types("#agency0", agency).await;
        }
        clerk
            .click("form[action$='/accounts/new'] .actions button.primary")
            .await;
        clerk
            .reads("a.button.primary[href^='/office/admin/accounts/']")
            .await;
    }
    clerk.click("header a.brand").await;
}

/// The roster of the hospital, with a line that is refused.
async fn uploads_roster(office: &Office, clerk: &Clerk<'_>) {
    let file = office.file("roster.csv");
    let mut lines = String::from("รหัสบุคลากร,ชื่อ-สกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน\n");
    for at in 0..HOSPITAL_STAFF {
        let (id, email) = (staff_id(HOSPITAL, at), address(HOSPITAL, at));
        let group = ["กลุ่มอำนวยการ", "กลุ่มการพยาบาล"][at % 2];
        let _ = writeln!(
            lines,
            "{id},{},พยาบาลวิชาชีพ,{email},{group},{HOSPITAL}",
            name(at)
        );
    }
    let _ = writeln!(lines, "X-1,นางคนอื่น ไกลบ้าน,,,,{DEPARTMENT}");
    fs::write(&file, lines).unwrap();
    of_round(clerk).await;
    clerk.turns_to("/roster").await;
    clerk.gives_file("#file", &file).await;
    clerk.click("form[action$='/roster'] button.primary").await;
    clerk.reads("a[href$='/refused.csv']").await;
    clerk.browser.keep_picture("office-roster-preview");
    clerk
        .click("form input[name='digest'] + button.primary")
        .await;
    clerk.reads(".notice.done").await;
    clerk.turns_to("/people").await;
    let people = clerk.reads("main table").await;
    assert!(
        people.contains(&name(0)) && !people.contains("ไกลบ้าน"),
        "{people}"
    );
}

/// HR's page of the round, from the first page of the office.
async fn of_round(clerk: &Clerk<'_>) {
    clerk.click("header a.brand").await;
    clerk
        .click(&format!("main a[href$='/hr/{HOSPITAL}/{ROUND}']"))
        .await;
}

/// Every custodian reads the sheet back from what was on the screen; the sheets.
async fn holds_ceremony(clerk: &Clerk<'_>) -> Vec<String> {
    clerk
        .click(&format!("main a[href$='/rounds/{ROUND}']"))
        .await;
    clerk.click("ol.tasks a[href$='/ceremony']").await;
    clerk.click("form[action$='/begin'] button").await;
    loses_the_key(clerk).await;
    clerk.click("form[action$='/begin'] button").await;
    let mut sheets = Vec::new();
    for custodian in 0..3 {
        clerk.click("form[action$='/show'] button.primary").await;
        clerk.reads("article.key-sheet").await;
        let lines = "return [...document.querySelectorAll('.share li')].map((li) => li.textContent).join('\\n')";
        let sheet = clerk.browser.ask(lines).await.as_str().unwrap().to_owned();
        if sheets.is_empty() {
            clerk.browser.keep_picture("office-key-sheet");
        }
        if custodian == 1 {
            clerk
                .browser
                .shows_the_camera("article.key-sheet svg")
                .await;
        }
        clerk.click("form[action$='/hide'] button").await;
        clerk.reads("form[action$='/read-back']").await;
        assert!(
            !clerk
                .browser
                .document()
                .await
                .contains(sheet.lines().next().unwrap())
        );
        if custodian == 1 {
            clerk.scans().await;
        } else {
            clerk.types("#sheet", &sheet).await;
        }
        clerk
            .click("form[action$='/read-back'] button.primary")
            .await;
        sheets.push(sheet);
    }
    clerk.reads("form[action$='/open']").await;
    clerk.browser.keep_picture("office-ceremony-done");
    clerk.click("form[action$='/open'] button").await;
    clerk.reads("ul.acts a[href$='/close']").await;
    clerk.browser.keep_picture("office-round-open");
    sheets
}

/// The browser forgets what opens the ceremony: that is told, and the ceremony given up.
async fn loses_the_key(clerk: &Clerk<'_>) {
    clerk.reads("form[action$='/show']").await;
    let client = &clerk.browser.client;
    client.delete_cookie("__Secure-sheets").await.unwrap();
    client.refresh().await.unwrap();
    let told = clerk.reads(".notice").await;
    assert!(told.contains("ต่อในเบราว์เซอร์นี้ไม่ได้"), "{told}");
    let why = clerk.reads("main .card ul").await;
    assert!(why.contains("ไม่มีกุญแจของพิธีแล้ว"), "{why}");
    clerk.browser.keep_picture("office-ceremony-elsewhere");
    clerk.click("main details summary").await;
    clerk.click("form[action$='/drop'] button").await;
}

async fn invites(clerk: &Clerk<'_>) {
    of_round(clerk).await;
    clerk.turns_to("/mail").await;
    clerk.click("form[action$='/mail/invite'] button").await;
    clerk.reads(".notice.done").await;
    clerk.browser.keep_picture("office-mail");
}

/// A part of the KPI that the agency does as a whole.
async fn records_evidence(clerk: &Clerk<'_>) {
    of_round(clerk).await;
    clerk.turns_to("/kpi").await;
    clerk.click("a[href*='/kpi/evidence?part=1.2']").await;
    clerk.reads("#day").await;
    clerk
        .browser
        .ask("document.getElementById('day').value = '2019-01-15'")
        .await;
    clerk.types("#delegates", "ผู้แทนกลุ่มงาน").await;
    clerk
        .click("form[method='post'] .actions button.primary")
        .await;
    clerk
        .reads("a[href*='/kpi/evidence?part=1.2'] .badge.attention")
        .await;
}

async fn sees_everybody_took_part(clerk: &Clerk<'_>) {
    of_round(clerk).await;
    let tiles = clerk.reads(".participation .tiles").await;
    clerk.browser.keep_picture("office-dashboard");
    assert!(tiles.contains("100"), "the rate: {tiles}");
    let page = clerk.reads("main").await;
    assert!(page.contains(&HOSPITAL_STAFF.to_string()), "{page}");
}

async fn closes_counts_publishes(clerk: &Clerk<'_>, sheets: &[String]) {
    clerk
        .click(&format!("main a[href$='/rounds/{ROUND}']"))
        .await;
    clerk.click("ul.acts a[href$='/close']").await;
    clerk.click("form[action$='/close'] button.danger").await;
    clerk.click("ul.acts a[href$='/tally']").await;
    for sheet in [&sheets[0], &sheets[2]] {
        clerk.types("#sheet", sheet).await;
        clerk.browser.keep_picture("office-tally");
        clerk.click("form[action$='/tally'] button.primary").await;
    }
    clerk.click("ul.acts a[href$='/publish']").await;
    clerk.click("form[action$='/publish'] button.primary").await;
    clerk.reads("ul.acts a[href$='/minutes']").await;
    clerk.browser.keep_picture("office-published");
}

async fn executive_reads_results(clerk: &Clerk<'_>) {
    clerk.signs_in(&email("executive")).await;
    clerk
        .click(&format!("main a[href$='/{ROUND}/results']"))
        .await;
    clerk.reads("main svg").await;
    clerk.browser.keep_picture("office-results");
    let page = clerk.reads("main").await;
    assert!(!page.contains(&name(0)), "the executive sees no names");
    clerk.signs_out().await;
}

async fn assessor_confirms(clerk: &Clerk<'_>) {
    clerk.signs_in(&email("assessor")).await;
    clerk.click(&format!("main a[href$='/{ROUND}/kpi']")).await;
    clerk.click("a[href*='/kpi/evidence?part=1.2']").await;
    clerk.click("button[name='finding'][value='confirm']").await;
    clerk
        .reads("a[href*='/kpi/evidence?part=1.2'] .badge.good")
        .await;
    clerk.browser.keep_picture("office-kpi");
    clerk.signs_out().await;
}

async fn auditor_verifies(clerk: &Clerk<'_>) {
    clerk.signs_in(&email("auditor")).await;
    let log = clerk.reads("main table").await;
    assert!(
        !log.contains(&staff_id(HOSPITAL, 1)),
        "who sat at the tablet is told"
    );
    clerk.browser.keep_picture("office-log");
    clerk.click("nav.tabs a[href='/office/audit/chain']").await;
    clerk.click("main form button[type=submit]").await;
    clerk.reads(".notice.done").await;
    clerk.browser.keep_picture("office-chain");
    clerk.signs_out().await;
}
