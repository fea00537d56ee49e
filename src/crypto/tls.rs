//! TLS from certificate files.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use openssl::asn1::Asn1Time;
use openssl::ssl::{SslAcceptor, SslAcceptorBuilder, SslFiletype, SslMethod};
use openssl::x509::X509;

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

/// Whole days for which a certificate (the first of a PEM file) is still valid; zero or less when it is
/// over.
///
/// # Errors
/// When the file cannot be read, or has no certificate in it.
pub fn days_left(certificate: &Path, now: Timestamp) -> io::Result<i32> {
    let first = X509::from_pem(&std::fs::read(certificate)?)?;
    let left = Asn1Time::from_unix(now.as_second())?.diff(first.not_after())?;
    Ok(left.days)
}
