//! Counts as the results keep them: by the codes of sub-items, questions and options.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::counts::Counts;
use crate::domain::disclosure::PROFILE_FROM;
use crate::domain::framework::{Framework, Instrument};
use crate::store::{AtomRows, StoreError};

/// Code of the option that says nothing of oneself; no framework can give it.
const UNSAID: &str = "";

/// Atoms whose numbers are read at a time.
const AT_A_TIME: usize = 100;

/// Numbers of a round's atoms, by the codes of questions and options.
type Numbers = BTreeMap<String, HashMap<(String, String), u64>>;

/// Numbers by the codes of sub-items and options.
pub fn count_rows(framework: &Framework, instrument: &Instrument, counts: &Counts) -> AtomRows {
    let mut rows = Vec::new();
    for (sub_item, chosen) in instrument.sub_items().zip(counts.rows().iter()) {
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

/// Numbers of the profile by the codes of questions and options. What could never be shown is not
/// kept: nothing of an atom with too few ballots.
pub fn profile_rows(instrument: &Instrument, counts: &Counts) -> AtomRows {
    if counts.ballots() < PROFILE_FROM {
        return Vec::new();
    }
    said_rows(instrument, counts)
}

fn said_rows(instrument: &Instrument, counts: &Counts) -> AtomRows {
    let mut rows = Vec::new();
    for (question, said) in instrument.profile.iter().zip(counts.profile().iter()) {
        let options = question.options.iter().map(|option| option.code.as_str());
        for (option, n) in std::iter::once(UNSAID).chain(options).zip(said) {
            rows.push((question.code.clone(), option.to_owned(), *n));
        }
    }
    rows
}

/// Counts of these atoms of a round, from the stored numbers.
pub async fn stored_counts(
    office: &Office,
    framework: &Framework,
    instrument: &Instrument,
    atoms: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Counts>, Refusal> {
    let empty = Counts::empty(framework, instrument);
    let shape = count_rows(framework, instrument, &empty);
    let profile_shape = said_rows(instrument, &empty);
    let all: Vec<&str> = atoms.iter().copied().collect();
    let mut counts = BTreeMap::new();
    for some in all.chunks(AT_A_TIME) {
        let stored = by_atom(office.results.atom_counts(some).await?);
        let profiles = by_atom(office.results.profile_counts(some).await?);
        for (atom, numbers) in stored {
            let rows = in_shape(&shape, &numbers);
            let ballots = rows.first().map_or(0, |row| row.iter().sum());
            let whole = Counts::from_rows(framework, instrument, ballots, rows);
            let said = profiles
                .get(&atom)
                .map(|said| in_shape(&profile_shape, said));
            let whole = whole.and_then(|whole| match said {
                Some(rows) => whole.with_profile(framework, instrument, rows),
                None => Ok(whole),
            });
            counts.insert(atom, whole.map_err(|_| StoreError::Damaged("counts"))?);
        }
    }
    Ok(counts)
}

fn by_atom(rows: Vec<(String, String, String, u64)>) -> Numbers {
    let mut numbers = Numbers::new();
    for (atom, question, option, n) in rows {
        numbers
            .entry(atom)
            .or_default()
            .insert((question, option), n);
    }
    numbers
}

/// One row a question of `shape`, in its order.
fn in_shape(shape: &AtomRows, numbers: &HashMap<(String, String), u64>) -> Vec<Vec<u64>> {
    let number = |(question, option, _): &(String, String, u64)| {
        let found = numbers.get(&(question.clone(), option.clone()));
        found.copied().unwrap_or(0)
    };
    shape
        .chunk_by(|a, b| a.0 == b.0)
        .map(|row| row.iter().map(number).collect())
        .collect()
}
