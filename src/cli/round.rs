//! `prongsai round …` and `prongsai init`

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::args::{CreateRound, Format, RoundCommand};
use super::ask;
use super::draft;
use super::open;
use super::show::{Failure, Shown, cell, list, print, say, write_file};
use crate::app::App;
use crate::domain::calendar::{parse_moment, thai_rfc3339, thai_zone};
use crate::domain::encoding::hex;
use crate::domain::exact::Score;
use crate::domain::framework::Respondents;
use crate::domain::message::{Message, full_minute};
use crate::domain::round::{Custody, RoundTerms};
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::close_round::{Extended, cancel_round, close_round, extend_round};
use crate::service::create_round::{NewRound, create_round};
use crate::service::publish::publish_round;
use crate::view::memo::{Memo, memo};
use crate::world::World;

/// The settings file that `init` writes.
const SETTINGS: &str = include_str!("settings.toml");

/// Columns of the list of rounds.
const COLUMNS: [&str; 7] = [
    "round",
    "state",
    "framework",
    "instrument",
    "fiscal_year",
    "number",
    "closes",
];

/// Fiscal years are of the Buddhist era: a smaller one is of another.
const FIRST_YEAR: u16 = 2500;

/// How long a round may stay open: three years, leap day included.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * (3 * 365 + 1));

/// Makes a data folder with a settings file, and a key-encryption key beside it.
pub fn init(words: &Locale, data: &Path, kek: Option<&Path>) -> Shown {
    let settings = data.join("settings.toml");
    if settings.exists() {
        return Err(Failure::Said(
            Message::new("cli.init-exists").with("file", settings.display()),
        ));
    }
    let beside = data.with_extension("kek");
    let kek = kek.unwrap_or(&beside);
    if crate::app::lies_within(kek, data) {
        return Err(Failure::Said(
            Message::new("errors.kek-inside").with("file", kek.display()),
        ));
    }
    if kek.exists() {
        return Err(Failure::Said(
            Message::new("cli.init-exists").with("file", kek.display()),
        ));
    }
    let wrong = |problem| Failure::File(data.to_owned(), problem);
    crate::app::make_data_folder(data).map_err(wrong)?;
    let key: [u8; 32] = World::real()
        .random()
        .map_err(|error| Failure::Refused(error.into()))?;
    write_file(kek, format!("{}\n", hex(&key)).as_bytes())?;
    let kek = std::path::absolute(kek).map_err(wrong)?;
    write_file(
        &settings,
        SETTINGS
            .replace("{kek}", &kek.display().to_string())
            .as_bytes(),
    )?;
    say(
        words,
        "cli.init-done",
        &[
            ("settings", settings.display().to_string()),
            ("kek", kek.display().to_string()),
        ],
    );
    Ok(())
}

/// Acts on rounds.
pub async fn round(app: &App, words: &Locale, command: RoundCommand) -> Shown {
    let office = &app.office;
    match command {
        RoundCommand::Create(args) => create(app, words, args).await,
        RoundCommand::Edit(args) => draft::edit(app, words, args).await,
        RoundCommand::Discard { round, yes } => draft::discard(app, words, round, yes).await,
        RoundCommand::Open {
            round,
            print,
            dry_run,
            all,
        } => {
            open::ready(app, words, &round, all).await?;
            if dry_run {
                say(words, "cli.may-open", &[("round", round)]);
                return Ok(());
            }
            open::open(app, words, &round, print.as_deref()).await
        }
        RoundCommand::Keys { round } => open::draw_keys(app, words, &round).await,
        RoundCommand::Extend { round, closes } => extend(app, words, &round, &closes).await,
        RoundCommand::Close { round } => close(app, words, &round).await,
        RoundCommand::Cancel { round, yes } => {
            if !yes && !ask::agree(words, "cli.cancel-sure")? {
                return Ok(());
            }
            cancel_round(office, &round).await?;
            app.wipe_mail_folder()
                .map_err(|problem| Failure::File(app.data.clone(), problem))?;
            say(words, "cli.cancelled", &[("round", round)]);
            Ok(())
        }
        RoundCommand::Publish { round } => {
            let agencies = publish_round(office, &round).await?;
            let values = [("n", agencies.to_string()), ("round", round)];
            say(words, "cli.published", &values);
            Ok(())
        }
        RoundCommand::List { format } => list_rounds(app, words, format).await,
        RoundCommand::Memo { round, out } => write_memo(app, words, &round, &out).await,
    }
}

/// Moves the close; word of it is queued to people who were mailed.
async fn extend(app: &App, words: &Locale, code: &str, closes: &str) -> Shown {
    let moment = close_of(app, words, closes)?;
    let Extended { round, told } = extend_round(&app.office, code, moment).await?;
    let values = [
        ("closes", in_words(words, round.closes_at)),
        ("n", told.to_string()),
        ("round", round.code),
    ];
    say(words, "cli.extended", &values);
    Ok(())
}

/// Closes a round and removes the live links of the mail folder.
async fn close(app: &App, words: &Locale, code: &str) -> Shown {
    let round = close_round(&app.office, code).await?;
    app.wipe_mail_folder()
        .map_err(|problem| Failure::File(app.data.clone(), problem))?;
    let ends = round
        .grace_ends()
        .map(|ends| in_words(words, full_minute(ends)))
        .unwrap_or_default();
    say(
        words,
        "cli.closed",
        &[("ends", ends), ("round", round.code)],
    );
    Ok(())
}

async fn list_rounds(app: &App, words: &Locale, format: Format) -> Shown {
    let mut sheet = list(words, &COLUMNS);
    for round in app.office.registry.rounds().await.map_err(Refusal::from)? {
        let closed = round.closed_at.unwrap_or(round.closes_at);
        sheet.rows.push(vec![
            round.code.as_str().into(),
            Cell::coded(
                round.state.code(),
                words.say(&format!("state.{}", round.state)),
            ),
            round.terms.framework.as_str().into(),
            round.terms.instrument.as_str().into(),
            cell(Some(round.terms.fiscal_year)),
            cell(Some(round.terms.number)),
            Cell::coded(thai_rfc3339(closed), in_words(words, closed)),
        ]);
    }
    print(&sheet, format)
}

/// A moment as the language writes it, in Thai time.
fn in_words(words: &Locale, moment: Timestamp) -> String {
    words.moment(moment.to_zoned(thai_zone()).datetime())
}

/// A text that names no time.
pub fn bad_time(text: &str) -> Failure {
    Failure::Said(Message::new("cli.bad-time").with("time", text))
}

/// The close that is typed; refused where its year is far off, as a mistyped one is.
pub fn close_of(app: &App, words: &Locale, typed: &str) -> Result<Timestamp, Failure> {
    let moment = parse_moment(typed).map_err(|_| bad_time(typed))?;
    let latest = app.office.world.now().checked_add(LONGEST);
    if latest.is_ok_and(|latest| moment > latest) {
        return Err(Failure::Said(
            Message::new("cli.far-close").with("closes", in_words(words, moment)),
        ));
    }
    Ok(moment)
}

/// A percentage that is typed.
pub fn percent(typed: &str) -> Result<Score, Failure> {
    typed
        .parse()
        .map_err(|_| Failure::Said(Message::new("cli.bad-percent").with("value", typed)))
}

async fn create(app: &App, words: &Locale, args: CreateRound) -> Shown {
    if args.fiscal_year < FIRST_YEAR {
        return Err(Failure::Said(
            Message::new("cli.bad-fiscal-year").with("year", args.fiscal_year),
        ));
    }
    let closes_at = close_of(app, words, &args.closes)?;
    let terms = RoundTerms {
        framework: args.framework,
        instrument: args.instrument,
        fiscal_year: args.fiscal_year,
        number: args.number,
        kpi_period: args.kpi_period,
        grace_minutes: args.grace_minutes,
        k: args.k,
        min_service_years: args.min_service_years,
        head_count_day: args.head_count_day,
        required_percent: percent(&args.required_percent)?,
        custody: if args.single_custodian {
            Custody::Single
        } else {
            Custody::TwoOfThree
        },
    };
    let round = NewRound {
        code: args.round.clone(),
        terms,
        closes_at,
        custodians: args.custodians,
    };
    create_round(&app.office, round).await?;
    let round = app.office.round(&args.round).await?;
    let created = match app.office.instrument(&round)?.1.respondents {
        Respondents::Staff => "cli.created",
        Respondents::Public => "cli.created-public",
    };
    say(words, created, &[("round", args.round)]);
    Ok(())
}

/// Writes the memo with the fingerprints of a round's polls.
async fn write_memo(app: &App, words: &Locale, code: &str, out: &Path) -> Shown {
    let office = &app.office;
    let round = office.round(code).await?;
    let agencies = office.agencies().await?;
    let polls = office
        .registry
        .polls(round.id)
        .await
        .map_err(Refusal::from)?;
    if polls.is_empty() {
        return Err(Failure::said("errors.not-opened-yet"));
    }
    let mut named: Vec<_> = polls
        .iter()
        .filter_map(|poll| {
            agencies
                .get(&poll.agency)
                .map(|agency| (agency.name.clone(), poll.fingerprint))
        })
        .collect();
    named.sort();
    let facts = Memo {
        organisation: app.settings.organisation.clone(),
        respondents: office.instrument(&round)?.1.respondents,
        instrument: round.terms.instrument.to_uppercase(),
        fiscal_year: i16::try_from(round.terms.fiscal_year).unwrap_or(i16::MAX),
        round: round.terms.number,
        closes: round.closes_at.to_zoned(thai_zone()).datetime(),
        custody: round.terms.custody,
        custodians: office
            .registry
            .custodians(round.id)
            .await
            .map_err(Refusal::from)?,
        polls: named,
        contact: Vec::new(),
    };
    write_file(out, memo(&app.thai, &app.print_style(), &facts).as_bytes())?;
    say(words, "cli.written", &[("file", out.display().to_string())]);
    Ok(())
}
