//! QR codes as inline SVG: one path, no style, so that a strict content policy lets it through.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code, as its standard wants (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// The text holds more than a QR code can (about 2,300 bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("text too long for a QR code")]
pub struct TooLongForQr;

/// The text as a QR code with level M of error correction (15 % may be dirty), quiet zone
/// included; `label` says in words what it is.
pub fn qr(text: &str, label: &str) -> Result<Markup, TooLongForQr> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| TooLongForQr)?;
    let side = code.width() + 2 * QUIET_ZONE;
    Ok(html! {
        svg class="qr" role="img" aria-label=(label) viewBox={ "0 0 " (side) " " (side) }
            shape-rendering="crispEdges" {
            path fill="#fff" d={ "M0 0h" (side) "v" (side) "H0z" } {}
            path fill="#000" d=(PreEscaped(dark_modules(&code))) {}
        }
    })
}

/// Path over the dark modules, one box for each horizontal run of them.
fn dark_modules(code: &QrCode) -> String {
    let colors = code.to_colors();
    let mut path = String::new();
    for (y, row) in colors.chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                let (x, y) = (x + QUIET_ZONE, y + QUIET_ZONE);
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += length;
        }
    }
    path
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Reads every QR code in a page of HTML, from nothing but the SVG's own text.
    pub fn read_codes(html: &str) -> Vec<String> {
        html.split("<svg class=\"qr\"")
            .skip(1)
            .map(read_code)
            .collect()
    }

    fn read_code(svg: &str) -> String {
        let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
        let path = between(svg, "fill=\"#000\" d=\"", "\"");
        let mut dark = vec![vec![false; side]; side];
        for step in path.split('M').skip(1) {
            let numbers: Vec<usize> = step
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let (x, y, length) = (numbers[0], numbers[1], numbers[2]);
            dark[y][x..x + length].fill(true);
        }
        decode(&dark)
    }

    /// Eight pixels a module, as a scanner would see it.
    fn decode(dark: &[Vec<bool>]) -> String {
        let side = dark.len() * 8;
        let mut image =
            rqrr::PreparedImage::prepare_from_bitmap(side, side, |x, y| dark[y / 8][x / 8]);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
        text.split_once(start).unwrap().1.split_once(end).unwrap().0
    }

    #[test]
    fn a_decoder_reads_the_link_back_from_the_svg() {
        let link =
            "https://ita.example.go.th/i#7Q3N8ZK2M4T6W9XV1BCDEFGHJK.6H9JSW41VD5NK0QX8A2TBRYM3Z";
        let svg = qr(link, "\"<ลิงก์>").unwrap().into_string();
        assert_eq!(read_codes(&svg), [link]);
        assert_eq!(
            svg.matches("></path>").count(),
            2,
            "a path left open swallows the next"
        );
        assert!(!svg.contains("style=") && svg.contains("aria-label=\"&quot;&lt;ลิงก์&gt;\""));
    }

    #[test]
    fn what_no_code_can_hold_is_refused() {
        assert_eq!(qr(&"ก".repeat(1000), "").unwrap_err(), TooLongForQr);
    }
}
