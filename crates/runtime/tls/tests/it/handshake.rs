//! What a `tls` block makes of a handshake.

use std::sync::Arc;

use accounts::authentication::DistinguishedName as Dn;
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use options::{CertificateSpec, TlsSpec};
use rcgen::{CertificateParams, DistinguishedName, DnType, SanType};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, aws_lc_rs as provider},
    version::TLS12,
};
use tls::{HandshakeError, client_config};
use x509_cert::{
    Certificate,
    der::{Decode, Encode},
};

use crate::{
    meet::{Met, meet, meet_as},
    pki::{Made, Pki, authority, leaf},
};

struct House {
    pki: Pki,
    root: Made,
    server: Made,
}

impl House {
    fn new() -> Self {
        let pki = Pki::new();
        let root = pki.self_signed(authority("root", None));
        let server = pki.signed_by(&root, leaf("server.test"));
        House { pki, root, server }
    }

    fn spec(&self) -> TlsSpec {
        TlsSpec {
            certificates: vec![self.server.files.clone()],
            ca_file: Some(self.pki.bundle(&[&self.root])),
            ..TlsSpec::default()
        }
    }

    fn client(&self, params: CertificateParams) -> CertificateSpec {
        self.pki.signed_by(&self.root, params).files
    }

    fn meet(&self, spec: &TlsSpec, identity: Option<&CertificateSpec>) -> Met {
        meet(spec, &self.pki.bundle(&[&self.root]), identity)
    }

    /// A client that speaks TLS 1.2 only, with any provider.
    fn old_client(&self, provider: CryptoProvider) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.der.clone().into()).unwrap();
        ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&[&TLS12])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth()
    }
}

#[test]
fn without_client_certificates() {
    let house = House::new();
    let met = house.meet(&house.spec(), None);
    let session = met.server.unwrap();
    assert_eq!((session.version, session.cipher_suite.starts_with("TLS_")), ("1.3", true));
    assert!(session.peer_certificates.is_empty() && session.identity.is_none());
    assert_eq!(met.client.unwrap(), b"INFO");

    // A certificate that nobody asks for is not presented.
    let met = house.meet(&house.spec(), Some(&house.client(leaf("client"))));
    assert!(met.server.unwrap().peer_certificates.is_empty());
}

#[test]
fn a_required_certificate_is_missing() {
    let house = House::new();
    for spec in [
        TlsSpec { verify: true, ..house.spec() },
        TlsSpec { verify_and_map: true, ..house.spec() },
        TlsSpec { verify_and_check_known_urls: true, ..house.spec() },
    ] {
        let met = house.meet(&spec, None);
        assert_eq!(met.server.unwrap_err().to_string(), "tls: client didn't provide a certificate");
        assert_eq!(met.client.unwrap_err(), "received fatal alert: CertificateRequired");
    }
}

#[test]
fn versions() {
    let house = House::new();
    let client = house.old_client(provider::default_provider());
    let met = meet_as(&house.spec(), client.clone(), "server.test");
    let session = met.server.unwrap();
    assert_eq!((session.version, met.client.unwrap().as_slice()), ("1.2", b"INFO".as_slice()));

    let spec = TlsSpec { min_version: Some("1.3".into()), ..house.spec() };
    let met = meet_as(&spec, client, "server.test");
    assert_eq!(met.server.unwrap_err().to_string(), "tls: client offered only unsupported versions");
}

#[test]
fn cipher_suites() {
    const CHACHA: &str = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
    let house = House::new();
    let spec = TlsSpec { cipher_suites: vec![CHACHA.into()], ..house.spec() };
    let met = meet_as(&spec, house.old_client(provider::default_provider()), "server.test");
    assert_eq!(met.server.unwrap().cipher_suite, CHACHA);

    let aes = CryptoProvider {
        cipher_suites: vec![provider::cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256],
        ..provider::default_provider()
    };
    let met = meet_as(&spec, house.old_client(aes), "server.test");
    assert_eq!(
        met.server.unwrap_err().to_string(),
        "tls: no cipher suite supported by both client and server"
    );
}

#[test]
fn curve_preferences() {
    let house = House::new();
    let spec = TlsSpec { curve_preferences: vec!["CurveP384".into()], ..house.spec() };
    assert_eq!(house.meet(&spec, None).client.unwrap(), b"INFO");
}

#[test]
fn a_client_that_distrusts_the_server_says_so() {
    let house = House::new();
    let other = house.pki.self_signed(authority("other", None));
    let met = meet(&house.spec(), &house.pki.bundle(&[&other]), None);
    assert_eq!(met.server.unwrap_err().to_string(), "remote error: tls: unknown certificate authority");
    assert!(met.client.unwrap_err().contains("UnknownIssuer"));
}

#[test]
fn a_server_certificate_may_be_of_version_one() {
    let house = House::new();
    let old = house.pki.v1_signed_by(&house.root, leaf("server.test"));
    let met = house.meet(&TlsSpec { certificates: vec![old.files], ..house.spec() }, None);
    // It is up to the client to judge it; this one follows WebPKI.
    assert!(met.server.unwrap_err().to_string().starts_with("remote error: tls: "));
}

#[test]
fn several_certificates_by_server_name() {
    let house = House::new();
    let made = ["a.test", "*.b.test"].map(|host| house.pki.signed_by(&house.root, leaf(host)));
    let certificates = made.iter().map(|made| made.files.clone()).collect();
    let spec = TlsSpec { certificates, ..house.spec() };
    let check = |host: &str, expected: Option<usize>| {
        let client = client_config(&house.pki.bundle(&[&house.root]), None).unwrap();
        let seen = meet_as(&spec, client, host).server_certificate;
        assert_eq!(seen, expected.map(|at| made[at].der.clone()), "{host}");
    };
    check("a.test", Some(0));
    check("x.b.test", Some(1));
    // The first one is given, which the client refuses.
    check("c.test", None);
}

#[test]
fn pinned_keys() {
    let house = House::new();
    let client = house.pki.signed_by(&house.root, leaf("client"));
    let key = Certificate::from_der(&client.der).unwrap().tbs_certificate.subject_public_key_info;
    let pin = HEXLOWER.encode(digest(&SHA256, &key.to_der().unwrap()).as_ref());
    let check = |verify, pins: &[&str], refused: bool| {
        let pinned_certs = pins.iter().map(|&pin| pin.to_owned()).collect();
        let spec = TlsSpec { verify, pinned_certs, ..house.spec() };
        match house.meet(&spec, Some(&client.files)).server {
            Ok(session) => assert!(!refused && session.peer_certificates[0].spki_sha256 == pin),
            Err(error) => assert!(refused && error.to_string() == "certificate not pinned", "{error}"),
        }
    };
    let other = "0".repeat(64);
    check(true, &[], false);
    check(true, &[&pin], false);
    check(true, &[&other, &pin], false);
    check(true, &[&other], true);
    check(false, &[&pin], true);
}

#[test]
fn the_session_tells_who_the_peer_is() {
    let house = House::new();
    let mut params = CertificateParams::new(vec!["client.test".into()]).unwrap();
    let names = &mut params.subject_alt_names;
    names.insert(0, SanType::URI("spiffe://test/client".try_into().unwrap()));
    names.push(SanType::Rfc822Name("client@example.com".try_into().unwrap()));
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CustomDnType(vec![0, 9, 2342, 19_200_300, 100, 1, 25]), "test");
    params.distinguished_name.push(DnType::OrganizationName, "Acme");
    params.distinguished_name.push(DnType::CommonName, "client");
    let made = house.pki.signed_by(&house.root, params);

    let spec = TlsSpec { verify_and_map: true, ..house.spec() };
    let session = house.meet(&spec, Some(&made.files)).server.unwrap();
    let identity = session.identity.unwrap();
    assert_eq!(identity.alternative_names, ["client@example.com", "client.test", "spiffe://test/client"]);
    assert_eq!(identity.subject_texts, ["CN=client,O=Acme,DC=test", "CN=client,O=Acme"]);
    assert_eq!(identity.subject, Some(Dn::parse("CN=client,O=Acme,DC=test").unwrap()));

    let peer = &session.peer_certificates[0];
    assert_eq!(peer.subject, "CN=client,O=Acme,0.9.2342.19200300.100.1.25=#130474657374");
    assert_eq!(peer.cert_sha256, HEXLOWER.encode(digest(&SHA256, &made.der).as_ref()));
}

#[test]
fn a_refusal_names_the_certificates() {
    let house = House::new();
    let other = house.pki.self_signed(authority("other", None));
    let made = house.pki.signed_by(&other, leaf("client"));
    let spec = TlsSpec { verify: true, ..house.spec() };
    let fingerprint = |made: &Made| HEXLOWER.encode(digest(&SHA256, &made.der).as_ref());
    let error = house.meet(&spec, Some(&house.pki.with_chain(&made, &[&other]))).server.unwrap_err();
    assert!(!error.is_probe() && matches!(error, HandshakeError::Refused(_)));
    let expected = format!(
        "tls: failed to verify certificate: x509: certificate signed by unknown authority \
         (CN=client SHA-256: {}; CN=other SHA-256: {})",
        fingerprint(&made),
        fingerprint(&other)
    );
    assert_eq!(error.to_string(), expected);
}
