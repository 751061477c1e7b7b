//! Random numbers and tokens from a seed: quick, repeatable, not secret.
//!
//! Keys, nonces and passwords need the system's entropy and are made elsewhere.

/// Digits of base 62 in the order of NUIDs.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A generator of the xorshift64* family: one word of state, a few cycles per number.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator; the same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        // Spread the seed over all bits (the finaliser of splitmix64), so that near seeds start far apart.
        let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // Zero is the one state that xorshift never leaves.
        Random { state: (z ^ (z >> 31)).max(1) }
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 to `bound` - 1, each as likely as the others; 0 if `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product, drawn again in the sliver that would favour some numbers.
        let sliver = bound.wrapping_neg().checked_rem(bound).unwrap_or(0);
        loop {
            let product = u128::from(self.next_u64()) * u128::from(bound);
            let [low, high] = [product as u64, (product >> 64) as u64];
            if low >= sliver {
                return high;
            }
        }
    }

    /// A token of letters and digits.
    pub fn token(&mut self, length: usize) -> String {
        (0..length).map(|_| digit(self.below(62))).collect()
    }
}

/// A generator of NUIDs: 22 letters and digits that do not repeat within one generator.
///
/// The first 12 are random, the other 10 count up in random steps; when they run out, the first 12 are drawn anew.
#[derive(Debug, Clone)]
pub struct Nuid {
    random: Random,
    prefix: String,
    sequence: u64,
    step: u64,
}

const PREFIX: usize = 12;
const SEQUENCE: u32 = 10;
const SEQUENCES: u64 = 62_u64.pow(SEQUENCE);
const STEP_MIN: u64 = 33;
const STEP_MAX: u64 = 333;

impl Nuid {
    /// A generator; the same seed gives the same tokens.
    pub fn new(seed: u64) -> Self {
        let mut nuid = Nuid { random: Random::new(seed), prefix: String::new(), sequence: 0, step: 0 };
        nuid.renew();
        nuid
    }

    /// The next token.
    pub fn next_token(&mut self) -> String {
        self.sequence += self.step;
        if self.sequence >= SEQUENCES {
            self.renew();
        }
        let mut token = self.prefix.clone();
        let mut rest = self.sequence;
        token.extend((0..SEQUENCE).map(|_| {
            let last = digit(rest % 62);
            rest /= 62;
            last
        }));
        token
    }

    fn renew(&mut self) {
        self.prefix = self.random.token(PREFIX);
        self.sequence = self.random.below(SEQUENCES);
        self.step = STEP_MIN + self.random.below(STEP_MAX - STEP_MIN);
    }
}

fn digit(value: u64) -> char {
    usize::try_from(value).ok().and_then(|at| BASE62.get(at)).map_or('0', |&byte| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_seed_decides() {
        let numbers = |seed| {
            let mut random = Random::new(seed);
            [random.next_u64(), random.next_u64(), random.next_u64()]
        };
        assert_eq!(numbers(7), numbers(7));
        assert_ne!(numbers(7), numbers(8));
        assert_ne!(numbers(0), [0, 0, 0]);
    }

    #[test]
    fn numbers_stay_below_their_bound_and_reach_all_of_it() {
        let mut random = Random::new(1);
        let mut seen = [0_u32; 7];
        for _ in 0..7_000 {
            seen[usize::try_from(random.below(7)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (800..1200).contains(count)), "{seen:?}");
        assert_eq!(random.below(1), 0);
        assert_eq!(random.below(0), 0);
        assert!((0..100).all(|_| random.below(u64::MAX) < u64::MAX));
    }

    #[test]
    fn tokens_are_letters_and_digits() {
        let token = Random::new(3).token(1000);
        assert_eq!(token.len(), 1000);
        assert_eq!(token.bytes().collect::<HashSet<_>>(), BASE62.iter().copied().collect());
    }

    #[test]
    fn nuids_do_not_repeat() {
        let mut nuid = Nuid::new(9);
        let tokens: HashSet<_> = (0..10_000).map(|_| nuid.next_token()).collect();
        assert_eq!(tokens.len(), 10_000);
        assert!(
            tokens.iter().all(|token| token.len() == 22 && token.bytes().all(|b| b.is_ascii_alphanumeric()))
        );
        let prefix: HashSet<_> = tokens.iter().map(|token| &token[..PREFIX]).collect();
        assert_eq!(prefix.len(), 1);
    }

    #[test]
    fn a_spent_sequence_brings_a_new_prefix() {
        let mut nuid = Nuid::new(9);
        let before = nuid.next_token();
        nuid.sequence = SEQUENCES - 1;
        let after = nuid.next_token();
        assert_ne!(before[..PREFIX], after[..PREFIX]);
    }
}
