//! A camera that is shown what is on the screen, and eyes for a browser that reads no codes by itself.
//!
//! Chromium on Linux has a camera that plays a file, and no detector of codes. The detector that is put in here
//! hands over what the page's own video shows; what is read of it is read by the test.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::chromium::Chromium;
use crate::clerk::Clerk;
use crate::picture::Picture;

/// Size of the camera's picture.
const WIDTH: usize = 640;
const HEIGHT: usize = 480;
/// Size of the code in it, in pixels.
const CODE: f64 = 420.0;

const PATIENCE: Duration = Duration::from_secs(20);

const DETECTOR: &str = "\
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return ['qr_code']; }
      async detect(video) {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        canvas.getContext('2d').drawImage(video, 0, 0);
        window.seen = canvas.toDataURL();
        return window.read ? [{ rawValue: window.read }] : [];
      }
    };";

impl Chromium {
    /// Holds an element before the camera.
    pub async fn shows_the_camera(&self, css: &str) {
        let script = format!(
            "const box = document.querySelector('{css}').getBoundingClientRect();
             return {{ x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height }}"
        );
        let mut clip = self.ask(&script).await;
        clip["scale"] = json!(CODE / clip["height"].as_f64().unwrap());
        let picture = Picture::of_png(&self.photograph_of(&clip));
        fs::write(self.camera(), film(&picture)).unwrap();
    }

    /// From the next page on it has a detector.
    pub fn takes_a_detector(&self) {
        let script = json!({ "source": DETECTOR });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &script);
    }

    /// Reads what the page's video shows, until there is a code in it.
    pub async fn reads_a_code(&self) {
        let started = Instant::now();
        loop {
            let seen = self.ask("return window.seen ?? null").await;
            if let Some(text) = code_in(&seen) {
                self.ask(&format!("window.read = {}", json!(text))).await;
                return;
            }
            assert!(started.elapsed() < PATIENCE, "the camera shows no code");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Clerk<'_> {
    /// Has the camera read what it is shown into the form; it is off then.
    pub async fn scans(&self) {
        self.click("[data-scan-start]").await;
        self.browser.reads_a_code().await;
        self.reads("[data-scan-said]:not(:empty)").await;
        let off = "return document.querySelector('[data-scan-video]').srcObject === null";
        assert_eq!(self.browser.ask(off).await, true, "the camera is off");
    }
}

fn code_in(seen: &Value) -> Option<String> {
    let (_, picture) = seen.as_str()?.split_once(',')?;
    let png = openssl::base64::decode_block(picture).unwrap();
    Picture::of_png(&png).codes().pop()
}

/// One still picture in the middle of white, as YUV4MPEG2.
fn film(picture: &Picture) -> Vec<u8> {
    let mut film =
        format!("YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n").into_bytes();
    let left = (WIDTH - picture.width) / 2;
    let top = (HEIGHT - picture.height) / 2;
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let inside = x.checked_sub(left).zip(y.checked_sub(top));
            let inside = inside.filter(|(x, y)| *x < picture.width && *y < picture.height);
            film.push(inside.map_or(255, |(x, y)| picture.brightness(x, y)));
        }
    }
    film.resize(film.len() + WIDTH * HEIGHT / 2, 128);
    film
}
