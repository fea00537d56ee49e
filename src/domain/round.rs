//! A round (รอบการประเมิน) and its states, which only go forward.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use super::agency::AgencyId;
use super::exact::Score;
use super::wire::{Digest, Fingerprint, PollId};

/// Row of a round in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoundId(pub i64);

/// A round of one instrument over one or more agencies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Row in the registry.
    pub id: RoundId,
    /// The client's own code, such as `2570-1`.
    pub code: String,
    /// State; only goes forward.
    pub state: RoundState,
    /// When it stops accepting signatures.
    pub closes_at: Timestamp,
    /// The close announced when it opened; the close never moves before it without being logged.
    pub earliest_close: Option<Timestamp>,
    /// When it did close.
    pub closed_at: Option<Timestamp>,
    /// Digest that fixes the instrument since the round opened.
    pub instrument_hash: Option<Digest>,
    /// What was settled when the round was created.
    pub terms: RoundTerms,
}

/// Settings of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundTerms {
    /// Framework.
    pub framework: String,
    /// Instrument of the framework.
    pub instrument: String,
    /// Buddhist-era fiscal year.
    pub fiscal_year: u16,
    /// Number of the round in its year.
    pub number: u16,
    /// KPI period that the round gives its figures to.
    pub kpi_period: Option<String>,
    /// Minutes after the close in which ballots on their way are still taken.
    pub grace_minutes: u32,
    /// Fewest valid ballots of which a figure may tell; 5 or more.
    pub k: u32,
    /// Years of service that make a person eligible.
    pub min_service_years: u32,
    /// Day on which service is reckoned; the day of opening where none is set.
    pub head_count_day: Option<Date>,
    /// Percent of the eligible that counts as everyone.
    pub required_percent: Score,
    /// One custodian instead of two of three; for demonstrations.
    pub custody: Custody,
}

/// How the round's secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Custody {
    /// Two of three custodians open the box.
    TwoOfThree,
    /// One custodian does; respondents are told.
    Single,
}

impl Custody {
    /// Number of custodians.
    pub fn custodians(self) -> usize {
        match self {
            Custody::TwoOfThree => 3,
            Custody::Single => 1,
        }
    }

    /// Number of key sheets that open the box.
    pub fn threshold(self) -> usize {
        match self {
            Custody::TwoOfThree => 2,
            Custody::Single => 1,
        }
    }
}

impl Round {
    /// When it closed, or will.
    pub fn closing(&self) -> Timestamp {
        self.closed_at.unwrap_or(self.closes_at)
    }

    /// When the last ballot on its way is taken, or will be.
    pub fn shut_from(&self) -> Timestamp {
        let grace = jiff::SignedDuration::from_mins(i64::from(self.terms.grace_minutes));
        let closing = self.closing();
        closing.checked_add(grace).unwrap_or(closing)
    }

    /// When the last ballot on its way is taken; `None` while the round is not closed.
    pub fn grace_ends(&self) -> Option<Timestamp> {
        self.closed_at.map(|_| self.shut_from())
    }

    /// From when on the key sheets should be checked: while a bad one can still be told before
    /// the close.
    pub fn sheets_due_from(&self) -> Timestamp {
        let week = jiff::SignedDuration::from_hours(7 * 24);
        self.closes_at.checked_sub(week).unwrap_or(self.closes_at)
    }

    /// Whether the key sheets should be checked at `now`.
    pub fn sheets_due(&self, now: Timestamp) -> bool {
        self.accepts(now) && self.sheets_due_from() <= now
    }

    /// Whether new signatures are accepted at `now`.
    pub fn accepts(&self, now: Timestamp) -> bool {
        self.state.accepts(self.closes_at, now)
    }
}

/// A poll (หีบ): one round, one agency, one instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Random public name.
    pub id: PollId,
    /// Its agency.
    pub agency: AgencyId,
    /// Fingerprint of its manifest.
    pub fingerprint: Fingerprint,
}

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

    /// Whether a round in this state that closes then accepts new signatures at `now`.
    pub fn accepts(self, closes_at: Timestamp, now: Timestamp) -> bool {
        self == RoundState::Open && now < closes_at
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
