//! Passwords that nobody guesses.

/// Letters and digits that are not mistaken for one another. There are 32, so that each byte picks one evenly.
const ALPHABET: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9',
];

/// 120 bits: out of reach, and short enough to type once.
const LENGTH: usize = 24;

/// A new password.
pub(crate) fn password() -> Result<String, getrandom::Error> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes)?;
    let letter = |byte: &u8| ALPHABET.get(usize::from(*byte) % ALPHABET.len());
    Ok(bytes.iter().filter_map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_plain_and_different() {
        let (one, other) = (password().unwrap(), password().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), LENGTH);
        assert!(one.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    }
}
