//! Differences of anything published, over an agency, over agencies and their department.

use proptest::prelude::*;

use super::super::{K, Withheld, disclose};
use super::*;
use crate::domain::exact::Score;
use crate::domain::sketch::{Draw, counts, deep_tree, draw, exact, two_indicators};

/// Figures of single atoms that are not shown exactly and yet follow from those that are. Each
/// body is what was published of some atoms together, by their positions. A node that is withheld
/// for the item which it would leave over is no secret of its own.
fn given_away(
    framework: &Framework,
    atoms: &[Counts],
    bodies: &[(Vec<usize>, InstrumentFigures)],
) -> Vec<String> {
    let mut reader = Reader::of(framework, &framework.instruments[0]).unwrap();
    let mut hidden = Vec::new();
    for (body, figures) in bodies {
        let places: Vec<_> = body.iter().map(|at| (*at, atoms[*at].ballots())).collect();
        reader.read(&places, figures);
        for (code, shown) in published(figures) {
            let alone = body.len() == 1 && shown.exact().is_none();
            if alone && shown != Shown::Withheld(Withheld::LeavesOneItem) {
                hidden.push((code, places.clone()));
            }
        }
    }
    hidden.retain(|(code, places)| reader.gives_away(code, places));
    hidden
        .into_iter()
        .map(|(code, places)| format!("{code} of {places:?}"))
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

#[test]
fn what_is_shown_of_a_small_agency_or_of_all_but_it_gives_it_away() {
    let framework = two_indicators();
    let rows: Vec<Vec<u64>> = framework.instruments[0]
        .sub_items()
        .map(|sub_item| {
            let width = framework.scales[sub_item.scale].options.len();
            (0..width).map(|at| if at == 0 { 60 } else { 0 }).collect()
        })
        .collect();
    let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
    let whole = counts(&framework, &rows);
    let large = disclosed(&framework, &[&whole]);
    let mut reader = Reader::of(&framework, &framework.instruments[0]).unwrap();
    reader.read(&[(0, 60)], &large);
    assert!(reader.gives_away("i1", &[(0, 60)]));
    assert!(!reader.gives_away("i1", &[(1, 4)]));
    // Figures of both together, as if the small agency were not kept out of them.
    reader.read(&[(0, 60), (1, 4)], &large);
    assert!(reader.gives_away("i1", &[(1, 4)]));
    assert!(reader.gives_away("", &[(1, 4)]));
    // All sixty gave one and the same answer, to every sub-item.
    let told = reader.unanimous();
    let width = framework.instruments[0].sub_items().count();
    assert_eq!(told.iter().filter(|(place, _)| *place == 0).count(), width);
}

#[test]
fn tables_of_options_tell_what_is_left_of_them_and_where_all_chose_the_same() {
    let framework = two_indicators();
    let of = |at: usize, n: u64| -> Counts {
        let rows = framework.instruments[0].sub_items().map(|sub_item| {
            let width = framework.scales[sub_item.scale].options.len();
            let row = (0..width).map(|option| if option == at { n } else { 0 });
            row.collect::<Vec<u64>>()
        });
        let rows: Vec<Vec<u64>> = rows.collect();
        let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
        counts(&framework, &rows)
    };
    let mut reader = Reader::of(&framework, &framework.instruments[0]).unwrap();
    let large = disclosed(&framework, &[&of(1, 60)]);
    reader.read(&[(0, 60)], &large);
    assert!(reader.unanimous().contains(&(0, 0)), "all chose one option");
    assert!(!reader.gives_away_options(0, &[(1, 4)]));
    // Tables of both together, as if the small agency were not kept out of them.
    let mut both = of(1, 60);
    both.merge(&of(0, 4)).unwrap();
    reader.read(&[(0, 60), (1, 4)], &disclosed(&framework, &[&both]));
    assert!(reader.gives_away_options(0, &[(1, 4)]));
    // Of two agencies the reader works at the one, and all others chose otherwise.
    let mut reader = Reader::of(&framework, &framework.instruments[0]).unwrap();
    let width = framework.instruments[0].sub_items().count();
    reader.know(1, &vec![0; width]);
    let mut both = of(1, 59);
    both.merge(&of(0, 1)).unwrap();
    reader.read(&[(0, 59), (1, 1)], &disclosed(&framework, &[&both]));
    assert!(reader.unanimous().contains(&(0, 0)));
    assert!(!reader.unanimous().contains(&(1, 0)), "that is no news");
}
