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
    (oid("2.5.4.11"), "OU", Values::All),
    (oid("2.5.4.10"), "O", Values::All),
    (oid("2.5.4.17"), "POSTALCODE", Values::All),
    (oid("2.5.4.9"), "STREET", Values::All),
    (oid("2.5.4.7"), "L", Values::All),
    (oid("2.5.4.8"), "ST", Values::All),
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
    use x509_cert::der::Decode;

    use super::*;

    /// The texts of a subject, as the reference's library gives them.
    #[track_caller]
    fn check(der: &str, full: &str, fields: &str, with_domain: Option<&str>) {
        let subject = Name::from_der(&HEXLOWER.decode(der.as_bytes()).unwrap()).unwrap();
        assert_eq!(full_text(&subject), full);
        assert_eq!(field_text(&subject), fields);
        assert_eq!(text_with_domain(&subject).as_deref(), with_domain);
    }

    #[test]
    fn domain_components_come_last() {
        check(
            "306331133011060a0992268993f22c6401191603636f6d31173015060a0992268993f22c64011916076578616d706c65310d\
             300b060355040a0c0441636d6531143008060355040b0c01613008060355040b0c0162310e300c06035504030c0564657265\
             6b",
            "CN=derek,OU=a+OU=b,O=Acme,0.9.2342.19200300.100.1.25=#13076578616d706c65,\
             0.9.2342.19200300.100.1.25=#1303636f6d",
            "CN=derek,OU=a+OU=b,O=Acme",
            Some("CN=derek,OU=a+OU=b,O=Acme,DC=com,DC=example"),
        );
    }

    #[test]
    fn fields_are_sorted_grouped_and_escaped() {
        let text = "SERIALNUMBER=9,CN=\\ #last\\ ,OU=x+OU=y,O=A\\+B,POSTALCODE=1,STREET=Main,L=Köln,ST=Cal\\, ifornia,C=US";
        check(
            "3081a1310e300c06035504030c056669727374310b30090603550406130255533115301306035504080c0c43616c2c2069666f\
             726e6961310e300c06035504070c054bc3b66c6e3117300806035504110c0131300b06035504090c044d61696e310c300a0603\
             55040a0c03412b42310a3008060355040b0c0178310a3008060355040b0c01793110300e06035504030c0720236c6173742031\
             0a30080603550405130139",
            text,
            text,
            None,
        );
    }

    #[test]
    fn attributes_without_a_field_are_numbered() {
        check(
            "3044310a300806035504030c0178310c300a060355040c0c0344722a31123010060a0992268993f22c6401010c027531311430\
             1206092a864886f70d01090116056140622e63",
            "CN=x,1.2.840.113549.1.9.1=#0c056140622e63,0.9.2342.19200300.100.1.1=#13027531,2.5.4.12=#0c0344722a",
            "CN=x",
            None,
        );
        check("300f310d300b060355040c0c046f6e6c79", "2.5.4.12=#13046f6e6c79", "", None);
        check("3000", "", "", None);
    }

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
