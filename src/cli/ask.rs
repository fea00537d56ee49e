//! Questions on the terminal. They go to the error stream: a list may be on its way into a file.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use zeroize::Zeroizing;

use super::show::Failure;
use crate::crypto::key_sheet::KeySheet;
use crate::locale::Locale;

/// Room for what is typed from the start: a text that grows leaves copies of a secret behind.
const TYPED: usize = 1_024;

/// One line of what is typed. Refused at the end of the input.
pub fn line() -> Result<Zeroizing<String>, Failure> {
    let mut typed = Zeroizing::new(String::with_capacity(TYPED));
    match io::stdin().lock().read_line(&mut typed) {
        Ok(0) | Err(_) => Err(Failure::said("cli.no-more-input")),
        Ok(_) => Ok(typed),
    }
}

/// Symbols from which a first line can only be the one line of a QR code.
const ONE_LINE: usize = 60;

/// Symbols of a line of a key sheet.
const LINE: usize = 18;

/// Lines of a key sheet.
const LINES: usize = 9;

/// Lines of a key sheet: the one line of a QR code, or the lines up to the last or to an empty
/// one. What cannot become a sheet is returned as well, so that the user is told at once.
pub fn sheet(words: &Locale) -> Result<Zeroizing<String>, Failure> {
    eprintln!("{}", words.say("cli.type-sheet"));
    let mut typed = Zeroizing::new(String::with_capacity(TYPED));
    loop {
        let next = line()?;
        if !next.trim().is_empty() {
            typed.push_str(&next);
        } else if !typed.is_empty() {
            return Ok(typed);
        }
        if KeySheet::parse(&typed).is_ok() || is_all(&typed) {
            return Ok(typed);
        }
    }
}

/// Whether no further line can make a sheet of what is typed.
fn is_all(typed: &str) -> bool {
    let mut lines = typed.lines().filter(|line| !line.trim().is_empty());
    let Some(first) = lines.next() else {
        return false;
    };
    let symbols = first.chars().filter(|symbol| symbol.is_alphanumeric());
    let symbols = symbols.count();
    let unfinished = !first.contains(':') && symbols < LINE;
    symbols >= ONE_LINE || unfinished || lines.count() + 1 >= LINES
}

/// Waits for the enter key.
pub fn enter(words: &Locale, key: &str) -> Result<(), Failure> {
    eprintln!("{}", words.say(key));
    line().map(|_| ())
}

/// Whether the user types `yes` or `ใช่`.
pub fn agree(words: &Locale, key: &str) -> Result<bool, Failure> {
    eprintln!("{}", words.say(key));
    let typed = line()?;
    Ok(["yes", "y", "ใช่"].contains(&typed.trim().to_lowercase().as_str()))
}

/// What a terminal wipes itself at.
const WIPE: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Wipes the screen and what can be scrolled back to.
pub fn wipe_screen() {
    if io::stdout().is_terminal() {
        print!("{WIPE}");
        let _ = io::stdout().flush();
    } else if io::stderr().is_terminal() {
        eprint!("{WIPE}");
    }
}

/// A bar for long work; silent where no terminal is.
pub fn bar(length: u64) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{bar:40} {pos}/{len}").ok();
    let bar = indicatif::ProgressBar::new(length);
    if let Some(style) = style {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::is_all;

    const LINE: &str = "1: 040N-0000-1111-2222-3K\n";

    #[test]
    fn a_sheet_that_cannot_be_mended_is_taken_at_once() {
        assert!(is_all("hello\n"));
        assert!(is_all(&"0".repeat(161)));
        assert!(is_all(&LINE.repeat(9)));
    }

    #[test]
    fn a_sheet_that_is_being_typed_is_waited_for() {
        assert!(!is_all(""));
        assert!(!is_all(LINE));
        assert!(!is_all("040N-0000-1111-2222-3K\n"));
        assert!(!is_all(&LINE.repeat(8)));
    }
}
