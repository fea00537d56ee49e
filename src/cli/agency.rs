//! `prongsai agency …`

use super::args::AgencyCommand;
use super::problems::{of_import, tables, warn};
use super::roster::template;
use super::show::{Shown, cell, list, print, say};
use crate::app::App;
use crate::export::template::agencies_xlsx;
use crate::locale::Locale;
use crate::service::import_agencies::{Mode, import_agencies};

/// Name of the template among the assets.
const TEMPLATE: &str = "templates/agencies.csv";

/// Imports or lists agencies.
pub async fn agency(app: &App, words: &Locale, command: AgencyCommand) -> Shown {
    match command {
        AgencyCommand::Import { file, dry_run } => {
            let mode = if dry_run { Mode::DryRun } else { Mode::Save };
            let done = import_agencies(&app.office, &tables(&file)?, mode).await;
            let done = done.map_err(|error| of_import(words, error))?;
            warn(words, &done.warnings);
            let key = if dry_run {
                "cli.agencies-would"
            } else {
                "cli.agencies-done"
            };
            say(
                words,
                key,
                &[
                    ("added", done.added.len().to_string()),
                    (
                        "known",
                        (done.changed.len() + done.unchanged.len()).to_string(),
                    ),
                ],
            );
            Ok(())
        }
        AgencyCommand::Template { file } => template(app, words, &file, TEMPLATE, agencies_xlsx),
        AgencyCommand::List { format } => {
            let agencies = app.office.agencies().await?;
            let mut sheet = list(
                words,
                &["agency", "name", "parent", "contact", "head_count"],
            );
            let mut sorted: Vec<_> = agencies.values().collect();
            sorted.sort_by(|a, b| a.code.cmp(&b.code));
            for agency in sorted {
                let parent = agency
                    .parent
                    .and_then(|id| agencies.get(&id))
                    .map(|parent| parent.code.clone());
                sheet.rows.push(vec![
                    agency.code.as_str().into(),
                    agency.name.as_str().into(),
                    cell(parent),
                    agency.contact.line().into(),
                    cell(agency.head_count),
                ]);
            }
            print(&sheet, format)
        }
    }
}
