//! "Did you mean": the known name that a mistyped one stands closest to.

/// The candidate within a third of the letters of `word`, three at most; the first of the closest wins.
pub(crate) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let limit = (word.chars().count() / 3).min(3);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit && limit > 0)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (row, letter) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, &other) in right.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&last, column) + usize::from(letter != other);
            let mut best = replaced.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = column.checked_sub(1).and_then(|c| Some((c, *right.get(c)?)));
            if let Some((column, neighbour)) = swapped
                && previous == Some(other)
                && letter == neighbour
            {
                best = best.min(at(&before_last, column) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["port", "max_payload", "max_pending", "jetstream", "tls"];

    fn check(word: &str, expected: Option<&str>) {
        assert_eq!(closest(word, KEYS), expected, "{word}");
    }

    #[test]
    fn near_misses_are_found_and_strangers_are_not() {
        check("prot", Some("port"));
        check("PORTS", Some("port"));
        check("max_paylod", Some("max_payload"));
        check("maxpending", Some("max_pending"));
        check("jetsream", Some("jetstream"));
        check("tsl", Some("tls"));
        check("x", None);
        check("", None);
        check("monitoring", None);
    }

    #[test]
    fn distances() {
        for (left, right, expected) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("ab", "ba", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }
}
