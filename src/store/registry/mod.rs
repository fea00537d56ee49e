//! Acts on the registry, by subject.

pub mod acknowledge;
mod agencies;
pub mod agency_pages;
mod audit;
mod drafts;
pub mod evidence;
pub mod invitations;
pub mod mail;
pub mod participation;
mod rounds;
pub mod staff;
