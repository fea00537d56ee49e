//! Somebody who looks at pages on a phone or at a desk: each is photographed, judged by axe, no wider than the screen, and
//! has nothing on it too small for a thumb.

use std::time::Duration;

use serde_json::{Value, json};

use crate::axe::assert_accessible;
use crate::chromium::{Chromium, Device};
use crate::support::{House, Officer};

/// What is pressed and lower or narrower than 44 points. Links in a line of text are as high as the line.
const SMALL: &str = "\
    const pressed = 'button, summary, select, textarea, input:not([type=hidden]), a.button, a.brand, nav a, \
      .acts a, .tasks a, .links a, .rounds-list th a';
    const shown = [...document.querySelectorAll(pressed)].filter((it) => it.checkVisibility());
    const size = (it) => (it.closest('label') ?? it).getBoundingClientRect();
    const small = shown.filter((it) => size(it).height < 44 || size(it).width < 44);
    return small.map((it) => `${it.outerHTML} is ${size(it).width} × ${size(it).height}`).join('\\n');";

/// How much wider than the screen.
const OVER: &str = "const { scrollWidth, clientWidth } = document.documentElement; return scrollWidth - clientWidth;";

/// Marks the page that is shown, so that it is not taken for the one that comes after it, which may have its address.
const LEAVE: &str = "window.left = true;";

/// Sends a form from the page that is shown.
pub const SEND: &str = "\
    window.left = true;
    const [action, fields] = arguments;
    const form = document.createElement('form');
    form.method = 'post';
    form.action = action;
    for (const [name, value] of fields) {
      const field = document.createElement('textarea');
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();";

/// A browser of one size in which somebody of the house is signed in.
pub struct Viewer {
    /// The browser.
    pub browser: Chromium,
    size: &'static str,
    /// Address of the house.
    pub base: String,
}

impl Viewer {
    /// One with a phone, and one at a desk.
    pub async fn both(house: &House) -> [Self; 2] {
        let open = async |device, size: &'static str| Self {
            browser: Chromium::open(device, &house.data().join(format!("browser-{size}"))).await,
            size,
            base: house.base.clone(),
        };
        [
            open(Device::Phone, "phone").await,
            open(Device::Desk, "desk").await,
        ]
    }

    /// From now on this officer's.
    pub async fn is(&self, officer: &Officer) {
        self.browser
            .client
            .goto(&format!("{}/how", self.base))
            .await
            .unwrap();
        self.browser.client.delete_all_cookies().await.unwrap();
        let token = officer.value_of("__Host-office").unwrap();
        let cookie = json!({ "name": "__Host-office", "value": token, "url": self.base, "path": "/", "secure": true, "httpOnly": true });
        self.browser.devtools("Network.setCookie", &cookie);
    }

    /// Reads a page.
    pub async fn reads(&self, path: &str, name: &str) {
        self.browser.visit(&format!("{}{path}", self.base)).await;
        self.judges(name).await;
    }

    /// Sends a form from the page at `from`.
    pub async fn sends(&self, from: &str, to: &str, fields: &[(&str, &str)], name: &str) {
        self.browser.visit(&format!("{}{from}", self.base)).await;
        let fields: Vec<Value> = fields
            .iter()
            .map(|(name, value)| json!([name, value]))
            .collect();
        self.browser
            .client
            .execute(SEND, vec![json!(to), json!(fields)])
            .await
            .unwrap();
        self.arrives(to).await;
        self.judges(name).await;
    }

    /// Presses what leads to the page at `to`.
    pub async fn leaves(&self, css: &str, to: &str) {
        self.browser.ask(LEAVE).await;
        self.browser.tap(css).await;
        self.arrives(to).await;
    }

    /// Waits for a page that was not there when the last one was left.
    pub async fn arrives(&self, to: &str) {
        let path = to.split('?').next().unwrap();
        let script =
            "return !window.left && document.readyState === 'complete' && location.pathname";
        for _ in 0..200 {
            if self.browser.ask(script).await == path {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no answer to {to}");
    }

    /// Photographs and judges the page that is shown.
    pub async fn judges(&self, name: &str) {
        let name = format!("rare-{}-{name}", self.size);
        self.browser.keep_picture(&name);
        assert_eq!(
            self.browser.ask(OVER).await,
            0,
            "{name} is wider than the screen"
        );
        assert_eq!(self.browser.ask(SMALL).await, "", "{name}");
        assert_accessible(&self.browser, &name).await;
    }

    /// What the page says, without what only keeps words together.
    pub async fn text(&self) -> String {
        let text = self.browser.ask("return document.body.innerText").await;
        text.as_str().unwrap().replace('\u{2060}', "")
    }

    /// Whether the page has something of this selector.
    pub async fn has(&self, css: &str) -> bool {
        let script = format!("return Boolean(document.querySelector(\"{css}\"))");
        self.browser.ask(&script).await == true
    }

    /// Status of the page that is shown.
    pub async fn status(&self) -> Value {
        let script = "return performance.getEntriesByType('navigation')[0].responseStatus";
        self.browser.ask(script).await
    }
}
