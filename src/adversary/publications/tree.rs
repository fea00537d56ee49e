//! A tree of agencies of which everything is known, what is published of it, and what a reader makes of
//! that.

use crate::adversary::Spoilt;
use crate::domain::ballot::Answers;
use crate::domain::counts::Counts;
use crate::domain::disclosure::attack::{Reader, published};
use crate::domain::disclosure::{
    Atom, Atoms, Figure, InstrumentFigures, ItemFigures, Options, Place, Rule, Shown,
    SubItemFigures, Withheld, atoms,
};
use crate::domain::exact::Exact;
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

/// What a reader was after, and what was found out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    /// Figures that are not shown: of agencies below k, and what is withheld of others.
    pub figures: usize,
    /// How many of them were worked out.
    pub pinned: usize,
    /// Answers of people.
    pub answers: usize,
    /// How many of them follow because everybody of an agency gave the same.
    pub unanimous: usize,
}

impl Told {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            figures: self.figures + other.figures,
            pinned: self.pinned + other.pinned,
            answers: self.answers + other.answers,
            unanimous: self.unanimous + other.unanimous,
        }
    }
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

    /// What follows from these figures for whoever works at the smallest agency of each body that is counted
    /// as one, and knows the own answers.
    pub fn read(&self, asked: Asked<'_>, bodies: &[Body], rule: &Rule<'_>) -> Result<Told, Spoilt> {
        let reader = Reader::of(asked.framework, asked.instrument);
        let mut reader = reader.ok_or(Spoilt::Setup("instrument"))?;
        let insiders = self.insiders(rule);
        // Every agency is two places: the reader's, and that of everybody else who works there.
        let seats = |places: &[usize]| -> Vec<(usize, u64)> {
            let seats = places.iter().flat_map(|at| {
                let own = u64::from(insiders.contains(at));
                [(2 * at, self.n(*at) - own), (2 * at + 1, own)]
            });
            seats.filter(|(_, n)| *n > 0).collect()
        };
        for insider in &insiders {
            let own = self.answers.get(*insider).and_then(|all| all.first());
            let own = own.ok_or(Spoilt::Setup("answers"))?;
            reader.know(2 * insider + 1, &points(asked, own));
        }
        for body in bodies {
            reader.read(&seats(&body.places), &body.figures);
        }
        let sought = self.sought(&reader, bodies, rule);
        let pinned = sought.iter().filter(|(code, places)| {
            let seats = seats(places);
            let others = seats.iter().any(|(place, _)| place % 2 == 0);
            others && reader.gives_away(code, &seats)
        });
        let people = |place: usize| self.n(place) - u64::from(insiders.contains(&place));
        let told = reader.unanimous().into_iter();
        let told = told.map(|(place, _)| people(place / 2)).sum::<u64>();
        let all = self.places.iter().map(|it| people(it.id)).sum::<u64>();
        let width = asked.instrument.sub_items().count();
        Ok(Told {
            figures: sought.len(),
            pinned: pinned.count(),
            answers: usize::try_from(all).unwrap_or(0) * width,
            unanimous: usize::try_from(told).unwrap_or(0),
        })
    }

    /// The smallest agency of each body that is counted as one.
    fn insiders(&self, rule: &Rule<'_>) -> Vec<usize> {
        let smallest = |atom: Atom<usize>| atom.members.into_iter().min_by_key(|at| self.n(*at));
        self.atoms(rule)
            .atoms
            .into_iter()
            .filter_map(smallest)
            .collect()
    }

    /// Figures that nobody should be able to work out, and whose: all of agencies below k, and what is
    /// withheld or blurred of others. A node that is withheld for the item which it would leave over is no
    /// secret of its own.
    fn sought(
        &self,
        reader: &Reader,
        bodies: &[Body],
        rule: &Rule<'_>,
    ) -> Vec<(String, Vec<usize>)> {
        let small = |it: &&Place<usize>| it.n > 0 && it.n < rule.k().get();
        let mut sought = Vec::new();
        for place in self.places.iter().filter(small) {
            sought.extend(reader.codes().map(|code| (code.to_owned(), vec![place.id])));
        }
        let alone =
            |body: &&Body| matches!(body.places.as_slice(), [at] if self.n(*at) >= rule.k().get());
        for body in bodies.iter().filter(alone) {
            for (code, shown) in published(&body.figures) {
                let secret = shown.exact().is_none();
                if secret && shown != Shown::Withheld(Withheld::LeavesOneItem) {
                    sought.push((code, body.places.clone()));
                }
            }
        }
        sought
    }
}

/// Points of one person's answers, one a sub-item.
fn points(asked: Asked<'_>, answers: &Answers) -> Vec<Exact> {
    let scales = &asked.framework.scales;
    let chosen = asked.instrument.sub_items().zip(answers.options());
    chosen
        .filter_map(|(sub_item, option)| {
            let scale = scales.get(sub_item.scale)?;
            Some(scale.options.get(usize::from(*option))?.points.clone())
        })
        .collect()
}

/// Exact figures of everything.
fn bare(asked: Asked<'_>, counts: &Counts) -> Result<InstrumentFigures, Spoilt> {
    let scores = score_instrument(asked.framework, asked.instrument, counts);
    let scores = scores.ok_or(Spoilt::Setup("scores"))?;
    let exact = |node: &NodeScore| Shown::Exact(node.score());
    let nowhere = || Options::Withheld(Withheld::BelowUnshown);
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
                options: nowhere(),
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
