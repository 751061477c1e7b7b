//! Reading one token of a destination: `$2`, `{{ partition(10, 1) }}`.

use super::error::DestinationError::{
    self, InvalidArgument, NotEnoughArguments, TooManyArguments, UnknownFunction,
};

/// What a token of a destination asks for. Token numbers are as written, not yet looked up in the source.
#[derive(Debug, PartialEq)]
pub(super) enum Call<'a> {
    Wildcard(i64),
    Partition { buckets: u32, tokens: Vec<i64> },
    Random { below: u32 },
    Split { token: i64, delimiter: &'a [u8] },
    Sized { function: Sized, token: i64, size: usize },
}

/// Functions of a token and a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sized {
    SplitFromLeft,
    SplitFromRight,
    SliceFromLeft,
    SliceFromRight,
    Left,
    Right,
}

impl<'a> Call<'a> {
    /// `None` for a token that is plain text.
    pub(super) fn parse(token: &'a [u8]) -> Result<Option<Self>, DestinationError> {
        if let Some(number) = token.strip_prefix(b"$") {
            // Other subjects start with a dollar, too: what is no number is text.
            return Ok(integer(number).map(Self::Wildcard));
        }
        let Some(inside) = braced(token) else { return Ok(None) };
        let (name, arguments) = name_and_arguments(inside).ok_or(UnknownFunction)?;
        Self::named(name, &arguments).map(Some)
    }

    fn named(name: &[u8], arguments: &[&'a [u8]]) -> Result<Self, DestinationError> {
        let function = match () {
            () if is_called(name, &["wildcard"]) => return wildcard(arguments),
            () if is_called(name, &["partition"]) => return partition(arguments),
            () if is_called(name, &["random"]) => return random(arguments),
            () if is_called(name, &["split"]) => return split(arguments),
            () if is_called(name, &["split", "from", "left"]) => Sized::SplitFromLeft,
            () if is_called(name, &["split", "from", "right"]) => Sized::SplitFromRight,
            () if is_called(name, &["slice", "from", "left"]) => Sized::SliceFromLeft,
            () if is_called(name, &["slice", "from", "right"]) => Sized::SliceFromRight,
            () if is_called(name, &["left"]) => Sized::Left,
            () if is_called(name, &["right"]) => Sized::Right,
            () => return Err(UnknownFunction),
        };
        let [token, size] = two(arguments)?;
        let size = trimmed(size).and_then(|size| i32::try_from(size).ok()).ok_or(InvalidArgument)?;
        // A size below one leaves the token whole, like one beyond its end.
        let size = usize::try_from(size).unwrap_or(0);
        Ok(Self::Sized { function, token: trimmed(token).ok_or(InvalidArgument)?, size })
    }
}

fn wildcard<'a>(arguments: &[&'a [u8]]) -> Result<Call<'a>, DestinationError> {
    match arguments {
        [b""] => Err(NotEnoughArguments),
        [index] => trimmed(index).map(Call::Wildcard).ok_or(InvalidArgument),
        _ => Err(TooManyArguments),
    }
}

fn partition<'a>(arguments: &[&'a [u8]]) -> Result<Call<'a>, DestinationError> {
    let (buckets, tokens) = arguments.split_first().ok_or(NotEnoughArguments)?;
    let tokens = tokens.iter().map(|token| trimmed(token)).collect::<Option<_>>().ok_or(InvalidArgument)?;
    Ok(Call::Partition { buckets: count(buckets)?, tokens })
}

fn random<'a>(arguments: &[&'a [u8]]) -> Result<Call<'a>, DestinationError> {
    match arguments {
        [below] => Ok(Call::Random { below: count(below)? }),
        _ => Err(TooManyArguments),
    }
}

fn split<'a>(arguments: &[&'a [u8]]) -> Result<Call<'a>, DestinationError> {
    let [token, delimiter] = two(arguments)?;
    if delimiter.contains(&b' ') {
        return Err(InvalidArgument);
    }
    Ok(Call::Split { token: trimmed(token).ok_or(InvalidArgument)?, delimiter })
}

fn two<'a>(arguments: &[&'a [u8]]) -> Result<[&'a [u8]; 2], DestinationError> {
    match *arguments {
        [first, second] => Ok([first, second]),
        [] | [_] => Err(NotEnoughArguments),
        _ => Err(TooManyArguments),
    }
}

/// A number of partitions or of random values.
fn count(argument: &[u8]) -> Result<u32, DestinationError> {
    let number = trimmed(argument).and_then(|number| i32::try_from(number).ok()).ok_or(InvalidArgument)?;
    u32::try_from(number).map_err(|_| InvalidArgument)
}

/// Whether the token is written like a function and so must be one.
pub(super) fn braced(token: &[u8]) -> Option<&[u8]> {
    token.strip_prefix(b"{{")?.strip_suffix(b"}}").filter(|inside| !inside.is_empty())
}

/// Takes `name(a, b)` apart. Blanks around the name and behind commas don't count, blanks before commas do.
fn name_and_arguments(inside: &[u8]) -> Option<(&[u8], Vec<&[u8]>)> {
    let inside = inside.trim_ascii();
    let open = inside.iter().position(|&byte| byte == b'(')?;
    let (name, arguments) = inside.split_at_checked(open)?;
    let arguments = arguments.strip_prefix(b"(")?.strip_suffix(b")")?;
    let mut arguments: Vec<_> = arguments.split(|&byte| byte == b',').collect();
    for argument in arguments.iter_mut().skip(1) {
        *argument = argument.trim_ascii_start();
    }
    Some((name.trim_ascii_end(), arguments))
}

/// Whether the name is made of these words, the first letter of each in either case.
fn is_called(name: &[u8], words: &[&str]) -> bool {
    let mut rest = name;
    for word in words {
        let Some((found, after)) = rest.split_at_checked(word.len()) else { return false };
        let (Some((initial, letters)), Some((wanted_initial, wanted))) =
            (found.split_first(), word.as_bytes().split_first())
        else {
            return false;
        };
        if !initial.eq_ignore_ascii_case(wanted_initial) || letters != wanted {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

fn trimmed(argument: &[u8]) -> Option<i64> {
    let mut argument = argument;
    while let Some(shorter) = argument.strip_prefix(b" ") {
        argument = shorter;
    }
    while let Some(shorter) = argument.strip_suffix(b" ") {
        argument = shorter;
    }
    integer(argument)
}

/// Decimal digits with an optional sign.
fn integer(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<'a>(token: &'a str, expected: Result<Option<Call<'a>>, DestinationError>) {
        assert_eq!(Call::parse(token.as_bytes()), expected, "{token:?}");
    }

    #[test]
    fn text() {
        for token in [
            "a",
            "$",
            "$x",
            "$1x",
            "$9223372036854775808",
            "{{}}",
            "{wildcard(1)}",
            "{{wildcard(1)}}x",
            "x{{left(1,2)}}",
        ] {
            check(token, Ok(None));
        }
    }

    #[test]
    fn wildcards() {
        for token in [
            "$1",
            "$+1",
            "$01",
            "{{wildcard(1)}}",
            "{{Wildcard(1)}}",
            "{{ wildcard ( 1 ) }}",
            "{{\twildcard(1)}}",
        ] {
            check(token, Ok(Some(Call::Wildcard(1))));
        }
        check("$-1", Ok(Some(Call::Wildcard(-1))));
        check("{{wildcard()}}", Err(NotEnoughArguments));
        check("{{wildcard( )}}", Err(InvalidArgument));
        check("{{wildcard(\t1)}}", Err(InvalidArgument));
        check("{{wildcard(1,2)}}", Err(TooManyArguments));
        check("{{wildcard(9223372036854775808)}}", Err(InvalidArgument));
        check("{{wildcard(1)}}{{wildcard(1)}}", Err(InvalidArgument));
    }

    #[test]
    fn unknown() {
        for token in [
            "{{wildcard}}",
            "{{WILDCARD(1)}}",
            "{{wildCard(1)}}",
            "{{x}}",
            "{{foo(1)}}",
            "{{x wildcard(1)}}",
            "{{splitfrom(1,2)}}",
        ] {
            check(token, Err(UnknownFunction));
        }
    }

    #[test]
    fn numbers() {
        check("{{partition(5)}}", Ok(Some(Call::Partition { buckets: 5, tokens: vec![] })));
        check("{{partition(3 ,  1 , 2)}}", Ok(Some(Call::Partition { buckets: 3, tokens: vec![1, 2] })));
        for token in [
            "{{partition()}}",
            "{{partition(x)}}",
            "{{partition(3,)}}",
            "{{partition(4294967296,1)}}",
            "{{partition(-3,1)}}",
        ] {
            check(token, Err(InvalidArgument));
        }
        check("{{Random(7)}}", Ok(Some(Call::Random { below: 7 })));
        check("{{random()}}", Err(InvalidArgument));
        check("{{random(1,2)}}", Err(TooManyArguments));
    }

    #[test]
    fn splits() {
        let split = |delimiter| Ok(Some(Call::Split { token: 1, delimiter }));
        check("{{split(1,-)}}", split(b"-"));
        check("{{split(1, -)}}", split(b"-"));
        check("{{split(1,)}}", split(b""));
        check("{{split(1,--)}}", split(b"--"));
        check("{{split(1,))}}", split(b")"));
        check("{{split(1,()}}", split(b"("));
        check("{{split(1,- )}}", Err(InvalidArgument));
        check("{{split(1,,)}}", Err(TooManyArguments));
        check("{{split(1)}}", Err(NotEnoughArguments));
        check("{{split(x,-)}}", Err(InvalidArgument));
    }

    #[test]
    fn sized() {
        let sized = |function, size| Ok(Some(Call::Sized { function, token: 1, size }));
        check("{{splitfromleft(1,2)}}", sized(Sized::SplitFromLeft, 2));
        check("{{SplitFromleft(1, 2)}}", sized(Sized::SplitFromLeft, 2));
        check("{{splitFromRight(1,2)}}", sized(Sized::SplitFromRight, 2));
        check("{{slicefromleft(1,2)}}", sized(Sized::SliceFromLeft, 2));
        check("{{slicefromright(1,2)}}", sized(Sized::SliceFromRight, 2));
        check("{{left(1,0)}}", sized(Sized::Left, 0));
        check("{{right(1,-1)}}", sized(Sized::Right, 0));
        check("{{left(1,99999999999)}}", Err(InvalidArgument));
        check("{{left()}}", Err(NotEnoughArguments));
        check("{{left(1,2,3)}}", Err(TooManyArguments));
    }
}
