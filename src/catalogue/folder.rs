//! The files of one framework, from the binary or from a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::problem::Problem;
use crate::assets::Assets;

/// The files of one framework, unread.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Name of the folder, which must be the framework's id.
    pub name: String,
    /// What problems call the folder.
    pub shown: String,
    /// Contents by path within the folder, with `/` between its parts.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    /// Every framework among the assets.
    pub fn all_of(assets: &Assets) -> Vec<Folder> {
        let mut folders: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
        for path in assets.surveys() {
            let Some((name, file)) = path.split_once('/') else {
                continue;
            };
            let bytes = assets.survey(&path).unwrap_or_default().into_owned();
            let files = folders.entry(name.to_owned()).or_default();
            files.insert(file.to_owned(), bytes);
        }
        let folders = folders.into_iter();
        folders
            .map(|(name, files)| Folder {
                shown: format!("surveys/{name}"),
                name,
                files,
            })
            .collect()
    }

    /// The framework in `dir`, or else every framework in a folder of `dir`.
    pub fn all_below(dir: &Path) -> Result<Vec<Folder>, Problem> {
        if dir.join("framework.toml").is_file() {
            return Ok(vec![Folder::read(dir)?]);
        }
        let mut folders = Vec::new();
        for entry in entries(dir)? {
            if entry.join("framework.toml").is_file() {
                folders.push(Folder::read(&entry)?);
            }
        }
        if folders.is_empty() {
            return Err(problem(dir, Fault::NoFramework {}));
        }
        Ok(folders)
    }

    fn read(dir: &Path) -> Result<Folder, Problem> {
        let whole = dir.canonicalize().map_err(|e| not_readable(dir, &e))?;
        let mut files = BTreeMap::new();
        for path in entries(dir)? {
            let name = name_of(&path);
            if path.is_dir() {
                for inner in entries(&path)?.into_iter().filter(|inner| is_toml(inner)) {
                    files.insert(format!("{name}/{}", name_of(&inner)), contents(&inner)?);
                }
            } else if is_toml(&path) {
                files.insert(name, contents(&path)?);
            }
        }
        Ok(Folder {
            name: name_of(&whole),
            shown: dir.display().to_string(),
            files,
        })
    }

    /// Bytes that an instrument's pages, scores and bands rest on, spelled in one way only: each
    /// file's name and contents with their lengths, sorted by name.
    pub(super) fn canonical(&self, instrument: &str, languages: &[&str]) -> Vec<u8> {
        let own = [String::from("framework.toml"), format!("{instrument}.toml")];
        let worded = languages
            .iter()
            .flat_map(|lang| own.clone().map(|file| format!("{lang}/{file}")));
        let names: BTreeSet<String> = own.iter().cloned().chain(worded).collect();
        let mut bytes = b"prongsai-instrument-v1".to_vec();
        for name in names {
            let contents = self.files.get(&name).map_or(&[][..], Vec::as_slice);
            for part in [name.as_bytes(), contents] {
                bytes.extend((part.len() as u64).to_be_bytes());
                bytes.extend(part);
            }
        }
        bytes
    }
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, Problem> {
    let listed = std::fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<_> = listed
        .map_err(|e| not_readable(dir, &e))?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    Ok(paths)
}

fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml")
}

fn contents(file: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(file).map_err(|e| not_readable(file, &e))
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn not_readable(path: &Path, error: &std::io::Error) -> Problem {
    let says = error.to_string();
    problem(path, Fault::NotReadable { says })
}

fn problem(path: &Path, fault: Fault) -> Problem {
    Problem {
        file: path.display().to_string(),
        line: 1,
        fault,
    }
}
