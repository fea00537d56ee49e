//! The files of `src/` as modules, without their test code, and what is wrong in each.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::names::paths;
use crate::rules;
use crate::shape::{LONGEST_FILE, LONGEST_FUNCTION, floats, long_functions, says_nothing};
use crate::source::{Token, tokens, without_tests};

/// One file.
pub struct File {
    /// From the package's root, with `/`.
    pub path: String,
    /// Its place in the house, without `crate`.
    pub module: Vec<String>,
    /// All lines.
    lines: usize,
    /// Without test code.
    tokens: Vec<Token>,
    /// Modules in other files that are test code.
    test_modules: Vec<String>,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        let (tokens, test_modules) = without_tests(&tokens(text));
        let module = module(path);
        Self {
            path: path.to_owned(),
            module,
            lines: text.lines().count(),
            tokens,
            test_modules,
        }
    }

    fn test_modules(&self) -> impl Iterator<Item = Vec<String>> {
        self.test_modules
            .iter()
            .map(|name| [&self.module[..], std::slice::from_ref(name)].concat())
    }

    fn finding(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// `src/a/b.rs` and `src/a/b/mod.rs` are `[a, b]`; `src/lib.rs` is the root.
fn module(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let parts = inside
        .split('/')
        .filter(|part| !matches!(*part, "mod" | "lib"));
    parts.map(str::to_owned).collect()
}

/// The whole tree.
pub struct House {
    files: Vec<File>,
    /// Modules in files of their own that are declared under `#[cfg(test)]`.
    tests: BTreeSet<Vec<String>>,
}

/// `src/` of this package.
pub fn house() -> House {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    read(root, &root.join("src"), &mut files);
    assert!(files.len() > 50, "the house was not found");
    House::new(files)
}

fn read(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .expect("a name in UTF-8")
                .replace('\\', "/");
            files.push(File::new(&name, &fs::read_to_string(&path).unwrap()));
        }
    }
}

#[expect(clippy::unused_self, reason = "one form for all rules")]
impl House {
    fn new(files: Vec<File>) -> Self {
        let tests = files.iter().flat_map(File::test_modules).collect();
        Self { files, tests }
    }

    /// A house of these files: path and text.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self::new(
            files
                .iter()
                .map(|(path, text)| File::new(path, text))
                .collect(),
        )
    }

    /// What one rule finds in all files.
    pub fn collect(&self, rule: fn(&Self, &File) -> Vec<String>) -> Vec<String> {
        self.files
            .iter()
            .flat_map(|file| rule(self, file))
            .collect()
    }

    /// The file or a module above it is test code.
    fn is_test(&self, file: &File) -> bool {
        (1..=file.module.len()).any(|depth| self.tests.contains(&file.module[..depth]))
    }

    /// Rooms, crates and clocks that are not the file's to name.
    pub fn names(&self, file: &File) -> Vec<String> {
        if self.is_test(file) {
            return Vec::new();
        }
        let paths = paths(&file.tokens, &file.module);
        let refused = paths
            .iter()
            .filter_map(|path| Some((path.line, rules::refusal(&file.module, path)?)));
        refused
            .map(|(line, why)| file.finding(line, &why))
            .collect()
    }

    /// A room that the table does not know.
    pub fn unknown_rooms(&self, file: &File) -> Vec<String> {
        let room = rules::room(&file.module);
        let known = rules::is_known(room);
        (!known)
            .then(|| file.finding(1, &format!("no room is called {room}")))
            .into_iter()
            .collect()
    }

    /// Functions and files over the limit.
    pub fn lengths(&self, file: &File) -> Vec<String> {
        let mut found = Vec::new();
        if file.lines > LONGEST_FILE {
            found.push(file.finding(1, &format!("{} lines, at most {LONGEST_FILE}", file.lines)));
        }
        if !self.is_test(file) {
            let long = long_functions(&file.tokens).into_iter();
            found.extend(long.map(|(line, name, lines)| {
                file.finding(
                    line,
                    &format!("{name} has {lines} lines, at most {LONGEST_FUNCTION}"),
                )
            }));
        }
        found
    }

    /// Names that fit any file.
    pub fn empty_names(&self, file: &File) -> Vec<String> {
        let bad = says_nothing(&file.path);
        bad.then(|| file.finding(1, "the name does not say what is inside"))
            .into_iter()
            .collect()
    }

    /// Floating point in the domain.
    pub fn floats(&self, file: &File) -> Vec<String> {
        if rules::room(&file.module) != "domain" || self.is_test(file) {
            return Vec::new();
        }
        let found = floats(&file.tokens).into_iter();
        found
            .map(|(line, text)| file.finding(line, &format!("{text} rounds")))
            .collect()
    }
}
