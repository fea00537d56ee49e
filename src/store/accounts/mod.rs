//! Accounts of those who work with the system, their sessions and one-time links. Never a staff
//! member's invitation, never a ballot.

mod acts;
mod holders;
mod links;
mod people;
mod sessions;
mod uploads;

use super::connection::Registry;
use super::lanes::Lanes;

pub use people::{AccountPage, Credentials, NewAccount};
pub use sessions::{Session, SessionLevel};
pub use uploads::Upload;

/// Accounts, in the registry's database.
#[derive(Debug, Clone)]
pub struct Accounts {
    db: Lanes,
}

impl Registry {
    /// The handle on accounts.
    pub fn accounts(&self) -> Accounts {
        Accounts {
            db: self.db.clone(),
        }
    }
}
