//! What a member of staff sees who opens a personal link.
//!
//! Two documents make it up, and neither holds anything personal:
//!
//! - the [`shell()`] at `/i`, the same bytes for everybody. It knows no poll; it says in both
//!   languages whatever can go wrong before the poll's manifest is known, and loads `boot.js`;
//! - the [`page()`] of a poll and language, a fragment fetched by its SHA-256. It holds every
//!   screen and the whole questionnaire.
//!
//! Why all screens in one fragment: the script then only shows, hides and fills in. It carries no
//! wording, and what a person does inside the questionnaire asks the server for nothing.
//!
//! How script finds its way in the markup: `data-shell` and `data-screen` name what is shown one
//! at a time, `data-act` is what a button does, `data-slot` is a text to fill in, `data-needs`
//! hides its element while that slot has no value, `data-answer` is a group that needs an answer.

pub(in crate::view) mod endings;
mod how;
pub(in crate::view) mod page;
pub(in crate::view) mod profile;
pub(in crate::view) mod questionnaire;
pub(in crate::view) mod sending;
pub(in crate::view) mod shell;
pub(in crate::view) mod welcome;

#[cfg(test)]
mod tests;

pub use how::how;
pub use page::{PageFacts, page};
pub use shell::{ShellFacts, shell};

/// Assets that, one after the other, are the stylesheet of shell and page.
pub const STYLE_PARTS: [&str; 3] = ["css/base.css", "css/respondent.css", "css/kiosk.css"];
