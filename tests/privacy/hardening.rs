//! What the process asks of the operating system, and what it leaves of a printed key sheet.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::command::{Folder, Running};
use crate::support::process::{Server, free_address};
use crate::support::{CODE, House};

#[actix_web::test]
async fn the_server_leaves_no_core_dump_and_hardens_itself() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let server = Server::start(&house.data(), &free_address());
    let about = PathBuf::from(format!("/proc/{}", server.id()));
    let limits = fs::read_to_string(about.join("limits")).unwrap();
    let cores = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let limits: Vec<&str> = cores.split_whitespace().skip(4).take(2).collect();
    assert_eq!(limits, ["0", "0"]);
    let status = fs::read_to_string(about.join("status")).unwrap();
    let mask = status.lines().find(|line| line.starts_with("Umask:"));
    assert_eq!(mask.unwrap().split_whitespace().last(), Some("0077"));
}

/// Every file and folder below one, with its mode.
fn modes(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        let mode = fs::metadata(&here).unwrap().permissions().mode() & 0o777;
        found.push((here.clone(), mode));
        for entry in fs::read_dir(&here).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
                found.push((entry.path(), mode));
            }
        }
    }
    found
}

#[actix_web::test]
async fn whatever_the_shell_allows_the_data_folder_is_its_owners_alone() {
    let folder = tempfile::TempDir::new().unwrap();
    let [agencies, people, data] = ["a.csv", "p.csv", "data"].map(|name| folder.path().join(name));
    fs::write(&agencies, crate::support::agencies(&[("D01", 6)])).unwrap();
    fs::write(&people, crate::support::roster(&[("D01", 6)])).unwrap();
    let run = |arguments: &[&str]| {
        assert!(Running::start(&data, arguments).ends(), "{arguments:?}");
    };
    run(&["init"]);
    run(&["agency", "import", agencies.to_str().unwrap()]);
    let mut create = vec!["round", "create", CODE, "--fiscal-year", "2570"];
    create.extend(["--closes", "2027-09-30"]);
    for name in ["นางหนึ่ง", "นายสอง", "นางสาม"] {
        create.extend(["--custodian", name]);
    }
    run(&create);
    run(&[
        "roster",
        "import",
        people.to_str().unwrap(),
        "--round",
        CODE,
    ]);
    let mut ceremony = Running::start(&data, &["round", "open", CODE]);
    ceremony.read_back(3);
    assert!(ceremony.ends());
    let mut found = modes(&data);
    let kek = data.with_extension("kek");
    let mode = fs::metadata(&kek).unwrap().permissions().mode() & 0o777;
    found.push((kek, mode));
    assert!(found.len() > 20, "databases, keys and pages are there");
    for (path, mode) in found {
        assert_eq!(mode & 0o077, 0, "{} has {mode:o}", path.display());
    }
}

/// Waits until something has happened, a minute at most.
fn soon(what: &str, happened: impl Fn() -> bool) {
    for _ in 0..30_000 {
        if happened() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    panic!("never: {what}");
}

/// Waits until a sheet was printed into the folder; a second name for it, to see what becomes of
/// its bytes.
fn printed(folder: &Path, number: u8) -> PathBuf {
    let sheet = folder.join(format!("key-sheet-{number}.html"));
    let kept = folder.join(format!("kept-{number}"));
    // The page is complete when its end is there.
    soon("a sheet is printed", || {
        fs::read_to_string(&sheet).is_ok_and(|page| page.contains("</html>"))
    });
    fs::hard_link(&sheet, &kept).unwrap();
    kept
}

/// The lines of a sheet as a custodian types them.
fn typed(page: &Path) -> String {
    let page = fs::read_to_string(page).unwrap();
    let lines = page.split("<li class=\"code\">").skip(1);
    let lines: Vec<String> = (1..)
        .zip(lines)
        .map(|(number, line)| format!("{number}: {}\n", line.split('<').next().unwrap()))
        .collect();
    lines.concat()
}

fn assert_wiped(page: &Path) {
    let bytes = fs::read(page).unwrap();
    assert!(!bytes.is_empty() && bytes.iter().all(|byte| *byte == 0));
}

#[actix_web::test]
async fn a_printed_key_sheet_is_overwritten_when_it_was_read_back_or_left_behind() {
    let house = House::in_draft(&[("D01", 6)]).await;
    let folder = Folder::of(&house);
    let prints = tempfile::TempDir::new().unwrap();
    let command = [
        "round",
        "open",
        CODE,
        "--print",
        prints.path().to_str().unwrap(),
    ];
    let broken_off = folder.start(&command);
    let left_behind = printed(prints.path(), 1);
    broken_off.kill();
    assert!(fs::read_to_string(&left_behind).unwrap().contains("html"));
    let old = prints.path().join("old");
    fs::rename(&left_behind, &old).unwrap();
    let mut ceremony = folder.start(&command);
    soon("the sheet left behind is wiped", || {
        fs::read(&old).unwrap().iter().all(|byte| *byte == 0)
    });
    assert_wiped(&old);
    for number in 1..=3 {
        let kept = printed(prints.path(), number);
        ceremony.types(&format!("\n{}", typed(&kept)));
        let sheet = prints.path().join(format!("key-sheet-{number}.html"));
        soon("a sheet that was read back is removed", || !sheet.exists());
        assert_wiped(&kept);
    }
    assert!(ceremony.ends());
}
