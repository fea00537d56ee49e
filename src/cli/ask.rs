//! Questions on the terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use zeroize::Zeroizing;

use super::show::Failure;
use crate::locale::Locale;

/// One line of what is typed. Refused at the end of the input.
pub fn line() -> Result<Zeroizing<String>, Failure> {
    let mut typed = Zeroizing::new(String::new());
    match io::stdin().lock().read_line(&mut typed) {
        Ok(0) | Err(_) => Err(Failure::said("cli.no-more-input")),
        Ok(_) => Ok(typed),
    }
}

/// Lines of a key sheet: the one line of a QR code, or the numbered lines up to an empty one.
pub fn sheet(words: &Locale) -> Result<Zeroizing<String>, Failure> {
    println!("{}", words.say("cli.type-sheet"));
    let mut typed = Zeroizing::new(String::new());
    loop {
        let next = line()?;
        if !next.trim().is_empty() {
            typed.push_str(&next);
        } else if !typed.is_empty() {
            return Ok(typed);
        }
        if crate::crypto::key_sheet::KeySheet::parse(&typed).is_ok() {
            return Ok(typed);
        }
    }
}

/// Waits for the enter key.
pub fn enter(words: &Locale, key: &str) -> Result<(), Failure> {
    println!("{}", words.say(key));
    line().map(|_| ())
}

/// Whether the user types `yes` or `ใช่`.
pub fn agree(words: &Locale, key: &str) -> Result<bool, Failure> {
    println!("{}", words.say(key));
    let typed = line()?;
    Ok(["yes", "y", "ใช่"].contains(&typed.trim().to_lowercase().as_str()))
}

/// Wipes the screen and what can be scrolled back to.
pub fn wipe_screen() {
    if io::stdout().is_terminal() {
        print!("\u{1b}[2J\u{1b}[3J\u{1b}[H");
        let _ = io::stdout().flush();
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
