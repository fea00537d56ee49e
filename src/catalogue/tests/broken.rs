//! Each kind of problem, provoked by one edit to a framework that is whole.
//!
//! A case is a line `FILE: OLD => NEW -- FILE:LINE KIND VALUES; …`: the first OLD in FILE becomes
//! NEW (`\n` is a line break, `(nothing)` no text), and these problems are told, no more.

use super::mixed;
use super::newcomer::files;
use crate::catalogue::{Fault, Folder, Problem, check};

/// Replaces the first `old` in `file`.
fn edit(folder: &mut Folder, file: &str, old: &str, new: &str) {
    let text = String::from_utf8(folder.files[file].clone()).unwrap();
    assert!(text.contains(old), "{file} has no {old}");
    let text = text.replacen(old, new, 1);
    folder.files.insert(file.to_owned(), text.into_bytes());
}

/// The problems of the folder, as cases write them.
fn told(folder: &Folder) -> String {
    let problems = check(folder, mixed).err().unwrap_or_default();
    let told = problems.iter().map(|problem| {
        let file = problem.file.trim_start_matches("tiny-2570/");
        let kind = problem.fault.key().trim_start_matches("check.");
        let values = problem.fault.values().into_iter().map(|(_, value)| value);
        let values = values.collect::<Vec<_>>().join(" / ");
        format!("{file}:{} {kind} {values}", problem.line)
            .trim_end()
            .to_owned()
    });
    told.collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn run(cases: &str) {
    let mut wrong = Vec::new();
    for case in cases.lines().filter(|line| !line.is_empty()) {
        let (file, rest) = case.split_once(": ").expect(case);
        let (old, rest) = rest.split_once(" => ").expect(case);
        let (new, expected) = rest.split_once(" -- ").expect(case);
        let text = |text: &str| text.replace("\\n", "\n").replace("(nothing)", "");
        let mut folder = files();
        edit(&mut folder, file, &text(old), &text(new));
        let told = told(&folder);
        if told != expected {
            wrong.push(format!("{file}: {old} => {new} -- {told}"));
        }
    }
    assert!(wrong.is_empty(), "told instead:\n{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    run(r#"
framework.toml: target = 2 => target 2 -- framework.toml:55 not-toml key with no value, expected `=`
en/staff.toml: stem = "Second" => stem = "Second -- en/staff.toml:9 not-toml invalid basic string, expected `"`
en/staff.toml: [q3] => [q2] -- en/staff.toml:11 not-toml duplicate key; en/staff.toml:12 not-toml duplicate key
"#);
}

#[test]
fn keys_are_known_present_and_of_their_kind() {
    run(r#"
staff.toml: node = "N.2" => node = "N.2"\nwieght = "1" -- staff.toml:17 unknown-key wieght / code, node, scale, sub
framework.toml: percent = 10 => per_cent = 10 -- framework.toml:39 missing-key percent; framework.toml:41 unknown-key per_cent / all_below, percent, floor, cap_above, cap
framework.toml: cap = 400\n => (nothing) -- framework.toml:39 missing-key cap
framework.toml: , points = "100" => (nothing) -- framework.toml:11 missing-key points
framework.toml: weight = "60"\n => (nothing) -- framework.toml:29 missing-key weight
framework.toml: weight = "60" => weight = 60 -- framework.toml:32 not-text weight
framework.toml: percent = 10 => percent = "10" -- framework.toml:41 not-whole percent
framework.toml: percent = 10 => percent = -10 -- framework.toml:41 not-whole percent
framework.toml: periods = ["1"] => periods = "1" -- en/framework.toml:32 spare-wording kpi.periods.1; framework.toml:56 not-list periods; th/framework.toml:32 spare-wording kpi.periods.1
framework.toml: nodes = ["M"] => nodes = ["M", 7] -- framework.toml:36 not-text nodes
framework.toml: nodes = ["M"] => nodes = [] -- framework.toml:26 idle-node M; framework.toml:36 empty-list nodes
framework.toml: { code = "0", points = "0" } => "0" -- en/framework.toml:4 spare-wording scales.Y.0; framework.toml:7 scale-size Y / 1; framework.toml:10 not-table options; th/framework.toml:4 spare-wording scales.Y.0
framework.toml: scope = "agency" => scope = "all" -- framework.toml:66 not-allowed scope / all / every-work-group, agency
framework.toml: respondents = "staff" => respondents = "clients" -- framework.toml:31 not-allowed respondents / clients / staff, public
"#);
}

#[test]
fn a_framework_says_who_it_is() {
    run(r#"
framework.toml: id = "tiny-2570" => id = "tiny-2571" -- framework.toml:1 other-id tiny-2571 / tiny-2570
framework.toml: [2570] => [2027] -- framework.toml:2 not-fiscal-year 2027
framework.toml: "en"] => "en", "lo"] -- framework.toml:3 unknown-lang lo / th, en
framework.toml: "en"] => "en", "th"] -- framework.toml:3 code-twice th / languages
framework.toml: "th", "en" => "th" -- en/framework.toml:1 spare-file; en/staff.toml:1 spare-file
"#);
}

#[test]
fn codes_are_given_once_and_references_lead_somewhere() {
    run(r#"
framework.toml: code = "papers" => code = "staff" -- en/framework.toml:15 spare-wording instruments.papers; framework.toml:35 code-twice staff / tiny-2570/framework.toml:30; th/framework.toml:15 spare-wording instruments.papers
framework.toml: code = "M" => code = "N" -- en/framework.toml:11 spare-wording nodes.M; framework.toml:26 idle-node N; framework.toml:27 code-twice N / tiny-2570/framework.toml:15; framework.toml:36 unknown-node M; th/framework.toml:11 spare-wording nodes.M
framework.toml: { code = "act" => { code = "plan" -- en/framework.toml:45 spare-wording kpi.milestones.act; framework.toml:59 code-twice plan / tiny-2570/framework.toml:58; th/framework.toml:45 spare-wording kpi.milestones.act
framework.toml: code = "1.2" => code = "1 2" -- en/framework.toml:39 missing-wording kpi.parts."1 2" / tiny-2570/framework.toml:66; en/framework.toml:41 spare-wording kpi.parts."1.2"; framework.toml:66 bad-code 1 2; th/framework.toml:39 missing-wording kpi.parts."1 2" / tiny-2570/framework.toml:66; th/framework.toml:41 spare-wording kpi.parts."1.2"
staff.toml: code = "q1.2" => code = "q1.1" -- en/staff.toml:6 spare-wording q1.sub."q1.2"; staff.toml:6 code-twice q1.1 / tiny-2570/staff.toml:5; th/staff.toml:6 spare-wording q1.sub."q1.2"
staff.toml: code = "q2" => code = "q1.2" -- en/staff.toml:1 missing-wording "q1.2".stem / tiny-2570/staff.toml:9; en/staff.toml:9 spare-wording q2.stem; staff.toml:10 code-twice q1.2 / tiny-2570/staff.toml:6; staff.toml:26 unknown-item q2; th/staff.toml:1 missing-wording "q1.2".stem / tiny-2570/staff.toml:9; th/staff.toml:9 spare-wording q2.stem
staff.toml: node = "N.2" => node = "N.3" -- framework.toml:21 idle-node N.2; staff.toml:16 unknown-node N.3
framework.toml: nodes = ["M"] => nodes = ["M", "X"] -- framework.toml:36 unknown-node X
framework.toml: parent = "N" => parent = "O" -- framework.toml:19 unknown-node O; staff.toml:25 page-mixed q2 / N
staff.toml: scale = "Y" } => scale = "Z" } -- staff.toml:5 unknown-scale Z
staff.toml: first = "q2" => first = "q9" -- staff.toml:26 unknown-item q9
staff.toml: node = "N"\n => node = "X"\n -- staff.toml:25 unknown-node X
framework.toml: _in = "staff" => _in = "papers" -- framework.toml:71 unknown-instrument papers
"#);
}

#[test]
fn no_instrument_is_called_as_the_framework_file_is() {
    let mut folder = files();
    edit(
        &mut folder,
        "framework.toml",
        "code = \"staff\"",
        "code = \"framework\"",
    );
    let told = told(&folder);
    assert!(
        told.contains("framework.toml:30 bad-code framework"),
        "{told}"
    );
}

#[test]
fn every_language_has_every_text_and_no_other() {
    run(r#"
en/framework.toml: "N.2" = "Second"\n => (nothing) -- en/framework.toml:7 missing-wording nodes."N.2" / tiny-2570/framework.toml:21
en/framework.toml: "Second" => " " -- en/framework.toml:10 missing-wording nodes."N.2" / tiny-2570/framework.toml:21
en/framework.toml: "Second" => 2 -- en/framework.toml:7 missing-wording nodes."N.2" / tiny-2570/framework.toml:21; en/framework.toml:10 not-text nodes."N.2"
en/framework.toml: title = "Tiny"\n => (nothing) -- en/framework.toml:1 missing-wording title / tiny-2570/framework.toml:1
en/framework.toml: start =  => begin =  -- en/framework.toml:17 missing-wording pages.staff.start / tiny-2570/staff.toml:20; en/framework.toml:18 spare-wording pages.staff.begin
th/framework.toml: act = "Plan carried out"\n => (nothing) -- th/framework.toml:43 missing-wording kpi.milestones.act / tiny-2570/framework.toml:59
en/staff.toml: note = "Answer each"\n => (nothing) -- en/staff.toml:1 missing-wording q1.note / tiny-2570/staff.toml:1
en/staff.toml: "q1.2" = "Other"\n => (nothing) -- en/staff.toml:4 missing-wording q1.sub."q1.2" / tiny-2570/staff.toml:6
en/staff.toml: [q2] => [q2]\nhint = "?" -- en/staff.toml:9 spare-wording q2.hint
en/staff.toml: [q3] => [q4] -- en/staff.toml:1 missing-wording q3.stem / tiny-2570/staff.toml:14; en/staff.toml:12 spare-wording q4.stem
"#);
}

#[test]
fn points_and_weights_are_exact_and_add_up() {
    run(r#"
framework.toml: points = "0" => points = "101" -- framework.toml:10 points-outside 101.00
framework.toml: points = "0" => points = "-1/3" -- framework.toml:10 points-outside -1/3
framework.toml: points = "0" => points = "1e1" -- framework.toml:10 not-exact points / 1e1
framework.toml:   { code = "1", points = "100" },\n => (nothing) -- en/framework.toml:5 spare-wording scales.Y.1; framework.toml:7 scale-size Y / 1; th/framework.toml:5 spare-wording scales.Y.1
framework.toml: weight = "2" => weight = "0" -- framework.toml:24 not-positive weight / 0.00
framework.toml: weight = "40" => weight = "40.5" -- framework.toml:5 weight-sum 100.50
"#);
}

#[test]
fn a_total_of_top_nodes_weighs_nodes_only() {
    let mut folder = files();
    edit(
        &mut folder,
        "framework.toml",
        "= \"instruments\"",
        "= \"top-nodes\"",
    );
    let useless = "framework.toml:32 weight-without-use; framework.toml:37 weight-without-use";
    assert_eq!(told(&folder), useless);
    edit(&mut folder, "framework.toml", "weight = \"60\"\n", "");
    edit(&mut folder, "framework.toml", "weight = \"40\"\n", "");
    assert_eq!(told(&folder), "", "equal weights need not be given");
    edit(
        &mut folder,
        "framework.toml",
        "code = \"N\"",
        "code = \"N\"\nweight = \"70\"",
    );
    assert_eq!(told(&folder), "framework.toml:5 weight-sum 71.00");
    edit(
        &mut folder,
        "framework.toml",
        "code = \"M\"",
        "code = \"M\"\nweight = \"30\"",
    );
    assert_eq!(told(&folder), "");
}

#[test]
fn the_tree_goes_down_from_its_top_and_everything_in_it_is_scored() {
    run(r#"
framework.toml: code = "N"\n => code = "N"\nparent = "M"\n -- framework.toml:16 child-first N / M
framework.toml: code = "N"\n => code = "N"\nparent = "N.1"\n -- framework.toml:16 node-cycle N
framework.toml: code = "N"\n => code = "N"\nparent = "N"\n -- framework.toml:16 node-cycle N
staff.toml: node = "N.2" => node = "N.1" -- framework.toml:21 idle-node N.2
staff.toml: node = "N.2" => node = "N" -- framework.toml:21 idle-node N.2; staff.toml:16 item-on-branch q3 / N
framework.toml: nodes = ["M"] => nodes = ["M", "N.1"] -- framework.toml:36 entered-below-top N.1
"#);
}

#[test]
fn items_and_pages_show_everything_once_and_in_order() {
    run(r#"
staff.toml: node = "N.2"\nscale = "Y"\n => node = "N.2"\n -- staff.toml:14 scale-or-sub q3
staff.toml: first = "q2" => first = "q3" -- staff.toml:26 page-start q2 / q3
staff.toml: first = "q2" => first = "q1" -- staff.toml:26 page-start q2 / q1
staff.toml: last = "q3" => last = "q2" -- staff.toml:24 pages-short q3
staff.toml: last = "q3" => last = "q1" -- staff.toml:24 pages-short q3; staff.toml:27 page-end q2 / q1
staff.toml: node = "N"\n => node = "N.1"\n -- staff.toml:25 page-mixed q3 / N.1
staff.toml: node = "N"\n => (nothing) -- staff.toml:24 title-or-node
staff.toml: title = "start" => title = "start"\nnode = "N" -- en/framework.toml:18 spare-wording pages.staff.start; staff.toml:19 title-or-node; th/framework.toml:18 spare-wording pages.staff.start
"#);
}

#[test]
fn bands_cover_every_figure_once() {
    run(r#"
framework.toml: to = "49.99" => to = "49.98" -- framework.toml:51 band-gap 49.99 / 49.99
framework.toml: to = "49.99" => to = "50" -- framework.toml:51 band-overlap 50.00 / 49.99
framework.toml: to = "49.99" => to = "49.999" -- framework.toml:51 not-figure to / 49.999
framework.toml: from = "0", to => from = "1", to -- framework.toml:46 band-gap 0.00 / 0.99
framework.toml: from = "0", to = "49.99" => from = "49.99", to = "0" -- framework.toml:46 band-gap 0.00 / 49.99; framework.toml:51 band-reversed 49.99 / 0.00
framework.toml: "50", to = "100", every => "50", to = "100.01", every -- framework.toml:49 not-figure to / 100.01
framework.toml: "50", to = "100" } => "50", to = "99.99" } -- framework.toml:50 band-gap 100.00 / 100.00
framework.toml: , every_instrument_from = "50" => (nothing) -- framework.toml:50 band-unreached good
"#);
}

#[test]
fn a_sample_rule_can_be_met() {
    run(r"
framework.toml: percent = 10 => percent = 0 -- framework.toml:41 sample-percent 0
framework.toml: floor = 30 => floor = 31 -- framework.toml:42 sample-floor 31 / 30
framework.toml: cap = 400 => cap = 4001 -- framework.toml:44 sample-cap 4001 / 4000
framework.toml: cap = 400 => cap = 399 -- framework.toml:44 sample-shrinks 399 / 400
");
}

#[test]
fn kpi_steps_rise_and_their_parts_make_a_point() {
    run(r#"
framework.toml: step = 2 => step = 4 -- framework.toml:70 step-number 2 / 4
framework.toml: points = "0.5" => points = "0.4" -- framework.toml:64 step-points 0.90 / 1.00
framework.toml: from = "90" => from = "85" -- framework.toml:77 step-threshold 85.00 / 85.00
framework.toml: from = "90" => from = "90"\nparts = [] -- framework.toml:74 step-kind
framework.toml: target = 2 => target = 4 -- framework.toml:55 target-outside 4 / 3
framework.toml: month = 6 => month = 2 -- framework.toml:59 milestone-month 2
framework.toml: month = 6 => month = 13 -- framework.toml:59 milestone-month 13
"#);
}

#[test]
fn a_file_in_a_thai_code_page_is_told_with_its_line() {
    let mut folder = files();
    let mut bytes = b"title = \"Tiny\"\n[nodes]\nN = \"".to_vec();
    bytes.extend([0xa1, 0xd2, 0xc3, b'"']);
    folder
        .files
        .insert(String::from("th/framework.toml"), bytes);
    let expected = Problem {
        file: String::from("tiny-2570/th/framework.toml"),
        line: 3,
        fault: Fault::NotUtf8 {},
    };
    assert_eq!(check(&folder, mixed).unwrap_err(), [expected]);
}

#[test]
fn files_are_those_that_the_framework_names() {
    let mut folder = files();
    let bytes = folder.files.remove("en/staff.toml").unwrap();
    folder.files.insert(String::from("en/stuff.toml"), bytes);
    let expected = "en/staff.toml:1 missing-file; en/stuff.toml:1 spare-file";
    assert_eq!(told(&folder), expected);
    folder.files.remove("framework.toml");
    assert_eq!(told(&folder), "framework.toml:1 missing-file");
}

#[test]
fn a_folder_without_a_framework_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let problems = crate::catalogue::check_dir(dir.path(), mixed).unwrap_err();
    assert_eq!(problems[0].fault, Fault::NoFramework {});
    let nowhere = dir.path().join("nowhere");
    let problems = crate::catalogue::check_dir(&nowhere, mixed).unwrap_err();
    assert!(matches!(problems[0].fault, Fault::NotReadable { .. }));
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let mut folder = files();
    edit(&mut folder, "framework.toml", "target = 2", "target = 9");
    edit(&mut folder, "th/framework.toml", "M = \"Papers\"\n", "");
    edit(
        &mut folder,
        "en/staff.toml",
        "stem = \"Second\"",
        "stem = Second",
    );
    edit(
        &mut folder,
        "staff.toml",
        "scale = \"Y\" }",
        "scale = \"Z\" }",
    );
    let all = "en/staff.toml:9 not-toml string values must be quoted, expected literal string; \
        framework.toml:55 target-outside 9 / 3; staff.toml:5 unknown-scale Z; \
        th/framework.toml:7 missing-wording nodes.M / tiny-2570/framework.toml:26";
    assert_eq!(told(&folder), all);
}
