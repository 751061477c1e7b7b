//! The syntax of flags: one dash or two, the value behind `=` or as the next argument; a switch takes a value only
//! behind `=`. Flags end at the first word without a dash, or at `--`; a lone `-` is a word.

use std::ffi::OsString;

use super::table::{self, Flag, Set};
use super::{FlagError, Flags};
use crate::suggest;

/// Sets every flag in order and returns the words that follow.
pub(super) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
    flags: &mut Flags,
) -> Result<Vec<String>, FlagError> {
    let mut arguments = arguments.into_iter().map(text);
    while let Some(argument) = arguments.next().transpose()? {
        let Some(flag) = dashed(&argument) else {
            return std::iter::once(Ok(argument)).chain(arguments).collect();
        };
        if flag.is_empty() {
            return arguments.collect();
        }
        let (name, value) = split(flag).ok_or_else(|| FlagError::BadSyntax(argument.clone()))?;
        let flag = table::find(name).ok_or_else(|| unknown(name))?;
        set(flag, name, value, || arguments.next().transpose(), flags)?;
    }
    Ok(Vec::new())
}

fn text(argument: OsString) -> Result<String, FlagError> {
    argument.into_string().map_err(|raw| FlagError::NotUtf8(raw.to_string_lossy().into_owned()))
}

/// What follows the dashes; `None` for a word.
fn dashed(argument: &str) -> Option<&str> {
    let rest = argument.strip_prefix('-')?;
    match rest.strip_prefix('-') {
        Some(rest) => Some(rest),
        None if rest.is_empty() => None,
        None => Some(rest),
    }
}

/// Name and value behind the dashes; `None` if there is no name.
fn split(flag: &str) -> Option<(&str, Option<&str>)> {
    let (name, value) = match flag.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (flag, None),
    };
    (!name.is_empty() && !name.starts_with('-')).then_some((name, value))
}

fn unknown(name: &str) -> FlagError {
    FlagError::Unknown(name.to_owned(), suggest::closest(name, table::names()))
}

fn set(
    flag: &Flag,
    name: &str,
    value: Option<&str>,
    next: impl FnOnce() -> Result<Option<String>, FlagError>,
    flags: &mut Flags,
) -> Result<(), FlagError> {
    if let Set::Switch(set) = flag.set {
        set(flags, boolean(name, value.unwrap_or("true"))?);
        return Ok(());
    }
    let value = match value {
        Some(value) => value.to_owned(),
        None => next()?.ok_or_else(|| FlagError::NeedsArgument(name.to_owned()))?,
    };
    match flag.set {
        Set::Number(set) => set(flags, number(name, &value)?),
        Set::Text(set) => set(flags, value),
        Set::Switch(_) => {}
    }
    Ok(())
}

fn boolean(flag: &str, value: &str) -> Result<bool, FlagError> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(FlagError::NotABoolean { flag: flag.to_owned(), value: value.to_owned() }),
    }
}

fn number(flag: &str, value: &str) -> Result<i64, FlagError> {
    let error =
        |out_of_range| FlagError::NotANumber { flag: flag.to_owned(), value: value.to_owned(), out_of_range };
    let (negative, digits) = match value.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let (radix, digits, separated) = radix(digits);
    let plain = if separated { without_separators(digits) } else { Some(digits.to_owned()) };
    let plain = plain.filter(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)));
    let plain = plain.ok_or_else(|| error(false))?;
    let magnitude = i128::from_str_radix(&plain, radix).map_err(|_| error(true))?;
    i64::try_from(if negative { -magnitude } else { magnitude }).map_err(|_| error(true))
}

/// The base a prefix stands for, the digits behind it, and whether `_` may separate them.
fn radix(digits: &str) -> (u32, &str, bool) {
    let prefixed = |n: usize| digits.get(n..).unwrap_or_default();
    match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, prefixed(2), true),
        [b'0', b'b' | b'B', ..] => (2, prefixed(2), true),
        [b'0', b'o' | b'O', ..] => (8, prefixed(2), true),
        [b'0', _, ..] => (8, prefixed(1), true),
        _ => (10, digits, digits.starts_with(|c: char| c.is_ascii_digit())),
    }
}

/// `1_000` without `_`; one may stand between digits and behind a prefix, never last or doubled.
fn without_separators(digits: &str) -> Option<String> {
    let well_placed = !digits.ends_with('_') && !digits.contains("__");
    well_placed.then(|| digits.replace('_', ""))
}
