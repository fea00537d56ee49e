//! Writing the sealed ballots of a round out, for a machine without a network.

use std::collections::HashMap;

use super::{ATOMS, ATOMS_HEADING, ENVELOPES, POLL_KEYS, keys_name};
use crate::crypto::bundle::Files;
use crate::crypto::carry::CarryCode;
use crate::crypto::message::envelope_hash;
use crate::domain::agency::AgencyId;
use crate::domain::encoding::base32;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::wire::Envelope;
use crate::service::bundle::{bundle, digest_of_boards};
use crate::service::finish_round::finish_round;
use crate::service::public_part::nothing_else_is_open;
use crate::service::tally::round_atoms;
use crate::service::{Office, Refusal};
use crate::store::{KeyName, Urn};

/// A round's sealed ballots as files, and the code that locks the keys among them.
#[derive(Debug)]
pub struct Exported {
    /// Files, to be kept as one archive.
    pub files: Files,
    /// To be written down, apart from the archive.
    pub code: CarryCode,
    /// SHA-256 of the list of boards.
    pub boards: String,
}

/// Writes out a closed round whose grace is over. `place` goes into the audit log: where the file is
/// that must be destroyed. Refused while another part under the same round key takes answers, since the
/// machine that counts cannot know. A second export makes the code of the first one worthless.
pub async fn export(office: &Office, code: &str, place: &str) -> Result<Exported, Refusal> {
    let round = office.round_in(code, &[RoundState::Closed]).await?;
    nothing_else_is_open(office, &round).await?;
    finish_round(office, &round).await?;
    let urn = office.urns.get(code).await?;
    let urn = urn.ok_or_else(|| Refusal::mend("errors.key-gone"))?;
    let boards = digest_of_boards(office, &round).await?;
    let mut files = bundle(office, code).await?;
    let polls: HashMap<AgencyId, Poll> = office
        .registry
        .polls(round.id)
        .await?
        .into_iter()
        .map(|poll| (poll.agency, poll))
        .collect();
    let atoms = members(office, &round, &polls).await?;
    let carry = CarryCode::new(office.world.random()?);
    let keys = add_polls(office, &round, &urn, &atoms, &mut files).await?;
    let sealed = carry
        .lock()
        .seal(&keys_name(&boards), office.world.random()?, &keys)
        .map_err(|_| Refusal::Crypto)?;
    files.insert(POLL_KEYS.to_owned(), sealed);
    files.insert(ATOMS.to_owned(), atoms_text(code, &atoms).into_bytes());
    office.keys.keep(KeyName::Carry(code), carry.bytes())?;
    let detail = format!("sealed ballots and poll keys to {place}; boards {boards}");
    office.log("round.urn-export", code, &detail).await?;
    Ok(Exported {
        files,
        code: carry,
        boards,
    })
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

/// Adds the envelopes of the polls that are counted, in the order of their boards; returns their keys.
async fn add_polls(
    office: &Office,
    round: &Round,
    urn: &Urn,
    atoms: &[Vec<Poll>],
    files: &mut Files,
) -> Result<zeroize::Zeroizing<Vec<u8>>, Refusal> {
    let mut keys = zeroize::Zeroizing::new(Vec::new());
    for poll in atoms.iter().flatten() {
        keys.extend_from_slice(poll.fingerprint.bytes());
        let key = KeyName::Poll(&round.code, &poll.id);
        keys.extend_from_slice(&office.keys.take(key)?);
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
        files.insert(name, all.concat());
    }
    Ok(keys)
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
