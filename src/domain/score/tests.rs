use proptest::prelude::*;

use super::*;
use crate::domain::band::band_of;
use crate::domain::framework::TotalRule;
use crate::domain::sketch::{
    counts, deep_tree, draw, exact, framework, grades, passes, score, two_indicators,
};

/// A framework of FY2562's shape with one yes/no item an indicator, so that 10,000 ballots give
/// any indicator score of two decimals.
fn ten_indicators() -> Framework {
    let nodes: Vec<String> = (1..=10).map(|i| i.to_string()).collect();
    let nodes: Vec<(&str, &str, &str)> = nodes.iter().map(|n| (n.as_str(), "", "1")).collect();
    framework(&nodes)
        .asking(
            "iit",
            "0.30",
            &[
                ("i1", "1", &["B+"]),
                ("i2", "2", &["B-"]),
                ("i3", "3", &["B+"]),
                ("i4", "4", &["B+"]),
                ("i5", "5", &["B+"]),
            ],
        )
        .asking(
            "eit",
            "0.30",
            &[
                ("e1", "6", &["B+"]),
                ("e2", "7", &["B+"]),
                ("e3", "8", &["B+"]),
            ],
        )
        .entering("oit", "0.40", &["9", "10"])
}

/// Scores of yes/no items whose indicators come out as given.
fn with_indicators(framework: &Framework, instrument: usize, figures: &[&str]) -> InstrumentScore {
    let instrument = &framework.instruments[instrument];
    let rows = instrument
        .sub_items()
        .zip(figures)
        .map(|(sub_item, figure)| {
            let good = u64::try_from(score(figure).hundredths()).unwrap();
            match framework.scales[sub_item.scale].code.as_str() {
                "B+" => vec![good, 10_000 - good],
                _ => vec![10_000 - good, good],
            }
        });
    let counts = Counts::from_rows(framework, instrument, 10_000, rows.collect()).unwrap();
    score_instrument(framework, instrument, &counts).unwrap()
}

fn oit(node: &str, value: &str) -> EnteredFigure {
    EnteredFigure {
        instrument: "oit".to_owned(),
        node: Some(node.to_owned()),
        value: exact(value),
    }
}

#[test]
fn published_figures_of_a_ministry_are_reproduced() {
    let framework = ten_indicators();
    let iit = with_indicators(
        &framework,
        0,
        &["85.21", "70.59", "75.10", "72.88", "73.24"],
    );
    let eit = with_indicators(&framework, 1, &["81.14", "83.12", "76.79"]);
    assert!(iit.get("2").unwrap().score() == score("70.59"));
    assert!(iit.own.exact == exact("75.404") && iit.own.n == 10_000);
    assert!(eit.own.exact == exact("80.35"));

    let entered = [oit("9", "100"), oit("10", "100")];
    let total = total(&framework, &[&iit, &eit], &entered).unwrap();
    assert_eq!(total, exact("86.7262"));
    let total = Score::round(&total);
    assert_eq!(total.to_string(), "86.73");

    let instruments = [iit.own.score(), eit.own.score(), score("100")];
    assert_eq!(band_of(&grades(), total, &instruments).unwrap().code, "A");
    assert_eq!(band_of(&passes(), total, &instruments).unwrap().code, "ผ่าน");
}

#[test]
fn an_item_is_the_mean_of_its_sub_items() {
    let framework =
        framework(&[("1", "", "1")]).asking("iit", "1", &[("i5", "1", &["B-", "B-", "B-"])]);
    let counts = counts(&framework, &[&[141, 9859], &[106, 9894], &[190, 9810]]);
    let scores = score_instrument(&framework, &framework.instruments[0], &counts).unwrap();
    let shown: Vec<String> = scores
        .figures()
        .map(|figure| format!("{} {}", figure.code, figure.score()))
        .collect();
    assert_eq!(
        shown,
        [
            "1 98.54",
            "i5 98.54",
            "i5.1 98.59",
            "i5.2 98.94",
            "i5.3 98.10"
        ]
    );
}

#[test]
fn the_indexes_of_fy2561_weigh_up_to_their_published_total() {
    let mut framework = framework(&[
        ("T", "", "26"),
        ("A", "", "18"),
        ("C", "", "22"),
        ("I", "", "16"),
        ("W", "", "18"),
    ])
    .entering("published", "1", &["T", "A", "C", "I", "W"]);
    framework.total = TotalRule::TopNodes;
    let figures = ["87.62", "92.27", "93.36", "90.94", "66.79"];
    let entered: Vec<EnteredFigure> = ["T", "A", "C", "I", "W"]
        .iter()
        .zip(figures)
        .map(|(node, value)| EnteredFigure {
            instrument: "published".to_owned(),
            node: Some((*node).to_owned()),
            value: exact(value),
        })
        .collect();
    let total = total(&framework, &[], &entered).unwrap();
    assert_eq!(Score::round(&total).to_string(), "86.50");
}

#[test]
fn an_index_over_several_instruments_is_their_mean_and_weights_renormalise() {
    let mut framework = framework(&[("T", "", "26"), ("A", "", "18"), ("A.1", "A", "1")])
        .asking("iit", "1", &[("i1", "A.1", &["B+"])])
        .asking("eit", "1", &[("e1", "T", &["B+"]), ("e2", "A.1", &["B+"])])
        .entering("ebit", "1", &["A"]);
    framework.total = TotalRule::TopNodes;
    let iit = with_indicators(&framework, 0, &["60"]);
    let eit = with_indicators(&framework, 1, &["90", "70"]);
    assert!(iit.own.exact == exact("60"));
    assert!(
        eit.own.exact
            == exact("26") * exact("90") / exact("44") + exact("18") * exact("70") / exact("44")
    );
    let typed = |node: Option<&str>| EnteredFigure {
        instrument: "ebit".to_owned(),
        node: node.map(str::to_owned),
        value: exact("80"),
    };
    let expected = (exact("26") * exact("90") + exact("18") * exact("70")) / exact("44");
    for node in [None, Some("A")] {
        assert_eq!(
            total(&framework, &[&iit, &eit], &[typed(node)]).unwrap(),
            expected
        );
    }
}

#[test]
fn a_total_says_what_it_waits_for() {
    let framework = ten_indicators();
    let iit = with_indicators(&framework, 0, &["85", "70", "75", "72", "73"]);
    let missing = total(&framework, &[&iit], &[oit("9", "100")]).unwrap_err();
    assert_eq!(
        missing.0,
        [
            Missing::Instrument {
                instrument: "eit".to_owned()
            },
            Missing::Figure {
                instrument: "oit".to_owned(),
                node: Some("10".to_owned())
            },
        ]
    );
    let mut by_nodes = framework;
    by_nodes.total = TotalRule::TopNodes;
    assert!(total(&by_nodes, &[&iit], &[]).is_err());
}

#[test]
fn an_item_weighs_as_much_as_a_sub_indicator_beside_it() {
    let framework = framework(&[("A", "", "1"), ("A.1", "A", "3")]).asking(
        "iit",
        "1",
        &[
            ("i1", "A", &["B+"]),
            ("i2", "A.1", &["B+"]),
            ("i3", "A.1", &["B+"]),
        ],
    );
    let scores = with_indicators(&framework, 0, &["100", "50", "70"]);
    assert!(scores.get("A").unwrap().exact == exact("70"));
}

#[test]
fn without_ballots_there_is_no_score() {
    let framework = two_indicators();
    let instrument = &framework.instruments[0];
    let none = Counts::empty(&framework, instrument);
    assert!(score_instrument(&framework, instrument, &none).is_none());
}

#[test]
fn numbers_too_large_for_machine_integers_stay_exact() {
    let mut framework = framework(&[("1", "", "1"), ("2", "", "1")]).asking(
        "iit",
        "1",
        &[("i1", "1", &["B+"]), ("i2", "2", &["B+"])],
    );
    framework.nodes[0].weight = exact("1/170141183460469231731687303715884105703");
    framework.nodes[1].weight = exact("1/170141183460469231731687303715884105727");
    let scores = with_indicators(&framework, 0, &["40", "60"]);
    let (first, second) = (&framework.nodes[0].weight, &framework.nodes[1].weight);
    let expected = (first * exact("40") + second * exact("60")) / (first + second);
    assert!(scores.own.exact == expected);
}

#[test]
fn counts_too_large_for_machine_integers_stay_exact() {
    let framework = framework(&[("1", "", "1")]).asking("iit", "1", &[("i1", "1", &["L4+"])]);
    let most = 6_000_000_000_000_000_000;
    let counts = counts(&framework, &[&[most, most / 2, 0, most / 2]]);
    assert!(scored(&framework, &counts).own.exact == exact("100/3"));
}

/// The same counts under the opposite polarity: every scale's points turned round.
fn mirrored(framework: &Framework) -> Framework {
    let mut mirror = framework.clone();
    for option in mirror
        .scales
        .iter_mut()
        .flat_map(|scale| &mut scale.options)
    {
        option.points = exact("100") - option.points.clone();
    }
    mirror
}

fn scored(framework: &Framework, counts: &Counts) -> InstrumentScore {
    score_instrument(framework, &framework.instruments[0], counts).unwrap()
}

proptest! {
    #[test]
    fn every_score_lies_between_0_and_100(counts in draw(&two_indicators(), 1..40)) {
        let scores = scored(&two_indicators(), &counts.counts(&two_indicators()));
        for figure in scores.figures().chain([&scores.own]) {
            prop_assert!(figure.exact >= exact("0") && figure.exact <= exact("100"));
        }
    }

    #[test]
    fn a_mirrored_scale_gives_a_hundred_less_the_score(counts in draw(&deep_tree(), 1..40)) {
        let counts = counts.counts(&deep_tree());
        let plain = scored(&deep_tree(), &counts);
        let mirror = scored(&mirrored(&deep_tree()), &counts);
        prop_assert!(exact("100") - &plain.own.exact == mirror.own.exact);
        for (one, other) in plain.figures().zip(mirror.figures()) {
            prop_assert!(exact("100") - &one.exact == other.exact);
        }
    }

    #[test]
    fn the_order_of_merging_changes_nothing(
        a in draw(&deep_tree(), 0..20),
        b in draw(&deep_tree(), 1..20),
        c in draw(&deep_tree(), 0..20),
    ) {
        let [a, b, c] = [a, b, c].map(|draw| draw.counts(&deep_tree()));
        let merged = |order: [&Counts; 3]| {
            let mut sum = order[0].clone();
            sum.merge(order[1]).unwrap();
            sum.merge(order[2]).unwrap();
            scored(&deep_tree(), &sum)
        };
        prop_assert!(merged([&a, &b, &c]) == merged([&c, &a, &b]));
    }

    #[test]
    fn one_more_ballot_moves_a_score_by_at_most_100_over_n_plus_1(
        counts in draw(&two_indicators(), 1..60),
        one in draw(&two_indicators(), 1..2),
    ) {
        let [counts, one] = [counts, one].map(|draw| draw.counts(&two_indicators()));
        let before = scored(&two_indicators(), &counts);
        let mut more = counts.clone();
        more.merge(&one).unwrap();
        let after = scored(&two_indicators(), &more);
        let bound = exact("100") / Exact::from_integer(more.ballots().into());
        for (old, new) in before.figures().zip(after.figures()) {
            let moved = old.exact.clone() - new.exact.clone();
            prop_assert!(moved <= bound && -moved <= bound);
        }
    }

    #[test]
    fn machine_integers_and_big_ones_agree(counts in draw(&deep_tree(), 1..5000)) {
        let framework = deep_tree();
        let counts = counts.counts(&framework);
        let scoring = Scoring {
            framework: &framework,
            instrument: &framework.instruments[0],
            counts: &counts,
            points: framework.scales.iter().map(Points::of).collect(),
        };
        prop_assert!(scoring.score::<Ratio<i64>>() == scoring.score::<Exact>());
    }
}
