//! Committing counts that were made on a machine without a network.

use super::{CarriedAtom, CarriedResult, refused, result_name};
use crate::crypto::carry::CarryProof;
use crate::crypto::digest::sha256;
use crate::domain::counts::Counts;
use crate::domain::disclosure::K;
use crate::domain::encoding::{base32, hex};
use crate::domain::framework::{Framework, Instrument};
use crate::domain::round::{Poll, Round, RoundState};
use crate::service::bundle::digest_of_boards;
use crate::service::finish_round::finish_round;
use crate::service::tally::{Progress, Tallied, is_all_counted, round_atoms, tally_carried};
use crate::service::tally_totals::k_of;
use crate::service::{Office, Refusal};
use crate::store::KeyName;

/// Counts that came back, of the boards that stand here.
pub struct Carried(Vec<CarriedAtom>);

/// Commits a result: the same write-once counts, the same destruction of keys and urn, in the same
/// order as an own tally. May be repeated with the same file after a crash.
pub async fn commit_result(office: &Office, code: &str, file: &[u8]) -> Result<Tallied, Refusal> {
    let round = office.round_in(code, &[RoundState::Closed]).await?;
    finish_round(office, &round).await?;
    // What a killed run committed whole needs no result any more; its proof may be destroyed already.
    let carried = if is_all_counted(office, &round).await? {
        Carried(Vec::new())
    } else {
        let carried = open(office, &round, file).await?;
        carried.fits(office, &round).await?;
        let detail = format!("SHA-256 {}", hex(sha256(file).bytes()));
        office.log("round.tally-result", code, &detail).await?;
        carried
    };
    let silent = |_: Progress| {};
    tally_carried(office, &round, &carried, silent).await
}

async fn open(office: &Office, round: &Round, file: &[u8]) -> Result<Carried, Refusal> {
    let proof = office.keys.find(KeyName::Carry(&round.code))?;
    let proof = proof.and_then(|bytes| CarryProof::from_bytes(&bytes));
    let proof = proof.ok_or_else(|| refused("carry.never-exported"))?;
    let boards = digest_of_boards(office, round).await?;
    let opened = proof.lock().unseal(&result_name(&boards), file);
    let opened = opened.map_err(|_| refused("carry.other-result"))?;
    let result: CarriedResult =
        serde_json::from_slice(&opened).map_err(|_| refused("carry.other-result"))?;
    if result.round == round.code {
        Ok(Carried(result.atoms))
    } else {
        Err(refused("carry.other-result"))
    }
}

impl Carried {
    /// That every body of ballots of the round is in it and adds up: looked at as a whole before
    /// anything is committed.
    async fn fits(&self, office: &Office, round: &Round) -> Result<(), Refusal> {
        let (framework, instrument) = office.instrument(round)?;
        let (known, k) = (office.registry.polls(round.id).await?, k_of(round)?);
        for atom in round_atoms(office, round).await? {
            let own = |poll: &&Poll| atom.members.contains(&poll.agency);
            let polls: Vec<Poll> = known.iter().filter(own).cloned().collect();
            self.of(&polls, (atom.n, k), framework, instrument)?;
        }
        Ok(())
    }

    /// Counts of the atom of these polls, and how many ballots of each were invalid. Refused if they do
    /// not add up to the `cast` ballots on the boards.
    pub(in crate::service) fn of(
        &self,
        polls: &[Poll],
        (cast, k): (u64, K),
        framework: &Framework,
        instrument: &Instrument,
    ) -> Result<(Counts, Vec<u64>), Refusal> {
        let mut names: Vec<String> = polls.iter().map(name).collect();
        names.sort_unstable();
        let found = self.0.iter().find(|atom| {
            let mut own: Vec<&String> = atom.polls.iter().map(|(name, _)| name).collect();
            own.sort_unstable();
            own.into_iter().eq(&names)
        });
        let atom = found.ok_or_else(|| refused("carry.other-atoms"))?;
        let invalid_of = |poll: &Poll| {
            let own = name(poll);
            let line = atom.polls.iter().find(|(name, _)| *name == own);
            line.map_or(0, |(_, invalid)| *invalid)
        };
        let invalid: Vec<u64> = polls.iter().map(invalid_of).collect();
        let sum = invalid
            .iter()
            .try_fold(atom.valid, |sum, n| sum.checked_add(*n));
        let empty = atom.chosen.is_empty();
        // Nothing is told of fewer than k valid ballots, so that these may be missing, and no more.
        let untold = sum.and_then(|sum| cast.checked_sub(sum));
        let untold = untold.is_some_and(|untold| empty && atom.valid == 0 && untold < k.get());
        if sum != Some(cast) && !untold {
            return Err(refused("carry.does-not-add-up"));
        }
        let counts = if empty {
            Ok(Counts::empty(framework, instrument))
        } else {
            Counts::from_rows(framework, instrument, atom.valid, atom.chosen.clone())
        };
        let counts = if atom.profile.is_empty() {
            counts
        } else {
            let profile = atom.profile.clone();
            counts.and_then(|counts| counts.with_profile(framework, instrument, profile))
        };
        let counts = counts.map_err(|_| refused("carry.does-not-add-up"))?;
        Ok((counts, invalid))
    }
}

fn name(poll: &Poll) -> String {
    base32(poll.fingerprint.bytes())
}
