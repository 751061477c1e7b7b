//! Circles are found and printed; everything that only looks like one is let through.

use super::{check, problems};

#[track_caller]
fn refused(text: &str, path: &str) {
    let found: Vec<_> = problems(text).into_iter().filter(|problem| problem.starts_with("Error")).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with(&format!("import forms a cycle: {path}")), "{found:?}");
}

/// Only accounts with users, so that nothing but circles is found.
#[track_caller]
fn accepted(statements: &str) {
    let users: String =
        ["A", "B", "C", "D", "E", "F", "G"].map(|name| format!("{name} user {name}\n")).concat();
    check(&format!("{users}{statements}"), &[]);
}

#[test]
fn services() {
    refused(
        "A exports service help\nA imports service help from B\nB exports service help\nB imports service help from A",
        "A help -> B help -> A help",
    );
    refused(
        "A exports service *\nA imports service help from B\nB exports service help\nB imports service * from A",
        "A help -> B help -> A help",
    );
    refused(
        "A exports service *\nA imports service help from B\nB exports service help\nB imports service help from C\n\
         C exports service *\nC imports service * from A",
        "A help -> B help -> C help -> A help",
    );
    refused(
        "A exports service a\nA imports service b from B as a\nB exports service b\nB imports service a from A as b",
        "A a -> B b -> A a",
    );
    refused(
        "A exports service *\nA imports service foo from B\nB exports service foo\nB imports service * from A as $1",
        "A foo -> B foo -> A foo",
    );
    refused(
        "A exports service *\nA imports service narrow from C\nA imports service other from D\nC exports service narrow\n\
         D exports service other\nD imports service other from E\nE exports service *\nE imports service * from A",
        "A other -> D other -> E other -> A other",
    );
}

#[test]
fn a_circle_through_one_account() {
    refused("A exports service q.>\nA imports service q.> from A as q.x.>", "A q.x.> -> A q.x.>");
}

#[test]
fn services_that_go_in_no_circle() {
    accepted(
        "A exports service *\nA imports service help from B\nB exports service help\nB imports service nohelp from C\n\
         C exports service *\nC imports service * from A",
    );
    accepted(
        "A exports service help\nA imports service help from B\nB exports service help\nB imports service help from C\n\
         C exports service help\nC imports service help from D\nD exports service help",
    );
    accepted(
        "A exports service a.*\nA imports service a.* from B as b.*\nB exports service a.*\n\
         B imports service a.foo from A as c.foo",
    );
    // There and back again under another name.
    accepted(
        "A exports service q.b\nA imports service q.a from B\nB exports service q.a\nB imports service q.b from A as q.a",
    );
}

#[test]
fn streams() {
    refused(
        "A exports stream s\nA imports stream s from B\nB exports stream s\nB imports stream s from A",
        "B s -> A s -> B s",
    );
    // No message goes round here, but the reference refuses what comes back to its account.
    refused(
        "A exports stream *\nA imports stream bar from B\nB exports stream bar\nB imports stream foo from A as bar",
        "A foo -> B bar -> A bar",
    );
    refused(
        "A exports stream *\nA imports stream narrow from C\nA imports stream other from D\nC exports stream narrow\n\
         D exports stream other\nD imports stream other from E\nE exports stream *\nE imports stream * from A",
        "D other -> A other -> E other -> D other",
    );
}

#[test]
fn streams_that_go_in_no_circle() {
    accepted(
        "A exports stream foo\nA imports stream bar from B\nB exports stream bar\nB imports stream baz from C as bar\n\
         C exports stream baz\nC imports stream foo from A as bar",
    );
    accepted("A exports stream s.>\nA imports stream s.> from A as s.x.>");
    // Both ways with prefixes.
    accepted(
        "A exports stream ev.>\nB exports stream ev.>\nA imports stream ev.> from B prefix B\n\
         B imports stream ev.> from A prefix A",
    );
}

#[test]
fn diamonds() {
    for kind in ["service", "stream"] {
        let exports: String =
            ["A", "B", "C", "D", "E", "F", "G"].map(|name| format!("{name} exports {kind} s\n")).concat();
        let imports: String = ["A B", "A C", "B D", "C D", "D E", "D F", "E G", "F G", "A G"]
            .map(|pair| {
                let (importer, exporter) = pair.split_once(' ').unwrap();
                format!("{importer} imports {kind} s from {exporter}\n")
            })
            .concat();
        accepted(&format!("{exports}{imports}"));
    }
}

#[test]
fn a_ladder_of_diamonds_is_checked_in_good_time() {
    // 2^200 ways from the first to the last account, and one import back from there.
    let step = |n: usize| {
        format!(
            "N{n} exports service >\nN{n} imports service a.> from N{} \nN{n} imports service a.> from N{} as b.>\n",
            n + 1,
            n + 2
        )
    };
    let ladder: String = (0..200).map(step).collect();
    let ends = "N200 exports service >\nN201 exports service >\nN201 imports service x.y from N0\nN0 user a";
    let found: Vec<_> = problems(&format!("{ladder}{ends}"))
        .into_iter()
        .filter(|problem| problem.starts_with("Error"))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_circle_in_which_subjects_grow_is_left_again() {
    // B's import leads into A's circle, p.p.p…, and never back.
    refused(
        "A exports service >\nB exports service >\nB user b\nB imports service > from A as q.>\n\
         A imports service a.> from B as b.>\nA imports service p.> from A as >",
        "A > -> A p.>",
    );
}

#[test]
fn a_hub_with_many_tenants_is_no_problem() {
    // Every tenant asks the hub, and the hub asks every tenant.
    let tenant = |n: usize| {
        format!(
            "T{n} user t{n}\nT{n} exports service callback\nT{n} imports service api.T{n}.> from HUB as api.>\n\
             HUB imports service callback from T{n} as T{n}.callback\n"
        )
    };
    let tenants: String = (0..2000).map(tenant).collect();
    check(&format!("HUB user h\nHUB exports service api.*.> position 2\n{tenants}"), &[]);
}

#[test]
fn a_long_chain_is_no_problem() {
    let chain: String = (0..3000)
        .map(|n| format!("N{n} exports service q\nN{n} imports service q from N{}\n", n + 1))
        .collect();
    let text = format!("{chain}N3000 exports service q\nN3000 user a\n");
    let found: Vec<_> = problems(&text).into_iter().filter(|problem| problem.starts_with("Error")).collect();
    assert_eq!(found, Vec::<String>::new());
    let closed = format!("{text}N3000 imports service q from N0");
    let found = problems(&closed);
    let error = found.iter().find(|problem| problem.starts_with("Error")).unwrap();
    assert!(error.contains("N0 q -> N1 q -> ") && error.ends_with(" -> N3000 q -> N0 q"));
}
