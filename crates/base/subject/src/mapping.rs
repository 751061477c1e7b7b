//! An account's weighted table of transforms: where a published subject goes instead.
//!
//! Mappings are tried in the order in which they were given, the first whose source holds the published subject decides
//! (the reference keeps a configuration's mappings in random order, so there is no older promise to keep). Where the
//! weights of its destinations leave something to 100, the rest stays on the original subject, unless the original is
//! itself a destination: then the rest is lost on purpose.

use std::fmt;

use crate::transform::{Transform, TransformError};
use crate::{Subject, has_empty_token, is_subset};

/// One destination of a mapping, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The new subject, with mapping functions.
    pub subject: Box<[u8]>,
    /// Percent of the messages, 0 to 100.
    pub weight: u8,
    /// The cluster it is meant for; `None` for all that have no destinations of their own.
    pub cluster: Option<Box<str>>,
}

/// One source with its destinations.
#[derive(Debug, Clone)]
pub struct Mapping {
    source: Subject,
    destinations: Box<[Destination]>,
    everywhere: Choice,
    clusters: Box<[(Box<str>, Choice)]>,
}

impl Mapping {
    /// Checks the destinations against each other and against the source.
    ///
    /// # Errors
    /// A destination that appears twice, weights above 100 (one alone, or all of one cluster together), or a destination
    /// that is no transform of the source.
    pub fn new(source: &Subject, destinations: Vec<Destination>) -> Result<Self, MappingError> {
        check_duplicates(&destinations)?;
        let mut clusters: Vec<&str> = destinations.iter().filter_map(|to| to.cluster.as_deref()).collect();
        clusters.sort_unstable();
        clusters.dedup();
        let choice = |cluster: Option<&str>| Choice::new(source, &destinations, cluster);
        let everywhere = choice(None)?;
        let clusters = clusters
            .iter()
            .map(|&cluster| Ok((cluster.into(), choice(Some(cluster))?)))
            .collect::<Result<Box<[_]>, MappingError>>()?;
        Ok(Self { source: source.clone(), destinations: destinations.into(), everywhere, clusters })
    }

    /// What is mapped.
    #[must_use]
    pub fn source(&self) -> &Subject {
        &self.source
    }

    /// The destinations as given.
    #[must_use]
    pub fn destinations(&self) -> &[Destination] {
        &self.destinations
    }

    fn choice(&self, cluster: &str) -> &Choice {
        self.clusters
            .iter()
            .find(|(name, _)| **name == *cluster)
            .map_or(&self.everywhere, |(_, choice)| choice)
    }
}

fn check_duplicates(destinations: &[Destination]) -> Result<(), MappingError> {
    for (at, destination) in destinations.iter().enumerate() {
        if destinations.iter().take(at).any(|before| before.subject == destination.subject) {
            return Err(MappingError::Duplicate(String::from_utf8_lossy(&destination.subject).into()));
        }
    }
    Ok(())
}

/// The destinations that one cluster chooses from.
#[derive(Debug, Clone)]
struct Choice {
    /// Each with the sum of its own and all earlier weights.
    targets: Box<[(u8, Transform)]>,
    /// What becomes of what the weights leave.
    rest: Mapped,
}

impl Choice {
    fn new(
        source: &Subject,
        destinations: &[Destination],
        cluster: Option<&str>,
    ) -> Result<Self, MappingError> {
        let mut targets = Vec::new();
        let mut sum: u8 = 0;
        for destination in destinations.iter().filter(|to| to.cluster.as_deref() == cluster) {
            if destination.weight > 100 {
                return Err(MappingError::Weight);
            }
            sum += destination.weight;
            if sum > 100 {
                return Err(MappingError::TotalWeight);
            }
            targets.push((sum, Transform::new(source, &destination.subject)?));
        }
        // That the source is a destination of any cluster counts for all of them.
        let is_destination = destinations.iter().any(|to| *to.subject == *source.as_bytes());
        let rest = if is_destination { Mapped::Lost } else { Mapped::Unchanged };
        Ok(Self { targets: targets.into(), rest })
    }

    /// `None` for the rest.
    fn pick(&self, random: &mut impl FnMut() -> u32) -> Option<&Transform> {
        match &*self.targets {
            [] => None,
            [(100, all)] => Some(all),
            targets => {
                let drawn = random() % 100;
                targets.iter().find(|(sum, _)| drawn < u32::from(*sum)).map(|(_, target)| target)
            }
        }
    }
}

/// What became of a published subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapped {
    /// It stays as it is.
    Unchanged,
    /// It is replaced by what was written.
    To,
    /// The message is to be dropped: the weights say so.
    Lost,
}

/// All mappings of one account, seen from one cluster.
#[derive(Debug, Clone, Default)]
pub struct MappingTable {
    mappings: Box<[Mapping]>,
    /// Positions of literal sources, ordered by source.
    literals: Box<[usize]>,
    /// Positions of sources with wildcards, ascending.
    wildcards: Box<[usize]>,
    cluster: Box<str>,
}

impl MappingTable {
    /// A table of mappings in the order in which they are tried. Of two with the same source the later one counts, in the
    /// place of the earlier one. `cluster` is the name of the cluster this server belongs to, empty without one.
    #[must_use]
    pub fn new(mappings: Vec<Mapping>, cluster: &str) -> Self {
        let mut kept: Vec<Mapping> = Vec::with_capacity(mappings.len());
        for mapping in mappings {
            match kept.iter_mut().find(|earlier| earlier.source == mapping.source) {
                Some(earlier) => *earlier = mapping,
                None => kept.push(mapping),
            }
        }
        let (mut literals, wildcards): (Vec<_>, Vec<_>) =
            (0..kept.len()).partition(|&at| kept.get(at).is_some_and(|mapping| mapping.source.is_literal()));
        literals.sort_by_key(|&at| kept.get(at).map(|mapping| mapping.source.clone()));
        Self {
            mappings: kept.into(),
            literals: literals.into(),
            wildcards: wildcards.into(),
            cluster: cluster.into(),
        }
    }

    /// Whether no subject can be mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mappings.is_empty()
    }

    /// The mappings in their order.
    #[must_use]
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }

    /// Appends the new subject to `out` when the answer is [`Mapped::To`]; otherwise leaves `out` alone.
    ///
    /// A published wildcard is mapped by sources that hold all that it stands for: `m.*` by `m.*` and `m.>`.
    pub fn map(&self, subject: &[u8], random: &mut impl FnMut() -> u32, out: &mut Vec<u8>) -> Mapped {
        let Some(mapping) = self.first_match(subject) else { return Mapped::Unchanged };
        let choice = mapping.choice(&self.cluster);
        let Some(target) = choice.pick(random) else { return choice.rest };
        if target.apply(subject, random, out) { Mapped::To } else { Mapped::Unchanged }
    }

    fn first_match(&self, subject: &[u8]) -> Option<&Mapping> {
        let at_literal = |&at: &usize| self.mappings.get(at).map(|mapping| mapping.source.as_bytes());
        let literal = self.literals.binary_search_by(|at| at_literal(at).cmp(&Some(subject)));
        let literal = literal.ok().and_then(|found| self.literals.get(found).copied());
        // An empty token is matched by no wildcard.
        let before = if has_empty_token(subject) { 0 } else { literal.unwrap_or(usize::MAX) };
        let wildcard = self.wildcards.iter().take_while(|&&at| at < before).copied().find(|&at| {
            self.mappings.get(at).is_some_and(|mapping| is_subset(subject, mapping.source.as_bytes()))
        });
        self.mappings.get(wildcard.or(literal)?)
    }
}

/// Why a mapping is refused. The sentences are the reference's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingError {
    /// A destination appears twice.
    Duplicate(Box<str>),
    /// One weight is above 100.
    Weight,
    /// The weights of one cluster are above 100 together.
    TotalWeight,
    /// A destination doesn't go with the source.
    Destination(TransformError),
}

impl From<TransformError> for MappingError {
    fn from(error: TransformError) -> Self {
        Self::Destination(error)
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate(subject) => write!(f, "duplicate entry for {subject:?}"),
            Self::Weight => f.write_str("individual weights need to be <= 100"),
            Self::TotalWeight => f.write_str("total weight needs to be <= 100"),
            Self::Destination(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MappingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Destination(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn destination(text: &str) -> Destination {
        // "subject weight [cluster]"
        let mut words = text.split(' ');
        let subject = words.next().unwrap().as_bytes().into();
        let weight = words.next().map_or(100, |weight| weight.parse().unwrap());
        Destination { subject, weight, cluster: words.next().map(Into::into) }
    }

    fn mapping(source: &str, destinations: &[&str]) -> Result<Mapping, MappingError> {
        Mapping::new(&source.parse().unwrap(), destinations.iter().map(|text| destination(text)).collect())
    }

    fn table(mappings: &[(&str, &[&str])], cluster: &str) -> MappingTable {
        MappingTable::new(mappings.iter().map(|(from, to)| mapping(from, to).unwrap()).collect(), cluster)
    }

    /// The outcome as text: the new subject, `=` for unchanged, `!` for lost.
    fn map(table: &MappingTable, subject: &str, drawn: u32) -> String {
        let mut out = Vec::new();
        match table.map(subject.as_bytes(), &mut || drawn, &mut out) {
            Mapped::Unchanged => "=".into(),
            Mapped::Lost => "!".into(),
            Mapped::To => String::from_utf8(out).unwrap(),
        }
    }

    #[track_caller]
    fn check(destinations: &[&str], expected: &[(u32, &str)]) {
        let table = table(&[("a", destinations)], "west");
        for (drawn, outcome) in expected {
            assert_eq!(map(&table, "a", *drawn), *outcome, "{destinations:?} at {drawn}");
        }
    }

    #[test]
    fn weights() {
        check(&["b"], &[(0, "b"), (99, "b")]);
        check(
            &["b 30", "c 20"],
            &[(0, "b"), (29, "b"), (30, "c"), (49, "c"), (50, "="), (99, "="), (129, "b")],
        );
        check(&["b 0"], &[(0, "="), (99, "=")]);
        check(&["b 0", "c 100"], &[(0, "c"), (99, "c")]);
        check(&["b 50", "a 30"], &[(0, "b"), (50, "a"), (79, "a"), (80, "!"), (99, "!")]);
        check(&["a 0"], &[(0, "!"), (99, "!")]);
        check(&[], &[(0, "=")]);
    }

    #[test]
    fn clusters() {
        check(&["b 100", "c 100 west"], &[(0, "c"), (99, "c")]);
        check(&["b 100", "c 100 east"], &[(0, "b"), (99, "b")]);
        check(&["b 100", "c 40 west", "d 20 west"], &[(0, "c"), (40, "d"), (60, "=")]);
        check(&["c 100 east"], &[(0, "=")]);
        check(&["b 100", "c 60 west", "a 100 east"], &[(0, "c"), (60, "!")]);
    }

    #[test]
    fn first_match_decides() {
        let ordered = table(&[("a.>", &["x"][..0]), ("a.b", &["never"])], "");
        assert_eq!(map(&ordered, "a.b", 0), "=");
        let table = table(
            &[("a.b", &["1"]), ("a.*", &["2.$1"]), ("b.c", &["3"]), (">", &["4.>"]), ("a.c", &["5"])],
            "",
        );
        for (subject, expected) in [
            ("a.b", "1"),
            ("a.c", "2.c"),
            ("a.*", "2.*"),
            ("a.>", "4.a.>"),
            ("b.c", "3"),
            ("b.d", "4.b.d"),
            ("a.b.c", "4.a.b.c"),
            ("a.", "="),
            ("a..b", "="),
        ] {
            assert_eq!(map(&table, subject, 0), expected, "{subject}");
        }
    }

    #[test]
    fn the_later_of_two_replaces_the_earlier() {
        let table = table(&[("a.*", &["1"]), (">", &["2.>"]), ("a.*", &["3"])], "");
        assert_eq!(table.mappings().len(), 2);
        assert_eq!(map(&table, "a.b", 0), "3");
    }

    #[track_caller]
    fn check_error(source: &str, destinations: &[&str], expected: &str) {
        assert_eq!(mapping(source, destinations).unwrap_err().to_string(), expected);
    }

    #[test]
    fn refusals() {
        check_error("a", &["b 50", "b 50"], "duplicate entry for \"b\"");
        check_error("a", &["b 50 west", "b 50 east"], "duplicate entry for \"b\"");
        check_error("a", &["b 101"], "individual weights need to be <= 100");
        check_error("a", &["b 60", "c 41"], "total weight needs to be <= 100");
        check_error("a", &["b 100 west", "c 1 west"], "total weight needs to be <= 100");
        check_error("a", &["b 100 west", "c 100", "d 100 east", "e.*"], "total weight needs to be <= 100");
        check_error("a", &["e.*"], "invalid subject");
        assert!(mapping("a", &["b 100 west", "c 100", "d 100 east"]).is_ok());
    }

    proptest! {
        /// The index over literals and wildcards finds what a walk through the list finds.
        #[test]
        fn finds_the_first(
            sources in prop::collection::vec(crate::testing::any_filter(), 0..8),
            subject in crate::testing::any_literal(),
        ) {
            let mut kept: Vec<Subject> = Vec::new();
            for source in &sources {
                if !kept.contains(source) {
                    kept.push(source.clone());
                }
            }
            let table = MappingTable::new(sources.iter().map(|from| Mapping::new(from, vec![]).unwrap()).collect(), "");
            let expected = kept.iter().find(|source| source.matches(&subject));
            prop_assert_eq!(table.first_match(&subject).map(Mapping::source), expected);
        }
    }
}
