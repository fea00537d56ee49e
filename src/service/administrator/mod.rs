//! What an administrator does, one subject a file. No person of a roster, no figure before
//! publication.

mod agencies;
mod ceremony;
mod course;
pub mod department;
mod drafts;
mod notices;
mod preview;
pub mod public;
mod readiness;
mod sitting;
mod survey;
mod tally;
mod workshop;

pub use agencies::{AgencyEntry, AgencyLeaf, AgencyLine, Import, ImportPreview};
pub use ceremony::{CeremonyHere, CeremonyStep, CustodianStep, ShownSheet};
pub use drafts::{Draft, FrameworkChoice};
pub use notices::{BoardLine, Minutes, RoundNotice};
pub use preview::MailPreview;
pub use readiness::{ReadinessLeaf, ReadinessLine, RosterTotals};
pub use sitting::Stage;
pub use tally::{TallyStanding, WaitingSheet};
pub use workshop::{FilesOf, Post, Workshop};
