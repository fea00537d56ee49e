//! Whoever takes the disks.

use crate::adversary::loot::found;
use crate::adversary::{Finding, Played, Spoilt};
use crate::crypto::hpke::SealKey;
use crate::domain::base64url;
use crate::domain::encoding::{base32, hex};

/// In the middle of the round, with all files, all keys that lie on a disk, the key-encryption key and the
/// order in which people came: every number in them is tried as the key of the outer seal. What is
/// sought is one that fits the public half.
pub fn in_the_open_round(played: &Played) -> Result<Finding, Spoilt> {
    let [_, public, ..] = played.open_keys.as_slice() else {
        return Err(Spoilt::Setup("keys"));
    };
    let numbers = played
        .open_keys
        .iter()
        .flat_map(|secret| secret.windows(32));
    let numbers = numbers.filter_map(|number| <[u8; 32]>::try_from(number).ok());
    let keys = numbers.filter_map(|number| SealKey::from_bytes(&number).ok());
    let (tried, found) = keys.fold((0, 0), |(tried, found), key| {
        let fits = key.public().bytes().as_slice() == public.as_slice();
        (tried + 1, found + usize::from(fits))
    });
    Ok(Finding::search("thief-open", played.people(), tried, found))
}

/// After the publication: is anything of a ballot, a right, a link or a key left in any file? Freed
/// pages, journals and leftovers of deleted files count.
pub fn after_the_count(played: &Played) -> Result<Finding, Spoilt> {
    let mut sought: Vec<Vec<u8>> = Vec::new();
    for (ballot, nullifier) in played.ballots.iter().zip(played.nullifiers()) {
        let envelope = ballot.envelope.bytes();
        sought.extend(envelope.chunks_exact(64).map(<[u8]>::to_vec));
        sought.push(nullifier.as_ref().to_vec());
    }
    for answers in &played.answers {
        sought.push(answers.clone());
    }
    for link in &played.scratch.links {
        let token = link.split('.').next().unwrap_or_default();
        sought.push(token.as_bytes().to_vec());
    }
    let [token, _, issuing, poll, ..] = played.open_keys.as_slice() else {
        return Err(Spoilt::Setup("keys"));
    };
    for secret in [token, issuing, poll] {
        sought.push(secret.clone());
        sought.push(hex(secret).into_bytes());
        sought.push(base32(secret).into_bytes());
        sought.push(base64url::encode(secret).into_bytes());
    }
    let found = found(&sought, &played.files);
    Ok(Finding::search(
        "thief-after",
        played.people(),
        sought.len(),
        found,
    ))
}

/// The same, who knows the order in which people came and finds two key sheets in a drawer: each envelope
/// that was kept is opened and goes to whoever came at its place. Where none was kept, the board's lines go
/// to people as they came, the last line first, as databases fill their pages.
pub fn with_key_sheets(played: &Played) -> Finding {
    let mut claims = super::in_order(played, played.board.iter().rev());
    if let Some(poll_key) = &played.poll_key {
        for ((_, person), envelope) in played.arrivals.iter().zip(&played.kept) {
            let opened = played.opened(poll_key, envelope);
            if let (Some(claim), Some(opened)) = (claims.get_mut(*person), opened) {
                *claim = Some(opened);
            }
        }
    }
    Finding::links("thief-sheets", &claims)
}
