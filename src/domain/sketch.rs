//! Small frameworks drawn for tests: a tree, items on it, the four usual scales.

use proptest::prelude::*;

use super::counts::Counts;
use super::exact::{Exact, Score, parse_exact};
use super::framework::{
    Band, BandScheme, EnteredInstrument, Framework, Instrument, Item, Node, ProfileOption,
    ProfileQuestion, Respondents, SampleRule, Scale, ScaleOption, SubItem, TotalRule,
    WordingSource,
};
use super::lang::{Lang, Text};
use super::wire::Digest;

/// An exact number from its text.
pub fn exact(text: &str) -> Exact {
    parse_exact(text).unwrap()
}

/// A figure from its text.
pub fn score(text: &str) -> Score {
    text.parse().unwrap()
}

fn text(words: &str) -> Text {
    Text::new([(Lang::Th, words.to_owned())])
}

fn scale(code: &str, options: &[(&str, &str)]) -> Scale {
    let options = options.iter().map(|(code, points)| ScaleOption {
        code: (*code).to_owned(),
        label: text(code),
        points: exact(points),
    });
    Scale {
        code: code.to_owned(),
        options: options.collect(),
    }
}

fn scales() -> Vec<Scale> {
    vec![
        scale(
            "L4+",
            &[("1", "0"), ("2", "100/3"), ("3", "200/3"), ("4", "100")],
        ),
        scale(
            "L4-",
            &[("1", "100"), ("2", "200/3"), ("3", "100/3"), ("4", "0")],
        ),
        scale("B+", &[("1", "100"), ("0", "0")]),
        scale("B-", &[("1", "0"), ("0", "100")]),
    ]
}

fn band(code: &str, from: &str, to: &str, every_instrument_from: Option<&str>) -> Band {
    Band {
        code: code.to_owned(),
        label: text(code),
        from: score(from),
        to: score(to),
        every_instrument_from: every_instrument_from.map(score),
    }
}

/// The bands of FY2562–2565.
pub fn grades() -> BandScheme {
    let bands = [
        ("AA", "95", "100"),
        ("A", "85", "94.99"),
        ("B", "75", "84.99"),
        ("C", "65", "74.99"),
        ("D", "55", "64.99"),
        ("E", "50", "54.99"),
        ("F", "0", "49.99"),
    ];
    BandScheme {
        code: "grades".to_owned(),
        title: text("grades"),
        bands: bands
            .iter()
            .map(|(code, from, to)| band(code, from, to, None))
            .collect(),
    }
}

/// The bands since FY2566, with conditions on the instruments.
pub fn passes() -> BandScheme {
    BandScheme {
        code: "passes".to_owned(),
        title: text("passes"),
        bands: vec![
            band("ผ่านดีเยี่ยม", "95", "100", Some("95")),
            band("ผ่านดี", "85", "100", Some("85")),
            band("ผ่าน", "85", "100", None),
            band("ต้องปรับปรุง", "70", "84.99", None),
            band("ต้องปรับปรุงโดยด่วน", "0", "69.99", None),
        ],
    }
}

/// The sample rule of domain.md §4.
pub fn sample_rule() -> SampleRule {
    SampleRule {
        all_below: 30,
        percent: 10,
        floor: 30,
        cap_above: 4000,
        cap: 400,
    }
}

/// A framework with this tree (code, parent's code or nothing, weight) and no instrument yet.
pub fn framework(nodes: &[(&str, &str, &str)]) -> Framework {
    let position = |code: &str| nodes.iter().position(|(node, _, _)| *node == code);
    Framework {
        fiscal_years: vec![],
        id: "sketch".to_owned(),
        title: text("sketch"),
        languages: vec![Lang::Th],
        wording: WordingSource::Project,
        scales: scales(),
        nodes: nodes
            .iter()
            .map(|(code, parent, weight)| Node {
                code: (*code).to_owned(),
                parent: position(parent),
                title: text(code),
                weight: exact(weight),
            })
            .collect(),
        instruments: Vec::new(),
        entered: Vec::new(),
        total: TotalRule::Instruments,
        sample: sample_rule(),
        bands: vec![grades(), passes()],
        kpi: None,
    }
}

impl Framework {
    /// Adds an instrument; items are (code, node, scales of the sub-items).
    #[must_use]
    pub fn asking(mut self, code: &str, weight: &str, items: &[(&str, &str, &[&str])]) -> Self {
        let items: Vec<Item> = items.iter().map(|item| self.item(item)).collect();
        self.instruments.push(Instrument {
            code: code.to_owned(),
            title: text(code),
            respondents: Respondents::Staff,
            weight: Some(exact(weight)),
            items,
            pages: Vec::new(),
            profile: Vec::new(),
            hash: Digest::new([0; 32]),
        });
        self
    }

    /// Adds a question about the respondent with so many options to the instrument added last.
    #[must_use]
    pub fn asking_about(mut self, code: &str, options: usize) -> Self {
        let options = (1..=options).map(|option| ProfileOption {
            code: option.to_string(),
            label: text(&option.to_string()),
        });
        let question = ProfileQuestion {
            code: code.to_owned(),
            text: text(code),
            options: options.collect(),
        };
        self.instruments.last_mut().unwrap().profile.push(question);
        self
    }

    /// Adds an instrument that is typed in.
    #[must_use]
    pub fn entering(mut self, code: &str, weight: &str, nodes: &[&str]) -> Self {
        let nodes = nodes.iter().map(|code| self.node(code)).collect();
        self.entered.push(EnteredInstrument {
            code: code.to_owned(),
            title: text(code),
            weight: Some(exact(weight)),
            nodes,
        });
        self
    }

    fn node(&self, code: &str) -> usize {
        self.nodes
            .iter()
            .position(|node| node.code == code)
            .unwrap()
    }

    fn item(&self, (code, node, scales): &(&str, &str, &[&str])) -> Item {
        let sub_items = scales.iter().enumerate().map(|(i, scale)| SubItem {
            code: if scales.len() == 1 {
                (*code).to_owned()
            } else {
                format!("{code}.{}", i + 1)
            },
            scale: self.scales.iter().position(|s| s.code == *scale).unwrap(),
            text: text(""),
        });
        Item {
            code: (*code).to_owned(),
            node: self.node(node),
            stem: text(code),
            note: None,
            sub_items: sub_items.collect(),
        }
    }
}

/// Two indicators: plain items, items with sub-items, every scale, mixed polarity in an item.
pub fn two_indicators() -> Framework {
    framework(&[("1", "", "1"), ("2", "", "1")]).asking(
        "iit",
        "0.3",
        &[
            ("i1", "1", &["L4+", "L4+"]),
            ("i2", "1", &["L4+"]),
            ("i3", "1", &["B-", "B-", "B-"]),
            ("i4", "2", &["L4-"]),
            ("i5", "2", &["L4+", "L4-"]),
            ("i6", "2", &["B+", "B+"]),
        ],
    )
}

/// A tree like that of FY2560: weighted indexes, sub-indicators of one item beside larger ones.
pub fn deep_tree() -> Framework {
    framework(&[
        ("A", "", "18"),
        ("I", "", "16"),
        ("A.1", "A", "1"),
        ("A.2", "A", "1"),
        ("A.1.1", "A.1", "1"),
        ("A.1.2", "A.1", "1"),
        ("A.2.1", "A.2", "1"),
        ("I.1", "I", "1"),
        ("I.1.1", "I.1", "1"),
        ("I.1.2", "I.1", "1"),
        ("I.1.3", "I.1", "1"),
    ])
    .asking(
        "iit",
        "1",
        &[
            ("i1", "A.1.1", &["L4+"]),
            ("i2", "A.1.1", &["L4+"]),
            ("i3", "A.1.1", &["L4-"]),
            ("i4", "A.1.2", &["L4+"]),
            ("i5", "A.2.1", &["L4-"]),
            ("i6", "A.2.1", &["L4+"]),
            ("i7", "I.1.1", &["L4+"]),
            ("i8", "I.1.2", &["L4-"]),
            ("i9", "I.1.3", &["L4+"]),
            ("i10", "I.1.3", &["L4+", "B+"]),
        ],
    )
}

/// Counts from one row a sub-item.
pub fn counts(framework: &Framework, rows: &[&[u64]]) -> Counts {
    let rows: Vec<Vec<u64>> = rows.iter().map(|row| row.to_vec()).collect();
    let ballots = rows[0].iter().sum();
    Counts::from_rows(framework, &framework.instruments[0], ballots, rows).unwrap()
}

/// Random counts of the first instrument, as numbers that a failing test may print.
#[derive(Debug, Clone)]
pub struct Draw {
    ballots: u64,
    rows: Vec<Vec<u64>>,
}

impl Draw {
    /// The counts drawn.
    pub fn counts(&self, framework: &Framework) -> Counts {
        let instrument = &framework.instruments[0];
        Counts::from_rows(framework, instrument, self.ballots, self.rows.clone()).unwrap()
    }
}

/// Draws the counts of that many ballots.
pub fn draw(
    framework: &Framework,
    ballots: std::ops::Range<u64>,
) -> impl Strategy<Value = Draw> + use<> {
    let framework = framework.clone();
    (ballots, any::<u64>(), 0..=4u64)
        .prop_map(move |(ballots, seed, spread)| drawn(&framework, ballots, seed, spread))
}

/// The counts that a seed gives. Per sub-item a favourite option takes most of the answers, the
/// more the smaller `spread` (0–4), so that unanimity and near-unanimity come up often.
pub fn drawn(framework: &Framework, ballots: u64, seed: u64, spread: u64) -> Draw {
    let mut dice = seed;
    let sub_items = framework.instruments[0].sub_items();
    let rows = sub_items
        .map(|sub_item| framework.scales[sub_item.scale].options.len())
        .map(|width| row(width, ballots, spread, &mut dice))
        .collect();
    Draw { ballots, rows }
}

fn row(width: usize, n: u64, spread: u64, dice: &mut u64) -> Vec<u64> {
    let mut row = vec![0; width];
    let favourite = throw(dice, width as u64);
    for _ in 0..n {
        let strays = throw(dice, 12) < spread * 3;
        let option = if strays {
            throw(dice, width as u64)
        } else {
            favourite
        };
        row[usize::try_from(option).unwrap()] += 1;
    }
    row
}

/// A repeatable throw below `below` (xorshift over a Weyl step), drawn from the test's seed.
pub fn throw(dice: &mut u64, below: u64) -> u64 {
    *dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut x = *dice;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) % below
}
