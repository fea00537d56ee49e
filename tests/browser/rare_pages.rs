//! Pages that hardly anybody sees: a ceremony that goes on elsewhere, a clock in doubt, pages with nothing on them,
//! and what is said when something cannot be done. Each on a phone and at a desk.

use prongsai::app::server::{Limits, Listening, serve};
use prongsai::cli::look_what_is_due;
use prongsai::domain::access::Role;
use prongsai::mail::settings::MailSettings;
use serde_json::json;

use crate::support::certificates::Certificates;
use crate::support::postgres::OwnServers;
use crate::support::{CODE, House, Officer, PUBLIC, agencies, hours, roster, tables};
use crate::viewer::{SEND, Viewer};

const ROUND: &str = "/office/admin/rounds/2570-1";

const BASE: &str = "/office/hr/D01/2570-1";

/// A round in draft, without people.
async fn drafted() -> House {
    let house = House::empty().await;
    house.import_agencies(&agencies(&[("D01", 6)])).await;
    house.create(CODE, 60).await;
    house
}

async fn administrator(house: &House, email: &str) -> Officer {
    house.officer_called(email, Role::Administrator, None).await
}

#[actix_web::test]
async fn a_ceremony_that_goes_on_elsewhere_says_why_that_may_be_and_how_it_is_given_up() {
    let house = drafted().await;
    house.import(&roster(&[("D01", 6)])).await.unwrap();
    let mut admin = administrator(&house, "one@example.go.th").await;
    let page = format!("{ROUND}/ceremony");
    admin.post(&format!("{page}/begin"), &[]).await;
    for viewer in Viewer::both(&house).await {
        viewer.is(&admin).await;
        viewer.reads(&page, "ceremony-elsewhere").await;
        let text = viewer.text().await;
        for said in ["ต่อในเบราว์เซอร์นี้ไม่ได้", "ออกจากระบบไปแล้ว", "ไม่มีผู้ใดทำต่อได้"]
        {
            assert!(text.contains(said), "{text}");
        }
        viewer
            .sends(&page, &format!("{page}/show"), &[], "ceremony-refused")
            .await;
        assert_eq!(viewer.status().await, 409);
        viewer.browser.tap("main details summary").await;
        viewer.judges("ceremony-to-give-up").await;
    }
}

#[actix_web::test]
async fn a_sheet_that_waits_elsewhere_keeps_nobody_typing_in_vain() {
    let mut house = drafted().await;
    house.import(&roster(&[("D01", 6)])).await.unwrap();
    house.open().await;
    house.close().await;
    let page = format!("{ROUND}/tally");
    let viewers = Viewer::both(&house).await;
    let early = administrator(&house, "one@example.go.th").await;
    for viewer in &viewers {
        viewer.is(&early).await;
        viewer.reads(&page, "tally-in-the-grace").await;
        assert!(viewer.text().await.contains("โปรดกลับมาที่หน้านี้หลังเวลานั้น"));
    }
    house.later(hours(2));
    let mut admin = administrator(&house, "two@example.go.th").await;
    for viewer in &viewers {
        let first = house.sheets[0].text();
        assert_eq!(admin.post(&page, &[("sheet", &first)]).await.status, 303);
        viewer.is(&admin).await;
        viewer.reads(&page, "tally-elsewhere").await;
        assert!(!viewer.has("#sheet").await, "a sheet would be refused here");
        let second = house.sheets[1].text();
        viewer
            .sends(&page, &page, &[("sheet", &second)], "tally-refused")
            .await;
        assert_eq!(viewer.status().await, 422);
        assert!(viewer.text().await.contains("โปรดให้ใบที่สองในเบราว์เซอร์เดิม"));
        viewer.leaves("form[action$='/forget'] button", &page).await;
        assert!(viewer.has("#sheet").await);
        viewer.judges("tally").await;
    }
}

#[actix_web::test]
async fn a_clock_in_doubt_is_told_on_a_phone_too() {
    let house = House::with(&[("D01", 6)]).await;
    let mails = MailSettings::folder(&house.data());
    look_what_is_due(&house.app.office, &mails).await;
    house.world.leap(hours(2));
    look_what_is_due(&house.app.office, &mails).await;
    let admin = administrator(&house, "one@example.go.th").await;
    let hr = house.officer(Role::HrOfficer, Some("D01")).await;
    for viewer in Viewer::both(&house).await {
        viewer.is(&admin).await;
        viewer.reads(ROUND, "clock").await;
        assert!(viewer.text().await.contains("ผู้ดูแลเครื่องแม่ข่าย"));
        viewer.is(&hr).await;
        viewer.reads(&format!("{BASE}/mail"), "clock-hr").await;
        assert!(viewer.text().await.contains("การเตือนที่ตั้งเวลาไว้"));
    }
}

/// How far the first table of a page goes on behind its edge.
const PUSHED: &str = "\
    const { scrollWidth, clientWidth } = document.querySelector('.table-frame');
    return scrollWidth - clientWidth;";

/// Pages with nothing on them, by who reads them.
const EMPTY: [(Role, &[&str]); 5] = [
    (
        Role::Administrator,
        &[
            "/office/admin",
            ROUND,
            "/office/admin/rounds/2570-1/readiness",
            "/office/admin/rounds/2570-1/participation",
            "/office/admin/results",
        ],
    ),
    (
        Role::HrOfficer,
        &[
            BASE,
            "/office/hr/D01",
            "/office/hr/D01/2570-1/last-day",
            "/office/hr/D01/2570-1/people",
            "/office/hr/D01/2570-1/people/groups",
            "/office/hr/D01/2570-1/roster",
            "/office/hr/D01/2570-1/mail",
            "/office/hr/D01/2570-1/letters",
            "/office/hr/D01/2570-1/register",
            "/office/hr/D01/2570-1/results",
        ],
    ),
    (
        Role::Assessor,
        &["/office/assess/D01", "/office/assess/D01/2570-1/results"],
    ),
    (
        Role::Executive,
        &["/office/executive/D01", "/office/executive/D01/2570-1/kpi"],
    ),
    (
        Role::Auditor,
        &[
            "/office/audit",
            "/office/audit/boards",
            "/office/audit/results",
        ],
    ),
];

#[actix_web::test]
async fn where_there_is_nothing_yet_no_page_says_that_all_is_done_or_that_a_search_found_nothing() {
    let bare = House::empty().await;
    let admin = administrator(&bare, "one@example.go.th").await;
    for viewer in Viewer::both(&bare).await {
        viewer.is(&admin).await;
        viewer
            .reads("/office/admin/agencies", "empty-agencies")
            .await;
        assert!(viewer.text().await.contains("ยังไม่มีหน่วยงาน"));
    }
    let house = drafted().await;
    let viewers = Viewer::both(&house).await;
    for (role, pages) in EMPTY {
        let agency = (!matches!(role, Role::Administrator | Role::Auditor)).then_some("D01");
        let officer = house.officer(role, agency).await;
        for viewer in &viewers {
            viewer.is(&officer).await;
            for page in pages {
                viewer
                    .reads(page, &format!("empty{}", page.replace('/', "-")))
                    .await;
                let text = viewer.text().await;
                for wrong in ["ครบแล้ว ขอบคุณ", "ที่ตรงกับการค้นหา", "ตามที่ค้นหา"]
                {
                    assert!(!text.contains(wrong), "{page}: {text}");
                }
                if page.ends_with("/D01") {
                    let pushed = viewer.browser.ask(PUSHED).await;
                    assert_eq!(pushed, 0, "when a round closes is seen at once on {page}");
                }
            }
        }
    }
}

/// What a page without a way to do what was asked says: address, what is sent there, status, words, and words in English.
const REFUSED: [(&str, Option<&str>, u16, [&str; 2]); 3] = [
    ("/nothing", None, 404, ["ไม่พบหน้านี้", "There is no such page"]),
    ("/new-link", Some("email"), 413, ["ยาวเกินไป", "too long"]),
    (
        "/office/sign-in",
        Some("email"),
        413,
        ["ยาวเกินไป", "too long"],
    ),
];

#[actix_web::test]
async fn what_cannot_be_done_is_said_in_the_readers_language_or_in_both() {
    let house = House::with(&[("D01", 6)]).await;
    let hr = house.officer(Role::HrOfficer, Some("D01")).await;
    let long = "ก".repeat(20_000);
    let viewers = Viewer::both(&house).await;
    for viewer in &viewers {
        for (path, sent, status, words) in REFUSED {
            for (lang, spoken) in [
                ("", [true, true]),
                ("?lang=th", [true, false]),
                ("?lang=en", [false, true]),
            ] {
                let (at, name) = (
                    format!("{path}{lang}"),
                    format!(
                        "{status}{}{}",
                        path.replace('/', "-"),
                        lang.replace("?lang=", "-")
                    ),
                );
                match sent {
                    None => viewer.reads(&at, &name).await,
                    Some(field) => viewer.sends("/how", &at, &[(field, &long)], &name).await,
                }
                assert_eq!(viewer.status().await, status, "{at}");
                let text = viewer.text().await;
                assert_eq!(
                    words.map(|words| text.contains(words)),
                    spoken,
                    "{at}: {text}"
                );
            }
        }
        from_elsewhere(viewer).await;
        viewer.is(&hr).await;
        for (path, name) in [
            ("/office/hr/D01/nothing", "404-office"),
            ("/office/admin", "404-of-others"),
        ] {
            viewer.reads(path, name).await;
            assert_eq!(viewer.status().await, 404);
            assert!(
                !viewer.has("header a[hreflang]").await,
                "it would say the same"
            );
        }
    }
    let gone = "ALTER TABLE mail_job RENAME TO elsewhere";
    tables::meddle(&house.registry_file(), gone).await;
    for viewer in &viewers {
        viewer.reads(&format!("{BASE}/mail"), "503-failed").await;
        assert_eq!(viewer.status().await, 503);
        assert!(viewer.text().await.contains("พร้อมรหัส"));
    }
}

/// A form of a page that is not ours.
async fn from_elsewhere(viewer: &Viewer) {
    viewer.browser.visit("data:text/html,elsewhere").await;
    let to = format!("{}/office/sign-out", viewer.base);
    viewer
        .browser
        .client
        .execute(SEND, vec![json!(to), json!([])])
        .await
        .unwrap();
    viewer.arrives("/office/sign-out").await;
    viewer.judges("403").await;
    assert_eq!(viewer.status().await, 403);
    let text = viewer.text().await;
    assert!(
        text.contains("ไม่ได้มาจากหน้าของระบบ") && text.contains("did not come from a page of ours"),
        "{text}"
    );
}

#[actix_web::test]
async fn a_crowd_is_asked_to_come_again_on_a_page_that_is_read_on_a_phone() {
    let house = House::with(&[("D01", 6)]).await;
    let listening = Listening {
        limits: Limits {
            at_once: 0,
            ..Limits::default()
        },
        ..Listening::on(([127, 0, 0, 1], 0).into())
    };
    let serving = serve(house.app.respondent_desk(), house.app.console(), &listening).unwrap();
    let full = format!("http://{}", serving.address);
    actix_web::rt::spawn(serving.server);
    for mut viewer in Viewer::both(&house).await {
        viewer.base.clone_from(&full);
        for (lang, end) in [("", ""), ("?lang=th", "-th"), ("?lang=en", "-en")] {
            viewer
                .reads(&format!("/office/sign-in{lang}"), &format!("503-busy{end}"))
                .await;
            assert_eq!(viewer.status().await, 503);
            viewer
                .sends(
                    "/how",
                    &format!("/new-link{lang}"),
                    &[("email", "a")],
                    &format!("503-unheard{end}"),
                )
                .await;
            assert_eq!(viewer.status().await, 503);
        }
    }
}

#[actix_web::test]
async fn on_servers_hr_reads_what_a_wrong_setting_means_and_whom_to_tell_and_no_name_of_a_setting()
{
    let certificates = Certificates::of_loopback();
    let servers = OwnServers::start(&certificates);
    let house = House::on(&servers, &certificates.authority).await;
    let house = house.into_real_time().await.fill(&[("D01", 8)], 60).await;
    house.open_public(40, 60).await;
    let mut hr = house.officer(Role::HrOfficer, Some("D01")).await;
    let slips = format!("/office/hr/D01/{PUBLIC}/slips");
    let form = [("number", "10"), ("kind", "sheet")];
    assert_eq!(hr.post(&slips, &form).await.status, 200);
    servers.alter("urn", "SET log_min_duration_statement = 0");
    let viewers = Viewer::both(&house).await;
    for (lang, said) in [
        ("th", ["ไม่สูญหาย", "โปรดแจ้งผู้ดูแลเครื่องแม่ข่าย"]),
        ("en", ["is lost", "Please tell the operator of the server"]),
    ] {
        let fields = [("lang", lang), ("back", "/office")];
        assert_eq!(hr.post("/office/language", &fields).await.status, 303);
        for viewer in &viewers {
            viewer.is(&hr).await;
            viewer
                .sends("/how", &slips, &form, &format!("503-setting-{lang}"))
                .await;
            assert_eq!(viewer.status().await, 503);
            let text = viewer.text().await;
            assert!(said.iter().all(|words| text.contains(words)), "{text}");
            assert!(!text.contains("log_min") && !text.contains('['), "{text}");
        }
    }
    let remind = format!("{BASE}/mail/remind");
    assert_eq!(hr.get(&remind).await.status, 200, "reminders go on");
    servers.alter("urn", "RESET log_min_duration_statement");
}
