//! Imports, and a corrected address with its new link.

use std::collections::BTreeSet;

use crate::support::command::Folder;
use crate::support::people::{HEADING, line};
use crate::support::tables::Dump;
use crate::support::{CODE, House, agencies, roster, tables};

/// What a table says, whatever the order of its rows.
fn rows(dump: &Dump, table: &str) -> BTreeSet<String> {
    dump[table].iter().map(|row| format!("{row:?}")).collect()
}

/// Kills the command at each write; each time the table is as before or as after it, and the same
/// command, repeated, makes it as after.
async fn all_or_nothing(house: &House, command: &[&str], table: &str) {
    let whole = Folder::of(house);
    let before = rows(&tables::dump(&whole.registry()).await, table);
    assert!(whole.run(command));
    let after = rows(&tables::dump(&whole.registry()).await, table);
    assert_ne!(before, after);
    let mut untouched = 0;
    for writes in 1.. {
        let folder = Folder::of(house);
        let killed = folder.start(command).killed_after(writes);
        let now = rows(&tables::dump(&folder.registry()).await, table);
        assert!(now == before || now == after, "half of it, after {writes}");
        untouched += usize::from(now == before);
        if !killed {
            break;
        }
        assert!(folder.run(command), "it cannot be repeated after {writes}");
        assert_eq!(rows(&tables::dump(&folder.registry()).await, table), after);
    }
    assert!(untouched > 0, "it was never killed in time");
}

#[actix_web::test]
async fn a_killed_import_of_agencies_is_all_or_nothing() {
    let house = House::in_draft(&[("D01", 6)]).await;
    let codes: Vec<String> = (1..60).map(|at| format!("D{at:02}")).collect();
    let sizes: Vec<(&str, usize)> = codes.iter().map(|code| (code.as_str(), 0)).collect();
    let file = house.data().join("agencies.csv");
    std::fs::write(&file, agencies(&sizes)).unwrap();
    let import = ["agency", "import", file.to_str().unwrap()];
    all_or_nothing(&house, &import, "agency").await;
}

#[actix_web::test]
async fn a_killed_import_of_people_is_all_or_nothing() {
    let house = House::in_draft(&[("D01", 6)]).await;
    let file = house.data().join("people.csv");
    let moved = line("D01", 0, "somebody.else@canary.example.go.th", "");
    let others = roster(&[("D01", 180)]);
    let others: String = others
        .lines()
        .skip(2)
        .flat_map(|line| [line, "\n"])
        .collect();
    std::fs::write(&file, format!("{HEADING}{moved}{others}")).unwrap();
    let import = ["roster", "import", file.to_str().unwrap(), "--round", CODE];
    all_or_nothing(&house, &import, "staff").await;
}

#[actix_web::test]
async fn a_killed_correction_changes_address_link_and_mail_or_none_of_them() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let office = &house.app.office;
    let mails = prongsai::service::invite::queue_invitations(office, CODE);
    assert_eq!(mails.await.unwrap().mails, 6);
    let address = "corrected@canary.example.go.th";
    let who = ["--round", CODE, "--id", "D01-01"];
    let command = [["roster", "email"].as_slice(), &who, &[address]].concat();
    for writes in 1.. {
        let folder = Folder::of(&house);
        let killed = folder.start(&command).killed_after(writes);
        let changed = state(&folder, address).await;
        assert!(
            [(0, 0, 0, 6), (1, 1, 1, 7)].contains(&changed),
            "half of it, after {writes}: {changed:?}"
        );
        if !killed {
            break;
        }
        assert!(folder.run(&command), "it cannot be repeated");
        assert_eq!(
            state(&folder, address).await,
            (1, 1, 1, 7),
            "after {writes}"
        );
    }
}

/// How many people have the address, links of a second generation, dead links, and mails there are.
async fn state(folder: &Folder, address: &str) -> (usize, usize, usize, usize) {
    let registry = tables::dump(&folder.registry()).await;
    let addressed = registry["staff"].iter();
    let newer = registry["invitation"].iter();
    (
        addressed
            .filter(|row| row["email"] == format!("'{address}'"))
            .count(),
        newer.filter(|row| row["generation"] == "2").count(),
        registry["retired_link"].len(),
        registry["mail_job"].len(),
    )
}
