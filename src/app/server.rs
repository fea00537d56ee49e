//! The listening server: plain HTTP on loopback, TLS from certificate files elsewhere.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, get};
use actix_web::{App, HttpServer};

use crate::crypto::tls::acceptor;
use crate::service::fit_to_serve::FitToServe;
use crate::service::respondent_desk::RespondentDesk;
use crate::web::console::Console;
use crate::web::{Metrics, add_headers, log_request, metrics, routes};

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
}

impl Listening {
    /// On this address, without TLS and without figures.
    pub fn on(address: SocketAddr) -> Self {
        Self {
            address,
            tls: None,
            metrics: None,
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
}

/// Binds and starts the workers.
///
/// # Errors
/// When the address is taken or the certificate files cannot be read.
pub fn serve(desk: RespondentDesk, console: Console, listening: &Listening) -> io::Result<Serving> {
    let socket = TcpListener::bind(listening.address)?;
    let address = socket.local_addr()?;
    let fit = Data::new(console.outside.fit.clone());
    let (desk, console) = (Data::new(desk), Data::new(console));
    let counted = Data::new(Metrics::default());
    let figures = listening
        .metrics
        .map(|address| serve_metrics(address, counted.clone(), fit.clone()))
        .transpose()?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(desk.clone())
            .app_data(console.clone())
            .app_data(fit.clone())
            .app_data(counted.clone())
            .wrap(Compress::default())
            .wrap(from_fn(add_headers))
            .wrap(from_fn(log_request))
            .configure(routes)
    })
    .tcp_nodelay(true)
    .workers(2)
    .shutdown_timeout(5);
    let server = match &listening.tls {
        None => server.listen(socket)?,
        Some(files) => server.listen_openssl(socket, acceptor(&files.certificate, &files.key)?)?,
    };
    Ok(Serving {
        address,
        server: server.run(),
        metrics: figures,
    })
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
    let socket = TcpListener::bind(address)?;
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
