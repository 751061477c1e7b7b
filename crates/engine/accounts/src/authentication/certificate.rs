//! Users that come from certificates (`verify_and_map`).

use super::{Authenticator, Candidate, DistinguishedName, Offered, Refusal, User};

/// Whom a client certificate names, in the order in which users are looked for.
#[derive(Debug, Clone, Default)]
pub struct CertificateIdentity {
    /// Alternative names: e-mail addresses, then DNS names, then URIs.
    pub alternative_names: Vec<String>,
    /// The subject, unless it has an attribute without a known name.
    pub subject: Option<DistinguishedName>,
    /// The subject as text: first, if it has domain components, followed by them; then on its own.
    pub subject_texts: Vec<String>,
}

impl CertificateIdentity {
    /// The certificate in one name, for the log.
    fn label(&self) -> &str {
        self.subject_texts.last().or(self.alternative_names.first()).map_or("", String::as_str)
    }
}

impl Authenticator {
    pub(super) fn by_certificate<'a>(&'a self, offered: &Offered<'_>) -> Candidate<'a> {
        let Some(certificate) = offered.certificate else {
            return Candidate::Unknown(Refusal::NoCertificate);
        };
        let by_text = |names: &[String]| names.iter().find_map(|name| self.user_for(name, offered));
        let found = by_text(&certificate.alternative_names)
            .or_else(|| certificate.subject.as_ref().and_then(|subject| self.user_named(subject, offered)))
            .or_else(|| by_text(&certificate.subject_texts));
        match found {
            Some(user) => Candidate::Certificate(user),
            None => Candidate::Unknown(Refusal::UnknownCertificate(certificate.label().into())),
        }
    }

    fn user_for(&self, name: &str, offered: &Offered<'_>) -> Option<&User> {
        let user = self.users.get(name).filter(|_| !name.is_empty())?;
        user.allowed.contains(offered.connection_type).then_some(user)
    }

    /// A user with exactly this name, else the first with its parts in another order.
    fn user_named(&self, subject: &DistinguishedName, offered: &Offered<'_>) -> Option<&User> {
        let candidates = || {
            self.named_by_certificate
                .iter()
                .filter(|(_, user)| user.allowed.contains(offered.connection_type))
        };
        candidates()
            .find(|(name, _)| name.equals(subject))
            .or_else(|| candidates().find(|(name, _)| name.equals_reordered(subject)))
            .map(|(_, user)| &**user)
    }
}
