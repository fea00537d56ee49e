//! `prongsai tally` and `prongsai sheet`

use super::args::Tally;
use super::ask;
use super::show::{Failure, Shown, list, print, read_file, say, tell};
use crate::app::App;
use crate::crypto::digest::sha256;
use crate::crypto::key_sheet::KeySheet;
use crate::domain::encoding::hex;
use crate::domain::round::{Round, RoundState};
use crate::export::sheet::{Cell, Sheet};
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::carry::back::commit_result;
use crate::service::finish_round::finish_round;
use crate::service::public_part::nothing_else_is_open;
use crate::service::tally_totals::{AtomTotal, Counted};
use crate::service::{key_sheets, tally};

/// Checks one key sheet; opens nothing.
pub async fn check_sheet(app: &App, words: &Locale, code: &str) -> Shown {
    let round = app.office.round(code).await?;
    let typed = ask::sheet(words)?;
    let sheet = key_sheets::check_sheet(&app.office, &round, &typed).await?;
    say(
        words,
        "cli.sheet-good",
        &[
            ("number", sheet.custodian().to_string()),
            ("round", round.code),
        ],
    );
    Ok(())
}

/// Asks for the key sheets, opens the box, counts. Prints how many ballots are in every count; no
/// figure of answers.
pub async fn tally(app: &App, words: &Locale, args: &Tally) -> Shown {
    let office = &app.office;
    if let Some(code) = &args.agency {
        office.agency(code).await?;
    }
    let code = args.round.as_deref().unwrap_or_default();
    let round = office.round_in(code, &[RoundState::Closed]).await?;
    let done = match &args.result {
        Some(file) => {
            let result = read_file(file)?;
            let digest = hex(sha256(&result).bytes());
            tell(words, "cli.result-digest", &[("digest", digest)]);
            commit_result(office, code, &result).await?
        }
        None => count(app, words, &round).await?,
    };
    let values = [
        ("valid", done.valid.to_string()),
        ("invalid", done.invalid.to_string()),
        ("counts", done.atoms.to_string()),
        ("uncounted", done.uncounted.join(", ")),
        ("round", round.code),
    ];
    tell(words, "cli.tallied", &values);
    if !done.uncounted.is_empty() {
        tell(words, "cli.uncounted", &values);
    }
    print(
        &totals(words, &done.totals, args.agency.as_deref()),
        args.format,
    )
}

/// Asks for the key sheets and counts here.
async fn count(app: &App, words: &Locale, round: &Round) -> Result<tally::Tallied, Failure> {
    let office = &app.office;
    finish_round(office, round).await?;
    nothing_else_is_open(office, round).await?;
    let of = round.terms.custody.threshold();
    let check = async |typed: &str| key_sheets::check_sheet(office, round, typed).await;
    let sheets = collect(words, of, check).await?;
    let secret = key_sheets::open_secret(office, round, &sheets).await?;
    drop(sheets);
    let bar = ask::bar(0);
    let done = tally::tally(office, &round.code, &secret, |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.done);
    })
    .await?;
    bar.finish_and_clear();
    Ok(done)
}

/// A line for each count that the agency, or any, is in.
fn totals(words: &Locale, totals: &[AtomTotal], agency: Option<&str>) -> Sheet {
    let mut sheet = list(
        words,
        &[
            "agency",
            "counted",
            "eligible",
            "acknowledged",
            "cast",
            "valid",
            "invalid",
        ],
    );
    let wanted = |total: &&AtomTotal| {
        agency.is_none_or(|agency| total.agencies.iter().any(|code| code == agency))
    };
    for total in totals.iter().filter(wanted) {
        let (valid, invalid) = match total.valid_and_invalid {
            Some((valid, invalid)) => (valid.into(), invalid.into()),
            None => (Cell::Empty, Cell::Empty),
        };
        sheet.rows.push(vec![
            total.agencies.join(", ").into(),
            match total.counted {
                Counted::Own => Cell::coded("own", words.say("results.counted-own")),
                Counted::Pool => Cell::coded("pool", words.say("results.counted-pool")),
                Counted::Nowhere => Cell::coded("nowhere", words.say("results.counted-nowhere")),
            },
            total.eligible.into(),
            total.acknowledged.into(),
            total.cast.into(),
            valid,
            invalid,
        ]);
    }
    sheet
}

/// As many different, good sheets as open the box.
pub async fn collect(
    words: &Locale,
    of: usize,
    check: impl AsyncFn(&str) -> Result<KeySheet, Refusal>,
) -> Result<Vec<KeySheet>, Failure> {
    let mut sheets: Vec<KeySheet> = Vec::new();
    while sheets.len() < of {
        let number = sheets.len() + 1;
        tell(
            words,
            "cli.sheet-of",
            &[("number", number.to_string()), ("of", of.to_string())],
        );
        let typed = ask::sheet(words)?;
        ask::wipe_screen();
        match check(&typed).await {
            Ok(sheet)
                if sheets
                    .iter()
                    .any(|other| other.custodian() == sheet.custodian()) =>
            {
                eprintln!("{}", words.say("sheet.same"));
            }
            Ok(sheet) => sheets.push(sheet),
            Err(refusal) => eprintln!("{}", words.word(&refusal.message())),
        }
    }
    Ok(sheets)
}
