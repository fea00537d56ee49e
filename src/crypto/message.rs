//! A ballot on its way: sealed twice, named by its hash, opened once.
//!
//! Why twice: two custodians hold the outer key, the server the inner one; neither side alone can
//! read a score early, and a stolen urn opens for nobody once the poll key is destroyed.

use zeroize::Zeroizing;

use super::digest::{sha256, sha256_concat};
use super::hpke::{self, OVERHEAD, SealError, SealKey, SealPublicKey};
use crate::domain::wire::{Digest, Envelope, Fingerprint, Nullifier, PollId};

const MESSAGE: &[u8] = b"prongsai-ballot-v1";
const NULLIFIER: &[u8] = b"prongsai-nullifier-v1";

/// Length of the envelope of a ballot that is `ballot_length` bytes long.
pub const fn envelope_length(ballot_length: usize) -> usize {
    ballot_length + 2 * OVERHEAD
}

/// Seals encoded answers to the poll key and that to the round key, for this poll alone.
pub fn seal_ballot(
    round: &SealPublicKey,
    poll_key: &SealPublicKey,
    fingerprint: &Fingerprint,
    poll: &PollId,
    answers: &[u8],
) -> Result<Envelope, SealError> {
    let (info, aad) = (fingerprint.bytes(), poll.bytes());
    let inner = hpke::seal(poll_key, info, aad, answers)?;
    Ok(Envelope::new(hpke::seal(round, info, aad, &inner)?))
}

/// Opens the envelopes of one poll; lives in memory for the tally only.
#[derive(Debug)]
pub struct BallotOpener {
    round: SealKey,
    poll_key: SealKey,
    fingerprint: Fingerprint,
    poll: PollId,
}

impl BallotOpener {
    /// Both private keys, and the poll for which they open.
    pub fn new(
        round: &SealKey,
        poll_key: &SealKey,
        fingerprint: Fingerprint,
        poll: PollId,
    ) -> Self {
        Self {
            round: round.clone(),
            poll_key: poll_key.clone(),
            fingerprint,
            poll,
        }
    }

    /// The encoded answers. [`SealError::Unopenable`] makes one invalid ballot, nothing more.
    pub fn open(&self, envelope: &Envelope) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (info, aad) = (self.fingerprint.bytes(), self.poll.bytes());
        let inner = hpke::open(&self.round, info, aad, envelope.bytes())?;
        hpke::open(&self.poll_key, info, aad, &inner)
    }
}

/// The hash that stands for an envelope on the board.
pub fn envelope_hash(envelope: &Envelope) -> Digest {
    sha256(envelope.bytes())
}

/// What a credential is for: `"prongsai-ballot-v1" ‖ poll ‖ SHA-256(envelope)`.
pub fn ballot_message(poll: &PollId, envelope: &Envelope) -> Vec<u8> {
    message_of(poll, &envelope_hash(envelope))
}

/// [`ballot_message`] of the envelope with this hash.
pub fn message_of(poll: &PollId, envelope_hash: &Digest) -> Vec<u8> {
    [MESSAGE, poll.bytes(), envelope_hash.bytes()].concat()
}

/// The name under which a ballot is stored. Covers the envelope alone, so that a stolen envelope
/// recast under another right is a repeat and adds nothing.
pub fn nullifier(poll: &PollId, envelope: &Envelope) -> Nullifier {
    nullifier_of(poll, &envelope_hash(envelope))
}

/// [`nullifier`] of the envelope with this hash.
pub fn nullifier_of(poll: &PollId, envelope_hash: &Digest) -> Nullifier {
    Nullifier::new(*sha256_concat(&[NULLIFIER, poll.bytes(), envelope_hash.bytes()]).bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINGERPRINT: Fingerprint = Fingerprint::new([1; 16]);
    const POLL: PollId = PollId::new([2; 16]);

    #[test]
    fn only_both_keys_together_open_and_only_for_the_poll() {
        let (round, poll_key) = (SealKey::generate().unwrap(), SealKey::generate().unwrap());
        let answers = [3; 64];
        let seal = || {
            seal_ballot(
                round.public(),
                poll_key.public(),
                &FINGERPRINT,
                &POLL,
                &answers,
            )
            .unwrap()
        };
        let envelope = seal();
        assert_eq!(envelope.bytes().len(), envelope_length(64));
        assert!(envelope != seal(), "equal answers must not look equal");
        let opens = |round, poll_key, fingerprint, poll| {
            BallotOpener::new(round, poll_key, fingerprint, poll)
                .open(&envelope)
                .is_ok_and(|opened| opened.as_slice() == answers)
        };
        assert!(opens(&round, &poll_key, FINGERPRINT, POLL));
        assert!(!opens(&poll_key, &round, FINGERPRINT, POLL));
        assert!(!opens(&round, &round, FINGERPRINT, POLL));
        assert!(!opens(&round, &poll_key, Fingerprint::new([9; 16]), POLL));
        assert!(!opens(&round, &poll_key, FINGERPRINT, PollId::new([9; 16])));
    }

    #[test]
    fn a_name_belongs_to_one_envelope_in_one_poll() {
        let envelope = Envelope::new(vec![1, 2, 3]);
        let other = Envelope::new(vec![1, 2, 4]);
        let elsewhere = PollId::new([9; 16]);
        assert!(nullifier(&POLL, &envelope) == nullifier(&POLL, &envelope));
        assert!(nullifier(&POLL, &envelope) != nullifier(&POLL, &other));
        assert!(nullifier(&POLL, &envelope) != nullifier(&elsewhere, &envelope));
        let message = ballot_message(&POLL, &envelope);
        assert_eq!(message.len(), 18 + 16 + 32);
        assert!(message.starts_with(b"prongsai-ballot-v1"));
        assert_ne!(message, ballot_message(&elsewhere, &envelope));
    }
}
