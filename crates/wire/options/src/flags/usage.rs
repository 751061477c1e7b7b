//! The help texts, made from the table of flags.

use std::fmt::Write as _;

use super::table::{FLAGS, Flag, Section};
use crate::tls::names;

const SECTIONS: [(Section, &str); 8] = [
    (Section::Server, "Server"),
    (Section::Logging, "Logging"),
    (Section::Authorization, "Who may connect (for more than one user, write a configuration file)"),
    (Section::Tls, "TLS"),
    (Section::JetStream, "JetStream"),
    (Section::Cluster, "Cluster"),
    (Section::Profiling, "Profiling"),
    (Section::Common, "Help"),
];

/// Column at which the explanations begin, and the width of the whole.
const INDENT: usize = 34;
const WIDTH: usize = 110;

/// The help for a server that is called `program`.
pub fn usage(program: &str) -> String {
    let mut text = format!(
        "Usage: {program} [options]\n\n\
         Runs a NATS server. Without options it takes clients on port 4222 of every interface and lets everyone in.\n\
         Options may be written with one dash or two, their values after a blank or an equals sign.\n"
    );
    for (section, title) in SECTIONS {
        let _ = writeln!(text, "\n{title}:");
        for flag in FLAGS.iter().filter(|flag| flag.section == section) {
            describe(&mut text, flag);
        }
    }
    let _ = write!(
        text,
        "\nExamples:\n\
         \x20   {program} -p 4333 -m 8222              clients on 4333, monitoring on http://localhost:8222\n\
         \x20   {program} --user derek --pass s3cret   one user; nats://derek:s3cret@localhost:4222\n\
         \x20   {program} -c nats.conf -t              is this file right?\n\
         \x20   {program} --signal reload=nats.pid     take over the changed file\n"
    );
    text
}

fn describe(text: &mut String, flag: &Flag) {
    let mut line = String::from("   ");
    for (at, name) in flag.names.iter().enumerate() {
        let dashes = if name.len() > 2 && !name.starts_with("DV") { "--" } else { "-" };
        let _ = write!(line, "{}{dashes}{name}", if at == 0 { " " } else { ", " });
    }
    if !flag.value.is_empty() {
        let _ = write!(line, " {}", flag.value);
    }
    let mut lines = wrap(flag.help).into_iter();
    if line.len() < INDENT {
        let _ = writeln!(text, "{line:INDENT$}{}", lines.next().unwrap_or_default());
    } else {
        let _ = writeln!(text, "{line}");
    }
    for more in lines {
        let _ = writeln!(text, "{:INDENT$}{more}", "");
    }
}

fn wrap(help: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in help.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() <= WIDTH - INDENT => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The help on TLS: how to set it up, and every name that may be used.
pub fn tls_usage() -> String {
    let mut text = String::from(
        "TLS is set up in a block `tls` of the configuration file:\n\n\
         \x20   tls {\n\
         \x20       cert_file: \"server.pem\"        # certificate, with its chain\n\
         \x20       key_file:  \"server-key.pem\"    # its private key\n\
         \x20       ca_file:   \"ca.pem\"            # whose client certificates to take\n\
         \x20       verify:         true           # clients must show a certificate\n\
         \x20       verify_and_map: true           # ... and it says which user they are\n\
         \x20       handshake_first: auto          # clients may begin with TLS, the others wait 50 ms\n\
         \x20       min_version: \"1.3\"\n\
         \x20       cipher_suites: [TLS_AES_256_GCM_SHA384]\n\
         \x20       curve_preferences: [X25519, CurveP256]\n\
         \x20   }\n\n\
         Cipher suites:\n",
    );
    for suite in names::CIPHER_SUITES {
        let note = match (suite.insecure, suite.supported) {
            (true, _) => "  insecure, not carried out",
            (false, false) => "  not carried out",
            (false, true) => "",
        };
        let _ = writeln!(text, "    {}{note}", suite.name);
    }
    text.push_str("\nCurves:\n");
    for curve in names::CURVES {
        let note = if curve.supported { "" } else { "  not carried out" };
        let _ = writeln!(text, "    {}{note}", curve.name);
    }
    text
}
