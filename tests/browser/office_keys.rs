//! Officers who use no mouse.

use fantoccini::key::Key;

use crate::chromium::{Chromium, Device};
use crate::clerk::{Clerk, PASSWORD};
use crate::office::{Office, ROUND};
use crate::people::{HOSPITAL, name, staff_id};

/// How often somebody presses Tab before they give up.
const PATIENCE: usize = 120;

#[tokio::test]
async fn somebody_is_exempt_by_keyboard_alone() {
    let office = Office::with_everybody_invited();
    let desk = Chromium::open(Device::Desk, office.file("desk").as_ref()).await;
    let clerk = Clerk {
        browser: &desk,
        base: &office.base,
    };
    has_an_account(&office, &clerk).await;

    desk.visit(&format!("{}/office", office.base)).await;
    tabs_to(&desk, "#email").await;
    types(&desk, "hr@example.go.th").await;
    tabs_to(&desk, "#password").await;
    types(&desk, PASSWORD).await;
    press(&desk, Key::Enter).await;
    clerk.reads("main table").await;
    follows(&desk, &format!("main a[href$='/{ROUND}']")).await;
    clerk.reads(".participation").await;
    follows(&desk, "nav.tabs a[href$='/people']").await;
    clerk.reads("form.search").await;
    tabs_to(&desk, "#q").await;
    types(&desk, &name(2)).await;
    press(&desk, Key::Enter).await;
    let person = format!("main table a[href$='/people/of/{}']", staff_id(HOSPITAL, 2));
    clerk.reads(&person).await;
    follows(&desk, &person).await;
    clerk.reads("#reason").await;
    tabs_to(&desk, "#reason").await;
    types(&desk, "ลาศึกษาต่อ").await;
    tabs_to(&desk, "#order").await;
    types(&desk, "คำสั่งที่ 12/2562").await;
    press(&desk, Key::Enter).await;
    clerk.reads("input[value='restore']").await;
    desk.keep_picture("office-exempt");
    let said = clerk.reads("dl.facts").await;
    assert!(
        said.contains("ลาศึกษาต่อ") && said.contains("12/2562"),
        "{said}"
    );
}

/// Made at the command line; the link is the one that was mailed or printed.
async fn has_an_account(office: &Office, clerk: &Clerk<'_>) {
    let said = office.run(&[
        "account",
        "create",
        "--email",
        "hr@example.go.th",
        "--name",
        "นายบุคคล ใส่ใจ",
        "--role",
        "hr",
        "--agency",
        HOSPITAL,
    ]);
    let mut words = said.split_whitespace();
    let link = words.find(|word| word.contains("/office/welcome/"));
    clerk.takes_account(link.expect("a link is printed")).await;
    clerk.signs_out().await;
}

/// Presses Tab until the focus is there, and the eye can see it.
async fn tabs_to(desk: &Chromium, css: &str) {
    let script = format!("return document.activeElement.matches(\"{css}\")");
    for _ in 0..PATIENCE {
        press(desk, Key::Tab).await;
        if desk.ask(&script).await == true {
            let seen = "\
                const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
                return outlineStyle !== 'none' || boxShadow !== 'none';";
            assert_eq!(desk.ask(seen).await, true, "the focus on {css} is not seen");
            return;
        }
    }
    desk.keep_picture("failed-office");
    panic!("Tab does not lead to {css}");
}

async fn follows(desk: &Chromium, css: &str) {
    tabs_to(desk, css).await;
    press(desk, Key::Enter).await;
}

async fn press(desk: &Chromium, key: Key) {
    types(desk, &char::from(key).to_string()).await;
}

async fn types(desk: &Chromium, text: &str) {
    let focused = desk.client.active_element().await.unwrap();
    focused.send_keys(text).await.unwrap();
}
