//! The only room that knows the databases, and the files beside them.
//!
//! Handles, not flags: [`Registry`] has people and never a ballot, [`Urn`] has ballots and never a
//! person, [`Results`] has counts. No type has methods on two of them, and no value that
//! identifies a row of one occurs in another, but poll ids.

mod accounts;
mod backup;
mod clock_file;
mod connection;
mod content;
mod disk;
mod duty;
mod entity;
mod evidence_folder;
mod health;
mod keys;
mod lanes;
mod midnight;
mod no_writing;
mod origin;
mod pages;
mod parts;
mod postgres;
mod registry;
mod results;
mod server_settings;
mod silence;
mod sqlite;
mod strongroom;
mod text;
mod ticket_casts;
mod tickets;
mod together;
mod urn;

pub use accounts::{AccountPage, Accounts, Credentials, NewAccount, Session, SessionLevel, Upload};
pub use backup::installation;
pub use clock_file::ClockFile;
pub use connection::{Registry, Results, StoreError, Urn, Urns, on_servers};
pub use content::ContentFolder;
pub use disk::can_write;
pub use duty::{Duty, LOOK_FOR_DUTY};
pub use evidence_folder::EvidenceFolder;
pub use keys::{KeyFolder, KeyName, KeysHeld, overwrite, shred};
pub use midnight::Midnight;
pub use no_writing::NoWriting;
pub use pages::BallotPage;
pub use postgres::DatabaseUrl;
pub use registry::acknowledge::{Acknowledgement, Issued, Signatory};
pub use registry::act::Act;
pub use registry::agency_mail::MailCounts;
pub use registry::agency_pages::{AgencySearch, Missing, RosterTotals, StandingCount};
pub use registry::api_tokens::ApiToken;
pub use registry::audit::StoredLink;
pub use registry::contact_tests::ContactTest;
pub use registry::evidence::{Evidence, EvidenceKey, Verdict};
pub use registry::evidence_files::EvidenceFile;
pub use registry::gap::Tick;
pub use registry::invitations::{
    DrawnInvitation, Invitation, LinkHolder, LinkState, NewLink, Recipient,
};
pub use registry::known_polls::KnownPoll;
pub use registry::mail::{Due, JobState, MailJob, Named, Outcome};
pub use registry::outreach::{Kiosk, OutreachBook};
pub use registry::participation::{Absent, AbsentPeople, AgencyCount, Signature, Slice};
pub use registry::people_counts::GroupCount;
pub use registry::rosters::RosterSize;
pub use registry::rounds::DraftRound;
pub use registry::staff::{Amendment, StaffId, StaffRecord};
pub use registry::tablets::Tablet;
pub use registry::unanswered::Mailed;
pub use results::{AtomRows, BoardFile, BoardLine, PollTotal};
pub use server_settings::{WrongSetting, look_at_servers};
pub use strongroom::{Holding, StrongroomFolder, StrongroomHeld};
pub use ticket_casts::{Spend, TicketBallot, TicketCast};
pub use tickets::Minted;
pub use urn::{Cast, StoredBallot};
