//! Imports that lead in a circle.
//!
//! For requests a circle is a service import that one request could pass twice: it would travel for ever. For messages,
//! which take one step only, it is a chain of stream imports, each feeding the next one's subject, that leads back to
//! the account it started in: refused because the reference does. Subjects are followed as they are renamed and
//! narrowed, so imports that merely share accounts, in diamonds or back and forth, are no circle. An account that takes
//! its own stream under another name is let alone, as in the reference.
//!
//! Each import is asked on its own whether it leads back to itself, so the answer doesn't depend on any order. Only
//! imports between accounts that can reach each other at all are asked.

use std::collections::{HashMap, HashSet, VecDeque};

use subject::{Subject, intersection, overlaps};

use super::{Account, rename::Rename};
use crate::{AccountId, Problem};

/// Comparisons of subjects, for all imports together, after which they are called too entangled to check: some seconds.
const COMPARISONS: usize = 200_000_000;
/// Ways that one import may lead to before it is called so: the memory they take.
const WAYS: usize = 300_000;

pub(super) fn find(accounts: &[Account], problems: &mut Vec<Problem>) {
    search(accounts, &service_edges(accounts), &SERVICES, problems);
    search(accounts, &stream_edges(accounts), &STREAMS, problems);
}

/// One import, in the direction in which messages travel.
struct Edge<'a> {
    from: AccountId,
    enters: &'a Subject,
    to: AccountId,
    leaves: &'a Subject,
    rename: &'a Rename,
    subject: &'a Subject,
    position: &'a str,
}

/// What counts as a circle.
struct Kind {
    name: &'static str,
    /// Whether a chain is closed by an import that leads to the account it started in, or only by the import it started
    /// with.
    closes_at_account: bool,
}

const SERVICES: Kind = Kind { name: "service", closes_at_account: false };
const STREAMS: Kind = Kind { name: "stream", closes_at_account: true };

fn service_edges(accounts: &[Account]) -> Vec<Edge<'_>> {
    accounts
        .iter()
        .flat_map(|account| account.service_imports.iter().map(move |import| (account.id, import)))
        .map(|(importer, import)| Edge {
            from: importer,
            enters: &import.local,
            to: import.to,
            leaves: &import.remote,
            rename: &import.rename,
            subject: &import.remote,
            position: &import.position,
        })
        .collect()
}

fn stream_edges(accounts: &[Account]) -> Vec<Edge<'_>> {
    accounts
        .iter()
        .flat_map(|account| account.stream_imports.iter().map(move |import| (account.id, import)))
        .filter(|(importer, import)| *importer != import.from)
        .map(|(importer, import)| Edge {
            from: import.from,
            enters: &import.remote,
            to: importer,
            leaves: &import.local,
            rename: &import.rename,
            subject: &import.remote,
            position: &import.position,
        })
        .collect()
}

fn search(accounts: &[Account], edges: &[Edge<'_>], kind: &Kind, problems: &mut Vec<Problem>) {
    let component = components(accounts.len(), edges);
    let inside = |edge: &Edge<'_>| component.get(edge.from.index()) == component.get(edge.to.index());
    let mut search = Search { edges, kind, leaving: Leaving::default(), comparisons: COMPARISONS };
    for (index, edge) in edges.iter().enumerate().filter(|(_, edge)| inside(edge)) {
        search.leaving.insert(index, edge);
    }
    let mut reported = HashSet::new();
    for (index, edge) in edges.iter().enumerate().filter(|(_, edge)| inside(edge)) {
        if reported.contains(&index) {
            continue;
        }
        match search.circle_from(index) {
            Ok(None) => {}
            Ok(Some(circle)) => {
                let text = format!(
                    "Error adding {} import {:?}: import forms a cycle: {}",
                    kind.name,
                    edge.subject.to_string(),
                    search.describe(accounts, &circle)
                );
                let mend =
                    "remove one of these imports, or give it a local subject that the next one doesn't hold";
                problems.push(Problem::error(edge.position, text, mend));
                reported.extend(circle.iter().map(|step| step.edge));
            }
            Err(TooEntangled) => {
                let text = format!("{} imports are too entangled to be checked for cycles", kind.name);
                problems.push(Problem::error(edge.position, text, "import fewer overlapping subjects"));
                return;
            }
        }
    }
}

struct TooEntangled;

struct Search<'a> {
    edges: &'a [Edge<'a>],
    kind: &'a Kind,
    leaving: Leaving<'a>,
    comparisons: usize,
}

/// The imports that leave an account, of those that can lead back, by the first token of what they take.
#[derive(Default)]
struct Leaving<'a> {
    all: HashMap<AccountId, Vec<usize>>,
    by_first: HashMap<(AccountId, &'a [u8]), Vec<usize>>,
}

impl<'a> Leaving<'a> {
    fn insert(&mut self, index: usize, edge: &Edge<'a>) {
        self.all.entry(edge.from).or_default().push(index);
        self.by_first.entry((edge.from, first_token(edge.enters))).or_default().push(index);
    }

    /// Those that could take something of `subject`, not yet compared beyond its first token.
    fn candidates(&self, account: AccountId, subject: &Subject) -> impl Iterator<Item = usize> {
        let list = |found: Option<&Vec<usize>>| found.cloned().unwrap_or_default();
        let of = |first: &[u8]| list(self.by_first.get(&(account, first)));
        match first_token(subject) {
            b"*" => vec![list(self.all.get(&account))],
            literal => vec![of(literal), of(b"*")],
        }
        .into_iter()
        .flatten()
    }
}

/// `*` for either wildcard.
fn first_token(subject: &Subject) -> &[u8] {
    match subject.tokens().next() {
        None | Some(b">") => b"*",
        Some(token) => token,
    }
}

/// An import that was reached, with what is left of the subjects on both sides, and from where.
#[derive(Clone)]
struct Step {
    edge: usize,
    enters: Subject,
    leaves: Subject,
    before: Option<usize>,
}

impl Search<'_> {
    /// The shortest chain of imports from this one back to itself (or to its account), if there is one. The last step is
    /// the one that closes it.
    fn circle_from(&mut self, start: usize) -> Result<Option<Vec<Step>>, TooEntangled> {
        let Some(first) = self.edges.get(start) else { return Ok(None) };
        let (enters, leaves) = (first.enters.clone(), first.leaves.clone());
        let mut seen = HashSet::from([(start, leaves.clone())]);
        let mut steps = vec![Step { edge: start, enters, leaves, before: None }];
        let mut queue = VecDeque::from([0]);
        while let Some(at) = queue.pop_front() {
            for step in self.onward(&steps, at)? {
                if self.closes(start, &step) {
                    return Ok(Some(trace(&steps, step)));
                }
                // Another import's circle is found from there; following it would lead nowhere, for ever.
                if !is_on_path(&steps, at, step.edge) && seen.insert((step.edge, step.leaves.clone())) {
                    queue.push_back(steps.len());
                    steps.push(step);
                    if steps.len() > WAYS {
                        return Err(TooEntangled);
                    }
                }
            }
        }
        Ok(None)
    }

    fn closes(&self, start: usize, step: &Step) -> bool {
        let leads_back = || Some(self.edges.get(start)?.from == self.edges.get(step.edge)?.to);
        step.edge == start || self.kind.closes_at_account && leads_back().unwrap_or(false)
    }

    /// The imports that take some of what arrived, and what becomes of it.
    fn onward(&mut self, steps: &[Step], at: usize) -> Result<Vec<Step>, TooEntangled> {
        let Some((step, here)) = steps.get(at).and_then(|step| Some((step, self.edges.get(step.edge)?.to)))
        else {
            return Ok(Vec::new());
        };
        let mut onward = Vec::new();
        for index in self.leaving.candidates(here, &step.leaves) {
            self.comparisons = self.comparisons.checked_sub(1).ok_or(TooEntangled)?;
            let Some(edge) = self.edges.get(index) else { continue };
            if !overlaps(edge.enters.as_bytes(), step.leaves.as_bytes()) {
                continue;
            }
            let Some(enters) = intersection(edge.enters, &step.leaves) else { continue };
            let Some(leaves) = edge.rename.image(&enters) else { continue };
            onward.push(Step { edge: index, enters, leaves, before: Some(at) });
        }
        Ok(onward)
    }

    /// `A q -> B q -> A q`.
    fn describe(&self, accounts: &[Account], circle: &[Step]) -> String {
        let name = |id: AccountId| accounts.get(id.index()).map_or("?", |account| &account.name);
        let closes = circle.first().zip(circle.last()).filter(|(first, last)| first.edge == last.edge);
        let mut text = String::new();
        for (edge, step) in circle.iter().filter_map(|step| Some((self.edges.get(step.edge)?, step))) {
            text.push_str(&format!("{} {} -> ", name(edge.from), step.enters));
        }
        match (closes, circle.last().and_then(|last| Some((last, self.edges.get(last.edge)?)))) {
            // The last step is the first import again: where it starts is where the circle closes.
            (Some(_), _) => text.truncate(text.len().saturating_sub(" -> ".len())),
            (None, Some((last, edge))) => text.push_str(&format!("{} {}", name(edge.to), last.leaves)),
            (None, None) => {}
        }
        text
    }
}

fn is_on_path(steps: &[Step], last: usize, edge: usize) -> bool {
    let before = |step: &&Step| step.before.and_then(|index| steps.get(index));
    std::iter::successors(steps.get(last), before).any(|step| step.edge == edge)
}

/// The steps from the first to this one.
fn trace(steps: &[Step], last: Step) -> Vec<Step> {
    let mut at = last.before;
    let mut path = vec![last];
    while let Some(step) = at.and_then(|index| steps.get(index)) {
        path.push(step.clone());
        at = step.before;
    }
    path.reverse();
    path
}

/// For each account the set it belongs to of accounts that reach each other, as a number.
fn components(accounts: usize, edges: &[Edge<'_>]) -> Vec<usize> {
    let forward = neighbours(accounts, edges.iter().map(|edge| (edge.from, edge.to)));
    let backward = neighbours(accounts, edges.iter().map(|edge| (edge.to, edge.from)));
    let mut finished = Vec::with_capacity(accounts);
    let mut seen = vec![false; accounts];
    for start in 0..accounts {
        finish(&forward, start, &mut seen, &mut finished);
    }
    let mut component = vec![usize::MAX; accounts];
    for &root in finished.iter().rev() {
        spread(&backward, root, &mut component);
    }
    component
}

fn neighbours(accounts: usize, edges: impl Iterator<Item = (AccountId, AccountId)>) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); accounts];
    for (from, to) in edges {
        if let Some(list) = lists.get_mut(from.index()) {
            list.push(to.index());
        }
    }
    lists
}

/// Depth first, without recursion: a chain of imports may be long.
fn finish(next: &[Vec<usize>], start: usize, seen: &mut [bool], finished: &mut Vec<usize>) {
    let mut stack = vec![(start, 0)];
    while let Some((at, tried)) = stack.pop() {
        if tried == 0 {
            match seen.get_mut(at) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
        }
        match next.get(at).and_then(|list| list.get(tried)) {
            Some(&child) => {
                stack.push((at, tried + 1));
                if seen.get(child) == Some(&false) {
                    stack.push((child, 0));
                }
            }
            None => finished.push(at),
        }
    }
}

fn spread(next: &[Vec<usize>], root: usize, component: &mut [usize]) {
    let mut stack = vec![root];
    while let Some(at) = stack.pop() {
        match component.get_mut(at) {
            Some(mark) if *mark == usize::MAX => *mark = root,
            _ => continue,
        }
        stack.extend(next.get(at).into_iter().flatten());
    }
}
