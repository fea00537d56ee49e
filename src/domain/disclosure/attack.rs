//! Somebody with every published figure, paper and patience: differences of anything published,
//! over an agency, over agencies and their department.

use num_traits::Zero;
use proptest::prelude::*;

use super::*;
use crate::domain::counts::Counts;
use crate::domain::exact::{Exact, Score};
use crate::domain::framework::{Framework, Instrument};
use crate::domain::score::score_instrument;
use crate::domain::sketch::{Draw, deep_tree, draw, exact, two_indicators};

/// A figure as what it is: weights of the sub-items in it.
type Weights = Vec<Exact>;

/// Weights of every figure by its code, `""` for the instrument: found by asking the scoring what
/// becomes of a ballot that is best in one sub-item and worst in all others.
fn weights(framework: &Framework) -> Vec<(String, Weights)> {
    let instrument = &framework.instruments[0];
    let ballots: Vec<_> = (0..instrument.sub_items().count())
        .map(|best| {
            let counts = one_ballot(framework, instrument, best);
            score_instrument(framework, instrument, &counts).unwrap()
        })
        .collect();
    let codes = ballots[0].figures().map(|figure| figure.code.clone());
    let mut all: Vec<(String, Weights)> = codes
        .map(|code| {
            let column = ballots
                .iter()
                .map(|scores| scores.get(&code).unwrap().exact.clone());
            let column = column.collect();
            (code, column)
        })
        .collect();
    let own = ballots.iter().map(|scores| scores.own.exact.clone());
    all.push((String::new(), own.collect()));
    all
}

fn one_ballot(framework: &Framework, instrument: &Instrument, best: usize) -> Counts {
    let rows = instrument.sub_items().enumerate().map(|(i, sub_item)| {
        let wanted = if i == best { exact("100") } else { exact("0") };
        let options = framework.scales[sub_item.scale].options.iter();
        options
            .map(|option| u64::from(option.points == wanted))
            .collect()
    });
    Counts::from_rows(framework, instrument, 1, rows.collect()).unwrap()
}

/// Every figure published of an instrument, by code.
fn published(figures: &InstrumentFigures) -> Vec<(String, Shown)> {
    let mut all = vec![(String::new(), figures.score)];
    all.extend(figures.nodes.iter().map(|n| (n.code.clone(), n.shown)));
    for item in &figures.items {
        all.push((item.code.clone(), item.shown));
        let sub_items = item.sub_items.iter();
        all.extend(sub_items.map(|s| (s.code.clone(), s.shown)));
    }
    all
}

/// Known combinations of unknowns, kept in echelon form.
#[derive(Default)]
struct Known(Vec<(usize, Weights)>);

impl Known {
    fn learn(&mut self, figure: &Weights) {
        let rest = self.reduce(figure);
        if let Some(pivot) = rest.iter().position(|weight| !weight.is_zero()) {
            self.0.push((pivot, rest));
        }
    }

    /// Whether the figure can be worked out from what is known.
    fn gives_away(&self, figure: &Weights) -> bool {
        self.reduce(figure).iter().all(Zero::is_zero)
    }

    fn reduce(&self, figure: &Weights) -> Weights {
        let mut rest = figure.clone();
        for (pivot, row) in &self.0 {
            if rest[*pivot].is_zero() {
                continue;
            }
            let factor = &rest[*pivot] / &row[*pivot];
            for (mine, theirs) in rest.iter_mut().zip(row) {
                *mine -= &factor * theirs;
            }
        }
        rest
    }
}

/// Figures of single atoms that are not shown exactly and yet follow from those that are. Each
/// body is what was published of some atoms together, by their positions. A node that is withheld
/// for the item which it would leave over is no secret of its own.
fn given_away(
    framework: &Framework,
    atoms: &[Counts],
    bodies: &[(Vec<usize>, InstrumentFigures)],
) -> Vec<String> {
    let weights = weights(framework);
    let spread = |code: &str, body: &[usize]| -> Weights {
        let own = &weights.iter().find(|(known, _)| known == code).unwrap().1;
        let share = |(position, atom): (usize, &Counts)| {
            let n = if body.contains(&position) {
                atom.ballots()
            } else {
                0
            };
            own.iter()
                .map(move |weight| weight * Exact::from_integer(n.into()))
                .collect::<Vec<_>>()
        };
        atoms.iter().enumerate().flat_map(share).collect()
    };
    let mut known = Known::default();
    let mut hidden = Vec::new();
    for (body, figures) in bodies {
        for (code, shown) in published(figures) {
            match shown {
                Shown::Exact(_) => known.learn(&spread(&code, body)),
                Shown::Withheld(Withheld::LeavesOneItem) => {}
                _ if body.len() == 1 => hidden.push((code, body)),
                _ => {}
            }
        }
    }
    hidden.retain(|(code, body)| known.gives_away(&spread(code, body)));
    hidden
        .into_iter()
        .map(|(code, body)| format!("{code} of {body:?}"))
        .collect()
}

fn disclosed(framework: &Framework, atoms: &[&Counts]) -> InstrumentFigures {
    let instrument = &framework.instruments[0];
    disclose(framework, instrument, atoms, None, K::default())
        .get()
        .clone()
}

/// What subtraction leaves for the first of `unknown` = (shown, weight): a range in points.
fn left_over(mean: Score, members: &[(Shown, Exact)], wanted: usize) -> (Exact, Exact) {
    let points = |score: Score| Exact::new(score.hundredths().into(), 100.into());
    let all: Exact = members.iter().map(|(_, weight)| weight).sum();
    let (mut high, mut low) = (points(mean) * &all, points(mean) * all);
    for (position, (shown, weight)) in members.iter().enumerate() {
        let (from, to) = match shown {
            _ if position == wanted => continue,
            Shown::Exact(score) => (points(*score), points(*score)),
            Shown::AtLeast(score) => (points(*score), exact("100")),
            Shown::AtMost(score) => (exact("0"), points(*score)),
            Shown::Withheld(_) => (exact("5"), exact("95")),
        };
        high -= from * weight;
        low -= to * weight;
    }
    let weight = &members[wanted].1;
    (low / weight, high / weight)
}

/// Asserts that subtraction leaves every mask of a family its range, or that all are unshown.
fn holds(mean: Score, members: &[(Shown, Exact)]) -> bool {
    if members.iter().all(|(shown, _)| shown.exact().is_none()) {
        return true;
    }
    let slip = exact("0.2");
    (0..members.len()).all(|position| {
        let (low, high) = left_over(mean, members, position);
        match members[position].0 {
            Shown::AtLeast(_) => low <= exact("95") + &slip && high >= exact("100") - &slip,
            Shown::AtMost(_) => low <= slip && high >= exact("5") - &slip,
            Shown::Exact(_) | Shown::Withheld(_) => true,
        }
    })
}

fn shown(figures: &InstrumentFigures, code: &str) -> Shown {
    let all = published(figures);
    all.iter().find(|(known, _)| known == code).unwrap().1
}

fn members(figures: &InstrumentFigures, codes: &[(&str, &str)]) -> Vec<(Shown, Exact)> {
    codes
        .iter()
        .map(|(code, weight)| (shown(figures, code), exact(weight)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_hidden_figure_of_an_agency_follows_from_the_shown_ones(
        flat in draw(&two_indicators(), 5..60),
        deep in draw(&deep_tree(), 5..60),
    ) {
        for (framework, draw) in [(two_indicators(), flat), (deep_tree(), deep)] {
            let atoms = [draw.counts(&framework)];
            let bodies = [(vec![0], disclosed(&framework, &[&atoms[0]]))];
            prop_assert_eq!(given_away(&framework, &atoms, &bodies), Vec::<String>::new());
        }
    }

    #[test]
    fn no_mask_is_narrowed_by_subtraction(
        flat in draw(&two_indicators(), 10..60),
        deep in draw(&deep_tree(), 10..60),
    ) {
        let figures = disclosed(&two_indicators(), &[&flat.counts(&two_indicators())]);
        for (node, items) in [("1", ["i1", "i2", "i3"]), ("2", ["i4", "i5", "i6"])] {
            let family = members(&figures, &items.map(|item| (item, "1")));
            prop_assert!(holds(shown(&figures, node).exact().unwrap(), &family));
        }
        for item in &figures.items {
            let family: Vec<_> = item.sub_items.iter().map(|s| (s.shown, exact("1"))).collect();
            if let (Some(mean), false) = (item.shown.exact(), family.is_empty()) {
                prop_assert!(holds(mean, &family));
            }
        }
        let figures = disclosed(&deep_tree(), &[&deep.counts(&deep_tree())]);
        let family = members(&figures, &[("i1", "1"), ("i2", "1"), ("i3", "1"), ("i4", "3")]);
        prop_assert!(holds(shown(&figures, "A.1").exact().unwrap(), &family));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn no_hidden_figure_of_an_agency_follows_from_those_of_its_department(
        draws in prop::collection::vec(
            prop_oneof![draw(&deep_tree(), 5..10), draw(&deep_tree(), 10..80)],
            2..4,
        ),
    ) {
        let framework = deep_tree();
        let atoms: Vec<Counts> = draws.iter().map(|draw: &Draw| draw.counts(&framework)).collect();
        let mut bodies: Vec<(Vec<usize>, InstrumentFigures)> = atoms
            .iter()
            .enumerate()
            .map(|(i, atom)| (vec![i], disclosed(&framework, &[atom])))
            .collect();
        let everything: Vec<&Counts> = atoms.iter().collect();
        bodies.push(((0..atoms.len()).collect(), disclosed(&framework, &everything)));
        let first_two = [0, 1].map(|i| &atoms[i]);
        bodies.push((vec![0, 1], disclosed(&framework, &first_two)));
        prop_assert_eq!(given_away(&framework, &atoms, &bodies), Vec::<String>::new());
    }
}
