//! HTTP: status, header, path. What is done is the service's, what is shown the view's.

mod answers;
mod api;
pub mod console;
mod headers;
mod kiosk;
mod log;
mod metrics;
mod new_link;
mod pages;
mod plain;
mod public_files;
mod published_api;
mod routes;
mod tablet;
mod ticket_api;
mod turns;
mod unreadable;

pub use headers::add_headers;
pub use log::log_request;
pub use metrics::{Metrics, metrics};
pub use routes::routes;
pub use turns::{Turns, in_turn};
pub use unreadable::in_our_words;
