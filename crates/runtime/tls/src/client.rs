//! The client's side, for connections that a server or a tool opens.

use std::{path::Path, sync::Arc};

use options::CertificateSpec;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, sign::SingleCertAndKey};

use crate::{ConfigError, certificates::Pair, pem};

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
        Some(spec) => {
            let identity = SingleCertAndKey::from(Pair::load(spec)?.into_certified());
            Ok(builder.with_client_cert_resolver(Arc::new(identity)))
        }
    }
}
