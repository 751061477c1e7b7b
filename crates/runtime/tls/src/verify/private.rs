//! The chains of private authorities that WebPKI rules refuse and the reference accepts.
//!
//! A chain is climbed from the client's certificate to an authority. Every certificate on the way must be valid now,
//! meant for clients, understood in all that is critical, and signed by the next; every one above the first must be
//! allowed to sign. A chain with name constraints is left to WebPKI, which applies them.

use rustls::{
    CertificateError,
    crypto::WebPkiSupportedAlgorithms,
    pki_types::{CertificateDer, UnixTime},
};

use super::{Authority, Certificate, other, signature::is_signed_by};

/// Authorities between the client's certificate and the trusted one.
const MAX_DEPTH: usize = 6;

/// Signatures checked in one attempt, so that a made-up bundle of certificates cannot keep the server busy.
const MAX_SIGNATURES: usize = 64;

/// What is trusted, and when.
pub(super) struct Chain<'a> {
    pub(super) authorities: &'a [&'a Authority],
    pub(super) algorithms: &'a WebPkiSupportedAlgorithms,
    pub(super) now: UnixTime,
}

impl Chain<'_> {
    pub(super) fn verify(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Result<(), CertificateError> {
        let parse = |der: &CertificateDer<'_>| Certificate::parse(der.clone().into_owned());
        let leaf = parse(leaf).map_err(|_| CertificateError::BadEncoding)?;
        self.check_link(&leaf)?;
        if self.authorities.iter().any(|authority| authority.certificate.der() == leaf.der()) {
            return Ok(());
        }
        let intermediates: Vec<Certificate> =
            intermediates.iter().filter_map(|der| parse(der).ok()).collect();
        let mut climb = Climb {
            chain: self,
            intermediates: &intermediates,
            signatures_left: MAX_SIGNATURES,
            obstacle: None,
        };
        if climb.reaches_authority(&leaf, 0) {
            Ok(())
        } else {
            Err(climb.obstacle.unwrap_or(CertificateError::UnknownIssuer))
        }
    }

    /// What every certificate of a chain must fulfil, an authority (which [`Authority::check`] checks) excepted.
    fn check_link(&self, certificate: &Certificate) -> Result<(), CertificateError> {
        certificate.check_validity(self.now)?;
        if !certificate.is_for_clients() {
            return Err(CertificateError::InvalidPurpose);
        }
        if !certificate.is_understood() {
            return Err(CertificateError::UnhandledCriticalExtension);
        }
        Ok(())
    }
}

/// One attempt to reach an authority.
struct Climb<'a> {
    chain: &'a Chain<'a>,
    intermediates: &'a [Certificate],
    signatures_left: usize,
    /// Why the first certificate that had the right name did not lead on.
    obstacle: Option<CertificateError>,
}

impl Climb<'_> {
    fn reaches_authority(&mut self, from: &Certificate, depth: usize) -> bool {
        let (authorities, intermediates) = (self.chain.authorities, self.intermediates);
        if authorities.iter().any(|authority| self.is_link(from, &authority.certificate, depth, true)) {
            return true;
        }
        depth < MAX_DEPTH
            && intermediates.iter().any(|issuer| {
                self.is_link(from, issuer, depth, false) && self.reaches_authority(issuer, depth + 1)
            })
    }

    fn is_link(&mut self, from: &Certificate, issuer: &Certificate, depth: usize, is_trusted: bool) -> bool {
        if !from.is_issued_by(issuer) {
            return false;
        }
        match self.check_issuer(issuer, depth, is_trusted) {
            Ok(()) => self.take_signature() && is_signed_by(from, issuer, self.chain.algorithms),
            Err(obstacle) => {
                self.obstacle.get_or_insert(obstacle);
                false
            }
        }
    }

    fn check_issuer(
        &self,
        issuer: &Certificate,
        depth: usize,
        is_trusted: bool,
    ) -> Result<(), CertificateError> {
        if !is_trusted {
            self.chain.check_link(issuer)?;
        }
        if issuer.constrains_names() {
            return Err(other("name constraints of an authority cannot be applied to such a certificate"));
        }
        issuer.check_may_sign(depth, is_trusted)
    }

    fn take_signature(&mut self) -> bool {
        let left = self.signatures_left.checked_sub(1);
        self.signatures_left = left.unwrap_or_default();
        left.is_some()
    }
}
