//! The program itself, as an office types it: what it prints, what it refuses, what it leaves alone.

use std::path::Path;

use prongsai::domain::access::Role;
use prongsai::service::draft_round::discard_round;
use prongsai::service::open_round::Ceremony;
use serde_json::{Value, json};

use crate::support::house::key_of;
use crate::support::people::{agencies, roster};
use crate::support::process::run;
use crate::support::{CODE, House, PASSWORD, hand, staff_id};

const SIZES: [(&str, usize); 4] = [("D01", 6), ("D02", 4), ("D03", 4), ("D04", 6)];

/// D01 counts by itself; D02 and D03 are a pool, in which one of D03's ballots is invalid. D04 has
/// one ballot.
async fn closed_house() -> (House, String) {
    let house = House::in_real_time(&SIZES).await;
    for (agency, people) in [("D01", 6), ("D02", 4), ("D03", 3)] {
        for at in 0..people {
            house.answer(&staff_id(agency, at), &hand::best()).await;
        }
    }
    house.answer_bytes("D03-04", vec![9; 64]).await;
    house.close().await;
    let sheets: Vec<String> = house.sheets[..2]
        .iter()
        .map(|sheet| format!("{}\n", sheet.qr_line().as_str()))
        .collect();
    (house, sheets.concat())
}

fn json_of(data: &Path, args: &[&str]) -> Value {
    let ended = run(data, &[args, &["--format", "json"]].concat(), "");
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    serde_json::from_str(&ended.said).unwrap()
}

#[actix_web::test]
async fn the_tally_prints_how_many_ballots_are_in_each_count_and_nothing_beside() {
    let (house, sheets) = closed_house().await;
    let tally = ["tally", "--round", CODE, "--format", "json", "--lang", "th"];
    let ended = run(&house.data(), &tally, &sheets);
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let said: Value = serde_json::from_str(&ended.said).unwrap();
    let line = |agency: &str, counted: &str, people: u64, cast: u64, counts: [Value; 2]| {
        let [valid, invalid] = counts;
        json!({
            "agency": agency, "counted": counted, "eligible": people, "acknowledged": cast,
            "cast": cast, "valid": valid, "invalid": invalid,
        })
    };
    assert_eq!(
        said,
        json!([
            line("D01", "own", 6, 6, [6.into(), 0.into()]),
            line("D02, D03", "pool", 8, 8, [7.into(), 1.into()]),
            line("D04", "nowhere", 6, 0, [Value::Null, Value::Null]),
        ])
    );
}

#[actix_web::test]
async fn one_agency_of_a_tally_is_shown_while_the_whole_round_is_counted() {
    let (house, sheets) = closed_house().await;
    let of = |agency| {
        [
            "tally", "--round", CODE, "--agency", agency, "--format", "csv",
        ]
    };
    let refused = run(&house.data(), &of("D99"), &sheets);
    assert_eq!(refused.code, Some(1));
    assert!(refused.told.contains("D99"), "{}", refused.told);
    let ended = run(&house.data(), &of("D03"), &sheets);
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let lines: Vec<&str> = ended.said.lines().skip(1).collect();
    assert_eq!(lines, ["\"D02, D03\",one count together,8,8,8,7,1"]);
    let totals = house.app.office.results.totals(CODE).await.unwrap();
    assert_eq!(totals.len(), SIZES.len());
}

#[actix_web::test]
async fn what_programs_read_is_the_same_in_every_language() {
    let house = House::in_real_time(&SIZES).await;
    for list in [
        &["kpi", "--round", CODE][..],
        &["participation", "--round", CODE],
        &["round", "list"],
    ] {
        let of = |lang| json_of(&house.data(), &[list, &["--lang", lang]].concat());
        assert_eq!(of("th"), of("en"), "{list:?}");
    }
    let kpi = json_of(&house.data(), &["kpi", "--round", CODE, "--agency", "D01"]);
    assert_eq!(kpi[0]["note"][0]["reason"], "work-groups");
    assert_eq!(kpi[0]["note"][0]["missing"][0], "กลุ่มสอง");
    assert_eq!(kpi[5]["title"], "level-0");
}

#[actix_web::test]
async fn a_round_that_was_closed_early_is_listed_with_the_close_it_had() {
    let house = House::in_real_time(&SIZES).await;
    let planned = json_of(&house.data(), &["round", "list"])[0]["closes"].clone();
    house.close().await;
    let closed = json_of(&house.data(), &["round", "list"])[0]["closes"].clone();
    assert!(closed.as_str() < planned.as_str(), "{closed} {planned}");
}

#[test]
fn a_command_without_a_data_folder_makes_none_and_says_what_to_do() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("data");
    for args in [
        &["round", "list"][..],
        &["serve"],
        &["agency", "template", "/dev/null"],
    ] {
        let ended = run(&data, args, "");
        assert_eq!(ended.code, Some(1), "{args:?}");
        assert!(ended.told.contains("prongsai init"), "{}", ended.told);
        assert!(!data.exists(), "{args:?}");
    }
    let thai = run(&data, &["round", "list", "--lang", "th"], "").told;
    assert!(thai.contains("ไม่พบโฟลเดอร์ข้อมูล"), "{thai}");
}

#[test]
fn the_key_that_locks_the_keys_may_not_lie_beside_them() {
    let folder = tempfile::TempDir::new().unwrap();
    let (data, inside) = (
        folder.path().join("data"),
        folder.path().join("data/my.kek"),
    );
    let by_a_link = folder.path().join("link");
    std::os::unix::fs::symlink(&data, &by_a_link).unwrap();
    let typed = |kek: &Path| run(&data, &["init", "--kek", kek.to_str().unwrap()], "");
    assert_eq!(typed(&inside).code, Some(1));
    assert!(!data.exists());
    assert_eq!(typed(&folder.path().join("my.kek")).code, Some(0));
    std::fs::rename(folder.path().join("my.kek"), &inside).unwrap();
    let settings = data.join("settings.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let outside = folder.path().display().to_string();
    for moved in ["data/my.kek", "link/my.kek", "data/../data/my.kek"] {
        let line = format!("{outside}/{moved}");
        let edited = text.replace(&format!("{outside}/my.kek"), &line);
        assert_ne!(edited, text);
        std::fs::write(&settings, edited).unwrap();
        let ended = run(&data, &["round", "list"], "");
        assert_eq!(ended.code, Some(1), "{moved}");
        assert!(ended.told.contains("kek_file"), "{}", ended.told);
    }
}

#[test]
fn the_unit_names_this_program_and_this_data_folder() {
    let ended = run(Path::new("/srv/prongsai"), &["unit"], "");
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let start = format!(
        "ExecStart={} --data /srv/prongsai serve\n",
        env!("CARGO_BIN_EXE_prongsai")
    );
    assert!(ended.said.contains(&start), "{}", ended.said);
    assert!(ended.said.contains("ReadWritePaths=/srv/prongsai\n"));
    assert!(!ended.said.contains('{'), "{}", ended.said);
}

#[test]
fn what_keeps_the_house_shut_is_said_in_the_language_asked_for() {
    let folder = tempfile::TempDir::new().unwrap();
    let (data, kek) = (folder.path().join("data"), folder.path().join("my.kek"));
    let thai = || run(&data, &["round", "list", "--lang", "th"], "");
    run(&data, &["init", "--kek", kek.to_str().unwrap()], "");
    assert_eq!(thai().code, Some(0));
    std::fs::write(&kek, "no key").unwrap();
    assert!(thai().told.contains("ไม่ใช่กุญแจหลัก"), "{}", thai().told);
    std::fs::remove_file(&kek).unwrap();
    assert!(thai().told.contains("อ่านไฟล์กุญแจหลัก"), "{}", thai().told);
    std::fs::write(data.join("settings.toml"), "listen = 7").unwrap();
    assert!(thai().told.contains("ใช้ไฟล์การตั้งค่า"), "{}", thai().told);
}

#[test]
fn mistyped_arguments_are_explained_in_the_language_asked_for() {
    let nowhere = Path::new("/nonexistent");
    for (args, wanted) in [
        (&["tally"][..], "คำสั่งยังขาด: --round <ROUND>"),
        (
            &["tally", "--round", "x", "--format", "pdf"],
            "ใช้ได้: table, csv, json",
        ),
        (&["tally", "--rond", "x"], "หมายถึง --round หรือไม่"),
        (&["taly"], "ไม่มีคำสั่ง “taly”"),
        (
            &["round", "create", "x", "--k", "ten"],
            "ใช้ “ten” กับ --k <K> ไม่ได้",
        ),
    ] {
        let ended = run(nowhere, &[args, &["--lang", "th"]].concat(), "");
        assert_eq!(ended.code, Some(2), "{args:?}");
        assert!(ended.told.contains(wanted), "{}", ended.told);
        assert!(ended.told.contains("--help"), "{}", ended.told);
        assert!(!ended.told.contains("error:"), "{}", ended.told);
    }
    let help = run(nowhere, &["tally", "--help"], "");
    assert_eq!(help.code, Some(0));
    assert!(help.said.contains("--agency"), "{}", help.said);
}

#[actix_web::test]
async fn a_draft_changes_and_goes_and_an_open_round_does_neither() {
    let mut house = House::empty().await.into_real_time().await;
    house.import_agencies(&agencies(&SIZES)).await;
    house.create(CODE, 0).await;
    house.import(&roster(&SIZES)).await.unwrap();
    let typed = |args: &[&str]| run(&house.data(), args, "");
    let edit = ["round", "edit", CODE, "--closes", "2030-01-31", "--k"];
    assert_eq!(typed(&[&edit[..], &["4"]].concat()).code, Some(1));
    let names = ["--custodian", "ก", "--custodian", "ข", "--custodian", "ค"];
    let far = "2027-09-30 16:30";
    let edit = [
        &["round", "edit", CODE, "--k", "7", "--closes", far],
        &names[..],
    ]
    .concat();
    let ended = typed(&edit);
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    assert_eq!((round.terms.k, round.terms.grace_minutes), (7, 0));
    assert_eq!(round.closes_at, "2027-09-30T09:30:00Z".parse().unwrap());
    let custodians = office.registry.custodians(round.id).await.unwrap();
    assert_eq!(custodians, ["ก", "ข", "ค"]);
    assert_eq!(typed(&["round", "discard", CODE]).code, Some(1));
    assert_eq!(typed(&["round", "discard", CODE, "--yes"]).code, Some(0));
    assert_eq!(key_of(office.round(CODE).await), "errors.round-unknown");
    assert!(office.registry.staff(round.id).await.unwrap().is_empty());
    house.create(CODE, 0).await;
    house.import(&roster(&SIZES)).await.unwrap();
    house.open().await;
    let office = &house.app.office;
    assert_eq!(
        key_of(discard_round(office, CODE).await),
        "errors.round-state"
    );
    assert_eq!(run(&house.data(), &edit, "").code, Some(1));
    assert_eq!(office.round(CODE).await.unwrap().terms.k, 5);
}

#[actix_web::test]
async fn a_round_whose_settings_changed_under_the_ceremony_does_not_open() {
    let house = House::empty().await.into_real_time().await;
    house.import_agencies(&agencies(&SIZES)).await;
    house.create(CODE, 0).await;
    house.import(&roster(&SIZES)).await.unwrap();
    let office = &house.app.office;
    let mut ceremony = Ceremony::begin(office, CODE).await.unwrap();
    let texts: Vec<_> = ceremony
        .sheets()
        .map(|(_, sheet)| (sheet.custodian(), sheet.text()))
        .collect();
    for (custodian, text) in &texts {
        ceremony.read_back(*custodian, text).unwrap();
    }
    let names = ["--custodian", "ก", "--custodian", "ข", "--custodian", "ค"];
    let edit = [&["round", "edit", CODE][..], &names].concat();
    assert_eq!(run(&house.data(), &edit, "").code, Some(0));
    let round = ceremony.round().clone();
    let (framework, instrument) = office.instrument(&round).unwrap();
    let files = house.app.round_files(&round, framework, instrument, &[]);
    assert_eq!(
        key_of(ceremony.complete(office, &files).await),
        "errors.stale"
    );
    assert!(office.registry.polls(round.id).await.unwrap().is_empty());
}

#[actix_web::test]
async fn whoever_took_an_account_over_is_out_when_it_is_reset() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let email = "hr@example.go.th";
    let mut thief = house
        .officer_called(email, Role::HrOfficer, Some("D01"))
        .await;
    let sign_in = [("email", email), ("password", PASSWORD)];
    assert_eq!(thief.post("/office/sign-in", &sign_in).await.status, 303);
    let reset = ["account", "reset", "--email", email, "--second-factor"];
    let ended = run(&house.data(), &reset, "");
    assert_eq!(ended.code, Some(0), "{}", ended.told);
    let page = thief.get("/office").await;
    assert!(!page.body.contains("D01"), "a session lives: {}", page.body);
    let page = thief.post("/office/sign-in", &sign_in).await;
    assert_ne!(page.status, 303, "the password lets in");
}

#[actix_web::test]
async fn of_two_addresses_the_one_that_is_taken_is_named() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = other.local_addr().unwrap();
    let file = house.data().join("settings.toml");
    let settings = std::fs::read_to_string(&file).unwrap_or_default();
    std::fs::write(&file, format!("metrics = \"{taken}\"\n{settings}")).unwrap();
    let ended = run(&house.data(), &["serve", "--listen", "127.0.0.1:0"], "");
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.told.contains(&taken.to_string()), "{}", ended.told);
}

#[test]
fn a_template_does_not_take_the_place_of_what_was_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("staff.csv"));
    let kek = folder.path().join("kek");
    let init = ["init", "--kek", kek.to_str().unwrap()];
    assert_eq!(run(&data, &init, "").code, Some(0));
    let template = ["roster", "template", file.to_str().unwrap()];
    assert_eq!(run(&data, &template, "").code, Some(0));
    std::fs::write(&file, "filled in").unwrap();
    let again = run(&data, &template, "");
    assert_eq!(again.code, Some(1), "{}", again.said);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "filled in");
}

#[actix_web::test]
async fn the_icon_that_browsers_ask_for_is_there() {
    let house = House::empty().await;
    let (status, icon) = house.get("/favicon.ico").await;
    assert_eq!(status, 200);
    assert!(icon.starts_with(b"<svg"));
}
