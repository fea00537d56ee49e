//! Acts on the registry, by subject.

pub mod acknowledge;
pub mod act;
mod agencies;
pub mod agency_mail;
pub mod agency_pages;
pub mod api_tokens;
pub mod audit;
pub mod contact_tests;
mod drafts;
pub mod evidence;
pub mod evidence_files;
pub mod gap;
pub mod invitations;
pub mod kept;
pub mod known_polls;
pub mod mail;
pub mod outreach;
pub mod participation;
mod people;
pub mod people_counts;
pub mod rosters;
pub mod rounds;
pub mod staff;
pub mod tablets;
pub mod unanswered;
