//! Signatures: a certificate's by its issuer, and a handshake's by the peer.
//!
//! The library's own functions for handshakes read the certificate as WebPKI does, which refuses version 1; these take
//! only the public key out of it.

use rustls::{
    CertificateError, DigitallySignedStruct, Error, PeerMisbehaved,
    client::danger::HandshakeSignatureValid,
    crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key},
    pki_types::CertificateDer,
};
use webpki::RawPublicKeyEntity;
use x509_cert::{
    der::{Decode, Encode, asn1::AnyRef},
    spki::AlgorithmIdentifierOwned,
};

use super::Certificate;

/// Whether `issuer` signed `certificate`.
pub(super) fn is_signed_by(
    certificate: &Certificate,
    issuer: &Certificate,
    algorithms: &WebPkiSupportedAlgorithms,
) -> bool {
    let parsed = certificate.parsed();
    let Some(algorithm) = algorithm_id(&parsed.signature_algorithm) else { return false };
    let Some(signature) = parsed.signature.as_bytes() else { return false };
    let Ok(signed) = certificate.signed_bytes() else { return false };
    let Ok(key) = RawPublicKeyEntity::try_from(issuer.public_key()) else { return false };
    let matching = algorithms.all.iter().filter(|known| known.signature_alg_id().as_ref() == algorithm);
    parsed.tbs_certificate.signature == parsed.signature_algorithm
        && matching.into_iter().any(|known| key.verify_signature(*known, signed, signature).is_ok())
}

/// An algorithm in the form that the verification algorithms use: without the outer tag and length.
fn algorithm_id(algorithm: &AlgorithmIdentifierOwned) -> Option<Vec<u8>> {
    let der = algorithm.to_der().ok()?;
    Some(AnyRef::from_der(&der).ok()?.value().to_vec())
}

pub(super) fn verify_tls12(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    dss: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let certificate = parse(certificate)?;
    let bad = || Error::InvalidCertificate(CertificateError::BadSignature);
    let key = RawPublicKeyEntity::try_from(certificate.public_key()).map_err(|_| bad())?;
    let (_, candidates) = algorithms
        .mapping
        .iter()
        .find(|(scheme, _)| *scheme == dss.scheme)
        .ok_or(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme)?;
    let valid = candidates.iter().any(|known| key.verify_signature(*known, message, dss.signature()).is_ok());
    if valid { Ok(HandshakeSignatureValid::assertion()) } else { Err(bad()) }
}

pub(super) fn verify_tls13(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    dss: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    verify_tls13_signature_with_raw_key(message, parse(certificate)?.public_key(), dss, algorithms)
}

fn parse(certificate: &CertificateDer<'_>) -> Result<Certificate, Error> {
    Certificate::parse(certificate.clone().into_owned())
        .map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))
}
