//! What lies on the disk while a ceremony goes on or a key sheet waits, in the hands of somebody who has all of
//! it, and is not at that browser.

use prongsai::crypto::key_sheet::KeySheet;
use prongsai::crypto::sign_in::BearerToken;
use prongsai::crypto::vault::Kek;
use prongsai::domain::access::Role;
use prongsai::domain::encoding::unhex;
use prongsai::domain::round::RoundState;
use prongsai::service::backup::inspect::inspect;
use prongsai::service::backup::keys::back_up_keys;
use prongsai::service::backup::take::back_up;
use prongsai::service::strongroom::sweep_strongroom;

use super::rounds::{at, does, drafted, hold_ceremony, open, print_sheet, until};
use crate::support::tables::{dump, files};
use crate::support::{CODE, House, Officer, hours};

const COOKIE: &str = "__Secure-sheets";

/// The installation's key-encryption key, which the thief has too.
fn kek() -> Kek {
    Kek::from_hex(&"5a".repeat(32)).unwrap()
}

/// What is held, with its name, as it lies there and as the key-encryption key opens it.
fn held(house: &House, what: &str) -> (String, Vec<u8>, Vec<u8>) {
    let file = house.data().join("strongroom").join(CODE).join(what);
    let bytes = std::fs::read(file).unwrap();
    let (until, sealed) = bytes.split_first_chunk::<8>().unwrap();
    let name = format!("strongroom/{CODE}/{what}/{}", i64::from_be_bytes(*until));
    let inner = kek().unseal(&name, sealed).unwrap().to_vec();
    (name, bytes, inner)
}

/// Every value of the registry that could be a key, and what can be made of the installation's own.
async fn keys_to_try(house: &House) -> Vec<[u8; 32]> {
    let mut keys = vec![[0; 32], [0x5a; 32]];
    keys.push(*kek().secret_for("puzzles"));
    for row in dump(&house.registry_file()).await.values().flatten() {
        for cell in row.values() {
            let digits = cell.trim_start_matches('X').trim_matches('\'');
            let bytes = unhex(digits).unwrap_or_default();
            keys.extend(<[u8; 32]>::try_from(bytes.as_slice()));
        }
    }
    assert!(keys.len() > 4, "no session was found in the registry");
    keys
}

/// Neither the sheet's bytes nor its lines are there, and nothing that is makes a sheet.
fn holds_no_sheet(bytes: &[u8], sheet: &str) {
    let line = KeySheet::parse(sheet).unwrap().qr_line();
    let text = String::from_utf8_lossy(bytes);
    assert!(KeySheet::parse(&text).is_err());
    assert!(text.lines().all(|line| KeySheet::parse(line).is_err()));
    for part in line.as_bytes().chunks(8).filter(|part| part.len() == 8) {
        assert!(!bytes.windows(8).any(|window| window == part));
    }
}

/// With everything but the cookie nothing opens; with it, this sheet does.
async fn opens_in_the_browser_alone(house: &House, admin: &Officer, what: &str, sheet: &str) {
    let (name, outer, inner) = held(house, what);
    holds_no_sheet(&outer, sheet);
    holds_no_sheet(&inner, sheet);
    for key in keys_to_try(house).await {
        assert!(
            BearerToken::new(key)
                .as_vault_key()
                .unseal(&name, &inner)
                .is_err()
        );
    }
    let cookie = admin.value_of(COOKIE).unwrap();
    for (file, bytes) in files(&house.data()) {
        let found = bytes
            .windows(cookie.len())
            .any(|it| it == cookie.as_bytes());
        assert!(!found, "the browser's key is in {file}");
    }
    let key = BearerToken::parse(&cookie).unwrap().as_vault_key();
    let opened = key.unseal(&name, &inner).unwrap();
    let line = KeySheet::parse(sheet).unwrap().qr_line();
    let opened = String::from_utf8_lossy(&opened).into_owned();
    assert!(
        opened.contains(line.as_str()),
        "the look itself sees nothing"
    );
    // Not in another's place, either: as the sheet of a count, or of another moment.
    let elsewhere = name.replace(what, "other");
    assert!(key.unseal(&elsewhere, &inner).is_err());
}

#[actix_web::test]
async fn files_registry_and_the_installations_key_open_no_sheet_without_the_browser() {
    let (mut house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    let sheet = print_sheet(&mut admin).await;
    opens_in_the_browser_alone(&house, &admin, "ceremony", &sheet).await;
    does(&mut admin, "ceremony/drop").await;
    let sheets = open(&mut house, &mut admin).await;
    does(&mut admin, "close").await;
    house.later(hours(1));
    let mut admin = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    let form = [("sheet", sheets[1].as_str())];
    assert_eq!(admin.post(&at("tally"), &form).await.status, 303);
    opens_in_the_browser_alone(&house, &admin, "sheet", &sheets[1]).await;
}

#[actix_web::test]
async fn the_key_of_a_ceremony_is_for_one_browser_one_round_and_one_time() {
    let (_house, mut admin) = drafted(&[("A01", 6)]).await;
    let begun = does(&mut admin, "ceremony/begin").await;
    let set = begun.headers.iter().find(|(name, _)| name == "set-cookie");
    let (_, cookie) = set.unwrap();
    let parts: Vec<&str> = cookie.split("; ").collect();
    let path = "Path=/office/admin/rounds/2570-1";
    for part in ["HttpOnly", "Secure", "SameSite=Strict", path] {
        assert!(parts.contains(&part), "{part}: {cookie}");
    }
    for part in ["Domain", "Expires", "Max-Age"] {
        assert!(!cookie.contains(part), "it goes with the browser: {cookie}");
    }
    let first = admin.value_of(COOKIE).unwrap();
    let given_up = does(&mut admin, "ceremony/drop").await;
    let gone = given_up
        .headers
        .iter()
        .find(|(name, _)| name == "set-cookie");
    assert!(gone.unwrap().1.contains(path), "{gone:?}");
    assert_eq!(admin.value_of(COOKIE), None);
    does(&mut admin, "ceremony/begin").await;
    assert_ne!(admin.value_of(COOKIE).unwrap(), first);
}

#[actix_web::test]
async fn who_lost_the_key_is_told_so_sees_nothing_and_begins_anew() {
    let (house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    does(&mut admin, "ceremony/show").await;
    admin.lose(COOKIE);
    let page = admin.get(&at("ceremony")).await;
    let told =
        |body: &str| body.contains("ไม่มีกุญแจของพิธีแล้ว") && !body.contains("<li class=\"code\">");
    assert!(page.status == 200 && told(&page.body), "{}", page.body);
    let acts = ["ceremony/show", "ceremony/hide", "ceremony/open"];
    for act in acts {
        let page = admin.post(&at(act), &[]).await;
        assert!(
            page.status == 409 && told(&page.body),
            "{act}: {}",
            page.body
        );
    }
    let page = admin
        .post(&at("ceremony/read-back"), &[("sheet", "ใบอื่น")])
        .await;
    assert!(page.status == 409 && told(&page.body), "{}", page.body);
    assert_eq!(admin.post(&at("ceremony/begin"), &[]).await.status, 422);
    // Nor does the key of another ceremony.
    admin.cookie = format!("{}; {COOKIE}={}", admin.cookie, "A".repeat(52));
    assert!(told(&admin.get(&at("ceremony")).await.body));
    does(&mut admin, "ceremony/drop").await;
    assert!(left(&house).is_empty());
    hold_ceremony(&mut admin).await;
}

#[actix_web::test]
async fn who_signs_in_at_the_browser_in_which_somebody_began_sees_no_sheet() {
    let (house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    does(&mut admin, "ceremony/show").await;
    let key = admin.value_of(COOKIE).unwrap();
    let mut next = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    next.cookie = format!("{}; {COOKIE}={key}", next.cookie);
    let page = next.get(&at("ceremony")).await.body;
    assert!(!page.contains("<li class=\"code\">"), "{page}");
    let act = next.post(&at("ceremony/hide"), &[]).await;
    assert_eq!(act.status, 409);
    let page = admin.get(&at("ceremony")).await.body;
    assert!(
        page.contains("<li class=\"code\">"),
        "it goes on where it was begun"
    );
}

#[actix_web::test]
async fn a_sheet_that_waits_elsewhere_is_told_and_may_be_wiped() {
    let (mut house, mut admin) = drafted(&[("A01", 6)]).await;
    let sheets = open(&mut house, &mut admin).await;
    does(&mut admin, "close").await;
    house.later(hours(1));
    let mut both = Vec::new();
    for email in ["b@example.go.th", "c@example.go.th"] {
        let admin = house.officer_called(email, Role::Administrator, None);
        both.push(admin.await);
    }
    let form = [("sheet", sheets[0].as_str())];
    assert_eq!(both[0].post(&at("tally"), &form).await.status, 303);
    let page = both[1].get(&at("tally")).await.body;
    // Nobody types nine lines that would be refused.
    assert!(
        page.contains("เบราว์เซอร์อื่น") && !page.contains("name=\"sheet\""),
        "{page}"
    );
    let form = [("sheet", sheets[1].as_str())];
    let page = both[1].post(&at("tally"), &form).await;
    assert!(
        page.status == 422 && page.body.contains("ในเบราว์เซอร์เดิม"),
        "{}",
        page.body
    );
    does(&mut both[1], "tally/forget").await;
    assert!(left(&house).is_empty());
    for sheet in &sheets[1..] {
        let form = [("sheet", sheet.as_str())];
        assert_eq!(both[1].post(&at("tally"), &form).await.status, 303);
    }
    until(&house, RoundState::Tallied).await;
}

/// Names of files that are left.
fn left(house: &House) -> Vec<String> {
    files(&house.data().join("strongroom"))
        .into_keys()
        .collect()
}

#[actix_web::test]
async fn nothing_is_left_when_a_ceremony_is_over_or_nobody_goes_on_with_it() {
    let (mut house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    let file = house.data().join("strongroom").join(CODE).join("ceremony");
    // What a process leaves that is killed while it writes.
    let half = file.with_extension("new");
    std::fs::copy(&file, &half).unwrap();
    // Another name of the same bytes shows that they are overwritten.
    let kept = house.data().join("kept");
    std::fs::hard_link(&file, &kept).unwrap();
    house
        .world
        .set_clock(house.world.now() + jiff::SignedDuration::from_mins(29));
    sweep_strongroom(&house.app.office).await.unwrap();
    assert!(file.exists(), "its time is not over");
    house
        .world
        .set_clock(house.world.now() + jiff::SignedDuration::from_mins(2));
    sweep_strongroom(&house.app.office).await.unwrap();
    assert!(left(&house).is_empty(), "{:?}", left(&house));
    let bytes = std::fs::read(&kept).unwrap();
    assert!(bytes.len() > 100 && bytes.iter().all(|byte| *byte == 0));
    let mut admin = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    open(&mut house, &mut admin).await;
    assert!(left(&house).is_empty(), "{:?}", left(&house));
    // A round that has gone on needs none, however it came to be there.
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    for what in ["ceremony", "sheet", "opening", "tally"] {
        let bytes = i64::MAX.to_be_bytes();
        std::fs::write(file.with_file_name(what), bytes).unwrap();
    }
    sweep_strongroom(&house.app.office).await.unwrap();
    assert!(left(&house).is_empty(), "{:?}", left(&house));
}

#[actix_web::test]
async fn no_backup_holds_a_ceremony_and_one_that_was_copied_is_found() {
    let (house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    let office = &house.app.office;
    let (_, bytes, _) = held(&house, "ceremony");
    let folder = tempfile::TempDir::new().unwrap();
    let to = folder.path().join("backup");
    back_up(office, &house.data(), &[], &to).await.unwrap();
    let secrets = back_up_keys(office, &house.data(), "x").await.unwrap();
    let copied = files(&to).into_iter().chain(secrets);
    let mut looked_at = 0;
    for (name, copy) in copied {
        looked_at += 1;
        assert!(
            !name.contains("strongroom") && !name.contains("ceremony"),
            "{name}"
        );
        assert!(
            !copy.windows(bytes.len()).any(|window| window == bytes),
            "{name}"
        );
    }
    assert!(looked_at > 3);
    let bad = async || {
        let found = inspect(office, folder.path()).await.unwrap();
        found.into_iter().map(|it| it.said.key).collect::<Vec<_>>()
    };
    assert_eq!(bad().await, ["doctor.backups-good"]);
    let copy = to.join("strongroom").join(CODE);
    std::fs::create_dir_all(&copy).unwrap();
    std::fs::write(copy.join("ceremony"), bytes).unwrap();
    assert_eq!(bad().await, ["doctor.backup-strongroom"]);
}

#[actix_web::test]
async fn a_process_that_stands_still_in_the_strongroom_keeps_nobody_waiting_for_ever() {
    let (house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    let folder = std::fs::File::open(house.data().join("strongroom")).unwrap();
    folder.lock().unwrap();
    let (swept, page) = tokio::join!(
        sweep_strongroom(&house.app.office),
        admin.get("/office/admin")
    );
    assert!(swept.is_err());
    assert_eq!(page.status, 200);
    assert!(admin.post(&at("ceremony/show"), &[]).await.status >= 500);
    folder.unlock().unwrap();
    print_sheet(&mut admin).await;
}
