//! The public files of a round: kept by content when it opens, named in every manifest.

use std::collections::BTreeMap;

use super::office::Office;
use super::refusal::Refusal;
use crate::crypto::digest::sha256;
use crate::crypto::manifest::bundle_hash;
use crate::domain::encoding::hex;
use crate::domain::lang::Lang;

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

/// SHA-256 of the files, in hexadecimal, as manifests list them.
#[derive(Debug, Clone)]
pub struct FileHashes {
    /// Pages by language code.
    pub pages: BTreeMap<String, String>,
    /// The style sheet.
    pub style: String,
    /// Scripts by file name.
    pub scripts: BTreeMap<String, String>,
}

/// Keeps the files in the content folder.
pub fn keep_files(office: &Office, files: &RoundFiles) -> Result<FileHashes, Refusal> {
    let keep = |bytes: &[u8]| -> Result<String, Refusal> {
        let digest = sha256(bytes);
        office.content.keep(&digest, bytes)?;
        Ok(hex(digest.as_ref()))
    };
    let mut hashes = FileHashes { pages: BTreeMap::new(), style: keep(&files.style)?, scripts: BTreeMap::new() };
    for (lang, page) in &files.pages {
        hashes.pages.insert(lang.code().to_owned(), keep(page)?);
    }
    for (name, script) in &files.scripts {
        hashes.scripts.insert(name.clone(), keep(script)?);
    }
    let list = serde_json::to_vec(&hashes.scripts).map_err(|_| Refusal::Crypto)?;
    office.content.keep_bundle(&bundle_hash(&hashes.scripts), &list)?;
    Ok(hashes)
}
