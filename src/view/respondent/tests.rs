use std::collections::BTreeSet;

use super::{PageFacts, ShellFacts, page, shell};
use crate::assets::Assets;
use crate::domain::exact::Exact;
use crate::domain::framework::{
    Framework, Instrument, Item, Node, Page, Respondents, SampleRule, Scale, ScaleOption, SubItem,
    TotalRule, WordingSource,
};
use crate::domain::lang::{Lang, Text};
use crate::domain::wire::Digest;
use crate::locale::Locale;

fn both(text: &str) -> Text {
    Text::new(Lang::ALL.map(|lang| (lang, format!("{text} {}", lang.code()))))
}

fn scale(code: &str, options: u8) -> Scale {
    let option = |n: u8| ScaleOption {
        code: n.to_string(),
        label: both(&format!("{code} {n}")),
        points: Exact::from_integer(0.into()),
    };
    Scale {
        code: code.to_owned(),
        options: (0..options).map(option).collect(),
    }
}

fn item(code: &str, subs: &[&str]) -> Item {
    let sub = |sub: &&str| SubItem {
        code: (*sub).to_owned(),
        scale: usize::from(subs.len() > 1),
        text: if *sub == code {
            Text::default()
        } else {
            both(sub)
        },
    };
    Item {
        code: code.to_owned(),
        node: 0,
        stem: both(&format!("stem {code}")),
        note: Some(both(&format!("note {code}"))),
        sub_items: subs.iter().map(sub).collect(),
    }
}

/// Three items with five answers on two pages.
fn framework() -> Framework {
    let items = vec![
        item("i1", &["i1.1", "i1.2"]),
        item("i2", &["i2"]),
        item("i3", &["i3.1", "i3.2"]),
    ];
    let pages = [0..2, 2..3].map(|items| Page {
        title: both("page"),
        items,
    });
    Framework {
        fiscal_years: vec![],
        id: "sample".to_owned(),
        title: both("sample"),
        languages: Lang::ALL.to_vec(),
        wording: WordingSource::Project,
        scales: vec![scale("L4+", 4), scale("B-", 2)],
        nodes: vec![Node {
            code: "1".to_owned(),
            parent: None,
            title: both("node"),
            weight: Exact::from_integer(1.into()),
        }],
        instruments: vec![Instrument {
            code: "iit".to_owned(),
            title: both("IIT"),
            respondents: Respondents::Staff,
            weight: None,
            items,
            pages: pages.to_vec(),
            profile: Vec::new(),
            hash: Digest::new([0; 32]),
        }],
        entered: Vec::new(),
        total: TotalRule::Instruments,
        sample: SampleRule {
            all_below: 30,
            percent: 10,
            floor: 30,
            cap_above: 4000,
            cap: 400,
        },
        bands: Vec::new(),
        kpi: None,
    }
}

fn words(lang: Lang) -> Locale {
    Locale::load(&Assets::default(), lang).unwrap()
}

fn rendered(lang: Lang) -> String {
    let framework = framework();
    let custodians = ["ก".to_owned(), "ข".to_owned(), "ค".to_owned()];
    let facts = PageFacts {
        round_number: 1,
        fiscal_year: 2569,
        custodians: &custodians,
        threshold: 2,
    };
    let instrument = framework.instrument("iit").unwrap();
    page(&framework, instrument, &words(lang), &facts).into_string()
}

fn shell_page() -> String {
    let words = Lang::ALL.map(words);
    let scripts = ["boot.js", "opening.js", "legacy.js"];
    let facts = ShellFacts {
        bundle: "bundle",
        scripts: &scripts
            .map(|file| (file.to_owned(), Digest::new([1; 32])))
            .into(),
        style: &Digest::new([2; 32]),
    };
    shell([&words[0], &words[1]], &facts).into_string()
}

#[test]
fn a_page_is_the_same_bytes_each_time() {
    for lang in Lang::ALL {
        assert_eq!(rendered(lang), rendered(lang));
    }
    assert_eq!(shell_page(), shell_page());
}

#[test]
fn every_sub_item_is_one_group_of_its_scale() {
    let page = rendered(Lang::Th);
    let options = [
        ("i1.1", 2),
        ("i1.2", 2),
        ("i2", 4),
        ("i3.1", 2),
        ("i3.2", 2),
    ];
    assert_eq!(page.matches("<fieldset").count(), options.len());
    for (code, count) in options {
        assert_eq!(page.matches(&format!("data-answer=\"{code}\"")).count(), 1);
        assert_eq!(page.matches(&format!("name=\"{code}\"")).count(), count);
    }
}

#[test]
fn every_word_is_there() {
    for text in [rendered(Lang::Th), rendered(Lang::En), shell_page()] {
        assert!(
            !text.contains(">respondent."),
            "a key without a text is shown as itself"
        );
    }
}

#[test]
fn both_languages_have_the_same_keys() {
    let [th, en] = Lang::ALL.map(|lang| {
        let words = words(lang);
        let keys = words.keys().filter(|key| own(key)).map(str::to_owned);
        keys.collect::<BTreeSet<_>>()
    });
    assert_eq!(th, en);
    assert!(th.len() > 100);
}

fn own(key: &str) -> bool {
    key.starts_with("respondent.") || key.starts_with("public.")
}

#[test]
fn nobody_reads_a_threshold() {
    let pages = [rendered(Lang::Th), rendered(Lang::En), shell_page()];
    let texts = Lang::ALL.into_iter().flat_map(|lang| {
        let words = words(lang);
        let keys: Vec<_> = words
            .keys()
            .filter(|key| own(key))
            .map(str::to_owned)
            .collect();
        keys.into_iter().map(move |key| words.say(&key).to_owned())
    });
    for text in texts.chain(pages) {
        for figure in ["85", "90", "๘๕", "๙๐"] {
            assert!(!text.contains(figure), "{figure} in {text}");
        }
    }
}

#[test]
fn nothing_is_inline() {
    for text in [rendered(Lang::Th), shell_page()] {
        assert!(!text.contains("style="));
        assert!(!text.contains("<style"));
        for rest in text.split(" on").skip(1) {
            let after = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
            assert!(!after.starts_with("=\""), "no event attributes");
        }
        let scripts = text.matches("<script").count();
        assert_eq!(text.matches("></script>").count(), scripts);
        assert_eq!(text.matches(" src=\"/s/").count(), scripts);
    }
}

#[test]
fn page_a_has_no_code_and_page_b_no_name() {
    let page = rendered(Lang::Th);
    let (before, receipt) = page.split_once("data-screen=\"receipt\"").unwrap();
    let done = before.split_once("data-screen=\"done\"").unwrap().1;
    assert!(done.contains("data-slot=\"name\"") && !done.contains("data-slot=\"receipt\""));
    let receipt = receipt.split_once("</main>").unwrap().0;
    assert!(receipt.contains("data-slot=\"receipt\"") && !receipt.contains("data-slot=\"name\""));
}

#[test]
fn a_single_custodian_is_named_as_such() {
    let framework = framework();
    let custodians = ["ก".to_owned()];
    let facts = PageFacts {
        round_number: 1,
        fiscal_year: 2569,
        custodians: &custodians,
        threshold: 1,
    };
    let instrument = framework.instrument("iit").unwrap();
    let words = words(Lang::Th);
    let text = page(&framework, instrument, &words, &facts).into_string();
    assert!(text.contains(words.say("respondent.promise_single")));
}

/// Screens and sections that the scripts show by name.
#[test]
fn whatever_can_happen_has_its_page() {
    let page = rendered(Lang::Th);
    let states = [
        "acknowledged",
        "replaced",
        "removed",
        "exempt",
        "not-open",
        "closed",
        "cancelled",
        "unknown-link",
        "differs",
        "late",
        "offline",
        "trouble",
        "unsent",
        "sending",
        "done",
    ];
    for state in states {
        assert_eq!(
            page.matches(&format!("data-screen=\"{state}\"")).count(),
            1,
            "{state}"
        );
    }
    let told = page.matches("<p class=\"contact\" data-needs=\"contact\"");
    let hidden = page.matches("<p class=\"contact\" data-needs=\"contact\" hidden>");
    assert_eq!(told.count(), hidden.count(), "no contact is known at first");
    let shell = shell_page();
    let troubles = [
        "loading", "missing", "old", "insecure", "broken", "offline", "unknown", "differs",
        "stale", "trouble",
    ];
    for trouble in troubles {
        assert_eq!(
            shell.matches(&format!("data-shell=\"{trouble}\"")).count(),
            1,
            "{trouble}"
        );
    }
    assert!(shell.contains("<noscript>"));
}

#[test]
fn scripts_carry_no_wording() {
    let assets = Assets::default();
    for path in assets.below("js/") {
        let source = String::from_utf8(assets.read(&path).unwrap().into_owned()).unwrap();
        let thai = source
            .chars()
            .find(|c| ('\u{0e00}'..='\u{0e7f}').contains(c));
        assert_eq!(thai, None, "{path}");
    }
}
