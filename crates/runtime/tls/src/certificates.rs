//! The server's own certificates, and which of them a client gets.

use std::{sync::Arc, time::SystemTime};

use options::CertificateSpec;
use rustls::{
    crypto::aws_lc_rs::sign::any_supported_type,
    pki_types::{CertificateDer, ServerName},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use webpki::EndEntityCert;

use crate::{ConfigError, pem, verify::Certificate};

/// The server's certificates, at least one; the first is the default.
#[derive(Debug)]
pub(crate) struct Certificates {
    first: Pair,
    others: Vec<Pair>,
}

/// A certificate with its chain and its key.
#[derive(Debug)]
pub(crate) struct Pair {
    certified: Arc<CertifiedKey>,
    not_after: SystemTime,
}

impl Certificates {
    pub(crate) fn load(specs: &[CertificateSpec]) -> Result<Self, ConfigError> {
        let load = |(at, spec): (usize, &CertificateSpec)| {
            let pair = (specs.len() > 1).then_some((at + 1, specs.len()));
            Pair::load(spec).map_err(|error| ConfigError::Pair { pair, source: Box::new(error) })
        };
        let mut pairs = specs.iter().enumerate().map(load);
        Ok(Certificates {
            first: pairs.next().ok_or(ConfigError::NoCertificate)??,
            others: pairs.collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn not_after(&self) -> SystemTime {
        self.first.not_after
    }
}

impl Pair {
    pub(crate) fn load(spec: &CertificateSpec) -> Result<Self, ConfigError> {
        let chain = pem::certificates(&spec.cert_file)?;
        let key = pem::private_key(&spec.key_file)?;
        let key = any_supported_type(&key).map_err(|error| ConfigError::UnusableKey {
            path: spec.key_file.clone(),
            reason: error.to_string(),
        })?;
        let leaf =
            chain.first().cloned().ok_or_else(|| ConfigError::NoCertificateInFile(spec.cert_file.clone()))?;
        let leaf = Certificate::parse(leaf).map_err(|error| ConfigError::MalformedCertificate {
            path: spec.cert_file.clone(),
            reason: error.to_string(),
        })?;
        if key.public_key().is_some_and(|public_key| public_key != *leaf.public_key()) {
            return Err(ConfigError::KeyMismatch);
        }
        Ok(Pair { certified: Arc::new(CertifiedKey::new(chain, key)), not_after: leaf.not_after() })
    }

    pub(crate) fn into_certified(self) -> Arc<CertifiedKey> {
        self.certified
    }

    /// Whether the client can use this certificate and, if it names a host, asked for it.
    fn suits(&self, hello: &ClientHello<'_>) -> bool {
        let can_verify = self.certified.key.choose_scheme(hello.signature_schemes()).is_some();
        can_verify && hello.server_name().is_none_or(|host| self.is_for(host))
    }

    fn is_for(&self, host: &str) -> bool {
        let Ok(host) = ServerName::try_from(host) else { return false };
        let leaf = self.certified.cert.first().map(CertificateDer::as_ref).unwrap_or_default();
        let leaf = CertificateDer::from(leaf);
        EndEntityCert::try_from(&leaf).is_ok_and(|leaf| leaf.verify_is_valid_for_subject_name(&host).is_ok())
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // A lone certificate is given without asking whom it is for: to judge that is up to the client.
        let suitable = if self.others.is_empty() {
            None
        } else {
            std::iter::once(&self.first).chain(&self.others).find(|pair| pair.suits(&hello))
        };
        Some(Arc::clone(&suitable.unwrap_or(&self.first).certified))
    }
}
