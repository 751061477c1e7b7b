//! The client's side, for connections that a server or a tool opens.

use std::{path::Path, sync::Arc};

use options::CertificateSpec;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

use crate::{ConfigError, pem};

/// A client that trusts the authorities in `ca_file` and nobody else, and presents `identity` when asked.
pub fn client_config(
    ca_file: &Path,
    identity: Option<&CertificateSpec>,
) -> Result<ClientConfig, ConfigError> {
    let mut roots = RootCertStore::empty();
    let (usable, _) = roots.add_parsable_certificates(pem::certificates(ca_file)?);
    if usable == 0 {
        return Err(ConfigError::NoAuthority);
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
    match identity {
        None => Ok(builder.with_no_client_auth()),
        Some(CertificateSpec { cert_file, key_file }) => {
            let chain = pem::certificates(cert_file)?;
            Ok(builder.with_client_auth_cert(chain, pem::private_key(key_file)?)?)
        }
    }
}
