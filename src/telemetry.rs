//! The log: lines of this program only, and nothing of a request but route, status, duration.

use std::panic;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts the log on standard error. Other crates stay silent at every level: they would write
/// paths, addresses and statements. A panic says where it happened, never what it was about;
/// when nobody reads the output any more (`… | head`), the program ends without a word.
pub fn start(verbose: bool) {
    let level = if verbose {
        LevelFilter::TRACE
    } else {
        LevelFilter::WARN
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false);
    let own = Targets::new().with_target("prongsai", level);
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(own)
        .try_init();
    panic::set_hook(Box::new(|panicked| {
        let about = panicked.payload().downcast_ref::<String>();
        if about.is_some_and(|text| nobody_reads(text)) {
            std::process::exit(0);
        }
        let place = panicked
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "the program met a state that cannot be");
    }));
}

/// Whether a panic is about an output whose reader is gone; a full disk, say, is another matter.
fn nobody_reads(about: &str) -> bool {
    about.starts_with("failed printing to stdout") && about.contains("os error 32")
}
