//! A round played from the first answer to the publication, with everything written down that some
//! adversary would have, and the truth.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::SignedDuration;

use super::Spoilt;
use super::copies::{NewRows, Watch};
use super::defence::Defence;
use super::draws::{draw_arrivals, draw_distinct};
use super::loot::{Files, files_in_use};
use super::scratch::{ROUND, Scratch};
use super::site::by_link;
use crate::crypto::board::Board;
use crate::crypto::digest::sha256;
use crate::crypto::hpke::SealKey;
use crate::crypto::key_sheet::combine;
use crate::crypto::message::{BallotOpener, nullifier};
use crate::domain::wire::{Digest, Envelope, Nullifier};
use crate::rehearsal::respondent::Ballot;
use crate::store::KeyName;

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
    /// What every hour's copy of the databases has anew.
    pub hours: Vec<NewRows>,
    /// What a log of the databases' statements tells of every request.
    pub statements: Vec<NewRows>,
    /// Ballots by the order of the published board.
    pub board: Vec<usize>,
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

impl Played {
    /// Plays a round.
    pub async fn round(below: &Path, plan: Plan) -> Result<Self, Spoilt> {
        Box::pin(Self::begun(below, plan)).await
    }

    async fn begun(below: &Path, plan: Plan) -> Result<Self, Spoilt> {
        let scratch = Scratch::open(below, plan.people, plan.seed).await?;
        let mut played = Self {
            answers: draw_distinct(&scratch.site, plan.people)?,
            ballots: Vec::new(),
            arrivals: draw_arrivals(&scratch.site, plan.people)?,
            hours: Vec::new(),
            statements: Vec::new(),
            board: Vec::new(),
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
        played.is_counted(plan).await?;
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
        let secret = SealKey::from_bytes(&self.round_key()?.try_into().ok()?).ok()?;
        let poll = &self.scratch.poll;
        let opener = BallotOpener::new(&secret, poll_key, poll.fingerprint, poll.id);
        self.place_of(&opener.open(envelope).ok()?)
    }

    /// The round's private key, from two sheets.
    fn round_key(&self) -> Option<Vec<u8>> {
        let [one, other, _] = self.scratch.sheets.as_slice() else {
            return None;
        };
        Some(combine(one, other).ok()?.to_vec())
    }

    async fn everybody_answers(&mut self, plan: Plan) -> Result<(), Spoilt> {
        let mut ballots: BTreeMap<usize, Ballot> = BTreeMap::new();
        let (mut watch, mut log) = (Watch::default(), Watch::default());
        let arrivals = self.arrivals.clone();
        for (turn, (minute, person)) in arrivals.iter().enumerate() {
            let site = &self.scratch.site;
            site.at(SignedDuration::from_mins(i64::from(*minute)))?;
            let own = self.answers.get(*person).cloned().unwrap_or_default();
            let link = self.scratch.links.get(*person).cloned();
            let link = link.ok_or(Spoilt::Setup("link"))?;
            let ballot = by_link(site, link, own.clone()).await?;
            if plan.without == Some(Defence::CountsOnly) {
                self.rows.push((*minute, own));
            }
            if plan.without == Some(Defence::Destruction) {
                self.kept.push(ballot.envelope.clone());
            }
            ballots.insert(*person, ballot);
            let told = log.read_statements(&self.scratch).await?;
            self.statements.push(told);
            let next = arrivals.get(turn + 1).map(|(minute, _)| minute / 60);
            if next != Some(minute / 60) {
                if plan.without != Some(Defence::ShortJournals) {
                    self.scratch.site.app.office.registry.tidy().await?;
                    self.scratch.site.app.office.urns.tidy().await?;
                }
                self.hours.push(watch.back_up(&self.scratch).await?);
            }
            if turn + 1 == arrivals.len() / 2 {
                self.open_files = self.all_files()?;
                self.open_keys = self.keys()?;
                if plan.without == Some(Defence::SplitKey) {
                    self.open_keys.extend(self.round_key());
                }
            }
        }
        self.ballots = ballots.into_values().collect();
        self.last_look(plan)
    }

    /// What lies there when everybody has answered.
    fn last_look(&mut self, plan: Plan) -> Result<(), Spoilt> {
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
            let key = self.scratch.site.app.office.keys.take(key)?;
            let key: Option<[u8; 32]> = key.as_slice().try_into().ok();
            self.poll_key = key.and_then(|key| SealKey::from_bytes(&key).ok());
        }
        Ok(())
    }

    fn all_files(&self) -> std::io::Result<Files> {
        let folder = &self.scratch.site.folder;
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
        let keys = &self.scratch.site.app.office.keys;
        let take = |name| Ok(keys.take(name)?.to_vec());
        names.into_iter().map(take).collect()
    }

    async fn is_counted(&mut self, plan: Plan) -> Result<(), Spoilt> {
        let Scratch {
            site, poll, sheets, ..
        } = &self.scratch;
        site.count(ROUND, sheets).await?;
        let board = site.app.office.results.board(&poll.id).await?;
        let board = board.and_then(|file| Board::parse(&String::from_utf8(file.bytes).ok()?).ok());
        let board = board.ok_or(Spoilt::Setup("board"))?;
        let hashes: Vec<Digest> = self
            .ballots
            .iter()
            .map(|ballot| sha256(ballot.envelope.bytes()))
            .collect();
        let order = board.signed().iter();
        let order = order.filter_map(|it| hashes.iter().position(|own| *own == it.envelope_hash));
        self.board = order.collect();
        self.files = self.all_files()?;
        if plan.without == Some(Defence::Destruction) {
            let kept = self.open_files.iter();
            let kept = kept.map(|(name, bytes)| (format!("kept/{name}"), bytes.clone()));
            self.files.extend(kept);
        }
        Ok(())
    }
}
