//! A manifest for tests.

use std::collections::BTreeMap;

use super::{AgencyName, Base64Url, Custodians, Hex, Manifest, RoundName, VERSION};
use crate::crypto::blind_rsa::IssuingKey;
use crate::crypto::hpke::SealKey;
use crate::domain::wire::{Digest, PollId};

/// A whole manifest of a synthetic poll, with new keys.
pub(in crate::crypto) fn manifest() -> Manifest {
    let key = || Base64Url(*SealKey::generate().unwrap().public().bytes());
    let issuing = IssuingKey::generate().unwrap().public().unwrap();
    let hash = |byte| Hex(Digest::new([byte; 32]));
    Manifest {
        version: VERSION,
        poll: Hex(PollId::new([1; 16])),
        round: RoundName {
            code: "2569-1".into(),
            fiscal_year: 2569,
            number: 1,
        },
        agency: AgencyName {
            code: "A1".into(),
            name: "สำนักงานตัวอย่าง".into(),
        },
        instrument: "iit".into(),
        framework: "ten-indicators-2562".into(),
        instrument_hash: hash(2),
        pages: BTreeMap::from([("th".into(), hash(3)), ("en".into(), hash(4))]),
        scripts: BTreeMap::from([("seal.js".into(), hash(5)), ("bytes.js".into(), hash(6))]),
        style: hash(7),
        issuing_key: Some(Base64Url(issuing.spki().unwrap())),
        poll_key: key(),
        round_key: key(),
        ballot_length: 64,
        earliest_close: "2026-03-31T16:30:00+07:00".into(),
        grace_minutes: 60,
        k: 5,
        custodians: Custodians {
            names: vec!["ก".into(), "ข".into(), "ค".into()],
            threshold: 2,
            checks: vec![vec![hash(8), hash(9)]; 3],
        },
        tables: vec!["scores".into()],
    }
}
