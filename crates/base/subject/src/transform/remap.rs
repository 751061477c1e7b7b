//! The strict transform: every subject it makes can be led back to the one it came from.

use super::call::Call;
use super::error::DestinationError::{IndexOutOfRange, NotSupportedForImport, NotUsingAllWildcards};
use super::function::Piece;
use super::{Transform, TransformError};
use crate::{Subject, intersection, tokens};

/// A transform that only moves tokens and loses none of those that wildcards matched: what imports are made of.
#[derive(Debug, Clone)]
pub struct Remap {
    transform: Transform,
    output: Subject,
    /// For each token of the output but a final `>`: the position in the source that it comes from, if it is no text.
    origins: Box<[Option<usize>]>,
}

impl Remap {
    /// Reads a destination in which `$n` and `{{wildcard(n)}}` stand for the source's wildcards; a `*` stands for the next
    /// one in order, so that `local.*.*` is `local.$1.$2`.
    ///
    /// # Errors
    /// What is wrong with the destination, or that it doesn't go with the source.
    pub fn new(source: &Subject, destination: &[u8]) -> Result<Self, TransformError> {
        let numbered = number_wildcards(destination);
        let wildcards: Vec<usize> =
            source.tokens().enumerate().filter(|(_, token)| *token == b"*").map(|(at, _)| at).collect();
        // Asks for everything that any transform needs before the stricter questions below.
        let transform = Transform::new(source, &numbered)?;
        let origins = tokens(&numbered)
            .filter(|token| *token != b">")
            .map(|token| origin(token, &wildcards))
            .collect::<Result<Box<[_]>, _>>()?;
        if wildcards.iter().any(|&wildcard| !origins.contains(&Some(wildcard))) {
            return Err(NotUsingAllWildcards.of(destination));
        }
        let output = tokens(&numbered)
            .enumerate()
            .map(|(at, token)| if origins.get(at).is_some_and(Option::is_some) { b"*" } else { token });
        let output = joined(output).ok_or(TransformError::InvalidSubject)?;
        Ok(Self { transform, output, origins })
    }

    /// What is transformed.
    #[must_use]
    pub fn source(&self) -> &Subject {
        &self.transform.source
    }

    /// The filter of everything that comes out: the destination with `*` for each function.
    #[must_use]
    pub fn output(&self) -> &Subject {
        &self.output
    }

    /// Appends the new subject to `out` if the source matches, see [`Transform::apply`].
    pub fn apply(&self, subject: &[u8], out: &mut Vec<u8>) -> bool {
        self.transform.apply(subject, &mut || 0, out)
    }

    /// The filter of exactly those subjects of the source that come out as subjects of `filter`; `None` when there are
    /// none. This is what a subscription to `filter` behind an import has to subscribe to in front of it.
    #[must_use]
    pub fn preimage(&self, filter: &Subject) -> Option<Subject> {
        let wanted = intersection(&self.output, filter)?;
        let mut wanted = wanted.tokens();
        let mut found: Vec<&[u8]> = self.source().tokens().collect();
        for origin in &self.origins {
            let token = wanted.next()?;
            if let Some(place) = origin.and_then(|at| found.get_mut(at)) {
                *place = match (*place, token) {
                    (b"*", token) | (token, b"*") => token,
                    // The wildcard stands twice in the output and is wanted to be two things.
                    (one, other) if one != other => return None,
                    (one, _) => one,
                };
            }
        }
        if let (Some(rest), Some(place)) = (wanted.rest(), found.last_mut()) {
            *place = rest;
        }
        joined(found.into_iter())
    }

    /// The remap back; `None` when a wildcard appears twice, so that not every subject of the output has an origin.
    #[must_use]
    pub fn reverse(&self) -> Option<Self> {
        let used: Vec<usize> = self.origins.iter().flatten().copied().collect();
        let source = self.source();
        if used.len() != source.tokens().filter(|token| *token == b"*").count() {
            return None;
        }
        let place_in_output = |at: usize| self.origins.iter().position(|origin| *origin == Some(at));
        let fixed = source.token_count() - usize::from(self.transform.tail.is_some());
        let origins: Box<[_]> = (0..fixed).map(place_in_output).collect();
        let pieces = pieces(source, &origins, self.transform.tail.is_some());
        let transform = Transform {
            source: self.output.clone(),
            destination: source.as_bytes().into(),
            pieces,
            tail: self.transform.tail.map(|_| self.origins.len()),
        };
        Some(Self { transform, output: source.clone(), origins })
    }
}

/// Which position of the source a token of the destination comes from.
fn origin(token: &[u8], wildcards: &[usize]) -> Result<Option<usize>, TransformError> {
    match Call::parse(token).map_err(|kind| kind.of(token))? {
        None => Ok(None),
        Some(Call::Wildcard(index)) => {
            let before = index.checked_sub(1).and_then(|before| usize::try_from(before).ok());
            let found = before.and_then(|before| wildcards.get(before));
            found.map(|&at| Some(at)).ok_or_else(|| IndexOutOfRange { index: Some(index) }.of(token))
        }
        Some(_) => Err(NotSupportedForImport.of(token)),
    }
}

/// The pieces that write `shape` with the given tokens in place of its wildcards.
fn pieces(shape: &Subject, origins: &[Option<usize>], tail: bool) -> Box<[Piece]> {
    let mut pieces = Vec::new();
    for (at, (token, origin)) in shape.tokens().zip(origins).enumerate() {
        if at > 0 {
            pieces.push(Piece::Text(b"."[..].into()));
        }
        pieces.push(origin.map_or_else(|| Piece::Text(token.into()), Piece::Token));
    }
    if tail && !pieces.is_empty() {
        pieces.push(Piece::Text(b"."[..].into()));
    }
    pieces.into()
}

/// Numbers the `*` tokens from the left: `a.*.*` becomes `a.$1.$2`.
#[must_use]
pub fn number_wildcards(subject: &[u8]) -> Vec<u8> {
    let mut numbered = Vec::with_capacity(subject.len() + 2);
    let mut count = 0_usize;
    for (at, token) in tokens(subject).enumerate() {
        if at > 0 {
            numbered.push(b'.');
        }
        if token == b"*" {
            count += 1;
            numbered.extend_from_slice(format!("${count}").as_bytes());
        } else {
            numbered.extend_from_slice(token);
        }
    }
    numbered
}

fn joined<'a>(tokens: impl Iterator<Item = &'a [u8]>) -> Option<Subject> {
    Subject::new(&tokens.collect::<Vec<_>>().join(&b'.')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn remap(source: &str, destination: &str) -> Remap {
        Remap::new(&source.parse().unwrap(), destination.as_bytes()).unwrap()
    }

    fn apply(remap: &Remap, subject: &str) -> Option<String> {
        let mut out = Vec::new();
        remap.apply(subject.as_bytes(), &mut out).then(|| String::from_utf8(out).unwrap())
    }

    #[track_caller]
    fn check(source: &str, destination: &str, subject: &str, expected: &str) {
        let remap = remap(source, destination);
        assert_eq!(apply(&remap, subject).as_deref(), Some(expected), "{source} to {destination}");
        let back = remap.reverse().unwrap();
        assert_eq!(apply(&back, expected).as_deref(), Some(subject), "{destination} back to {source}");
    }

    #[test]
    fn there_and_back() {
        check("a.*", "b.$1", "a.x", "b.x");
        check("a.*", "b.*", "a.x", "b.x");
        check("a.*.*", "b.$2.c.$1", "a.x.y", "b.y.c.x");
        check("a.*.*", "b.{{wildcard(2)}}.{{ Wildcard(1) }}", "a.x.y", "b.y.x");
        check("a.*.*.*", "b.$3.$1.$2", "a.x.y.z", "b.z.x.y");
        check("a.>", "b.c.>", "a.x.y", "b.c.x.y");
        check(">", "b.>", "x.y", "b.x.y");
        check("b.>", ">", "b.x.y", "x.y");
        check("*.a.*.>", "$2.$1.>", "x.a.y.z", "y.x.z");
        check("a.$1.*", "b.$1", "a.$1.x", "b.x");
        check("a", "b", "a", "b");
    }

    #[track_caller]
    fn check_error(source: &str, destination: &str, expected: &str) {
        let error = Remap::new(&source.parse().unwrap(), destination.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected, "{source} to {destination}");
    }

    #[test]
    fn what_can_not_be_undone() {
        let invalid = "invalid mapping destination: ";
        check_error("a.*.*", "b.$1", &format!("{invalid}not using all of the token wildcard(s) in b.$1"));
        check_error(
            "a.*.*",
            "b.$1.$1",
            &format!("{invalid}not using all of the token wildcard(s) in b.$1.$1"),
        );
        check_error("a.*", "b.$1.$0", &format!("{invalid}wildcard index out of range in $0: [0]"));
        check_error("a.*", "b.*.*", &format!("{invalid}wildcard index out of range in $2: [2]"));
        let only = "the only mapping function allowed for import transforms is {{Wildcard()}}";
        check_error("a.*", "b.$1.{{left(1,2)}}", &format!("{invalid}{only} in {{{{left(1,2)}}}}"));
        check_error("a", "b.{{random(2)}}", &format!("{invalid}{only} in {{{{random(2)}}}}"));
        check_error("a.>", "b", "invalid subject");
    }

    #[test]
    fn a_wildcard_used_twice_has_no_way_back() {
        let remap = remap("a.*", "b.$1.$1");
        assert_eq!(apply(&remap, "a.x").as_deref(), Some("b.x.x"));
        assert!(remap.reverse().is_none());
    }

    #[track_caller]
    fn check_preimage(source: &str, destination: &str, filter: &str, expected: Option<&str>) {
        let remap = remap(source, destination);
        let found = remap.preimage(&filter.parse().unwrap()).map(|found| found.to_string());
        assert_eq!(found.as_deref(), expected, "{filter} behind {source} to {destination}");
    }

    #[test]
    fn what_a_subscription_needs_in_front_of_an_import() {
        check_preimage("a.*.b", "x.$1", ">", Some("a.*.b"));
        check_preimage("a.*.b", "x.$1", "x.*", Some("a.*.b"));
        check_preimage("a.*.b", "x.$1", "*.foo", Some("a.foo.b"));
        check_preimage("a.*.b", "x.$1", "x.foo.*", None);
        check_preimage("a.*.b", "x.$1", "y.*", None);
        check_preimage("a.*.*", "x.$2.$1", "x.foo.*", Some("a.*.foo"));
        check_preimage("a.*.>", "x.$1.>", "x.*.b.*", Some("a.*.b.*"));
        check_preimage("a.*.>", "x.$1.>", "x.b.>", Some("a.b.>"));
        check_preimage("a.>", "x.>", "x.b", Some("a.b"));
        check_preimage(">", "x.>", "*.b.*", Some("b.*"));
        check_preimage("a.*", "x.$1.$1", "x.b.*", Some("a.b"));
        check_preimage("a.*", "x.$1.$1", "x.b.c", None);
        check_preimage("a", "b", ">", Some("a"));
    }

    /// Sources over a small alphabet, destinations that use every wildcard in some order.
    fn any_remap() -> impl Strategy<Value = Remap> {
        let source = (prop::collection::vec(prop::sample::select(vec!["a", "b", "*"]), 1..4), any::<bool>());
        source.prop_flat_map(|(mut source, tail)| {
            let wildcards = source.iter().filter(|token| **token == "*").count();
            let mut destination: Vec<String> = (1..=wildcards).map(|n| format!("${n}")).collect();
            destination.push("a".into());
            if tail {
                source.push(">");
            }
            let source = source.join(".");
            Just(destination).prop_shuffle().prop_map(move |mut destination| {
                if tail {
                    destination.push(">".into());
                }
                remap(&source, &destination.join("."))
            })
        })
    }

    fn any_literal() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(vec!["a", "b"]), 1..6).prop_map(|tokens| tokens.join("."))
    }

    proptest! {
        #[test]
        fn round_trip(remap in any_remap(), subject in any_literal()) {
            prop_assert_eq!(apply(&remap, &subject).is_some(), remap.source().matches(subject.as_bytes()));
            if let Some(there) = apply(&remap, &subject) {
                prop_assert!(remap.output().matches(there.as_bytes()));
                let back = remap.reverse().unwrap();
                prop_assert_eq!(apply(&back, &there), Some(subject));
                prop_assert_eq!(back.output(), remap.source());
            }
        }

        #[test]
        fn preimage_is_exact(
            remap in any_remap(),
            filter in prop::collection::vec(prop::sample::select(vec!["a", "b", "*"]), 1..5),
            tail in any::<bool>(),
            subject in any_literal(),
        ) {
            let filter = format!("{}{}", filter.join("."), if tail { ".>" } else { "" });
            let filter: Subject = filter.parse().unwrap();
            let wanted = apply(&remap, &subject).is_some_and(|there| filter.matches(there.as_bytes()));
            let found = remap.preimage(&filter).is_some_and(|front| front.matches(subject.as_bytes()));
            prop_assert_eq!(found, wanted);
        }
    }
}
