//! What an account offers, and to whom.

use std::{sync::Arc, time::Duration};

use options::{ExportSpec, LatencySpec, ResponseKind};
use subject::{Subject, is_subset};

use crate::{AccountId, ExportId};

/// How long an answer may take where nothing else is said.
pub const DEFAULT_THRESHOLD: Duration = Duration::from_secs(120);

/// One export of an account.
#[derive(Debug, Clone)]
pub struct Export {
    pub(super) subject: Subject,
    pub(super) kind: ExportKind,
    pub(super) audience: Audience,
}

/// What is exported.
#[derive(Debug, Clone)]
pub enum ExportKind {
    /// Messages that flow out.
    Stream,
    /// Requests that flow in.
    Service(ServiceTerms),
}

/// How requests to a service are answered.
#[derive(Debug, Clone)]
pub struct ServiceTerms {
    /// How many answers a request has.
    pub response: ResponseKind,
    /// How long an answer, or the next one, may take.
    pub threshold: Duration,
    /// Which requests are measured, if any.
    pub latency: Option<Arc<Latency>>,
}

/// Latency measurement of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latency {
    /// Which requests are measured.
    pub sampling: Sampling,
    /// Where the reports go, in the exporting account.
    pub subject: Subject,
}

/// Which requests are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// So many of a hundred, and those whose headers ask for it.
    Percent(u8),
    /// Those whose headers ask for it.
    Headers,
}

/// Who may import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Audience {
    Public,
    Accounts(Vec<AccountId>),
    /// Whoever has its own name as this token, counted from zero.
    TokenPosition(usize),
}

impl Export {
    /// The exported subject.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Stream or service.
    #[must_use]
    pub fn kind(&self) -> &ExportKind {
        &self.kind
    }

    /// Whether only some accounts may import it.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.audience != Audience::Public
    }

    /// The accounts that may import, where they are named one by one.
    #[must_use]
    pub fn approved(&self) -> &[AccountId] {
        match &self.audience {
            Audience::Accounts(accounts) => accounts,
            Audience::Public | Audience::TokenPosition(_) => &[],
        }
    }

    /// A second export of the same subject: the later one's terms count, and either one's privacy.
    pub(super) fn merge(&mut self, later: Export) {
        self.kind = match (&self.kind, later.kind) {
            (ExportKind::Service(earlier), ExportKind::Service(later)) => {
                ExportKind::Service(earlier.overlaid(later))
            }
            (_, kind) => kind,
        };
        self.audience = match (std::mem::replace(&mut self.audience, Audience::Public), later.audience) {
            (Audience::Accounts(mut one), Audience::Accounts(two)) => {
                one.extend(two);
                Audience::Accounts(one)
            }
            (earlier, Audience::Public) => earlier,
            (_, later) => later,
        };
    }

    /// Whether the account may import `subject`, which this export holds.
    fn authorises(&self, importer: (AccountId, &str), subject: &Subject) -> bool {
        match &self.audience {
            Audience::Public => true,
            Audience::Accounts(accounts) => accounts.contains(&importer.0),
            Audience::TokenPosition(at) => subject.tokens().nth(*at) == Some(importer.1.as_bytes()),
        }
    }
}

impl ServiceTerms {
    pub(super) fn new(response: ResponseKind, threshold: Option<Duration>, latency: Option<Latency>) -> Self {
        let threshold = threshold.filter(|given| !given.is_zero()).unwrap_or(DEFAULT_THRESHOLD);
        ServiceTerms { response, threshold, latency: latency.map(Arc::new) }
    }

    fn overlaid(&self, later: ServiceTerms) -> ServiceTerms {
        ServiceTerms {
            response: if later.response == ResponseKind::default() { self.response } else { later.response },
            threshold: later.threshold,
            latency: later.latency.or_else(|| self.latency.clone()),
        }
    }
}

impl Latency {
    /// What the configuration states, or why it can't be.
    pub(super) fn new(
        spec: &LatencySpec,
        response: ResponseKind,
        exported: &Subject,
    ) -> Result<Self, &'static str> {
        let subject = Subject::new(spec.subject.as_bytes()).map_err(|_| "invalid publish subject")?;
        if !subject.is_literal() || is_subset(subject.as_bytes(), exported.as_bytes()) {
            return Err("invalid publish subject");
        }
        if response != ResponseKind::Singleton {
            return Err("bad service response type");
        }
        let sampling = if spec.sampling == 0 { Sampling::Headers } else { Sampling::Percent(spec.sampling) };
        Ok(Latency { sampling, subject })
    }
}

/// Which of an account's exports an import may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Stream,
    Service,
}

impl Wanted {
    fn is(self, kind: &ExportKind) -> bool {
        matches!(
            (self, kind),
            (Wanted::Stream, ExportKind::Stream) | (Wanted::Service, ExportKind::Service(_))
        )
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Wanted::Stream => "stream",
            Wanted::Service => "service",
        }
    }
}

/// The export that lets the account import `subject`, see the rules in [`super`].
pub(super) fn authorising<'a>(
    exporter: AccountId,
    exports: &'a [Export],
    wanted: Wanted,
    importer: (AccountId, &str),
    subject: &Subject,
) -> Option<(ExportId, &'a Export)> {
    let numbered = (0..).zip(exports).filter(|(_, export)| wanted.is(&export.kind));
    let holding: Vec<(u32, &Export)> =
        numbered.filter(|(_, export)| is_subset(subject.as_bytes(), export.subject.as_bytes())).collect();
    let is_most_specific = |export: &Export| {
        !holding.iter().any(|(_, other)| {
            other.subject != export.subject && is_subset(other.subject.as_bytes(), export.subject.as_bytes())
        })
    };
    holding
        .iter()
        .find(|(_, export)| is_most_specific(export) && export.authorises(importer, subject))
        .map(|&(index, export)| (ExportId { account: exporter, index }, export))
}

/// The audience that the configuration states; `Err` holds the name of an account that doesn't exist, or `None` when the
/// token position isn't one of a `*`.
pub(super) fn audience<'a>(
    spec: &'a ExportSpec,
    subject: &Subject,
    find: impl Fn(&str) -> Option<AccountId>,
) -> Result<Audience, Option<&'a str>> {
    let accounts = spec
        .accounts
        .iter()
        .map(|name| find(name).ok_or(Some(name.as_str())))
        .collect::<Result<Vec<_>, _>>()?;
    match spec.account_token_position.and_then(|position| position.checked_sub(1)) {
        Some(at) if subject.tokens().nth(at) == Some(b"*") => Ok(Audience::TokenPosition(at)),
        Some(_) => Err(None),
        None if accounts.is_empty() => Ok(Audience::Public),
        None => Ok(Audience::Accounts(accounts)),
    }
}
