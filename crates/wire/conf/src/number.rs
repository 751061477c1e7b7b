//! What begins with a digit or a minus: numbers, sizes, dates, addresses, and words after all.

use crate::cursor::{Result, error_at, is_line_end};
use crate::parser::Parser;
use crate::{Date, Kind, Position, Problem, Value};

/// The bytes that may stand directly behind a whole number.
fn ends_number(byte: u8) -> bool {
    is_line_end(byte) || matches!(byte, b' ' | b'\t' | b';' | b',' | b'}')
}

impl Parser<'_, '_, '_> {
    /// Reads a value that begins with `-` or a digit.
    pub(crate) fn number(&mut self, position: Position, in_array: bool) -> Result<Value> {
        let start = self.cursor.offset();
        let negative = self.cursor.take(b'-');
        if self.cursor.take_while(|byte| byte.is_ascii_digit()).is_empty() {
            return Err(self.cursor.expected("a digit (text that begins with `-` needs quotes)"));
        }
        match self.cursor.peek() {
            Some(b'.') => self.float_or_address(start, position),
            Some(b'k' | b'K' | b'm' | b'M' | b'g' | b'G' | b't' | b'T' | b'p' | b'P' | b'e' | b'E') => {
                self.size(start, position)
            }
            None => self.integer(start, position),
            Some(byte) if negative || ends_number(byte) => self.integer(start, position),
            Some(b'-') => self.date(start, position),
            Some(b']') if in_array => Err(self.cursor.expected("a blank or `,` between the number and `]`")),
            Some(_) => {
                // Whatever it is, it makes this a word, and belongs to it even where it would end another word.
                let (_, length) = self.cursor.peek_char().unwrap_or_default();
                self.cursor.advance(length);
                self.bare_value_from(start, position)
            }
        }
    }

    fn integer(&mut self, start: usize, position: Position) -> Result<Value> {
        let text = String::from_utf8_lossy(self.cursor.since(start));
        match text.parse() {
            Ok(number) => Ok(Value { kind: Kind::Int(number), position }),
            Err(_) => Err(error_at(position, Problem::NumberTooLarge(text.into_owned()))),
        }
    }

    /// `10k`, `10KB`: the cursor stands on the first letter.
    fn size(&mut self, start: usize, position: Position) -> Result<Value> {
        let digits = self.cursor.since(start);
        let suffix_start = self.cursor.offset();
        self.cursor.advance(1);
        self.cursor.take_while(|byte| matches!(byte, b'b' | b'B' | b'i' | b'I'));
        match self.cursor.peek() {
            Some(byte) if byte.is_ascii_digit() => Err(self.cursor.expected("the end of the size")),
            Some(byte) if !ends_number(byte) => self.bare_value_from(start, position),
            _ => {
                let suffix = self.cursor.since(suffix_start);
                size(digits, suffix).map_or_else(
                    |problem| Err(error_at(position.clone(), problem)),
                    |number| Ok(Value { kind: Kind::Int(number), position: position.clone() }),
                )
            }
        }
    }

    /// `1.5`, `127.0.0.1:4222`: the cursor stands on the first point.
    fn float_or_address(&mut self, start: usize, position: Position) -> Result<Value> {
        self.cursor.advance(1);
        if self.cursor.take_while(|byte| byte.is_ascii_digit()).is_empty() {
            return Err(self
                .cursor
                .expected("a digit after the point (text that begins like a number needs quotes)"));
        }
        if self.cursor.peek() == Some(b'.') {
            self.cursor.take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':' | b'-'));
            let text = String::from_utf8_lossy(self.cursor.since(start)).into_owned();
            return Ok(Value { kind: Kind::String(text), position });
        }
        let text = String::from_utf8_lossy(self.cursor.since(start));
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value { kind: Kind::Float(number), position }),
            _ => Err(error_at(position, Problem::NumberTooLarge(text.into_owned()))),
        }
    }

    /// The cursor stands on the first minus of a date.
    fn date(&mut self, start: usize, position: Position) -> Result<Value> {
        let year = self.cursor.since(start);
        let rest = self.cursor.rest();
        let month_to_second = rest.get(..Date::LENGTH - 4).unwrap_or(rest);
        let text = String::from_utf8_lossy(&[year, month_to_second].concat()).into_owned();
        match Date::parse(&text) {
            Some(date) => {
                self.cursor.advance(month_to_second.len());
                Ok(Value { kind: Kind::Date(date), position })
            }
            None => {
                let word = text.split(char::is_whitespace).next().unwrap_or_default();
                Err(error_at(position, Problem::NoDate(word.into())))
            }
        }
    }
}

/// Multiplies a size out: `k` is 1000, `kb`, `ki` and `kib` are 1024.
fn size(digits: &[u8], suffix: &[u8]) -> std::result::Result<i64, Problem> {
    let digits = String::from_utf8_lossy(digits);
    let suffix = String::from_utf8_lossy(suffix);
    let lower = suffix.to_ascii_lowercase();
    let (letter, unit) = lower.split_at_checked(1).unwrap_or_default();
    let base: i64 = match unit {
        "" => 1000,
        "b" | "i" | "ib" => 1024,
        _ => return Err(Problem::UnknownSuffix { text: format!("{digits}{suffix}"), suffix: suffix.into() }),
    };
    let exponent = match letter {
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => 6,
    };
    let number = digits.parse::<i64>().ok().and_then(|number| number.checked_mul(base.pow(exponent)));
    number.ok_or_else(|| Problem::NumberTooLarge(format!("{digits}{suffix}")))
}
