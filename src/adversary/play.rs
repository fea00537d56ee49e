//! A round played from the first answer to the publication, with everything written down that some
//! adversary would have, and the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::Spoilt;
use super::loot::{Files, copy, files_in_use};
use super::scratch::{ROUND, Scratch, staff_id};
use crate::crypto::hpke::SealKey;
use crate::crypto::key_sheet::combine;
use crate::crypto::message::{BallotOpener, nullifier};
use crate::domain::ballot::Answers;
use crate::domain::wire::{Envelope, Nullifier, Random32};
use crate::rehearsal::Respondent;
use crate::rehearsal::department::answers;
use crate::rehearsal::respondent::{Ballot, agent};
use crate::service::close_round::close_round;
use crate::service::finish_round::finish_due_rounds;
use crate::service::key_sheets::open_secret;
use crate::service::publish::publish_round;
use crate::service::tally::tally;
use crate::store::{KeyName, Registry, Urns};
use crate::world::World;

/// A defence that can be left out of a round, as it is in a common survey tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defence {
    /// Poll keys lie in no backup of the databases.
    KeysApart,
    /// Journals, which keep the order of arrival, are truncated again and again.
    ShortJournals,
    /// After the count, poll keys and urn are destroyed.
    Destruction,
    /// Nothing but counts is ever written: no row of answers, no time beside one.
    CountsOnly,
}

impl Defence {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::KeysApart,
        Self::ShortJournals,
        Self::Destruction,
        Self::CountsOnly,
    ];

    /// The experiment that it makes fail: [`Finding::code`](super::Finding::code).
    pub fn guards_against(self) -> &'static str {
        match self {
            Self::KeysApart => "backups",
            Self::ShortJournals => "urn-order",
            Self::Destruction => "thief-sheets",
            Self::CountsOnly => "proxy-log",
        }
    }
}

/// What is to be played.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many staff there are; all of them answer.
    pub people: usize,
    /// Fixes arrivals and answers.
    pub seed: u64,
    /// What is left out.
    pub without: Option<Defence>,
}

/// What an hour's copy of the databases has that the copy before it had not.
pub struct Hour {
    /// Who took part.
    pub people: Vec<usize>,
    /// What came into the urn.
    pub envelopes: Vec<Envelope>,
}

/// A played round.
pub struct Played {
    /// Where it was played; it still stands.
    pub scratch: Scratch,
    /// Encoded answers of each person.
    pub answers: Vec<Vec<u8>>,
    /// What each person cast.
    pub ballots: Vec<Ballot>,
    /// Who came when: HR sees the order, a proxy's log the time, in minutes.
    pub arrivals: Vec<(u32, usize)>,
    /// What every hour's copy has anew.
    pub hours: Vec<Hour>,
    /// All files in the middle of the round, the key-encryption key too.
    pub open_files: Files,
    /// Secrets of the key folder in the middle of the round, opened with the key-encryption key.
    pub open_keys: Vec<Vec<u8>>,
    /// All files after the publication.
    pub files: Files,
    /// The poll's key, where a defence that was left out let it be found.
    pub poll_key: Option<SealKey>,
    /// What was kept although it should have been destroyed: envelopes in the order of the journal.
    pub kept: Vec<Envelope>,
    /// The urn's file when everybody has answered, and its journal.
    pub urn: [Vec<u8>; 2],
    /// Rows of answers with the minute at which they came, where such are kept.
    pub rows: Vec<(u32, Vec<u8>)>,
}

/// Working days in which people come, and minutes of a working day.
const WORKING_DAYS: u32 = 10;
const WORKING_MINUTES: u32 = 8 * 60;

impl Played {
    /// Plays a round.
    pub async fn round(below: &Path, plan: Plan) -> Result<Self, Spoilt> {
        let scratch = Scratch::open(below, plan.people, plan.seed).await?;
        let chance = scratch.world.clone();
        let mut played = Self {
            answers: draw_answers(&scratch, plan.people, &chance)?,
            ballots: Vec::new(),
            arrivals: draw_arrivals(plan.people, &chance)?,
            hours: Vec::new(),
            open_files: Files::new(),
            open_keys: Vec::new(),
            files: Files::new(),
            poll_key: None,
            kept: Vec::new(),
            urn: [Vec::new(), Vec::new()],
            rows: Vec::new(),
            scratch,
        };
        played.everybody_answers(plan).await?;
        played.is_counted().await?;
        Ok(played)
    }

    /// So many answered.
    pub fn people(&self) -> usize {
        self.answers.len()
    }

    /// Names of the ballots in the urn, by person.
    pub fn nullifiers(&self) -> Vec<Nullifier> {
        let poll = &self.scratch.poll.id;
        let of = |ballot: &Ballot| nullifier(poll, &ballot.envelope);
        self.ballots.iter().map(of).collect()
    }

    /// Whose answers these are, which only the experiment knows.
    pub fn place_of(&self, answers: &[u8]) -> Option<usize> {
        self.answers.iter().position(|own| own == answers)
    }

    /// Whose ballot it is, as far as it can be opened with two key sheets and a poll key.
    pub fn opened(&self, poll_key: &SealKey, envelope: &Envelope) -> Option<usize> {
        let [one, other, _] = self.scratch.sheets.as_slice() else {
            return None;
        };
        let secret = SealKey::from_bytes(&*combine(one, other).ok()?).ok()?;
        let poll = &self.scratch.poll;
        let opener = BallotOpener::new(&secret, poll_key, poll.fingerprint, poll.id);
        self.place_of(&opener.open(envelope).ok()?)
    }

    async fn everybody_answers(&mut self, plan: Plan) -> Result<(), Spoilt> {
        let mut ballots: BTreeMap<usize, Ballot> = BTreeMap::new();
        let mut before: (BTreeSet<usize>, BTreeSet<Nullifier>) = Default::default();
        let arrivals = self.arrivals.clone();
        for (turn, (minute, person)) in arrivals.iter().enumerate() {
            self.scratch
                .at(SignedDuration::from_mins(i64::from(*minute)))?;
            let ballot = self.answers_by_link(*person).await?;
            if plan.without == Some(Defence::CountsOnly) {
                let own = self.answers.get(*person).cloned().unwrap_or_default();
                self.rows.push((*minute, own));
            }
            if plan.without == Some(Defence::Destruction) {
                self.kept.push(ballot.envelope.clone());
            }
            ballots.insert(*person, ballot);
            let next = arrivals.get(turn + 1).map(|(minute, _)| minute / 60);
            if next != Some(minute / 60) {
                if plan.without != Some(Defence::ShortJournals) {
                    self.scratch.app.office.registry.tidy().await?;
                    self.scratch.app.office.urns.tidy().await?;
                }
                self.back_up(&mut before).await?;
            }
            if turn + 1 == arrivals.len() / 2 {
                self.open_files = self.all_files()?;
                self.open_keys = self.keys()?;
            }
        }
        self.ballots = ballots.into_values().collect();
        let mut files = self.all_files()?;
        let [urn, journal] = ["db", "db-wal"].map(|it| format!("urn/{ROUND}.{it}"));
        self.urn = [&urn, &journal].map(|file| files.remove(file).unwrap_or_default());
        let found = [
            Defence::KeysApart,
            Defence::Destruction,
            Defence::ShortJournals,
        ];
        if plan.without.is_some_and(|it| found.contains(&it)) {
            let key = KeyName::Poll(ROUND, &self.scratch.poll.id);
            let key = self.scratch.app.office.keys.take(key)?;
            let key: Option<[u8; 32]> = key.as_slice().try_into().ok();
            self.poll_key = key.and_then(|key| SealKey::from_bytes(&key).ok());
        }
        Ok(())
    }

    async fn answers_by_link(&self, person: usize) -> Result<Ballot, Spoilt> {
        let link = self.scratch.links.get(person).cloned();
        let link = link.ok_or(Spoilt::Setup("link"))?;
        let answers = self.answers.get(person).cloned().unwrap_or_default();
        let random = Random32::new(
            self.scratch
                .world
                .random()
                .map_err(crate::service::Refusal::from)?,
        );
        let base = self.scratch.base.clone();
        let done = actix_web::rt::task::spawn_blocking(move || {
            let respondent = Respondent::open(&agent(), &base, &link)?;
            respondent.look()?;
            let prepared = respondent.prepare(&answers, random)?;
            let ballot = respondent.issue(&prepared)?;
            respondent.cast(&ballot)?;
            Ok(ballot)
        });
        done.await.map_err(|_| Spoilt::Setup("thread"))?
    }

    /// An hour's copy of the databases.
    async fn back_up(
        &mut self,
        before: &mut (BTreeSet<usize>, BTreeSet<Nullifier>),
    ) -> Result<(), Spoilt> {
        let office = &self.scratch.app.office;
        let copied = self.scratch.folder.with_extension("hour");
        copy_databases(&self.scratch, &copied)?;
        let registry = Registry::open(&copied).await?;
        let round = office.round(ROUND).await?;
        let mut people = Vec::new();
        for recipient in registry.recipients(round.id).await? {
            let took_part = recipient
                .invitation
                .is_some_and(|it| it.acknowledged.is_some());
            let number = recipient.staff.member.staff_id;
            let place = (0..self.people()).find(|at| staff_id(*at) == number);
            people.extend(place.filter(|_| took_part));
        }
        let urn = Urns::below(&copied).get(ROUND).await?;
        let urn = urn.ok_or(Spoilt::Setup("urn"))?;
        let ballots = urn.ballots(&self.scratch.poll.id).await?;
        people.retain(|person| before.0.insert(*person));
        let new = ballots
            .into_iter()
            .filter(|it| before.1.insert(it.nullifier));
        let envelopes = new.map(|ballot| ballot.envelope).collect();
        self.hours.push(Hour { people, envelopes });
        std::fs::remove_dir_all(&copied)?;
        Ok(())
    }

    fn all_files(&self) -> std::io::Result<Files> {
        let folder = &self.scratch.folder;
        files_in_use(folder, &folder.with_extension("copy"))
    }

    fn keys(&self) -> Result<Vec<Vec<u8>>, Spoilt> {
        let poll = &self.scratch.poll.id;
        let names = [
            KeyName::Token(ROUND),
            KeyName::RoundPublic(ROUND),
            KeyName::Issuing(ROUND, poll),
            KeyName::Poll(ROUND, poll),
        ];
        let keys = &self.scratch.app.office.keys;
        let take = |name| Ok(keys.take(name)?.to_vec());
        names.into_iter().map(take).collect()
    }

    async fn is_counted(&mut self) -> Result<(), Spoilt> {
        let office = &self.scratch.app.office;
        close_round(office, ROUND).await?;
        finish_due_rounds(office).await?;
        let round = office.round(ROUND).await?;
        let sheets = self.scratch.sheets.get(..2).unwrap_or_default();
        let secret = open_secret(office, &round, sheets).await?;
        tally(office, ROUND, &secret, |_| {}).await?;
        publish_round(office, ROUND).await?;
        self.files = self.all_files()?;
        Ok(())
    }
}

/// Registry and urn, with their journals.
fn copy_databases(scratch: &Scratch, to: &Path) -> std::io::Result<()> {
    let beside = |file: PathBuf| [file.with_extension("db-wal"), file];
    let there = |files: [PathBuf; 2]| files.into_iter().filter(|file| file.exists());
    let registry: Vec<PathBuf> = there(beside(scratch.folder.join("registry.db"))).collect();
    let urn: Vec<PathBuf> = there(beside(scratch.urn_file())).collect();
    copy(&registry, to)?;
    copy(&urn, &to.join("urn"))
}

/// Answers by chance, no two alike.
fn draw_answers(scratch: &Scratch, people: usize, chance: &World) -> Result<Vec<Vec<u8>>, Spoilt> {
    let (framework, instrument) = scratch
        .app
        .office
        .find_instrument("ten-indicators-2562", "iit")?;
    let mut drawn: Vec<Vec<u8>> = Vec::with_capacity(people);
    while drawn.len() < people {
        let one: Answers =
            answers(framework, instrument, 500, chance).map_err(crate::service::Refusal::from)?;
        let one = one.encode(instrument);
        if !drawn.contains(&one) {
            drawn.push(one);
        }
    }
    Ok(drawn)
}

/// Working hours of ten days, most people on the first days and the last: minutes after the opening.
fn draw_arrivals(people: usize, chance: &World) -> Result<Vec<(u32, usize)>, Spoilt> {
    let mut arrivals = Vec::with_capacity(people);
    for person in 0..people {
        let [a, b, c, d]: [u8; 4] = chance.random().map_err(crate::service::Refusal::from)?;
        let day = match a % 10 {
            0..=3 => u32::from(b) % 2,
            4..=6 => WORKING_DAYS - 1,
            _ => u32::from(b) % WORKING_DAYS,
        };
        // Working days 5 and 6 of each week are the weekend.
        let calendar = day + day / 5 * 2;
        let minute = u32::from(u16::from_be_bytes([c, d])) % WORKING_MINUTES;
        arrivals.push((calendar * 24 * 60 + minute, person));
    }
    arrivals.sort_unstable();
    Ok(arrivals)
}
