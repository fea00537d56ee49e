//! A round (รอบการประเมิน) and its states, which only go forward.

use std::fmt;
use std::str::FromStr;

/// State of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundState {
    /// Being prepared: roster and settings may change freely.
    Draft,
    /// Accepting answers.
    Open,
    /// No new signature; ballots on their way are taken until the grace ends.
    Closed,
    /// Opened with the custodians' keys and counted; nobody sees figures yet.
    Tallied,
    /// Figures are out and no longer change.
    Published,
    /// Ended without a count; the urn was destroyed unopened.
    Cancelled,
}

impl RoundState {
    const ALL: [RoundState; 6] = [
        RoundState::Draft,
        RoundState::Open,
        RoundState::Closed,
        RoundState::Tallied,
        RoundState::Published,
        RoundState::Cancelled,
    ];

    /// Name in the store, in files and as the tail of locale keys.
    pub fn code(self) -> &'static str {
        match self {
            RoundState::Draft => "draft",
            RoundState::Open => "open",
            RoundState::Closed => "closed",
            RoundState::Tallied => "tallied",
            RoundState::Published => "published",
            RoundState::Cancelled => "cancelled",
        }
    }

    /// Whether a round may go from this state to `next`.
    pub fn may_become(self, next: RoundState) -> bool {
        use RoundState::{Cancelled, Closed, Draft, Open, Published, Tallied};
        matches!(
            (self, next),
            (Draft, Open)
                | (Open, Closed)
                | (Closed, Tallied)
                | (Tallied, Published)
                | (Draft | Open | Closed, Cancelled)
        )
    }
}

impl fmt::Display for RoundState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown round state: {0}")]
pub struct UnknownState(pub String);

impl FromStr for RoundState {
    type Err = UnknownState;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        RoundState::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| UnknownState(code.to_owned()))
    }
}
