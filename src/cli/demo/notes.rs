//! The notes on what to click and type: kept in the folder with gaps, filled in when printed.

use super::accounts::SignIn;
use super::public::{Ways, public_code};
use super::setup::code;
use crate::app::App;
use crate::cli::show::fill;
use crate::crypto::key_sheet::KeySheet;
use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::rehearsal::department::AGENCIES;

/// Stands for the address of the server.
const BASE: &str = "{base}";

/// Begins a line that serves while the second round is open.
const WHILE_OPEN: &str = "{open}";

/// Begins a line that serves until the second round is counted.
const UNTIL_COUNTED: &str = "{uncounted}";

/// Begins a line that serves until the second round is published.
const UNTIL_PUBLISHED: &str = "{unpublished}";

/// What to click and type, with gaps and marks.
pub fn notes(
    words: &Locale,
    app: &App,
    sign_ins: &[SignIn],
    (sheets, unused): (&[KeySheet], &[String]),
    ways: &Ways,
) -> String {
    let mut lines = vec![
        fill(words, "demo.start", &[("url", BASE.to_owned())]),
        words.say("demo.who").to_owned(),
    ];
    lines.extend(AGENCIES.iter().map(|cast| {
        let key = format!("demo.{}", cast.shows);
        format!("  {} {}: {}", cast.code, cast.name, words.say(&key))
    }));
    lines.extend(sign_in_lines(app, sign_ins));
    lines.push(format!("{WHILE_OPEN}{}", words.say("demo.links")));
    let personal = unused.iter().rev().take(3);
    lines.extend(personal.map(|fragment| format!("{WHILE_OPEN}  {BASE}/i#{fragment}")));
    lines.extend(way_lines(words, ways));
    lines.push(format!("{UNTIL_COUNTED}{}", words.say("demo.sheets")));
    let sheets = sheets.iter().take(2);
    lines.extend(sheets.map(|sheet| format!("{UNTIL_COUNTED}  {}", sheet.qr_line().as_str())));
    lines.push(words.say("demo.commands").to_owned());
    lines.extend(commands(app));
    lines.join("\n") + "\n"
}

/// How people whom an agency serves come to the questionnaire.
fn way_lines(words: &Locale, ways: &Ways) -> Vec<String> {
    let lines = [
        words.say("demo.ways").to_owned(),
        format!("  {}  {BASE}/e#{}", words.say("demo.slip"), ways.slip),
        format!("  {}  {BASE}/e  {}", words.say("demo.slip-code"), ways.code),
        format!("  {}  {BASE}/e/{}", words.say("demo.poster"), ways.poster),
        format!(
            "  {}  {BASE}/kiosk#{}  {}",
            words.say("demo.kiosk"),
            ways.kiosk,
            fill(words, "demo.kiosk-exit", &[("exit", ways.exit.clone())])
        ),
    ];
    lines
        .into_iter()
        .map(|line| format!("{WHILE_OPEN}{line}"))
        .collect()
}

/// Who signs in to the office and how, in both languages: the pages are Thai first.
fn sign_in_lines(app: &App, sign_ins: &[SignIn]) -> Vec<String> {
    let say = |key: &str| format!("{} · {}", app.thai.say(key), app.english.say(key));
    let mut lines = vec![format!("{}  {BASE}/office", say("demo.sign-in"))];
    for sign_in in sign_ins {
        let role = say(&format!("console.role_{}", sign_in.role));
        lines.push(format!("  {role}: {}  {}", sign_in.email, sign_in.password));
        if let Some((key, codes)) = &sign_in.factor {
            lines.push(format!("    {}: {key}", say("demo.authenticator")));
            lines.push(format!("    {}:", say("demo.recovery")));
            lines.extend(
                codes
                    .chunks(2)
                    .map(|pair| format!("      {}", pair.join("  "))),
            );
        }
    }
    lines
}

/// Commands in the order in which they make sense.
fn commands(app: &App) -> impl Iterator<Item = String> {
    let program = std::env::current_exe()
        .map_or_else(|_| "prongsai".to_owned(), |path| path.display().to_string());
    let data = super::data_argument(&app.data);
    let (first, second, public) = (code(1), code(2), public_code(2));
    [
        ("", format!("participation --round {second}")),
        ("", format!("results --round {first} --agency D01")),
        ("", format!("kpi --round {first}")),
        ("", format!("kpi --round {first} --person D01-001")),
        (WHILE_OPEN, format!("invite --round {second}")),
        (WHILE_OPEN, format!("letters --round {second}")),
        (WHILE_OPEN, format!("round close {second}")),
        (WHILE_OPEN, format!("round close {public}")),
        (UNTIL_COUNTED, format!("tally --round {second}")),
        (UNTIL_COUNTED, format!("tally --round {public}")),
        (UNTIL_PUBLISHED, format!("round publish {second}")),
        (UNTIL_PUBLISHED, format!("round publish {public}")),
        ("", format!("results --round {second}")),
    ]
    .into_iter()
    .map(move |(mark, command)| format!("{mark}  {program} {data} {command}"))
}

/// The notes as they are printed: gaps filled, and without what the second round is past.
pub fn shown(notes: &str, base: &str, state: RoundState) -> String {
    let marks = [
        (WHILE_OPEN, state == RoundState::Open),
        (
            UNTIL_COUNTED,
            matches!(state, RoundState::Open | RoundState::Closed),
        ),
        (
            UNTIL_PUBLISHED,
            matches!(
                state,
                RoundState::Open | RoundState::Closed | RoundState::Tallied
            ),
        ),
    ];
    let kept = notes.lines().filter_map(|line| {
        let marked = marks
            .iter()
            .find_map(|(mark, stands)| Some((line.strip_prefix(mark)?, *stands)));
        match marked {
            Some((rest, stands)) => stands.then_some(rest),
            None => Some(line),
        }
    });
    kept.map(|line| line.replace(BASE, base) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_round_has_no_links_but_can_be_counted() {
        let notes =
            "Start: {base}/\n{open}  {base}/i#x\n{uncounted}  SHEET\n{unpublished}  publish\n";
        let shown = |state| shown(notes, "http://h", state);
        assert_eq!(
            shown(RoundState::Open),
            "Start: http://h/\n  http://h/i#x\n  SHEET\n  publish\n"
        );
        assert_eq!(
            shown(RoundState::Closed),
            "Start: http://h/\n  SHEET\n  publish\n"
        );
        assert_eq!(shown(RoundState::Published), "Start: http://h/\n");
    }
}
