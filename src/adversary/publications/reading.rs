//! What a reader makes of everything that is published of a tree.

use std::collections::{BTreeMap, BTreeSet};

use super::program::Program;
use super::tree::{Asked, Body, Tree};
use crate::adversary::Spoilt;
use crate::domain::ballot::Answers;
use crate::domain::disclosure::attack::{self, Range, Reader, Target, published};
use crate::domain::disclosure::{Atom, Place, Rule, Shown, Withheld};

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

/// What follows from these figures for whoever works at the smallest agency of each body that is counted as
/// one, and knows the own answers.
pub fn read(
    tree: &Tree,
    asked: Asked<'_>,
    bodies: &[Body],
    rule: &Rule<'_>,
) -> Result<Told, Spoilt> {
    let reading = Reading::of(tree, asked, bodies, rule)?;
    let sought = reading.sought(bodies);
    let truth = reading.truth().ok_or(Spoilt::Setup("answers"))?;
    let (mut pinned, mut figures) = (0, Vec::new());
    for (code, places) in &sought {
        let seats = reading.seats(places);
        if seats.iter().all(|(seat, _)| seat % 2 == 1) {
            continue;
        }
        if reading.reader.gives_away(code, &seats) {
            pinned += 1;
        } else {
            let figure = reading.reader.figure(code, &seats).into_iter();
            figures.extend(figure.filter(|figure| !reading.is_an_end(figure, &truth)));
        }
    }
    let told: BTreeSet<_> = reading.reader.unanimous().into_iter().collect();
    let mut unanimous: u64 = told.iter().map(|(seat, _)| reading.people(*seat)).sum();
    let alike = reading.alike(&truth, &told);
    let program = Program::of(&reading.reader, truth).ok_or(Spoilt::Setup("figures"))?;
    let targets: Vec<&Target> = figures
        .iter()
        .chain(alike.iter().map(|(_, target)| target))
        .collect();
    let worked_out = program.worked_out(&targets, &reading.together());
    let (of_figures, of_answers) = worked_out.split_at(figures.len());
    pinned += of_figures.iter().filter(|worked_out| **worked_out).count();
    let more = alike.iter().zip(of_answers);
    let more = more.filter(|(_, worked_out)| **worked_out);
    unanimous += more.map(|((people, _), _)| people).sum::<u64>();
    let all: u64 = tree.places.iter().map(|it| reading.people(2 * it.id)).sum();
    let width = asked.instrument.sub_items().count();
    Ok(Told {
        figures: sought.len(),
        pinned,
        answers: usize::try_from(all).unwrap_or(0) * width,
        unanimous: usize::try_from(unanimous).unwrap_or(0),
    })
}

/// A reader with everything read, and the truth. Every agency is two seats: 2 × its place for everybody who
/// works there but the reader, and one more for the reader.
struct Reading<'a> {
    tree: &'a Tree,
    asked: Asked<'a>,
    rule: &'a Rule<'a>,
    reader: Reader,
    insiders: Vec<usize>,
}

impl<'a> Reading<'a> {
    fn of(
        tree: &'a Tree,
        asked: Asked<'a>,
        bodies: &[Body],
        rule: &'a Rule<'a>,
    ) -> Result<Self, Spoilt> {
        let reader = Reader::of(asked.framework, asked.instrument);
        // The smallest agency of each body that is counted as one.
        let smallest = |atom: Atom<usize>| atom.members.into_iter().min_by_key(|at| tree.n(*at));
        let atoms = tree.atoms(rule).atoms.into_iter();
        let mut reading = Self {
            tree,
            asked,
            rule,
            reader: reader.ok_or(Spoilt::Setup("instrument"))?,
            insiders: atoms.filter_map(smallest).collect(),
        };
        for insider in &reading.insiders {
            let own = tree.answers.get(*insider).and_then(|all| all.first());
            let own = asked.points(own.ok_or(Spoilt::Setup("answers"))?);
            reading.reader.know(2 * insider + 1, &own);
        }
        for body in bodies {
            let seats = reading.seats(&body.places);
            reading.reader.read(&seats, &body.figures);
        }
        Ok(reading)
    }

    fn seats(&self, places: &[usize]) -> Vec<attack::Place> {
        let seats = places.iter().flat_map(|at| [2 * at, 2 * at + 1]);
        let seats = seats.map(|seat| (seat, self.people(seat)));
        seats.filter(|(_, n)| *n > 0).collect()
    }

    fn people(&self, seat: usize) -> u64 {
        let own = u64::from(self.insiders.contains(&(seat / 2)));
        if seat % 2 == 1 {
            own
        } else {
            self.tree.n(seat / 2) - own
        }
    }

    /// Answers of those at a seat.
    fn answers(&self, seat: usize) -> &[Answers] {
        let all = self
            .tree
            .answers
            .get(seat / 2)
            .map_or(&[][..], Vec::as_slice);
        let own = usize::from(self.insiders.contains(&(seat / 2)));
        let (own, others) = all.split_at(own.min(all.len()));
        if seat % 2 == 1 { own } else { others }
    }

    /// Points that all at a seat gave to each sub-item together, by the number of the unknown.
    fn truth(&self) -> Option<BTreeMap<usize, i128>> {
        let mut truth = BTreeMap::new();
        for seat in 0..2 * self.tree.places.len() {
            for answers in self.answers(seat) {
                for (sub_item, points) in self.asked.points(answers).iter().enumerate() {
                    let there = truth
                        .entry(self.reader.unknown(seat, sub_item))
                        .or_insert(0);
                    *there += self.reader.in_parts(points)?;
                }
            }
        }
        Some(truth)
    }

    /// Sub-items to which everybody at a seat gave the best answer, or the worst, of which this was not told:
    /// how many people, and what would tell it.
    fn alike(
        &self,
        truth: &BTreeMap<usize, i128>,
        told: &BTreeSet<(usize, usize)>,
    ) -> Vec<(u64, Target)> {
        let seats = self.tree.places.iter().map(|place| 2 * place.id);
        let width = self.asked.instrument.sub_items().count();
        let all = seats.flat_map(|seat| (0..width).map(move |sub_item| (seat, sub_item)));
        all.filter(|place| self.people(place.0) > 0 && !told.contains(place))
            .filter_map(|(seat, sub_item)| {
                let target = self.reader.answers(seat, sub_item)?;
                let an_end = self.is_an_end(&target, truth);
                an_end.then(|| (self.people(seat), target))
            })
            .collect()
    }

    /// Whether a figure is as high, or as low, as the own answers leave it. A score of 100 tells that everybody gave the best
    /// answer to all that is in it: those answers are counted, and nothing is left to be worked out.
    fn is_an_end(&self, figure: &Target, truth: &BTreeMap<usize, i128>) -> bool {
        let at = |pick: fn(&Range) -> i128| {
            let mut unknowns = figure.weights.iter();
            unknowns.all(|(unknown, _)| {
                let range = self.reader.range(*unknown, |seat| self.people(seat));
                range.is_none_or(|range| truth.get(unknown) == Some(&pick(&range)))
            })
        };
        at(|range| range.0) || at(|range| range.1)
    }

    /// Unknowns of which nothing but the sum is ever published: those of seats that are counted as one.
    fn together(&self) -> Vec<Vec<usize>> {
        let mut together = Vec::new();
        for atom in self.tree.atoms(self.rule).atoms {
            let seats = self.seats(&atom.members);
            for sub_item in 0..self.asked.instrument.sub_items().count() {
                let unknown = |(seat, _): &(usize, u64)| self.reader.unknown(*seat, sub_item);
                together.push(seats.iter().map(unknown).collect());
            }
        }
        together
    }

    /// Figures that nobody should be able to work out, and whose: all of agencies below k, and what is
    /// withheld or blurred of others. A node that is withheld for the item which it would leave over is no
    /// secret of its own.
    fn sought(&self, bodies: &[Body]) -> Vec<(String, Vec<usize>)> {
        let k = self.rule.k().get();
        let small = |it: &&Place<usize>| it.n > 0 && it.n < k;
        let mut sought = Vec::new();
        for place in self.tree.places.iter().filter(small) {
            let codes = self.reader.codes();
            sought.extend(codes.map(|code| (code.to_owned(), vec![place.id])));
        }
        let alone = |body: &&Body| matches!(body.places.as_slice(), [at] if self.tree.n(*at) >= k);
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

impl Asked<'_> {
    /// Points of one person's answers, one a sub-item.
    fn points(&self, answers: &Answers) -> Vec<crate::domain::exact::Exact> {
        let scales = &self.framework.scales;
        let chosen = self.instrument.sub_items().zip(answers.options());
        chosen
            .filter_map(|(sub_item, option)| {
                let scale = scales.get(sub_item.scale)?;
                Some(scale.options.get(usize::from(*option))?.points.clone())
            })
            .collect()
    }
}
