//! The manifest (ประกาศหีบ): the public description of a poll, and its fingerprint.
//!
//! One value has one spelling: fields in this order, no spaces, maps sorted. So the fingerprint on
//! memo and poster fixes every byte, and nothing in it can move while the round runs.

mod field;
#[cfg(test)]
pub(super) mod fixture;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::blind_rsa::IssuingPublicKey;
use super::digest::{sha256, sha256_concat};
use super::hpke::SealPublicKey;
use crate::domain::encoding::hex;
use crate::domain::wire::{Digest, Fingerprint, PollId};

pub(super) use field::from_hex;
pub use field::{Base64Url, Hex};

/// Version of the form that is written.
pub const VERSION: u32 = 1;

/// Bytes that are no manifest of ours.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not the JSON of a manifest.
    #[error("not a manifest: {0}")]
    Form(#[from] serde_json::Error),
    /// A manifest, but not in its one spelling.
    #[error("not the canonical spelling")]
    Spelling,
    /// Written by another version.
    #[error("manifest of version {0}")]
    Version(u32),
    /// A key in it is none.
    #[error("a key in the manifest is not valid")]
    Key,
}

/// Public description of a poll. Nothing in it changes after the round opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`VERSION`].
    pub version: u32,
    /// Random public name of the poll.
    pub poll: Hex<PollId>,
    /// The round.
    pub round: RoundName,
    /// The agency that is assessed.
    pub agency: AgencyName,
    /// Code of the instrument, such as `iit`.
    pub instrument: String,
    /// Code of the framework.
    pub framework: String,
    /// SHA-256 by which the instrument is fixed.
    pub instrument_hash: Hex<Digest>,
    /// SHA-256 of the questionnaire page, by language.
    pub pages: BTreeMap<String, Hex<Digest>>,
    /// SHA-256 of every script file of the round, by file name.
    pub scripts: BTreeMap<String, Hex<Digest>>,
    /// SHA-256 of the style sheet.
    pub style: Hex<Digest>,
    /// Key under which credentials verify; none where tickets are used instead.
    pub issuing_key: Option<Base64Url<Vec<u8>>>,
    /// Key of the inner seal.
    pub poll_key: Base64Url<[u8; 65]>,
    /// Key of the outer seal.
    pub round_key: Base64Url<[u8; 65]>,
    /// Length of an encoded ballot, in bytes.
    pub ballot_length: usize,
    /// Earliest close, RFC 3339 with the offset `+07:00`.
    pub earliest_close: String,
    /// How long ballots on their way are taken after close, in minutes.
    pub grace_minutes: u32,
    /// Least number of ballots of which anything is published.
    pub k: u32,
    /// Who keeps the round key.
    pub custodians: Custodians,
    /// Names of the tables that will be published.
    pub tables: Vec<String>,
}

/// The round, as a manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundName {
    /// Code of the round.
    pub code: String,
    /// Fiscal year (พ.ศ.).
    pub fiscal_year: u32,
    /// Number of the round in its year.
    pub number: u32,
}

/// The agency, as a manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyName {
    /// Code of the agency.
    pub code: String,
    /// Name of the agency.
    pub name: String,
}

/// The custodians (กรรมการถือกุญแจ) and the check values of their sheets, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custodians {
    /// Names, as they sign.
    pub names: Vec<String>,
    /// How many of them open.
    pub threshold: u32,
    /// [`KeySheet::checks`](super::key_sheet::KeySheet::checks), one list a custodian.
    pub checks: Vec<Vec<Hex<Digest>>>,
}

impl Manifest {
    /// The one spelling, of which the fingerprint is taken.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Reads what [`Manifest::to_bytes`] wrote; refuses any other spelling, and keys that are none.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        if manifest.version != VERSION {
            return Err(ManifestError::Version(manifest.version));
        }
        if manifest.to_bytes()? != bytes {
            return Err(ManifestError::Spelling);
        }
        manifest.issuing_key()?;
        manifest.poll_key()?;
        manifest.round_key()?;
        Ok(manifest)
    }

    /// [`fingerprint`] of the one spelling.
    pub fn fingerprint(&self) -> Result<Fingerprint, ManifestError> {
        Ok(fingerprint(&self.to_bytes()?))
    }

    /// The key under which credentials verify, if the poll has one.
    pub fn issuing_key(&self) -> Result<Option<IssuingPublicKey>, ManifestError> {
        let spki = self.issuing_key.as_ref();
        spki.map(|spki| IssuingPublicKey::from_spki(&spki.0))
            .transpose()
            .map_err(|_| ManifestError::Key)
    }

    /// The key of the inner seal.
    pub fn poll_key(&self) -> Result<SealPublicKey, ManifestError> {
        SealPublicKey::from_bytes(&self.poll_key.0).map_err(|_| ManifestError::Key)
    }

    /// The key of the outer seal.
    pub fn round_key(&self) -> Result<SealPublicKey, ManifestError> {
        SealPublicKey::from_bytes(&self.round_key.0).map_err(|_| ManifestError::Key)
    }

    /// [`bundle_hash`] of the scripts.
    pub fn bundle_hash(&self) -> Digest {
        let scripts = self.scripts.iter();
        bundle_hash(&scripts.map(|(file, hash)| (file.clone(), hash.0)).collect())
    }
}

/// FP: the first 128 bits of the SHA-256 of a manifest's bytes.
pub fn fingerprint(manifest: &[u8]) -> Fingerprint {
    let digest = sha256(manifest);
    let start = digest.bytes().first_chunk().copied();
    Fingerprint::new(start.unwrap_or_default())
}

/// One hash for all scripts of a round, to be compared on paper: SHA-256 over the lines
/// `file sha256hex`, sorted by file.
pub fn bundle_hash(scripts: &BTreeMap<String, Digest>) -> Digest {
    let lines: Vec<String> = scripts
        .iter()
        .map(|(file, hash)| format!("{file} {}\n", hex(hash.bytes())))
        .collect();
    sha256_concat(&[lines.concat().as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::fixture::manifest;
    use super::*;

    #[test]
    fn a_manifest_has_one_spelling() {
        let manifest = manifest();
        let bytes = manifest.to_bytes().unwrap();
        assert_eq!(Manifest::parse(&bytes).unwrap(), manifest);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.starts_with(r#"{"version":1,"poll":"0101"#), "{text}");
        for other in [
            text.replace(r#""k":5"#, r#""k": 5"#),
            text.replace("\"k\":5,", ""),
            text.replace(r#""k":5"#, r#""k":5,"l":6"#),
            text.replace("0606", "06AB").replace("AB", "aB"),
            text.replace(r#""version":1"#, r#""version":2"#),
        ] {
            assert_ne!(other, text);
            assert!(Manifest::parse(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        let refused = |manifest: &Manifest| {
            let bytes = manifest.to_bytes().unwrap();
            matches!(Manifest::parse(&bytes), Err(ManifestError::Key))
        };
        let good = manifest();
        assert!(!refused(&good));
        let off_curve = Base64Url([4; 65]);
        assert!(refused(&Manifest {
            poll_key: off_curve,
            ..good.clone()
        }));
        assert!(refused(&Manifest {
            round_key: off_curve,
            ..good.clone()
        }));
        let none = Some(Base64Url(vec![0x30, 0]));
        assert!(refused(&Manifest {
            issuing_key: none,
            ..good.clone()
        }));
        assert!(!refused(&Manifest {
            issuing_key: None,
            ..good
        }));
    }

    #[test]
    fn whatever_changes_changes_the_fingerprint() {
        let one = manifest();
        let mut other = one.clone();
        other.custodians.names[0].push('ๆ');
        assert!(one.fingerprint().unwrap() != other.fingerprint().unwrap());
    }

    #[test]
    fn the_bundle_hash_is_what_a_shell_computes() {
        // printf 'a.js %s\nb.js %s\n' $(printf '0%.0s' {1..64}) $(printf '1%.0s' {1..64}) | sha256sum
        let scripts = BTreeMap::from([
            ("b.js".to_owned(), Digest::new([0x11; 32])),
            ("a.js".to_owned(), Digest::new([0; 32])),
        ]);
        assert_eq!(
            hex(bundle_hash(&scripts).bytes()),
            "0bbda784a2ee5aed0a5d2e6817c6ca7ce48f3833f69b4c17c844bd9783aa7699"
        );
    }
}
