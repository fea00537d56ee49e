//! Pages of the office, one of each kind, on a phone: judged by axe, and none wider than the screen.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::axe::assert_accessible;
use crate::chromium::{Chromium, Device};
use crate::process::{Running, free_port, wait_for_port};

/// Pages of HR in the round that is open, below its address.
const HR_OPEN: &[&str] = &[
    "",
    "/last-day",
    "/people",
    "/people/add",
    "/people/of/D01-001",
    "/people/of/D01-001/sure/leave",
    "/people/groups",
    "/roster",
    "/mail",
    "/mail/remind",
    "/mail/text/invite",
    "/letters",
    "/tablet",
    "/register",
    "/register/print",
    "/results",
];

/// Pages of HR in the round that is published.
const HR_PUBLISHED: &[&str] = &[
    "/results",
    "/kpi",
    "/kpi/evidence?part=1.2&group=",
    "/kpi/people",
    "/kpi/person/D01-001",
    "/gap",
    "/gap/plan?code=i1",
    "/gap/figures",
];

/// Pages of the assessor and of the executive in the round that is published.
const ABOVE: &[&str] = &[
    "/results",
    "/department",
    "/department?sort=2&down=1",
    "/kpi",
];

const ADMINISTRATOR: &[&str] = &[
    "/office/admin",
    "/office/admin/rounds/new",
    "/office/admin/rounds/2570-2",
    "/office/admin/rounds/2570-2/readiness",
    "/office/admin/rounds/2570-2/preview",
    "/office/admin/rounds/2570-2/preview/mail/invite",
    "/office/admin/rounds/2570-2/participation",
    "/office/admin/rounds/2570-2/memo",
    "/office/admin/rounds/2570-2/posters",
    "/office/admin/rounds/2570-2/sheet",
    "/office/admin/rounds/2570-2/extend",
    "/office/admin/rounds/2570-2/close",
    "/office/admin/rounds/2570-1/minutes",
    "/office/admin/agencies",
    "/office/admin/agencies/new",
    "/office/admin/agencies/import",
    "/office/admin/agencies/change/D01",
    "/office/admin/agencies/tokens/D01",
    "/office/admin/accounts",
    "/office/admin/accounts/new",
    "/office/admin/accounts/1",
    "/office/admin/accounts/2/close",
    "/office/admin/results",
    "/office/admin/results/2570-1",
];

const AUDITOR: &[&str] = &[
    "/office/audit",
    "/office/audit/chain",
    "/office/audit/results",
    "/office/account",
    "/office/account/second-factor",
    "/office/nothing-here",
];

/// The demonstration, served.
struct Demo {
    folder: TempDir,
    base: String,
    told: String,
    _server: Running,
}

impl Demo {
    fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let port = free_port();
        let data = folder.path().join("data");
        let demo = prongsai(&data)
            .args(["demo", "--port", &port.to_string(), "--no-serve"])
            .output()
            .unwrap();
        assert!(
            demo.status.success(),
            "{}",
            String::from_utf8_lossy(&demo.stderr)
        );
        let told = String::from_utf8(demo.stdout).unwrap();
        let server = Running::start(
            prongsai(&data).arg("serve").stdout(Stdio::null()),
            "prongsai",
        );
        wait_for_port(port, false, "the demonstration");
        Self {
            folder,
            base: format!("http://127.0.0.1:{port}"),
            told,
            _server: server,
        }
    }

    /// What is told on the line with this address, behind it.
    fn password(&self, email: &str) -> &str {
        let (_, rest) = self.told.split_once(email).expect("no such sign-in");
        rest.lines().next().unwrap().trim()
    }

    /// The first of the administrator's codes for one use.
    fn recovery_code(&self) -> &str {
        let (_, rest) = self.told.split_once("or a recovery code").unwrap();
        rest.lines()
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
    }
}

fn prongsai(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prongsai"));
    command.arg("--data").arg(data).env_remove("PRONGSAI_KEK");
    command
}

/// Somebody of the office with a phone.
struct Officer<'a> {
    browser: &'a Chromium,
    demo: &'a Demo,
}

impl Officer<'_> {
    async fn sign_in(&self, who: &str) {
        let email = format!("{who}@example.go.th");
        self.browser.client.delete_all_cookies().await.unwrap();
        self.look("/office/sign-in").await;
        self.browser.enter("[name=email]", &email).await;
        self.browser
            .enter("[name=password]", self.demo.password(&email))
            .await;
        self.browser.tap("main form button").await;
        if who == "administrator" {
            self.arrives("/office/sign-in/code").await;
            assert_accessible(self.browser, "/office/sign-in/code").await;
            self.browser
                .enter("[name=code]", self.demo.recovery_code())
                .await;
            self.browser.tap("main form button").await;
        }
        self.leaves_sign_in().await;
    }

    async fn path(&self) -> String {
        self.browser
            .ask("return location.pathname")
            .await
            .as_str()
            .unwrap()
            .to_owned()
    }

    async fn arrives(&self, path: &str) {
        for _ in 0..200 {
            if self.path().await == path {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("not at {path} but at {}", self.path().await);
    }

    async fn leaves_sign_in(&self) {
        for _ in 0..200 {
            if !self.path().await.starts_with("/office/sign-in") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("not signed in but at {}", self.path().await);
    }

    async fn look(&self, path: &str) {
        self.browser
            .visit(&format!("{}{path}", self.demo.base))
            .await;
        let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
        let expected = if path.ends_with("nothing-here") {
            404
        } else {
            200
        };
        assert_eq!(self.browser.ask(status).await, expected, "{path}");
        assert_accessible(self.browser, path).await;
        let script = "\
            const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth;";
        assert_eq!(
            self.browser.ask(script).await,
            0,
            "{path} is wider than the screen"
        );
        let is_sheet = path.contains("/results") || path.contains("/department");
        if is_sheet {
            let wide = "\
                const frames = [...document.querySelectorAll('.table-frame')];
                const wide = frames.filter((frame) => frame.scrollWidth > frame.clientWidth);
                return wide.map((frame) => frame.getAttribute('aria-label')).join();";
            let wide = self.browser.ask(wide).await;
            assert_eq!(wide, "", "tables of {path} are pushed sideways");
        }
        let rows = "\
            const tabs = [...document.querySelectorAll('.tabs li')].map((tab) => tab.offsetTop);
            return new Set(tabs).size;";
        let rows = self.browser.ask(rows).await;
        assert!(
            rows.as_u64().unwrap() <= 1,
            "{path} has {rows} rows of tabs"
        );
    }

    async fn looks_at(&self, base: &str, pages: &[&str]) {
        for page in pages {
            self.look(&format!("{base}{page}")).await;
        }
    }
}

#[tokio::test]
async fn every_kind_of_page_of_the_office_is_accessible_on_a_phone() {
    let demo = Demo::open();
    let browser = Chromium::open(Device::Phone, &demo.folder.path().join("browser")).await;
    let officer = Officer {
        browser: &browser,
        demo: &demo,
    };
    officer.look("/office/forgot").await;
    officer.sign_in("hr").await;
    officer
        .looks_at("/office/hr/D01", &["", "/api/tokens"])
        .await;
    officer.looks_at("/office/hr/D01/2570-2", HR_OPEN).await;
    officer
        .looks_at("/office/hr/D01/2570-1", HR_PUBLISHED)
        .await;
    officer.sign_in("assessor").await;
    officer
        .looks_at(
            "/office/assess/D01",
            &["", "/2570-1/kpi/evidence?part=1.2&group="],
        )
        .await;
    officer.looks_at("/office/assess/D01/2570-1", ABOVE).await;
    officer.sign_in("executive").await;
    officer.looks_at("/office", &[""]).await;
    officer
        .looks_at("/office/executive/D01/2570-1-EIT", &["/results"])
        .await;
    officer.sign_in("auditor").await;
    officer.looks_at("", AUDITOR).await;
    officer.sign_in("administrator").await;
    officer.looks_at("", ADMINISTRATOR).await;
}
