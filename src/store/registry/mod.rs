//! Acts on the registry, by subject.

pub mod acknowledge;
mod agencies;
pub mod agency_mail;
mod audit;
mod drafts;
pub mod evidence;
pub mod invitations;
pub mod mail;
mod people;
mod rounds;
pub mod staff;
pub mod tablets;
