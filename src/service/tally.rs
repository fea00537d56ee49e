//! The tally: key sheets → the round's secret → counts → poll keys destroyed → urn destroyed.
//!
//! Each atom is committed once, with all its polls, and its poll keys are destroyed after that; a
//! run that was killed goes on with the atoms that are left. Nothing but counts is ever written.
//! A few atoms are under way at a time, and of each a few pages of its ballots: what is in memory does not
//! grow with the round.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::TryStreamExt as _;

use super::board_check::checked_board;
use super::carry::back::Carried;
use super::close_round::destroy_secrets;
use super::finish_round::finish_round;
use super::office::Office;
use super::opening::opened_aside;
use super::refusal::Refusal;
use super::side_by_side::{as_they_come, aside, side_by_side};
use super::stored_counts::{count_rows, profile_rows};
use super::tally_totals::{AtomTotal, by_atom, k_of};
use crate::crypto::board::BoardCounts;
use crate::crypto::hpke::SealKey;
use crate::crypto::message::BallotOpener;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::counts::Counts;
use crate::domain::disclosure::{Atom, Atoms, Place, atoms};
use crate::domain::encoding::hex;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::round::{Poll, Round, RoundState};
use crate::fault::{self, Step};
use crate::store::{BallotPage, KeyName, PollTotal, Urn};

/// How far a tally is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Ballots opened.
    pub done: u64,
    /// Ballots that will be opened.
    pub of: u64,
}

/// What a tally came to; no figure of answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallied {
    /// Atoms that were counted.
    pub atoms: usize,
    /// Valid ballots in them.
    pub valid: u64,
    /// Ballots that could not be counted.
    pub invalid: u64,
    /// Codes of agencies whose ballots count nowhere: fewer than k, and no pool.
    pub uncounted: Vec<String>,
    /// Totals by atom.
    pub totals: Vec<AtomTotal>,
}

/// Opens and counts a closed round. `progress` is called now and then.
pub async fn tally(
    office: &Office,
    code: &str,
    secret: &SealKey,
    progress: impl FnMut(Progress),
) -> Result<Tallied, Refusal> {
    let round = office.round_in(code, &[RoundState::Closed]).await?;
    finish_round(office, &round).await?;
    commit_all(office, &round, Source::Secret(secret), progress).await
}

/// Commits counts that came from a machine without a network, in place of opening anything here.
pub(super) async fn tally_carried(
    office: &Office,
    round: &Round,
    carried: &Carried,
    progress: impl FnMut(Progress),
) -> Result<Tallied, Refusal> {
    commit_all(office, round, Source::Carried(carried), progress).await
}

/// Whether every poll of a round has its totals.
pub(super) async fn is_all_counted(office: &Office, round: &Round) -> Result<bool, Refusal> {
    let polls = office.registry.polls(round.id).await?;
    Ok(office.results.totals(&round.code).await?.len() == polls.len())
}

/// The bodies of ballots that are counted as one, of an urn that is the one on the boards.
pub(super) async fn round_atoms(
    office: &Office,
    round: &Round,
) -> Result<Vec<Atom<AgencyId>>, Refusal> {
    Ok(Run::prepare(office, round).await?.atoms.atoms)
}

/// Where counts come from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// Ballots that are opened here.
    Secret(&'a SealKey),
    /// Ballots that were opened elsewhere.
    Carried(&'a Carried),
}

async fn commit_all(
    office: &Office,
    round: &Round,
    source: Source<'_>,
    progress: impl FnMut(Progress),
) -> Result<Tallied, Refusal> {
    let run = Run::prepare(office, round).await?;
    let told = Told::new(&run, progress);
    let atoms = run.atoms.atoms.iter();
    side_by_side(atoms.map(|atom| run.count(source, atom, &told))).await?;
    run.write_off_remainder().await?;
    let tallied = run.summary().await?;
    destroy_secrets(office, round).await?;
    let detail = format!("counts: {}, invalid: {}", tallied.atoms, tallied.invalid);
    office
        .act("round.tally", &round.code, &detail)
        .move_round(round, RoundState::Tallied, office.world.now())
        .await?;
    office.registry.rewrite().await?;
    Ok(tallied)
}

/// How far it is, and who is told.
struct Told<F>(RefCell<(Progress, F)>);

impl<F: FnMut(Progress)> Told<F> {
    fn new(run: &Run<'_>, told: F) -> Self {
        let of = run.atoms.atoms.iter().map(|atom| atom.n).sum();
        Self(RefCell::new((Progress { done: 0, of }, told)))
    }

    fn more(&self, opened: usize) {
        let (progress, told) = &mut *self.0.borrow_mut();
        progress.done += opened as u64;
        told(*progress);
    }
}

/// One tally of one round.
struct Run<'a> {
    office: &'a Office,
    round: &'a Round,
    asked: Arc<(Framework, Instrument)>,
    urn: Option<Urn>,
    polls: HashMap<AgencyId, Poll>,
    agencies: HashMap<AgencyId, Agency>,
    boards: HashMap<AgencyId, BoardCounts>,
    atoms: Atoms<AgencyId>,
    /// Polls that an earlier run has counted.
    counted: HashSet<String>,
}

impl<'a> Run<'a> {
    /// Checks that the urn is the one on the boards, and divides the agencies into atoms.
    async fn prepare(office: &'a Office, round: &'a Round) -> Result<Self, Refusal> {
        let (framework, instrument) = office.instrument(round)?;
        let urn = office.urns.get(&round.code).await?;
        let counted = counted(office, round).await?;
        let agencies = office.agencies().await?;
        let known = office.registry.polls(round.id).await?;
        let boards = known.iter().map(async |poll| {
            Ok((
                poll.agency,
                checked_board(office, urn.as_ref(), poll).await?,
            ))
        });
        let boards: HashMap<_, _> = side_by_side(boards).await?.into_iter().collect();
        let polls = known.into_iter().map(|poll| (poll.agency, poll)).collect();
        let mut places: Vec<Place<AgencyId>> = agencies
            .values()
            .map(|agency| Place {
                id: agency.id,
                parent: agency.parent,
                n: boards
                    .get(&agency.id)
                    .map_or(0, |counts: &BoardCounts| counts.cast),
            })
            .collect();
        places.sort_by_key(|place| place.id);
        Ok(Self {
            office,
            round,
            asked: Arc::new((framework.clone(), instrument.clone())),
            urn,
            polls,
            agencies,
            boards,
            atoms: atoms(&places, k_of(round)?),
            counted,
        })
    }

    /// Opens, counts and commits one atom, unless that was done before; then its keys go.
    async fn count(
        &self,
        source: Source<'_>,
        atom: &Atom<AgencyId>,
        told: &Told<impl FnMut(Progress)>,
    ) -> Result<(), Refusal> {
        let polls: Vec<Poll> = atom
            .members
            .iter()
            .filter_map(|id| self.polls.get(id))
            .cloned()
            .collect();
        if polls.iter().any(|poll| !self.is_counted(poll)) {
            let (counts, invalid) = match source {
                Source::Secret(secret) => self.open_all(secret, &polls, told).await?,
                Source::Carried(carried) => {
                    let bounds = (atom.n, k_of(self.round)?);
                    carried.of(&polls, bounds, &self.asked.0, &self.asked.1)?
                }
            };
            let totals = polls.iter().zip(invalid);
            let totals = totals.map(|(poll, invalid)| self.total(poll, invalid));
            let totals = totals.collect();
            self.commit(atom, &counts, totals).await?;
        }
        self.destroy_keys(polls).await
    }

    async fn destroy_keys(&self, polls: Vec<Poll>) -> Result<(), Refusal> {
        let (keys, round) = (self.office.keys.clone(), self.round.code.clone());
        let destroy = move || {
            polls.iter().try_for_each(|poll| {
                keys.destroy(KeyName::Poll(&round, &poll.id))?;
                fault::at(Step::TallyKey);
                Ok(())
            })
        };
        aside(destroy).await
    }

    /// The counts of these polls together, and how many ballots of each were invalid.
    async fn open_all(
        &self,
        secret: &SealKey,
        polls: &[Poll],
        told: &Told<impl FnMut(Progress)>,
    ) -> Result<(Counts, Vec<u64>), Refusal> {
        let mut counts = Counts::empty(&self.asked.0, &self.asked.1);
        let mut invalid = Vec::new();
        for poll in polls {
            invalid.push(self.open(secret, poll, &mut counts, told).await?);
        }
        Ok((counts, invalid))
    }

    /// Adds the ballots of one poll to the counts; returns how many were invalid.
    async fn open(
        &self,
        secret: &SealKey,
        poll: &Poll,
        counts: &mut Counts,
        told: &Told<impl FnMut(Progress)>,
    ) -> Result<u64, Refusal> {
        let gone = || Refusal::mend("errors.key-gone");
        let urn = self.urn.as_ref().ok_or_else(gone)?;
        let bytes = self
            .office
            .keys
            .take(KeyName::Poll(&self.round.code, &poll.id))?;
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| Refusal::Crypto)?;
        let poll_key = SealKey::from_bytes(&bytes)?;
        let opener = BallotOpener::new(secret, &poll_key, poll.fingerprint, poll.id);
        let opener = Arc::new(opener);
        let pages = urn.pages(poll.id).map_err(Refusal::from);
        let parts = pages.map_ok(async |page: BallotPage| {
            let envelopes = page.envelopes();
            let many = envelopes.len();
            let part = opened_aside(opener.clone(), envelopes, self.asked.clone()).await?;
            told.more(many);
            Ok(part)
        });
        let mut invalid = 0;
        for (part, wrong) in as_they_come(parts).await? {
            counts.merge(&part).map_err(|_| Refusal::Crypto)?;
            invalid += wrong;
        }
        Ok(invalid)
    }

    /// Commits counts and totals in one transaction. Too few valid ballots leave totals only.
    async fn commit(
        &self,
        atom: &Atom<AgencyId>,
        counts: &Counts,
        mut totals: Vec<PollTotal>,
    ) -> Result<(), Refusal> {
        let name = self.atom_name(atom);
        let enough = counts.ballots() >= u64::from(self.round.terms.k);
        for total in &mut totals {
            total.atom = enough.then(|| name.clone());
        }
        let (rows, profile) = if enough {
            let rows = count_rows(&self.asked.0, &self.asked.1, counts);
            (rows, profile_rows(&self.asked.1, counts))
        } else {
            Default::default()
        };
        self.office
            .results
            .commit_atom(&self.round.code, &name, &rows, &profile, &totals)
            .await?;
        fault::at(Step::TallyCommitted);
        Ok(())
    }

    /// Polls that count nowhere get their totals, unopened, and lose their keys.
    async fn write_off_remainder(&self) -> Result<(), Refusal> {
        let counted = counted(self.office, self.round).await?;
        let rest = self.polls.values();
        let rest = rest.filter(|poll| !counted.contains(&hex(poll.id.as_ref())));
        let write_off = async |poll: &Poll| {
            let total = self.total(poll, 0);
            self.office
                .results
                .commit_atom(&self.round.code, "", &Vec::new(), &Vec::new(), &[total])
                .await?;
            self.destroy_keys(vec![poll.clone()]).await
        };
        side_by_side(rest.map(write_off)).await?;
        Ok(())
    }

    async fn summary(&self) -> Result<Tallied, Refusal> {
        let totals = self.office.results.totals(&self.round.code).await?;
        let counted = totals.iter().filter(|total| total.atom.is_some());
        let names: HashSet<&String> = totals
            .iter()
            .filter_map(|total| total.atom.as_ref())
            .collect();
        let mut uncounted: Vec<String> = totals
            .iter()
            .filter(|total| total.atom.is_none() && total.ballots > 0)
            .map(|total| total.agency.clone())
            .collect();
        uncounted.sort();
        Ok(Tallied {
            atoms: names.len(),
            valid: counted.map(|total| total.ballots - total.invalid).sum(),
            invalid: totals.iter().map(|total| total.invalid).sum(),
            uncounted,
            totals: by_atom(&totals),
        })
    }

    fn is_counted(&self, poll: &Poll) -> bool {
        self.counted.contains(&hex(poll.id.as_ref()))
    }

    /// Name of an atom: its poll's, or of a pool the parent's code behind `pool:`.
    fn atom_name(&self, atom: &Atom<AgencyId>) -> String {
        if let [only] = atom.members.as_slice() {
            let poll = self.polls.get(only);
            return poll.map(|poll| hex(poll.id.as_ref())).unwrap_or_default();
        }
        let parent = atom.parent.and_then(|id| self.agencies.get(&id));
        let parent = parent.map_or("", |agency| agency.code.as_str());
        format!("pool:{}:{parent}", self.round.code)
    }

    fn total(&self, poll: &Poll, invalid: u64) -> PollTotal {
        let counts = self.boards.get(&poll.agency).copied().unwrap_or_default();
        PollTotal {
            poll: poll.id,
            agency: self
                .agencies
                .get(&poll.agency)
                .map(|agency| agency.code.clone())
                .unwrap_or_default(),
            atom: None,
            eligible: counts.eligible,
            exempt: counts.exempt,
            acknowledged: counts.acknowledged,
            ballots: counts.cast,
            invalid,
        }
    }
}

/// Polls of a round that have their totals.
async fn counted(office: &Office, round: &Round) -> Result<HashSet<String>, Refusal> {
    let totals = office.results.totals(&round.code).await?.into_iter();
    Ok(totals.map(|total| hex(total.poll.as_ref())).collect())
}
