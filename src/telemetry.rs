//! The log: lines of this program only, and nothing of a request but route, status, duration.

use std::fmt;
use std::panic;

use serde::Deserialize;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Form of the log's lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogForm {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Starts the log on standard error. Other crates stay silent at every level: they would write
/// paths, addresses and statements. A panic says where it happened, never what it was about;
/// when nobody reads the output any more (`… | head`), the program ends without a word.
pub fn start(verbose: bool, form: LogForm) {
    let level = if verbose {
        LevelFilter::TRACE
    } else {
        LevelFilter::WARN
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        // It would be told on standard error, which cannot be written then, and that is a panic.
        .log_internal_errors(false)
        .with_target(false);
    let lines = match form {
        LogForm::Text => lines.boxed(),
        LogForm::Json => lines.event_format(JsonLine).boxed(),
    };
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

/// Writes an event as one JSON object: `time`, `level`, and its fields by their names.
struct JsonLine;

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut time = String::new();
        SystemTime.format_time(&mut Writer::new(&mut time))?;
        let mut line = Fields(Map::new());
        line.put("time", time.into());
        let level = event.metadata().level().as_str();
        line.put("level", level.to_lowercase().into());
        event.record(&mut line);
        writeln!(writer, "{}", Value::Object(line.0))
    }
}

/// Fields of an event as JSON.
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value.into());
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        let number = u64::try_from(value).unwrap_or(u64::MAX);
        self.put(field.name(), number.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field.name(), format!("{value:?}").into());
    }
}
