//! TLS from certificate files.

use std::io;
use std::path::Path;

use openssl::ssl::{SslAcceptor, SslAcceptorBuilder, SslFiletype, SslMethod};

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
