//! A third framework, as small as a newcomer would write it.

use std::collections::BTreeMap;

use super::mixed;
use crate::catalogue::{Folder, check};
use crate::domain::framework::{KpiCondition, Respondents, TotalRule};
use crate::domain::lang::Lang;

pub(super) const FRAMEWORK: &str = r#"id = "tiny-2570"
fiscal_years = [2570]
languages = ["th", "en"]
wording = "project"
total = "instruments"

[[scales]]
code = "Y"
options = [
  { code = "0", points = "0" },
  { code = "1", points = "100" },
]

[[nodes]]
code = "N"

[[nodes]]
code = "N.1"
parent = "N"

[[nodes]]
code = "N.2"
parent = "N"
weight = "2"

[[nodes]]
code = "M"

[[instruments]]
code = "staff"
respondents = "staff"
weight = "60"

[[entered]]
code = "papers"
nodes = ["M"]
weight = "40"

[sample]
all_below = 30
percent = 10
floor = 30
cap_above = 4000
cap = 400

[[bands]]
code = "two"
bands = [
  { code = "best", from = "50", to = "100", every_instrument_from = "50" },
  { code = "good", from = "50", to = "100" },
  { code = "bad", from = "0", to = "49.99" },
]

[kpi]
target = 2
periods = ["1"]
milestones = [
  { code = "plan", month = 3 },
  { code = "act", month = 6 },
]

[[kpi.steps]]
step = 1
parts = [
  { code = "1.1", points = "0.5", scope = "every-work-group" },
  { code = "1.2", points = "1/2", scope = "agency" },
]

[[kpi.steps]]
step = 2
everyone_took_part_in = "staff"
from = "85.00"

[[kpi.steps]]
step = 3
everyone_took_part_in = "staff"
from = "90"
"#;

pub(super) const STAFF: &str = r#"[[items]]
code = "q1"
node = "N.1"
sub = [
  { code = "q1.1", scale = "Y" },
  { code = "q1.2", scale = "Y" },
]

[[items]]
code = "q2"
node = "N.1"
scale = "Y"

[[items]]
code = "q3"
node = "N.2"
scale = "Y"

[[pages]]
title = "start"
first = "q1"
last = "q1"

[[pages]]
node = "N"
first = "q2"
last = "q3"
"#;

pub(super) const WORDS: &str = r#"title = "Tiny"

[scales.Y]
0 = "No"
1 = "Yes"

[nodes]
N = "Top"
"N.1" = "First"
"N.2" = "Second"
M = "Papers"

[instruments]
staff = "Staff"
papers = "Papers"

[pages.staff]
start = "To start with"

[schemes]
two = "Two levels"

[bands.two]
best = "Best"
good = "Good"
bad = "Bad"

[kpi]
title = "KPI"

[kpi.periods]
1 = "The whole year"

[kpi.steps]
1 = "Plan"
2 = "Do"
3 = "Do better"

[kpi.parts]
"1.1" = "Meeting"
"1.2" = "Plan"

[kpi.milestones]
plan = "Plan made"
act = "Plan carried out"
"#;

pub(super) const STAFF_WORDS: &str = r#"[q1]
stem = "Both of these"
note = "Answer each"
[q1.sub]
"q1.1" = "One"
"q1.2" = "Other"

[q2]
stem = "Second"

[q3]
stem = "Third"
"#;

/// The files of the framework, each of which a test may edit.
pub(super) fn files() -> Folder {
    let files = [
        ("framework.toml", FRAMEWORK),
        ("staff.toml", STAFF),
        ("th/framework.toml", WORDS),
        ("en/framework.toml", WORDS),
        ("th/staff.toml", STAFF_WORDS),
        ("en/staff.toml", STAFF_WORDS),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    Folder {
        name: String::from("tiny-2570"),
        shown: String::from("tiny-2570"),
        files: BTreeMap::from(files),
    }
}

#[test]
fn a_newcomers_framework_is_read_without_code() {
    let tiny = check(&files(), mixed).unwrap();
    assert_eq!(
        (tiny.id.as_str(), tiny.total),
        ("tiny-2570", TotalRule::Instruments)
    );
    assert_eq!(tiny.nodes[2].parent, Some(0));
    assert_eq!(tiny.nodes[2].weight.to_string(), "2");
    let staff = tiny.instrument("staff").unwrap();
    assert_eq!(staff.respondents, Respondents::Staff);
    let codes: Vec<&str> = staff.sub_items().map(|sub| sub.code.as_str()).collect();
    assert_eq!(codes, ["q1.1", "q1.2", "q2", "q3"]);
    assert_eq!(
        staff.items[0].note.as_ref().unwrap().get(Lang::En),
        "Answer each"
    );
    assert_eq!(staff.items[1].note, None);
    assert_eq!(staff.pages[1].items, 1..3);
    assert_eq!(staff.pages[1].title.get(Lang::Th), "Top");
    let kpi = tiny.kpi.unwrap();
    assert!(matches!(&kpi.steps[0].condition, KpiCondition::Evidence(parts) if parts.len() == 2));
    assert_eq!(kpi.milestones[1].month, 6);
}

#[test]
fn any_byte_that_an_instrument_rests_on_changes_its_hash() {
    let hash = |folder: &Folder| check(folder, mixed).unwrap().instruments[0].hash;
    let before = hash(&files());
    assert_eq!(before, hash(&files()));
    for name in files().files.keys() {
        let mut folder = files();
        folder
            .files
            .get_mut(name)
            .unwrap()
            .extend(b"# one more line\n");
        assert_ne!(hash(&folder), before, "{name}");
    }
}

#[test]
fn a_folder_on_disk_is_read_alone_and_among_others() {
    let above = tempfile::tempdir().unwrap();
    let dir = above.path().join("tiny-2570");
    for (name, bytes) in files().files {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    std::fs::write(dir.join("README.md"), "not a framework file").unwrap();
    let alone = crate::catalogue::check_dir(&dir, mixed).unwrap();
    let among = crate::catalogue::check_dir(above.path(), mixed).unwrap();
    assert_eq!(alone, among);
    assert_eq!(
        alone[0].instruments[0].hash,
        check(&files(), mixed).unwrap().instruments[0].hash
    );
}

#[test]
fn an_overriding_folder_adds_a_framework_and_replaces_words() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files().files {
        let path = folder.path().join("surveys/tiny-2570").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let words = "ten-indicators-2562/th/framework.toml";
    let official = crate::assets::Assets::default().survey(words).unwrap();
    let official = String::from_utf8(official.into_owned()).unwrap();
    let official = official.replacen("title = \"", "title = \"ทางการ ", 1);
    let path = folder.path().join("surveys").join(words);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, official).unwrap();
    let assets = crate::assets::Assets::overridden_by(Some(folder.path().to_path_buf()));
    let catalogue = crate::catalogue::Catalogue::load(&assets, mixed).unwrap();
    assert!(catalogue.get("tiny-2570").is_some());
    let ten = catalogue.get("ten-indicators-2562").unwrap();
    assert!(ten.title.get(Lang::Th).starts_with("ทางการ "));
    assert!(catalogue.ids().count() >= 3);
}
