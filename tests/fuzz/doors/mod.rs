//! What must hold of every byte that comes from outside, one function a door: nothing panics, what is refused is
//! refused with its place, and what is taken in is taken in the same way again when it is written down. The fuzzer
//! (`tests/fuzz/targets`) and the property tests (`tests/intake/fuzzed.rs`) go through the same doors.

mod files;
mod house;
mod papers;
mod requests;
mod tables;

pub use files::{bundle, framework, settings};
pub use papers::{boards, codes, sheets};
pub use requests::requests;
pub use tables::{answers, rosters};

/// A door: its name, which is also the folder of its corpus, and what must hold.
pub type Door = (&'static str, fn(&[u8]));

/// Every door.
pub const DOORS: [Door; 9] = [
    ("rosters", rosters),
    ("answers", answers),
    ("framework", framework),
    ("sheets", sheets),
    ("codes", codes),
    ("boards", boards),
    ("bundle", bundle),
    ("settings", settings),
    ("requests", requests),
];
