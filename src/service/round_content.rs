//! The public files of a round: kept by content when it opens, named in every manifest.

use std::collections::BTreeMap;

use super::office::Office;
use super::refusal::Refusal;
use crate::crypto::digest::sha256;
use crate::crypto::manifest::{Hex, bundle_hash};
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;

/// Bytes of the files that a respondent of the round is served.
#[derive(Debug, Clone)]
pub struct RoundFiles {
    /// The page in each language.
    pub pages: BTreeMap<Lang, Vec<u8>>,
    /// The style sheet.
    pub style: Vec<u8>,
    /// Scripts by file name.
    pub scripts: BTreeMap<String, Vec<u8>>,
}

/// SHA-256 of the files, as manifests list them.
#[derive(Debug, Clone)]
pub struct FileHashes {
    /// Pages by language code.
    pub pages: BTreeMap<String, Hex<Digest>>,
    /// The style sheet.
    pub style: Hex<Digest>,
    /// Scripts by file name.
    pub scripts: BTreeMap<String, Hex<Digest>>,
}

/// Keeps the files in the content folder.
pub fn keep_files(office: &Office, files: &RoundFiles) -> Result<FileHashes, Refusal> {
    let keep = |bytes: &[u8]| -> Result<Hex<Digest>, Refusal> {
        let digest = sha256(bytes);
        office.content.keep(&digest, bytes)?;
        Ok(Hex(digest))
    };
    let mut hashes = FileHashes {
        pages: BTreeMap::new(),
        style: keep(&files.style)?,
        scripts: BTreeMap::new(),
    };
    for (lang, page) in &files.pages {
        hashes.pages.insert(lang.code().to_owned(), keep(page)?);
    }
    for (name, script) in &files.scripts {
        hashes.scripts.insert(name.clone(), keep(script)?);
    }
    let list = serde_json::to_vec(&hashes.scripts).map_err(|_| Refusal::Crypto)?;
    let digests = hashes
        .scripts
        .iter()
        .map(|(name, digest)| (name.clone(), digest.0))
        .collect();
    office.content.keep_bundle(&bundle_hash(&digests), &list)?;
    Ok(hashes)
}
