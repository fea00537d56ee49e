use prongsai::crypto::blind_rsa::IssuingKey;
use prongsai::crypto::digest::sha256;
use prongsai::crypto::hpke::SealKey;
use prongsai::crypto::manifest::{Base64Url, Hex, Manifest};
use prongsai::domain::encoding::hex;
use serde_json::{json, to_value};

use crate::script::{bytes, call};

fn manifest() -> Manifest {
    let spki = IssuingKey::generate()
        .unwrap()
        .public()
        .unwrap()
        .spki()
        .unwrap();
    let key = || to_value(Base64Url(*SealKey::generate().unwrap().public().bytes())).unwrap();
    let hash = |text: &str| to_value(Hex(sha256(text.as_bytes()))).unwrap();
    serde_json::from_value(json!({
        "version": 1, "poll": "a1".repeat(16),
        "round": {"code": "2569-1", "fiscal_year": 2569, "number": 1},
        "agency": {"code": "A1", "name": "สำนักงานตัวอย่าง \"ก\""},
        "instrument": "iit", "framework": "ten-indicators-2562", "instrument_hash": hash("i"),
        "pages": {"th": hash("the page")},
        "scripts": {"seal.js": hash("s"), "bytes.js": hash("b"), "blind-rsa.js": hash("r")},
        "style": hash("css"), "issuing_key": Base64Url(spki), "poll_key": key(), "round_key": key(),
        "ballot_length": 64, "earliest_close": "2026-03-31T16:30:00+07:00", "grace_minutes": 60,
        "k": 5, "custodians": {"names": ["ก"], "threshold": 1, "checks": [[hash("c")]]},
        "tables": ["scores"],
    }))
    .unwrap()
}

#[test]
fn the_page_takes_the_manifest_of_its_link_and_finds_the_keys() {
    let manifest = manifest();
    let text = String::from_utf8(manifest.to_bytes().unwrap()).unwrap();
    let fingerprint = manifest.fingerprint().unwrap();
    for expected in [fingerprint.bytes().as_slice(), &fingerprint.bytes()[..10]] {
        let poll = call(
            "manifest",
            json!({"bytes": text, "expected": hex(expected)}),
        );
        assert_eq!(bytes(&poll["fingerprint"]), fingerprint.bytes());
        assert_eq!(bytes(&poll["pollId"]), manifest.poll.0.bytes());
        assert_eq!(bytes(&poll["pollKey"]), manifest.poll_key.0);
        assert_eq!(bytes(&poll["roundKey"]), manifest.round_key.0);
        let issuing_key = manifest.issuing_key.as_ref().unwrap();
        assert_eq!(bytes(&poll["issuingKey"]), issuing_key.0);
        assert_eq!(poll["ballotLength"], manifest.ballot_length);
        assert_eq!(poll["agency"], manifest.agency.name);
        assert_eq!(bytes(&poll["bundleHash"]), manifest.bundle_hash().bytes());
        assert_eq!(
            (&poll["page"], &poll["otherPage"]),
            (&json!(true), &json!(false))
        );
    }
}

#[test]
fn the_page_takes_no_other_manifest() {
    let (own, other) = (manifest(), manifest());
    let text = String::from_utf8(other.to_bytes().unwrap()).unwrap();
    let expected = own.fingerprint().unwrap();
    for expected in [
        expected.bytes().as_slice(),
        &expected.bytes()[..10],
        &expected.bytes()[..5],
    ] {
        let refused = call(
            "manifest",
            json!({"bytes": text, "expected": hex(expected)}),
        );
        assert_eq!(refused["error"], "ManifestDiffers");
    }
}
