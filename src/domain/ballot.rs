//! The one valid encoding of a ballot: one byte a sub-item, one byte a question of the profile,
//! padded with zeros to a multiple of 64.
//!
//! Why one length and one form: a ballot's size or spelling must not tell two respondents apart. So
//! what is not said of oneself has a byte too, and a framework without a profile spells as ever.

use super::framework::{Framework, Instrument};

/// Chosen options in the order of the instrument's sub-items, counted from 0, and what the
/// respondent said of themselves. Cannot be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Answers {
    options: Vec<u8>,
    profile: Vec<u8>,
}

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
    let used = instrument.sub_items().count() + instrument.profile.len();
    used.div_ceil(64).max(1) * 64
}

impl Answers {
    /// Takes chosen options, counted from 0, in the order of the sub-items. Nothing is said of the
    /// respondent.
    pub fn new(options: Vec<u8>) -> Self {
        Self {
            options,
            profile: Vec::new(),
        }
    }

    /// The same with what the respondent said of themselves: for each question of the profile 0 for
    /// nothing, else the option counted from 1.
    #[must_use]
    pub fn saying(self, profile: Vec<u8>) -> Self {
        Self { profile, ..self }
    }

    /// The chosen options, counted from 0.
    pub fn options(&self) -> &[u8] {
        &self.options
    }

    /// What the respondent said to a question of the profile: 0 for nothing, else the option counted
    /// from 1.
    pub fn said(&self, question: usize) -> u8 {
        self.profile.get(question).copied().unwrap_or(0)
    }

    /// The padded bytes; option n is the byte n + 1, and so is what was said of oneself.
    pub fn encode(&self, instrument: &Instrument) -> Vec<u8> {
        let said = (0..instrument.profile.len()).map(|question| self.said(question));
        let chosen = self.options.iter().copied().chain(said);
        let mut bytes: Vec<u8> = chosen.map(|option| option + 1).collect();
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
        let mut rest = bytes.iter().copied();
        let mut options = Vec::with_capacity(bytes.len());
        for sub_item in instrument.sub_items() {
            let scale = framework
                .scales
                .get(sub_item.scale)
                .ok_or(Malformed::OutOfScale)?;
            options.push(one_of(scale.options.len(), rest.next())?);
        }
        let questions = instrument.profile.iter();
        let profile: Result<Vec<u8>, Malformed> = questions
            .map(|question| one_of(question.options.len() + 1, rest.next()))
            .collect();
        let profile = profile?;
        if rest.any(|padding| padding != 0) {
            return Err(Malformed::Padding);
        }
        Ok(Self { options, profile })
    }
}

/// The option that a byte stands for, of so many.
fn one_of(options: usize, byte: Option<u8>) -> Result<u8, Malformed> {
    let option = byte.unwrap_or(0).checked_sub(1).ok_or(Malformed::Missing)?;
    if usize::from(option) < options {
        Ok(option)
    } else {
        Err(Malformed::OutOfScale)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::framework::Framework;
    use crate::domain::sketch::two_indicators;

    /// Questions of the profile with so many options each.
    fn asking(profile: &[usize]) -> Framework {
        let mut framework = two_indicators();
        for (at, options) in profile.iter().enumerate() {
            framework = framework.asking_about(&format!("p{at}"), *options);
        }
        framework
    }

    fn decoded(bytes: &[u8], framework: &Framework) -> Result<Vec<u8>, Malformed> {
        let instrument = &framework.instruments[0];
        let answers = Answers::decode(bytes, framework, instrument)?;
        assert_eq!(answers.encode(instrument), bytes, "there is one spelling");
        let said = (0..instrument.profile.len()).map(|question| answers.said(question));
        Ok(answers.options().iter().copied().chain(said).collect())
    }

    #[test]
    fn what_is_not_said_is_spelled_and_a_framework_without_a_profile_spells_as_ever() {
        let (plain, asking) = (asking(&[]), asking(&[2, 3]));
        let sub_items = plain.instruments[0].sub_items().count();
        let answers = Answers::new(vec![0; sub_items]);
        let mut bytes = vec![1; sub_items];
        bytes.resize(64, 0);
        assert_eq!(answers.encode(&plain.instruments[0]), bytes);
        assert_eq!(decoded(&bytes, &asking), Err(Malformed::Missing));
        let silent = answers.encode(&asking.instruments[0]);
        assert_eq!(silent[sub_items..sub_items + 3], [1, 1, 0]);
        assert_eq!(decoded(&silent, &plain), Err(Malformed::Padding));
        let said = answers.saying(vec![2, 3]).encode(&asking.instruments[0]);
        assert_eq!(said.len(), silent.len());
        assert_eq!(decoded(&said, &asking).unwrap()[sub_items..], [2, 3]);
    }

    proptest! {
        #[test]
        fn bytes_are_the_one_spelling_of_a_ballot_or_none(
            profile in proptest::collection::vec(1..5usize, 0..4),
            seed in any::<[u8; 32]>(),
            at in 0..32usize,
            byte in 0..7u8,
        ) {
            let framework = asking(&profile);
            let instrument = &framework.instruments[0];
            let scales = instrument.sub_items().map(|s| framework.scales[s.scale].options.len());
            let said = profile.iter().map(|options| options + 1);
            let widths: Vec<u8> = scales.chain(said).map(|width| u8::try_from(width).unwrap()).collect();
            let chosen = widths.iter().zip(seed).map(|(width, drawn)| drawn % width + 1);
            let mut bytes: Vec<u8> = chosen.collect();
            bytes.resize(64, 0);
            prop_assert!(decoded(&bytes, &framework).is_ok());
            bytes[at] = byte;
            let fits = match widths.get(at) {
                Some(width) => (1..=*width).contains(&byte),
                None => byte == 0,
            };
            prop_assert_eq!(decoded(&bytes, &framework).is_ok(), fits);
        }
    }
}
