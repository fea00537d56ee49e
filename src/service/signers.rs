//! Where signatures are given: on the threads that answer, by one task on each, one at a time.
//!
//! Why not by threads of their own: a signature is a third of a millisecond to one millisecond of pure
//! calculation, and whatever else there is to do then interrupts it twice, to be let in and to hand over:
//! a tenth of what the server does for a signature. Here a thread looks after everybody else between one signature
//! and the next.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{ThreadId, current};

use tokio::sync::Notify;
use tokio::sync::oneshot::{Sender, channel};
use tokio::task::yield_now;

use super::refusal::Refusal;
use crate::crypto::blind_rsa::{BlindRsaError, IssuingKey};
use crate::domain::wire::RsaBlock;

/// Signatures that wait, from which on nobody else is let in.
const AHEAD: usize = 8;

/// How often a thread looks after everybody else between two signatures. Whoever records for all lets them come
/// in first: at the second look it writes, and not only after another signature.
const LOOKS: usize = 2;

/// Signs one after the other on each thread.
#[derive(Clone, Default)]
pub(super) struct Signers(Arc<Desk>);

/// The tasks end with it.
#[derive(Default)]
struct Desk(Arc<Queue>);

struct Job {
    key: Arc<IssuingKey>,
    blinded: RsaBlock,
    tell: Sender<Result<RsaBlock, BlindRsaError>>,
}

/// What waits to be signed, by whichever thread comes to it first.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    come: Notify,
    room: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    /// Threads that have a task.
    at_work: HashSet<ThreadId>,
    ended: bool,
}

/// A thread's task. When it ends, however it does, the thread may have another.
struct Task {
    queue: Arc<Queue>,
    thread: ThreadId,
}

impl Signers {
    /// Waits until few signatures wait. So those who come meanwhile are recorded together, by one flush to
    /// the disk, while the threads still have something to do.
    pub(super) async fn room(&self) {
        self.0.0.room().await;
    }

    /// The signature of `key` on this block.
    pub(super) async fn sign(
        &self,
        key: Arc<IssuingKey>,
        blinded: RsaBlock,
    ) -> Result<RsaBlock, Refusal> {
        let (tell, told) = channel();
        if let Some(task) = self.put(Job { key, blinded, tell }) {
            tokio::spawn(task.work());
        }
        Ok(told.await.map_err(|_| Refusal::Crypto)??)
    }

    /// Adds what is to be signed; a task for this thread if it has none.
    fn put(&self, job: Job) -> Option<Task> {
        let (queue, thread) = (&self.0.0, current().id());
        let mut state = queue.lock();
        state.waiting.push_back(job);
        let new = state.at_work.insert(thread);
        drop(state);
        queue.come.notify_one();
        // Not made where it is not wanted: its end would say that the thread has none.
        new.then(|| Task {
            queue: queue.clone(),
            thread,
        })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.0.lock().ended = true;
        self.0.come.notify_waiters();
    }
}

impl Queue {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn room(&self) {
        loop {
            let room = self.room.notified();
            if self.lock().waiting.len() <= AHEAD {
                return;
            }
            room.await;
        }
    }
}

impl Task {
    /// Signs whatever comes, for those who still wait for it.
    async fn work(self) {
        loop {
            let come = self.queue.come.notified();
            if let Some(job) = self.next() {
                if !job.tell.is_closed() {
                    let _ = job.tell.send(job.key.blind_sign(&job.blinded));
                    // Whatever else came meanwhile is looked after first, and whoever waited for just that.
                    for _ in 0..LOOKS {
                        yield_now().await;
                    }
                }
            } else if self.queue.lock().ended {
                return;
            } else {
                come.await;
            }
        }
    }

    fn next(&self) -> Option<Job> {
        let mut state = self.queue.lock();
        let next = state.waiting.pop_front();
        let room = state.waiting.len() <= AHEAD;
        drop(state);
        if room {
            self.queue.room.notify_waiters();
        }
        next
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.queue.lock().at_work.remove(&self.thread);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use futures_util::FutureExt as _;
    use futures_util::future::{join, join_all, try_join_all};
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::UnixStream;

    use super::*;

    const BLOCK: RsaBlock = RsaBlock::new([0x42; RsaBlock::LENGTH]);

    #[tokio::test]
    async fn all_who_come_at_once_are_given_the_one_signature_of_their_block() {
        let key = Arc::new(IssuingKey::generate().unwrap());
        let signers = Signers::default();
        let all = (0..20).map(|_| signers.sign(key.clone(), BLOCK));
        let expected = key.blind_sign(&BLOCK).unwrap();
        for signature in try_join_all(all).await.unwrap() {
            assert_eq!(signature.bytes(), expected.bytes());
        }
        let queue = Arc::downgrade(&signers.0.0);
        drop(signers);
        while queue.strong_count() > 0 {
            yield_now().await;
        }
    }

    #[tokio::test]
    async fn nobody_is_let_in_while_many_wait_and_the_one_who_has_gone_is_not_signed_for() {
        let key = Arc::new(IssuingKey::generate().unwrap());
        let signers = Signers::default();
        let mut tasks = Vec::new();
        let mut told = Vec::new();
        for _ in 0..AHEAD + 2 {
            let (tell, is_told) = channel();
            let (key, blinded) = (key.clone(), BLOCK);
            tasks.extend(signers.put(Job { key, blinded, tell }));
            told.push(is_told);
        }
        let task = tasks.pop().unwrap();
        assert!(tasks.is_empty(), "one task for a thread");
        let mut room = Box::pin(signers.room());
        assert!(room.as_mut().now_or_never().is_none());
        drop(task.next());
        assert!(room.as_mut().now_or_never().is_none(), "one too many waits");
        drop(task.next());
        assert!(room.now_or_never().is_some());
        drop(told.pop());
        for _ in 0..AHEAD - 1 {
            assert!(!task.next().unwrap().tell.is_closed());
        }
        assert!(task.next().unwrap().tell.is_closed());
        assert!(task.next().is_none());
        let (tell, _told) = channel();
        let blinded = BLOCK;
        let key_again = key.clone();
        let again = signers.put(Job {
            key: key_again,
            blinded,
            tell,
        });
        assert!(again.is_none(), "the thread has one");
        drop(task);
        let (tell, _told) = channel();
        let again = signers.put(Job { key, blinded, tell });
        assert!(again.is_some(), "the next begins anew");
    }

    #[tokio::test]
    async fn whoever_comes_meanwhile_is_looked_after_between_two_signatures() {
        let key = Arc::new(IssuingKey::generate().unwrap());
        let signers = Signers::default();
        let signed = AtomicUsize::new(0);
        let sign = async |_: usize| {
            signers.sign(key.clone(), BLOCK).await.unwrap();
            signed.fetch_add(1, Relaxed);
        };
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let visitor = async {
            theirs.write_all(b"a page, please").await.unwrap();
            ours.readable().await.unwrap();
            signed.load(Relaxed)
        };
        let ((), before) = join(join_all((0..20).map(sign)).map(drop), visitor).await;
        assert!(before < 5, "{before} signatures before the visitor");
    }
}
