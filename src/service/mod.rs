//! One act a file, called by web and command line alike: first this, then that, across rooms.
//!
//! Handles: the respondent's [`look::Look`] and [`issue::Issue`] have no urn, [`cast::CastBallot`]
//! has no registry. Acts of the office take [`Office`].

pub mod access;
pub mod administrator;
pub mod assessor;
pub mod audit_log;
pub mod backup;
mod board_check;
pub mod bundle;
pub mod carry;
pub mod cast;
pub mod clock;
pub mod close_round;
pub mod contact_test;
pub mod create_round;
pub mod delete_roster;
pub mod doctor;
pub mod draft_round;
pub mod figures;
pub mod finish_round;
pub mod fit_to_serve;
pub mod gap;
pub mod hr;
pub mod import_agencies;
pub mod import_roster;
pub mod invite;
pub mod issue;
pub mod key_sheets;
pub mod keyring;
pub mod kpi;
pub mod kpi_evidence;
pub mod kpi_pages;
pub mod letters;
pub mod look;
pub mod midnight;
pub mod new_link;
pub mod office;
pub mod open_round;
mod opening;
pub mod outreach;
pub mod participation;
pub mod people;
pub mod poll_keys;
pub mod public_part;
pub mod publish;
pub mod readiness;
pub mod refusal;
pub mod register;
pub mod remind;
pub mod respondent_desk;
pub mod results;
pub mod round_content;
pub mod runs;
pub mod send_mail;
pub mod sheet_reminder;
mod side_by_side;
mod signers;
pub mod stored_counts;
pub mod strongroom;
pub mod tally;
pub mod tally_totals;
pub mod tickets;

pub use office::Office;
pub use refusal::{Refusal, of_store};
