//! The listening server: plain HTTP on loopback, TLS from certificate files elsewhere.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZero;
use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, get};
use actix_web::{App, HttpServer};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::sleep;

use crate::crypto::tls::LiveCertificate;
use crate::service::fit_to_serve::FitToServe;
use crate::service::respondent_desk::RespondentDesk;
use crate::web::console::Console;
use crate::web::{
    Metrics, Turns, add_headers, in_our_words, in_turn, log_request, metrics, routes,
};

/// Threads that answer, and sign: as many as there are cores.
fn workers() -> usize {
    available_parallelism()
        .map_or(FEWEST, NonZero::get)
        .max(FEWEST)
}

/// Fewest of them.
const FEWEST: usize = 2;

/// How often the certificate's files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Certificate chain and key, PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// Chain, leaf first.
    pub certificate: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// Where and how to listen.
#[derive(Debug, Clone)]
pub struct Listening {
    /// Address; port 0 takes a free one.
    pub address: SocketAddr,
    /// TLS, unless the address is loopback or a proxy ends it.
    pub tls: Option<TlsFiles>,
    /// Address of the figures for a watcher, on this machine alone; none unless given.
    pub metrics: Option<SocketAddr>,
    /// What one server takes on.
    pub limits: Limits,
}

/// What one server takes on at once, and how long it waits for a client.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests worked on at once: so many of those who answer, and as many of the office.
    pub at_once: usize,
    /// Connections of all threads together; further ones wait in the system's queue.
    pub connections: usize,
    /// For the first line and headers of a request, and for a TLS handshake.
    pub head: Duration,
    /// For the body of a form or message. A file has ten times as long.
    pub body: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 128,
            connections: 20_000,
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
        }
    }
}

impl Listening {
    /// On this address, without TLS and without figures.
    pub fn on(address: SocketAddr) -> Self {
        Self {
            address,
            tls: None,
            metrics: None,
            limits: Limits::default(),
        }
    }
}

/// A server that was bound and waits to be awaited.
pub struct Serving {
    /// The address it listens on.
    pub address: SocketAddr,
    /// To be awaited.
    pub server: Server,
    /// The figures' address, and a server to be awaited beside the first.
    pub metrics: Option<(SocketAddr, Server)>,
    /// Looks whether it can do its work.
    pub fit: FitToServe,
    /// The certificate, to be looked at again by [`keep_certificate`].
    pub certificate: Option<LiveCertificate>,
}

/// Binds and starts the workers.
///
/// # Errors
/// When the address is taken or the certificate files cannot be read.
pub fn serve(desk: RespondentDesk, console: Console, listening: &Listening) -> io::Result<Serving> {
    let looks = console.outside.fit.clone();
    let fit = Data::new(looks.clone());
    let (desk, console) = (Data::new(desk), Data::new(console));
    let counted = Data::new(Metrics::default());
    let figures = listening
        .metrics
        .map(|address| serve_metrics(address, counted.clone(), fit.clone()))
        .transpose()?;
    let limits = listening.limits;
    let turns = Data::new(Turns::new(limits.at_once, limits.body));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(turns.clone())
            .app_data(desk.clone())
            .app_data(console.clone())
            .app_data(fit.clone())
            .app_data(counted.clone())
            .wrap(from_fn(in_our_words))
            .wrap(from_fn(in_turn))
            .wrap(Compress::default())
            .wrap(from_fn(add_headers))
            .wrap(from_fn(log_request))
            .configure(routes)
    })
    .tcp_nodelay(true)
    .workers(workers())
    .max_connections((limits.connections / workers()).max(1))
    .client_request_timeout(limits.head)
    .tls_handshake_timeout(limits.head)
    .keep_alive(Duration::from_secs(15))
    .shutdown_timeout(5);
    let tls = listening.tls.as_ref();
    let certificate = tls
        .map(|files| LiveCertificate::open(&files.certificate, &files.key))
        .transpose()?;
    let server = match &certificate {
        None => server.bind(listening.address)?,
        Some(certificate) => server.bind_openssl(listening.address, certificate.acceptor()?)?,
    };
    let address = server.addrs().first().copied();
    Ok(Serving {
        address: address.unwrap_or(listening.address),
        server: server.run(),
        fit: looks,
        metrics: figures,
        certificate,
    })
}

/// Looks at the certificate's files again every few seconds, and at once on SIGHUP. What cannot be used is
/// logged, and the former certificate stays.
///
/// # Errors
/// When the system hands no signals over.
pub async fn keep_certificate(certificate: Option<LiveCertificate>) -> io::Result<()> {
    let mut asked = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = asked.recv() => {}
            () = sleep(LOOK_EVERY) => {}
        }
        match certificate.as_ref().map(LiveCertificate::look_again) {
            None | Some(Ok(false)) => {}
            Some(Ok(true)) => tracing::info!("a new certificate is served"),
            Some(Err(problem)) => {
                tracing::error!(cause = %problem, "the new certificate cannot be used, the former one stays");
            }
        }
    }
}

/// Only on this machine: whoever reads the figures is let in by nothing else.
fn serve_metrics(
    address: SocketAddr,
    counted: Data<Metrics>,
    fit: Data<FitToServe>,
) -> io::Result<(SocketAddr, Server)> {
    if !address.ip().is_loopback() {
        return Err(io::ErrorKind::AddrNotAvailable.into());
    }
    let taken = |problem: io::Error| {
        io::Error::new(problem.kind(), format!("metrics = {address}: {problem}"))
    };
    let socket = TcpListener::bind(address).map_err(taken)?;
    let address = socket.local_addr()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(counted.clone())
            .app_data(fit.clone())
            .route("/metrics", get().to(metrics))
    });
    let server = server.workers(1).max_connections(16).disable_signals();
    Ok((address, server.listen(socket)?.run()))
}
