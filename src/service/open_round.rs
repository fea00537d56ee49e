//! Opening a round: the key ceremony, then keys, manifests and invitations.
//!
//! Nothing is written before every custodian has read a sheet back. What is written then can be
//! written again after a crash: the round opens in one transaction with its polls and invitations,
//! last. Issuing keys that a killed run has drawn are used by the next. Keys are made by one process at a
//! time: another one would destroy them as left over.

mod kept;

pub(super) use kept::ROOM;

use std::collections::BTreeSet;

use jiff::Span;
use zeroize::Zeroizing;

use super::invite::draw;
use super::office::Office;
use super::poll_keys::{make_poll, poll_to_be, polls_to_be};
use super::public_part::{is_public, opened_beside};
use super::readiness::readiness;
use super::refusal::Refusal;
use super::round_content::{FileHashes, RoundFiles, keep_files};
use crate::crypto::hpke::{SealKey, SealPublicKey};
use crate::crypto::key_sheet::{self, KeySheet, SheetError};
use crate::crypto::manifest::{
    AgencyName, Base64Url, Custodians, Hex, Manifest, RoundName, VERSION,
};
use crate::domain::ballot::encoded_length;
use crate::domain::calendar::thai_rfc3339;
use crate::domain::disclosure::tables;
use crate::domain::participation::counts_as_served;
use crate::domain::people::{Exemption, Standing};
use crate::domain::round::{Custody, Poll, Round, RoundId, RoundState};
use crate::domain::wire::PollId;
use crate::fault::{self, Step};
use crate::store::{Amendment, KeyName, KeysHeld, StoreError};

/// Reason of an exemption that the round's minimum service makes.
const SHORT_SERVICE: &str = "อายุราชการไม่ถึงเกณฑ์";

/// The key ceremony of one round: sheets are shown, printed, read back, and forgotten.
pub struct Ceremony {
    round: Round,
    custodians: Vec<String>,
    sheets: Vec<KeySheet>,
    public: SealPublicKey,
    read_back: BTreeSet<u8>,
}

impl Ceremony {
    /// Draws the round's secret and splits it. Refused while something is missing.
    pub async fn begin(office: &Office, code: &str) -> Result<Self, Refusal> {
        let round = office.round_in(code, &[RoundState::Draft]).await?;
        if let Some(blocker) = readiness(office, &round).await?.blockers.into_iter().next() {
            return Err(Refusal::Mendable(blocker));
        }
        let custodians = office.registry.custodians(round.id).await?;
        let secret = SealKey::generate()?;
        let bytes = secret.to_bytes()?;
        let sheets = match round.terms.custody {
            Custody::Single => vec![key_sheet::whole(&bytes, code)],
            Custody::TwoOfThree => {
                let random = [
                    office.world.random()?,
                    office.world.random()?,
                    office.world.random()?,
                ];
                key_sheet::split(&bytes, code, &random.map(Zeroizing::new))
                    .into_iter()
                    .collect()
            }
        };
        Ok(Self {
            public: secret.public().clone(),
            round,
            custodians,
            sheets,
            read_back: BTreeSet::new(),
        })
    }

    /// The round that is to open.
    pub fn round(&self) -> &Round {
        &self.round
    }

    /// Custodians and their sheets, in order.
    pub fn sheets(&self) -> impl Iterator<Item = (&str, &KeySheet)> {
        self.custodians.iter().map(String::as_str).zip(&self.sheets)
    }

    /// Takes what a custodian typed or scanned from the printed sheet.
    pub fn read_back(&mut self, custodian: u8, typed: &str) -> Result<(), SheetError> {
        let read = KeySheet::parse(typed)?;
        read.belongs_to(&self.round.code)?;
        let printed = self
            .sheets
            .iter()
            .find(|sheet| sheet.custodian() == custodian)
            .ok_or(SheetError::Foreign)?;
        if read.custodian() != custodian {
            return Err(SheetError::SameSheet);
        }
        read.matches(&printed.checks())?;
        self.read_back.insert(custodian);
        Ok(())
    }

    /// Whether this custodian has read the sheet back.
    pub fn has_read_back(&self, custodian: u8) -> bool {
        self.read_back.contains(&custodian)
    }

    /// Opens the round. Refused until every sheet was read back.
    pub async fn complete(self, office: &Office, files: &RoundFiles) -> Result<Vec<Poll>, Refusal> {
        self.complete_telling(office, files, |_, _| {}).await
    }

    /// The same; `progress` is told how many polls of how many have their keys.
    pub async fn complete_telling(
        self,
        office: &Office,
        files: &RoundFiles,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Vec<Poll>, Refusal> {
        if self.read_back.len() != self.sheets.len() {
            return Err(Refusal::mend("errors.not-read-back"));
        }
        let key = RoundKey {
            public: *self.public.bytes(),
            custodians: self.listed(),
            lender: None,
        };
        let held = office.keys.hold().await?;
        let round = office
            .round_in(&self.round.code, &[RoundState::Draft])
            .await?;
        if round != self.round || office.registry.custodians(round.id).await? != self.custodians {
            return Err(Refusal::Store(StoreError::Stale));
        }
        open_under(office, &held, &round, files, &key, &mut progress).await
    }

    /// The custodians as manifests list them.
    fn listed(&self) -> Custodians {
        let checks = self
            .sheets
            .iter()
            .map(|sheet| sheet.checks().into_iter().map(Hex).collect())
            .collect();
        Custodians {
            names: self.custodians.clone(),
            threshold: u32::try_from(self.round.terms.custody.threshold()).unwrap_or(u32::MAX),
            checks,
        }
    }
}

/// Public half of a round's key, and who keeps the other.
struct RoundKey {
    public: [u8; 65],
    custodians: Custodians,
    /// The round whose key it is, if it is another's: it must still be open at the end, since nothing
    /// is opened for answers under a key that may have been put together.
    lender: Option<RoundId>,
}

/// Opens a round beside one whose custodians have read their sheets back: the same sheets open both,
/// so that no second ceremony is held.
pub async fn open_beside(
    office: &Office,
    code: &str,
    files: &RoundFiles,
) -> Result<Vec<Poll>, Refusal> {
    let held = office.keys.hold().await?;
    let round = office.round_in(code, &[RoundState::Draft]).await?;
    if let Some(blocker) = readiness(office, &round).await?.blockers.into_iter().next() {
        return Err(Refusal::Mendable(blocker));
    }
    let found = opened_beside(office, &round).await?;
    let (lender, manifest) = found.ok_or_else(|| Refusal::mend("errors.nothing-beside"))?;
    let key = RoundKey {
        public: manifest.round_key.0,
        custodians: manifest.custodians,
        lender: Some(lender.id),
    };
    open_under(office, &held, &round, files, &key, &mut |_, _| {}).await
}

/// Makes keys, manifests, urn and invitations, and opens the round last. The keys are held since
/// before the round was read, so that nobody has opened it meanwhile.
async fn open_under(
    office: &Office,
    held: &KeysHeld,
    round: &Round,
    files: &RoundFiles,
    key: &RoundKey,
    progress: &mut impl FnMut(usize, usize),
) -> Result<Vec<Poll>, Refusal> {
    let public = is_public(office, round)?;
    if !public {
        exempt_short_service(office, round).await?;
    }
    office.keys.sweep_draft(&round.code, held)?;
    office.urns.destroy(&round.code).await?;
    fault::at(Step::OpenCleared);
    let hashes = keep_files(office, files)?;
    if !public {
        let token_key: Zeroizing<[u8; 32]> = Zeroizing::new(office.world.random()?);
        office
            .keys
            .keep(KeyName::Token(&round.code), token_key.as_slice())?;
        fault::at(Step::OpenToken);
    }
    office
        .keys
        .keep(KeyName::RoundPublic(&round.code), &key.public)?;
    let mould = mould(office, round, &hashes, key)?;
    let agencies = readiness(office, round).await?.agencies;
    let ids = polls_to_be(office, round, agencies.len(), held, progress).await?;
    let polls = agencies.iter().zip(&ids);
    let polls = polls.map(|(line, id)| {
        let mould = mould.clone();
        make_poll(office, round, &line.agency, *id, mould, held)
    });
    let polls = polls.collect::<Result<Vec<Poll>, Refusal>>()?;
    // Keys that were drawn for agencies that have gone since.
    office.keys.sweep_round(&round.code, &ids, held)?;
    let (_, instrument) = office.instrument(round)?;
    let urn = office.urns.create(&round.code).await?;
    fault::at(Step::OpenUrn);
    urn.add_polls(&ids).await?;
    fault::at(Step::OpenBoxes);
    let asked = if public {
        None
    } else {
        Some(office.registry.without_invitation(round.id).await?)
    };
    let drawn = asked.as_ref().map(|people| draw(office, round, people));
    let invitations = drawn.transpose()?.into_iter().flatten();
    office
        .act(
            "round.open",
            &round.code,
            &format!("boxes: {}", polls.len()),
        )
        .open_round(round, key.lender, &instrument.hash, &polls, invitations)
        .await?;
    Ok(polls)
}

/// What the manifests of all polls of a round have in common.
fn mould(
    office: &Office,
    round: &Round,
    hashes: &FileHashes,
    key: &RoundKey,
) -> Result<Manifest, Refusal> {
    let (_, instrument) = office.instrument(round)?;
    Ok(Manifest {
        version: VERSION,
        poll: Hex(PollId::new([0; 16])),
        round: RoundName {
            code: round.code.clone(),
            fiscal_year: u32::from(round.terms.fiscal_year),
            number: u32::from(round.terms.number),
        },
        agency: AgencyName {
            code: String::new(),
            name: String::new(),
        },
        instrument: round.terms.instrument.clone(),
        framework: round.terms.framework.clone(),
        instrument_hash: Hex(instrument.hash),
        pages: hashes.pages.clone(),
        scripts: hashes.scripts.clone(),
        style: hashes.style,
        issuing_key: None,
        poll_key: Base64Url([0; 65]),
        round_key: Base64Url(key.public),
        ballot_length: encoded_length(instrument),
        earliest_close: thai_rfc3339(round.closes_at),
        grace_minutes: round.terms.grace_minutes,
        k: round.terms.k,
        custodians: key.custodians.clone(),
        tables: tables(instrument),
    })
}

/// Makes the polls of agencies that came into a running round after it opened, and sweeps away the
/// secrets of those that a killed run did not finish.
pub async fn add_late_polls(office: &Office, round: &Round) -> Result<(), Refusal> {
    let held = office.keys.hold().await?;
    let polls = office.registry.polls(round.id).await?;
    let Some(first) = polls.first() else {
        return Ok(());
    };
    let ids: Vec<PollId> = polls.iter().map(|poll| poll.id).collect();
    office.keys.sweep_round(&round.code, &ids, &held)?;
    let mould = office
        .content
        .manifest_of_poll(&first.id)
        .and_then(|bytes| Manifest::parse(&bytes).ok());
    let mould = mould.ok_or_else(|| Refusal::mend("errors.key-gone"))?;
    for line in readiness(office, round).await?.agencies {
        if polls.iter().any(|poll| poll.agency == line.agency.id) {
            continue;
        }
        let id = poll_to_be(office, round, &held).await?;
        let poll = make_poll(office, round, &line.agency, id, mould.clone(), &held)?;
        let urn = office
            .urns
            .get(&round.code)
            .await?
            .ok_or_else(|| Refusal::mend("errors.key-gone"))?;
        urn.add_polls(&[poll.id]).await?;
        fault::at(Step::ImportBox);
        office
            .act("round.add-agency", &round.code, &line.agency.code)
            .add_poll(round, &poll)
            .await?;
    }
    Ok(())
}

/// People who have not served long enough on the head-count day are exempt, and counted so.
pub async fn exempt_short_service(office: &Office, round: &Round) -> Result<(), Refusal> {
    let years = u8::try_from(round.terms.min_service_years).unwrap_or(u8::MAX);
    let day = round
        .terms
        .head_count_day
        .unwrap_or_else(|| office.world.today());
    let mut short = Vec::new();
    let since = day.saturating_sub(Span::new().years(years).days(1));
    for before in office.registry.unsigned_since(round.id, since).await? {
        if counts_as_served(before.member.service_start, day, years) {
            continue;
        }
        let mut person = before.clone();
        person.standing = Standing::Exempt(Exemption {
            reason: SHORT_SERVICE.to_owned(),
            order_number: day.to_string(),
            by: office.actor.clone(),
            day: office.world.today(),
        });
        short.push(Amendment {
            before,
            after: person,
            new_link: None,
            mail: None,
        });
    }
    Ok(office
        .step()
        .save_staff(round.id, &[], &short, office.world.today())
        .await?)
}
