//! The process is killed (SIGKILL) at every step: nothing confirmed is lost, nothing is counted
//! twice, and the same command brings the rest about.

mod casting;
mod closing;
mod duty;
#[cfg(debug_assertions)]
mod matrix;
mod nodes;
mod opening;
mod recovery;
mod silence;
