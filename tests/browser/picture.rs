//! A picture in shades of grey, and the QR codes in it.

/// Read from PNG.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    pub fn of_png(png: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        let (width, height) = (frame.width as usize, frame.height as usize);
        let channels = frame.color_type.samples();
        let green = channels.min(3) / 2;
        let lines = bytes.chunks(frame.line_size).take(height);
        let pixels = lines
            .flat_map(|line| line.chunks(channels).take(width))
            .map(|pixel| pixel[green])
            .collect();
        Self {
            width,
            height,
            pixels,
        }
    }

    pub fn brightness(&self, x: usize, y: usize) -> u8 {
        self.pixels[y * self.width + x]
    }

    /// Texts of the QR codes in it.
    pub fn codes(&self) -> Vec<String> {
        let brightness = |x, y| self.brightness(x, y);
        let mut seen =
            rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, brightness);
        let codes = seen.detect_grids();
        codes
            .iter()
            .filter_map(|code| Some(code.decode().ok()?.1))
            .collect()
    }
}
