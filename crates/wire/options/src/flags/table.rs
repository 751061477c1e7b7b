//! Every flag: its spellings, what it takes, what it sets, and what the help says about it. One entry per flag.

use Section::{Authorization, Cluster, Common, JetStream, Logging, Profiling, Server, Tls};
use Set::{Number, Switch, Text};

use super::Flags;

/// One flag.
pub(super) struct Flag {
    /// Spellings without dashes; the last one is the descriptive one.
    pub(super) names: &'static [&'static str],
    pub(super) set: Set,
    /// What the value is called in the help; empty for a switch.
    pub(super) value: &'static str,
    pub(super) section: Section,
    pub(super) help: &'static str,
}

/// What a flag takes and where it goes.
#[derive(Clone, Copy)]
pub(super) enum Set {
    Switch(fn(&mut Flags, bool)),
    Number(fn(&mut Flags, i64)),
    Text(fn(&mut Flags, String)),
}

/// The chapters of the help, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Server,
    Logging,
    Authorization,
    Tls,
    JetStream,
    Cluster,
    Profiling,
    Common,
}

/// The flag with this spelling.
pub(super) fn find(name: &str) -> Option<&'static Flag> {
    FLAGS.iter().find(|flag| flag.names.contains(&name))
}

/// Every spelling of every flag.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FLAGS.iter().flat_map(|flag| flag.names.iter().copied())
}

const fn flag(
    section: Section,
    names: &'static [&'static str],
    value: &'static str,
    set: Set,
    help: &'static str,
) -> Flag {
    Flag { names, set, value, section, help }
}

#[rustfmt::skip]
pub(super) const FLAGS: &[Flag] = &[
    flag(Server, &["a", "addr", "net"], "HOST", Text(|f, v| f.listen.host = Some(v)),
        "Listen on this host (default 0.0.0.0, every interface)"),
    flag(Server, &["p", "port"], "PORT", Number(|f, v| f.listen.port = Some(v)),
        "Listen for clients on this port (default 4222; -1 takes any free one)"),
    flag(Server, &["n", "name", "server_name"], "NAME", Text(|f, v| f.listen.server_name = Some(v)),
        "Name of this server (default: its id)"),
    flag(Server, &["P", "pid"], "FILE", Text(|f, v| f.listen.pid_file = path(v)),
        "Write the process id to this file"),
    flag(Server, &["m", "http_port"], "PORT", Number(|f, v| f.listen.http_port = Some(v)),
        "Serve monitoring over HTTP on this port, 8222 by custom"),
    flag(Server, &["ms", "https_port"], "PORT", Number(|f, v| f.listen.https_port = Some(v)),
        "Serve monitoring over HTTPS on this port, with the certificate of the clients' listener"),
    flag(Server, &["c", "config"], "FILE", Text(|f, v| f.config = path(v)),
        "Read this configuration file; flags win over it"),
    flag(Server, &["t"], "", Switch(|f, v| f.asked.test = v),
        "Check the configuration file, say what is wrong with it, and exit"),
    flag(Server, &["sl", "signal"], "SIGNAL[=PID]", Text(|f, v| f.asked.signal = Some(v)),
        "Tell a running server to stop, quit, term, reopen (its log), reload (its configuration) or ldm (let \
         clients go); PID is a process id, a pattern such as 12*, or a pid file"),
    flag(Server, &["client_advertise"], "HOST:PORT", Text(|f, v| f.listen.client_advertise = Some(v)),
        "Tell clients this address instead of the listener's"),
    flag(Server, &["ports_file_dir"], "DIR", Text(|f, v| f.listen.ports_file_dir = path(v)),
        "Write the listeners' addresses to a file <program>_<pid>.ports in this folder"),
    flag(Server, &["allow-unsupported", "allow_unsupported"], "", Switch(|f, v| f.allow_unsupported = v),
        "Start although the configuration asks for something that Gannet does not do yet, with a warning for each"),

    flag(Logging, &["l", "log"], "FILE", Text(|f, v| f.log.file = path(v)),
        "Log to this file instead of the standard error output"),
    flag(Logging, &["log_size_limit"], "BYTES", Number(|f, v| f.log.size_limit = Some(v)),
        "Start a new log file above this size (default: never)"),
    flag(Logging, &["T", "logtime"], "", Switch(|f, v| f.log.time = Some(v)),
        "Begin each log line with the time (default; -T=false leaves it out)"),
    flag(Logging, &["logtime_utc"], "", Switch(|f, v| f.log.utc = Some(v)),
        "Show that time in UTC"),
    flag(Logging, &["s", "syslog"], "", Switch(|f, v| f.log.syslog = Some(v)),
        "Log to the local syslog"),
    flag(Logging, &["r", "remote_syslog"], "URL", Text(|f, v| f.log.remote_syslog = Some(v)),
        "Log to this syslog, such as udp://localhost:514"),
    flag(Logging, &["D", "debug"], "", Switch(|f, v| f.log.debug = Some(v)),
        "Log what the server decides"),
    flag(Logging, &["V", "trace"], "", Switch(|f, v| f.log.trace = Some(v)),
        "Log every protocol line of the clients"),
    flag(Logging, &["VV"], "", Switch(|f, v| f.log.verbose_trace = Some(v)),
        "As -V, and those of the system account"),
    flag(Logging, &["DV"], "", Switch(|f, v| f.log.debug_and_trace = Some(v)),
        "Both -D and -V"),
    flag(Logging, &["DVV"], "", Switch(|f, v| f.log.debug_and_verbose_trace = Some(v)),
        "Both -D and -VV"),
    flag(Logging, &["max_traced_msg_len"], "BYTES", Number(|f, v| f.log.max_traced_message = Some(v)),
        "Show at most this much of a message in trace lines (default: all of it)"),

    flag(Authorization, &["user"], "USER", Text(|f, v| f.auth.user = Some(v)),
        "Let in clients with this user name"),
    flag(Authorization, &["pass"], "PASSWORD", Text(|f, v| f.auth.password = Some(v)),
        "Password of that user, in plain text or as a bcrypt hash"),
    flag(Authorization, &["auth"], "TOKEN", Text(|f, v| f.auth.token = Some(v)),
        "Let in clients with this token"),

    flag(Tls, &["tls"], "", Switch(|f, v| f.tls.enabled = Some(v)),
        "Ask clients for TLS (-tls=false turns off what the configuration file says)"),
    flag(Tls, &["tlscert"], "FILE", Text(|f, v| f.tls.cert = Some(v)),
        "The server's certificate, with its chain"),
    flag(Tls, &["tlskey"], "FILE", Text(|f, v| f.tls.key = Some(v)),
        "The private key of that certificate"),
    flag(Tls, &["tlsverify"], "", Switch(|f, v| f.tls.verify = Some(v)),
        "Ask clients for a certificate, and check it"),
    flag(Tls, &["tlscacert"], "FILE", Text(|f, v| f.tls.ca_cert = Some(v)),
        "The authorities that client certificates may come from"),
    flag(Tls, &["help_tls"], "", Switch(|f, v| f.asked.help_tls = v),
        "Show how to set up TLS, and every cipher suite and curve by name"),

    flag(JetStream, &["js", "jetstream"], "", Switch(|f, v| f.later.jetstream = Some(v)),
        "Keep streams (not yet carried out)"),
    flag(JetStream, &["sd", "store_dir"], "DIR", Text(|f, v| f.later.store_dir = Some(v)),
        "Keep them in this folder"),

    flag(Cluster, &["routes"], "URL,URL", Text(|f, v| f.later.routes = Some(v)),
        "Connect to these servers (not yet carried out)"),
    flag(Cluster, &["cluster", "cluster_listen"], "URL", Text(|f, v| f.later.cluster = Some(v)),
        "Listen for servers here (not yet carried out)"),
    flag(Cluster, &["cluster_name"], "NAME", Text(|f, v| f.later.cluster_name = Some(v)),
        "Name of the cluster"),
    flag(Cluster, &["no_advertise"], "", Switch(|f, v| f.later.no_advertise = Some(v)),
        "Do not tell clients about the other servers"),
    flag(Cluster, &["cluster_advertise"], "HOST:PORT", Text(|f, v| f.later.cluster_advertise = Some(v)),
        "Tell servers this address instead of the listener's"),
    flag(Cluster, &["connect_retries"], "N", Number(|f, v| f.later.connect_retries = Some(v)),
        "How often to try servers that others told of"),

    flag(Profiling, &["profile"], "PORT", Number(|f, v| f.later.profile = Some(v)),
        "Serve profiles on this port (not yet carried out)"),

    flag(Common, &["h", "help"], "", Switch(|f, v| f.asked.help = v), "Show this text"),
    flag(Common, &["v", "version"], "", Switch(|f, v| f.asked.version = v), "Show the version"),
];

/// An empty path stands for none.
fn path(text: String) -> Option<std::path::PathBuf> {
    (!text.is_empty()).then(|| text.into())
}
