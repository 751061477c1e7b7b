//! Durations as text: `1h2m3.5s`, `300ms`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::quote::GoQuoted;

/// A span of time in whole nanoseconds, which may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct GoDuration {
    /// How many nanoseconds.
    pub nanoseconds: i64,
}

/// Why a text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It has another shape, or does not fit.
    #[error("invalid duration {}", GoQuoted(.0.as_bytes()))]
    Invalid(String),
    /// A number without a unit.
    #[error("missing unit in duration {}", GoQuoted(.0.as_bytes()))]
    MissingUnit(String),
    /// A unit that does not exist.
    #[error("unknown unit {} in duration {}", GoQuoted(.unit.as_bytes()), GoQuoted(.text.as_bytes()))]
    UnknownUnit {
        /// The unit as written.
        unit: String,
        /// The whole text.
        text: String,
    },
}

const MICROSECOND: u64 = 1_000;
const MILLISECOND: u64 = 1_000_000;
const SECOND: u64 = 1_000_000_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

impl GoDuration {
    /// From a duration; what is longer than 292 years becomes 292 years.
    pub fn from_std(duration: Duration) -> Self {
        GoDuration { nanoseconds: i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX) }
    }

    /// As a duration, unless it is negative.
    pub fn to_std(self) -> Option<Duration> {
        u64::try_from(self.nanoseconds).ok().map(Duration::from_nanos)
    }
}

/// Reads a duration that must not be negative.
pub fn parse(text: &str) -> Result<Duration, ParseError> {
    let duration: GoDuration = text.parse()?;
    duration.to_std().ok_or_else(|| ParseError::Invalid(text.into()))
}

impl FromStr for GoDuration {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let invalid = || ParseError::Invalid(text.into());
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if unsigned == "0" {
            return Ok(GoDuration::default());
        }
        if unsigned.is_empty() {
            return Err(invalid());
        }
        let mut rest = unsigned;
        let mut total = 0_u64;
        while !rest.is_empty() {
            let (part, behind) = take_part(rest, text)?;
            total = total.checked_add(part).filter(|&sum| sum <= 1 << 63).ok_or_else(invalid)?;
            rest = behind;
        }
        let nanoseconds = match negative {
            true => 0_i64.checked_sub_unsigned(total),
            false => i64::try_from(total).ok(),
        };
        nanoseconds.map(|nanoseconds| GoDuration { nanoseconds }).ok_or_else(invalid)
    }
}

/// Takes one `3.5s` from the front.
fn take_part<'t>(rest: &'t str, text: &str) -> Result<(u64, &'t str), ParseError> {
    let invalid = || ParseError::Invalid(text.into());
    let (whole, behind) = take_while(rest, |c| c.is_ascii_digit());
    let (fraction, behind) = match behind.strip_prefix('.') {
        Some(behind) => take_while(behind, |c| c.is_ascii_digit()),
        None => ("", behind),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Err(invalid());
    }
    let (unit, behind) = take_while(behind, |c| c != '.' && !c.is_ascii_digit());
    let scale = match unit {
        "" => return Err(ParseError::MissingUnit(text.into())),
        "ns" => 1,
        "us" | "µs" | "μs" => MICROSECOND,
        "ms" => MILLISECOND,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        _ => return Err(ParseError::UnknownUnit { unit: unit.into(), text: text.into() }),
    };
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
    let nanoseconds = whole.checked_mul(scale).and_then(|n| n.checked_add(scaled(fraction, scale)));
    Ok((nanoseconds.filter(|&n| n <= 1 << 63).ok_or_else(invalid)?, behind))
}

/// The digits behind a point times the unit, in whole nanoseconds.
///
/// Floating point, because the last nanosecond of many digits shall come out as it does in `nats-server`.
fn scaled(fraction: &str, unit: u64) -> u64 {
    let first = |count: usize| fraction.get(..count).unwrap_or(fraction);
    let number = |digits: &str| digits.parse::<u64>().ok().filter(|&number| number <= 1 << 63);
    // Nineteen digits fit sometimes, eighteen always.
    let digits = if number(first(19)).is_some() { first(19) } else { first(18) };
    let numerator = number(digits).unwrap_or(0);
    let denominator = 10_u64.pow(u32::try_from(digits.len()).unwrap_or(0));
    (numerator as f64 * (unit as f64 / denominator as f64)) as u64
}

fn take_while(text: &str, wanted: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !wanted(c)).unwrap_or(text.len()))
}

impl fmt::Display for GoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.nanoseconds.unsigned_abs();
        if self.nanoseconds < 0 {
            f.write_str("-")?;
        }
        match size {
            0 => f.write_str("0s"),
            1..MICROSECOND => write!(f, "{size}ns"),
            MICROSECOND..MILLISECOND => write_decimal(f, size, MICROSECOND, "µs"),
            MILLISECOND..SECOND => write_decimal(f, size, MILLISECOND, "ms"),
            _ => {
                if size >= HOUR {
                    write!(f, "{}h", size / HOUR)?;
                }
                if size >= MINUTE {
                    write!(f, "{}m", size % HOUR / MINUTE)?;
                }
                write_decimal(f, size % MINUTE, SECOND, "s")
            }
        }
    }
}

/// A number of units with as many decimals as it needs.
fn write_decimal(f: &mut fmt::Formatter<'_>, size: u64, unit: u64, name: &str) -> fmt::Result {
    write!(f, "{}", size / unit)?;
    if !size.is_multiple_of(unit) {
        let width = unit.ilog10() as usize;
        let decimals = format!("{:0width$}", size % unit);
        write!(f, ".{}", decimals.trim_end_matches('0'))?;
    }
    f.write_str(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_operators_write() {
        let check =
            |text: &str, nanoseconds: i64| assert_eq!(text.parse(), Ok(GoDuration { nanoseconds }), "{text}");
        check("0", 0);
        check("-0", 0);
        check("5s", 5_000_000_000);
        check("+300ms", 300_000_000);
        check("-1.5h", -5_400_000_000_000);
        check("1h2m3.5s", 3_723_500_000_000);
        check("1.5us.5µs2μs3ns", 4_003);
        check(".5s", 500_000_000);
        check("5.s", 5_000_000_000);
        check("3m3m", 360_000_000_000);
        check("0.100000000000000000000h", 360_000_000_000);
        check("0.3333333333333333333h", 1_200_000_000_000);
        check("9223372036854775807ns", i64::MAX);
        check("-9223372036854775808ns", i64::MIN);
        check("9223372036s854ms775us807ns", i64::MAX);
    }

    #[test]
    fn refuses_the_rest() {
        let check = |text: &str, message: &str| {
            assert_eq!(text.parse::<GoDuration>().map_err(|e| e.to_string()), Err(message.into()), "{text}");
        };
        check("", r#"invalid duration """#);
        check("-", r#"invalid duration "-""#);
        check("s", r#"invalid duration "s""#);
        check(".s", r#"invalid duration ".s""#);
        check("1 h", r#"unknown unit " h" in duration "1 h""#);
        check("5", r#"missing unit in duration "5""#);
        check("1d", r#"unknown unit "d" in duration "1d""#);
        check("1sé", r#"unknown unit "sé" in duration "1sé""#);
        check("9223372036854775808ns", r#"invalid duration "9223372036854775808ns""#);
        check("-9223372036854775809ns", r#"invalid duration "-9223372036854775809ns""#);
        check("3000000h", r#"invalid duration "3000000h""#);
        check("99999999999999999999s", r#"invalid duration "99999999999999999999s""#);
        assert_eq!(parse("-1s"), Err(ParseError::Invalid("-1s".into())));
        assert_eq!(parse("1m"), Ok(Duration::from_secs(60)));
    }

    #[test]
    fn prints_the_largest_units_that_fit() {
        let check = |nanoseconds, text: &str| assert_eq!(GoDuration { nanoseconds }.to_string(), text);
        check(0, "0s");
        check(1, "1ns");
        check(1_100, "1.1µs");
        check(2_200_000, "2.2ms");
        check(999_999_999, "999.999999ms");
        check(1_000_000_000, "1s");
        check(-3_300_000_000, "-3.3s");
        check(60_000_000_000, "1m0s");
        check(3_600_000_000_000, "1h0m0s");
        check(3_605_001_000_000, "1h0m5.001s");
        check(i64::MAX, "2562047h47m16.854775807s");
        check(i64::MIN, "-2562047h47m16.854775808s");
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(nanoseconds: i64, shift in 0_u32..64) {
            let duration = GoDuration { nanoseconds: nanoseconds >> shift };
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,12}|[-+.0-9smhunµ]{0,24}") {
            if let Ok(duration) = text.parse::<GoDuration>() {
                prop_assert_eq!(duration.to_string().parse(), Ok(duration));
            }
        }
    }
}
