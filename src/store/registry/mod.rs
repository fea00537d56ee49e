//! Acts on the registry, by subject.

pub mod acknowledge;
mod agencies;
mod audit;
mod drafts;
pub mod evidence;
pub mod invitations;
pub mod mail;
pub mod agency_mail;
mod people;
mod rounds;
pub mod staff;
pub mod tablets;
