//! Figures for a watcher such as Prometheus: how often the office's pages were asked for, and how long they took.
//!
//! # Why nothing of those who answer
//! Whoever runs the dashboard may ask every second, and HR sees by name who took part as it happens. A number
//! that moves when somebody looks, signs or casts would put a time beside a name. So routes are
//! listed here only if no respondent ever uses them; numbers of ballots, of connections and of
//! refusals, processor time and memory are left out for the same reason. What these pages do, their
//! makers may know: it stands in the audit log.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use crate::service::fit_to_serve::FitToServe;

/// Beginnings of the patterns of routes that are counted.
const COUNTED: [&str; 2] = ["/office", "/api/v1/"];

/// Upper ends of the buckets in milliseconds, and as they are written. Coarse: a finer time of one request
/// would tell of another that ran beside it.
const BUCKETS: [(u128, &str); 4] = [(100, "0.1"), (500, "0.5"), (2_000, "2"), (10_000, "10")];

/// Media type of the text, as Prometheus wants it.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What was counted since the start, by pattern of route and class of status.
#[derive(Clone, Default)]
pub struct Metrics {
    counted: Arc<Mutex<BTreeMap<(String, u16), Counted>>>,
}

#[derive(Default, Clone, Copy)]
struct Counted {
    requests: u64,
    within: [u64; BUCKETS.len()],
}

impl Metrics {
    /// Counts an answered request, if its route is one that may be counted.
    pub fn count(&self, route: &str, status: StatusCode, took: Duration) {
        if !COUNTED.iter().any(|start| route.starts_with(start)) {
            return;
        }
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let line = counted
            .entry((route.to_owned(), status.as_u16() / 100))
            .or_default();
        line.requests += 1;
        for (number, (end, _)) in line.within.iter_mut().zip(BUCKETS) {
            *number += u64::from(took.as_millis() <= end);
        }
    }

    /// All of it as text.
    fn text(&self, is_fit: bool) -> String {
        let counted = self
            .counted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut text = format!(
            "# HELP prongsai_build_info Version of the program.\n\
             # TYPE prongsai_build_info gauge\n\
             prongsai_build_info{{version=\"{}\"}} 1\n\
             # HELP prongsai_ready Whether /ready says yes.\n\
             # TYPE prongsai_ready gauge\n\
             prongsai_ready {}\n\
             # HELP prongsai_request_duration_seconds Time to answer, office and published figures only.\n\
             # TYPE prongsai_request_duration_seconds histogram\n",
            env!("CARGO_PKG_VERSION"),
            u8::from(is_fit)
        );
        for ((route, class), line) in &counted {
            line.write(
                &mut text,
                &format!("route=\"{route}\",status=\"{class}xx\""),
            );
        }
        text
    }
}

impl Counted {
    fn write(&self, text: &mut String, labels: &str) {
        const NAME: &str = "prongsai_request_duration_seconds";
        let buckets = self.within.iter().zip(BUCKETS.map(|(_, end)| end));
        for (number, end) in buckets.chain([(&self.requests, "+Inf")]) {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"{end}\"}} {number}");
        }
        let _ = writeln!(text, "{NAME}_count{{{labels}}} {}", self.requests);
    }
}

/// The figures. Served on an address of its own, which this machine alone reaches.
pub async fn metrics(metrics: Data<Metrics>, fit: Data<FitToServe>) -> HttpResponse {
    let text = metrics.text(fit.is_fit().await);
    HttpResponse::Ok().content_type(TEXT).body(text)
}
