//! `prongsai board export` and `prongsai verify`

use std::path::PathBuf;

use super::args::{BoardCommand, Verify};
use super::show::{Failure, Shown, list, print, replace_archive, say, tell};
use crate::app::App;
use crate::crypto::bundle::{Findings, Trouble, check};
use crate::domain::encoding::hex;
use crate::export::sheet::{Cell, Sheet};
use crate::intake::archive::read_bundle;
use crate::locale::Locale;
use crate::service::bundle::bundle;

/// Commands on boards.
pub async fn board(app: &App, words: &Locale, command: BoardCommand) -> Shown {
    let BoardCommand::Export { round, to } = command;
    let files = bundle(&app.office, &round).await?;
    let digest = files.digest();
    let to = to.unwrap_or_else(|| PathBuf::from(format!("boards-{round}.zip")));
    replace_archive(&to, files.stream()).await?;
    let values = [("file", to.display().to_string()), ("digest", digest)];
    say(words, "cli.board-exported", &values);
    Ok(())
}

/// Checks a bundle; no data folder is needed.
pub fn verify(words: &Locale, args: &Verify) -> Shown {
    let files =
        read_bundle(&args.bundle).map_err(|problem| Failure::File(args.bundle.clone(), problem))?;
    let findings = check(&*files);
    let digest = findings.digest.map(|digest| hex(digest.bytes()));
    let digest = digest.unwrap_or_default();
    let noted = args
        .digest
        .as_ref()
        .map(|noted| noted.trim().to_lowercase());
    let other = noted.as_ref().is_some_and(|noted| *noted != digest);
    let found = findings.troubles.iter().chain(&findings.remarks);
    if found.clone().next().is_some() {
        print(&table(words, found), args.format)?;
    }
    let values = [
        ("round", findings.round.clone()),
        ("polls", findings.polls.to_string()),
        ("ballots", findings.ballots.to_string()),
        ("n", findings.troubles.len().to_string()),
        ("digest", digest),
        ("noted", noted.clone().unwrap_or_default()),
    ];
    tell(words, "cli.verify-digest", &values);
    if other {
        tell(words, "cli.verify-other-digest", &values);
    }
    if other || !findings.troubles.is_empty() {
        return Err(Failure::Listed(super::show::fill(
            words,
            "cli.verify-troubles",
            &values,
        )));
    }
    for key in verdict(&findings, noted.is_some()) {
        tell(words, key, &values);
    }
    Ok(())
}

/// What is said of a bundle without troubles, and what it cannot show.
fn verdict(findings: &Findings, noted: bool) -> Vec<&'static str> {
    let mut said = vec!["cli.verify-whole"];
    if !findings.with_totals {
        said.push("cli.verify-no-totals");
    }
    if !noted {
        said.push("cli.verify-not-noted");
    }
    said.push("cli.verify-limits");
    said
}

/// Troubles as a list.
pub fn table<'a>(words: &Locale, found: impl Iterator<Item = &'a Trouble>) -> Sheet {
    let mut sheet = list(words, &["file", "line", "agency", "trouble"]);
    for trouble in found {
        let line = trouble.line.and_then(|line| u64::try_from(line).ok());
        sheet.rows.push(vec![
            trouble.file.as_str().into(),
            line.map_or(Cell::Empty, Cell::Number),
            trouble.agency.clone().unwrap_or_default().into(),
            Cell::coded(trouble.what.key, words.word(&trouble.what)),
        ]);
    }
    sheet
}
