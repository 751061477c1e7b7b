//! Durations as the configuration writes them: `1m30s`, `300ms`, `-1.5h`.
//!
//! Promises: the same texts and the same values as the reference's; a value that does not fit is an error, never a
//! wrapped number. Deliberately absent: days and longer units, which the language does not know.

use std::time::Duration;

/// A length of time with a sign, in nanoseconds, because some keys give negative values a meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span(i64);

/// Why a text is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadDuration {
    Empty,
    NoNumber,
    NoUnit,
    UnknownUnit,
    TooLong,
}

impl Span {
    pub(crate) fn from_secs(seconds: i64) -> Option<Span> {
        seconds.checked_mul(1_000_000_000).map(Span)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The length; a negative span has none.
    pub(crate) fn positive(self) -> Option<Duration> {
        u64::try_from(self.0).ok().map(Duration::from_nanos)
    }

    pub(crate) fn parse(text: &str) -> Result<Span, BadDuration> {
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, text.get(1..).unwrap_or_default()),
            Some(b'+') => (false, text.get(1..).unwrap_or_default()),
            _ => (false, text),
        };
        let nanos = match digits {
            "" => return Err(BadDuration::Empty),
            "0" => 0,
            _ => sum_of_parts(digits)?,
        };
        let nanos = i64::try_from(nanos).map_err(|_| BadDuration::TooLong)?;
        Ok(Span(if negative { -nanos } else { nanos }))
    }
}

/// `1h30m` is a list of numbers, each followed by its unit.
fn sum_of_parts(mut rest: &str) -> Result<u128, BadDuration> {
    let mut total = 0u128;
    while !rest.is_empty() {
        let (nanos, after) = part(rest)?;
        total = total.checked_add(nanos).filter(|&n| n <= i64::MAX as u128).ok_or(BadDuration::TooLong)?;
        rest = after;
    }
    Ok(total)
}

fn part(text: &str) -> Result<(u128, &str), BadDuration> {
    let (whole, after) = split_digits(text);
    let (fraction, after) = match after.strip_prefix('.') {
        Some(after) => split_digits(after),
        None => ("", after),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(BadDuration::NoNumber);
    }
    let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
    let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
    let unit = unit(name)?;
    let whole = number(whole).ok_or(BadDuration::TooLong)?;
    let nanos = whole.checked_mul(unit).and_then(|n| n.checked_add(part_of(fraction, unit)));
    Ok((nanos.ok_or(BadDuration::TooLong)?, after))
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn number(digits: &str) -> Option<u128> {
    digits.bytes().try_fold(0u128, |n, digit| n.checked_mul(10)?.checked_add(u128::from(digit - b'0')))
}

/// `.5` of a unit; digits beyond what a nanosecond of an hour can show are dropped.
fn part_of(fraction: &str, unit: u128) -> u128 {
    let shown = fraction.get(..18).unwrap_or(fraction);
    let scale = 10u128.pow(shown.len() as u32);
    number(shown).unwrap_or_default() * unit / scale
}

fn unit(name: &str) -> Result<u128, BadDuration> {
    Ok(match name {
        "" => return Err(BadDuration::NoUnit),
        "ns" => 1,
        // The micro sign and the Greek letter are two characters that look alike.
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60 * 1_000_000_000,
        "h" => 3_600 * 1_000_000_000,
        _ => return Err(BadDuration::UnknownUnit),
    })
}

impl std::fmt::Display for BadDuration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            BadDuration::Empty => "it is empty",
            BadDuration::NoNumber => "a number is missing",
            BadDuration::NoUnit => "the unit is missing (ns, us, ms, s, m or h)",
            BadDuration::UnknownUnit => "the unit is not one of ns, us, ms, s, m, h",
            BadDuration::TooLong => "it is longer than 292 years",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, nanos: i64) {
        assert_eq!(Span::parse(text), Ok(Span(nanos)), "{text}");
    }

    fn refuse(text: &str, why: BadDuration) {
        assert_eq!(Span::parse(text), Err(why), "{text}");
    }

    #[test]
    fn numbers_with_units() {
        check("0", 0);
        check("-0", 0);
        check("10ns", 10);
        check("1us", 1_000);
        check("1\u{b5}s", 1_000);
        check("1\u{3bc}s", 1_000);
        check("2m", 120_000_000_000);
        check("1h2m3s4ms5us6ns", 3_723_004_005_006);
        check("2s1m", 62_000_000_000);
        check("-1.5h", -5_400_000_000_000);
        check("+.5s", 500_000_000);
        check("5.s", 5_000_000_000);
        check("0.3333333333333333333h", 1_200_000_000_000 - 1);
        check("9223372036854775807ns", i64::MAX);
    }

    #[test]
    fn everything_else_is_refused() {
        refuse("", BadDuration::Empty);
        refuse("-", BadDuration::Empty);
        refuse("s", BadDuration::NoNumber);
        refuse(".s", BadDuration::NoNumber);
        refuse("1", BadDuration::NoUnit);
        refuse("1.5", BadDuration::NoUnit);
        refuse("1d", BadDuration::UnknownUnit);
        refuse("1S", BadDuration::UnknownUnit);
        refuse("1 s", BadDuration::UnknownUnit);
        refuse("9223372036854775808ns", BadDuration::TooLong);
        refuse("99999999999999999999999999999999999999999999h", BadDuration::TooLong);
    }
}
