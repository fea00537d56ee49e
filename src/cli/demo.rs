//! `prongsai demo`

use std::path::PathBuf;

use super::args;
use super::show::{Failure, Shown};
use crate::locale::Locale;

/// Sets a whole department up and serves it.
pub async fn demo(_words: &Locale, _data: PathBuf, _args: &args::Demo) -> Shown {
    Err(Failure::said("cli.demo"))
}
