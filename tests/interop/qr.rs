//! The browser's own reading of QR codes, for cameras of browsers that cannot.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    reason = "pixels and modules, all small numbers; corners have letters"
)]

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

use crate::script::call;

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

/// A code before a camera: where its corners lie, how bright paper and ink are, how much dirt is on it.
struct Sight {
    corners: [[f64; 2]; 4],
    paper: f64,
    ink: f64,
    /// Every so-many-th module is the wrong way round; 0 for none.
    dirt: usize,
}

const STRAIGHT: Sight = Sight {
    corners: [[110.0, 30.0], [530.0, 30.0], [110.0, 450.0], [530.0, 450.0]],
    paper: 235.0,
    ink: 20.0,
    dirt: 0,
};

/// What a browser without a detector reads of a text's code that is seen so.
fn read(text: &str, sight: &Sight) -> Value {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    let picture = picture(&code, sight);
    let hex = picture.iter().fold(String::new(), |mut hex, grey| {
        let _ = write!(hex, "{grey:02x}");
        hex
    });
    call(
        "qr",
        json!({ "width": WIDTH, "height": HEIGHT, "grey": hex }),
    )["text"]
        .clone()
}

/// Every pixel looked up on the paper: the paper's corners are joined by straight lines.
fn picture(code: &QrCode, sight: &Sight) -> Vec<u8> {
    let (side, colors) = (code.width(), code.to_colors());
    let dark = |x: f64, y: f64| {
        if x < 0.0 || y < 0.0 || x >= side as f64 || y >= side as f64 {
            return false;
        }
        let at = y as usize * side + x as usize;
        let finder = |x: f64, y: f64| x.min(side as f64 - x) < 8.0 && y.min(side as f64 - y) < 8.0;
        let wrong = sight.dirt > 0 && at.is_multiple_of(sight.dirt) && !finder(x, y);
        (colors[at] == Color::Dark) != wrong
    };
    let mut grey = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let [u, v] = on_paper(&sight.corners, [x as f64 + 0.5, y as f64 + 0.5]);
            let ink = dark(u * side as f64, v * side as f64);
            // Light falls from the left.
            let light = 1.0 - 0.3 * x as f64 / WIDTH as f64;
            grey.push((light * if ink { sight.ink } else { sight.paper }) as u8);
        }
    }
    grey
}

/// Where on the paper, from 0 to 1 both ways, a place of the picture lies: the perspective that brings a square's
/// corners to these four, the other way round.
fn on_paper([a, b, c, d]: &[[f64; 2]; 4], [x, y]: [f64; 2]) -> [f64; 2] {
    let cross = |p: [f64; 2], q: [f64; 2]| p[0] * q[1] - q[0] * p[1];
    let less = |p: &[f64; 2], q: &[f64; 2]| [p[0] - q[0], p[1] - q[1]];
    let (from_b, from_c) = (less(b, d), less(c, d));
    let bend = [a[0] - b[0] + d[0] - c[0], a[1] - b[1] + d[1] - c[1]];
    let whole = cross(from_b, from_c);
    let (g, h) = (cross(bend, from_c) / whole, cross(from_b, bend) / whole);
    let along = [
        b[0] * (1.0 + g) - a[0] - g * x,
        b[1] * (1.0 + g) - a[1] - g * y,
    ];
    let down = [
        c[0] * (1.0 + h) - a[0] - h * x,
        c[1] * (1.0 + h) - a[1] - h * y,
    ];
    let (to, turn) = ([x - a[0], y - a[1]], cross(along, down));
    [cross(to, down) / turn, cross(along, to) / turn]
}

#[test]
fn a_browser_without_a_detector_reads_what_the_house_prints() {
    let link = "https://ita.example.go.th/i#0FJYCSHJ70HC0ASPQWTQAPBTR0.ANPS0K05KEEXTZJCBMN8R5F35M";
    let texts = [
        "1".to_owned(),
        "0123456789".repeat(3),
        "PRONGSAI-KEY-SHEET $%*+-./:".to_owned(),
        link.to_owned(),
        "โปร่งใส: ตอบแบบวัด".to_owned(),
        link.repeat(4),
        link.to_lowercase().repeat(6),
    ];
    for text in texts {
        assert_eq!(read(&text, &STRAIGHT), text.as_str());
    }
    let askew = [
        // Turned.
        [
            [330.0, 20.0],
            [560.0, 250.0],
            [100.0, 250.0],
            [330.0, 470.0],
        ],
        // Upside down.
        [[520.0, 440.0], [120.0, 440.0], [520.0, 40.0], [120.0, 40.0]],
        // From below and from the side.
        [[140.0, 50.0], [500.0, 50.0], [120.0, 430.0], [520.0, 430.0]],
        [[140.0, 40.0], [500.0, 70.0], [145.0, 440.0], [495.0, 420.0]],
    ];
    for corners in askew {
        let sight = Sight {
            corners,
            ..STRAIGHT
        };
        assert_eq!(read(link, &sight), link, "{corners:?}");
    }
}

#[test]
fn it_reads_in_poor_light_and_past_dirt_and_never_something_else() {
    let text = "https://ita.example.go.th/e#8YJ2-QK4M-ZZ7P-1C0D-9W3X";
    let (dim, dirty) = (
        Sight {
            paper: 110.0,
            ink: 60.0,
            ..STRAIGHT
        },
        Sight {
            dirt: 97,
            ..STRAIGHT
        },
    );
    assert_eq!(read(text, &dim), text);
    assert_eq!(read(text, &dirty), text);
    for dirt in [3, 7] {
        let spoilt = read(text, &Sight { dirt, ..STRAIGHT });
        assert!(spoilt.is_null() || spoilt == text, "every {dirt}: {spoilt}");
    }
    let white = Sight {
        ink: 235.0,
        ..STRAIGHT
    };
    assert_eq!(read(text, &white), Value::Null);
}
