//! The one valid encoding of a ballot: one byte a sub-item, padded with zeros to a multiple of 64.
//!
//! Why one length and one form: a ballot's size or spelling must not tell two respondents apart.

use super::framework::{Framework, Instrument};

/// Chosen options in the order of the instrument's sub-items, counted from 0. Cannot be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Answers(Vec<u8>);

/// Why the bytes of an opened envelope are not a ballot of the instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The padded length is not the instrument's.
    #[error("length")]
    Length,
    /// An answer is missing.
    #[error("missing")]
    Missing,
    /// An answer is none of the scale's options.
    #[error("out of scale")]
    OutOfScale,
    /// The padding is not all zeros.
    #[error("padding")]
    Padding,
}

/// Length of an encoded ballot of `instrument`, in bytes.
pub fn encoded_length(instrument: &Instrument) -> usize {
    instrument.sub_items().count().div_ceil(64).max(1) * 64
}

impl Answers {
    /// Takes chosen options, counted from 0, in the order of the sub-items.
    pub fn new(options: Vec<u8>) -> Self {
        Self(options)
    }

    /// The chosen options, counted from 0.
    pub fn options(&self) -> &[u8] {
        &self.0
    }

    /// The padded bytes; option n is the byte n + 1.
    pub fn encode(&self, instrument: &Instrument) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.0.iter().map(|option| option + 1).collect();
        bytes.resize(encoded_length(instrument), 0);
        bytes
    }

    /// Reads what was sealed; anything but the one valid encoding is [`Malformed`].
    pub fn decode(
        bytes: &[u8],
        framework: &Framework,
        instrument: &Instrument,
    ) -> Result<Self, Malformed> {
        if bytes.len() != encoded_length(instrument) {
            return Err(Malformed::Length);
        }
        let mut rest = bytes.iter();
        let mut options = Vec::with_capacity(bytes.len());
        for sub_item in instrument.sub_items() {
            let byte = rest.next().copied().unwrap_or(0);
            let option = byte.checked_sub(1).ok_or(Malformed::Missing)?;
            let scale = framework
                .scales
                .get(sub_item.scale)
                .ok_or(Malformed::OutOfScale)?;
            if usize::from(option) >= scale.options.len() {
                return Err(Malformed::OutOfScale);
            }
            options.push(option);
        }
        if rest.any(|padding| *padding != 0) {
            return Err(Malformed::Padding);
        }
        Ok(Self(options))
    }
}
