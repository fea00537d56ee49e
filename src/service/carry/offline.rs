//! The count itself, with nothing but the carried files, the code and the key sheets.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use zeroize::Zeroizing;

use super::{
    ATOMS, ATOMS_HEADING, CarriedAtom, CarriedResult, ENVELOPES, KEY_LINE, POLL_KEYS, PROOF,
    keys_name, refused, result_name,
};
use crate::catalogue::Catalogue;
use crate::crypto::board::Board;
use crate::crypto::bundle::{Findings, board_file, check, manifest_file};
use crate::crypto::carry::{CarryCode, CarryProof};
use crate::crypto::digest::sha256;
use crate::crypto::hpke::SealKey;
use crate::crypto::key_sheet::{self, KeySheet, SheetError};
use crate::crypto::manifest::Manifest;
use crate::crypto::message::{BallotOpener, envelope_hash, envelope_length};
use crate::domain::counts::Counts;
use crate::domain::disclosure::PROFILE_FROM;
use crate::domain::encoding::hex;
use crate::domain::files::Bundle;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::wire::{Digest, Envelope};
use crate::service::Refusal;
use crate::service::key_sheets::sheet_refusal;
use crate::service::opening::add_opened;
use crate::service::tally::Progress;

/// What was carried here, checked.
pub struct CarriedUrn {
    /// What the check of the public files found: nothing wrong.
    pub findings: Findings,
    files: Steady,
    polls: BTreeMap<String, CarriedPoll>,
    atoms: Vec<Vec<String>>,
    sealed_keys: Vec<u8>,
    sealed_proof: Vec<u8>,
    boards: String,
}

/// A poll that is counted.
struct CarriedPoll {
    manifest: Manifest,
    ballots: u64,
}

/// Files of which each is at every later reading what it was at the first: what is counted is what was checked,
/// whatever the stick does in between.
struct Steady {
    files: Box<dyn Bundle>,
    read: RefCell<BTreeMap<String, Digest>>,
}

impl Bundle for Steady {
    fn names(&self) -> Vec<String> {
        self.files.names()
    }

    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        let bytes = self.files.read(name)?;
        let sha256 = sha256(bytes.as_deref().unwrap_or_default());
        let mut read = self.read.borrow_mut();
        let first = *read.entry(name.to_owned()).or_insert(sha256);
        if first == sha256 {
            Ok(bytes)
        } else {
            Err(io::Error::other("the file has changed since it was read"))
        }
    }
}

/// The public ones of the carried files.
struct Public<'a>(&'a Steady);

impl Bundle for Public<'_> {
    fn names(&self) -> Vec<String> {
        let names = self.0.names().into_iter();
        names.filter(|name| is_public(name)).collect()
    }

    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        if is_public(name) {
            self.0.read(name)
        } else {
            Ok(None)
        }
    }
}

fn is_public(name: &str) -> bool {
    !([ATOMS, POLL_KEYS, PROOF].contains(&name) || name.starts_with(ENVELOPES))
}

/// The keys of the inner seal, by fingerprint.
pub type PollKeys = BTreeMap<String, SealKey>;

impl CarriedUrn {
    /// Checks the files, those of one poll at a time: boards as [`check`] does, every envelope against its
    /// board, and that nothing below k is counted by itself.
    ///
    /// # Errors
    /// What is wrong with the public files, or the refusal.
    pub fn read(files: Box<dyn Bundle>) -> Result<Result<Self, Findings>, Refusal> {
        let files = Steady {
            files,
            read: RefCell::default(),
        };
        let needed = |name: &str| match files.read(name) {
            Ok(Some(bytes)) => Ok(bytes.into_owned()),
            Ok(None) => Err(refused("carry.no-urn")),
            Err(_) => Err(refused("carry.damaged")),
        };
        let (sealed_keys, sealed_proof) = (needed(POLL_KEYS)?, needed(PROOF)?);
        let atoms = needed(ATOMS)?;
        let findings = check(&Public(&files));
        if !findings.troubles.is_empty() {
            return Ok(Err(findings));
        }
        let digest = findings.digest.map(|digest| hex(digest.bytes()));
        let boards = digest.unwrap_or_default();
        let atoms = atoms_of(&atoms, &findings.round).ok_or_else(|| refused("carry.damaged"))?;
        let mut polls = BTreeMap::new();
        for name in atoms.iter().flatten() {
            let poll = poll(&files, name).ok_or_else(|| refused("carry.urn-differs"))?;
            if polls.insert(name.clone(), poll).is_some() {
                return Err(refused("carry.damaged"));
            }
        }
        let urn = Self {
            findings,
            files,
            polls,
            atoms,
            sealed_keys,
            sealed_proof,
            boards,
        };
        urn.none_below_k()?;
        Ok(Ok(urn))
    }

    /// SHA-256 of the list of boards, in hexadecimal.
    pub fn boards(&self) -> &str {
        &self.boards
    }

    /// How many key sheets open.
    pub fn threshold(&self) -> usize {
        let manifest = self.polls.values().next();
        manifest.map_or(0, |poll| poll.manifest.custodians.threshold as usize)
    }

    /// Reads a key sheet and tells a damaged, wrong or foreign one apart; opens nothing.
    pub fn check_sheet(&self, typed: &str) -> Result<KeySheet, Refusal> {
        let sheet = KeySheet::parse(typed).map_err(sheet_refusal)?;
        let at = usize::from(sheet.custodian()).saturating_sub(1);
        let listed = self.polls.values().next().and_then(|poll| {
            let checks = poll.manifest.custodians.checks.get(at)?;
            Some(checks.iter().map(|check| check.0).collect::<Vec<_>>())
        });
        // A part that was opened beside another is opened with sheets that bear the other's code: what
        // the manifest lists decides, and the code only tells which mistake it was.
        match sheet.matches(&listed.unwrap_or_default()) {
            Ok(()) => Ok(sheet),
            Err(foreign) => {
                let other = sheet.belongs_to(&self.findings.round);
                Err(sheet_refusal(other.err().unwrap_or(foreign)))
            }
        }
    }

    /// The round's secret from enough checked sheets.
    pub fn open_secret(&self, sheets: &[KeySheet]) -> Result<SealKey, Refusal> {
        let part = match sheets {
            [one] => one.alone(),
            [one, other] => key_sheet::combine(one, other),
            _ => Err(SheetError::WrongNumber),
        };
        let part = part.map_err(sheet_refusal)?;
        let key = SealKey::from_bytes(&part)?;
        let own = |poll: &CarriedPoll| *key.public().bytes() == poll.manifest.round_key.0;
        if self.polls.values().all(own) {
            Ok(key)
        } else {
            Err(sheet_refusal(SheetError::Foreign))
        }
    }

    /// The poll keys, if the code is the one of this export and each key is that of its manifest.
    pub fn open_keys(&self, code: &CarryCode) -> Result<PollKeys, Refusal> {
        let opened = code
            .lock()
            .unseal(&keys_name(&self.boards), &self.sealed_keys);
        let opened = opened.map_err(|_| refused("carry.wrong-code"))?;
        let (lines, _) = opened.as_chunks::<KEY_LINE>();
        let mut keys = PollKeys::new();
        for line in lines {
            let (fingerprint, key) = line.split_at(KEY_LINE - 32);
            let key: Zeroizing<[u8; 32]> =
                Zeroizing::new(key.try_into().map_err(|_| Refusal::Crypto)?);
            let name = crate::domain::encoding::base32(fingerprint);
            keys.insert(name, SealKey::from_bytes(&key)?);
        }
        let fits = |(name, poll): (&String, &CarriedPoll)| {
            let key = keys.get(name);
            key.is_some_and(|key| *key.public().bytes() == poll.manifest.poll_key.0)
        };
        if self.polls.iter().all(fits) {
            Ok(keys)
        } else {
            Err(refused("carry.damaged"))
        }
    }

    /// Opens and counts; answers the result, locked so that it shows who made it: somebody with the
    /// round's secret. `nonce` must be drawn anew.
    pub fn count(
        &self,
        catalogue: &Catalogue,
        (secret, keys): (&SealKey, &PollKeys),
        nonce: [u8; 12],
        mut progress: impl FnMut(Progress),
    ) -> Result<Vec<u8>, Refusal> {
        // First, so that nothing is counted of an export that was tampered with.
        let proof = CarryProof::open(secret, &self.boards, &self.sealed_proof);
        let proof = proof.map_err(|_| refused("carry.damaged"))?;
        let of = self.polls.values().map(|poll| poll.ballots);
        let mut done = Progress {
            done: 0,
            of: of.sum(),
        };
        let mut atoms = Vec::new();
        for names in &self.atoms {
            let mut atom = Count::default();
            for name in names {
                let (Some(poll), Some(key)) = (self.polls.get(name), keys.get(name)) else {
                    return Err(refused("carry.damaged"));
                };
                let envelopes = self.envelopes(name, poll)?;
                atom.add(name, (poll, &envelopes), catalogue, (secret, key))?;
                done.done += poll.ballots;
                progress(done);
            }
            atoms.push(atom.carried(self.k()));
        }
        let round = self.findings.round.clone();
        let result = serde_json::to_vec(&CarriedResult { round, atoms });
        let result = Zeroizing::new(result.map_err(|_| Refusal::Crypto)?);
        let sealed = proof
            .lock()
            .seal(&result_name(&self.boards), nonce, &result);
        sealed.map_err(|_| Refusal::Crypto)
    }

    /// The envelopes of a poll as they were when they were checked.
    fn envelopes(&self, name: &str, poll: &CarriedPoll) -> Result<Vec<Envelope>, Refusal> {
        let bytes = self.files.read(&format!("{ENVELOPES}{name}"));
        let bytes = bytes.ok().flatten();
        let bytes = bytes.ok_or_else(|| refused("carry.damaged"))?;
        Ok(envelopes_in(&bytes, &poll.manifest))
    }

    fn k(&self) -> u64 {
        let k = self.polls.values().map(|poll| u64::from(poll.manifest.k));
        k.max().unwrap_or(u64::MAX)
    }

    fn none_below_k(&self) -> Result<(), Refusal> {
        let ballots = |names: &Vec<String>| -> u64 {
            let polls = names.iter().filter_map(|name| self.polls.get(name));
            polls.map(|poll| poll.ballots).sum()
        };
        if self.atoms.iter().any(|names| ballots(names) < self.k()) {
            return Err(refused("carry.below-k"));
        }
        Ok(())
    }
}

/// The count of one atom.
#[derive(Default)]
struct Count {
    polls: Vec<(String, u64)>,
    counts: Option<Counts>,
}

impl Count {
    fn add(
        &mut self,
        name: &str,
        (poll, envelopes): (&CarriedPoll, &[Envelope]),
        catalogue: &Catalogue,
        (secret, key): (&SealKey, &SealKey),
    ) -> Result<(), Refusal> {
        let manifest = &poll.manifest;
        let (framework, instrument) = instrument_of(catalogue, manifest)?;
        let fingerprint = manifest.fingerprint().map_err(|_| Refusal::Crypto)?;
        let opener = BallotOpener::new(secret, key, fingerprint, manifest.poll.0);
        let empty = || Counts::empty(framework, instrument);
        let counts = self.counts.get_or_insert_with(empty);
        let invalid = add_opened(counts, &opener, envelopes, framework, instrument)?;
        self.polls.push((name.to_owned(), invalid));
        Ok(())
    }

    fn carried(self, k: u64) -> CarriedAtom {
        let counts = self.counts.filter(|counts| counts.ballots() >= k);
        let known = counts
            .as_ref()
            .filter(|counts| counts.ballots() >= PROFILE_FROM);
        CarriedAtom {
            polls: self.polls,
            valid: counts.as_ref().map_or(0, Counts::ballots),
            profile: known.map_or_else(Vec::new, |counts| counts.profile().to_vec()),
            chosen: counts.map_or_else(Vec::new, |counts| counts.rows().to_vec()),
        }
    }
}

/// The instrument that the round was opened with, if this program has exactly that one.
fn instrument_of<'a>(
    catalogue: &'a Catalogue,
    manifest: &Manifest,
) -> Result<(&'a Framework, &'a Instrument), Refusal> {
    let framework = catalogue.get(&manifest.framework);
    let found = framework.and_then(|framework| {
        let instrument = framework.instrument(&manifest.instrument)?;
        (instrument.hash == manifest.instrument_hash.0).then_some((framework, instrument))
    });
    found.ok_or_else(|| refused("carry.other-instrument"))
}

/// A poll, if its envelopes are exactly those on its board.
fn poll(files: &dyn Bundle, name: &str) -> Option<CarriedPoll> {
    let file = |name: &str| files.read(name).ok().flatten();
    let manifest = Manifest::parse(&file(&manifest_file(name))?).ok()?;
    let board = file(&board_file(name))?;
    let board = Board::parse(std::str::from_utf8(&board).ok()?).ok()?;
    let signed = board.signed().iter().map(|entry| &entry.envelope_hash);
    let listed: Vec<&Digest> = signed.chain(board.unsigned()).collect();
    let bytes = file(&format!("{ENVELOPES}{name}"))?;
    let envelopes = envelopes_in(&bytes, &manifest);
    let same = listed.len() == envelopes.len()
        && envelopes
            .iter()
            .zip(listed)
            .all(|(envelope, listed)| envelope_hash(envelope) == *listed);
    same.then_some(CarriedPoll {
        manifest,
        ballots: envelopes.len() as u64,
    })
}

fn envelopes_in(bytes: &[u8], manifest: &Manifest) -> Vec<Envelope> {
    let envelopes = bytes.chunks(envelope_length(manifest.ballot_length));
    envelopes
        .map(|bytes| Envelope::new(bytes.to_vec()))
        .collect()
}

/// Polls of each atom.
fn atoms_of(bytes: &[u8], round: &str) -> Option<Vec<Vec<String>>> {
    let mut lines = std::str::from_utf8(bytes).ok()?.lines();
    let headed = lines.next()? == ATOMS_HEADING
        && lines.next()?.strip_prefix("round ")? == round
        && lines.next()?.starts_with("atoms ");
    let atoms: Vec<Vec<String>> = lines
        .map(|line| line.split(' ').map(str::to_owned).collect())
        .collect();
    let all: Vec<&String> = atoms.iter().flatten().collect();
    let once = all.iter().collect::<BTreeSet<_>>().len() == all.len();
    (headed && once && !atoms.is_empty()).then_some(atoms)
}
