//! Linear programming: between what a number lies of which nothing is published, given everything that is.
//!
//! All answers that fit everything published are points of one body, of which the truth is one. How far two
//! points of it are apart in what a reader is after is what the reader cannot know. So points are sought that
//! are far from the truth: by exchanging answers within agencies that are counted as one, then by a solver, at
//! first for everything sought at once, then for each number in its own direction. The solver counts with
//! floating-point numbers and is not trusted: a point is taken when, in whole numbers, it fits every figure, to
//! within a thousandth of what its last decimal hides. Where no point is far enough away the number counts as
//! worked out; a solver that fails can only find too much.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};
use num_traits::ToPrimitive;

use crate::domain::disclosure::attack::{Range, Reader, Sum, Target};

/// Everything that is published, as inequalities, with the truth.
pub struct Program<'a> {
    sums: &'a [Sum],
    bounds: BTreeMap<usize, Range>,
    truth: Point,
    /// A point, which the solver counts in.
    point: f64,
}

/// The heaviest weight of each number that is sought, where many are at once.
const EVEN: i128 = 1_000;

/// Points of all answers to each sub-item at each place.
type Point = BTreeMap<usize, i128>;

/// How far apart what a reader is after can be, as far as points are known.
struct Sought<'a> {
    target: &'a Target,
    reached: Range,
}

impl Sought<'_> {
    fn look(&mut self, point: &Point) {
        let there = value(&self.target.weights, point);
        let (least, most) = self.reached;
        self.reached = (least.min(there), most.max(there));
    }

    fn is_open(&self) -> bool {
        self.reached.1 - self.reached.0 < self.target.step
    }
}

fn value(weights: &[(usize, i128)], point: &Point) -> i128 {
    let known = weights.iter();
    let known = known.filter_map(|(unknown, weight)| Some(weight * point.get(unknown)?));
    known.sum()
}

impl<'a> Program<'a> {
    /// What a reader read, and the truth that the reader does not know. None where the truth is not what was
    /// published.
    pub fn of(reader: &'a Reader, mut truth: BTreeMap<usize, i128>) -> Option<Self> {
        let bounds = reader.bounds();
        truth.retain(|unknown, _| bounds.contains_key(unknown));
        let program = Self {
            sums: reader.sums(),
            bounds,
            truth,
            point: reader.point().to_f64()?,
        };
        program.fits(&program.truth).then_some(program)
    }

    /// Which of these can be worked out. `together` are unknowns of which only sums are published: one list
    /// for each sub-item of agencies that are counted as one.
    pub fn worked_out(&self, targets: &[&Target], together: &[Vec<usize>]) -> Vec<bool> {
        let sought = targets.iter().map(|target| self.sought(target));
        let mut sought: Vec<Sought<'_>> = sought.collect();
        let seats = together.iter().map(Vec::len).max().unwrap_or(0);
        for seat in 0..seats {
            for rises in [true, false] {
                self.look(&mut sought, Some(self.exchanged(together, seat, rises)));
            }
        }
        let open = |sought: &[Sought<'_>]| sought.iter().filter(|it| it.is_open()).count();
        let mut before = usize::MAX;
        while (1..before).contains(&open(&sought)) {
            before = open(&sought);
            let aim = all_at_once(&sought, before);
            self.look_along(&mut sought, &aim);
        }
        for at in 0..sought.len() {
            let target = sought.get(at).filter(|it| it.is_open());
            if let Some(target) = target.map(|it| it.target) {
                self.look_along(&mut sought, &target.weights);
            }
        }
        sought.iter().map(Sought::is_open).collect()
    }

    fn sought<'t>(&self, target: &'t Target) -> Sought<'t> {
        let there = value(&target.weights, &self.truth);
        // Of what nothing was read, nothing is known.
        let mut unknowns = target.weights.iter();
        let read = unknowns.all(|(unknown, _)| self.bounds.contains_key(unknown));
        let apart = if read { 0 } else { target.step };
        Sought {
            target,
            reached: (there, there + apart),
        }
    }

    /// Looks at the two points furthest apart in this direction, if anything is open still.
    fn look_along(&self, sought: &mut [Sought<'_>], aim: &[(usize, i128)]) {
        for towards in [
            OptimizationDirection::Maximize,
            OptimizationDirection::Minimize,
        ] {
            if sought.iter().any(Sought::is_open) {
                self.look(sought, self.solved(aim, towards));
            }
        }
    }

    fn look(&self, sought: &mut [Sought<'_>], point: Option<Point>) {
        if let Some(point) = point.filter(|point| self.fits(point)) {
            for it in sought {
                it.look(&point);
            }
        }
    }

    /// Whether these answers would have led to the same publications.
    fn fits(&self, point: &Point) -> bool {
        let within = |(from, to): &Range, number: i128| (*from..=*to).contains(&number);
        let mut bounds = self.bounds.iter();
        let bounded = bounds.all(|(unknown, range)| {
            let number = point.get(unknown);
            number.is_some_and(|number| within(range, *number))
        });
        let mut sums = self.sums.iter();
        // Whole numbers are up to a half away from what was meant.
        let fits = |sum: &Sum| {
            let ((from, to), slip) = (sum.range, whole(sum));
            within(&(from - slip, to + slip), value(&sum.weights, point))
        };
        bounded && sums.all(fits)
    }

    /// The truth, but the one at this seat of each list has given as many points as those beside it can take,
    /// or as few.
    fn exchanged(&self, together: &[Vec<usize>], seat: usize, rises: bool) -> Point {
        let mut point = self.truth.clone();
        let room = |unknown: &usize, up: bool| -> i128 {
            let (Some((from, to)), Some(now)) = (self.bounds.get(unknown), self.truth.get(unknown))
            else {
                return 0;
            };
            if up { to - now } else { now - from }
        };
        for list in together {
            let Some(own) = list.get(seat) else { continue };
            let mut left = room(own, rises);
            for other in list.iter().filter(|other| *other != own) {
                let given = room(other, !rises).min(left);
                left -= given;
                let given = if rises { given } else { -given };
                *point.entry(*own).or_default() += given;
                *point.entry(*other).or_default() -= given;
            }
        }
        point
    }

    /// The furthest point in a direction, to whole numbers.
    fn solved(&self, aim: &[(usize, i128)], towards: OptimizationDirection) -> Option<Point> {
        let mut problem = Problem::new(towards);
        let heaviest = aim.iter().map(|(_, weight)| weight.abs()).max()?.to_f64()?;
        let aim: BTreeMap<usize, i128> = aim.iter().copied().collect();
        let mut variables = BTreeMap::new();
        for (unknown, range) in &self.bounds {
            let wanted = aim.get(unknown).copied().unwrap_or(0).to_f64()? / heaviest;
            let range = apart(range, *self.truth.get(unknown)?, self.point)?;
            variables.insert(*unknown, problem.add_var(wanted, range));
        }
        for sum in self.sums {
            let known = value(&sum.weights, &self.truth);
            let unit = whole(sum).to_f64()?;
            let all = problem.add_var(0.0, apart(&sum.range, known, self.point * unit)?);
            let mut row = LinearExpr::empty();
            row.add(all, -1.0);
            for (unknown, weight) in &sum.weights {
                row.add(*variables.get(unknown)?, weight.to_f64()? / unit);
            }
            problem.add_constraint(row, ComparisonOp::Eq, 0.0);
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        let point = self.truth.iter().map(|(unknown, known)| {
            let moved = solution.var_value(*variables.get(unknown)?) * self.point;
            let (from, to) = self.bounds.get(unknown)?;
            let there = known + moved.round().to_i128()?;
            Some((*unknown, there.clamp(*from, *to)))
        });
        point.collect()
    }
}

/// Where a number may go from where it is, in such units.
fn apart((from, to): &Range, now: i128, unit: f64) -> Option<(f64, f64)> {
    Some(((from - now).to_f64()? / unit, (to - now).to_f64()? / unit))
}

/// All weights together.
fn whole(sum: &Sum) -> i128 {
    sum.weights.iter().map(|(_, weight)| weight).sum()
}

/// A direction in which each of those that are open goes up or down, by chance fixed by the turn.
fn all_at_once(sought: &[Sought<'_>], turn: usize) -> Vec<(usize, i128)> {
    let mut aim = BTreeMap::new();
    for (at, it) in sought.iter().enumerate().filter(|(_, it)| it.is_open()) {
        let mixed = ((at * sought.len() + turn) as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let up = if mixed >> 63 == 0 { 1 } else { -1 };
        let weights = || it.target.weights.iter();
        let heaviest = weights().map(|(_, weight)| *weight).max().unwrap_or(1);
        for (unknown, weight) in weights() {
            *aim.entry(*unknown).or_insert(0) += up * EVEN * weight / heaviest;
        }
    }
    aim.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::disclosure::{InstrumentFigures, K, Rule, Shown, Withheld};
    use crate::domain::framework::Framework;
    use crate::domain::score::score_instrument;
    use crate::domain::sketch::{counts, score, two_indicators};

    /// Ten people. To the second part of the first question nine gave the best answer and the first of them the
    /// second best: "≥ 95". To its first part half gave the worst, which is withheld for the sake of that.
    fn ten() -> (Framework, Vec<Vec<u8>>) {
        let framework = two_indicators();
        let width = framework.instruments[0].sub_items().count();
        let people = (0..10).map(|person| {
            let mut chosen = vec![1; width];
            chosen[0] = if person < 5 { 3 } else { 0 };
            chosen[1] = if person == 0 { 2 } else { 3 };
            chosen
        });
        let people = people.collect();
        (framework, people)
    }

    /// As it would be shown if ten were enough.
    fn shown_too_early(framework: &Framework, people: &[Vec<u8>]) -> InstrumentFigures {
        let instrument = &framework.instruments[0];
        let rows = instrument.sub_items().enumerate().map(|(at, sub_item)| {
            let options = 0..framework.scales[sub_item.scale].options.len();
            let chose = |option| {
                people
                    .iter()
                    .filter(move |own| usize::from(own[at]) == option)
            };
            options.map(|option| chose(option).count() as u64).collect()
        });
        let rows: Vec<Vec<u64>> = rows.collect();
        let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
        let counts = counts(framework, &rows);
        let rule = Rule::of(framework, instrument, K::default());
        let mut figures = rule.disclose(&[&counts], None).get().clone();
        let scores = score_instrument(framework, instrument, &counts).unwrap();
        let item = &mut figures.items[0];
        item.shown = Shown::Exact(scores.items[0].own.score());
        item.sub_items[0].shown = Shown::Withheld(Withheld::BesideMasked);
        item.sub_items[1].shown = Shown::AtLeast(score("95"));
        figures
    }

    /// Whether whoever reads this works out what was given to the first part; the first of the ten does it.
    fn works_out(framework: &Framework, people: &[Vec<u8>], insider: bool) -> bool {
        let mut reader = Reader::of(framework, &framework.instruments[0]).unwrap();
        let (own, others) = people.split_at(usize::from(insider));
        let seats = [(0, others.len() as u64), (1, own.len() as u64)];
        for own in own {
            reader.know(1, own);
        }
        let seats: Vec<_> = seats.into_iter().filter(|(_, n)| *n > 0).collect();
        reader.read(&seats, &shown_too_early(framework, people));
        let mut truth = BTreeMap::new();
        for (seat, people) in [others, own].into_iter().enumerate() {
            for (at, option) in people.iter().flat_map(|chosen| chosen.iter().enumerate()) {
                let given = truth.entry(reader.unknown(seat, at)).or_insert(0);
                *given += reader.points(at, *option).unwrap();
            }
        }
        let first = reader.answers(0, 0).unwrap();
        let program = Program::of(&reader, truth).unwrap();
        program.worked_out(&[&first], &[]) == [true]
    }

    #[test]
    fn a_mask_with_room_for_one_dissenter_hides_nothing_from_that_one() {
        let (framework, people) = ten();
        assert!(!works_out(&framework, &people, false));
        assert!(works_out(&framework, &people, true));
    }
}
