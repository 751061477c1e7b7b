//! Authorities and the certificates they sign, in every shape that the tests need.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
};

use options::CertificateSpec;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SigningKey, date_time_ymd,
};
use testkit::TempDir;
use x509_cert::{
    Version,
    certificate::{CertificateInner, Raw},
    der::{Decode, Encode, asn1::BitString},
};

/// A folder of certificates.
pub(crate) struct Pki {
    folder: TempDir,
    files: Cell<usize>,
}

/// A certificate, with its key in memory and in files.
pub(crate) struct Made {
    pub(crate) der: Vec<u8>,
    pub(crate) files: CertificateSpec,
    params: CertificateParams,
    key: KeyPair,
}

/// A certificate for `name`, as subject and as host.
pub(crate) fn leaf(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    params
}

/// A certificate that may sign others, with at most `below` authorities under it.
pub(crate) fn authority(name: &str, below: Option<u8>) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(below.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params
}

/// `params`, out of date.
pub(crate) fn expired(mut params: CertificateParams) -> CertificateParams {
    (params.not_before, params.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
    params
}

/// `params`, not valid yet.
pub(crate) fn future(mut params: CertificateParams) -> CertificateParams {
    (params.not_before, params.not_after) = (date_time_ymd(3001, 1, 1), date_time_ymd(3002, 1, 1));
    params
}

/// `params`, good for servers only.
pub(crate) fn for_servers(mut params: CertificateParams) -> CertificateParams {
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

impl Pki {
    pub(crate) fn new() -> Self {
        Pki { folder: TempDir::new("tls"), files: Cell::new(0) }
    }

    pub(crate) fn self_signed(&self, params: CertificateParams) -> Made {
        let key = KeyPair::generate().unwrap();
        let der = params.self_signed(&key).unwrap().der().to_vec();
        self.made(der, params, key)
    }

    pub(crate) fn signed_by(&self, issuer: &Made, params: CertificateParams) -> Made {
        let key = KeyPair::generate().unwrap();
        let der = params.signed_by(&key, &issuer.issuer()).unwrap().der().to_vec();
        self.made(der, params, key)
    }

    /// As [`signed_by`](Self::signed_by), with a certificate of version 1, which has no extensions.
    pub(crate) fn v1_signed_by(&self, issuer: &Made, params: CertificateParams) -> Made {
        let made = self.signed_by(issuer, params);
        let der = as_v1(&made.der, &issuer.key);
        self.made(der, made.params, made.key)
    }

    /// An authority of version 1.
    pub(crate) fn v1_authority(&self, name: &str) -> Made {
        let made = self.self_signed(authority(name, None));
        let der = as_v1(&made.der, &made.key);
        self.made(der, made.params, made.key)
    }

    fn made(&self, der: Vec<u8>, params: CertificateParams, key: KeyPair) -> Made {
        let files = CertificateSpec {
            cert_file: self.write("cert.pem", &pem("CERTIFICATE", &der)),
            key_file: self.write("key.pem", &key.serialize_pem()),
        };
        Made { der, files, params, key }
    }

    /// A file with all of `certificates`, as `ca_file` or as a chain.
    pub(crate) fn bundle(&self, certificates: &[&Made]) -> PathBuf {
        let text: String = certificates.iter().map(|made| pem("CERTIFICATE", &made.der)).collect();
        self.write("bundle.pem", &text)
    }

    /// The identity of `made` with the chain that leads to its authority.
    pub(crate) fn with_chain(&self, made: &Made, above: &[&Made]) -> CertificateSpec {
        let chain: Vec<&Made> = std::iter::once(made).chain(above.iter().copied()).collect();
        CertificateSpec { cert_file: self.bundle(&chain), key_file: made.files.key_file.clone() }
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        self.files.set(self.files.get() + 1);
        let path = self.folder.path().join(format!("{}-{name}", self.files.get()));
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Made {
    fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }
}

pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let body = data_encoding::BASE64.encode(der);
    let lines: Vec<&str> =
        body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// The same certificate without version and extensions, signed anew.
fn as_v1(der: &[u8], issuer: &KeyPair) -> Vec<u8> {
    let mut certificate = CertificateInner::<Raw>::from_der(der).unwrap();
    certificate.tbs_certificate.version = Version::V1;
    certificate.tbs_certificate.extensions = None;
    let signature = issuer.sign(&certificate.tbs_certificate.to_der().unwrap()).unwrap();
    certificate.signature = BitString::from_bytes(&signature).unwrap();
    certificate.to_der().unwrap()
}
