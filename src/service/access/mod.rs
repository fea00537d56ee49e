//! Who may come in, and what they are handed.
//!
//! Handles, not flags: a page of the office gets a desk ([`desks`]) that can do the work of one role
//! in one agency and nothing else. A desk is made from a visitor's grants and in no other way.

pub mod accounts;
pub mod api_tokens;
pub mod desks;
pub mod forgotten;
pub mod front_desk;
pub mod new_account;
pub mod own_account;
pub mod own_secrets;
pub mod passwords;
pub(super) mod patience;
pub mod post;

pub use front_desk::{FrontDesk, Next, Visitor};
