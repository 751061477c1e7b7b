//! Subjects of certificates in the texts that the reference prints and compares.
//!
//! There are several, because the reference's library sorts the attributes it knows into fields and prints the fields:
//! a text in fixed order, all values of a kind in one group. It is not the order of the certificate, yet names of users
//! in configuration files are written to match it.

use data_encoding::HEXLOWER;
use x509_cert::{
    attr::AttributeTypeAndValue,
    der::{
        Encode, Tag, Tagged,
        asn1::{Any, ObjectIdentifier, PrintableStringRef, Utf8StringRef},
    },
    name::Name,
};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// How many values of an attribute are printed.
#[derive(Clone, Copy, PartialEq)]
enum Values {
    All,
    Last,
}

/// The attributes with a field of their own, in the order in which they are printed.
const FIELDS: [(ObjectIdentifier, &str, Values); 9] = [
    (oid("2.5.4.5"), "SERIALNUMBER", Values::Last),
    (oid("2.5.4.3"), "CN", Values::Last),
    (oid("2.5.4.17"), "POSTALCODE", Values::All),
    (oid("2.5.4.9"), "STREET", Values::All),
    (oid("2.5.4.8"), "ST", Values::All),
    (oid("2.5.4.7"), "L", Values::All),
    (oid("2.5.4.11"), "OU", Values::All),
    (oid("2.5.4.10"), "O", Values::All),
    (oid("2.5.4.6"), "C", Values::All),
];

const DOMAIN_COMPONENT: ObjectIdentifier = oid("0.9.2342.19200300.100.1.25");

/// The short name of an attribute, if it has one in distinguished names.
pub(crate) fn short_name(attribute: &AttributeTypeAndValue) -> Option<&'static str> {
    let field = FIELDS.iter().find(|(oid, _, _)| *oid == attribute.oid).map(|(_, name, _)| *name);
    field.or_else(|| (attribute.oid == DOMAIN_COMPONENT).then_some("DC"))
}

/// The attributes that have fields, as in `CN=derek,OU=a+OU=b,O=Acme`.
pub(crate) fn field_text(subject: &Name) -> String {
    let groups = FIELDS.iter().filter_map(|(oid, name, wanted)| {
        let attributes = attributes(subject).filter(|attribute| attribute.oid == *oid);
        let mut values: Vec<String> = attributes.filter_map(|attribute| string(&attribute.value)).collect();
        if *wanted == Values::Last {
            values = values.pop().filter(|last| !last.is_empty()).into_iter().collect();
        }
        let values: Vec<String> = values.iter().map(|value| format!("{name}={}", escape(value))).collect();
        (!values.is_empty()).then(|| values.join("+"))
    });
    groups.collect::<Vec<_>>().join(",")
}

/// [`field_text`] and after it all the domain components, if there are any, in the certificate's order.
pub(crate) fn text_with_domain(subject: &Name) -> Option<String> {
    let components = attributes(subject).filter(|attribute| attribute.oid == DOMAIN_COMPONENT);
    let components: Vec<String> =
        components.filter_map(|attribute| Some(format!("DC={}", string(&attribute.value)?))).collect();
    (!components.is_empty()).then(|| format!("{},{}", field_text(subject), components.join(",")))
}

/// The whole subject for people: [`field_text`], then every other attribute by number.
pub(crate) fn full_text(subject: &Name) -> String {
    let is_field = |attribute: &AttributeTypeAndValue| FIELDS.iter().any(|(oid, _, _)| *oid == attribute.oid);
    let others: Vec<&AttributeTypeAndValue> =
        attributes(subject).filter(|attribute| !is_field(attribute)).collect();
    let fields = Some(field_text(subject)).filter(|text| !text.is_empty());
    let others = others.into_iter().rev().map(|attribute| {
        format!(
            "{}=#{}",
            attribute.oid,
            HEXLOWER.encode(&printable_der(&attribute.value).unwrap_or_default())
        )
    });
    fields.into_iter().chain(others).collect::<Vec<_>>().join(",")
}

fn attributes(subject: &Name) -> impl Iterator<Item = &AttributeTypeAndValue> {
    subject.0.iter().flat_map(|relative| relative.0.iter())
}

/// A value of one of the string types.
pub(crate) fn string(value: &Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::TeletexString => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        Tag::BmpString => {
            let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(u16::from_be_bytes));
            String::from_utf16(&units.collect::<Vec<_>>()).ok()
        }
        _ => None,
    }
}

/// The reference prints a value that it has no name for as it would encode the string itself.
fn printable_der(value: &Any) -> Option<Vec<u8>> {
    let Some(text) = string(value) else { return value.to_der().ok() };
    let is_printable = |byte: u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte);
    if text.bytes().all(is_printable) {
        PrintableStringRef::new(&text).ok()?.to_der().ok()
    } else {
        Utf8StringRef::new(&text).ok()?.to_der().ok()
    }
}

/// Escapes as RFC 2253 demands.
fn escape(value: &str) -> String {
    let last = value.len().saturating_sub(1);
    let mut escaped = String::with_capacity(value.len());
    for (at, c) in value.char_indices() {
        let needs_escape = match c {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => true,
            ' ' => at == 0 || at == last,
            '#' => at == 0,
            _ => false,
        };
        if needs_escape {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let check = |value: &str, expected: &str| assert_eq!(escape(value), expected);
        check("plain name", "plain name");
        check(" both ends ", "\\ both ends\\ ");
        check("#1", "\\#1");
        check("a#1", "a#1");
        check("a,b+c\"d\\e<f>g;h", "a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h");
        check("é ", "é\\ ");
        check("", "");
    }
}
