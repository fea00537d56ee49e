//! HTTP: status, header, path. What is done is the service's, what is shown the view's.

mod answers;
mod api;
mod headers;
mod log;
mod pages;
mod public_files;
mod routes;
mod server;

pub use server::{Listening, Serving, TlsFiles, serve};
