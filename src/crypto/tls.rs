//! TLS from certificate files, which may change while the server runs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::{fs, io};

use jiff::Timestamp;
use openssl::asn1::Asn1Time;
use openssl::ssl::{
    AlpnError, SniError, SslAcceptor, SslAcceptorBuilder, SslContext, SslFiletype, SslMethod,
    select_next_proto,
};
use openssl::x509::X509;
use zeroize::Zeroizing;

use super::digest::{Context, derived};

/// What the server speaks: browsers offer HTTP/2 first, and this program is built without it.
const PROTOCOLS: &[u8] = b"\x08http/1.1";

/// An acceptor after Mozilla's intermediate profile, with this certificate chain and key (PEM).
///
/// # Errors
/// When a file cannot be read, or the key is not the certificate's.
pub fn acceptor(certificate: &Path, key: &Path) -> io::Result<SslAcceptorBuilder> {
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    acceptor.set_certificate_chain_file(certificate)?;
    acceptor.set_private_key_file(key, SslFiletype::PEM)?;
    acceptor.check_private_key()?;
    Ok(acceptor)
}

/// A certificate with its key that is read again when its files change. Connections that stand keep the
/// certificate that they began with; each new one gets the latest that is whole.
#[derive(Clone)]
pub struct LiveCertificate {
    certificate: PathBuf,
    key: PathBuf,
    current: Arc<RwLock<SslContext>>,
    /// Digest of the files as they were looked at last, whole or not: each state is complained of once.
    looked_at: Arc<RwLock<[u8; 32]>>,
}

impl LiveCertificate {
    /// Reads the files (PEM) for the first time.
    ///
    /// # Errors
    /// When a file cannot be read, or the key is not the certificate's.
    pub fn open(certificate: &Path, key: &Path) -> io::Result<Self> {
        let digest = digest(certificate, key)?;
        let context = context(certificate, key)?;
        Ok(Self {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            current: Arc::new(RwLock::new(context)),
            looked_at: Arc::new(RwLock::new(digest)),
        })
    }

    /// An acceptor that asks for the latest certificate at each connection.
    ///
    /// # Errors
    /// As [`acceptor`].
    pub fn acceptor(&self) -> io::Result<SslAcceptorBuilder> {
        let mut acceptor = acceptor(&self.certificate, &self.key)?;
        let current = self.current.clone();
        // Called for every connection, also of a client that names no server.
        acceptor.set_servername_callback(move |connection, _| {
            let latest = current.read().unwrap_or_else(PoisonError::into_inner);
            let put = connection.set_ssl_context(&latest);
            put.map_err(|_| SniError::ALERT_FATAL)
        });
        Ok(acceptor)
    }

    /// Takes the files' present certificate, if they changed since the last look; whether it did.
    ///
    /// # Errors
    /// When what stands there now cannot be used: the former certificate stays. Said once, until
    /// the files change again.
    pub fn look_again(&self) -> io::Result<bool> {
        let digest = digest(&self.certificate, &self.key);
        let now = digest.as_ref().map_or([0; 32], |digest| *digest);
        let mut looked_at = self
            .looked_at
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if *looked_at == now {
            return Ok(false);
        }
        *looked_at = now;
        digest?;
        let context = context(&self.certificate, &self.key)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = context;
        Ok(true)
    }
}

/// What takes the place of the acceptor's own context has to bring its choice of protocols too.
fn context(certificate: &Path, key: &Path) -> io::Result<SslContext> {
    let mut acceptor = acceptor(certificate, key)?;
    acceptor.set_alpn_select_callback(|_, offered| {
        select_next_proto(PROTOCOLS, offered).ok_or(AlpnError::NOACK)
    });
    Ok(acceptor.build().into_context())
}

fn digest(certificate: &Path, key: &Path) -> io::Result<[u8; 32]> {
    let files = [fs::read(certificate)?, fs::read(key)?].map(Zeroizing::new);
    let digests = files.map(|file| derived(Context::CertificateFiles, &[&file]));
    Ok(derived(
        Context::CertificateFiles,
        &[digests.as_flattened()],
    ))
}

/// Whole days for which a certificate (the first of a PEM file) is still valid; zero or less when it is
/// over.
///
/// # Errors
/// When the file cannot be read, or has no certificate in it.
pub fn days_left(certificate: &Path, now: Timestamp) -> io::Result<i32> {
    let first = X509::from_pem(&fs::read(certificate)?)?;
    let left = Asn1Time::from_unix(now.as_second())?.diff(first.not_after())?;
    Ok(left.days)
}
