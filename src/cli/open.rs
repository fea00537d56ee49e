//! `prongsai round open`: readiness, then the key ceremony custodian by custodian.

use std::path::{Path, PathBuf};

use super::ask;
use super::show::{Failure, Shown, list, print, say, tell, write_file};
use crate::app::App;
use crate::crypto::key_sheet::KeySheet;
use crate::domain::framework::Respondents;
use crate::domain::message::Message;
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::service::key_sheets::sheet_refusal;
use crate::service::open_round::Ceremony;
use crate::service::poll_keys::draw_ahead;
use crate::service::readiness::{AgencyReadiness, readiness};
use crate::store::shred;
use crate::view::print_sheet::{self, key_sheets};

/// Agencies up to which each is listed; of more, those alone of which something should be looked at.
const LISTED: usize = 100;

/// Holds the ceremony and opens.
pub async fn open(app: &App, words: &Locale, code: &str, folder: Option<&Path>) -> Shown {
    draw_keys(app, words, code).await?;
    let mut ceremony = Ceremony::begin(&app.office, code).await?;
    hold(app, words, &mut ceremony, folder)?;
    let round = ceremony.round().clone();
    let (framework, instrument) = app.office.instrument(&round)?;
    let custodians: Vec<String> = ceremony.sheets().map(|(name, _)| name.to_owned()).collect();
    let files = app.round_files(&round, framework, instrument, &custodians);
    let polls = ceremony.complete(&app.office, &files).await?;
    let opened = match instrument.respondents {
        Respondents::Staff => "cli.opened",
        Respondents::Public => "cli.opened-public",
    };
    say(
        words,
        opened,
        &[("round", round.code), ("polls", polls.len().to_string())],
    );
    Ok(())
}

/// Draws the issuing keys that are missing, before anybody is called.
pub async fn draw_keys(app: &App, words: &Locale, code: &str) -> Shown {
    let bar = ask::bar(0);
    let drawn = draw_ahead(&app.office, code, |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    });
    let drawn = drawn.await?;
    bar.finish_and_clear();
    if drawn > 0 {
        tell(words, "cli.keys-drawn", &[("n", drawn.to_string())]);
    }
    Ok(())
}

/// Prints what is missing: of few agencies each, of many those that somebody should look at, unless `all` are
/// wanted. An error unless the round may open.
pub async fn ready(app: &App, words: &Locale, code: &str, all: bool) -> Shown {
    let round = app.office.round(code).await?;
    let readiness = readiness(&app.office, &round).await?;
    let worth_it = |line: &AgencyReadiness| !line.warnings.is_empty();
    let lines = listed(&readiness.agencies, worth_it, all);
    let mut sheet = list(
        words,
        &["agency", "name", "eligible", "exempt", "letters", "missing"],
    );
    let rows = lines.iter().map(|line| cells(words, line));
    sheet.rows.extend(rows);
    if !sheet.rows.is_empty() {
        print(&sheet, super::args::Format::Table)?;
    }
    let unlisted = readiness.agencies.len() - lines.len();
    if unlisted > 0 {
        let good = readiness.agencies.iter().filter(|line| !worth_it(line));
        let values = [
            ("n", readiness.agencies.len().to_string()),
            ("good", good.count().to_string()),
            ("unlisted", unlisted.to_string()),
        ];
        say(words, "cli.agencies-unlisted", &values);
    }
    for blocker in &readiness.blockers {
        println!("{} {}", words.say("cli.blocker"), words.word(blocker));
    }
    if readiness.blockers.is_empty() {
        return Ok(());
    }
    Err(Failure::Said(
        Message::new("cli.not-ready").with("round", code),
    ))
}

/// Few lines are listed as they are; of many those alone that somebody should look at, and no more than few.
fn listed<T>(lines: &[T], worth_it: impl Fn(&T) -> bool, all: bool) -> Vec<&T> {
    let every = all || lines.len() <= LISTED;
    let most = if all { usize::MAX } else { LISTED };
    let those = lines.iter().filter(|line| every || worth_it(line));
    those.take(most).collect()
}

fn cells(words: &Locale, line: &AgencyReadiness) -> Vec<Cell> {
    let warnings = line.warnings.iter().map(|message| words.word(message));
    let warnings: Vec<String> = warnings.collect();
    vec![
        line.agency.code.as_str().into(),
        line.agency.name.as_str().into(),
        line.eligible.into(),
        line.exempt.into(),
        line.without_email.into(),
        warnings.join(" · ").into(),
    ]
}

/// Every custodian sees a sheet, prints or copies it, and reads it back.
fn hold(app: &App, words: &Locale, ceremony: &mut Ceremony, folder: Option<&Path>) -> Shown {
    if let Some(folder) = folder {
        wipe_old_sheets(folder)?;
    }
    let of = ceremony.sheets().count();
    let names: Vec<String> = ceremony.sheets().map(|(name, _)| name.to_owned()).collect();
    for (name, number) in names.iter().zip(1u8..) {
        say(
            words,
            "cli.custodian",
            &[
                ("name", name.clone()),
                ("number", number.to_string()),
                ("of", of.to_string()),
            ],
        );
        let printed = show_sheet(app, ceremony, usize::from(number) - 1, folder)?;
        if let Some(file) = &printed {
            say(
                words,
                "cli.print-sheet",
                &[("file", file.display().to_string())],
            );
        }
        ask::enter(words, "cli.sheet-kept")?;
        ask::wipe_screen();
        read_back(words, ceremony, number)?;
        if let Some(file) = printed {
            wipe_sheet(&file)?;
        }
        say(words, "cli.read-back", &[("name", name.clone())]);
    }
    Ok(())
}

/// Overwrites and removes a sheet that was printed. Flash memory may keep old cells: the folder
/// belongs on a memory disk or a stick that is locked away with the sheets.
fn wipe_sheet(file: &Path) -> Shown {
    shred(file).map_err(|problem| Failure::Refused(problem.into()))
}

/// Removes sheets that a ceremony left behind which was broken off.
fn wipe_old_sheets(folder: &Path) -> Shown {
    for number in 1..=3 {
        wipe_sheet(&folder.join(format!("key-sheet-{number}.html")))?;
    }
    Ok(())
}

/// Shows a sheet on the screen, or writes it as a page to print.
fn show_sheet(
    app: &App,
    ceremony: &Ceremony,
    at: usize,
    folder: Option<&Path>,
) -> Result<Option<PathBuf>, Failure> {
    let Some((name, sheet)) = ceremony.sheets().nth(at) else {
        return Ok(None);
    };
    let Some(folder) = folder else {
        println!(
            "\n{}\n\n{}\n",
            sheet.text().as_str(),
            sheet.qr_line().as_str()
        );
        return Ok(None);
    };
    let file = folder.join(format!("key-sheet-{}.html", sheet.custodian()));
    let page = key_sheets(
        &app.thai,
        &app.print_style(),
        &[printed_sheet(app, ceremony, name, sheet)],
    );
    write_file(
        &file,
        page.map_err(|_| Failure::said("errors.crypto"))?.as_bytes(),
    )?;
    Ok(Some(file))
}

fn printed_sheet(
    app: &App,
    ceremony: &Ceremony,
    name: &str,
    sheet: &KeySheet,
) -> print_sheet::KeySheet {
    let terms = &ceremony.round().terms;
    print_sheet::KeySheet {
        organisation: app.settings.organisation.clone(),
        fiscal_year: i16::try_from(terms.fiscal_year).unwrap_or(i16::MAX),
        round: terms.number,
        custodian: name.to_owned(),
        number: sheet.custodian(),
        custody: terms.custody,
        lines: sheet.text().lines().map(unnumbered).collect(),
        one_line: sheet.qr_line().to_string(),
    }
}

/// A line without its number, which the printed list gives it.
fn unnumbered(line: &str) -> String {
    line.split_once(": ")
        .map_or(line, |(_, symbols)| symbols)
        .to_owned()
}

/// Asks until the sheet is read back as it was shown.
fn read_back(words: &Locale, ceremony: &mut Ceremony, number: u8) -> Shown {
    loop {
        let typed = ask::sheet(words)?;
        match ceremony.read_back(number, &typed) {
            Ok(()) => return Ok(()),
            Err(error) => println!("{}", words.word(&sheet_refusal(error).message())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_country_only_what_should_be_looked_at_is_listed_and_all_on_demand() {
        let odd = |line: &usize| line % 50 == 1;
        let few: Vec<usize> = (0..LISTED).collect();
        assert_eq!(listed(&few, odd, false).len(), LISTED);
        let country: Vec<usize> = (0..8_300).collect();
        let flawed = listed(&country, odd, false);
        assert_eq!(flawed.len(), LISTED, "166 are, and 66 are only counted");
        assert!(flawed.iter().all(|line| odd(line)));
        assert_eq!(listed(&country[..=LISTED], odd, false), [&1, &51]);
        assert_eq!(listed(&country, odd, true).len(), country.len());
    }
}
