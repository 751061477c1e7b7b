//! Who a certificate says that its owner is.

use accounts::{CertificateIdentity, authentication::DistinguishedName};
use x509_cert::{
    attr::AttributeTypeAndValue,
    ext::pkix::{SubjectAltName, name::GeneralName},
    name::Name,
};

use crate::{subject, verify::Certificate};

/// Who the owner of `certificate` is, in the forms that `verify_and_map` looks users up by.
pub(crate) fn identity(certificate: &Certificate) -> CertificateIdentity {
    let subject = certificate.subject();
    let with_domain = subject::text_with_domain(subject);
    CertificateIdentity {
        alternative_names: alternative_names(certificate),
        subject: distinguished_name(subject),
        subject_texts: with_domain.into_iter().chain([subject::field_text(subject)]).collect(),
    }
}

/// E-mail addresses, then host names, then URIs.
fn alternative_names(certificate: &Certificate) -> Vec<String> {
    let Ok(Some(SubjectAltName(names))) = certificate.extension::<SubjectAltName>() else {
        return Vec::new();
    };
    let (mut emails, mut hosts, mut uris) = (Vec::new(), Vec::new(), Vec::new());
    for name in names {
        match name {
            GeneralName::Rfc822Name(email) => emails.push(email.to_string()),
            GeneralName::DnsName(host) => hosts.push(host.to_string()),
            GeneralName::UniformResourceIdentifier(uri) => uris.push(uri.to_string()),
            _ => {}
        }
    }
    [emails, hosts, uris].concat()
}

/// The subject, the most specific part first; `None` if one of its attributes has no short name.
fn distinguished_name(subject: &Name) -> Option<DistinguishedName> {
    let attribute = |attribute: &AttributeTypeAndValue| {
        Some((subject::short_name(attribute)?.to_owned(), subject::string(&attribute.value)?))
    };
    let relative = subject.0.iter().rev().filter(|relative| !relative.0.is_empty());
    let relative =
        relative.map(|relative| relative.0.iter().rev().map(attribute).collect::<Option<Vec<_>>>());
    relative.collect::<Option<Vec<_>>>().map(DistinguishedName::new)
}
