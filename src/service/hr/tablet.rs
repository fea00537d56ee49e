//! A device that HR hands over, for people to answer at one after the other.
//!
//! Why a session of its own: the officer's must not lie on a device that goes from hand to hand.
//! Why nothing is written of who was picked: the log and this table would tell the minute at which
//! somebody answered. That somebody took part is recorded when their credential is issued, by day.

use jiff::{SignedDuration, Timestamp};

use crate::crypto::tablet::{TabletSecret, exit_digest};
use crate::crypto::token::fragment;
use crate::domain::access::Role;
use crate::domain::encoding::hex;
use crate::domain::people::{PeopleFilter, Show, StaffMember};
use crate::domain::round::Round;
use crate::service::access::desks::HrDesk;
use crate::service::access::patience::Patience;
use crate::service::access::{FrontDesk, Visitor};
use crate::service::{Office, Refusal};
use crate::store::Tablet;

/// How long a code waits for its device.
const CODE_WAITS: SignedDuration = SignedDuration::from_mins(15);
/// How long a device serves at most.
const SERVES: SignedDuration = SignedDuration::from_hours(12);
/// People shown for a search.
const SHOWN: u64 = 30;
/// Wrong codes after which a device's session is over.
const MOST_WRONG: i32 = 5;

/// Whether a device has joined yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TabletKind {
    Waiting,
    Joined,
}

/// A device as HR sees it.
#[derive(Debug, Clone)]
pub struct TabletLine {
    /// Name.
    pub id: String,
    /// Who started it.
    pub started_by: String,
    /// Whether a device has joined.
    pub joined: bool,
    /// When it ends by itself.
    pub expires: Timestamp,
}

/// Somebody who may be picked.
#[derive(Debug, Clone)]
pub struct Pick {
    /// Staff id.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
}

impl HrDesk {
    /// Devices of the own agency in this round.
    pub async fn tablets(&self, round: &Round) -> Result<Vec<TabletLine>, Refusal> {
        let now = self.office.world.now();
        let tablets = self
            .office
            .registry
            .tablets(round.id, self.agency().id, now)
            .await?;
        let lines = tablets.into_iter().map(|tablet| TabletLine {
            id: tablet.id,
            started_by: tablet.started_by,
            joined: tablet.joined,
            expires: tablet.expires,
        });
        Ok(lines.collect())
    }

    /// A code that a device joins by; it is shown once.
    pub async fn invite_tablet(&self, round: &Round, exit: &str) -> Result<String, Refusal> {
        let code = TabletSecret::code(self.office.world.random()?);
        self.start(round, exit, &code, TabletKind::Waiting).await?;
        Ok(code.text())
    }

    /// Makes the officer's own device the one that is handed over: their session ends, and the
    /// cookie of the device's comes back.
    pub async fn become_tablet(
        &self,
        front: &FrontDesk,
        visitor: &Visitor,
        round: &Round,
        exit: &str,
    ) -> Result<String, Refusal> {
        let cookie = TabletSecret::cookie(self.office.world.random()?);
        self.start(round, exit, &cookie, TabletKind::Joined).await?;
        front.sign_out(visitor).await?;
        Ok(cookie.text())
    }

    /// Ends a device's session.
    pub async fn end_tablet(&self, round: &Round, id: &str) -> Result<(), Refusal> {
        let agency = self.agency();
        let act = self.office.act("tablet.end", &round.code, &agency.code);
        if !act.end_tablet(agency.id, id).await? {
            return Err(Refusal::mend("hr_tablet.gone"));
        }
        Ok(())
    }

    async fn start(
        &self,
        round: &Round,
        exit: &str,
        secret: &TabletSecret,
        kind: TabletKind,
    ) -> Result<(), Refusal> {
        let round = self.open(round).await?;
        let exit = exit.trim();
        if exit.len() != 4 || !exit.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(Refusal::mend("hr_tablet.exit_code"));
        }
        let now = self.office.world.now();
        let id = hex(&self.office.world.random::<16>()?);
        let tablet = Tablet {
            round: round.id,
            agency: self.agency().id,
            started_by: self.office.actor.clone(),
            secret: secret.digest(),
            joined: kind == TabletKind::Joined,
            exit: exit_digest(&self.office.keys.token_key(&round.code)?, &id, exit),
            expires: match kind {
                TabletKind::Waiting => now.checked_add(CODE_WAITS).unwrap_or(now),
                TabletKind::Joined => end_of(now, &round),
            },
            id,
        };
        let agency = &self.agency().code;
        let act = self.office.act("tablet.start", &round.code, agency);
        Ok(act.add_tablet(&tablet, now).await?)
    }
}

/// The handle of a device that was handed over: people of one agency in one open round.
#[derive(Clone)]
pub struct TabletDesk {
    office: Office,
    patience: Patience,
}

/// A device whose session runs.
pub struct TabletVisit {
    tablet: Tablet,
    round: Round,
    /// Name of the agency.
    pub agency: String,
}

impl TabletDesk {
    /// Works for devices of this office.
    pub fn new(office: Office) -> Self {
        Self {
            office,
            patience: Patience::new(),
        }
    }

    /// Lets a device join that somebody typed the code at; the cookie comes back.
    pub async fn join(&self, code: &str, place: &str) -> Result<Option<String>, Refusal> {
        if !self.patience.lets(place, place) {
            return Ok(None);
        }
        let now = self.office.world.now();
        let Some(code) = TabletSecret::typed(code) else {
            return Ok(None);
        };
        let Some(waiting) = self.office.registry.tablet(&code.digest(), now).await? else {
            return Ok(None);
        };
        let Some(round) = self.office.registry.round_by_id(waiting.round).await? else {
            return Ok(None);
        };
        let cookie = TabletSecret::cookie(self.office.world.random()?);
        let joined = self
            .office
            .registry
            .join_tablet(&code.digest(), &cookie.digest(), end_of(now, &round))
            .await?;
        Ok(joined.then(|| cookie.text()))
    }

    /// The device with this cookie, while its session runs and the round is open.
    pub async fn visit(&self, cookie: &str) -> Result<Option<TabletVisit>, Refusal> {
        let now = self.office.world.now();
        let Some(cookie) = TabletSecret::kept(cookie) else {
            return Ok(None);
        };
        let registry = &self.office.registry;
        let Some(tablet) = registry.tablet(&cookie.digest(), now).await? else {
            return Ok(None);
        };
        let round = registry.round_by_id(tablet.round).await?;
        let agency = registry.agency_by_id(tablet.agency).await?;
        let (Some(round), Some(agency)) = (round, agency) else {
            return Ok(None);
        };
        let serves = tablet.joined && round.accepts(now) && self.is_answered_for(&tablet).await?;
        Ok(serves.then_some(TabletVisit {
            tablet,
            round,
            agency: agency.name,
        }))
    }

    /// Whether whoever started the device may still do so: it hands out people's links.
    async fn is_answered_for(&self, tablet: &Tablet) -> Result<bool, Refusal> {
        let accounts = self.office.registry.accounts();
        let starter = accounts.by_email(&tablet.started_by).await?;
        Ok(starter.is_some_and(|account| {
            !account.suspended && account.reaches(Role::HrOfficer, tablet.agency, &[])
        }))
    }

    /// People who have not taken part and whom these words find.
    pub async fn search(&self, visit: &TabletVisit, text: &str) -> Result<Vec<Pick>, Refusal> {
        let filter = PeopleFilter {
            text: text.to_owned(),
            show: Show::Waiting,
            ..PeopleFilter::default()
        };
        let (people, _) = self
            .office
            .registry
            .people_page(visit.round.id, visit.tablet.agency, &filter, 0, SHOWN)
            .await?;
        Ok(people
            .into_iter()
            .map(|person| pick(person.staff.member))
            .collect())
    }

    /// The part of the link behind `/i#`, for somebody who has said that it is them; nothing for who
    /// has taken part or is of another agency.
    pub async fn hand_over(
        &self,
        visit: &TabletVisit,
        staff_id: &str,
    ) -> Result<Option<String>, Refusal> {
        let registry = &self.office.registry;
        let (round, agency) = (&visit.round, visit.tablet.agency);
        let person = registry.person_of(round.id, agency, staff_id).await?;
        let poll = registry.poll_of_agency(round.id, agency).await?;
        let (Some(person), Some(poll)) = (person, poll) else {
            return Ok(None);
        };
        let waits = person.staff.standing == crate::domain::people::Standing::Eligible;
        let invitation = person
            .invitation
            .filter(|invitation| waits && invitation.acknowledged.is_none());
        let Some(invitation) = invitation else {
            return Ok(None);
        };
        let key = self.office.keys.token_key(&round.code)?;
        let token = key.token(&round.code, &invitation.nonce, invitation.generation);
        Ok(Some(fragment(&token, &poll.fingerprint)))
    }

    /// Ends the session with the right code. After too many wrong ones it is over as well, since
    /// the device is in the wrong hands.
    pub async fn exit(&self, visit: &TabletVisit, code: &str) -> Result<Exit, Refusal> {
        let tablet = &visit.tablet;
        let key = self.office.keys.token_key(&visit.round.code)?;
        let right = exit_digest(&key, &tablet.id, code.trim()) == tablet.exit;
        if !right {
            let wrong = self.office.registry.count_wrong_exit(&tablet.id).await?;
            if wrong < MOST_WRONG {
                return Ok(Exit::Wrong);
            }
        }
        let registry = &self.office.registry;
        let agency = registry.agency_by_id(tablet.agency).await?;
        let agency = agency.map(|agency| agency.code).unwrap_or_default();
        let office = Office {
            actor: tablet.started_by.clone(),
            ..self.office.clone()
        };
        let act = office.act("tablet.end", &visit.round.code, &agency);
        act.end_tablet(tablet.agency, &tablet.id).await?;
        Ok(Exit::Over)
    }
}

/// What came of a typed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The session is over.
    Over,
    /// The code was wrong.
    Wrong,
}

fn end_of(now: Timestamp, round: &Round) -> Timestamp {
    let longest = now.checked_add(SERVES).unwrap_or(now);
    longest.min(round.closes_at)
}

fn pick(member: StaffMember) -> Pick {
    Pick {
        name: member.full_name(),
        staff_id: member.staff_id,
        position: member.position,
        work_group: member.work_group,
    }
}
