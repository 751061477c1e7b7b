//! Reading: a cursor over bytes that takes one value at a time.

use super::{JsonError, string};

/// Objects and lists inside one another.
const MAX_DEPTH: usize = 10_000;

/// Takes values from the front of a text. Each method takes one value and the white space before it.
pub(crate) struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Reader { text, at: 0 }
    }

    /// Where the next value begins.
    pub(crate) fn position(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// Nothing but white space is left.
    pub(crate) fn end(&mut self) -> Result<(), JsonError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.syntax()) }
    }

    /// Calls `member` with each key; it takes the value. `null` has no members.
    pub(crate) fn object(
        &mut self,
        member: &mut dyn FnMut(&str, &mut Self) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        if self.null()? {
            return Ok(());
        }
        self.expect_kind(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let key = self.plain_string()?;
            self.expect(b':')?;
            member(&key, self)?;
            if self.take(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// Calls `element` for each element; it takes the value. `null` has no elements.
    pub(crate) fn list(
        &mut self,
        element: &mut dyn FnMut(&mut Self) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        if self.null()? {
            return Ok(());
        }
        self.expect_kind(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            element(self)?;
            if self.take(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// A string, or `None` for `null`.
    pub(crate) fn string(&mut self) -> Result<Option<String>, JsonError> {
        if self.null()? {
            return Ok(None);
        }
        match self.peek() {
            Some(b'"') => self.plain_string().map(Some),
            _ => Err(self.wrong_type()),
        }
    }

    /// A boolean, or `None` for `null`.
    pub(crate) fn bool(&mut self) -> Result<Option<bool>, JsonError> {
        if self.null()? {
            return Ok(None);
        }
        match self.peek() {
            Some(b't') => self.word(b"true").map(|()| Some(true)),
            Some(b'f') => self.word(b"false").map(|()| Some(false)),
            _ => Err(self.wrong_type()),
        }
    }

    /// A whole number without fraction or exponent, or `None` for `null`.
    pub(crate) fn integer(&mut self) -> Result<Option<i128>, JsonError> {
        if self.null()? {
            return Ok(None);
        }
        let start = self.position();
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.wrong_type());
        }
        self.number()?;
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let value = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        value.map(Some).ok_or(JsonError::Type { at: start })
    }

    /// Any value, without a thought to what it says. Needs no stack of its own, however deep the value is.
    pub(crate) fn skip(&mut self) -> Result<(), JsonError> {
        let mut closers = Vec::new();
        loop {
            if self.open_or_skip_scalar(&mut closers)? {
                continue;
            }
            loop {
                let Some(closer) = closers.last().copied() else { return Ok(()) };
                if self.take(closer) {
                    closers.pop();
                    continue;
                }
                self.expect(b',')?;
                self.key_inside(closer)?;
                break;
            }
        }
    }

    /// Takes a scalar, an empty object or an empty list (false), or the opening of one that isn't empty (true).
    fn open_or_skip_scalar(&mut self, closers: &mut Vec<u8>) -> Result<bool, JsonError> {
        let closer = match self.peek() {
            Some(b'{') => b'}',
            Some(b'[') => b']',
            _ => return self.skip_scalar().map(|()| false),
        };
        self.at += 1;
        if self.take(closer) {
            return Ok(false);
        }
        // The object that the caller is in counts, too.
        if closers.len() + 2 > MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        closers.push(closer);
        self.key_inside(closer)?;
        Ok(true)
    }

    /// Inside an object a value has a key before it.
    fn key_inside(&mut self, closer: u8) -> Result<(), JsonError> {
        if closer == b'}' {
            self.skip_string()?;
            self.expect(b':')?;
        }
        Ok(())
    }

    fn skip_scalar(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn number(&mut self) -> Result<(), JsonError> {
        self.take_here(b"-");
        if !self.take_here(b"0") {
            self.digits()?;
        }
        if self.take_here(b".") {
            self.digits()?;
        }
        if self.take_here(b"eE") {
            self.take_here(b"+-");
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { Err(self.syntax()) } else { Ok(()) }
    }

    fn plain_string(&mut self) -> Result<String, JsonError> {
        let start = self.position() + 1;
        self.skip_string()?;
        let raw = self.text.get(start..self.at.saturating_sub(1)).unwrap_or_default();
        Ok(string::decode(raw))
    }

    fn skip_string(&mut self) -> Result<(), JsonError> {
        self.expect(b'"')?;
        let rest = self.text.get(self.at..).unwrap_or_default();
        match string::end(rest) {
            Ok(length) => {
                self.at += length + 1;
                Ok(())
            }
            Err(at) => Err(JsonError::Syntax { at: self.at + at }),
        }
    }

    fn null(&mut self) -> Result<bool, JsonError> {
        match self.peek() {
            Some(b'n') => self.word(b"null").map(|()| true),
            _ => Ok(false),
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), JsonError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            let common = rest.iter().zip(word).take_while(|(a, b)| a == b).count();
            Err(JsonError::Syntax { at: self.at + common })
        }
    }

    /// The opening of an object or list; another value is of the wrong type.
    fn expect_kind(&mut self, opening: u8) -> Result<(), JsonError> {
        if self.take(opening) { Ok(()) } else { Err(self.wrong_type()) }
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.take(byte) { Ok(()) } else { Err(self.syntax()) }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Takes one of `bytes` without white space before it.
    fn take_here(&mut self, bytes: &[u8]) -> bool {
        let there = self.text.get(self.at).is_some_and(|byte| bytes.contains(byte));
        self.at += usize::from(there);
        there
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    fn syntax(&mut self) -> JsonError {
        JsonError::Syntax { at: self.position() }
    }

    fn wrong_type(&mut self) -> JsonError {
        match self.peek() {
            Some(b'"' | b'{' | b'[' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => {
                JsonError::Type { at: self.at }
            }
            _ => self.syntax(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(), JsonError>) {
        let mut reader = Reader::new(text.as_bytes());
        assert_eq!(reader.skip().and_then(|()| reader.end()), expected, "{text:?}");
    }

    fn syntax(at: usize) -> Result<(), JsonError> {
        Err(JsonError::Syntax { at })
    }

    #[test]
    fn takes_every_kind_of_value() {
        for text in [
            "null",
            " true ",
            "false",
            "0",
            "-0",
            "12",
            "-1.5e+10",
            "1E5",
            "\"\"",
            "\"a\\u00e9\\n\"",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            "[1,[2,{\"a\":[]}],\"x\"]",
            "{\"a\":{\"b\":null},\"c\":[true]}",
            "\t[\r\n1 , 2\n]",
        ] {
            check(text, Ok(()));
        }
    }

    #[test]
    fn names_the_first_wrong_byte() {
        for (text, at) in [
            ("", 0),
            ("nul", 3),
            ("nulx", 3),
            ("01", 1),
            ("-", 1),
            ("1.", 2),
            ("1e", 2),
            (".5", 0),
            ("+1", 0),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{\"a\"}", 4),
            ("{\"a\":}", 5),
            ("{a:1}", 1),
            ("{\"a\":1,}", 7),
            ("[1", 2),
            ("\"abc", 4),
            ("\"a\u{1}\"", 2),
            ("\"\\x\"", 2),
            ("\"\\u12g4\"", 5),
            ("1 2", 2),
            ("]", 0),
            ("{\"a\":1]", 6),
        ] {
            check(text, syntax(at));
        }
    }

    #[test]
    fn goes_deep_but_not_for_ever() {
        let nested = |depth: usize| "[".repeat(depth) + "1" + &"]".repeat(depth);
        check(&nested(900), Ok(()));
        check(&nested(MAX_DEPTH - 1), Ok(()));
        check(&nested(MAX_DEPTH), Err(JsonError::TooDeep));
    }

    #[test]
    fn integers_have_no_fraction() {
        let integer = |text: &str| Reader::new(text.as_bytes()).integer();
        assert_eq!(integer("-12"), Ok(Some(-12)));
        assert_eq!(integer("null"), Ok(None));
        assert_eq!(integer("1.0"), Err(JsonError::Type { at: 0 }));
        assert_eq!(integer(" 1e0"), Err(JsonError::Type { at: 1 }));
        assert_eq!(integer("\"1\""), Err(JsonError::Type { at: 0 }));
        assert_eq!(integer("x"), Err(JsonError::Syntax { at: 0 }));
    }
}
