//! What only Chromium's own protocol can do: block an address, photograph a whole page, tell of every request.

use std::fs;
use std::path::Path;

use prongsai::rehearsal::respondent::agent;
use serde_json::{Value, json};

use crate::chromium::Chromium;

/// A request that a page made.
#[derive(Debug)]
pub struct Loaded {
    /// Where to.
    pub url: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
}

impl Loaded {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Chromium {
    /// A command of the `DevTools` protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    /// From now on requests to this address get no answer.
    pub fn block(&self, url: &str) {
        self.devtools("Network.enable", &json!({}));
        self.devtools("Network.setBlockedURLs", &json!({ "urls": [url] }));
    }

    /// The whole page as PNG, from its top to its bottom.
    pub fn photograph(&self) -> Vec<u8> {
        let page = self.devtools("Page.getLayoutMetrics", &json!({}))["cssContentSize"].clone();
        let clip =
            json!({ "x": 0, "y": 0, "width": page["width"], "height": page["height"], "scale": 1 });
        self.photograph_of(&clip)
    }

    /// A part of the page as PNG.
    pub fn photograph_of(&self, clip: &Value) -> Vec<u8> {
        let shot = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let answer = self.devtools("Page.captureScreenshot", &shot);
        openssl::base64::decode_block(answer["data"].as_str().unwrap()).unwrap()
    }

    /// A picture for people to look at, below `tests/screenshots/`.
    pub fn keep_picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screenshots");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), self.photograph()).unwrap();
    }

    /// Cookies of all sites.
    pub fn cookies(&self) -> Vec<Value> {
        self.devtools("Network.getAllCookies", &json!({}))["cookies"]
            .as_array()
            .unwrap()
            .clone()
    }

    /// Addresses asked for, and answers got, since the browser was opened or this was last called.
    pub fn traffic(&self) -> (Vec<String>, Vec<Loaded>) {
        let (mut asked, mut answered) = (Vec::new(), Vec::new());
        for event in self.events() {
            let about = &event["params"];
            match event["method"].as_str() {
                Some("Network.requestWillBeSent") => asked.push(text(&about["request"]["url"])),
                Some("Network.responseReceived") => answered.push(loaded(&about["response"])),
                _ => {}
            }
        }
        (asked, answered)
    }

    fn events(&self) -> Vec<Value> {
        let log = self.post("se/log", &json!({ "type": "performance" }));
        let entries = log.as_array().unwrap().iter();
        entries.map(|entry| serde_json::from_str::<Value>(entry["message"].as_str().unwrap()).unwrap()["message"].take()).collect()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let mut answer = agent()
            .post(format!("{}/{path}", self.session))
            .send_json(body)
            .unwrap();
        let status = answer.status();
        let mut answer: Value = answer
            .body_mut()
            .with_config()
            .limit(100_000_000)
            .read_json()
            .unwrap();
        assert!(status.is_success(), "{path} {body}: {answer}");
        answer["value"].take()
    }
}

fn loaded(response: &Value) -> Loaded {
    let headers = response["headers"].as_object().unwrap();
    Loaded {
        url: text(&response["url"]),
        headers: headers
            .iter()
            .map(|(name, value)| (name.to_lowercase(), text(value)))
            .collect(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
