//! A tree of agencies of which everything is known, what is published of it, and what a reader makes of
//! that.

use crate::adversary::Spoilt;
use crate::domain::ballot::Answers;
use crate::domain::counts::Counts;
use crate::domain::disclosure::{
    Atom, Atoms, Figure, InstrumentFigures, ItemFigures, Options, Place, Rule, Shown,
    SubItemFigures, atoms,
};
use crate::domain::framework::{Framework, Instrument};
use crate::domain::score::{NodeScore, score_instrument};

/// An instrument and what it is part of.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The instrument.
    pub instrument: &'a Instrument,
}

/// Agencies with the answers of their people.
pub struct Tree {
    /// The agencies: each id is the place in this list.
    pub places: Vec<Place<usize>>,
    /// Answers of each agency's people.
    pub answers: Vec<Vec<Answers>>,
}

/// What is published of some agencies together.
pub struct Body {
    /// Agencies whose ballots are in it.
    pub places: Vec<usize>,
    /// The figures.
    pub figures: InstrumentFigures,
}

impl Tree {
    /// Ballots of an agency's own.
    pub fn n(&self, place: usize) -> u64 {
        self.answers.get(place).map_or(0, |own| own.len() as u64)
    }

    /// Counts of these agencies together.
    pub fn counts(&self, asked: Asked<'_>, places: &[usize]) -> Result<Counts, Spoilt> {
        let mut counts = Counts::empty(asked.framework, asked.instrument);
        for answers in places
            .iter()
            .filter_map(|at| self.answers.get(*at))
            .flatten()
        {
            let added = counts.add(answers);
            added.map_err(|_| Spoilt::Setup("answers"))?;
        }
        Ok(counts)
    }

    /// Bodies of ballots, as a tally would divide them.
    pub fn atoms(&self, rule: &Rule<'_>) -> Atoms<usize> {
        atoms(&self.places, rule.k())
    }

    /// Everything that is published: every agency's own or its pool's figures, and those of everything
    /// below it.
    pub fn published(&self, asked: Asked<'_>, rule: &Rule<'_>) -> Result<Vec<Body>, Spoilt> {
        let atoms = self.atoms(rule);
        let mut counts = Vec::new();
        for atom in &atoms.atoms {
            counts.push((atom, self.counts(asked, &atom.members)?));
        }
        let together = |wanted: &[&Atom<usize>]| {
            let wanted = || counts.iter().filter(|(atom, _)| wanted.contains(atom));
            let sums: Vec<&Counts> = wanted().map(|(_, counts)| counts).collect();
            Body {
                places: wanted()
                    .flat_map(|(atom, _)| atom.members.clone())
                    .collect(),
                figures: rule.disclose(&sums, None).get().clone(),
            }
        };
        let mut bodies: Vec<Body> = atoms.atoms.iter().map(|atom| together(&[atom])).collect();
        for place in &self.places {
            if self.places.iter().any(|it| it.parent == Some(place.id)) {
                bodies.push(together(&atoms.within(&place.id)));
            }
        }
        Ok(bodies)
    }

    /// What a survey tool without disclosure control shows: exact figures of every agency, and of everything
    /// below it.
    pub fn bare(&self, asked: Asked<'_>) -> Result<Vec<Body>, Spoilt> {
        let mut bodies = Vec::new();
        for place in self.places.iter().filter(|place| place.n > 0) {
            let places = vec![place.id];
            let figures = bare(asked, &self.counts(asked, &places)?)?;
            bodies.push(Body { places, figures });
        }
        Ok(bodies)
    }
}

/// Exact figures of everything, and all tables.
fn bare(asked: Asked<'_>, counts: &Counts) -> Result<InstrumentFigures, Spoilt> {
    let scores = score_instrument(asked.framework, asked.instrument, counts);
    let scores = scores.ok_or(Spoilt::Setup("scores"))?;
    let exact = |node: &NodeScore| Shown::Exact(node.score());
    let mut rows = counts.rows().iter();
    let mut table = || Options::Shown(rows.next().map(<[u64]>::to_vec).unwrap_or_default());
    let items = scores.items.iter().map(|item| ItemFigures {
        code: item.own.code.clone(),
        shown: exact(&item.own),
        options: None,
        sub_items: item
            .sub_items
            .iter()
            .map(|sub_item| SubItemFigures {
                code: sub_item.code.clone(),
                shown: exact(sub_item),
                options: table(),
            })
            .collect(),
    });
    let nodes = scores.nodes.iter().map(|node| Figure {
        code: node.code.clone(),
        shown: exact(node),
    });
    Ok(InstrumentFigures {
        instrument: asked.instrument.code.clone(),
        ballots: counts.ballots(),
        sufficiency: None,
        score: exact(&scores.own),
        band: None,
        nodes: nodes.collect(),
        items: items.collect(),
        profile: Vec::new(),
    })
}
