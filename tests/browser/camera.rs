//! A camera that is shown what is on the screen. Chromium on Linux has a camera that plays a file, and reads no codes by
//! itself: what it reads, it reads by our own script.

use std::fs;

use serde_json::json;

use crate::chromium::Chromium;
use crate::clerk::Clerk;
use crate::picture::Picture;

/// Size of the camera's picture.
const WIDTH: usize = 640;
const HEIGHT: usize = 480;
/// Size of the code in it, in pixels.
const CODE: f64 = 420.0;

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
}

impl Clerk<'_> {
    /// Has the camera read what it is shown into the form; it is off then.
    pub async fn scans(&self) {
        self.click("[data-scan-start]").await;
        self.reads("[data-scan-said]:not(:empty)").await;
        let off = "return document.querySelector('[data-scan-video]').srcObject === null";
        assert_eq!(self.browser.ask(off).await, true, "the camera is off");
    }
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
