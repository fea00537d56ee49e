//! The source as text: its literals, and the codes that keys are built from.

use std::path::Path;
use std::process::{Command, Stdio};

/// All Rust files below `src/`.
pub struct Source(Vec<File>);

struct File {
    path: String,
    text: String,
}

impl Source {
    /// Reads every file.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        let mut folders = vec![root.join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    files.push(File {
                        path: path.strip_prefix(root).unwrap().display().to_string(),
                        text,
                    });
                }
            }
        }
        Self(files)
    }

    /// Everything between two quotation marks that follow one another: all literals, and more.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|file| file.text.split('"'))
    }

    /// Literals on the lines of a file that hold `mark`.
    pub fn on_lines(&self, path: &str, mark: &str) -> Vec<String> {
        let lines = self.below(path).flat_map(|file| file.text.lines());
        lines
            .filter(|line| line.contains(mark))
            .flat_map(quoted)
            .collect()
    }

    /// Literals between `call` and the closing bracket.
    pub fn in_calls(&self, path: &str, call: &str) -> Vec<String> {
        let calls = self
            .below(path)
            .flat_map(|file| file.text.split(call).skip(1));
        calls
            .filter_map(|rest| rest.split_once(')'))
            .flat_map(|(inside, _)| quoted(inside))
            .collect()
    }

    /// Codes of columns: those given to `list(words, …)`, in place or as a constant of the file.
    pub fn headings(&self) -> Vec<String> {
        let mut codes = Vec::new();
        for file in self.below("src/cli/") {
            for call in file.text.split("list(").skip(1) {
                let Some(columns) = call.trim_start().strip_prefix("words,") else {
                    continue;
                };
                codes.extend(quoted(columns_of(file, columns.trim_start())));
            }
        }
        codes
    }

    fn below<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a File> {
        self.0
            .iter()
            .filter(move |file| file.path.starts_with(path))
    }
}

/// The text of an array that stands there, or of the constant that is named there.
fn columns_of<'a>(file: &'a File, given: &'a str) -> &'a str {
    let array = given.strip_prefix("&[").unwrap_or_else(|| {
        let name = given.trim_start_matches('&').split(')').next().unwrap();
        let (_, constant) = file.text.split_once(&format!("const {name}:")).unwrap();
        constant.split_once("= [").unwrap().1
    });
    array.split_once(']').unwrap().0
}

/// Literals of a text in which every quotation mark belongs to one.
fn quoted(text: &str) -> Vec<String> {
    text.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Whether the command line knows this command.
pub fn is_command(names: &[&str]) -> bool {
    let mut asked = Command::new(env!("CARGO_BIN_EXE_prongsai"));
    asked
        .args(names)
        .arg("--help")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    asked.status().unwrap().success()
}
