//! Reads frameworks under `surveys/`, and refuses what is not whole in every language.
//!
//! The way of a framework: a [`Folder`] of files → each parsed with its lines → read key by key,
//! every text looked up in every language → a [`Framework`], or all the problems at once.
//!
//! Why structure and wording are apart: codes, points and weights are the same in every language
//! and stand once; a translator opens files that hold nothing but words; and an agency that must
//! use an official text replaces a file of words without touching what is scored.
//!
//! Why an instrument's hash covers whole files, comments included: a round is fixed by what lay on
//! the disk when it opened, and no reading of "this change does not matter" has to be trusted.

mod bands;
mod codes;
mod document;
mod fault;
mod folder;
mod framework;
mod header;
mod instrument;
mod kpi;
mod problem;
mod profile;
mod reader;
mod sample;
mod scales;
#[cfg(test)]
mod tests;
mod tree;
mod wording;

use std::collections::BTreeMap;
use std::path::Path;

pub use fault::Fault;
pub use folder::Folder;
pub use problem::Problem;

use crate::assets::Assets;
use crate::domain::framework::Framework;
use crate::domain::wire::Digest;

/// SHA-256, handed in because only the crypto room computes it.
pub type Hash = fn(&[u8]) -> Digest;

/// All frameworks that the program can run.
#[derive(Debug, Clone)]
pub struct Catalogue(BTreeMap<String, Framework>);

impl Catalogue {
    /// Reads the embedded frameworks and those of the overriding folder.
    ///
    /// # Errors
    /// All problems of all frameworks, by file and line.
    pub fn load(assets: &Assets, hash: Hash) -> Result<Self, Vec<Problem>> {
        let frameworks = check_all(&Folder::all_of(assets), hash)?;
        let by_id = frameworks
            .into_iter()
            .map(|whole| (whole.id.clone(), whole));
        Ok(Self(by_id.collect()))
    }

    /// The framework with this id.
    pub fn get(&self, id: &str) -> Option<&Framework> {
        self.0.get(id)
    }

    /// Ids of all frameworks, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Reads one framework.
///
/// # Errors
/// All its problems, by file and line.
pub fn check(folder: &Folder, hash: Hash) -> Result<Framework, Vec<Problem>> {
    let problems = problem::Problems::default();
    let framework = framework::read(folder, hash, &problems);
    let problems = problems.into_sorted();
    match framework {
        Some(framework) if problems.is_empty() => Ok(framework),
        _ => Err(problems),
    }
}

/// Reads the framework in `dir`, or every framework in a folder of `dir`.
///
/// # Errors
/// All problems of all of them, or that there is none.
pub fn check_dir(dir: &Path, hash: Hash) -> Result<Vec<Framework>, Vec<Problem>> {
    let folders = Folder::all_below(dir).map_err(|problem| vec![problem])?;
    check_all(&folders, hash)
}

fn check_all(folders: &[Folder], hash: Hash) -> Result<Vec<Framework>, Vec<Problem>> {
    let mut whole = Vec::new();
    let mut problems = Vec::new();
    for folder in folders {
        match check(folder, hash) {
            Ok(framework) => whole.push(framework),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(whole)
    } else {
        Err(problems)
    }
}
