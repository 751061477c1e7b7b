//! What must hold for any mapping that is accepted.

use subject::mapping::{Destination, Mapped, Mapping, MappingTable};
use subject::transform::{Remap, Transform};
use subject::{Subject, has_empty_token, is_subset, is_valid_filter};

/// Reads lines: a source, a destination, then subjects.
pub(crate) fn check(input: &[u8]) {
    let mut lines = input.split(|&byte| byte == b'\n').take(10);
    let (Some(source), Some(destination)) = (lines.next(), lines.next()) else { return };
    let Ok(source) = Subject::new(source) else { return };
    let subjects: Vec<&[u8]> = lines.collect();
    if let Ok(transform) = Transform::new(&source, destination) {
        subjects.iter().for_each(|subject| check_transform(&transform, subject));
        subjects.iter().for_each(|subject| check_table(&source, destination, subject));
    }
    if let Ok(remap) = Remap::new(&source, destination) {
        subjects.iter().for_each(|subject| check_remap(&remap, subject));
    }
}

/// What comes out is a subject that somebody can receive.
fn check_transform(transform: &Transform, subject: &[u8]) {
    let mut out = b"kept".to_vec();
    let applies = transform.apply(subject, &mut || u32::MAX, &mut out);
    assert_eq!(applies, transform.source().matches(subject), "{}", subject.escape_ascii());
    let made = out.strip_prefix(b"kept").unwrap();
    assert_eq!(applies, !made.is_empty());
    assert!(!applies || !has_empty_token(made), "{}", made.escape_ascii());
}

/// A table of one mapping with half of the weight says what its transform says, for that half.
fn check_table(source: &Subject, destination: &[u8], subject: &[u8]) {
    let to = Destination { subject: destination.into(), weight: 50, cluster: None };
    let table = MappingTable::new(vec![Mapping::new(source, vec![to]).unwrap()], "");
    let applies = is_subset(subject, source.as_bytes()) && source.matches(subject);
    let rest = if destination == source.as_bytes() { Mapped::Lost } else { Mapped::Unchanged };
    for (drawn, expected) in [(49, Mapped::To), (50, rest)] {
        let (mut out, mut made) = (Vec::new(), Vec::new());
        let mapped = table.map(subject, &mut || drawn, &mut out);
        assert_eq!(mapped, if applies { expected } else { Mapped::Unchanged }, "{}", subject.escape_ascii());
        if mapped == Mapped::To {
            Transform::new(source, destination).unwrap().apply(subject, &mut || drawn, &mut made);
        }
        assert_eq!(out, made);
    }
}

/// There and back again.
fn check_remap(remap: &Remap, subject: &[u8]) {
    let (mut there, mut back) = (Vec::new(), Vec::new());
    if remap.apply(subject, &mut there) {
        assert!(remap.output().matches(&there), "{}", there.escape_ascii());
        if let Some(reverse) = remap.reverse() {
            assert!(reverse.apply(&there, &mut back));
            assert_eq!(back, subject);
        }
    }
    if is_valid_filter(subject) {
        let filter = Subject::new(subject).unwrap();
        let front = remap.preimage(&filter);
        assert!(front.iter().all(|front| is_subset(front.as_bytes(), remap.source().as_bytes())));
        // Of a literal that comes out, exactly one goes in.
        if filter.is_literal() && remap.output().matches(subject) && remap.reverse().is_some() {
            let mut again = Vec::new();
            assert!(remap.apply(front.unwrap().as_bytes(), &mut again));
            assert_eq!(again, subject);
        }
    }
}
