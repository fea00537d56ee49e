//! Headless Chromium on a profile of its own, driven through chromedriver.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::process::{Running, free_port, kill_9, wait_for_port, wait_until};

/// Nothing but what the test asks for leaves the browser.
const ALONE: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-crash-restore-bubble",
    "--lang=th",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
];

/// File in the profile that the camera shows.
const CAMERA: &str = "camera.y4m";

/// What people hold in their hands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// 390 × 844, two pixels a point, touched.
    Phone,
    /// 1280 × 800, with a mouse.
    Desk,
    /// 820 × 1180, touched: a device that stands in a hall.
    Tablet,
    /// 320 × 640: a phone or a desk on which everything is enlarged.
    Narrow,
}

impl Device {
    fn size(self) -> (u32, u32) {
        match self {
            Device::Phone => (390, 844),
            Device::Desk => (1280, 800),
            Device::Tablet => (820, 1180),
            Device::Narrow => (320, 640),
        }
    }
}

/// A browser that is open.
pub struct Chromium {
    /// Commands of the `WebDriver` standard.
    pub client: Client,
    /// Where chromedriver takes commands of this session.
    pub session: String,
    profile: PathBuf,
    _driver: Running,
}

impl Chromium {
    /// Opens a browser on the profile in `folder`, which it makes if there is none.
    pub async fn open(device: Device, folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        let _ = fs::remove_file(folder.join("DevToolsActivePort"));
        let port = free_port();
        let driver = Running::start(
            Command::new("chromedriver")
                .arg(format!("--port={port}"))
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
            "chromium-driver",
        );
        wait_for_port(port, false, "chromedriver");
        let address = format!("http://127.0.0.1:{port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities(device, folder));
        let client = builder.connect(&address).await;
        let client =
            client.unwrap_or_else(|problem| panic!("no browser ({problem}): install chromium"));
        let id = client.session_id().await.unwrap().unwrap();
        let browser = Self {
            client,
            session: format!("{address}/session/{id}"),
            profile: folder.to_owned(),
            _driver: driver,
        };
        browser.take_size(device);
        browser
    }

    fn take_size(&self, device: Device) {
        let (width, height) = device.size();
        if device != Device::Phone {
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            self.devtools("Emulation.setDeviceMetricsOverride", &size);
        }
    }

    /// What the camera shows from its next start on.
    pub fn camera(&self) -> PathBuf {
        self.profile.join(CAMERA)
    }

    /// Opens an address afresh, also where only its fragment differs.
    pub async fn visit(&self, url: &str) {
        self.client.goto("about:blank").await.unwrap();
        self.client.goto(url).await.unwrap();
    }

    /// Runs a script in the page; what it returns.
    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Touches or clicks the one element of this selector, moved to the middle first as a thumb does: chromedriver
    /// alone would touch the last line of pixels at the screen's edge.
    pub async fn tap(&self, css: &str) {
        let found = self.client.find(Locator::Css(css)).await;
        let element = found.unwrap_or_else(|problem| panic!("nothing to tap at {css}: {problem}"));
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client
            .execute(middle, vec![serde_json::to_value(&element).unwrap()])
            .await
            .unwrap();
        element
            .click()
            .await
            .unwrap_or_else(|problem| panic!("{css} cannot be tapped: {problem}"));
    }

    /// Types into a field.
    pub async fn enter(&self, css: &str, text: &str) {
        self.client
            .find(Locator::Css(css))
            .await
            .unwrap()
            .send_keys(text)
            .await
            .unwrap();
    }

    /// All of the document as it is now, shown or not.
    pub async fn document(&self) -> String {
        self.client.source().await.unwrap()
    }

    /// Ends every process of this browser at once: nothing is saved, nobody is told.
    pub fn kill(self) {
        let main = main_processes(&self.profile);
        assert!(!main.is_empty(), "no browser to kill");
        main.into_iter().for_each(kill_9);
        wait_until("killed browser", || {
            main_processes(&self.profile).is_empty()
        });
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        for process in main_processes(&self.profile) {
            kill_9(process);
        }
    }
}

fn capabilities(device: Device, profile: &Path) -> Map<String, Value> {
    let (width, height) = device.size();
    let mut arguments: Vec<String> = ALONE.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments.push(format!("--window-size={width},{height}"));
    let film = profile.join(CAMERA);
    arguments.push(format!(
        "--use-file-for-fake-video-capture={}",
        film.display()
    ));
    let mut options = json!({ "args": arguments, "perfLoggingPrefs": { "enableNetwork": true } });
    if device == Device::Phone {
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    let wanted = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "performance": "ALL" },
    });
    let Value::Object(wanted) = wanted else {
        unreachable!("an object was written")
    };
    wanted
}

/// The browser processes (not their helpers, which follow them) on this profile.
fn main_processes(profile: &Path) -> Vec<u32> {
    let ours = format!("--user-data-dir={}", profile.display());
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    numbers.filter(|number| is_main(*number, &ours)).collect()
}

fn is_main(process: u32, ours: &str) -> bool {
    let Ok(line) = fs::read(format!("/proc/{process}/cmdline")) else {
        return false;
    };
    let line = String::from_utf8_lossy(&line);
    let mut arguments = line.split(['\0', ' ']);
    arguments.clone().any(|argument| argument == ours)
        && !arguments.any(|argument| argument.starts_with("--type="))
}
