//! Scores by whole numbers, worked out from the answers that the test chose and from nothing of the product.
//!
//! An item's sub-items are 1 to 4, so twelfths hold every mean: an item is worth `12 / sub-items` times the thirds of
//! its answers, and 36 for each ballot at best. An indicator is the mean of its items, the instrument of its indicators.

use crate::questionnaire::{Answers, INDICATORS};

/// Scores in two decimals.
pub struct Scores {
    /// By indicator, in their order.
    pub indicators: Vec<(&'static str, String)>,
    /// Of the instrument.
    pub instrument: String,
}

/// Scores of these ballots.
pub fn scores(ballots: &[Answers]) -> Scores {
    let mut place = 0;
    let mut sums = Vec::new();
    for (code, items) in INDICATORS {
        let mut sum = 0;
        for item in items {
            for scale in item {
                let thirds: u64 = ballots
                    .iter()
                    .map(|ballot| scale.thirds()[ballot.0[place]])
                    .sum();
                sum += thirds * (12 / item.len() as u64);
                place += 1;
            }
        }
        sums.push((code, sum));
    }
    let best_of_indicator = 6 * 36 * ballots.len() as u64;
    let whole: u64 = sums.iter().map(|(_, sum)| sum).sum();
    Scores {
        indicators: sums
            .into_iter()
            .map(|(code, sum)| (code, percent(sum, best_of_indicator)))
            .collect(),
        instrument: percent(whole, 5 * best_of_indicator),
    }
}

/// Two decimals, half away from zero.
fn percent(sum: u64, best: u64) -> String {
    let hundredths = (2 * sum * 10_000 + best) / (2 * best);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
