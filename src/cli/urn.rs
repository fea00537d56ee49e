//! `prongsai urn export` and `prongsai tally --urn`: the count on a machine without a network.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::args::{Format, UrnCommand};
use super::ask;
use super::board::table;
use super::show::{Failure, Shown, print, replace_archive, replace_file, say, tell, write_once};
use super::tally::collect;
use crate::app::App;
use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::crypto::carry::CarryCode;
use crate::crypto::digest::sha256;
use crate::domain::encoding::hex;
use crate::intake::archive::read_bundle;
use crate::locale::Locale;
use crate::service::carry::export::{NamedFiles, export};
use crate::service::carry::offline::CarriedUrn;
use crate::world::World;

/// Commands on sealed ballots.
pub async fn urn(app: &App, words: &Locale, command: UrnCommand) -> Shown {
    let UrnCommand::Export { round, to, code_to } = command;
    // Before anything leaves: a code on its way into a log or another program is no secret.
    if code_to.is_none() && !std::io::stdout().is_terminal() {
        return Err(Failure::said("carry.no-terminal"));
    }
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let place = whole(&to);
    if let Some(file) = &code_to
        && whole(file).parent() == place.parent()
    {
        return Err(Failure::said("carry.code-beside"));
    }
    let keep = async |files: NamedFiles<'_>, code: &CarryCode| {
        if let Some(file) = &code_to {
            write_once(file, code.text().as_bytes())?;
        }
        replace_archive(&to, files).await
    };
    let exported = export(&app.office, &round, &place.display().to_string(), keep).await?;
    let values = [
        ("file", to.display().to_string()),
        ("boards", exported.boards),
        ("round", round),
    ];
    tell(words, "cli.urn-exported", &values);
    match code_to {
        Some(file) => {
            let values = [("file", file.display().to_string())];
            tell(words, "cli.urn-code-kept", &values);
        }
        None => show_code(words, &exported.code)?,
    }
    Ok(())
}

/// Shows the code until the enter key, and wipes it from the screen.
fn show_code(words: &Locale, code: &CarryCode) -> Shown {
    eprintln!("{}", words.say("cli.urn-code"));
    let shown = code.text();
    let written = writeln!(std::io::stdout().lock(), "{}", shown.as_str());
    written.map_err(|problem| Failure::File("-".into(), problem))?;
    let noted = ask::enter(words, "cli.urn-code-noted");
    ask::wipe_screen();
    noted
}

/// Counts what was carried here, and writes the locked result.
pub async fn count(words: &Locale, assets: &Assets, urn: &Path, to: &Path) -> Shown {
    let catalogue = Catalogue::load(assets, sha256)
        .map_err(|problems| Failure::Listed(super::problems::of_frameworks(words, &problems)))?;
    let files = read_bundle(urn).map_err(|problem| Failure::File(urn.to_owned(), problem))?;
    let urn = match CarriedUrn::read(files)? {
        Ok(urn) => urn,
        Err(findings) => {
            print(&table(words, findings.troubles.iter()), Format::Table)?;
            return Err(Failure::said("carry.troubles"));
        }
    };
    let values = [
        ("round", urn.findings.round.clone()),
        ("polls", urn.findings.polls.to_string()),
        ("ballots", urn.findings.ballots.to_string()),
        ("digest", urn.boards().to_owned()),
    ];
    tell(words, "cli.urn-read", &values);
    tell(words, "cli.verify-digest", &values);
    let code = typed_code(words)?;
    let keys = urn.open_keys(&code)?;
    let check = async |typed: &str| urn.check_sheet(typed);
    let sheets = collect(words, urn.threshold(), check).await?;
    let secret = urn.open_secret(&sheets)?;
    drop(sheets);
    let nonce = World::real()
        .random()
        .map_err(crate::service::Refusal::from)?;
    let bar = ask::bar(0);
    let result = urn.count(&catalogue, (&secret, &keys), nonce, |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.done);
    })?;
    bar.finish_and_clear();
    replace_file(to, &result)?;
    let values = [
        ("file", to.display().to_string()),
        ("digest", hex(sha256(&result).bytes())),
        ("round", urn.findings.round.clone()),
    ];
    say(words, "cli.urn-counted", &values);
    Ok(())
}

/// The code, asked for until it is typed as it was shown.
fn typed_code(words: &Locale) -> Result<CarryCode, Failure> {
    eprintln!("{}", words.say("cli.type-code"));
    loop {
        let typed = ask::line()?;
        match CarryCode::typed(&typed) {
            Some(code) => return Ok(code),
            None => eprintln!("{}", words.say("carry.mistyped-code")),
        }
    }
}
