//! Rows as the databases hold them; nothing outside the store sees one.
#![allow(missing_docs)]

pub mod account;
pub mod account_grant;
pub mod account_link;
pub mod account_session;
pub mod agency;
pub mod agency_count;
pub mod api_token;
pub mod atom_count;
pub mod audit;
pub mod ballot;
pub mod board;
pub mod custodian;
pub mod entered_figure;
pub mod evidence_file;
pub mod improvement;
pub mod invitation;
pub mod kept_version;
pub mod kpi_evidence;
pub mod mail_day;
pub mod mail_job;
pub mod midnight;
pub mod milestone;
pub mod poll;
pub mod poll_total;
pub mod published;
pub mod recovery_code;
pub mod retired_link;
pub mod round;
pub mod staff;
pub mod tablet;
pub mod upload;
pub mod urn_poll;
