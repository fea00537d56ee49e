//! A synthetic installation of a whole country: agencies, people, a published round and an open
//! one. Rounds are opened by the store's own act, without a ceremony: nobody votes here, and keys
//! for every agency would take an hour.

use std::collections::HashMap;

use zeroize::Zeroizing;

use crate::app::App;
use crate::cli::show::{Failure, Shown};
use crate::crypto::digest::sha256;
use crate::domain::access::{Grant, Role};
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::counts::Counts;
use crate::domain::disclosure::{K, Rule};
use crate::domain::exact::Score;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::lang::Lang;
use crate::domain::people::Standing;
use crate::domain::round::{Custody, Poll, Round, RoundState, RoundTerms};
use crate::domain::wire::{Fingerprint, PollId};
use crate::rehearsal::country::{LARGE, agencies, people};
use crate::rehearsal::department::answers;
use crate::service::Refusal;
use crate::service::create_round::{NewRound, create_round};
use crate::service::invite::{draw, queue_invitations};
use crate::service::publish::PublishedAgency;
use crate::store::{Acknowledgement, KeyName, NewAccount, StoreError};

/// Code of the published round.
pub const PUBLISHED: &str = "2570-1";
/// Code of the open round.
pub const OPEN: &str = "2570-2";
/// Who keeps the key of a round.
pub const CUSTODIAN: &str = "นางสาวกุญแจ ดอกเดียว";
/// People of each agency but the large one.
const FEW: usize = 12;
/// Of ten people, how many have answered in the open round.
const ANSWERED: usize = 3;
/// Different sets of figures, dealt out to the agencies.
const PATTERNS: u32 = 16;
/// Ballots behind each of them.
const BALLOTS: usize = 20;

/// Fills the installation.
pub async fn fill(app: &App, count: usize, many: usize) -> Shown {
    let office = &app.office;
    office
        .step()
        .save_agencies(&agencies(count))
        .await
        .map_err(Refusal::from)?;
    let known: Vec<Agency> = office.registry.agencies().await.map_err(Refusal::from)?;
    add_accounts(app, &known).await?;
    for (number, code) in [(1, PUBLISHED), (2, OPEN)] {
        create(app, number, code, "iit").await?;
        add_people(app, code, &known, many).await?;
        let drawn = open(app, code, &known).await?;
        if code == OPEN {
            acknowledge(app, code, &drawn).await?;
            queue_invitations(office, code).await?;
        } else {
            publish(app, code, &known, many).await?;
        }
    }
    Ok(())
}

/// An officer of HR an agency, who never signs in.
async fn add_accounts(app: &App, known: &[Agency]) -> Shown {
    for agency in known {
        let officer = NewAccount {
            email: format!("hr-{}@example.go.th", agency.code.to_lowercase()),
            name: format!("งานบุคคล {}", agency.code),
            lang: Lang::Th,
            grants: vec![Grant {
                role: Role::HrOfficer,
                agency: Some(agency.id),
            }],
        };
        let act = app.office.act("account.create", &officer.email, "");
        act.add_account(&officer).await.map_err(Refusal::from)?;
    }
    Ok(())
}

/// Creates a round of an instrument with one custodian.
pub async fn create(app: &App, number: u16, code: &str, instrument: &str) -> Shown {
    let month = jiff::SignedDuration::from_hours(24 * 30);
    let closes_at = app.office.world.now().checked_add(month);
    let terms = RoundTerms {
        framework: "ten-indicators-2562".to_owned(),
        instrument: instrument.to_owned(),
        fiscal_year: 2570,
        number,
        kpi_period: Some(number.to_string()),
        grace_minutes: 0,
        k: 5,
        min_service_years: 0,
        head_count_day: None,
        required_percent: Score::from_hundredths(10_000),
        custody: Custody::Single,
    };
    let round = NewRound {
        code: code.to_owned(),
        terms,
        closes_at: closes_at.map_err(|_| Failure::said("errors.stale"))?,
        custodians: vec![CUSTODIAN.to_owned()],
    };
    Ok(create_round(&app.office, round).await?)
}

/// Puts people into a round: so many into the large agency, a few into each other.
pub async fn add_people(app: &App, code: &str, known: &[Agency], many: usize) -> Shown {
    let round = app.office.round(code).await?;
    let listed: Vec<_> = known
        .iter()
        .flat_map(|agency| {
            let n = if agency.code == LARGE { many } else { FEW };
            let row = |member| (agency.id, member, Standing::Eligible);
            people(&agency.code, n).into_iter().map(row)
        })
        .collect();
    let today = app.office.world.today();
    let saved = app.office.step().save_staff(round.id, &listed, &[], today);
    Ok(saved.await.map_err(Refusal::from)?)
}

/// Opens a round; returns the digests of the links.
async fn open(
    app: &App,
    code: &str,
    known: &[Agency],
) -> Result<Vec<crate::store::DrawnInvitation>, Failure> {
    let office = &app.office;
    let round = office.round(code).await?;
    let token_key: Zeroizing<[u8; 32]> =
        Zeroizing::new(office.world.random().map_err(Refusal::from)?);
    office
        .keys
        .keep(KeyName::Token(code), token_key.as_slice())?;
    let poll = |agency: AgencyId| -> Result<Poll, Refusal> {
        Ok(Poll {
            id: PollId::new(office.world.random()?),
            agency,
            fingerprint: Fingerprint::new(office.world.random()?),
        })
    };
    let polls = known
        .iter()
        .map(|agency| poll(agency.id))
        .collect::<Result<Vec<Poll>, Refusal>>()?;
    let (_, instrument) = office.instrument(&round)?;
    let asked = office.registry.without_invitation(round.id).await;
    let asked = asked.map_err(Refusal::from)?;
    let drawn = draw(office, &round, &asked)?.collect::<Result<Vec<_>, _>>();
    let drawn = drawn.map_err(Refusal::from)?;
    let opened = office.act("round.open", code, "bench").open_round(
        &round,
        None,
        &instrument.hash,
        &polls,
        drawn.iter().copied().map(Ok),
    );
    opened.await.map_err(Refusal::from)?;
    Ok(drawn)
}

async fn acknowledge(app: &App, code: &str, drawn: &[crate::store::DrawnInvitation]) -> Shown {
    let office = &app.office;
    let blinded = sha256(b"bench");
    let round = office.round(code).await?.id;
    let people = office.registry.staff(round).await.map_err(Refusal::from)?;
    let agency_of: HashMap<_, _> = people.iter().map(|who| (who.id, who.agency)).collect();
    for (at, (staff, _, token)) in drawn.iter().enumerate() {
        let agency = agency_of.get(staff).copied();
        if let Some(agency) = agency.filter(|_| at % 10 < ANSWERED) {
            let act = Acknowledgement {
                token: *token,
                round,
                agency,
                blinded,
                version: "bench",
                now: office.world.now(),
                today: office.world.today(),
            };
            let done = office.registry.acknowledge(act).await;
            done.map_err(Refusal::from)?;
        }
    }
    Ok(())
}

/// Hangs figures of all agencies and takes the round through its states.
async fn publish(app: &App, code: &str, known: &[Agency], many: usize) -> Shown {
    let office = &app.office;
    let round = office.round(code).await?;
    let sheets = sheets(app, &round, known, many)?;
    let sheets = sheets.into_iter().map(Ok::<_, Refusal>);
    office.results.publish(code, sheets).await?;
    for next in [
        RoundState::Closed,
        RoundState::Tallied,
        RoundState::Published,
    ] {
        let round = office.round(code).await?;
        let moved = office.step().move_round(&round, next, office.world.now());
        moved.await.map_err(Refusal::from)?;
    }
    Ok(office.log("round.publish", code, "bench").await?)
}

fn sheets(
    app: &App,
    round: &Round,
    known: &[Agency],
    many: usize,
) -> Result<Vec<(String, String)>, Refusal> {
    let (framework, instrument) = app.office.instrument(round)?;
    let k = K::new(u64::from(round.terms.k)).map_err(|_| Refusal::mend("errors.k-too-low"))?;
    let rule = Rule::of(framework, instrument, k);
    let mut patterns = Vec::new();
    for pattern in 0..PATTERNS {
        patterns.push(pattern_of(app, framework, instrument, 600 + pattern * 20)?);
    }
    let all: Vec<&Counts> = patterns.iter().collect();
    let below = rule.disclose(&all, None);
    let own: Vec<_> = patterns
        .iter()
        .map(|counts| rule.disclose(&[counts], Some(counts.ballots())))
        .collect();
    let sheet = |(agency, own): (&Agency, &_)| {
        let eligible = if agency.code == LARGE { many } else { FEW } as u64;
        let above = known.iter().any(|other| other.parent == Some(agency.id));
        let published = PublishedAgency {
            agency: agency.code.clone(),
            eligible,
            exempt: 0,
            acknowledged: eligible,
            ballots: eligible,
            own: Clone::clone(own),
            pool: None,
            below: above.then(|| below.clone()),
        };
        let text = serde_json::to_string(&published);
        let text = text.map_err(|_| Refusal::Store(StoreError::Damaged("figures")))?;
        Ok((agency.code.clone(), text))
    };
    known.iter().zip(own.iter().cycle()).map(sheet).collect()
}

fn pattern_of(
    app: &App,
    framework: &Framework,
    instrument: &Instrument,
    best: u32,
) -> Result<Counts, Refusal> {
    let mut counts = Counts::empty(framework, instrument);
    for _ in 0..BALLOTS {
        let ballot = answers(framework, instrument, best, &app.office.world)?;
        counts.add(&ballot).map_err(|_| Refusal::Crypto)?;
    }
    Ok(counts)
}
