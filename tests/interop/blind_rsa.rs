use num_bigint::BigUint;
use prongsai::crypto::blind_rsa::{self, IssuingKey};
use prongsai::domain::encoding::hex;
use prongsai::domain::wire::{Random32, RsaBlock};
use serde_json::{Value, json};

use crate::script::{bytes, call};

const MESSAGE: &[u8] = b"prongsai-ballot-v1 and some more";

struct Poll {
    key: IssuingKey,
    spki: String,
}

fn poll() -> Poll {
    let key = IssuingKey::generate().unwrap();
    let spki = hex(&key.public().unwrap().spki().unwrap());
    Poll { key, spki }
}

fn block(text: &Value) -> RsaBlock {
    RsaBlock::try_from(bytes(text).as_slice()).unwrap()
}

/// The page finishes what it began, with this answer of the server.
fn finished(poll: &Poll, begun: &Value, answer: &[u8]) -> Value {
    call(
        "finalize",
        json!({
            "spki": poll.spki, "input": begun["input"], "inverse": begun["inverse"],
            "blindSignature": hex(answer),
        }),
    )
}

#[test]
fn what_the_page_blinds_the_server_signs_and_verifies() {
    let poll = poll();
    let begun = call("blind", json!({"spki": poll.spki, "message": hex(MESSAGE)}));
    println!("blind in node: {} ms", begun["milliseconds"]);
    let answer = poll.key.blind_sign(&block(&begun["blinded"])).unwrap();
    let signature = block(&finished(&poll, &begun, answer.bytes())["signature"]);
    let input = bytes(&begun["input"]);
    let (prefix, message) = input.split_at(32);
    assert_eq!(message, MESSAGE);
    let random32 = Random32::try_from(prefix).unwrap();
    let public = poll.key.public().unwrap();
    public.verify(&random32, MESSAGE, &signature).unwrap();
}

#[test]
fn the_page_takes_no_answer_with_a_flipped_bit() {
    let poll = poll();
    let begun = call("blind", json!({"spki": poll.spki, "message": hex(MESSAGE)}));
    let answer = poll.key.blind_sign(&block(&begun["blinded"])).unwrap();
    for position in [0, 128, 255] {
        let mut flipped = *answer.bytes();
        flipped[position] ^= 1;
        let refused = finished(&poll, &begun, &flipped);
        assert_eq!(refused["error"], "invalid blind signature");
    }
    let refused = finished(&poll, &begun, &answer.bytes()[..255]);
    assert_eq!(refused["error"], "invalid blind signature");
}

#[test]
fn what_rust_blinds_the_page_can_finish() {
    // The two sides of the respondent are one: Rust's finalize takes the page's blinding off.
    let poll = poll();
    let public = poll.key.public().unwrap();
    let random32 = Random32::new([9; 32]);
    let input = blind_rsa::prepare(MESSAGE, &random32);
    let (blinded, inverse) = blind_rsa::blind(&public, &input).unwrap();
    let answer = poll.key.blind_sign(&blinded).unwrap();
    let signature = blind_rsa::finalize(&public, &input, &answer, &inverse).unwrap();
    public.verify(&random32, MESSAGE, &signature).unwrap();
    // An unblinded signature is a blind signature with the inverse 1.
    let taken = call(
        "finalize",
        json!({
            "spki": poll.spki, "input": hex(&input), "inverse": "1",
            "blindSignature": hex(signature.bytes()),
        }),
    );
    assert_eq!(bytes(&taken["signature"]), signature.bytes());
}

#[test]
fn chance_alone_makes_two_blindings_differ() {
    let poll = poll();
    let fit = hex(&[0x5a; 256]);
    // A factor of 0 and one above the modulus are drawn again.
    let draws = [
        hex(&[1; 32]),
        hex(&[2; 48]),
        hex(&[0; 256]),
        hex(&[255; 256]),
        fit.clone(),
    ];
    let arguments = json!({"spki": poll.spki, "message": hex(MESSAGE), "draws": draws});
    let first = call("blindWithChance", arguments.clone());
    assert_eq!(first, call("blindWithChance", arguments));
    assert_eq!(first["left"], 0);
    let other_salt = [hex(&[1; 32]), hex(&[3; 48]), fit];
    let second = call(
        "blindWithChance",
        json!({"spki": poll.spki, "message": hex(MESSAGE), "draws": other_salt}),
    );
    assert_ne!(first["blinded"], second["blinded"]);
    assert_eq!(first["inverse"], second["inverse"]);
}

#[test]
fn the_page_reproduces_the_standards_own_example() {
    let vector: Value = serde_json::from_str(include_str!("rfc9474.json")).unwrap();
    let text = |name: &str| vector[name].as_str().unwrap();
    let number = |name: &str| BigUint::parse_bytes(text(name).as_bytes(), 16).unwrap();
    let factor = number("inv").modinv(&number("n")).unwrap();
    let draws = [
        text("msg_prefix").to_owned(),
        text("salt").to_owned(),
        format!("{factor:01024x}"),
    ];
    let begun = call(
        "blindWithChance",
        json!({"n": text("n"), "message": text("msg"), "draws": draws}),
    );
    assert!(
        begun["blinded"]
            .as_str()
            .unwrap()
            .starts_with(text("blinded_msg_start"))
    );
    assert_eq!(begun["inverse"], text("inv"));

    let answer = number("sig") * factor % number("n");
    let signed = call(
        "finalize",
        json!({
            "n": text("n"), "input": begun["input"], "inverse": text("inv"),
            "blindSignature": format!("{answer:01024x}"),
        }),
    );
    assert_eq!(signed["signature"], text("sig"));
}

#[test]
fn the_page_refuses_a_key_that_is_none() {
    let refused = call("importKey", json!({"spki": "3000"}));
    assert!(refused["error"].is_string());
}
