//! The two frameworks that ship: whole in both languages, and of the shape of their sources.

use super::mixed;
use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::domain::framework::{
    Framework, Instrument, KpiCondition, KpiScope, Node, TotalRule, WordingSource,
};
use crate::domain::lang::Lang;

/// Item, scales of its answers: of items with sub-items each its own, in indicators 1 to 5.
const IIT: [&str; 5] = [
    "i1 L4+ L4+|i2 = L4+|i3 L4+ L4+ L4+|i4 B- B- B-|i5 B- B- B-|i6 B- B- B-",
    "i7 = L4+|i8 L4+ L4+|i9 = L4-|i10 = L4-|i11 L4+ L4-|i12 L4+ L4+ L4+",
    "i13 = L4+|i14 = L4+|i15 = L4+|i16 = L4-|i17 = L4-|i18 L4- L4- L4-",
    "i19 = L4-|i20 = L4+|i21 = L4+|i22 = L4-|i23 = L4+|i24 = L4+",
    "i25 = L4+|i26 B+ B+|i27 = L4+|i28 L4+ L4+ L4+|i29 = L4+|i30 L4+ L4+ L4+ L4+",
];
/// Likewise in indicators 6 to 8.
const EIT: [&str; 3] = [
    "e1 L4+ L4+|e2 = L4+|e3 = L4+|e4 B- B- B-|e5 = L4+",
    "e6 L4+ L4+|e7 = L4+|e8 = B+|e9 = L4+|e10 = B+",
    "e11 = L4+|e12 = L4+|e13 = B+|e14 = L4+|e15 = L4+",
];
/// Items of the five indexes by sub-indicator; `-` marks those asked in the negative.
const FIVE_IIT: &str = "A.1.1 i1 i2 i3 i4 i5|A.1.2 i6|A.2.1 i7 i8|C.2.1 -i9 -i10|C.2.2 -i11 -i12|\
    C.3.1 -i13 -i14|I.1.1 i15|I.1.2 i16|I.1.3 -i17 i18|I.2.1 -i19 -i20|I.3.1 i21 i22|\
    I.3.2 i23 i24|W.2.1 -i25 i26 i27|W.2.2 i28 -i29 i30|W.2.3 -i31 i32 i33|W.2.4 i34";
const FIVE_EIT: &str = "T.1.2 e1 e2|T.2.1 e3 e4|T.2.2 e5|A.1.1 e6 e7 e8 e9 e10|A.1.2 e11|\
    A.2.1 e12|C.2.1 -e13 -e14 -e15|C.2.2 -e16 -e17 -e18|C.3.1 -e19 -e20|W.1.1 e21|W.1.2 e22";

fn shipped() -> Catalogue {
    Catalogue::load(&Assets::default(), mixed).unwrap()
}

fn counts(instrument: &Instrument) -> (usize, usize) {
    (instrument.items.len(), instrument.sub_items().count())
}

/// The items on `node` as [`IIT`] writes them.
fn shape(framework: &Framework, instrument: &Instrument, node: &str) -> String {
    let items = instrument.items.iter();
    let items = items.filter(|item| framework.nodes[item.node].code == node);
    let items = items.map(|item| {
        let own = item.sub_items.len() == 1 && item.sub_items[0].code == item.code;
        let mut words = vec![item.code.clone()];
        words.extend(own.then(|| String::from("=")));
        for (number, sub) in item.sub_items.iter().enumerate() {
            assert!(own || sub.code == format!("{}.{}", item.code, number + 1));
            words.push(framework.scales[sub.scale].code.clone());
        }
        words.join(" ")
    });
    items.collect::<Vec<_>>().join("|")
}

/// The items by node as [`FIVE_IIT`] writes them.
fn by_node(framework: &Framework, instrument: &Instrument) -> String {
    let mut groups: Vec<String> = Vec::new();
    let mut before = None;
    for item in &instrument.items {
        if before.replace(item.node) != Some(item.node) {
            groups.push(framework.nodes[item.node].code.clone());
        }
        let [sub] = item.sub_items.as_slice() else {
            panic!("{} has sub-items", item.code);
        };
        let sign = match framework.scales[sub.scale].code.as_str() {
            "L4+" => "",
            "L4-" => "-",
            other => panic!("{other}"),
        };
        let group = groups.last_mut().unwrap();
        group.extend([" ", sign, &item.code]);
    }
    groups.join("|")
}

fn points(framework: &Framework, scale: &str) -> String {
    let scale = framework
        .scales
        .iter()
        .find(|known| known.code == scale)
        .unwrap();
    let options = scale.options.iter();
    let options = options.map(|option| format!("{}:{}", option.code, option.points));
    options.collect::<Vec<_>>().join(" ")
}

#[test]
fn ten_indicators_have_the_shape_of_the_published_questionnaires() {
    let catalogue = shipped();
    let ten = catalogue.get("ten-indicators-2562").unwrap();
    let (iit, eit) = (
        ten.instrument("iit").unwrap(),
        ten.instrument("eit").unwrap(),
    );
    assert_eq!((counts(iit), counts(eit)), ((30, 51), (15, 19)));
    for (position, expected) in IIT.into_iter().enumerate() {
        assert_eq!(shape(ten, iit, &(position + 1).to_string()), expected);
    }
    for (position, expected) in EIT.into_iter().enumerate() {
        assert_eq!(shape(ten, eit, &(position + 6).to_string()), expected);
    }
    assert_eq!(points(ten, "L4+"), "1:0 2:100/3 3:200/3 4:100");
    assert_eq!(points(ten, "L4-"), "1:100 2:200/3 3:100/3 4:0");
    assert_eq!(points(ten, "B+"), "0:0 1:100");
    assert_eq!(points(ten, "B-"), "0:100 1:0");
    assert_eq!(
        (ten.total, ten.wording),
        (TotalRule::Instruments, WordingSource::Project)
    );
    assert_eq!(ten.fiscal_years, [2562, 2563, 2564, 2565]);
}

#[test]
fn the_ten_indicator_iit_takes_at_most_65_taps_and_never_mixes_indicators() {
    let catalogue = shipped();
    let ten = catalogue.get("ten-indicators-2562").unwrap();
    for instrument in &ten.instruments {
        for page in &instrument.pages {
            let items = &instrument.items[page.items.clone()];
            assert!(items.iter().all(|item| item.node == items[0].node));
        }
    }
    let iit = ten.instrument("iit").unwrap();
    assert!(iit.pages.len() <= 10);
    assert!(
        iit.sub_items().count() + iit.pages.len() <= 62,
        "three are left for the rest"
    );
}

#[test]
fn ten_indicators_weigh_30_30_40_and_have_both_band_schemes() {
    let catalogue = shipped();
    let ten = catalogue.get("ten-indicators-2562").unwrap();
    let weights = ten
        .instruments
        .iter()
        .map(|asked| (&asked.code, &asked.weight));
    let typed = ten.entered.iter().map(|typed| (&typed.code, &typed.weight));
    let weights = weights.chain(typed);
    let weights: Vec<String> = weights
        .map(|(code, weight)| format!("{code} {}", weight.as_ref().unwrap()))
        .collect();
    assert_eq!(weights, ["iit 30", "eit 30", "oit 40"]);
    assert_eq!(ten.entered[0].nodes, [8, 9]);
    let bands = ten.bands.iter().flat_map(|scheme| &scheme.bands);
    let bands: Vec<String> = bands
        .map(|band| {
            let every = band.every_instrument_from;
            let every = every.map_or(String::new(), |from| format!(" every {from}"));
            format!("{} {}-{}{every}", band.code, band.from, band.to)
        })
        .collect();
    let expected = "AA 95.00-100.00|A 85.00-94.99|B 75.00-84.99|C 65.00-74.99|D 55.00-64.99|\
        E 50.00-54.99|F 0.00-49.99|excellent 95.00-100.00 every 95.00|\
        good 85.00-100.00 every 85.00|pass 85.00-100.00|improve 70.00-84.99|urgent 0.00-69.99";
    assert_eq!(bands.join("|"), expected);
}

#[test]
fn the_kpi_has_five_steps_of_one_point_and_nine_milestones() {
    let catalogue = shipped();
    let kpi = catalogue
        .get("ten-indicators-2562")
        .unwrap()
        .kpi
        .as_ref()
        .unwrap();
    let steps = kpi.steps.iter().map(|step| match &step.condition {
        KpiCondition::Evidence(parts) => {
            let parts = parts.iter().map(|part| match part.scope {
                KpiScope::EveryWorkGroup => part.points.to_string(),
                KpiScope::Agency => format!("{} agency", part.points),
            });
            parts.collect::<Vec<_>>().join(" + ")
        }
        KpiCondition::TookPartAndScored {
            instrument,
            from,
            points,
        } => {
            format!("{points}: {instrument} {from}")
        }
    });
    let expected = [
        "1/2 + 1/2 agency",
        "1",
        "3/10 + 1/10 + 1/5 + 1/5 + 1/5",
        "1: iit 85.00",
        "1: iit 90.00",
    ];
    assert_eq!(steps.collect::<Vec<_>>(), expected);
    assert_eq!((kpi.target, kpi.periods.len()), (3, 2));
    let months: Vec<u8> = kpi
        .milestones
        .iter()
        .map(|milestone| milestone.month)
        .collect();
    assert_eq!(months, [3, 3, 3, 6, 6, 9, 9, 9, 12]);
}

#[test]
fn five_indexes_have_the_items_nodes_and_polarity_of_the_client() {
    let catalogue = shipped();
    let five = catalogue.get("five-indexes-2560").unwrap();
    let (iit, eit) = (
        five.instrument("iit").unwrap(),
        five.instrument("eit").unwrap(),
    );
    assert_eq!((counts(iit), counts(eit)), ((34, 34), (22, 22)));
    assert_eq!(by_node(five, iit), FIVE_IIT);
    assert_eq!(by_node(five, eit), FIVE_EIT);
    let top = five.nodes.iter().filter(|node| node.parent.is_none());
    let top: Vec<String> = top
        .map(|node| format!("{} {}", node.code, node.weight))
        .collect();
    assert_eq!(top, ["T 26", "A 18", "C 22", "I 16", "W 18"]);
    for node in five.nodes.iter().filter(|node| node.parent.is_some()) {
        let parent: &Node = &five.nodes[node.parent.unwrap()];
        assert_eq!(node.code.rsplit_once('.').unwrap().0, parent.code);
        assert_eq!(node.weight.to_string(), "1");
    }
    assert_eq!(
        (five.total, five.wording),
        (TotalRule::TopNodes, WordingSource::Client)
    );
    let bands = five.bands[0].bands.iter();
    let bands: Vec<String> = bands
        .map(|band| format!("{} {}-{}", band.label.get(Lang::Th), band.from, band.to))
        .collect();
    let expected =
        "สูงมาก 80.00-100.00|สูง 60.00-79.99|ปานกลาง 40.00-59.99|ต่ำ 20.00-39.99|ต่ำมาก 0.00-19.99";
    assert_eq!(bands.join("|"), expected);
}

#[test]
fn both_frameworks_start_with_thai_and_name_everything_in_english_too() {
    for framework in ["ten-indicators-2562", "five-indexes-2560"] {
        let catalogue = shipped();
        let framework = catalogue.get(framework).unwrap();
        assert_eq!(framework.languages, Lang::ALL);
        let thai = |text: &str| text.chars().any(|c| ('ก'..='๛').contains(&c));
        for instrument in &framework.instruments {
            for item in &instrument.items {
                assert!(thai(item.stem.get(Lang::Th)), "{}", item.code);
                assert!(!thai(item.stem.get(Lang::En)), "{}", item.code);
            }
        }
    }
}
