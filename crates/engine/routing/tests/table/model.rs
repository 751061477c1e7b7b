//! The table against a list that is searched from end to end.

use routing::Table;
use subject::Subject;

/// One thing to do with a table.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Subscribe(Subject, Option<&'static [u8]>),
    /// Takes back the n-th of those that are there, if there are any.
    Unsubscribe(usize),
    Lookup(Vec<u8>),
    Overlapping(Subject),
    Sweep,
}

/// Reads each line as a step and runs them all.
pub(crate) fn compare(input: &[u8]) {
    run(input.split(|&byte| byte == b'\n').take(200).filter_map(step));
}

fn step(line: &[u8]) -> Option<Step> {
    let (kind, rest) = line.split_first()?;
    let filter = || Subject::new(rest).ok();
    Some(match kind {
        b'+' => Step::Subscribe(filter()?, None),
        b'q' => Step::Subscribe(filter()?, Some(b"q")),
        b'r' => Step::Subscribe(filter()?, Some(b"r")),
        b'-' => Step::Unsubscribe(rest.first()?.wrapping_sub(b'0').into()),
        b'?' => Step::Overlapping(filter()?),
        b'!' => Step::Sweep,
        _ => Step::Lookup(rest.to_vec()),
    })
}

/// Runs steps on a table and on a list, and compares what they say.
pub(crate) fn run(steps: impl IntoIterator<Item = Step>) {
    let table = Table::new();
    let mut list = List::default();
    for step in steps {
        match step {
            Step::Subscribe(filter, queue) => {
                table.subscribe(&filter, queue, list.next);
                list.subscribe(filter, queue);
            }
            Step::Unsubscribe(at) => list.unsubscribe(at, &table),
            Step::Lookup(subject) => list.compare_lookup(&table, &subject),
            Step::Overlapping(filter) => list.compare_overlapping(&table, &filter),
            Step::Sweep => table.sweep(),
        }
        assert_eq!(table.stats().subscriptions, list.all.len() as u64);
    }
    list.compare_all(&table);
}

#[derive(Debug, Default)]
struct List {
    all: Vec<Subscription>,
    next: u32,
}

#[derive(Debug, Clone, PartialEq)]
struct Subscription {
    filter: Subject,
    queue: Option<Vec<u8>>,
    id: u32,
}

/// What a message reaches: sorted ids without a queue, then each queue with its sorted ids.
type Reached = (Vec<u32>, Vec<(Vec<u8>, Vec<u32>)>);

impl List {
    fn subscribe(&mut self, filter: Subject, queue: Option<&[u8]>) {
        self.all.push(Subscription { filter, queue: queue.map(<[u8]>::to_vec), id: self.next });
        self.next += 1;
    }

    fn unsubscribe(&mut self, at: usize, table: &Table<u32>) {
        if self.all.is_empty() {
            return;
        }
        let Subscription { filter, queue, id } = self.all.swap_remove(at % self.all.len());
        let queue = queue.as_deref();
        assert!(!table.unsubscribe(&filter, queue, &u32::MAX));
        assert!(!table.unsubscribe(&filter, Some(b"other"), &id));
        assert!(table.unsubscribe(&filter, queue, &id));
        assert!(!table.unsubscribe(&filter, queue, &id));
    }

    fn expected(&self, subject: &[u8]) -> Reached {
        let tokens = cut(subject);
        let valid = !tokens.iter().any(|token| token.is_empty());
        let reaches = |known: &&Subscription| valid && reaches(&tokens, &cut(known.filter.as_bytes()));
        let (mut plain, mut queues) = Reached::default();
        for known in self.all.iter().filter(reaches) {
            match &known.queue {
                None => plain.push(known.id),
                Some(name) => match queues.iter_mut().find(|(group, _)| group == name) {
                    Some((_, members)) => members.push(known.id),
                    None => queues.push((name.clone(), vec![known.id])),
                },
            }
        }
        queues.sort();
        (sorted(&plain), queues.into_iter().map(|(name, members)| (name, sorted(&members))).collect())
    }

    fn compare_lookup(&self, table: &Table<u32>, subject: &[u8]) {
        let expected = self.expected(subject);
        let nobody = expected.0.is_empty() && expected.1.is_empty();
        assert_eq!(table.has_interest(subject), !nobody, "{}", subject.escape_ascii());
        for _ in 0..2 {
            let fanout = table.lookup(subject);
            assert!(table.is_current(&fanout));
            assert_eq!(fanout.subject(), subject);
            assert_eq!(fanout.is_empty(), nobody);
            let queues = fanout.queues.iter().map(|group| (group.name.to_vec(), sorted(&group.members)));
            assert_eq!((sorted(&fanout.plain), queues.collect()), expected, "{}", subject.escape_ascii());
        }
    }

    fn compare_overlapping(&self, table: &Table<u32>, filter: &Subject) {
        let mut found = Vec::new();
        table.overlapping(filter, |_, _, &id| found.push(id));
        let touches = |known: &&Subscription| meet(&cut(known.filter.as_bytes()), &cut(filter.as_bytes()));
        let expected: Vec<_> = self.all.iter().filter(touches).map(|known| known.id).collect();
        assert_eq!(sorted(&found), sorted(&expected), "{filter}");
    }

    fn compare_all(mut self, table: &Table<u32>) {
        let mut left = Vec::new();
        table.for_each(|filter, queue, &id| {
            left.push(Subscription { filter: filter.clone(), queue: queue.map(<[u8]>::to_vec), id });
        });
        left.sort_by_key(|known| known.id);
        self.all.sort_by_key(|known| known.id);
        assert_eq!(left, self.all);
    }
}

fn sorted(ids: &[u32]) -> Vec<u32> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids
}

fn cut(subject: &[u8]) -> Vec<&[u8]> {
    subject.split(|&byte| byte == b'.').collect()
}

/// Whether a published subject without empty tokens reaches a filter.
fn reaches(published: &[&[u8]], filter: &[&[u8]]) -> bool {
    match (published, filter) {
        ([], []) => true,
        ([_, ..], [b">"]) => true,
        ([token, published @ ..], [wanted, filter @ ..]) => {
            (wanted == b"*" || wanted == token) && reaches(published, filter)
        }
        _ => false,
    }
}

/// Whether some subject is matched by both.
fn meet(a: &[&[u8]], b: &[&[u8]]) -> bool {
    match (a, b) {
        ([], []) => true,
        ([b">"], [_, ..]) | ([_, ..], [b">"]) => true,
        ([one, a @ ..], [other, b @ ..]) => (one == b"*" || other == b"*" || one == other) && meet(a, b),
        _ => false,
    }
}
