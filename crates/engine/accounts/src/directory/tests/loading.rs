//! What is refused, what is warned of, and what is let through.

use options::{LatencySpec, ResponseKind};

use super::check;
use crate::{
    AccountId, Directory,
    directory::{DEFAULT_THRESHOLD, ExportKind, Sampling},
    fixture,
};

/// An exporter B and an importer A with users, and these statements.
fn with_users(statements: &[&str]) -> String {
    format!("A user a\nB user b\n{}", statements.join("\n"))
}

#[track_caller]
fn accepted(statements: &[&str]) {
    check(&with_users(statements), &[]);
}

#[track_caller]
fn refused(statements: &[&str], expected: &str) {
    let at = format!("Error line {}: {expected}", statements.len() + 2);
    check(&with_users(statements), &[&at]);
}

#[track_caller]
fn warned(statements: &[&str], expected: &str) {
    let at = format!("Warning line {}: {expected}", statements.len() + 2);
    check(&with_users(statements), &[&at]);
}

#[test]
fn imports_need_an_export() {
    accepted(&["B exports stream a.>", "A imports stream a.* from B"]);
    accepted(&["B exports service q", "A imports service q from B"]);
    refused(&["A imports stream a from X"], "\"X\" account not defined for stream import");
    refused(
        &["A imports service a from $G"],
        "Error adding service import \"a\": service import not authorized",
    );
    let text = "Error adding stream import \"a\": stream import not authorized";
    refused(&["B exports stream b", "A imports stream a from B"], text);
    refused(&["B exports service a", "A imports stream a from B"], text);
    let text = "Error adding stream import \"a.>\": stream import not authorized";
    refused(&["B exports stream a.*", "A imports stream a.> from B"], text);
    let text = "Error adding service import \"a..b\": service import not authorized";
    refused(&["B exports service >", "A imports service a..b from B"], text);
}

#[test]
fn private_exports() {
    accepted(&["B exports stream s to A", "A imports stream s from B"]);
    accepted(&["C", "B exports stream s to C", "B exports stream s to A", "A imports stream s from B"]);
    let text = "Error adding stream import \"s\": stream import not authorized";
    refused(&["C", "B exports stream s to C", "A imports stream s from B"], text);
    refused(&["C", "B exports stream s to C", "B exports stream s", "A imports stream s from B"], text);
    refused(&["C", "B exports stream s", "B exports stream s to C", "A imports stream s from B"], text);
    refused(&["B exports stream s to Z"], "\"Z\" account not defined for stream export");
    refused(&["B exports service s to A,Z"], "\"Z\" account not defined for service export");
}

#[test]
fn the_most_specific_export_decides() {
    let private = ["C", "B exports stream a.>", "B exports stream a.secret.> to C"];
    let mut wide = private.to_vec();
    wide.push("A imports stream a.> from B");
    accepted(&wide);
    let mut inside = private.to_vec();
    inside.push("A imports stream a.secret.x from B");
    refused(&inside, "Error adding stream import \"a.secret.x\": stream import not authorized");
    let public =
        ["C", "B exports stream a.> to C", "B exports stream a.open.>", "A imports stream a.open.x from B"];
    accepted(&public);
    // Neither of these holds the other, so one that says yes is enough.
    let crossing =
        ["C", "B exports stream a.* to C", "B exports stream *.b to A", "A imports stream a.b from B"];
    accepted(&crossing);
}

#[test]
fn account_token_position() {
    accepted(&["B exports service q.* position 2", "A imports service q.A from B as q"]);
    accepted(&["B exports service q.*.* position 2", "A imports service q.A.* from B"]);
    accepted(&["C", "B exports stream q.* to C position 2", "A imports stream q.A from B"]);
    let text = |subject| format!("Error adding service import {subject:?}: service import not authorized");
    refused(&["B exports service q.* position 2", "A imports service q.C from B"], &text("q.C"));
    refused(&["B exports service q.* position 2", "A imports service q.* from B"], &text("q.*"));
    refused(&["B exports service q.* to A position 2", "A imports service q.C from B"], &text("q.C"));
    for (export, kind) in [("stream q.b position 2", "stream"), ("service q.b position 3", "service")] {
        let statement = format!("B exports {export}");
        refused(&[&statement], &format!("Error adding {kind} export \"q.b\": invalid subject"));
    }
}

#[test]
fn the_same_twice() {
    let stream = "Error adding stream import \"s\": stream import already exists";
    refused(&["B exports stream s", "A imports stream s from B", "A imports stream s from B as t"], stream);
    let service =
        "Duplicate service import subject \"q\", previously used in import for account \"B\", subject \"q\"";
    refused(
        &["B exports service >", "A imports service q from B", "A imports service r from B as q"],
        service,
    );
    accepted(&[
        "C user c",
        "B exports service q",
        "C exports service q",
        "A imports service q from B",
        "A imports service q from C",
    ]);
}

#[test]
fn prefix_and_to() {
    accepted(&["B exports stream s.*", "A imports stream s.* from B prefix p"]);
    accepted(&["B exports stream s.*", "A imports stream s.* from B prefix p."]);
    accepted(&["B exports stream s.*.*", "A imports stream s.*.* from B as {{wildcard(2)}}.t.$1"]);
    accepted(&["B exports service s.*.*", "A imports service s.*.* from B as $2.t.$1"]);
    accepted(&["B exports service s", "A imports service s from B as t.*"]);
    accepted(&["B exports stream s.*", "A imports stream s.* from B as t.$1.$1"]);
    let both = "Stream import can not have a 'prefix' and a 'to' property";
    refused(&["B exports stream s", "A imports stream s from B prefix p as t"], both);
    let wildcard = "Error adding stream import \"s\": stream import prefix can not contain wildcard tokens";
    refused(&["B exports stream s", "A imports stream s from B prefix p.*"], wildcard);
    let unused = "invalid mapping destination: not using all of the token wildcard(s) in x";
    let stream = "failed to create mapping transform for stream import subject from \"s.*\" to \"x\"";
    let text = format!("Error adding stream import \"s.*\": {stream}: {unused}");
    refused(&["B exports stream s.*", "A imports stream s.* from B as x"], &text);
    let service = "failed to create mapping transform for service import subject from \"x\" to \"s.*\"";
    let text = format!("Error adding service import \"s.*\": {service}: {unused}");
    refused(&["B exports service s.*", "A imports service s.* from B as x"], &text);
    let twice = "Error adding service import \"s.*\": \"t.$1.$1\" uses a wildcard twice";
    refused(&["B exports service s.*", "A imports service s.* from B as t.$1.$1"], twice);
    let empty = "Error adding service import \"s\": invalid subject";
    refused(&["B exports service s", "A imports service s from B as x..y"], empty);
    warned(
        &["B exports service s", "A imports service s from B prefix p"],
        "'prefix' of service import \"s\" has no effect",
    );
}

#[test]
fn what_carries_nothing() {
    warned(
        &["B exports stream s", "A imports stream s from B as x..y"],
        "stream import \"s\" carries nothing: its local name \"x..y\" is no subject",
    );
    warned(
        &["B exports stream a..b"],
        "stream export \"a..b\" is no subject, so nothing can be imported from it",
    );
    warned(
        &["A exports service q", "A imports service q from A"],
        "service import \"q\" has no effect: the account imports its own subject",
    );
    accepted(&["A exports stream s.>", "A imports stream s.> from A prefix p"]);
    warned(
        &["B exports stream >", "A imports stream _R_.x from B"],
        "stream import \"_R_.x\" of account A carries nothing: only the server publishes to this subject",
    );
    warned(
        &["C exports stream s", "A imports stream s from C"],
        "stream import \"s\" of account A carries nothing: account C has no users who could publish it",
    );
    warned(
        &["C exports service q", "A imports service q from C"],
        "service import \"q\" of account A is never answered: account C has no users who could answer",
    );
}

#[test]
fn what_only_passes_through() {
    let chain = |kind| {
        with_users(&[
            &format!("B exports {kind} s"),
            &format!("C exports {kind} s"),
            &format!("C imports {kind} s from B"),
            &format!("A imports {kind} s from C"),
        ])
    };
    check(&chain("service"), &[]);
    check(
        &chain("stream"),
        &[
            "Warning line 6: stream import \"s\" of account A carries nothing: account C has no users, and what it imports \
           from B is not exported again",
        ],
    );
}

#[test]
fn names_of_accounts() {
    check("$G user a", &["Error line 1: \"$G\" is a Reserved Account"]);
    let mut options = fixture::options("A\nB");
    options.accounts[1].name = "A".into();
    let problems = Directory::build(&options).unwrap_err();
    assert_eq!(problems[0].to_string(), "line 2: Duplicate Account Entry: A (merge the two)");
}

#[test]
fn the_system_account() {
    let system = |change: fn(&mut options::Options)| {
        let mut options = fixture::options("A\nS user s");
        change(&mut options);
        let directory = Directory::build(&options)?;
        let name =
            directory.system().and_then(|id| directory.account(id)).map(|account| account.name().to_owned());
        Ok::<_, Vec<crate::Problem>>((directory.len(), name))
    };
    assert_eq!(system(|_| {}).unwrap(), (4, Some("$SYS".into())));
    assert_eq!(system(|options| options.system_account = Some("S".into())).unwrap(), (3, Some("S".into())));
    assert_eq!(system(|options| options.no_system_account = true).unwrap(), (3, None));
    let missing = system(|options| options.system_account = Some("Z".into())).unwrap_err();
    assert_eq!(missing[0].text, "error resolving system account: account \"Z\" missing");
    let directory = Directory::build(&fixture::options("$SYS user s")).unwrap();
    assert_eq!((directory.len(), directory.system()), (2, directory.find("$SYS")));
    assert_eq!(directory.find("$G"), Some(AccountId::GLOBAL));
}

#[test]
fn terms_of_services() {
    let mut options = fixture::options(
        "B exports service q.> response stream\nB exports service q.x\nA imports service q.x from B",
    );
    options.accounts[0].exports[1].kind = options::ExportKind::Service {
        response: ResponseKind::Singleton,
        threshold: None,
        latency: Some(LatencySpec { sampling: 0, subject: "lat".into() }),
    };
    let directory = Directory::build(&options).unwrap();
    let importer = directory.account(directory.find("A").unwrap()).unwrap();
    let terms = importer.service_imports()[0].terms();
    assert_eq!((terms.response, terms.threshold), (ResponseKind::Singleton, DEFAULT_THRESHOLD));
    let latency = terms.latency.as_ref().unwrap();
    assert_eq!((latency.sampling, latency.subject.to_string()), (Sampling::Headers, "lat".into()));
    let exporter = directory.account(directory.find("B").unwrap()).unwrap();
    assert!(
        matches!(exporter.exports()[0].kind(), ExportKind::Service(terms) if terms.response == ResponseKind::Stream)
    );
}

#[test]
fn latency_that_cannot_be_measured() {
    let check = |exported: &str, response, reports: &str, why: &str| {
        let mut options = fixture::options(&format!("B exports service {exported}"));
        let latency = Some(LatencySpec { sampling: 100, subject: reports.into() });
        options.accounts[0].exports[0].kind =
            options::ExportKind::Service { response, threshold: None, latency };
        let expected =
            format!("Error adding service latency sampling for {exported:?} on subject {reports:?}: {why}");
        assert_eq!(Directory::build(&options).unwrap_err()[0].text, expected);
    };
    check("q", ResponseKind::Chunked, "lat", "bad service response type");
    check(">", ResponseKind::Singleton, "lat", "invalid publish subject");
    check("q", ResponseKind::Singleton, "lat.*", "invalid publish subject");
}
