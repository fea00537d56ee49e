//! The command line; no logic. Arguments are read here, words are chosen here, services act.

mod account;
mod agency;
mod anonymity;
mod args;
mod ask;
mod audit;
mod backup;
mod bench;
mod board;
mod check;
mod demo;
mod doctor;
mod draft;
mod keep_mail;
mod kpi;
mod kpi_notes;
mod mail;
mod mistyped;
mod open;
mod participation;
mod problems;
mod results;
mod roster;
mod round;
mod score;
mod serve;
mod show;
mod tally;
mod unit;
mod urn;

pub use serve::look_what_is_due;

use std::process::ExitCode;

use clap::Parser as _;

use self::args::{Args, Command};
use self::show::{Failure, Shown};
use crate::app::App;
use crate::assets::Assets;
use crate::domain::lang::Lang;
use crate::locale::Locale;
use crate::settings::Settings;
use crate::world::World;

/// Reads the arguments and carries the command out. Exit codes: 0 done, 1 refused (nothing was
/// changed), 2 wrong arguments.
pub fn run() -> ExitCode {
    crate::hardening::harden();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return mistyped(&error),
    };
    // A settings file that cannot be read is told of when it is needed.
    let log = Settings::load(&args.data).map(|settings| settings.log);
    crate::telemetry::start(args.verbose, log.unwrap_or_default());
    let words = match Locale::load(&Assets::default(), args.lang()) {
        Ok(words) => words,
        Err(problem) => return complain(&problem.to_string()),
    };
    match actix_web::rt::System::new().block_on(carry_out(args, &words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure.worded(&words)),
    }
}

/// Says what is wrong with the arguments, or shows the help that they ask for.
fn mistyped(error: &clap::Error) -> ExitCode {
    let words = Locale::load(&Assets::default(), mistyped::lang()).ok();
    match words.and_then(|words| mistyped::worded(&words, error)) {
        Some(text) => {
            eprintln!("{text}");
            ExitCode::from(2)
        }
        None => error.exit(),
    }
}

fn complain(text: &str) -> ExitCode {
    eprintln!("{text}");
    ExitCode::from(1)
}

async fn carry_out(args: Args, words: &Locale) -> Shown {
    match args.command {
        Command::Check { dir } => check::check(words, &own_assets(&args.data)?, dir.as_deref()),
        Command::Score(score) => score::score(words, &own_assets(&args.data)?, &score),
        Command::Init { kek } => round::init(words, &args.data, kek.as_deref()),
        Command::Demo(demo) => demo::demo(words, args.data, &demo).await,
        Command::AuditAnonymity(asked) => anonymity::audit(words, &asked),
        Command::Bench(command) => bench::bench(words, &args.data, command).await,
        Command::Verify(verify) => board::verify(words, &verify),
        Command::Unit => unit::unit(&args.data),
        Command::Tally(args::Tally {
            urn: Some(urn),
            to: Some(to),
            ..
        }) => urn::count(words, &own_assets(&args.data)?, &urn, &to).await,
        Command::Restore(from) => backup::put_back(&args.data, words, &from, &actor()).await,
        command => with_app(&args.data, words, command).await,
    }
}

async fn with_app(data: &std::path::Path, words: &Locale, command: Command) -> Shown {
    let app = App::open(data, World::real(), &actor())
        .await
        .map_err(Failure::CannotOpen)?;
    match command {
        Command::Agency(command) => agency::agency(&app, words, command).await,
        Command::Account(command) => account::account(&app, words, command).await,
        Command::Audit(command) => audit::audit(&app, words, command).await,
        Command::Round(command) => round::round(&app, words, command).await,
        Command::Roster(command) => roster::roster(&app, words, command).await,
        Command::Invite(to) => mail::invite(&app, words, &to).await,
        Command::Remind(args) => mail::remind(&app, words, &args).await,
        Command::Mail(command) => mail::mail(&app, words, command).await,
        Command::Letters(letters) => mail::letters(&app, words, &letters).await,
        Command::Serve(serve) => serve::serve(&app, words, &serve).await,
        Command::Sheet { round } => tally::check_sheet(&app, words, &round).await,
        Command::Tally(tally) => tally::tally(&app, words, &tally).await,
        Command::Board(command) => board::board(&app, words, command).await,
        Command::Urn(command) => urn::urn(&app, words, command).await,
        Command::Participation(read) => participation::participation(&app, words, &read).await,
        Command::Results(read) => results::results(&app, words, &read).await,
        Command::Doctor(doctor) => doctor::doctor(&app, words, &doctor).await,
        Command::Backup(backup) => backup::backup(&app, words, &backup).await,
        Command::Kpi(command) => kpi::kpi(&app, words, command).await,
        Command::Check { .. }
        | Command::Score(_)
        | Command::Init { .. }
        | Command::Demo(_)
        | Command::Verify(_)
        | Command::Unit
        | Command::Restore(_)
        | Command::AuditAnonymity(_)
        | Command::Bench(_) => Ok(()),
    }
}

/// Embedded files and those that the data folder's settings put over them; the folder need not be
/// there.
fn own_assets(data: &std::path::Path) -> Result<Assets, Failure> {
    let settings = Settings::load(data).map_err(|problem| Failure::CannotOpen(problem.into()))?;
    Ok(Assets::overridden_by(settings.override_folder))
}

/// Who acts, for the audit log: the name of the system's user.
fn actor() -> String {
    ["PRONGSAI_ACTOR", "SUDO_USER", "USER"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_default()
}

/// The locale of the interface.
fn system_lang() -> Lang {
    let system = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match system {
        Some(system) if system.starts_with("th") => Lang::Th,
        _ => Lang::En,
    }
}
