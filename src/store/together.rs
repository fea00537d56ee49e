//! Writes that come at the same time go into one transaction, so that many share one flush to the
//! disk; none is confirmed before it.
//!
//! No task of its own: whoever finds nobody writing writes for all who wait. Should that one be gone in
//! the middle (a browser that hangs up ends its request), nothing is committed, and the others ask
//! again. Within a group the asks are in the order of their own names, which are drawn at random: the
//! order in which they came is not written.

use std::sync::{Mutex, PoisonError};

use sea_orm::Value;
use tokio::sync::oneshot::{Receiver, Sender, channel, error::TryRecvError};

use super::connection::StoreError;

/// Most asks of one transaction.
const MOST: usize = 64;

/// What is asked for, under a name that tells nothing of when or by whom.
pub(super) trait Ask: Clone {
    /// The name.
    fn name(&self) -> &[u8];
}

type Waiting<Q, A> = (Q, Sender<Result<A, StoreError>>);

/// Asks that wait, and whose turn it is to write.
#[derive(Debug)]
pub(super) struct Together<Q, A> {
    waiting: Mutex<Vec<Waiting<Q, A>>>,
    turn: tokio::sync::Mutex<()>,
}

impl<Q, A> Default for Together<Q, A> {
    fn default() -> Self {
        Self {
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl<Q: Ask, A> Together<Q, A> {
    /// Has this written by `write`, which is given all that wait and answers each in their order, or
    /// writes nothing.
    pub(super) async fn ask(
        &self,
        ask: Q,
        write: impl AsyncFn(&[Q]) -> Result<Vec<A>, StoreError>,
    ) -> Result<A, StoreError> {
        loop {
            let (tell, mut told) = channel();
            self.waiting().push((ask.clone(), tell));
            tokio::select! {
                biased;
                answer = &mut told => if let Ok(answer) = answer { return answer },
                _turn = self.turn.lock() => {
                    if let Some(answer) = self.until(&mut told, &write).await {
                        return answer;
                    }
                }
            }
        }
    }

    /// Writes for all who wait until this one is answered; nothing if whoever wrote before is gone.
    async fn until(
        &self,
        told: &mut Receiver<Result<A, StoreError>>,
        write: &impl AsyncFn(&[Q]) -> Result<Vec<A>, StoreError>,
    ) -> Option<Result<A, StoreError>> {
        loop {
            match told.try_recv() {
                Ok(answer) => return Some(answer),
                Err(TryRecvError::Closed) => return None,
                Err(TryRecvError::Empty) => self.lead(write).await,
            }
        }
    }

    async fn lead(&self, write: &impl AsyncFn(&[Q]) -> Result<Vec<A>, StoreError>) {
        // Whoever is about to ask comes into this group too.
        tokio::task::yield_now().await;
        let (asks, tells): (Vec<Q>, Vec<_>) = self.next().into_iter().unzip();
        match write(&asks).await {
            Ok(answers) => {
                for (tell, answer) in tells.into_iter().zip(answers) {
                    let _ = tell.send(Ok(answer));
                }
            }
            // One that cannot be written keeps no other from it. But a server that is away is not
            // waited for by one after the other: all are told.
            Err(problem) => {
                let mut away = problem.is_away();
                for (ask, tell) in asks.iter().zip(tells) {
                    let alone = if away {
                        Err(StoreError::away())
                    } else {
                        write(std::slice::from_ref(ask)).await
                    };
                    away |= alone.as_ref().is_err_and(StoreError::is_away);
                    let one = alone.map(|mut answers| answers.pop());
                    let damaged = StoreError::Damaged("answer");
                    let _ = tell.send(one.and_then(|answer| answer.ok_or(damaged)));
                }
            }
        }
    }

    /// The next group in the order of names, without those who have gone.
    fn next(&self) -> Vec<Waiting<Q, A>> {
        let mut waiting = self.waiting();
        waiting.retain(|(_, tell)| !tell.is_closed());
        let most = waiting.len().min(MOST);
        let mut group: Vec<_> = waiting.drain(..most).collect();
        group.sort_by(|(one, _), (other, _)| one.name().cmp(other.name()));
        group
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Waiting<Q, A>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Places of rows in a `VALUES` clause, and their values. The last row is repeated until there are as
/// many as a power of two: so the statements are few, each is prepared once, and what they do to a row
/// must be the same if it is done twice.
pub(super) fn places<const N: usize>(
    rows: impl IntoIterator<Item = [Value; N]>,
) -> (String, Vec<Value>) {
    places_behind(0, rows)
}

/// The same, numbered behind so many other values.
pub(super) fn places_behind<const N: usize>(
    others: usize,
    rows: impl IntoIterator<Item = [Value; N]>,
) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = rows.into_iter().flatten().collect();
    let number = (values.len() / N.max(1)).next_power_of_two();
    while values.len() < number * N && values.len() >= N {
        values.extend_from_within(values.len() - N..);
    }
    let row = |row: usize| {
        let places = (1..=N).map(|column| format!("${}", others + row * N + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    let places = (0..number).map(row).collect::<Vec<_>>().join(", ");
    (places, values)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    impl Ask for Vec<u8> {
        fn name(&self) -> &[u8] {
            self
        }
    }

    #[test]
    fn rows_are_filled_up_to_a_power_of_two_with_the_last_one() {
        let rows = |number: i64| places((0..number).map(|n| [n.into(), (10 * n).into()]));
        let (places, values) = rows(3);
        assert_eq!(places, "($1, $2), ($3, $4), ($5, $6), ($7, $8)");
        let expected: [Value; 8] = [0, 0, 1, 10, 2, 20, 2, 20].map(|n: i64| n.into());
        assert_eq!(values, expected);
        assert_eq!(rows(4).1.len(), 8);
        assert!(rows(0).1.is_empty());
        assert_eq!(
            places_behind(7, [[true.into()], [false.into()]]).0,
            "($8), ($9)"
        );
    }

    /// A hundred asks at once on several threads, written by a store that needs a moment.
    async fn hundred(
        written: &Arc<Mutex<Vec<Vec<Vec<u8>>>>>,
        write: impl AsyncFn(&[Vec<u8>]) -> Result<Vec<u8>, StoreError> + Clone,
    ) -> Vec<Result<u8, StoreError>> {
        let together = Together::default();
        let ask = |n: u8| {
            let (write, together) = (write.clone(), &together);
            async move {
                together
                    .ask(vec![n], async |asks: &[Vec<u8>]| {
                        tokio::task::yield_now().await;
                        let answers = write(asks).await?;
                        written.lock().unwrap().push(asks.to_vec());
                        Ok(answers)
                    })
                    .await
            }
        };
        // The first comes alone, the others while it is written.
        futures_util::future::join_all((0..100).rev().map(ask)).await
    }

    #[tokio::test]
    async fn all_who_wait_are_answered_in_few_groups_each_in_the_order_of_names() {
        let written = Arc::default();
        let answers = hundred(&written, async |asks: &[Vec<u8>]| {
            Ok(asks.iter().map(|ask| ask[0]).collect())
        });
        let answers: Vec<u8> = answers.await.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers, (0..100).rev().collect::<Vec<u8>>());
        let written = written.lock().unwrap();
        assert!(written.len() <= 3, "{} groups", written.len());
        assert!(
            written
                .iter()
                .all(|group| group.is_sorted() && group.len() <= MOST)
        );
        assert_eq!(
            written.iter().map(Vec::len).sum::<usize>(),
            100,
            "each once"
        );
    }

    #[tokio::test]
    async fn one_that_cannot_be_written_keeps_no_other_from_it() {
        let written = Arc::default();
        let answers = hundred(&written, async |asks: &[Vec<u8>]| {
            if asks.iter().any(|ask| ask[0] == 7) {
                return Err(StoreError::Damaged("seven"));
            }
            Ok(asks.iter().map(|ask| ask[0]).collect())
        });
        let (good, bad): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!((good.len(), bad.len()), (99, 1));
        let once: usize = written.lock().unwrap().iter().map(Vec::len).sum();
        assert_eq!(once, 99, "each once");
    }

    #[tokio::test]
    async fn while_the_server_is_away_nobody_waits_for_it_once_for_each() {
        let tries = AtomicUsize::new(0);
        let written = Arc::default();
        let answers = hundred(&written, async |_: &[Vec<u8>]| {
            tries.fetch_add(1, Ordering::SeqCst);
            Err(StoreError::away())
        });
        assert!(answers.await.iter().all(Result::is_err));
        let tries = tries.into_inner();
        assert!(tries <= 3, "{tries} tries");
    }

    #[tokio::test]
    async fn when_the_one_who_writes_is_gone_the_others_are_written_once() {
        let together = Together::default();
        let (writes, written) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let write = async |asks: &[Vec<u8>]| {
            match writes.fetch_add(1, Ordering::SeqCst) {
                0 => tokio::task::yield_now().await,
                1 => std::future::pending::<()>().await,
                _ => {}
            }
            written.lock().unwrap().extend_from_slice(asks);
            Ok(asks.to_vec())
        };
        let [mut first, mut second, mut third] =
            [1, 2, 3].map(|n| Box::pin(together.ask(vec![n], write)));
        // Whoever leads lets others come in first: at the second look it writes.
        assert!(futures_util::FutureExt::now_or_never(&mut first).is_none());
        for waits in [&mut first, &mut second, &mut third] {
            assert!(futures_util::FutureExt::now_or_never(waits).is_none());
        }
        first.await.unwrap();
        assert!(futures_util::FutureExt::now_or_never(&mut second).is_none());
        for waits in [&mut second, &mut third] {
            assert!(futures_util::FutureExt::now_or_never(waits).is_none());
        }
        drop(second);
        third.await.unwrap();
        assert_eq!(*written.lock().unwrap(), [[1], [3]]);
    }

    #[tokio::test]
    async fn who_is_gone_before_the_turn_came_is_not_written_later() {
        let (together, written) = (Together::default(), Mutex::new(Vec::new()));
        let write = async |asks: &[Vec<u8>]| {
            tokio::task::yield_now().await;
            written.lock().unwrap().extend_from_slice(asks);
            Ok(asks.to_vec())
        };
        let [mut first, mut second, third] =
            [1, 2, 3].map(|n| Box::pin(together.ask(vec![n], write)));
        for waits in [&mut first, &mut second] {
            assert!(futures_util::FutureExt::now_or_never(waits).is_none());
        }
        drop(second);
        first.await.unwrap();
        third.await.unwrap();
        assert_eq!(*written.lock().unwrap(), [[1], [3]]);
    }
}
