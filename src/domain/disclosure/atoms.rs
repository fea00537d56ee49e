//! Atoms: the smallest bodies of ballots of which anything is a function.
//!
//! Every published figure adds up whole atoms, and no atom has fewer than k ballots; so no
//! difference of published figures is about fewer than k people.

use std::collections::{BTreeMap, BTreeSet};

use super::K;

/// An agency in the tree, with its own ballots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<Id> {
    /// The agency.
    pub id: Id,
    /// The agency above it.
    pub parent: Option<Id>,
    /// Ballots of its own, without those of agencies below.
    pub n: u64,
}

/// An agency with at least k ballots, or a pool of small sibling agencies tallied as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom<Id> {
    /// The agency above; for a pool the one above all its members.
    pub parent: Option<Id>,
    /// One agency, or the members of the pool in the order given.
    pub members: Vec<Id>,
    /// Ballots together, at least k.
    pub n: u64,
}

impl<Id> Atom<Id> {
    /// Whether several agencies are tallied as one.
    pub fn is_pool(&self) -> bool {
        self.members.len() > 1
    }
}

/// Fewest ballots of others in a pool beside those of each member.
const COMPANY: u64 = 2;

/// A tree of agencies divided into atoms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atoms<Id> {
    /// Agencies in the order given, then pools.
    pub atoms: Vec<Atom<Id>>,
    /// Agencies with ballots that count nowhere: too few, and nobody to be pooled with.
    pub remainder: Vec<Id>,
    parents: BTreeMap<Id, Option<Id>>,
}

/// Divides agencies into atoms: those with at least k ballots, and for every parent one pool of
/// its small agencies (more than 0, fewer than k) if they are two or more and reach k together, and no
/// ballot is all that keeps one of them company: whoever cast it could take it off the pool.
pub fn atoms<Id: Clone + Ord>(places: &[Place<Id>], k: K) -> Atoms<Id> {
    let mut small: BTreeMap<Option<&Id>, Vec<&Place<Id>>> = BTreeMap::new();
    let mut atoms = Vec::new();
    for place in places {
        if place.n >= k.get() {
            atoms.push(atom(place.parent.as_ref(), &[place]));
        } else if place.n > 0 {
            small.entry(place.parent.as_ref()).or_default().push(place);
        }
    }
    let mut remainder = Vec::new();
    for (parent, members) in small {
        let pool = atom(parent, &members);
        let accompanied = members.iter().all(|it| pool.n - it.n >= COMPANY);
        if pool.is_pool() && pool.n >= k.get() && accompanied {
            atoms.push(pool);
        } else {
            remainder.extend(pool.members);
        }
    }
    Atoms {
        atoms,
        remainder,
        parents: places
            .iter()
            .map(|place| (place.id.clone(), place.parent.clone()))
            .collect(),
    }
}

fn atom<Id: Clone>(parent: Option<&Id>, members: &[&Place<Id>]) -> Atom<Id> {
    Atom {
        parent: parent.cloned(),
        members: members.iter().map(|place| place.id.clone()).collect(),
        n: members.iter().map(|place| place.n).sum(),
    }
}

impl<Id: Clone + Ord> Atoms<Id> {
    /// The agency's own figures are those of this atom: itself, or the pool that it is in.
    pub fn of(&self, agency: &Id) -> Option<&Atom<Id>> {
        self.atoms.iter().find(|atom| atom.members.contains(agency))
    }

    /// Atoms of the agency and everything below it. A pool belongs to the agency above its
    /// members and to no member.
    pub fn within(&self, agency: &Id) -> Vec<&Atom<Id>> {
        self.atoms
            .iter()
            .filter(|atom| {
                let place = match atom.members.as_slice() {
                    [member] => Some(member),
                    _ => atom.parent.as_ref(),
                };
                place.is_some_and(|place| self.lies_within(place, agency))
            })
            .collect()
    }

    fn lies_within(&self, place: &Id, agency: &Id) -> bool {
        let mut seen = BTreeSet::new();
        let mut here = Some(place);
        while let Some(id) = here {
            if id == agency {
                return true;
            }
            if !seen.insert(id) {
                return false;
            }
            here = self.parents.get(id).and_then(Option::as_ref);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::sketch::throw;

    fn place(id: u32, parent: Option<u32>, n: u64) -> Place<u32> {
        Place { id, parent, n }
    }

    fn members(atoms: &[&Atom<u32>]) -> Vec<Vec<u32>> {
        atoms.iter().map(|atom| atom.members.clone()).collect()
    }

    #[test]
    fn small_siblings_are_tallied_as_one_and_a_lone_one_counts_nowhere() {
        let tree = [
            place(1, None, 40),
            place(2, Some(1), 4),
            place(3, Some(1), 3),
            place(4, Some(1), 9),
            place(5, Some(1), 0),
            place(6, Some(4), 4),
            place(7, None, 2),
            place(8, None, 2),
        ];
        let atoms = atoms(&tree, K::default());
        assert_eq!(
            members(&atoms.atoms.iter().collect::<Vec<_>>()),
            [vec![1], vec![4], vec![2, 3]]
        );
        assert_eq!(atoms.remainder, [7, 8, 6]);
        assert_eq!(members(&atoms.within(&1)), [vec![1], vec![4], vec![2, 3]]);
        assert_eq!(members(&atoms.within(&4)), [vec![4]]);
        assert_eq!(members(&atoms.within(&2)), Vec::<Vec<u32>>::new());
        assert_eq!(atoms.of(&3).map(|atom| atom.n), Some(7));
        assert_eq!(atoms.of(&6), None);
    }

    #[test]
    fn nobody_alone_is_all_that_keeps_a_small_agency_company() {
        let pools = |sizes: &[u64]| {
            let small = (1..).zip(sizes).map(|(id, n)| place(id, Some(0), *n));
            let tree: Vec<_> = std::iter::once(place(0, None, 9)).chain(small).collect();
            atoms(&tree, K::default())
                .atoms
                .iter()
                .filter(|it| it.is_pool())
                .count()
        };
        assert_eq!(pools(&[4, 1]), 0);
        assert_eq!(pools(&[3, 2]), 1);
        assert_eq!(pools(&[4, 1, 1]), 1);
    }

    fn tree(seed: u64, size: u32) -> Vec<Place<u32>> {
        let mut dice = seed;
        let parent = |id: u32, dice: &mut u64| match throw(dice, u64::from(id) + 1) {
            0 => None,
            other => u32::try_from(other - 1).ok(),
        };
        (0..size)
            .map(|id| place(id, parent(id, &mut dice), throw(&mut dice, 14)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn no_sum_or_difference_of_atoms_is_about_fewer_than_k(
            seed in any::<u64>(),
            size in 1..40u32,
            k in 5..9u64,
        ) {
            let places = tree(seed, size);
            let atoms = atoms(&places, K::new(k).unwrap());
            let n = |id: &u32| places[*id as usize].n;
            let mut seen = BTreeSet::new();
            for atom in &atoms.atoms {
                prop_assert!(atom.n >= k);
                prop_assert_eq!(atom.n, atom.members.iter().map(n).sum::<u64>());
                prop_assert!(atom.members.iter().all(|id| seen.insert(*id)));
                if atom.is_pool() {
                    prop_assert!(atom.members.iter().all(|id| n(id) > 0 && n(id) < k));
                    prop_assert!(atom.members.iter().all(|id| places[*id as usize].parent == atom.parent));
                }
            }
            prop_assert!(atoms.remainder.iter().all(|id| n(id) < k && seen.insert(*id)));
            let counted = places.iter().filter(|place| place.n > 0).count();
            prop_assert_eq!(seen.len(), counted);
            // Figures of a parent hold those of a child whole: what they differ by is whole atoms.
            for place in &places {
                let Some(parent) = place.parent else { continue };
                let outer = atoms.within(&parent);
                prop_assert!(atoms.within(&place.id).iter().all(|atom| outer.contains(atom)));
            }
        }
    }
}
