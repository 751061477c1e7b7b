//! Random accounts against the model: nobody sees what is not theirs, and everybody sees what is.

use options::{AccountSpec, ExportKind, ExportSpec, ImportKind, ImportSpec, Options, ResponseKind};
use proptest::prelude::*;
use subject::Subject;

use crate::{
    AccountId, Directory, Severity, Trail, fixture,
    model::{By, Model, Sight},
};

const NAMES: [&str; 4] = ["A", "B", "C", "D"];

/// A server in miniature: one subscription `>` in every account, with its shadows, and the service imports.
fn sights(directory: &Directory, account: AccountId, subject: &str) -> Vec<Sight> {
    let everything = Subject::from_static(">");
    let name = |id: AccountId| directory.account(id).unwrap().name().to_owned();
    let mut sights = vec![Sight { account: name(account), subject: subject.into(), by: By::Publish }];
    for importer in directory.accounts() {
        for shadow in importer.shadows(&everything).filter(|shadow| shadow.import.from() == account) {
            if shadow.filter.matches(subject.as_bytes()) {
                let mut scratch = Vec::new();
                let local = shadow.import.to_local(subject.as_bytes(), &mut scratch).unwrap();
                let subject = String::from_utf8(local.to_vec()).unwrap();
                sights.push(Sight { account: importer.name().into(), subject, by: By::Stream });
            }
        }
    }
    request(directory, account, subject, &mut Trail::new(), &mut sights);
    sights.sort();
    sights
}

fn request(
    directory: &Directory,
    account: AccountId,
    subject: &str,
    trail: &mut Trail,
    sights: &mut Vec<Sight>,
) {
    for import in directory.account(account).unwrap().service_imports() {
        if !import.local().matches(subject.as_bytes()) {
            continue;
        }
        let mut scratch = Vec::new();
        let remote = import.to_remote(subject.as_bytes(), &mut scratch).unwrap();
        let remote = String::from_utf8(remote.to_vec()).unwrap();
        let account = directory.account(import.to()).unwrap().name().to_owned();
        sights.push(Sight { account, subject: remote.clone(), by: By::Service });
        trail.cross(import);
        request(directory, import.to(), &remote, trail, sights);
        trail.step_back();
    }
}

fn tokens(
    of: &'static [&'static str],
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(of), count)
}

fn literal() -> impl Strategy<Value = String> {
    tokens(&["a", "b", "p"], 1..5).prop_map(|tokens| tokens.join("."))
}

fn filter() -> impl Strategy<Value = String> {
    (tokens(&["a", "b", "*"], 1..4), any::<bool>()).prop_map(|(mut tokens, tail)| {
        if tail {
            tokens.push(">");
        }
        tokens.join(".")
    })
}

fn export() -> impl Strategy<Value = ExportSpec> {
    let kind = prop::sample::select(vec![
        ExportKind::Stream,
        ExportKind::Service { response: ResponseKind::Singleton, threshold: None, latency: None },
    ]);
    let accounts = prop::collection::vec(prop::sample::select(&NAMES[..]).prop_map(String::from), 0..3);
    (filter(), kind, accounts).prop_map(|(subject, kind, accounts)| ExportSpec {
        subject,
        kind,
        accounts,
        account_token_position: None,
        position: String::new(),
    })
}

/// How an import narrows and renames what it was told.
#[derive(Debug, Clone)]
struct Taste {
    exporter: usize,
    export: usize,
    /// For each wildcard: keep it, or make it a token.
    narrow: Vec<Option<&'static str>>,
    naming: u8,
}

fn taste() -> impl Strategy<Value = Taste> {
    let narrow = prop::collection::vec(prop::option::weighted(0.3, prop::sample::select(vec!["a", "b"])), 4);
    (0..NAMES.len(), 0..4usize, narrow, 0..5u8).prop_map(|(exporter, export, narrow, naming)| Taste {
        exporter,
        export,
        narrow,
        naming,
    })
}

fn import(accounts: &[AccountSpec], taste: &Taste) -> Option<ImportSpec> {
    let exporter = &accounts[taste.exporter];
    let export = exporter.exports.get(taste.export)?;
    let mut narrow = taste.narrow.iter();
    let subject = export.subject.split('.').map(|token| match token {
        "*" => narrow.next().and_then(|choice| *choice).unwrap_or("*"),
        _ => token,
    });
    let subject = subject.collect::<Vec<_>>().join(".");
    let is_stream = export.kind == ExportKind::Stream;
    let reversed = {
        let wildcards = subject.split('.').filter(|token| *token == "*").count();
        let mut to: Vec<String> = (1..=wildcards).rev().map(|number| format!("${number}")).collect();
        to.push("p".into());
        to.extend(subject.ends_with('>').then(|| ">".into()));
        to.join(".")
    };
    let (to, prefix) = match taste.naming {
        0 => (Some(reversed), None),
        1 if is_stream => (None, Some("p".into())),
        1 => (Some(format!("p.{subject}")), None),
        _ => (None, None),
    };
    Some(ImportSpec {
        kind: if is_stream { ImportKind::Stream } else { ImportKind::Service },
        account: exporter.name.clone(),
        subject,
        to,
        prefix,
        share: false,
        allow_trace: false,
        position: String::new(),
    })
}

fn accounts() -> impl Strategy<Value = Vec<AccountSpec>> {
    let exports = prop::collection::vec(prop::collection::vec(export(), 0..4), NAMES.len());
    let tastes = prop::collection::vec(prop::collection::vec(taste(), 0..4), NAMES.len());
    (exports, tastes).prop_map(|(exports, tastes)| {
        let mut accounts: Vec<AccountSpec> = NAMES
            .iter()
            .zip(exports)
            .map(|(name, exports)| AccountSpec {
                name: name.to_string(),
                users: vec![fixture::user(name, "")],
                exports,
                ..AccountSpec::default()
            })
            .collect();
        let imports: Vec<Vec<ImportSpec>> = tastes
            .iter()
            .map(|tastes| tastes.iter().filter_map(|taste| import(&accounts, taste)).collect())
            .collect();
        for (account, imports) in accounts.iter_mut().zip(imports) {
            account.imports = imports;
        }
        accounts
    })
}

/// Takes out imports that are refused, for whatever reason, until the rest stands.
fn standing(mut accounts: Vec<AccountSpec>) -> (Vec<AccountSpec>, Directory) {
    loop {
        for (number, import) in (0..).zip(accounts.iter_mut().flat_map(|account| &mut account.imports)) {
            import.position = format!("{number}");
        }
        let problems = match Directory::build(&Options { accounts: accounts.clone(), ..Options::default() }) {
            Ok(directory) => return (accounts, directory),
            Err(problems) => problems,
        };
        let bad =
            problems.iter().find(|problem| problem.severity == Severity::Error).unwrap().position.clone();
        for account in &mut accounts {
            account.imports.retain(|import| import.position != bad);
        }
    }
}

/// An import of the account's own subject under its own name is dropped with a warning; the model should not see it.
fn without_self_imports(accounts: &[AccountSpec]) -> Vec<AccountSpec> {
    let mut accounts = accounts.to_vec();
    for account in &mut accounts {
        let name = account.name.clone();
        let renames = |import: &ImportSpec| {
            import.prefix.is_some() || import.to.as_ref().is_some_and(|to| *to != import.subject)
        };
        account.imports.retain(|import| import.account != name || renames(import));
    }
    accounts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn everyone_sees_exactly_what_the_model_says(
        accounts in accounts(), published in prop::collection::vec(literal(), 1..12), publisher in 0..NAMES.len(),
    ) {
        let (accounts, directory) = standing(accounts);
        let accounts = without_self_imports(&accounts);
        let model = Model::new(&accounts);
        let publisher = NAMES[publisher];
        for subject in published {
            let found = sights(&directory, directory.find(publisher).unwrap(), &subject);
            prop_assert_eq!(found, model.sights(publisher, &subject), "{} by {}", subject, publisher);
        }
    }

    /// The shadows of a filter bring exactly the sights that match it.
    #[test]
    fn shadows_bring_what_the_filter_wants(accounts in accounts(), filter in filter(), subject in literal()) {
        let (accounts, directory) = standing(accounts);
        let accounts = without_self_imports(&accounts);
        let filter: Subject = filter.parse().unwrap();
        for (publisher, subscriber) in NAMES.iter().flat_map(|a| NAMES.iter().map(move |b| (a, b))) {
            let account = directory.account(directory.find(subscriber).unwrap()).unwrap();
            let from = directory.find(publisher).unwrap();
            let found = account
                .shadows(&filter)
                .filter(|shadow| shadow.import.from() == from && shadow.filter.matches(subject.as_bytes()))
                .count();
            let expected = Model::new(&accounts)
                .sights(publisher, &subject)
                .into_iter()
                .filter(|sight| sight.by == By::Stream && sight.account == **subscriber)
                .filter(|sight| filter.matches(sight.subject.as_bytes()))
                .count();
            prop_assert_eq!(found, expected, "{} by {} for {} in {}", subject, publisher, filter, subscriber);
        }
    }

    #[test]
    fn imports_are_authorised_as_the_model_says(accounts in accounts()) {
        let model = Model::new(&accounts);
        let refused: Vec<String> = match Directory::build(&Options { accounts: accounts.clone(), ..Options::default() }) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.into_iter().map(|problem| problem.text).collect(),
        };
        for account in &accounts {
            for import in &account.imports {
                let kind = if import.kind == ImportKind::Stream { "stream" } else { "service" };
                let text = format!("Error adding {kind} import {:?}: {kind} import not authorized", import.subject);
                if model.is_authorised(&account.name, import) {
                    let twin = accounts.iter().any(|other| other.imports.iter().any(|twin| {
                        twin.subject == import.subject && twin.kind == import.kind && !model.is_authorised(&other.name, twin)
                    }));
                    prop_assert!(twin || !refused.contains(&text), "{} of {}", text, account.name);
                } else {
                    prop_assert!(refused.iter().any(|found| *found == text || found.starts_with("Duplicate service")), "{}", text);
                }
            }
        }
    }
}
