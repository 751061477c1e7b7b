//! Which client certificates are trusted.

use std::path::{Path, PathBuf};

use options::{CertificateSpec, TlsSpec};
use rcgen::{GeneralSubtree, NameConstraints};

use crate::{
    meet::meet,
    pki::{Made, Pki, authority, expired, for_servers, future, leaf},
};

/// A server that verifies its clients.
struct Server {
    pki: Pki,
    /// Signs the server's own certificate, and clients' by default.
    root: Made,
    own: CertificateSpec,
}

const UNKNOWN: Option<&str> = Some("certificate signed by unknown authority");
const EXPIRED: Option<&str> = Some("certificate has expired or is not yet valid");
const PURPOSE: Option<&str> = Some("certificate specifies an incompatible key usage");
const NO_AUTHORITY: Option<&str> = Some("certificate is not authorized to sign other certificates");
const TOO_DEEP: Option<&str> = Some("too many intermediates for path length constraint");

impl Server {
    fn new() -> Self {
        let pki = Pki::new();
        let root = pki.self_signed(authority("root", None));
        let own = pki.signed_by(&root, leaf("server.test")).files;
        Server { pki, root, own }
    }

    fn root_file(&self) -> PathBuf {
        self.pki.bundle(&[&self.root])
    }

    /// Checks whether a client with `identity` is let in by a server that trusts `ca_file`, over each TLS version.
    #[track_caller]
    fn check_with(&self, ca_file: &Path, identity: &CertificateSpec, refused: Option<&str>) {
        for min_version in ["1.2", "1.3"] {
            let spec = TlsSpec {
                certificates: vec![self.own.clone()],
                ca_file: Some(ca_file.into()),
                verify: true,
                min_version: Some(min_version.into()),
                ..TlsSpec::default()
            };
            let met = meet(&spec, &self.root_file(), Some(identity));
            match (met.server, refused) {
                (Ok(session), None) => {
                    assert!(!session.peer_certificates.is_empty());
                    assert_eq!(met.client.unwrap(), b"INFO");
                }
                (Err(error), Some(reason)) => {
                    let error = error.to_string();
                    assert!(error.starts_with("tls: failed to verify certificate: x509: "), "{error}");
                    assert!(error.contains(reason), "{error}");
                    assert!(error.contains(" SHA-256: "), "{error}");
                    assert!(met.client.is_err());
                }
                (found, expected) => panic!("{found:?} instead of {expected:?}"),
            }
        }
    }

    /// As [`check_with`](Self::check_with), for a server that trusts its own root.
    #[track_caller]
    fn check(&self, client: &Made, refused: Option<&str>) {
        self.check_with(&self.root_file(), &client.files, refused);
    }
}

#[test]
fn signed_by_the_authority() {
    let server = Server::new();
    server.check(&server.pki.signed_by(&server.root, leaf("client")), None);
}

#[test]
fn signed_by_someone_else() {
    let server = Server::new();
    // The same name does not make it the same authority.
    let other = server.pki.self_signed(authority("root", None));
    server.check(
        &server.pki.signed_by(&other, leaf("client")),
        Some("signature of the certificate does not match"),
    );
    let other = server.pki.self_signed(authority("other", None));
    server.check(&server.pki.signed_by(&other, leaf("client")), UNKNOWN);
    server.check(&server.pki.self_signed(leaf("client")), UNKNOWN);
    server.check(&server.pki.v1_signed_by(&other, leaf("client")), UNKNOWN);
}

#[test]
fn out_of_date() {
    let server = Server::new();
    server.check(&server.pki.signed_by(&server.root, expired(leaf("client"))), EXPIRED);
    server.check(&server.pki.signed_by(&server.root, future(leaf("client"))), EXPIRED);
    server.check(&server.pki.v1_signed_by(&server.root, expired(leaf("client"))), EXPIRED);
    server.check(&server.pki.signed_by(&server.root, expired(authority("client", None))), EXPIRED);
}

#[test]
fn for_another_purpose() {
    let server = Server::new();
    server.check(&server.pki.signed_by(&server.root, for_servers(leaf("client"))), PURPOSE);
    server.check(&server.pki.signed_by(&server.root, for_servers(authority("client", None))), PURPOSE);
}

#[test]
fn an_authority_as_client() {
    let server = Server::new();
    server.check(&server.pki.signed_by(&server.root, authority("client", None)), None);
    server.check(&server.root, None);
}

#[test]
fn version_one() {
    let server = Server::new();
    server.check(&server.pki.v1_signed_by(&server.root, leaf("client")), None);

    let root = server.pki.v1_authority("old root");
    let trusted = server.pki.bundle(&[&root]);
    let signed = |params| server.pki.signed_by(&root, params);
    server.check_with(&trusted, &signed(leaf("client")).files, None);
    server.check_with(&trusted, &server.pki.v1_signed_by(&root, leaf("client")).files, None);
    server.check_with(&trusted, &signed(authority("client", None)).files, None);
}

/// A certificate of version 1 cannot say that it is an authority, so only a trusted one is taken for it.
#[test]
fn version_one_in_the_middle() {
    let server = Server::new();
    let middle = server.pki.v1_signed_by(&server.root, leaf("middle"));
    let client = server.pki.signed_by(&middle, leaf("client"));
    server.check_with(&server.root_file(), &server.pki.with_chain(&client, &[&middle]), NO_AUTHORITY);
}

#[test]
fn with_authorities_between() {
    let server = Server::new();
    let middle = server.pki.signed_by(&server.root, authority("middle", None));
    let low = server.pki.signed_by(&middle, authority("low", None));
    for client in [
        server.pki.signed_by(&low, leaf("client")),
        server.pki.v1_signed_by(&low, leaf("client")),
        server.pki.signed_by(&low, authority("client", None)),
    ] {
        let check = |above: &[&Made], refused| {
            server.check_with(&server.root_file(), &server.pki.with_chain(&client, above), refused);
        };
        check(&[&low, &middle], None);
        check(&[&middle, &low], None);
        check(&[&low], UNKNOWN);
        check(&[], UNKNOWN);
    }
}

#[test]
fn between_stands_someone_who_may_not() {
    let server = Server::new();
    for (middle, refused) in [
        (leaf("no authority"), NO_AUTHORITY),
        (expired(authority("expired", None)), EXPIRED),
        (for_servers(authority("for servers", None)), PURPOSE),
    ] {
        let middle = server.pki.signed_by(&server.root, middle);
        for params in [leaf("client"), authority("client", None)] {
            let client = server.pki.signed_by(&middle, params);
            let identity = server.pki.with_chain(&client, &[&middle]);
            server.check_with(&server.root_file(), &identity, refused);
        }
    }
}

#[test]
fn deeper_than_an_authority_allows() {
    let server = Server::new();
    for (root, middle) in [(Some(0), None), (None, Some(0))] {
        let root = server.pki.self_signed(authority("shallow root", root));
        let middle = server.pki.signed_by(&root, authority("middle", middle));
        let low = server.pki.signed_by(&middle, authority("low", None));
        for params in [leaf("client"), authority("client", None)] {
            let client = server.pki.signed_by(&low, params);
            let identity = server.pki.with_chain(&client, &[&low, &middle]);
            server.check_with(&server.pki.bundle(&[&root]), &identity, TOO_DEEP);
        }
    }
}

/// What WebPKI would apply, the lenient way must not skip.
#[test]
fn name_constraints_are_not_lost() {
    let server = Server::new();
    let mut params = authority("middle", None);
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName("here.test".into())],
        excluded_subtrees: Vec::new(),
    });
    let middle = server.pki.signed_by(&server.root, params);
    let check = |client: &Made, refused| {
        server.check_with(&server.root_file(), &server.pki.with_chain(client, &[&middle]), refused);
    };
    check(&server.pki.signed_by(&middle, leaf("a.here.test")), None);
    check(
        &server.pki.signed_by(&middle, leaf("elsewhere.test")),
        Some("a name of the certificate is not permitted by an authority above it"),
    );
    let refused = Some("name constraints of an authority cannot be applied to such a certificate");
    check(&server.pki.signed_by(&middle, authority("client", None)), refused);
}

#[test]
fn trusted_as_itself() {
    let server = Server::new();
    let other = server.pki.self_signed(authority("other", None));
    let client = server.pki.signed_by(&other, leaf("client"));
    let trusted = server.pki.bundle(&[&client]);
    server.check_with(&trusted, &client.files, None);
    // It is trusted, and still no authority.
    server.check_with(&trusted, &server.pki.signed_by(&client, leaf("child")).files, NO_AUTHORITY);
    server.check_with(&trusted, &server.pki.signed_by(&client, authority("child", None)).files, NO_AUTHORITY);
    server.check_with(&trusted, &server.pki.v1_signed_by(&client, leaf("child")).files, NO_AUTHORITY);
    server.check_with(&trusted, &server.pki.signed_by(&other, leaf("sibling")).files, UNKNOWN);
}

#[test]
fn an_authority_is_judged_too() {
    let server = Server::new();
    let cases =
        [(expired(authority("expired", None)), EXPIRED), (for_servers(authority("servers", None)), PURPOSE)];
    for (root, refused) in cases {
        let root = server.pki.self_signed(root);
        let client = server.pki.signed_by(&root, leaf("client"));
        server.check_with(&server.pki.bundle(&[&root]), &client.files, refused);
    }
}
