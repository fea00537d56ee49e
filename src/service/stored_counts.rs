//! Counts as the results keep them: by the codes of sub-items and options.

use std::collections::{BTreeMap, HashMap};

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::counts::Counts;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::round::Round;

/// Numbers by the codes of sub-items and options.
pub fn count_rows(
    framework: &Framework,
    instrument: &Instrument,
    counts: &Counts,
) -> Vec<(String, String, u64)> {
    let mut rows = Vec::new();
    for (sub_item, chosen) in instrument.sub_items().zip(counts.rows()) {
        let options = framework
            .scales
            .get(sub_item.scale)
            .map(|scale| scale.options.as_slice())
            .unwrap_or_default();
        for (option, n) in options.iter().zip(chosen) {
            rows.push((sub_item.code.clone(), option.code.clone(), *n));
        }
    }
    rows
}

/// Counts of every atom of a round, from the stored numbers.
pub async fn stored_counts(
    office: &Office,
    round: &Round,
    framework: &Framework,
    instrument: &Instrument,
) -> Result<BTreeMap<String, Counts>, Refusal> {
    let mut stored: BTreeMap<String, HashMap<(String, String), u64>> = BTreeMap::new();
    for (atom, sub_item, option, n) in office.results.atom_counts(&round.code).await? {
        stored
            .entry(atom)
            .or_default()
            .insert((sub_item, option), n);
    }
    let mut counts = BTreeMap::new();
    for (atom, numbers) in stored {
        let rows: Vec<Vec<u64>> =
            count_rows(framework, instrument, &Counts::empty(framework, instrument))
                .chunk_by(|a, b| a.0 == b.0)
                .map(|row| {
                    let number = |(sub_item, option, _): &(String, String, u64)| {
                        numbers
                            .get(&(sub_item.clone(), option.clone()))
                            .copied()
                            .unwrap_or(0)
                    };
                    row.iter().map(number).collect()
                })
                .collect();
        let ballots = rows.first().map_or(0, |row| row.iter().sum());
        let whole = Counts::from_rows(framework, instrument, ballots, rows);
        counts.insert(
            atom,
            whole.map_err(|_| Refusal::Store(crate::store::StoreError::Damaged("counts")))?,
        );
    }
    Ok(counts)
}
