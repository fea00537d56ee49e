//! Calls into the browser's modules, and hexadecimal, as which bytes travel.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Runs one call of `respondent.mjs` and gives its answer.
pub fn call(name: &str, mut arguments: Value) -> Value {
    arguments["call"] = name.into();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/respondent.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("these tests need node (20 or newer)");
    let mut stdin = node.stdin.take().unwrap();
    stdin.write_all(arguments.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "{name} failed in node");
    serde_json::from_slice(&output.stdout).unwrap()
}

pub fn bytes(text: &Value) -> Vec<u8> {
    let digits = text.as_str().unwrap_or_else(|| panic!("no bytes: {text}"));
    (0..digits.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap())
        .collect()
}
