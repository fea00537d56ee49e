//! Pages of the administrator.

pub mod agencies;
pub mod beside;
pub mod ceremony;
pub mod confirm;
pub mod papers;
pub mod preview;
pub mod readiness;
pub mod round;
pub mod round_form;
pub mod rounds;
pub mod tally;
