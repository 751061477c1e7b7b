//! Random sets of accounts whose subjects, queues and inboxes are the same, and which import from each other.

use accounts::{Directory, Severity};
use options::{
    AccountSpec, CredentialSpec, ExportKind, ExportSpec, ImportKind, ImportSpec, Options, ResponseKind,
    UserSpec,
};
use stdx::random::Random;

const NAMES: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// Two to six accounts whose imports are all in order. Each has one user, called like the account.
pub(crate) fn account_set(random: &mut Random) -> Vec<AccountSpec> {
    let count = 2 + random.below(5) as usize;
    let mut accounts: Vec<AccountSpec> = NAMES.iter().take(count).map(|name| account(name)).collect();
    for account in &mut accounts {
        account.exports = (0..2 + random.below(3)).map(|_| export(random, count)).collect();
    }
    for importer in 0..count {
        let imports = (0..2 + random.below(6)).filter_map(|_| import(random, &accounts, importer)).collect();
        accounts[importer].imports = imports;
    }
    without_refused(accounts)
}

fn account(name: &str) -> AccountSpec {
    let user = UserSpec {
        credential: CredentialSpec::Password { user: name.into(), password: name.into() },
        permissions: None,
        allowed_connection_types: Vec::new(),
        proxy_required: false,
        position: String::new(),
    };
    AccountSpec { name: name.into(), users: vec![user], ..AccountSpec::default() }
}

pub(crate) fn pick<'a, T>(random: &mut Random, from: &'a [T]) -> &'a T {
    &from[random.below(from.len() as u64) as usize]
}

/// What a client publishes to.
pub(crate) fn literal(random: &mut Random) -> String {
    let tokens = 1 + random.below(4);
    (0..tokens).map(|_| *pick(random, &["a", "b", "p"])).collect::<Vec<_>>().join(".")
}

/// What a client subscribes to, or an account exports.
pub(crate) fn filter(random: &mut Random) -> String {
    let count = 1 + random.below(3);
    let mut tokens: Vec<&str> = (0..count).map(|_| *pick(random, &["a", "b", "p", "*"])).collect();
    if random.below(3) == 0 {
        tokens.push(">");
    }
    tokens.join(".")
}

/// Services keep a literal token, so that inboxes and the subjects of answers are no requests themselves.
fn export(random: &mut Random, accounts: usize) -> ExportSpec {
    let is_stream = random.below(2) == 0;
    let subject = match (random.below(2), is_stream) {
        (0, true) => pick(random, &[">", "*.>", "*", "*.*", "a.>", "*.*.*"]).to_string(),
        (0, false) => pick(random, &["a.>", "b.>", "a.*", "*.b", "a", "b.*.*"]).to_string(),
        (_, true) => filter(random),
        (_, false) => format!("{}.{}", pick(random, &["a", "b"]), filter(random)),
    };
    let response = ResponseKind::Stream;
    let kind = match is_stream {
        true => ExportKind::Stream,
        false => ExportKind::Service { response, threshold: None, latency: None },
    };
    let listed = random.below(6).saturating_sub(3);
    let accounts = (0..listed).map(|_| pick(random, &NAMES[..accounts]).to_string()).collect();
    ExportSpec { subject, kind, accounts, account_token_position: None, position: String::new() }
}

/// An import of somebody's export, narrowed and renamed in some way.
fn import(random: &mut Random, accounts: &[AccountSpec], importer: usize) -> Option<ImportSpec> {
    let exporter = pick(random, accounts);
    if exporter.name == accounts[importer].name {
        return None;
    }
    let export = pick(random, &exporter.exports);
    let narrowed = export.subject.split('.').map(|token| match token {
        "*" => *pick(random, &["*", "*", "a", "b"]),
        token => token,
    });
    let subject = narrowed.collect::<Vec<_>>().join(".");
    let is_stream = export.kind == ExportKind::Stream;
    let (to, prefix) = match random.below(5) {
        0 => (Some(reversed(&subject)), None),
        1 if is_stream => (None, Some("p".into())),
        1 => (Some(format!("p.{subject}")), None),
        _ => (None, None),
    };
    let kind = if is_stream { ImportKind::Stream } else { ImportKind::Service };
    let share = random.below(2) == 0;
    let (account, position) = (exporter.name.clone(), String::new());
    Some(ImportSpec { kind, account, subject, to, prefix, share, allow_trace: false, position })
}

/// The wildcards of a subject from the right to the left, and a token of their own.
fn reversed(subject: &str) -> String {
    let wildcards = subject.split('.').filter(|token| *token == "*").count();
    let mut to: Vec<String> = (1..=wildcards).rev().map(|number| format!("${number}")).collect();
    to.push("p".into());
    to.extend(subject.ends_with('>').then(|| ">".into()));
    to.join(".")
}

/// Takes out what is refused, one by one, until the rest stands.
fn without_refused(mut accounts: Vec<AccountSpec>) -> Vec<AccountSpec> {
    loop {
        for (number, import) in accounts.iter_mut().flat_map(|account| &mut account.imports).enumerate() {
            import.position = number.to_string();
        }
        let options = Options { accounts: accounts.clone(), ..Options::default() };
        let Err(problems) = Directory::build(&options) else { return accounts };
        let error = problems.iter().find(|problem| problem.severity == Severity::Error).unwrap();
        for account in &mut accounts {
            account.imports.retain(|import| import.position != error.position);
        }
    }
}

/// The accounts in a few lines, for a failure.
pub(crate) fn described(accounts: &[AccountSpec]) -> String {
    let mut text = String::new();
    for AccountSpec { name, exports, imports, .. } in accounts {
        for ExportSpec { subject, kind, accounts, .. } in exports {
            let kind = if *kind == ExportKind::Stream { "stream" } else { "service" };
            text += &format!("{name} exports {kind} {subject} to {accounts:?}\n");
        }
        for ImportSpec { kind, account, subject, to, prefix, .. } in imports {
            text +=
                &format!("{name} imports {kind:?} {subject} from {account} as {to:?} prefix {prefix:?}\n");
        }
    }
    text
}
