//! A certificate as far as its trust and its log lines need it.

use std::time::{Duration, SystemTime};

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use rustls::{
    CertificateError,
    pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime},
};
use thiserror::Error;
use x509_cert::{
    Version,
    certificate::{CertificateInner, Raw, TbsCertificateInner},
    der::{
        Decode, Encode, Reader, SliceReader,
        asn1::ObjectIdentifier,
        oid::{
            AssociatedOid,
            db::rfc5280::{
                ANY_EXTENDED_KEY_USAGE, ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE,
                ID_CE_NAME_CONSTRAINTS, ID_CE_SUBJECT_ALT_NAME, ID_KP_CLIENT_AUTH,
            },
        },
    },
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
    name::Name,
    time::Time,
};

use super::other;
use crate::subject;

/// Why something is not a certificate.
#[derive(Debug, Clone, Error)]
#[error("{0}")]
pub(crate) struct Malformed(pub(crate) String);

impl From<x509_cert::der::Error> for Malformed {
    fn from(error: x509_cert::der::Error) -> Self {
        Malformed(error.to_string())
    }
}

/// The extensions that are understood; any other one that is critical refuses the certificate.
const UNDERSTOOD: [ObjectIdentifier; 5] = [
    ID_CE_BASIC_CONSTRAINTS,
    ID_CE_EXT_KEY_USAGE,
    ID_CE_KEY_USAGE,
    ID_CE_NAME_CONSTRAINTS,
    ID_CE_SUBJECT_ALT_NAME,
];

/// A certificate that could be read.
#[derive(Debug)]
pub(crate) struct Certificate {
    der: CertificateDer<'static>,
    parsed: CertificateInner<Raw>,
    public_key: SubjectPublicKeyInfoDer<'static>,
}

impl Certificate {
    pub(crate) fn parse(der: CertificateDer<'static>) -> Result<Self, Malformed> {
        let parsed = CertificateInner::<Raw>::from_der(&der)?;
        let public_key = parsed.tbs_certificate.subject_public_key_info.to_der()?.into();
        Ok(Certificate { der, parsed, public_key })
    }

    pub(crate) fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// The bytes that the issuer signed.
    pub(super) fn signed_bytes(&self) -> Result<&[u8], Malformed> {
        let mut outer = SliceReader::new(&self.der)?;
        let signed = outer.sequence(|inner| {
            let signed = inner.tlv_bytes()?;
            inner.read_slice(inner.remaining_len())?;
            Ok(signed)
        })?;
        Ok(signed)
    }

    pub(super) fn parsed(&self) -> &CertificateInner<Raw> {
        &self.parsed
    }

    fn body(&self) -> &TbsCertificateInner<Raw> {
        &self.parsed.tbs_certificate
    }

    pub(crate) fn public_key(&self) -> &SubjectPublicKeyInfoDer<'static> {
        &self.public_key
    }

    pub(crate) fn subject(&self) -> &Name {
        &self.body().subject
    }

    /// Subject as the reference prints it.
    pub(crate) fn subject_text(&self) -> String {
        subject::full_text(self.subject())
    }

    /// SHA-256 of the certificate, in hex.
    pub(crate) fn fingerprint(&self) -> String {
        HEXLOWER.encode(digest(&SHA256, &self.der).as_ref())
    }

    /// SHA-256 of the public key with its algorithm, in hex.
    pub(crate) fn key_fingerprint(&self) -> String {
        HEXLOWER.encode(digest(&SHA256, &self.public_key).as_ref())
    }

    /// When the certificate stops to be valid.
    pub(crate) fn not_after(&self) -> SystemTime {
        self.body().validity.not_after.to_system_time()
    }

    /// The extension of type `T`, if it is there and can be read.
    pub(crate) fn extension<'a, T: Decode<'a> + AssociatedOid>(&'a self) -> Result<Option<T>, Malformed> {
        let extensions = self.body().extensions.iter().flatten();
        let mut found = extensions.filter(|extension| extension.extn_id == T::OID);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(extension), None) => Ok(Some(T::from_der(extension.extn_value.as_bytes())?)),
            (Some(_), Some(_)) => Err(Malformed(format!("extension {} is there twice", T::OID))),
        }
    }

    pub(super) fn is_issued_by(&self, issuer: &Certificate) -> bool {
        self.body().issuer == issuer.body().subject
    }

    pub(super) fn check_validity(&self, now: UnixTime) -> Result<(), CertificateError> {
        let validity = &self.body().validity;
        let (not_before, not_after) = (unix_time(validity.not_before), unix_time(validity.not_after));
        if now < not_before {
            Err(CertificateError::NotValidYetContext { time: now, not_before })
        } else if now > not_after {
            Err(CertificateError::ExpiredContext { time: now, not_after })
        } else {
            Ok(())
        }
    }

    /// Whether a client may show it: without a list of purposes every purpose is meant.
    pub(super) fn is_for_clients(&self) -> bool {
        let for_clients =
            |purpose: &ObjectIdentifier| [ID_KP_CLIENT_AUTH, ANY_EXTENDED_KEY_USAGE].contains(purpose);
        match self.extension::<ExtendedKeyUsage>() {
            Ok(None) => true,
            Ok(Some(ExtendedKeyUsage(purposes))) => purposes.iter().any(for_clients),
            Err(_) => false,
        }
    }

    /// Whether every extension that must be understood is.
    pub(super) fn is_understood(&self) -> bool {
        let mut extensions = self.body().extensions.iter().flatten();
        extensions.all(|extension| !extension.critical || UNDERSTOOD.contains(&extension.extn_id))
    }

    pub(super) fn constrains_names(&self) -> bool {
        let mut extensions = self.body().extensions.iter().flatten();
        extensions.any(|extension| extension.extn_id == ID_CE_NAME_CONSTRAINTS)
    }

    /// Whether it may sign certificates that have `below` further authorities between them and the client's.
    /// A trusted certificate of version 1 may: it has no way to say so.
    pub(super) fn check_may_sign(&self, below: usize, is_trusted: bool) -> Result<(), CertificateError> {
        if self.body().version == Version::V1 && is_trusted {
            return Ok(());
        }
        let usage = self.extension::<KeyUsage>();
        let signs = matches!(usage, Ok(usage) if usage.is_none_or(|usage| usage.key_cert_sign()));
        let constraints = self.extension::<BasicConstraints>().ok().flatten();
        let Some(constraints) = constraints.filter(|constraints| signs && constraints.ca) else {
            return Err(other("certificate is not authorized to sign other certificates"));
        };
        match constraints.path_len_constraint {
            Some(max) if below > usize::from(max) => {
                Err(other("too many intermediates for path length constraint"))
            }
            _ => Ok(()),
        }
    }
}

fn unix_time(time: Time) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(time.to_unix_duration().as_secs()))
}
