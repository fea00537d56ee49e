//! What a personal link leads to. Reads only: opening, prefetching or posting it unfinished
//! changes nothing.

use jiff::Timestamp;
use jiff::civil::Date;

use super::refusal::Refusal;
use crate::crypto::token::token_digest;
use crate::domain::agency::Agency;
use crate::domain::people::Standing;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::{Fingerprint, Token};
use crate::store::{LinkHolder, LinkState, Registry};
use crate::world::World;

/// Handle of the respondent's look: people, never ballots.
#[derive(Clone)]
pub struct Look {
    registry: Registry,
    world: World,
}

/// What may be done with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standpoint {
    /// The person may answer.
    Invited,
    /// The person took part on this day.
    Acknowledged(Date),
    /// A newer link took its place.
    Replaced,
    /// The person left the agency.
    Removed,
    /// The person is exempt.
    Exempt,
    /// The round is not open yet.
    NotOpen,
    /// The round is closed.
    Closed,
    /// The round was cancelled.
    Cancelled,
}

impl Standpoint {
    /// Code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Standpoint::Invited => "invited",
            Standpoint::Acknowledged(_) => "acknowledged",
            Standpoint::Replaced => "replaced",
            Standpoint::Removed => "removed",
            Standpoint::Exempt => "exempt",
            Standpoint::NotOpen => "not-open",
            Standpoint::Closed => "closed",
            Standpoint::Cancelled => "cancelled",
        }
    }
}

/// What the page shows of the link's holder.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What may be done.
    pub standpoint: Standpoint,
    /// Full name; given only where the link is in force.
    pub name: String,
    /// Position.
    pub position: String,
    /// The agency.
    pub agency: Agency,
    /// Code of the round.
    pub round: String,
    /// When the round closes, or was closed.
    pub closes_at: Timestamp,
}

impl Look {
    /// A look into this registry.
    pub fn new(registry: Registry, world: World) -> Self {
        Self { registry, world }
    }

    /// What the link with this token and fingerprint leads to; `None` if there never was one.
    pub async fn look(
        &self,
        token: &Token,
        fingerprint: &Fingerprint,
    ) -> Result<Option<Seen>, Refusal> {
        let Some(holder) = self.registry.link_holder(&token_digest(token)).await? else {
            return Ok(None);
        };
        let Some(known) = self.registry.poll(fingerprint).await? else {
            return Ok(None);
        };
        let own = known.round == holder.round.id
            && (known.poll.agency == holder.staff.agency || holder.link == LinkState::Replaced);
        if !own {
            return Ok(None);
        }
        let standpoint = standpoint(&holder, self.world.now());
        let shown = holder.link == LinkState::Current;
        let member = holder.staff.member;
        Ok(Some(Seen {
            standpoint,
            name: if shown {
                member.full_name()
            } else {
                String::new()
            },
            position: if shown {
                member.position
            } else {
                String::new()
            },
            agency: holder.agency,
            round: holder.round.code,
            closes_at: holder.round.closed_at.unwrap_or(holder.round.closes_at),
        }))
    }
}

fn standpoint(holder: &LinkHolder, now: Timestamp) -> Standpoint {
    if holder.link == LinkState::Replaced {
        return Standpoint::Replaced;
    }
    if let Some(day) = holder.acknowledged {
        return Standpoint::Acknowledged(day);
    }
    match (&holder.staff.standing, &holder.round) {
        (Standing::Left, _) => Standpoint::Removed,
        (Standing::Exempt(_), _) => Standpoint::Exempt,
        (Standing::Eligible, round) => state_of(round, now),
    }
}

fn state_of(round: &Round, now: Timestamp) -> Standpoint {
    match round.state {
        RoundState::Draft => Standpoint::NotOpen,
        RoundState::Open if round.accepts(now) => Standpoint::Invited,
        RoundState::Cancelled => Standpoint::Cancelled,
        RoundState::Open | RoundState::Closed | RoundState::Tallied | RoundState::Published => {
            Standpoint::Closed
        }
    }
}
