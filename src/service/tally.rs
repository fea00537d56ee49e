//! The tally: key sheets → the round's secret → counts → poll keys destroyed → urn destroyed.
//!
//! Each atom is committed once, with all its polls, and its poll keys are destroyed after that; a
//! run that was killed goes on with the atoms that are left. Nothing but counts is ever written.

use std::collections::{HashMap, HashSet};

use super::carry::back::Carried;
use super::close_round::destroy_secrets;
use super::finish_round::{board_of, finish_round};
use super::office::Office;
use super::opening::add_opened;
use super::refusal::Refusal;
use super::stored_counts::{count_rows, profile_rows};
use super::tally_totals::{AtomTotal, by_atom, k_of};
use crate::crypto::board::{Board, BoardCounts};
use crate::crypto::hpke::SealKey;
use crate::crypto::message::BallotOpener;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::counts::Counts;
use crate::domain::disclosure::{Atom, Atoms, Place, atoms};
use crate::domain::encoding::hex;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::round::{Poll, Round, RoundState};
use crate::fault::{self, Step};
use crate::store::{KeyName, PollTotal, Urn};

/// Ballots that are opened between two words of how far the tally is.
const TOLD_EVERY: usize = 500;

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
    mut progress: impl FnMut(Progress),
) -> Result<Tallied, Refusal> {
    let mut run = Run::prepare(office, round).await?;
    for atom in run.atoms.atoms.clone() {
        run.count(source, &atom, &mut progress).await?;
    }
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

/// One tally of one round.
struct Run<'a> {
    office: &'a Office,
    round: &'a Round,
    framework: &'a Framework,
    instrument: &'a Instrument,
    urn: Option<Urn>,
    polls: HashMap<AgencyId, Poll>,
    agencies: HashMap<AgencyId, Agency>,
    boards: HashMap<AgencyId, BoardCounts>,
    atoms: Atoms<AgencyId>,
    counted: HashSet<String>,
    progress: Progress,
}

impl<'a> Run<'a> {
    /// Checks that the urn is the one on the boards, and divides the agencies into atoms.
    async fn prepare(office: &'a Office, round: &'a Round) -> Result<Self, Refusal> {
        let (framework, instrument) = office.instrument(round)?;
        let urn = office.urns.get(&round.code).await?;
        let totals = office.results.totals(&round.code).await?;
        let counted: HashSet<String> = totals
            .iter()
            .map(|total| hex(total.poll.as_ref()))
            .collect();
        let agencies = office.agencies().await?;
        let (mut boards, mut polls) = (HashMap::new(), HashMap::new());
        for poll in office.registry.polls(round.id).await? {
            boards.insert(
                poll.agency,
                checked_board(office, urn.as_ref(), &poll).await?,
            );
            polls.insert(poll.agency, poll);
        }
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
        let atoms = atoms(&places, k_of(round)?);
        let of = atoms.atoms.iter().map(|atom| atom.n).sum();
        let progress = Progress { done: 0, of };
        Ok(Self {
            office,
            round,
            framework,
            instrument,
            urn,
            polls,
            agencies,
            boards,
            atoms,
            counted,
            progress,
        })
    }

    /// Opens, counts and commits one atom, unless that was done before; then its keys go.
    async fn count(
        &mut self,
        source: Source<'_>,
        atom: &Atom<AgencyId>,
        progress: &mut impl FnMut(Progress),
    ) -> Result<(), Refusal> {
        let polls: Vec<Poll> = atom
            .members
            .iter()
            .filter_map(|id| self.polls.get(id))
            .cloned()
            .collect();
        if polls.iter().any(|poll| !self.is_counted(poll)) {
            let (counts, invalid) = match source {
                Source::Secret(secret) => self.open_all(secret, &polls, progress).await?,
                Source::Carried(carried) => {
                    let bounds = (atom.n, k_of(self.round)?);
                    carried.of(&polls, bounds, self.framework, self.instrument)?
                }
            };
            let totals = polls.iter().zip(invalid);
            let totals = totals.map(|(poll, invalid)| self.total(poll, invalid));
            let totals = totals.collect();
            self.commit(atom, &counts, totals).await?;
        }
        for poll in &polls {
            self.office
                .keys
                .destroy(KeyName::Poll(&self.round.code, &poll.id))?;
            fault::at(Step::TallyKey);
        }
        Ok(())
    }

    /// The counts of these polls together, and how many ballots of each were invalid.
    async fn open_all(
        &mut self,
        secret: &SealKey,
        polls: &[Poll],
        progress: &mut impl FnMut(Progress),
    ) -> Result<(Counts, Vec<u64>), Refusal> {
        let mut counts = Counts::empty(self.framework, self.instrument);
        let mut invalid = Vec::new();
        for poll in polls {
            invalid.push(self.open(secret, poll, &mut counts, progress).await?);
        }
        Ok((counts, invalid))
    }

    /// Adds the ballots of one poll to the counts; returns how many were invalid.
    async fn open(
        &mut self,
        secret: &SealKey,
        poll: &Poll,
        counts: &mut Counts,
        progress: &mut impl FnMut(Progress),
    ) -> Result<u64, Refusal> {
        let urn = self
            .urn
            .as_ref()
            .ok_or_else(|| Refusal::mend("errors.key-gone"))?;
        let bytes = self
            .office
            .keys
            .take(KeyName::Poll(&self.round.code, &poll.id))?;
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| Refusal::Crypto)?;
        let poll_key = SealKey::from_bytes(&bytes)?;
        let opener = BallotOpener::new(secret, &poll_key, poll.fingerprint, poll.id);
        let mut invalid = 0;
        for some in urn.envelopes(&poll.id).await?.chunks(TOLD_EVERY) {
            invalid += add_opened(counts, &opener, some, self.framework, self.instrument)?;
            self.progress.done += some.len() as u64;
            progress(self.progress);
        }
        Ok(invalid)
    }

    /// Commits counts and totals in one transaction. Too few valid ballots leave totals only.
    async fn commit(
        &mut self,
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
            let rows = count_rows(self.framework, self.instrument, counts);
            (rows, profile_rows(self.instrument, counts))
        } else {
            Default::default()
        };
        self.office
            .results
            .commit_atom(&self.round.code, &name, &rows, &profile, &totals)
            .await?;
        fault::at(Step::TallyCommitted);
        self.counted
            .extend(totals.iter().map(|total| hex(total.poll.as_ref())));
        Ok(())
    }

    /// Polls that count nowhere get their totals, unopened, and lose their keys.
    async fn write_off_remainder(&mut self) -> Result<(), Refusal> {
        let rest: Vec<Poll> = self
            .polls
            .values()
            .filter(|poll| !self.is_counted(poll))
            .cloned()
            .collect();
        for poll in rest {
            let total = self.total(&poll, 0);
            self.office
                .results
                .commit_atom(&self.round.code, "", &Vec::new(), &Vec::new(), &[total])
                .await?;
            self.office
                .keys
                .destroy(KeyName::Poll(&self.round.code, &poll.id))?;
        }
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

/// The board's counts, if the urn is exactly what stands on the board.
async fn checked_board(
    office: &Office,
    urn: Option<&Urn>,
    poll: &Poll,
) -> Result<BoardCounts, Refusal> {
    let missing = || Refusal::mend("errors.board-missing");
    let file = office.results.board(&poll.id).await?.ok_or_else(missing)?;
    let board = std::str::from_utf8(&file.bytes)
        .ok()
        .and_then(|text| Board::parse(text).ok())
        .ok_or_else(missing)?;
    if let Some(urn) = urn {
        let now = board_of(urn, poll, board.counts()).await?;
        if now.sha256 != file.sha256 {
            return Err(Refusal::mend("errors.urn-differs"));
        }
    }
    Ok(board.counts())
}
