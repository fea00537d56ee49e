//! Whoever reads everything that is published: all levels of a tree of agencies, round after round.

mod cost;
mod program;
mod reading;
mod rounds;
mod tree;
mod trees;

pub use cost::{Cost, Share};
pub use rounds::of_rounds;
pub use trees::of_trees;
