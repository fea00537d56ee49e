use proptest::prelude::*;

use super::*;
use crate::domain::counts::Counts;
use crate::domain::framework::Framework;
use crate::domain::sample::Sufficiency;
use crate::domain::sketch::{counts, deep_tree, draw, framework, score, two_indicators};

fn of(framework: &Framework, atoms: &[&Counts]) -> InstrumentFigures {
    let instrument = &framework.instruments[0];
    disclose(framework, instrument, atoms, None, K::default())
        .get()
        .clone()
}

/// Yes/no items of one indicator with these numbers of yes among n.
fn yes_no(yes: &[u64], n: u64) -> (Framework, Counts) {
    let codes: Vec<String> = (1..=yes.len()).map(|i| format!("i{i}")).collect();
    let items: Vec<(&str, &str, &[&str])> = codes
        .iter()
        .map(|code| (code.as_str(), "1", &["B+"][..]))
        .collect();
    let framework = framework(&[("1", "", "1")]).asking("iit", "1", &items);
    let rows: Vec<[u64; 2]> = yes.iter().map(|yes| [*yes, n - yes]).collect();
    let rows: Vec<&[u64]> = rows.iter().map(<[u64; 2]>::as_slice).collect();
    let counts = counts(&framework, &rows);
    (framework, counts)
}

fn items(figures: &InstrumentFigures) -> Vec<Shown> {
    figures.items.iter().map(|item| item.shown).collect()
}

const FEW: fn(u64) -> Shown = |needed| Shown::Withheld(Withheld::FewerThan { needed });

#[test]
fn below_k_nothing_is_shown() {
    let (framework, counts) = yes_no(&[4, 3], 4);
    let figures = of(&framework, &[&counts]);
    assert_eq!(figures.score, FEW(5));
    assert_eq!(figures.nodes[0].shown, FEW(5));
    assert_eq!(items(&figures), [FEW(10); 2]);
    assert_eq!(figures.ballots, 4);
    assert!(K::new(4).is_err());
}

#[test]
fn what_is_read_back_without_items_is_the_rest_of_what_was_disclosed() {
    #[derive(serde::Deserialize)]
    struct Sheet {
        #[serde(deserialize_with = "without_items")]
        own: Disclosed<InstrumentFigures>,
        #[serde(deserialize_with = "without_items_if_any")]
        below: Option<Disclosed<InstrumentFigures>>,
    }
    let (framework, counts) = yes_no(&[60, 31], 70);
    let whole = of(&framework, &[&counts]);
    assert_eq!(items(&whole).len(), 2);
    let text = serde_json::json!({ "own": whole, "below": null }).to_string();
    let sheet: Sheet = serde_json::from_str(&text).unwrap();
    let items = Vec::new();
    assert_eq!(*sheet.own.get(), InstrumentFigures { items, ..whole });
    assert!(sheet.below.is_none());
}

#[test]
fn the_first_ballots_show_the_instrument_and_its_nodes_only() {
    let (framework, counts) = yes_no(&[4, 3], 5);
    let figures = of(&framework, &[&counts]);
    assert_eq!(figures.score, Shown::Exact(score("70")));
    assert_eq!(figures.nodes[0].shown, Shown::Exact(score("70")));
    assert!(items(&figures).iter().all(|shown| shown.exact().is_none()));
}

#[test]
fn a_plain_yes_or_no_waits_until_a_mask_has_room_for_two_dissenters() {
    let (framework, few) = yes_no(&[38, 20], 39);
    assert_eq!(items(&of(&framework, &[&few])), [FEW(40); 2]);
    let (framework, enough) = yes_no(&[38, 20], 40);
    assert_eq!(
        items(&of(&framework, &[&enough])),
        [
            Shown::AtLeast(score("95")),
            Shown::Withheld(Withheld::BesideMasked)
        ]
    );
}

#[test]
fn from_60_ballots_the_ends_are_shown_too() {
    let (framework, counts) = yes_no(&[59, 1, 30, 30], 59);
    assert_eq!(
        items(&of(&framework, &[&counts])),
        [
            Shown::AtLeast(score("95")),
            Shown::AtMost(score("5")),
            Shown::Withheld(Withheld::BesideMasked),
            Shown::Exact(score("50.85")),
        ]
    );
    let (framework, counts) = yes_no(&[60, 0, 30], 60);
    assert_eq!(
        items(&of(&framework, &[&counts])),
        [score("100"), score("0"), score("50")].map(Shown::Exact)
    );
}

#[test]
fn options_are_counted_from_30_ballots_where_the_figure_is_exact() {
    let framework = framework(&[("1", "", "1")]).asking(
        "iit",
        "1",
        &[("i1", "1", &["L4+"]), ("i2", "1", &["L4+"])],
    );
    let of_first = |row: [u64; 4]| {
        let counts = counts(&framework, &[&row, &row]);
        of(&framework, &[&counts]).items[0].options.clone().unwrap()
    };
    let few = Options::Withheld(Withheld::FewerThan { needed: 30 });
    assert_eq!(of_first([15, 0, 0, 14]), few);
    assert_eq!(of_first([15, 0, 0, 15]), Options::Shown(vec![15, 0, 0, 15]));
    let masked = Options::Withheld(Withheld::BelowUnshown);
    assert_eq!(of_first([0, 0, 0, 30]), masked);
}

#[test]
fn nothing_is_shown_below_an_item_that_is_masked() {
    let framework = framework(&[("1", "", "1")]).asking(
        "iit",
        "1",
        &[("i1", "1", &["L4+", "L4+"]), ("i2", "1", &["L4+"])],
    );
    let counts = counts(
        &framework,
        &[&[0, 0, 4, 36], &[0, 0, 0, 40], &[10, 10, 10, 10]],
    );
    let figures = of(&framework, &[&counts]);
    assert_eq!(figures.items[0].shown, Shown::AtLeast(score("95")));
    for sub_item in &figures.items[0].sub_items {
        assert_eq!(sub_item.shown, Shown::Withheld(Withheld::BelowUnshown));
        assert_eq!(sub_item.options, Options::Withheld(Withheld::BelowUnshown));
    }
}

fn node(figures: &InstrumentFigures, code: &str) -> Shown {
    let node = figures.nodes.iter().find(|node| node.code == code);
    node.unwrap().shown
}

#[test]
fn a_node_of_one_item_is_that_item_and_its_smallest_sibling_keeps_it_company() {
    let rows = |n: u64| -> Vec<Vec<u64>> {
        let framework = deep_tree();
        let widths = framework.instruments[0]
            .sub_items()
            .map(|s| framework.scales[s.scale].options.len());
        widths
            .map(|width| (0..width as u64).map(|i| if i == 0 { n - 1 } else { u64::from(i == 1) }))
            .map(Iterator::collect)
            .collect()
    };
    let shown = |n: u64| {
        let framework = deep_tree();
        let rows = rows(n);
        let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
        of(&framework, &[&counts(&framework, &rows)])
    };
    let few = shown(13);
    assert_eq!(node(&few, "A.1.2"), FEW(14));
    assert_eq!(node(&few, "I.1.1"), FEW(14));
    assert_eq!(
        node(&few, "A.1.1"),
        Shown::Withheld(Withheld::LeavesOneItem)
    );
    for code in ["A", "A.1", "A.2", "A.2.1", "I", "I.1", "I.1.3"] {
        assert!(node(&few, code).exact().is_some(), "{code}");
    }
    let some = shown(30);
    assert_eq!(node(&some, "A.1.2"), some.items[3].shown);
    assert_eq!(
        node(&some, "A.1.1"),
        Shown::Withheld(Withheld::LeavesOneItem)
    );
    assert!(
        shown(60)
            .nodes
            .iter()
            .all(|node| node.shown.exact().is_some())
    );
}

#[test]
fn a_department_shows_items_only_where_no_agency_in_it_is_small() {
    let (framework, large) = yes_no(&[50, 30], 60);
    let (_, small) = yes_no(&[3, 4], 7);
    let (_, tiny) = yes_no(&[0, 0], 4);
    let both = of(&framework, &[&large, &small]);
    assert_eq!(both.ballots, 67);
    assert_eq!(both.score, Shown::Exact(score("64.93")));
    let inside = Shown::Withheld(Withheld::SmallAgencyInside { needed: 60 });
    assert_eq!(items(&both), [inside; 2]);
    let with_tiny = of(&framework, &[&large, &tiny]);
    assert_eq!(with_tiny, of(&framework, &[&large]));
    let two = of(&framework, &[&large, &large]);
    assert_eq!(items(&two), [score("83.33"), score("50")].map(Shown::Exact));
}

#[test]
fn only_a_sufficient_sample_has_a_band() {
    let (framework, counts) = yes_no(&[36, 36], 40);
    let judged = |population| {
        let instrument = &framework.instruments[0];
        disclose(&framework, instrument, &[&counts], population, K::default())
    };
    assert_eq!(judged(Some(400)).get().band.as_deref(), Some("A"));
    assert_eq!(
        judged(Some(401)).get().sufficiency,
        Some(Sufficiency::NotSufficient { minimum: 41 })
    );
    assert_eq!(judged(Some(401)).get().band, None);
    assert_eq!(judged(None).get().band, None);
}

/// Whether a figure is shown, of every figure in order.
fn pattern(figures: &InstrumentFigures) -> Vec<bool> {
    let items = figures.items.iter().flat_map(|item| {
        let sub_items = item.sub_items.iter().map(|sub_item| sub_item.shown);
        std::iter::once(item.shown).chain(sub_items)
    });
    let nodes = figures.nodes.iter().map(|node| node.shown);
    std::iter::once(figures.score)
        .chain(nodes)
        .chain(items)
        .map(|shown| !matches!(shown, Shown::Withheld(_)))
        .collect()
}

proptest! {
    #[test]
    fn below_10_and_from_60_ballots_answers_decide_nothing(
        n in prop_oneof![1..10u64, 60..70u64],
        seeds in any::<[u64; 2]>(),
    ) {
        for framework in [two_indicators(), deep_tree()] {
            let mut patterns = Vec::new();
            for seed in seeds {
                let counts = crate::domain::sketch::drawn(&framework, n, seed, 2).counts(&framework);
                patterns.push(pattern(&of(&framework, &[&counts])));
            }
            prop_assert_eq!(&patterns[0], &patterns[1]);
        }
    }

    #[test]
    fn nothing_leaves_below_k(counts in draw(&deep_tree(), 0..9), k in 5..9u64) {
        let framework = deep_tree();
        let counts = counts.counts(&framework);
        let instrument = &framework.instruments[0];
        let k = K::new(k).unwrap();
        let figures = disclose(&framework, instrument, &[&counts], Some(9), k);
        let shown = pattern(figures.get()).into_iter().any(|shown| shown);
        prop_assert_eq!(shown, counts.ballots() >= k.get());
    }
}
