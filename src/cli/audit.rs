//! `prongsai audit …`

use super::args::AuditCommand;
use super::show::{Failure, Shown, fill, list, print, say};
use crate::app::App;
use crate::domain::audit::{AuditFilter, ChainBreak};
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::service::audit_log::{audit_export, check_chain};

/// Columns of an export.
const COLUMNS: [&str; 8] = [
    "entry", "day", "at", "actor", "act", "subject", "detail", "hash",
];

/// Checks the chain, or writes the log out.
pub async fn audit(app: &App, words: &Locale, command: AuditCommand) -> Shown {
    match command {
        AuditCommand::Verify { digest } => verify(app, words, digest.as_deref()).await,
        AuditCommand::Export { format } => {
            let mut sheet = list(words, &COLUMNS);
            for entry in audit_export(&app.office, &AuditFilter::default()).await? {
                sheet.rows.push(vec![
                    Cell::Number(u64::try_from(entry.number).unwrap_or_default()),
                    Cell::coded(entry.day.to_string(), words.day(entry.day)),
                    entry.at.map_or(Cell::Empty, |at| at.to_string().into()),
                    entry.actor.into(),
                    Cell::coded(entry.act.as_str(), words.act(&entry.act)),
                    entry.subject.into(),
                    Cell::coded(
                        entry.detail.as_str(),
                        words.act_detail(&entry.act, &entry.detail),
                    ),
                    entry.hash.unwrap_or_default().into(),
                ]);
            }
            print(&sheet, format)
        }
    }
}

/// Exit code 1 where the chain breaks, or a digest that was noted earlier is not in it.
async fn verify(app: &App, words: &Locale, digest: Option<&str>) -> Shown {
    let sought = digest.unwrap_or_default();
    let check = check_chain(&app.office, sought).await?;
    let (key, number) = match check.broken {
        Some(ChainBreak::Missing(number)) => ("audit.broken_missing", number),
        Some(ChainBreak::Altered(number)) => ("audit.broken_altered", number),
        None => {
            let entries = check.entries.to_string();
            say(words, "audit.whole", &[("number", entries)]);
            println!("{}: {}", words.say("audit.last"), check.last);
            return match (sought.is_empty(), check.found) {
                (true, _) => Ok(()),
                (false, Some(number)) => {
                    say(words, "audit.found", &[("number", number.to_string())]);
                    Ok(())
                }
                (false, None) => Err(Failure::said("audit.not_found")),
            };
        }
    };
    let values = [("number", number.to_string())];
    Err(Failure::Listed(fill(words, key, &values)))
}
