//! Whoever knows the order in which people came, and looks where ballots lie in the urn's file and in its
//! journal. Given two key sheets and the poll's key besides, so that only the place can protect.

use crate::adversary::loot::{frames, place};
use crate::adversary::{Finding, Played, Spoilt};
use crate::domain::wire::Nullifier;

/// The ballot that was written first goes to whoever came first, and so on.
pub fn order(played: &Played) -> Result<Finding, Spoilt> {
    let nullifiers = played.nullifiers();
    let [file, journal] = &played.urn;
    let mut order = in_journal(journal, &nullifiers);
    if order.is_empty() {
        order = in_pages(file, &nullifiers);
    }
    if order.len() != played.people() {
        return Err(Spoilt::Setup("urn file"));
    }
    let claims = super::in_order(played, order.iter());
    Ok(Finding::links("urn-order", &claims))
}

/// Ballots in the order in which they first occur in a journal.
fn in_journal(journal: &[u8], nullifiers: &[Nullifier]) -> Vec<usize> {
    let mut order = Vec::new();
    for page in frames(journal) {
        for (ballot, name) in nullifiers.iter().enumerate() {
            if !order.contains(&ballot) && place(page, name.as_ref()).is_some() {
                order.push(ballot);
            }
        }
    }
    order
}

/// Ballots page by page. A page is filled from its end.
fn in_pages(file: &[u8], nullifiers: &[Nullifier]) -> Vec<usize> {
    let size = file.get(16..18).and_then(|bytes| bytes.try_into().ok());
    let size = size.map_or(4096, u16::from_be_bytes);
    let mut order = Vec::new();
    for page in file.chunks(usize::from(size)) {
        let names = nullifiers.iter().enumerate();
        let mut here: Vec<(usize, usize)> = names
            .filter_map(|(ballot, name)| Some((place(page, name.as_ref())?, ballot)))
            .collect();
        here.sort_unstable_by(|one, other| other.cmp(one));
        order.extend(here.into_iter().map(|(_, ballot)| ballot));
    }
    order
}
