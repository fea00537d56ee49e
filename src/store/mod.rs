//! The only room that knows the databases, and the files beside them.
//!
//! Handles, not flags: [`Registry`] has people and never a ballot, [`Urn`] has ballots and never a
//! person, [`Results`] has counts. No type has methods on two of them, and no value that
//! identifies a row of one occurs in another, but poll ids.

mod connection;
mod content;
mod entity;
mod keys;
mod registry;
mod results;
mod text;
mod urn;

pub use connection::{Registry, Results, StoreError, Urn, Urns};
pub use content::ContentFolder;
pub use keys::{KeyFolder, KeyName, KeysHeld, shred};
pub use registry::acknowledge::{Acknowledgement, Issued};
pub use registry::evidence::{Evidence, EvidenceKey};
pub use registry::invitations::{
    DrawnInvitation, Invitation, LinkHolder, LinkState, NewLink, Recipient,
};
pub use registry::mail::{JobState, MailJob};
pub use registry::staff::{Amendment, StaffId, StaffRecord};
pub use results::{BoardFile, PollTotal};
pub use urn::{Cast, StoredBallot};
