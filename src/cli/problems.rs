//! Problems of files in words: where, what, and what to do.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::show::{Failure, fill};
use crate::app::CannotOpen;
use crate::catalogue::Problem as FrameworkProblem;
use crate::domain::message::{Message, Value};
use crate::intake::notice::{Kind, Notice};
use crate::intake::table::{MAX_BYTES, Table, TableError, read};
use crate::locale::Locale;
use crate::service::import_agencies::ImportError;
use crate::service::of_store;
use crate::settings::BadSettings;

/// Problems of framework files, one a line: `file:line: what is wrong and what to do`.
pub fn of_frameworks(words: &Locale, problems: &[FrameworkProblem]) -> String {
    let line = |problem: &FrameworkProblem| {
        let text = words.fill(problem.fault.key(), &problem.fault.values());
        format!("{}:{}: {text}", problem.file, problem.line)
    };
    let mut lines: Vec<String> = problems.iter().map(line).collect();
    lines.push(fill(
        words,
        "cli.problems",
        &[("n", problems.len().to_string())],
    ));
    lines.join("\n")
}

/// Why the installation cannot be opened, and what to do.
pub fn of_opening(words: &Locale, problem: &CannotOpen) -> String {
    let about = |key, file: &Path, problem: &dyn std::fmt::Display| {
        let values = [
            ("file", file.display().to_string()),
            ("problem", problem.to_string()),
        ];
        fill(words, key, &values)
    };
    match problem {
        CannotOpen::Frameworks(problems) => of_frameworks(words, problems),
        CannotOpen::NoData(folder) => about("cli.no-data", folder, &""),
        CannotOpen::Settings(BadSettings::Unreadable { path, problem }) => {
            about("cli.file", path, problem)
        }
        CannotOpen::Settings(BadSettings::Malformed { path, problem }) => {
            about("cli.bad-settings", path, &problem.trim_end())
        }
        CannotOpen::Locale(bad) => about(
            "cli.bad-words",
            Path::new(&bad.path),
            &bad.problem.trim_end(),
        ),
        CannotOpen::KekFile(file, problem) => about("errors.kek-unreadable", file, problem),
        CannotOpen::KekInside(file) => about("errors.kek-inside", file, &""),
        CannotOpen::Kek(source) => about("errors.kek-malformed", Path::new(source), &""),
        CannotOpen::Store(problem) => words.word(&of_store(problem)),
    }
}

/// Reads a file of the user into tables.
pub fn tables(path: &Path) -> Result<Vec<Table>, Failure> {
    let wrong = |problem| Failure::File(path.to_owned(), problem);
    let file = File::open(path).map_err(wrong)?;
    // One byte beyond what is taken tells that it is too large.
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let mut part = file.take(most.saturating_add(1));
    part.read_to_end(&mut bytes).map_err(wrong)?;
    read(&bytes).map_err(|problem| Failure::Said(of_table(&problem)))
}

fn of_table(problem: &TableError) -> Message {
    Message {
        key: problem.key(),
        values: problem
            .parameters()
            .into_iter()
            .map(|(name, value)| (name, Value::Plain(value)))
            .collect(),
    }
}

/// A notice in one line: place, then words.
pub fn of_notice<K: Kind>(words: &Locale, notice: &Notice<K>) -> String {
    let values = notice.parameters();
    format!(
        "{}: {}",
        fill(words, "intake.place", &values),
        fill(words, notice.key(), &values)
    )
}

/// Why an import was refused: every problem and warning, or the one refusal.
pub fn of_import(words: &Locale, error: ImportError) -> Failure {
    match error {
        ImportError::Refusal(refusal) => Failure::Refused(refusal),
        ImportError::File(refused) => {
            let mut lines: Vec<String> = refused
                .problems
                .iter()
                .map(|notice| of_notice(words, notice))
                .collect();
            lines.push(fill(
                words,
                "cli.nothing-imported",
                &[("n", refused.problems.len().to_string())],
            ));
            Failure::Listed(lines.join("\n"))
        }
    }
}

/// Prints warnings.
pub fn warn<K: Kind>(words: &Locale, warnings: &[Notice<K>]) {
    for notice in warnings {
        eprintln!("{} {}", words.say("cli.warning"), of_notice(words, notice));
    }
}
