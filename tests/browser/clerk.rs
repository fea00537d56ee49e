//! Somebody of the office at a browser, who reads, clicks and types.

use std::time::{Duration, Instant};

use fantoccini::Locator;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use prongsai::world::World;
use tokio::time::sleep;

use crate::chromium::Chromium;

/// How long a page may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The password of everybody here.
pub const PASSWORD: &str = "ข้าวเหนียวมะม่วง หน้าร้อน";

/// A browser and the house that it shows.
pub struct Clerk<'a> {
    pub browser: &'a Chromium,
    pub base: &'a str,
}

impl Clerk<'_> {
    /// Waits for an element; what it says.
    pub async fn reads(&self, css: &str) -> String {
        let started = Instant::now();
        loop {
            match self.browser.client.find(Locator::Css(css)).await {
                // A page that is just being left says nothing.
                Ok(element) => return element.text().await.unwrap_or_default(),
                Err(problem) if started.elapsed() > PATIENCE => {
                    self.browser.keep_picture("failed-office");
                    let said = self
                        .browser
                        .ask("return location.href + '\\n' + document.body.innerText")
                        .await;
                    panic!("no {css} ({problem}) on {}", said.as_str().unwrap());
                }
                // Not there yet, or looked for while one page gave way to the next.
                Err(_) => sleep(Duration::from_millis(30)).await,
            }
        }
    }

    /// Clicks what is there, or will be in a moment.
    pub async fn click(&self, css: &str) {
        self.reads(css).await;
        self.browser.tap(css).await;
    }

    /// Types into an empty or filled field.
    pub async fn types(&self, css: &str, text: &str) {
        self.reads(css).await;
        let field = self.browser.client.find(Locator::Css(css)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Gives a file to a field.
    pub async fn gives_file(&self, css: &str, path: &str) {
        self.reads(css).await;
        self.browser.enter(css, path).await;
    }

    /// Chooses an option of a list by its value.
    pub async fn chooses(&self, css: &str, value: &str) {
        self.reads(css).await;
        let list = self.browser.client.find(Locator::Css(css)).await.unwrap();
        list.select_by_value(value).await.unwrap();
    }

    /// Clicks the tab of a sister page whose address ends so.
    pub async fn turns_to(&self, end: &str) {
        self.click(&format!("nav.tabs a[href$='{end}']")).await;
    }

    /// Follows a one-time link and sets a password.
    pub async fn takes_account(&self, link: &str) {
        self.browser.visit(link).await;
        self.types("#new", PASSWORD).await;
        self.types("#again", PASSWORD).await;
        self.click("form[action*='/welcome/'] button.primary").await;
    }

    /// Signs in, up to the second step if there is one.
    pub async fn signs_in(&self, email: &str) {
        self.browser.visit(&format!("{}/office", self.base)).await;
        self.types("#email", email).await;
        self.types("#password", PASSWORD).await;
        self.click("form[action='/office/sign-in'] button.primary")
            .await;
    }

    /// Ends the session.
    pub async fn signs_out(&self) {
        self.click("header form[action='/office/sign-out'] button")
            .await;
        self.reads("form[action='/office/sign-in']").await;
    }
}

/// An authenticator app (RFC 6238: SHA-1, six digits, thirty seconds).
pub struct AuthenticatorApp {
    key: Vec<u8>,
    used: i64,
}

impl AuthenticatorApp {
    /// Takes the key that a page shows. Its first code is that of the step before, so that the present one is
    /// still unused.
    pub fn with(key: &str) -> Self {
        let key = from_base32(key);
        Self {
            key,
            used: present_step() - 2,
        }
    }

    /// A code that was not given yet: no code is taken twice.
    pub async fn code(&mut self) -> String {
        // A code of the next step is taken as well: clocks differ.
        while present_step() < self.used {
            sleep(Duration::from_millis(200)).await;
        }
        self.used += 1;
        self.used = self.used.max(present_step() - 1);
        code_of(&self.key, self.used)
    }
}

fn present_step() -> i64 {
    World::real().now().as_second() / 30
}

fn code_of(key: &[u8], step: i64) -> String {
    let key = PKey::hmac(key).unwrap();
    let mut signer = Signer::new(MessageDigest::sha1(), &key).unwrap();
    signer.update(&step.to_be_bytes()).unwrap();
    let digest = signer.sign_to_vec().unwrap();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn from_base32(text: &str) -> Vec<u8> {
    let symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let values = text.chars().filter_map(|symbol| symbols.find(symbol));
    let (mut bytes, mut kept, mut bits) = (Vec::new(), 0_usize, 0);
    for value in values {
        kept = (kept << 5 | value) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((kept >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

#[test]
fn codes_are_those_of_the_standard() {
    // Appendix D of RFC 4226: key "12345678901234567890", counters 0 and 1.
    let key = from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!([code_of(&key, 0), code_of(&key, 1)], ["755224", "287082"]);
}
