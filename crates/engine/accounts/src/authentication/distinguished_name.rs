//! Distinguished names (RFC 4514) as user names: `CN=alice,OU=eu+O=acme`.

/// A list of relative names, the most specific first; each has one or more attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistinguishedName {
    relative: Vec<Vec<Attribute>>,
}

/// Type and value, such as `CN` and `alice`.
type Attribute = (String, String);

/// A text is no distinguished name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedName {
    /// A value without `type=`.
    #[error("incomplete type, value pair")]
    Incomplete,
    /// A backslash that is followed by neither a special character nor two hexadecimal digits.
    #[error("corrupted escaped character")]
    Escape,
    /// `#` starts a value in BER, which is not understood.
    #[error("unsupported BER encoding")]
    Ber,
    /// The unescaped bytes are no UTF-8.
    #[error("not UTF-8")]
    Utf8,
}

impl DistinguishedName {
    /// The name with these attributes, the most specific first.
    #[must_use]
    pub fn new(relative: Vec<Vec<(String, String)>>) -> Self {
        DistinguishedName { relative }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, MalformedName> {
        Parser::default().run(text)
    }

    /// Whether all relative names are the same, in the same order.
    #[must_use]
    pub fn equals(&self, other: &Self) -> bool {
        self.relative.len() == other.relative.len()
            && self.relative.iter().zip(&other.relative).all(|(one, two)| same_attributes(one, two))
    }

    /// Whether all relative names are the same, in any order.
    #[must_use]
    pub fn equals_reordered(&self, other: &Self) -> bool {
        let mut left: Vec<_> = other.relative.iter().collect();
        self.relative.len() == other.relative.len()
            && self.relative.iter().all(|one| {
                let found = left.iter().position(|two| same_attributes(one, two));
                found.map(|at| left.swap_remove(at)).is_some()
            })
    }
}

/// In any order; the type's case doesn't count.
fn same_attributes(one: &[Attribute], two: &[Attribute]) -> bool {
    let same = |a: &Attribute, b: &Attribute| a.0.eq_ignore_ascii_case(&b.0) && a.1 == b.1;
    let holds =
        |outer: &[Attribute], inner: &[Attribute]| inner.iter().all(|a| outer.iter().any(|b| same(a, b)));
    one.len() == two.len() && holds(one, two) && holds(two, one)
}

#[derive(Default)]
struct Parser {
    name: Vec<Vec<Attribute>>,
    attributes: Vec<Attribute>,
    kind: String,
    text: Vec<u8>,
    /// Unescaped blanks at the end of `text`.
    blanks: usize,
}

impl Parser {
    fn run(mut self, text: &str) -> Result<DistinguishedName, MalformedName> {
        let mut rest = text.bytes().peekable();
        while let Some(byte) = rest.next() {
            match byte {
                b'\\' => self.escaped(&mut rest)?,
                b'=' => {
                    self.kind = self.take()?;
                    if rest.peek() == Some(&b'#') {
                        return Err(MalformedName::Ber);
                    }
                }
                b'+' => self.end_attribute()?,
                b',' => self.end_relative()?,
                b' ' if self.text.is_empty() => {}
                _ => self.push(byte),
            }
        }
        if !self.text.is_empty() {
            self.end_relative()?;
        }
        Ok(DistinguishedName { relative: self.name })
    }

    fn push(&mut self, byte: u8) {
        self.blanks = if byte == b' ' { self.blanks + 1 } else { 0 };
        self.text.push(byte);
    }

    fn escaped(&mut self, rest: &mut impl Iterator<Item = u8>) -> Result<(), MalformedName> {
        let byte = match rest.next().ok_or(MalformedName::Escape)? {
            special @ (b' ' | b'"' | b'#' | b'+' | b',' | b';' | b'<' | b'=' | b'>' | b'\\') => special,
            high => {
                let pair = [high, rest.next().ok_or(MalformedName::Escape)?];
                let decoded =
                    data_encoding::HEXLOWER_PERMISSIVE.decode(&pair).map_err(|_| MalformedName::Escape)?;
                decoded.first().copied().ok_or(MalformedName::Escape)?
            }
        };
        self.text.push(byte);
        self.blanks = 0;
        Ok(())
    }

    fn end_attribute(&mut self) -> Result<(), MalformedName> {
        if self.kind.is_empty() {
            return Err(MalformedName::Incomplete);
        }
        let value = self.take()?;
        self.attributes.push((std::mem::take(&mut self.kind), value));
        Ok(())
    }

    fn end_relative(&mut self) -> Result<(), MalformedName> {
        self.end_attribute()?;
        self.name.push(std::mem::take(&mut self.attributes));
        Ok(())
    }

    fn take(&mut self) -> Result<String, MalformedName> {
        self.text.truncate(self.text.len() - self.blanks);
        self.blanks = 0;
        String::from_utf8(std::mem::take(&mut self.text)).map_err(|_| MalformedName::Utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&[&[(&str, &str)]], MalformedName>) {
        let owned = |expected: &[&[(&str, &str)]]| {
            let pair = |(kind, value): &(&str, &str)| (kind.to_string(), value.to_string());
            DistinguishedName::new(
                expected.iter().map(|relative| relative.iter().map(pair).collect()).collect(),
            )
        };
        assert_eq!(DistinguishedName::parse(text), expected.map(owned), "{text}");
    }

    #[test]
    fn reading() {
        check("CN=a", Ok(&[&[("CN", "a")]]));
        check("CN=a, OU = b +O=c", Ok(&[&[("CN", "a")], &[("OU", "b"), ("O", "c")]]));
        check("CN=  a b  ,O=c", Ok(&[&[("CN", "a b")], &[("O", "c")]]));
        check(r"CN=a\, b\ ,O=\41\c3\a9", Ok(&[&[("CN", "a, b ")], &[("O", "Aé")]]));
        check("CN=a,O=", Ok(&[&[("CN", "a")]]));
        check("", Ok(&[]));
        check("alice", Err(MalformedName::Incomplete));
        check("alice,CN=b", Err(MalformedName::Incomplete));
        check(r"CN=\4", Err(MalformedName::Escape));
        check(r"CN=\zz", Err(MalformedName::Escape));
        check(r"CN=a\", Err(MalformedName::Escape));
        check(r"CN=\ff", Err(MalformedName::Utf8));
        check("CN=#04", Err(MalformedName::Ber));
    }

    #[track_caller]
    fn check_equal(one: &str, two: &str, equal: bool, reordered: bool) {
        let (one, two) = (DistinguishedName::parse(one).unwrap(), DistinguishedName::parse(two).unwrap());
        assert_eq!((one.equals(&two), one.equals_reordered(&two)), (equal, reordered), "{one:?} {two:?}");
    }

    #[test]
    fn comparing() {
        check_equal("CN=a,O=b", "cn=a,o=b", true, true);
        check_equal("CN=a,O=b", "O=b,CN=a", false, true);
        check_equal("CN=a+O=b", "O=b+CN=a", true, true);
        check_equal("CN=a,O=b", "CN=a+O=b", false, false);
        check_equal("CN=a,O=b", "CN=A,O=b", false, false);
        check_equal("CN=a,CN=a", "CN=a,CN=b", false, false);
        check_equal("CN=a", "CN=a,O=b", false, false);
    }
}
