#![no_main]

#[path = "../doors/mod.rs"]
mod doors;

// The house is opened beforehand: that takes longer than a request may.
libfuzzer_sys::fuzz_target!(init: doors::requests(b""), |bytes: &[u8]| doors::requests(bytes));
