//! Prongsai (โปร่งใส): an anonymous survey engine for Thailand's integrity and transparency
//! assessment (ITA).
//!
//! # The way of a ballot
//! 1. HR imports people ([`service::import_roster`]) and opens a round ([`service::open_round`]):
//!    custodians read their key sheets back ([`crypto::key_sheet`]), keys and manifests are
//!    written, and everybody eligible gets an invitation whose token is derived, never stored.
//! 2. A mail or letter carries the link ([`service::send_mail`], [`service::letters`]). The page at
//!    `/i` is the same for everybody; its script checks the manifest against the fingerprint in
//!    the link and asks [`service::look`] what may be done.
//! 3. The browser seals the answers twice and blinds a message ([`crypto::message`],
//!    [`crypto::blind_rsa`]; `assets/js` does the same). [`service::issue`] records the
//!    acknowledgement in the [`store::Registry`] and signs what it cannot see.
//! 4. The browser casts the ballot without any token: [`service::cast`] verifies the right and puts
//!    it into the [`store::Urn`] under its nullifier, which is the primary key: once.
//! 5. When the grace after the close is over, [`service::finish_round`] writes the boards and
//!    destroys the issuing keys. [`service::tally`] opens the ballots in memory with two key
//!    sheets, commits counts, destroys the poll keys and the urn.
//! 6. [`service::publish`] lets figures out through [`domain::disclosure`], all agencies at once;
//!    [`service::results`] and [`service::kpi`] read them.
//!
//! # The public's part
//! People whom an agency serves have no link: they come with a ticket ([`domain::ticket`],
//! [`crypto::ticket`]) from a slip, a poster or a device ([`service::tickets`], [`service::outreach`]).
//! [`service::tickets::slot`] spends it and takes the ballot in one transaction. Such a round is opened
//! beside the staff's under the same key sheets ([`service::public_part`]); from the close on it goes the
//! same way.
//!
//! # The office
//! Those who run a round sign in ([`service::access::front_desk`]) and are handed a desk
//! ([`service::access::desks`]) that can do the work of one role in one agency. A page of
//! [`web::console`] takes a seat at a desk, calls an act, and shows values by [`view::console`];
//! every act of the office stands in a chained log ([`domain::audit`]).
//!
//! # The promise, attacked
//! [`adversary`] plays rounds on a scratch installation and attacks them with the truth at hand: how often
//! somebody with the disks, the backups or a proxy's log is right about whose answers are whose.
//!
//! # Why rooms
//! Each module is a room that may name few others (`tests/rooms.rs` checks): [`domain`] names none,
//! only [`store`] knows databases, only [`crypto`] knows keys, [`web`] never names [`store`]. No
//! type has methods on both people and ballots.

pub mod adversary;
pub mod app;
pub mod assets;
pub mod catalogue;
pub mod cli;
pub mod crypto;
pub mod domain;
pub mod export;
pub mod fault;
pub mod hardening;
pub mod intake;
pub mod locale;
pub mod mail;
pub mod rehearsal;
pub mod service;
pub mod settings;
pub mod store;
pub mod telemetry;
pub mod view;
pub mod web;
pub mod world;
