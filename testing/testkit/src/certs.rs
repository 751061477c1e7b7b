//! Certificates made on the spot: an authority of one's own, and whatever it signs.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};

/// A certificate authority whose certificate lies in `ca.pem` of its folder.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
    ca_file: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

/// Who a certificate is for.
#[derive(Debug, Clone, Default)]
pub struct Identity<'a> {
    /// Common name of the subject.
    pub common_name: &'a str,
    /// Organisation of the subject, left out when empty.
    pub organization: &'a str,
    /// Host names and IP addresses.
    pub hosts: &'a [&'a str],
    /// E-mail addresses.
    pub emails: &'a [&'a str],
}

/// The files of one certificate, in PEM.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The certificate.
    pub cert_file: PathBuf,
    /// Its private key.
    pub key_file: PathBuf,
}

impl Authority {
    /// A new authority called `name`, which writes into the existing `folder`.
    pub fn new(folder: &Path, name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = new_key();
        let certificate = params.self_signed(&key).expect("an authority signs itself");
        let ca_file = folder.join("ca.pem");
        write(&ca_file, &certificate.pem());
        Self { folder: folder.to_owned(), ca_file, issuer: Issuer::new(params, key) }
    }

    /// The authority's own certificate.
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    /// Signs a certificate for `identity`, good for servers and clients, as `<file>.pem` and `<file>-key.pem`.
    pub fn issue(&self, file: &str, identity: &Identity<'_>) -> Issued {
        let key = new_key();
        let certificate = params(identity).signed_by(&key, &self.issuer).expect("an authority signs");
        let issued = Issued {
            cert_file: self.folder.join(format!("{file}.pem")),
            key_file: self.folder.join(format!("{file}-key.pem")),
        };
        write(&issued.cert_file, &certificate.pem());
        write(&issued.key_file, &key.serialize_pem());
        issued
    }

    /// A certificate for a server on this machine.
    pub fn issue_server(&self) -> Issued {
        self.issue(
            "server",
            &Identity { common_name: "localhost", hosts: &["localhost", "127.0.0.1"], ..Identity::default() },
        )
    }
}

fn params(identity: &Identity<'_>) -> CertificateParams {
    let hosts: Vec<String> = identity.hosts.iter().map(|&host| host.to_owned()).collect();
    let mut params = CertificateParams::new(hosts).expect("hosts are names or addresses");
    for &email in identity.emails {
        let email = email.try_into().expect("e-mail addresses are ASCII");
        params.subject_alt_names.push(SanType::Rfc822Name(email));
    }
    params.distinguished_name.push(DnType::CommonName, identity.common_name);
    if !identity.organization.is_empty() {
        params.distinguished_name.push(DnType::OrganizationName, identity.organization);
    }
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    params
}

fn new_key() -> KeyPair {
    KeyPair::generate().expect("the system has randomness")
}

fn write(path: &Path, pem: &str) {
    std::fs::write(path, pem).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TempDir;

    #[test]
    fn writes_pem_files() {
        let dir = TempDir::new("certs");
        let authority = Authority::new(dir.path(), "tests");
        let issued = authority.issue(
            "client",
            &Identity { common_name: "c", organization: "o", hosts: &["c.test"], emails: &["c@example.com"] },
        );
        let read = |file: &Path| std::fs::read_to_string(file).unwrap();
        assert!(read(authority.ca_file()).starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(read(&issued.cert_file).starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(read(&issued.key_file).starts_with("-----BEGIN PRIVATE KEY-----"));
        assert!(authority.issue_server().cert_file.ends_with("server.pem"));
    }
}
