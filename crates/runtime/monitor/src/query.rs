//! The arguments behind the question mark, read as the reference reads them.

use std::{num::IntErrorKind, str::FromStr};

use stdx::quote::GoQuoted;

use crate::answer::BadRequest;

/// Bytes of a callback's name, at most.
const LONGEST_CALLBACK: usize = 128;

/// The arguments of a request. Where a name comes more than once, its first value counts.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`; a pair that is no such pair is as good as absent.
    pub(crate) fn parse(text: &str) -> Query {
        let pairs = text.split('&').filter(|pair| !pair.is_empty() && !pair.contains(';'));
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((unescape(name)?, unescape(value)?))
        };
        Query(pairs.filter_map(pair).collect())
    }

    /// The value of an argument; empty when it is absent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The value of an argument, unless it is absent or empty.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|value| !value.is_empty())
    }

    /// A switch, off when absent.
    pub(crate) fn switch(&self, name: &str) -> Result<bool, BadRequest> {
        match self.text(name) {
            "" | "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
            other => Err(undecodable("boolean", name, "ParseBool", other, "invalid syntax")),
        }
    }

    /// A number that may be negative, 0 when absent.
    pub(crate) fn int(&self, name: &str) -> Result<i64, BadRequest> {
        self.number(name, "int", "Atoi", |_| true)
    }

    /// A number that may not, 0 when absent.
    pub(crate) fn uint(&self, name: &str) -> Result<u64, BadRequest> {
        self.number(name, "uint64", "ParseUint", |text| !text.starts_with('+'))
    }

    fn number<T>(
        &self,
        name: &str,
        kind: &str,
        parser: &str,
        acceptable: impl Fn(&str) -> bool,
    ) -> Result<T, BadRequest>
    where
        T: Default + FromStr<Err = std::num::ParseIntError>,
    {
        let Some(text) = self.given(name) else { return Ok(T::default()) };
        let why = match text.parse() {
            Ok(number) if acceptable(text) => return Ok(number),
            Err(error) if matches!(error.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) => {
                "value out of range"
            }
            _ => "invalid syntax",
        };
        Err(undecodable(kind, name, parser, text, why))
    }

    /// The function that is to be called with the answer. Its name is checked, because it becomes part of a script.
    pub(crate) fn callback(&self) -> Result<Option<&str>, BadRequest> {
        let Some(name) = self.given("callback") else { return Ok(None) };
        let harmless =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'[' | b']');
        if name.len() <= LONGEST_CALLBACK && name.bytes().all(harmless) {
            Ok(Some(name))
        } else {
            Err(BadRequest("the callback is no name of a function".into()))
        }
    }
}

/// Where a list begins and how long it is at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

impl Page {
    const LIMIT: usize = 1024;

    /// `offset` and `limit`; what makes no sense counts as absent.
    pub(crate) fn of(query: &Query) -> Result<Page, BadRequest> {
        let offset = usize::try_from(query.int("offset")?).unwrap_or(0);
        let limit = usize::try_from(query.int("limit")?).ok().filter(|&limit| limit > 0);
        Ok(Page { offset, limit: limit.unwrap_or(Page::LIMIT) })
    }

    /// The part of `all` that is on the page.
    pub(crate) fn cut<T>(self, all: Vec<T>) -> impl Iterator<Item = T> {
        all.into_iter().skip(self.offset).take(self.limit)
    }
}

fn undecodable(kind: &str, name: &str, parser: &str, value: &str, why: &str) -> BadRequest {
    let value = GoQuoted(value.as_bytes());
    BadRequest(format!("Error decoding {kind} for '{name}': strconv.{parser}: parsing {value}: {why}"))
}

/// Undoes the escapes of a query; `None` when there is a broken one or the result is no text.
fn unescape(escaped: &str) -> Option<String> {
    let mut bytes = escaped.bytes();
    let mut plain = Vec::with_capacity(escaped.len());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(plain).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<T: std::fmt::Debug>(outcome: Result<T, BadRequest>) -> String {
        outcome.unwrap_err().0
    }

    #[test]
    fn arguments_are_unescaped() {
        let check = |text: &str, name: &str, expected: &str| {
            assert_eq!(Query::parse(text).text(name), expected, "{text}");
        };
        check("a=1&b=2", "b", "2");
        check("a=1&a=2", "a", "1");
        check("a", "a", "");
        check("a=b=c", "a", "b=c");
        check("acc=%24G&user=J%C3%BCrgen+X", "acc", "$G");
        check("acc=%24G&user=J%C3%BCrgen+X", "user", "Jürgen X");
        check("a=%2&b=1", "a", "");
        check("a=%zz&b=1", "b", "1");
        check("a=%ff", "a", "");
        check("a=1;b=2&c=3", "a", "");
        check("a=1;b=2&c=3", "c", "3");
        check("", "a", "");
    }

    #[test]
    fn switches_and_numbers() {
        let query = Query::parse("t=True&f=0&bad=yes&n=-5&plus=%2B5&x=x&big=99999999999999999999&cid=7");
        assert_eq!(query.switch("t"), Ok(true));
        assert_eq!(query.switch("f"), Ok(false));
        assert_eq!(query.switch("absent"), Ok(false));
        assert_eq!(
            refusal(query.switch("bad")),
            "Error decoding boolean for 'bad': strconv.ParseBool: parsing \"yes\": invalid syntax"
        );
        assert_eq!(query.int("n"), Ok(-5));
        assert_eq!(query.int("plus"), Ok(5));
        assert_eq!(query.int("absent"), Ok(0));
        assert_eq!(query.uint("cid"), Ok(7));
        for (outcome, expected) in [
            (query.int("x").map(|_| 0), "int for 'x': strconv.Atoi: parsing \"x\": invalid syntax"),
            (
                query.int("big").map(|_| 0),
                "int for 'big': strconv.Atoi: parsing \"99999999999999999999\": value out of range",
            ),
            (query.uint("n").map(|_| 0), "uint64 for 'n': strconv.ParseUint: parsing \"-5\": invalid syntax"),
            (
                query.uint("plus").map(|_| 0),
                "uint64 for 'plus': strconv.ParseUint: parsing \"+5\": invalid syntax",
            ),
        ] {
            assert_eq!(refusal(outcome), format!("Error decoding {expected}"));
        }
    }

    #[test]
    fn pages() {
        let check = |text: &str, expected: &[i32]| {
            let page = Page::of(&Query::parse(text)).unwrap();
            assert_eq!(page.cut(vec![1, 2, 3, 4]).collect::<Vec<_>>(), expected, "{text}");
        };
        check("", &[1, 2, 3, 4]);
        check("offset=1&limit=2", &[2, 3]);
        check("offset=-1&limit=-1", &[1, 2, 3, 4]);
        check("offset=3&limit=9", &[4]);
        check("offset=4", &[]);
        check("offset=9223372036854775807&limit=9223372036854775807", &[]);
    }

    #[test]
    fn callbacks_are_names() {
        for good in ["f", "jQuery_123.cb[0]", "$"] {
            assert_eq!(Query(vec![("callback".into(), good.into())]).callback(), Ok(Some(good)));
        }
        for bad in ["alert(1);f", "a b", "<script>", "é"] {
            assert!(Query(vec![("callback".into(), bad.into())]).callback().is_err(), "{bad}");
        }
        assert_eq!(Query::default().callback(), Ok(None));
    }
}
