//! `prongsai roster …`

use std::path::Path;

use super::args::{RosterCommand, Who};
use super::ask;
use super::problems::{of_import, tables, warn};
use super::show::{Failure, Shown, fill, say, write_file};
use crate::app::App;
use crate::domain::message::Message;
use crate::domain::roster::Comparison;
use crate::export::template::roster_xlsx;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::delete_roster::{delete_roster, roster_to_delete};
use crate::service::import_agencies::Mode;
use crate::service::import_roster::import_roster;
use crate::service::people::{Change, change_person};

/// Name of the template among the assets.
const TEMPLATE: &str = "templates/roster.csv";

/// People listed by name in a report; the rest is a number.
const MOST_NAMED: usize = 20;

/// Imports people, or changes one.
pub async fn roster(app: &App, words: &Locale, command: RosterCommand) -> Shown {
    match command {
        RosterCommand::Import {
            file,
            round,
            agency,
            dry_run,
        } => {
            let mode = if dry_run { Mode::DryRun } else { Mode::Save };
            let done = import_roster(
                &app.office,
                &round,
                &tables(&file)?,
                agency.as_deref(),
                mode,
            )
            .await;
            let done = done.map_err(|error| of_import(words, error))?;
            warn(words, &done.warnings);
            report(words, &done.comparison, mode);
            Ok(())
        }
        RosterCommand::Template { file } => template(app, words, &file, TEMPLATE, roster_xlsx),
        RosterCommand::Move {
            who,
            agency,
            work_group,
        } => {
            let work_group = match work_group {
                Some(typed) => typed,
                None => present_group(app, &who).await?,
            };
            change(app, words, &who, Change::Move { agency, work_group }).await
        }
        RosterCommand::Exempt { who, reason, order } => {
            change(
                app,
                words,
                &who,
                Change::Exempt {
                    reason,
                    order_number: order,
                },
            )
            .await
        }
        RosterCommand::Restore { who } => change(app, words, &who, Change::Restore).await,
        RosterCommand::Leave { who } => change(app, words, &who, Change::Leave).await,
        RosterCommand::Email { who, address } => {
            change(app, words, &who, Change::Email(address)).await
        }
        RosterCommand::NewLink { who } => change(app, words, &who, Change::NewLink).await,
        RosterCommand::Delete { round, yes } => delete(app, words, &round, yes).await,
    }
}

/// Says what would go, asks, and deletes.
async fn delete(app: &App, words: &Locale, round: &str, yes: bool) -> Shown {
    let size = roster_to_delete(&app.office, round).await?;
    let values = [
        ("round", round.to_owned()),
        ("people", size.people.to_string()),
        ("mails", size.mails.to_string()),
    ];
    say(words, "cli.roster-goes", &values);
    if !yes && !ask::agree(words, "cli.roster-delete-sure")? {
        return Ok(());
    }
    delete_roster(&app.office, round).await?;
    say(words, "cli.roster-deleted", &values);
    Ok(())
}

/// The work group that a person is in; empty for somebody unknown, whom the change refuses.
async fn present_group(app: &App, who: &Who) -> Result<String, Failure> {
    let round = app.office.round(&who.round).await?;
    let found = app.office.registry.staff_member(round.id, &who.id).await;
    let found = found.map_err(Refusal::from)?;
    Ok(found
        .map(|person| person.member.work_group)
        .unwrap_or_default())
}

async fn change(app: &App, words: &Locale, who: &Who, change: Change) -> Shown {
    change_person(&app.office, &who.round, &who.id, change).await?;
    let values = [("id", who.id.clone()), ("round", who.round.clone())];
    say(words, "cli.person-changed", &values);
    Ok(())
}

/// Writes a template: the asset `csv` where the name says so, a workbook otherwise.
pub fn template<E>(
    app: &App,
    words: &Locale,
    file: &Path,
    csv: &str,
    workbook: fn() -> Result<Vec<u8>, E>,
) -> Shown {
    if file.exists() {
        let there = Message::new("cli.is-there").with("file", file.display());
        return Err(Failure::Said(there));
    }
    let is_csv = file
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if is_csv {
        write_file(file, &app.assets.read(csv).unwrap_or_default())?;
    } else {
        let bytes = workbook().map_err(|_| Failure::said("cli.no-workbook"))?;
        write_file(file, &bytes)?;
    }
    say(
        words,
        "cli.written",
        &[("file", file.display().to_string())],
    );
    Ok(())
}

/// What is new, changed, unchanged and missing.
fn report(words: &Locale, comparison: &Comparison, mode: Mode) {
    for change in comparison.changed.iter().take(MOST_NAMED) {
        for field in &change.fields {
            let name = words
                .say(&format!("intake.field_{}", field.field.code()))
                .to_owned();
            let values = [
                ("id", change.member.staff_id.clone()),
                ("field", name),
                ("old", field.old.clone()),
                ("new", field.new.clone()),
            ];
            say(words, "cli.roster-changed", &values);
        }
    }
    for person in comparison.missing.iter().take(MOST_NAMED) {
        let values = [
            ("id", person.member.staff_id.clone()),
            ("name", person.member.full_name()),
        ];
        say(words, "cli.roster-missing", &values);
    }
    let key = if mode == Mode::DryRun {
        "cli.roster-would"
    } else {
        "cli.roster-done"
    };
    let values = [
        ("new", comparison.new.len().to_string()),
        ("changed", comparison.changed.len().to_string()),
        ("unchanged", comparison.unchanged.len().to_string()),
        ("missing", comparison.missing.len().to_string()),
    ];
    println!("{}", fill(words, key, &values));
}
