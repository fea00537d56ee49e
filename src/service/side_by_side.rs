//! Many acts of one kind, a few at a time: while one waits for the disk, others calculate.

use std::num::NonZero;
use std::thread::available_parallelism;

use futures_util::stream::{Stream, StreamExt as _, TryStreamExt as _, iter};

use super::refusal::Refusal;

/// How many go on at once: one for each core, and as many that wait for the disk.
fn at_once() -> usize {
    2 * available_parallelism().map_or(1, NonZero::get)
}

/// What came of all of them, in no order. After the first refusal no other is begun, and what was begun
/// is given up where it waits.
pub(super) async fn side_by_side<T>(
    acts: impl Iterator<Item = impl Future<Output = Result<T, Refusal>>>,
) -> Result<Vec<T>, Refusal> {
    iter(acts).buffer_unordered(at_once()).try_collect().await
}

/// The same of what only comes bit by bit.
pub(super) async fn as_they_come<T>(
    acts: impl Stream<Item = Result<impl Future<Output = Result<T, Refusal>>, Refusal>>,
) -> Result<Vec<T>, Refusal> {
    acts.try_buffer_unordered(at_once()).try_collect().await
}

/// Calculates on a thread of its own, so that the one that asks can go on with other things.
pub(super) async fn aside<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(act).await;
    done.map_err(|_| Refusal::Crypto)?
}
