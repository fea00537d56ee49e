//! Rows as the databases hold them; nothing outside the store sees one.
#![allow(missing_docs)]

pub mod agency;
pub mod atom_count;
pub mod audit;
pub mod ballot;
pub mod board;
pub mod custodian;
pub mod invitation;
pub mod kpi_evidence;
pub mod mail_day;
pub mod mail_job;
pub mod poll;
pub mod poll_total;
pub mod published;
pub mod retired_link;
pub mod round;
pub mod staff;
pub mod urn_poll;
