//! Writing the sealed ballots of a round out, for a machine without a network.

use std::collections::HashMap;

use futures_util::stream::{LocalBoxStream, Stream, StreamExt as _, iter, try_unfold};

use super::{ATOMS, ATOMS_HEADING, ENVELOPES, KEY_LINE, POLL_KEYS, PROOF, keys_name};
use crate::crypto::carry::{CarryCode, CarryProof};
use crate::crypto::hpke::SealPublicKey;
use crate::crypto::message::envelope_hash;
use crate::domain::agency::AgencyId;
use crate::domain::encoding::base32;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::wire::Envelope;
use crate::fault::{self, Step};
use crate::service::bundle::bundle;
use crate::service::finish_round::finish_round;
use crate::service::public_part::{any_manifest, nothing_else_is_open};
use crate::service::tally::round_atoms;
use crate::service::{Office, Refusal};
use crate::store::{KeyName, Urn};

/// A round's sealed ballots, written out.
#[derive(Debug)]
pub struct Exported {
    /// To be written down, apart from the archive; kept nowhere.
    pub code: CarryCode,
    /// SHA-256 of the list of boards.
    pub boards: String,
}

/// Files with their names, while they come.
pub type NamedFiles<'a> = LocalBoxStream<'a, Result<(String, Vec<u8>), Refusal>>;

/// Writes out a closed round whose grace is over. `place` goes into the audit log: where the file is
/// that must be destroyed. Refused while another part under the same round key takes answers, since the
/// machine that counts cannot know.
///
/// `keep` writes the files down while they come, to be one archive. Only when it is done does this export take the place
/// of an earlier one, whose result is not taken from then on: one that fails or is killed before leaves
/// the earlier one as it was.
pub async fn export<E: From<Refusal>>(
    office: &Office,
    code: &str,
    place: &str,
    keep: impl AsyncFnOnce(NamedFiles<'_>, &CarryCode) -> Result<(), E>,
) -> Result<Exported, E> {
    let round = office.round_in(code, &[RoundState::Closed]).await?;
    nothing_else_is_open(office, &round).await?;
    finish_round(office, &round).await?;
    let held = office.keys.hold().await?;
    let public = bundle(office, code).await?;
    let boards = public.digest();
    let carry = CarryCode::new(drawn(office)?);
    let proof = CarryProof::new(drawn(office)?);
    let sealed = sealed(office, &round, (&carry, &proof), &boards).await?;
    let detail = format!("sealed ballots and poll keys to {place}; boards {boards}");
    office.log("round.urn-export", code, &detail).await?;
    fault::at(Step::ExportNoted);
    keep(public.stream().chain(sealed).boxed_local(), &carry).await?;
    fault::at(Step::ExportKept);
    let name = KeyName::Carry(code);
    office.keys.replace(name, proof.bytes(), &held)?;
    Ok(Exported {
        code: carry,
        boards,
    })
}

fn drawn<const N: usize>(office: &Office) -> Result<[u8; N], Refusal> {
    Ok(office.world.random()?)
}

/// All that is not public: what is small, and then the envelopes of each poll.
async fn sealed<'a>(
    office: &'a Office,
    round: &Round,
    (carry, proof): (&CarryCode, &CarryProof),
    boards: &str,
) -> Result<impl Stream<Item = Result<(String, Vec<u8>), Refusal>> + use<'a>, Refusal> {
    let urn = office.urns.get(&round.code).await?;
    let urn = urn.ok_or_else(|| Refusal::mend("errors.key-gone"))?;
    let polls = office.registry.polls(round.id).await?.into_iter();
    let polls: HashMap<AgencyId, Poll> = polls.map(|poll| (poll.agency, poll)).collect();
    let atoms = members(office, round, &polls).await?;
    let keys = keys_of(office, round, &atoms)?;
    let keys = carry.lock().seal(&keys_name(boards), drawn(office)?, &keys);
    let manifest = any_manifest(office, round).await?;
    let manifest = manifest.ok_or_else(|| Refusal::mend("errors.key-gone"))?;
    let round_key = SealPublicKey::from_bytes(&manifest.round_key.0)?;
    let small = [
        (ATOMS, atoms_text(&round.code, &atoms).into_bytes()),
        (POLL_KEYS, keys.map_err(|_| Refusal::Crypto)?),
        (PROOF, proof.sealed(&round_key, boards)?),
    ];
    let small = small.map(|(name, bytes)| Ok((name.to_owned(), bytes)));
    let polls = atoms.into_iter().flatten();
    let envelopes = try_unfold((urn, polls), async |(urn, mut polls)| match polls.next() {
        Some(poll) => Ok(Some((envelopes(&urn, &poll).await?, (urn, polls)))),
        None => Ok(None),
    });
    Ok(iter(small).chain(envelopes))
}

/// Polls that are counted together; the urn was found to be what the boards say.
async fn members(
    office: &Office,
    round: &Round,
    polls: &HashMap<AgencyId, Poll>,
) -> Result<Vec<Vec<Poll>>, Refusal> {
    let atoms = round_atoms(office, round).await?;
    let mut members: Vec<Vec<Poll>> = atoms
        .into_iter()
        .map(|atom| {
            let found = atom.members.iter().filter_map(|id| polls.get(id));
            let mut found: Vec<Poll> = found.cloned().collect();
            found.sort_by_key(|poll| poll.fingerprint);
            found
        })
        .collect();
    members.sort_by_key(|polls| polls.first().map(|poll| poll.fingerprint));
    Ok(members)
}

/// The keys of the polls that are counted.
fn keys_of(
    office: &Office,
    round: &Round,
    atoms: &[Vec<Poll>],
) -> Result<zeroize::Zeroizing<Vec<u8>>, Refusal> {
    // At its full length from the start: a vector that grows leaves copies of keys behind.
    let length = atoms.iter().flatten().count() * KEY_LINE;
    let mut keys = zeroize::Zeroizing::new(Vec::with_capacity(length));
    for poll in atoms.iter().flatten() {
        keys.extend_from_slice(poll.fingerprint.bytes());
        let key = KeyName::Poll(&round.code, &poll.id);
        keys.extend_from_slice(&office.keys.take(key)?);
    }
    Ok(keys)
}

/// The envelopes of a poll, in the order of its board.
async fn envelopes(urn: &Urn, poll: &Poll) -> Result<(String, Vec<u8>), Refusal> {
    let signed = urn.ballots(&poll.id).await?.into_iter();
    let mut signed: Vec<_> = signed.map(|ballot| ballot.envelope).collect();
    let unsigned = urn.ticket_ballots(&poll.id).await?.into_iter();
    let mut unsigned: Vec<_> = unsigned.map(|ballot| ballot.envelope).collect();
    signed.sort_by_key(envelope_hash);
    unsigned.sort_by_key(envelope_hash);
    let all: Vec<&[u8]> = signed
        .iter()
        .chain(&unsigned)
        .map(Envelope::bytes)
        .collect();
    let name = format!("{ENVELOPES}{}", base32(poll.fingerprint.bytes()));
    Ok((name, all.concat()))
}

fn atoms_text(round: &str, atoms: &[Vec<Poll>]) -> String {
    let mut text = format!("{ATOMS_HEADING}\nround {round}\natoms {}\n", atoms.len());
    for polls in atoms {
        let names: Vec<String> = polls
            .iter()
            .map(|poll| base32(poll.fingerprint.bytes()))
            .collect();
        text.push_str(&names.join(" "));
        text.push('\n');
    }
    text
}
