//! Linear programming: between what a number lies of which nothing is published, given everything that is.
//!
//! All answers that fit everything published are points of one body, of which the truth is one. How far two
//! points of it are apart in what a reader is after is what the reader cannot know. So points are sought that
//! are far from the truth: by exchanging answers within agencies that are counted as one, then by a solver, at
//! first for everything sought at once, then for each number in its own direction. The solver counts with floating-point numbers and
//! is not trusted: a point is taken when, in whole numbers, it fits every figure. Where no point is far enough
//! away the number counts as worked out; a solver that fails can only find too much.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};
use num_traits::{One, ToPrimitive};

use crate::domain::disclosure::attack::{Range, Reader, Sum, Target};
use crate::domain::exact::Exact;

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
            point: reader.in_parts(&Exact::one())?.to_f64()?,
        };
        program.fits(&program.truth).then_some(program)
    }

    /// Which of these can be worked out. `together` are unknowns of which only sums are published: one list
    /// for each sub-item of agencies that are counted as one.
    pub fn worked_out(&self, targets: &[&Target], together: &[Vec<usize>]) -> Vec<bool> {
        let mut sought: Vec<Sought<'_>> = targets
            .iter()
            .map(|target| {
                let there = value(&target.weights, &self.truth);
                // Of what nothing was read, nothing is known.
                let mut unknowns = target.weights.iter();
                let read = unknowns.all(|(unknown, _)| self.bounds.contains_key(unknown));
                let apart = if read { 0 } else { target.step };
                Sought {
                    target,
                    reached: (there, there + apart),
                }
            })
            .collect();
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
        bounded && sums.all(|sum| within(&sum.range, value(&sum.weights, point)))
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
            let range = apart(range, *self.truth.get(unknown)?, 0, self.point)?;
            variables.insert(*unknown, problem.add_var(wanted, range));
        }
        for sum in self.sums {
            let known = value(&sum.weights, &self.truth);
            // All weights together: by so much rounding may change it, so as far within it has to stay.
            let whole = sum.weights.iter().map(|(_, weight)| weight).sum::<i128>();
            let unit = whole.to_f64()?;
            let all = problem.add_var(0.0, apart(&sum.range, known, whole, self.point * unit)?);
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

/// Where a number may go from where it is, in such units; by the slip less far than its range.
fn apart((from, to): &Range, now: i128, slip: i128, unit: f64) -> Option<(f64, f64)> {
    let (down, up) = ((from + slip - now).min(0), (to - slip - now).max(0));
    Some((down.to_f64()? / unit, up.to_f64()? / unit))
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
