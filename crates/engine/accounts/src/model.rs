//! A slow, plain model of what accounts may see of each other, to compare the real thing with.
//!
//! It reads the specifications, knows nothing of the resolved graph, and answers one question by trying everything: in
//! which accounts, and under which subject, is a published message visible?
//!
//! What it leaves out: mappings, queues (a group sees what one of its members sees), and permissions.

use options::{AccountSpec, ExportKind, ExportSpec, ImportKind, ImportSpec};

/// One copy of a message, as every subscription of the account that matches the subject receives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sight {
    /// The account that sees it.
    pub account: String,
    /// What it is called there.
    pub subject: String,
    /// How it came there.
    pub by: By,
}

/// How a message came into an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// It was published there.
    Publish,
    /// It flowed in through a stream import.
    Stream,
    /// It is a request that came through a service import.
    Service,
}

/// The accounts as specified.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    accounts: &'a [AccountSpec],
}

impl<'a> Model<'a> {
    /// The model of these accounts.
    #[must_use]
    pub fn new(accounts: &'a [AccountSpec]) -> Self {
        Model { accounts }
    }

    /// Everywhere a message is visible that a client of `account` publishes to the literal `subject`. Two equal sights are
    /// two copies.
    #[must_use]
    pub fn sights(&self, account: &str, subject: &str) -> Vec<Sight> {
        let mut sights = vec![Sight { account: account.into(), subject: subject.into(), by: By::Publish }];
        for (importer, import) in
            self.imports(ImportKind::Stream).filter(|(_, import)| import.account == account)
        {
            if let Some(local) = stream_subject(import, subject) {
                sights.push(Sight { account: importer.name.clone(), subject: local, by: By::Stream });
            }
        }
        self.requests(account, subject, &mut Vec::new(), &mut sights);
        sights.sort();
        sights
    }

    /// Whether the exporter lets the account import the subject.
    #[must_use]
    pub fn is_authorised(&self, importer: &str, import: &ImportSpec) -> bool {
        let Some(exporter) = self.accounts.iter().find(|spec| spec.name == import.account) else {
            return false;
        };
        let holding = |export: &&ExportSpec| {
            (export.kind == ExportKind::Stream) == (import.kind == ImportKind::Stream)
                && holds(&export.subject, &import.subject)
        };
        let holding: Vec<&ExportSpec> = exporter.exports.iter().filter(holding).collect();
        holding.iter().any(|export| {
            let is_most_specific = holding
                .iter()
                .all(|other| other.subject == export.subject || !holds(&export.subject, &other.subject));
            is_most_specific && admits(exporter, export, importer, &import.subject)
        })
    }

    fn requests(
        &self,
        account: &str,
        subject: &str,
        crossed: &mut Vec<*const ImportSpec>,
        sights: &mut Vec<Sight>,
    ) {
        for (importer, import) in self.imports(ImportKind::Service) {
            let pointer = std::ptr::from_ref(import);
            if importer.name != account || crossed.contains(&pointer) {
                continue;
            }
            if let Some(remote) = service_subject(import, subject) {
                sights.push(Sight {
                    account: import.account.clone(),
                    subject: remote.clone(),
                    by: By::Service,
                });
                crossed.push(pointer);
                self.requests(&import.account, &remote, crossed, sights);
                crossed.pop();
            }
        }
    }

    fn imports(&self, kind: ImportKind) -> impl Iterator<Item = (&'a AccountSpec, &'a ImportSpec)> {
        let of = |account: &'a AccountSpec| account.imports.iter().map(move |import| (account, import));
        self.accounts.iter().flat_map(of).filter(move |(_, import)| import.kind == kind)
    }
}

/// All exports of one subject count together: one list makes them private, to everyone on any list.
fn admits(exporter: &AccountSpec, export: &ExportSpec, importer: &str, subject: &str) -> bool {
    let same = |other: &&ExportSpec| {
        other.subject == export.subject
            && (other.kind == ExportKind::Stream) == (export.kind == ExportKind::Stream)
    };
    if let Some(position) = export.account_token_position {
        return subject.split('.').nth(position - 1) == Some(importer);
    }
    let lists: Vec<&ExportSpec> =
        exporter.exports.iter().filter(same).filter(|one| !one.accounts.is_empty()).collect();
    lists.is_empty() || lists.iter().any(|one| one.accounts.iter().any(|name| name == importer))
}

/// Whether the filter holds everything that the narrower one does.
fn holds(filter: &str, narrower: &str) -> bool {
    let (mut wide, mut narrow) = (filter.split('.'), narrower.split('.'));
    loop {
        match (wide.next(), narrow.next()) {
            (Some(">"), Some(_)) | (None, None) => return true,
            (Some("*"), Some(token)) if token != ">" => {}
            (Some(token), Some(other)) if token == other => {}
            _ => return false,
        }
    }
}

/// What the wildcards of a filter stand for in a subject: the single ones in order, and the rest.
fn bindings<'s>(filter: &str, subject: &'s str) -> Option<(Vec<&'s str>, Vec<&'s str>)> {
    let mut found = subject.split('.');
    let mut single = Vec::new();
    for token in filter.split('.') {
        match token {
            ">" => {
                let rest: Vec<&str> = found.collect();
                return (!rest.is_empty()).then_some((single, rest));
            }
            "*" => single.push(found.next()?),
            _ if found.next()? == token => {}
            _ => return None,
        }
    }
    found.next().is_none().then_some((single, Vec::new()))
}

/// The filter's shape with each wildcard replaced: the n-th `*` by `pick(n)`, `>` by the rest.
fn filled(shape: &str, pick: impl Fn(usize) -> Option<String>, rest: &[&str]) -> Option<String> {
    let mut stars = 0;
    let mut tokens: Vec<String> = Vec::new();
    for token in shape.split('.') {
        match (token, token.strip_prefix('$').and_then(|number| number.parse::<usize>().ok())) {
            ("*", _) => {
                stars += 1;
                tokens.push(pick(stars)?);
            }
            (_, Some(number)) => tokens.push(pick(number)?),
            (">", None) => tokens.extend(rest.iter().map(ToString::to_string)),
            (literal, None) => tokens.push(literal.into()),
        }
    }
    Some(tokens.join("."))
}

fn nth(list: &[&str], number: usize) -> Option<String> {
    list.get(number.checked_sub(1)?).map(ToString::to_string)
}

fn stream_subject(import: &ImportSpec, subject: &str) -> Option<String> {
    let (single, rest) = bindings(&import.subject, subject)?;
    match (&import.to, &import.prefix) {
        (Some(to), _) => filled(to, |number| nth(&single, number), &rest),
        (None, Some(prefix)) => Some(format!("{prefix}.{subject}")),
        (None, None) => Some(subject.into()),
    }
}

fn service_subject(import: &ImportSpec, subject: &str) -> Option<String> {
    let local = import.to.as_deref().unwrap_or(&import.subject);
    let places = wildcards(local);
    let plain: String = local
        .split('.')
        .map(|token| if number_of(token).is_some() { "*" } else { token })
        .collect::<Vec<_>>()
        .join(".");
    let (single, rest) = bindings(&plain, subject)?;
    let pick = |number: usize| {
        let place = places.iter().position(|known| *known == number)?;
        nth(&single, place + 1)
    };
    filled(&import.subject, pick, &rest)
}

/// For each wildcard of a template, from the left, which wildcard of the original it stands for.
fn wildcards(template: &str) -> Vec<usize> {
    let mut stars = 0;
    let number = |token: &str| {
        if token == "*" {
            stars += 1;
            return Some(stars);
        }
        number_of(token)
    };
    template.split('.').filter_map(number).collect()
}

fn number_of(token: &str) -> Option<usize> {
    token.strip_prefix('$')?.parse().ok()
}
