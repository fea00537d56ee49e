//! Texts that speak of a poll, with its facts filled in.

use super::Locale;
use super::dates::common_era;
use crate::domain::notice::{PollNotice, printed};
use crate::domain::round::Custody;

impl Locale {
    /// The text of `key` with `{agency}`, `{round}`, `{year}` (Buddhist era), `{year_ce}`,
    /// `{closes}`, `{fingerprint}`, `{needed}` and `{custodians}` of the notice replaced.
    pub fn announce(&self, key: &str, notice: &PollNotice) -> String {
        self.fill(
            key,
            &[
                ("round", &notice.round.to_string()),
                ("year", &notice.fiscal_year.to_string()),
                ("year_ce", &common_era(notice.fiscal_year).to_string()),
                ("closes", &self.moment(notice.closes)),
                ("fingerprint", &printed(&notice.fingerprint)),
                ("needed", &notice.custody.threshold().to_string()),
                ("custodians", &notice.custody.custodians().to_string()),
                ("agency", &notice.agency),
            ],
        )
    }

    /// How the box is kept and opened, exactly true of this round's custody.
    pub fn custody(&self, notice: &PollNotice) -> String {
        let key = match notice.custody {
            Custody::TwoOfThree => "notice.how",
            Custody::Single => "notice.how_single",
        };
        self.announce(key, notice)
    }
}
