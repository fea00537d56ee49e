use prongsai::crypto::token::{fragment, parse_short_code, short_code};
use prongsai::domain::encoding::{base32, from_base32, hex, symbol, value};
use prongsai::domain::wire::{Fingerprint, Token};
use serde_json::{Value, json};

use crate::script::{bytes, call};

/// Sixteen bytes of every kind, another set for each seed.
fn sixteen(seed: u8) -> [u8; 16] {
    std::array::from_fn(|i| {
        seed.wrapping_mul(89)
            .wrapping_add(u8::try_from(i * 71 % 256).unwrap())
    })
}

#[test]
fn texts_of_bytes_are_spelled_alike() {
    let values: Vec<Vec<u8>> = (0..=16)
        .map(|length| sixteen(3)[..length].to_vec())
        .collect();
    let hexes: Vec<String> = values.iter().map(|value| hex(value)).collect();
    let written = call("written", json!({"values": hexes}));
    for (value, theirs) in values.iter().zip(written.as_array().unwrap()) {
        assert_eq!(theirs["base32"], base32(value));
        assert_eq!(theirs["same"], true);
    }
    let samples = [
        "ABCD 1234-oil0",
        "0",
        "ZZ",
        "Z0",
        "Zz",
        "U0",
        "",
        "00",
        "01",
    ];
    for length in [0, 1, 5, 6] {
        let typed = call("typed", json!({"texts": samples, "length": length}));
        for (text, theirs) in samples.iter().zip(typed.as_array().unwrap()) {
            match from_base32(text, length) {
                Ok(ours) => assert_eq!(bytes(&theirs["bytes"]), ours, "{text}"),
                Err(_) => assert!(theirs["error"].is_string(), "{text} {length}"),
            }
        }
    }
}

#[test]
fn the_page_reads_the_link_that_was_mailed() {
    let (token, fingerprint) = (Token::new(sixteen(1)), Fingerprint::new(sixteen(2)));
    let whole = fragment(&token, &fingerprint);
    let texts = [&format!("#{whole}"), &whole[..52], &whole[..26], ""];
    let read = call("fragments", json!({"texts": texts}));
    assert_eq!(bytes(&read[0]["token"]), token.bytes());
    assert_eq!(bytes(&read[0]["fingerprint"]), fingerprint.bytes());
    for cut in 1..texts.len() {
        assert_eq!(read[cut]["error"], "fragment");
    }
}

#[test]
fn the_page_reads_the_code_that_was_printed_and_sees_every_slip() {
    let (token, fingerprint) = (Token::new(sixteen(1)), Fingerprint::new(sixteen(2)));
    let code = short_code(&token, &fingerprint);
    let typed = code
        .to_lowercase()
        .replace('-', " ")
        .replace('0', "o")
        .replace('1', "l");
    let mut texts = vec![typed, code[1..].to_owned()];
    texts.extend(slips(&code));
    let read = call("shortCodes", json!({"texts": texts}));
    assert_eq!(bytes(&read[0]["token"]), token.bytes());
    assert_eq!(bytes(&read[0]["fingerprint"]), &fingerprint.bytes()[..10]);
    assert_eq!(read[1]["error"], "length");
    for (slip, theirs) in texts.iter().zip(read.as_array().unwrap()).skip(2) {
        assert!(parse_short_code(slip).is_err(), "{slip}");
        assert_eq!(theirs["error"], Value::from("mistyped"), "{slip}");
    }
}

/// The code with each symbol wrong once, and each two neighbours swapped.
fn slips(code: &str) -> Vec<String> {
    let right: Vec<char> = code.chars().filter(|c| *c != '-').collect();
    let wrong = (0..right.len()).map(|at| {
        let mut symbols = right.clone();
        symbols[at] = symbol(value(symbols[at]).unwrap() ^ 9);
        symbols
    });
    let swapped = (1..right.len()).map(|at| {
        let mut symbols = right.clone();
        symbols.swap(at - 1, at);
        symbols
    });
    let all = wrong.chain(swapped).filter(|symbols| *symbols != right);
    all.map(|symbols| symbols.into_iter().collect()).collect()
}
