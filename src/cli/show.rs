//! How commands end and what they print.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::pin::pin;

use futures_util::stream::{Stream, TryStreamExt as _};

use super::args::Format;
use crate::app::CannotOpen;
use crate::domain::message::Message;
use crate::export::archive::{BrokenOff, in_parts};
use crate::export::sheet::{Cell, Column, Sheet};
use crate::locale::Locale;
use crate::service::Refusal;

/// How a command ends.
pub type Shown = Result<(), Failure>;

/// Why a command was not carried out.
#[derive(Debug)]
pub enum Failure {
    /// The installation cannot be opened.
    CannotOpen(CannotOpen),
    /// An act was refused.
    Refused(Refusal),
    /// Something the user typed or named; the message says what to do.
    Said(Message),
    /// Everything was listed already.
    Listed(String),
    /// A file of the user.
    File(PathBuf, io::Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl Failure {
    /// A message without values.
    pub fn said(key: &'static str) -> Self {
        Failure::Said(Message::new(key))
    }

    /// In words.
    pub fn worded(&self, words: &Locale) -> String {
        match self {
            Failure::CannotOpen(problem) => super::problems::of_opening(words, problem),
            Failure::Refused(refusal) => words.word(&refusal.message()),
            Failure::Said(message) => words.word(message),
            Failure::Listed(text) => text.clone(),
            Failure::File(path, problem) if problem.kind() == io::ErrorKind::InvalidData => {
                let file = path.display().to_string();
                fill(words, "cli.file-damaged", &[("file", file)])
            }
            Failure::File(path, problem) => {
                let values = [
                    ("file", path.display().to_string()),
                    ("problem", problem.to_string()),
                ];
                fill(words, "cli.file", &values)
            }
        }
    }
}

/// A text with owned values.
pub fn fill(words: &Locale, key: &str, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    words.fill(key, &values)
}

/// Prints a text with values.
pub fn say(words: &Locale, key: &str, values: &[(&str, String)]) {
    println!("{}", fill(words, key, values));
}

/// Tells how a command goes on the error stream, beside a list that it prints.
pub fn tell(words: &Locale, key: &str, values: &[(&str, String)]) {
    eprintln!("{}", fill(words, key, values));
}

/// A list whose columns are headed by the words `heading.<code>`.
pub fn list(words: &Locale, codes: &[&'static str]) -> Sheet {
    let column = |code: &&'static str| Column {
        code,
        heading: words.say(&format!("heading.{code}")).to_owned(),
    };
    Sheet::new(codes.iter().map(column).collect())
}

/// Prints a list in the form asked for.
pub fn print(sheet: &Sheet, format: Format) -> Shown {
    let bytes = match format {
        Format::Table => sheet.to_text().into_bytes(),
        Format::Json => format!("{:#}\n", sheet.to_json()).into_bytes(),
        Format::Csv => sheet
            .to_csv()
            .map_err(|problem| Failure::File(PathBuf::from("-"), problem.into()))?,
    };
    to_output(&bytes)
}

/// Prints the rows of a list alone, as CSV: what goes on with one whose beginning was printed.
pub fn print_more(sheet: &Sheet) -> Shown {
    let bytes = sheet.rows_to_csv();
    to_output(&bytes.map_err(|problem| Failure::File(PathBuf::from("-"), problem.into()))?)
}

fn to_output(bytes: &[u8]) -> Shown {
    use std::io::Write as _;
    match io::stdout().write_all(bytes) {
        Err(problem) if problem.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::File(PathBuf::from("-"), problem))
        }
        _ => Ok(()),
    }
}

/// Reads a file that the user named.
pub fn read_file(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|problem| Failure::File(path.to_owned(), problem))
}

/// Writes a file that the user named, readable by its owner only: it may hold live links.
pub fn write_file(path: &Path, bytes: &[u8]) -> Shown {
    let wrong = |problem| Failure::File(path.to_owned(), problem);
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(wrong)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(wrong)
}

/// Writes a file that the user named so that a crash leaves either the former file or the whole new one,
/// on disk when this returns, readable by its owner only.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Shown {
    let mut file = NewFile::begin(path)?;
    file.write(bytes)?;
    file.finish()
}

/// Writes an archive of these files as [`replace_file`] does, while they come.
pub async fn replace_archive(
    path: &Path,
    files: impl Stream<Item = Result<(String, Vec<u8>), Refusal>>,
) -> Shown {
    let mut file = NewFile::begin(path)?;
    let mut parts = pin!(in_parts(files));
    while let Some(part) = parts.try_next().await.map_err(Failure::from)? {
        file.write(&part)?;
    }
    file.finish()
}

impl From<BrokenOff<Refusal>> for Failure {
    fn from(problem: BrokenOff<Refusal>) -> Self {
        match problem {
            BrokenOff::File(refusal) => refusal.into(),
            BrokenOff::Archive(_) => Failure::said("cli.no-archive"),
        }
    }
}

/// A file that takes the place of another once it is whole.
struct NewFile {
    path: PathBuf,
    file: File,
    /// Under which name it is written. A device has none: it is written to and not replaced.
    part: Option<PathBuf>,
}

impl NewFile {
    fn begin(path: &Path) -> Result<Self, Failure> {
        let wrong = |problem| Failure::File(path.to_owned(), problem);
        let (file, part) = if std::fs::metadata(path).map_or(true, |about| about.is_file()) {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(wrong)?;
            }
            let mut part = path.to_owned().into_os_string();
            part.push(".part");
            let part = PathBuf::from(part);
            // What a killed run left.
            let _ = std::fs::remove_file(&part);
            (created(&part).map_err(wrong)?, Some(part))
        } else {
            let device = OpenOptions::new().write(true).open(path);
            (device.map_err(wrong)?, None)
        };
        let path = path.to_owned();
        Ok(Self { path, file, part })
    }

    fn write(&mut self, bytes: &[u8]) -> Shown {
        let written = self.file.write_all(bytes);
        written.map_err(|problem| Failure::File(self.path.clone(), problem))
    }

    fn finish(mut self) -> Shown {
        let Some(part) = self.part.take() else {
            return Ok(());
        };
        let moved = self.file.sync_all().and_then(|()| {
            std::fs::rename(&part, &self.path)?;
            let folder = self.path.parent();
            let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        });
        if moved.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        moved.map_err(|problem| Failure::File(self.path.clone(), problem))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            let _ = std::fs::remove_file(part);
        }
    }
}

fn created(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path)
}

/// Writes a file that must not be there yet, on disk when this returns, readable by its owner only.
pub fn write_once(path: &Path, bytes: &[u8]) -> Shown {
    let wrong = |problem| Failure::File(path.to_owned(), problem);
    let mut file = created(path).map_err(wrong)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = std::fs::remove_file(path);
    }
    written.map_err(wrong)
}

/// A cell with a figure of two decimals, or nothing.
pub fn cell(figure: Option<impl ToString>) -> Cell {
    figure.map_or(Cell::Empty, |figure| Cell::Text(figure.to_string()))
}
