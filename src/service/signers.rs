//! The threads that sign: one for each core, behind a queue.
//!
//! Why threads of their own and not the pool for whatever takes long: they give way to everything else.
//! A signature is a millisecond of pure calculation, and whoever waits for a core behind it, be it the
//! disk's answer that the next sixteen wait for, waits longer than the act itself takes.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::thread::{Builder, available_parallelism};

use tokio::sync::Notify;
use tokio::sync::oneshot::{Sender, channel};

use super::refusal::Refusal;
use crate::crypto::blind_rsa::{BlindRsaError, IssuingKey};
use crate::domain::wire::RsaBlock;
use crate::hardening::stand_back;

/// Steps that the threads stand behind others for a core, of nineteen: they give way, and beside a busy
/// neighbour a tenth of the time is still theirs.
const BEHIND: i32 = 10;

/// Signatures that wait for each thread, from which on nobody else is let in.
const AHEAD: usize = 2;

/// Signs one after the other, as many at a time as there are cores.
#[derive(Clone, Default)]
pub(super) struct Signers(Arc<OnceLock<Threads>>);

type Signed = Result<RsaBlock, BlindRsaError>;

struct Job {
    key: Arc<IssuingKey>,
    blinded: RsaBlock,
    tell: Sender<Signed>,
}

/// What waits to be signed; nothing more comes when it is closed.
#[derive(Default)]
struct Queue {
    waiting: Mutex<(VecDeque<Job>, bool)>,
    come: Condvar,
    room: Notify,
    /// Jobs that may wait while others are let in.
    ahead: usize,
}

/// The queue of threads that end with it.
struct Threads(Arc<Queue>);

impl Signers {
    /// Waits until few signatures wait. So those who come meanwhile are recorded together, by one flush to
    /// the disk, while the threads still have something to do.
    pub(super) async fn room(&self) {
        self.queue().room().await;
    }

    /// The signature of `key` on this block.
    pub(super) async fn sign(
        &self,
        key: Arc<IssuingKey>,
        blinded: RsaBlock,
    ) -> Result<RsaBlock, Refusal> {
        let (tell, told) = channel();
        self.queue().put(Job { key, blinded, tell });
        Ok(told.await.map_err(|_| Refusal::Crypto)??)
    }

    fn queue(&self) -> &Queue {
        &self.0.get_or_init(Threads::start).0
    }
}

impl Threads {
    fn start() -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let queue = Arc::new(Queue {
            ahead: AHEAD * cores,
            ..Queue::default()
        });
        let start = |_: &usize| {
            let queue = queue.clone();
            let thread = Builder::new().name("signer".to_owned());
            thread.spawn(move || queue.work()).is_ok()
        };
        // Whoever comes where the system gives no thread is told so, and does not wait for ever.
        if (0..cores).filter(start).count() == 0 {
            queue.lock().1 = true;
        }
        Self(queue)
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.lock().1 = true;
        self.0.come.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> std::sync::MutexGuard<'_, (VecDeque<Job>, bool)> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job that comes after the end is dropped, by which whoever waits for it is told.
    fn put(&self, job: Job) {
        let mut state = self.lock();
        if !state.1 {
            state.0.push_back(job);
            self.come.notify_one();
        }
    }

    async fn room(&self) {
        loop {
            let room = self.room.notified();
            if self.lock().0.len() <= self.ahead {
                return;
            }
            room.await;
        }
    }

    fn next(&self) -> Option<Job> {
        let idle = |state: &mut (VecDeque<Job>, bool)| state.0.is_empty() && !state.1;
        let state = self.come.wait_while(self.lock(), idle);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let next = state.0.pop_front();
        let room = state.0.len() <= self.ahead;
        drop(state);
        if room {
            self.room.notify_waiters();
        }
        next
    }

    /// Signs whatever comes, for those who still wait for it.
    fn work(&self) {
        stand_back(BEHIND);
        while let Some(job) = self.next() {
            if !job.tell.is_closed() {
                let _ = job.tell.send(job.key.blind_sign(&job.blinded));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use futures_util::future::try_join_all;

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
        let queue = Arc::downgrade(&signers.0.get().unwrap().0);
        drop(signers);
        while queue.strong_count() > 0 {
            std::thread::yield_now();
        }
    }

    #[tokio::test]
    async fn nobody_is_let_in_while_many_wait_and_the_one_who_has_gone_is_not_signed_for() {
        let key = Arc::new(IssuingKey::generate().unwrap());
        let queue = Queue {
            ahead: 1,
            ..Queue::default()
        };
        let mut told = Vec::new();
        for _ in 0..3 {
            let (tell, is_told) = channel();
            let (key, blinded) = (key.clone(), BLOCK);
            queue.put(Job { key, blinded, tell });
            told.push(is_told);
        }
        let mut room = Box::pin(queue.room());
        assert!(room.as_mut().now_or_never().is_none(), "three wait");
        drop(queue.next());
        assert!(room.as_mut().now_or_never().is_none(), "two wait");
        drop(queue.next());
        assert!(room.now_or_never().is_some(), "one waits");
        drop(told.pop());
        assert!(queue.next().unwrap().tell.is_closed());
        queue.lock().1 = true;
        let (tell, is_told) = channel();
        let blinded = BLOCK;
        queue.put(Job { key, blinded, tell });
        assert!(is_told.await.is_err(), "nobody signs after the end");
    }
}
