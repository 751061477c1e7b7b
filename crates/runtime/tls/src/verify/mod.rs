//! Whether a client's certificate is trusted.
//!
//! The WebPKI verifier that comes with the TLS library decides first. It is stricter than the reference in three ways
//! that private authorities run into: it refuses authorities that present themselves as clients, certificates of
//! version 1, and certificates that are trusted as such instead of through an issuer. Only what it refuses for one of
//! these reasons goes on to [`private`], which accepts a little more and nothing else. In one way it is laxer, and that
//! is made good here: an authority must itself be valid, meant for clients, and allowed to sign.

mod certificate;
mod private;
mod signature;

use std::{fmt, sync::Arc};

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::WebPkiSupportedAlgorithms,
    pki_types::{CertificateDer, TrustAnchor, UnixTime},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use webpki::{EndEntityCert, KeyUsage, VerifiedPath, anchor_from_trusted_cert};

pub(crate) use certificate::{Certificate, Malformed};

use crate::refusal::{self, Refusal};

/// An authority that is trusted to sign client certificates.
pub(crate) struct Authority {
    certificate: Certificate,
    anchor: TrustAnchor<'static>,
}

impl Authority {
    /// Trusts `der`, if it can be an authority at all.
    pub(crate) fn new(der: CertificateDer<'static>) -> Result<Self, Malformed> {
        let anchor = anchor_from_trusted_cert(&der).map_err(|error| Malformed(error.to_string()))?.to_owned();
        Ok(Authority { certificate: Certificate::parse(der)?, anchor })
    }

    /// Whether the authority itself is good for clients' certificates now.
    fn check(&self, now: UnixTime) -> Result<(), CertificateError> {
        self.certificate.check_validity(now)?;
        if self.certificate.is_for_clients() { Ok(()) } else { Err(CertificateError::InvalidPurpose) }
    }
}

/// Verifies client certificates against a set of authorities.
pub(crate) struct ClientVerifier {
    authorities: Vec<Authority>,
    hints: Vec<DistinguishedName>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientVerifier {
    pub(crate) fn new(authorities: Vec<Authority>, algorithms: WebPkiSupportedAlgorithms) -> Self {
        let hints =
            authorities.iter().map(|authority| DistinguishedName::in_sequence(&authority.anchor.subject));
        ClientVerifier { hints: hints.collect(), authorities, algorithms }
    }

    fn verify(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), CertificateError> {
        let usable: Vec<&Authority> =
            self.authorities.iter().filter(|authority| authority.check(now).is_ok()).collect();
        let verified = match self.verify_as_webpki(leaf, intermediates, &usable, now) {
            Err(error) if is_too_strict(&error) => {
                private::Chain { authorities: &usable, algorithms: &self.algorithms, now }
                    .verify(leaf, intermediates)
            }
            result => result.map_err(certificate_error),
        };
        verified.map_err(|error| match error {
            CertificateError::UnknownIssuer => {
                self.unusable_issuer(leaf, intermediates, now).unwrap_or(error)
            }
            error => error,
        })
    }

    /// What is wrong with the authority that a chain leads to, if there is one.
    fn unusable_issuer(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Option<CertificateError> {
        let presented = parse_all(leaf, intermediates);
        let is_issuer = |authority: &&Authority| {
            presented.iter().any(|certificate| certificate.is_issued_by(&authority.certificate))
        };
        self.authorities.iter().filter(is_issuer).find_map(|authority| authority.check(now).err())
    }

    fn verify_as_webpki(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        usable: &[&Authority],
        now: UnixTime,
    ) -> Result<(), webpki::Error> {
        let anchors: Vec<TrustAnchor<'_>> = usable.iter().map(|authority| authority.anchor.clone()).collect();
        let leaf = EndEntityCert::try_from(leaf)?;
        let usage = KeyUsage::client_auth();
        let check = |path: &VerifiedPath<'_>| may_end(path, usable);
        leaf.verify_for_usage(self.algorithms.all, &anchors, intermediates, now, usage, None, Some(&check))
            .map(drop)
    }
}

/// WebPKI takes whatever is trusted for an authority. A client's certificate on the list is trusted as itself and must
/// not sign others; an authority must not have more authorities below it than it says.
fn may_end(path: &VerifiedPath<'_>, usable: &[&Authority]) -> Result<(), webpki::Error> {
    let below = path.intermediate_certificates().count();
    let is_end = |authority: &&Authority| authority.anchor == *path.anchor();
    match usable.iter().copied().find(|authority| is_end(authority)) {
        Some(authority) if authority.certificate.check_may_sign(below, true).is_ok() => Ok(()),
        _ => Err(webpki::Error::UnknownIssuer),
    }
}

/// Whether the reference might accept what webpki refuses so. The first two are webpki's own rules; the third also
/// covers a certificate that is itself on the list of authorities.
fn is_too_strict(error: &webpki::Error) -> bool {
    use webpki::Error as E;
    matches!(error, E::CaUsedAsEndEntity | E::UnsupportedCertVersion | E::UnknownIssuer)
}

fn certificate_error(error: webpki::Error) -> CertificateError {
    use CertificateError as C;
    use webpki::Error as E;
    match error {
        E::BadDer | E::BadDerTime | E::TrailingData(_) => C::BadEncoding,
        E::CertExpired { time, not_after } => C::ExpiredContext { time, not_after },
        E::CertNotValidYet { time, not_before } => C::NotValidYetContext { time, not_before },
        E::InvalidSignatureForPublicKey => C::BadSignature,
        E::RequiredEkuNotFoundContext(_) => C::InvalidPurpose,
        E::UnknownIssuer => C::UnknownIssuer,
        E::UnsupportedCriticalExtension => C::UnhandledCriticalExtension,
        E::NameConstraintViolation => {
            other("a name of the certificate is not permitted by an authority above it")
        }
        E::PathLenConstraintViolated | E::MaximumPathDepthExceeded => {
            other("too many intermediates for path length constraint")
        }
        E::EndEntityUsedAsCa => other("certificate is not authorized to sign other certificates"),
        refused => other(&format!("{refused:?}")),
    }
}

/// What can be read of the certificates that a client presented, its own first.
fn parse_all(leaf: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]) -> Vec<Certificate> {
    let presented = std::iter::once(leaf).chain(intermediates);
    presented.filter_map(|der| Certificate::parse(der.clone().into_owned()).ok()).collect()
}

/// A refusal for which the library has no name.
fn other(reason: &str) -> CertificateError {
    CertificateError::Other(OtherError(Arc::new(Malformed(reason.into()))))
}

impl ClientCertVerifier for ClientVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.verify(leaf, intermediates, now);
        if let Err(error) = &verified {
            refusal::note(Refusal::new(reason(error), &parse_all(leaf, intermediates)));
        }
        verified.map(|()| ClientCertVerified::assertion()).map_err(Error::InvalidCertificate)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature::verify_tls12(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature::verify_tls13(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl fmt::Debug for ClientVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientVerifier({} authorities)", self.authorities.len())
    }
}

/// The reference's words for why a certificate is refused.
fn reason(error: &CertificateError) -> String {
    use CertificateError as C;
    match error {
        C::UnknownIssuer => "certificate signed by unknown authority".into(),
        C::ExpiredContext { time, not_after } => format!(
            "certificate has expired or is not yet valid: current time {} is after {}",
            date(*time),
            date(*not_after)
        ),
        C::NotValidYetContext { time, not_before } => format!(
            "certificate has expired or is not yet valid: current time {} is before {}",
            date(*time),
            date(*not_before)
        ),
        C::InvalidPurpose => "certificate specifies an incompatible key usage".into(),
        C::UnhandledCriticalExtension => "unhandled critical extension".into(),
        C::BadEncoding => "malformed certificate".into(),
        C::BadSignature => "signature of the certificate does not match its issuer's key".into(),
        C::Other(reason) => reason.to_string(),
        other => format!("{other:?}"),
    }
}

fn date(time: UnixTime) -> String {
    i64::try_from(time.as_secs())
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map_or_else(|| format!("{} s", time.as_secs()), |timestamp| timestamp.to_string())
}
