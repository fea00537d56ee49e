//! Opening sealed ballots, on every core of the machine. What was sealed is in memory until it is added to the
//! counts, and is wiped.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::{ScopedJoinHandle, available_parallelism, scope};

use super::side_by_side::aside;
use crate::crypto::message::BallotOpener;
use crate::domain::ballot::Answers;
use crate::domain::counts::Counts;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::wire::Envelope;
use crate::service::Refusal;

/// Opens some ballots of one poll on a thread of its own: counts of the valid ones, and how many were not.
pub(super) async fn opened_aside(
    opener: Arc<BallotOpener>,
    envelopes: Vec<Envelope>,
    asked: Arc<(Framework, Instrument)>,
) -> Result<(Counts, u64), Refusal> {
    aside(move || Ok(opened(&opener, &envelopes, &asked.0, &asked.1))).await
}

/// Fewest ballots that are worth a thread of their own.
const WORTH: usize = 32;

/// Opens ballots of one poll and adds the valid ones to the counts; returns how many were not.
pub(super) fn add_opened(
    counts: &mut Counts,
    opener: &BallotOpener,
    envelopes: &[Envelope],
    framework: &Framework,
    instrument: &Instrument,
) -> Result<u64, Refusal> {
    let cores = available_parallelism().map_or(1, NonZero::get);
    let share = envelopes.len().div_ceil(cores).max(WORTH);
    let parts = scope(|scope| {
        let open = |part| scope.spawn(move || opened(opener, part, framework, instrument));
        let threads: Vec<_> = envelopes.chunks(share).map(open).collect();
        let ended = threads.into_iter().map(ScopedJoinHandle::join);
        ended.collect::<Result<Vec<_>, _>>()
    });
    let mut invalid = 0;
    for (part, wrong) in parts.map_err(|_| Refusal::Crypto)? {
        counts.merge(&part).map_err(|_| Refusal::Crypto)?;
        invalid += wrong;
    }
    Ok(invalid)
}

fn opened(
    opener: &BallotOpener,
    envelopes: &[Envelope],
    framework: &Framework,
    instrument: &Instrument,
) -> (Counts, u64) {
    let mut counts = Counts::empty(framework, instrument);
    let mut invalid = 0;
    for envelope in envelopes {
        let plain = opener.open(envelope).ok();
        let answers = plain.and_then(|bytes| Answers::decode(&bytes, framework, instrument).ok());
        let valid = answers.is_some_and(|answers| counts.add(&answers).is_ok());
        invalid += u64::from(!valid);
    }
    (counts, invalid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::Assets;
    use crate::catalogue::Catalogue;
    use crate::crypto::digest::sha256;
    use crate::crypto::hpke::SealKey;
    use crate::crypto::message::seal_ballot;
    use crate::domain::wire::{Fingerprint, PollId};

    #[test]
    fn every_ballot_is_opened_once_whatever_thread_opens_it() {
        let catalogue = Catalogue::load(&Assets::default(), sha256).unwrap();
        let framework = catalogue.get("ten-indicators-2562").unwrap();
        let instrument = framework.instrument("iit").unwrap();
        let [round, poll] = [1, 2].map(|_| SealKey::generate().unwrap());
        let (fingerprint, id) = (Fingerprint::new([3; 16]), PollId::new([4; 16]));
        let (mut expected, mut envelopes) = (Counts::empty(framework, instrument), Vec::new());
        for nth in 0..101_u8 {
            let answers = Answers::new(vec![nth % 2; instrument.sub_items().count()]);
            let mut plain = answers.encode(instrument);
            match nth % 10 {
                // An option that is not there.
                7 => plain[0] = 99,
                _ => expected.add(&answers).unwrap(),
            }
            let keys = (round.public(), poll.public());
            envelopes.push(seal_ballot(keys.0, keys.1, &fingerprint, &id, &plain).unwrap());
        }
        let opener = BallotOpener::new(&round, &poll, fingerprint, id);
        let mut counts = Counts::empty(framework, instrument);
        let invalid = add_opened(&mut counts, &opener, &envelopes, framework, instrument);
        assert_eq!(invalid.unwrap(), 10);
        assert_eq!(counts.rows(), expected.rows());
        assert_eq!(counts.ballots(), 91);
    }
}
