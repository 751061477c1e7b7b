//! Certificates and keys from PEM files.

use std::{fs, path::Path};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject};

use crate::ConfigError;

/// All certificates of `path`, in order.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(path)?).collect();
    let found = found.map_err(|error| malformed(path, &error))?;
    if found.is_empty() { Err(ConfigError::NoCertificateInFile(path.into())) } else { Ok(found) }
}

/// The first private key of `path`.
pub(crate) fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, ConfigError> {
    PrivateKeyDer::from_pem_slice(&read(path)?).map_err(|error| match error {
        pem::Error::NoItemsFound => ConfigError::NoKeyInFile(path.into()),
        error => ConfigError::UnusableKey { path: path.into(), reason: error.to_string() },
    })
}

fn read(path: &Path) -> Result<Vec<u8>, ConfigError> {
    fs::read(path).map_err(|source| ConfigError::File { path: path.into(), source })
}

fn malformed(path: &Path, error: &pem::Error) -> ConfigError {
    ConfigError::MalformedCertificate { path: path.into(), reason: error.to_string() }
}
