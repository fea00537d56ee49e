//! Prongsai (โปร่งใส): an anonymous survey engine for Thailand's integrity and transparency
//! assessment (ITA).

pub mod app;
pub mod assets;
pub mod catalogue;
pub mod cli;
pub mod crypto;
pub mod domain;
pub mod export;
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
