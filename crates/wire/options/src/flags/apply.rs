//! Flags on top of what the file says.

use std::path::PathBuf;

use super::{AuthFlags, Flags, LaterFlags, ListenFlags, LogFlags, TlsFlags};
use crate::draft::Draft;
use crate::schema::Report;
use crate::{AuthorizationSpec, CertificateSpec, ConfigError, LogSpec, TlsSpec, Unsupported};

impl Flags {
    pub(crate) fn apply(&self, draft: &mut Draft, report: &mut Report) {
        self.listen.apply(draft);
        self.log.apply(&mut draft.options.log);
        self.auth.apply(&mut draft.options.authorization);
        let tls = self.tls.apply(draft.options.tls.take());
        draft.options.tls = tls.unwrap_or_else(|why| {
            draft.contradictions.push(ConfigError::contradiction(why));
            None
        });
        self.later.report(&mut report.unsupported);
    }
}

/// Replaces what a flag was given for.
fn set<T: Clone>(target: &mut T, flag: &Option<T>) {
    if let Some(value) = flag {
        target.clone_from(value);
    }
}

/// The same for what may be absent: an empty text takes it away.
fn set_text(target: &mut Option<String>, flag: &Option<String>) {
    if let Some(text) = flag {
        *target = (!text.is_empty()).then(|| text.clone());
    }
}

fn set_path(target: &mut Option<PathBuf>, flag: &Option<PathBuf>) {
    if flag.is_some() {
        target.clone_from(flag);
    }
}

impl ListenFlags {
    fn apply(&self, draft: &mut Draft) {
        set(&mut draft.client_host, &self.host);
        set(&mut draft.client_port, &self.port);
        set(&mut draft.http_port, &self.http_port);
        set(&mut draft.https_port, &self.https_port);
        let options = &mut draft.options;
        set_text(&mut options.server_name, &self.server_name);
        set_text(&mut options.client_advertise, &self.client_advertise);
        set_path(&mut options.pid_file, &self.pid_file);
        set_path(&mut options.ports_file_dir, &self.ports_file_dir);
    }
}

impl LogFlags {
    fn apply(&self, log: &mut LogSpec) {
        set_path(&mut log.file, &self.file);
        set(&mut log.size_limit, &self.size_limit.map(at_least_zero));
        set(&mut log.no_time, &self.time.map(|time| !time));
        set(&mut log.utc, &self.utc);
        set(&mut log.syslog, &self.syslog);
        set_text(&mut log.remote_syslog, &self.remote_syslog);
        set(&mut log.max_traced_message, &self.max_traced_message.map(at_least_zero));
        set(&mut log.debug, &self.debug);
        set(&mut log.trace, &self.trace);
        self.apply_combined(log);
    }

    fn apply_combined(&self, log: &mut LogSpec) {
        if let Some(on) = self.debug_and_trace {
            (log.debug, log.trace) = (on, on);
        }
        if let Some(on) = self.debug_and_verbose_trace {
            (log.debug, log.trace, log.trace_verbose) = (on, on, on);
        }
        if let Some(on) = self.verbose_trace {
            (log.trace, log.trace_verbose) = (on, on);
        }
    }
}

/// Negative limits mean none, as zero does.
fn at_least_zero<T: TryFrom<i64> + Default>(number: i64) -> T {
    T::try_from(number).unwrap_or_default()
}

impl AuthFlags {
    fn apply(&self, authorization: &mut AuthorizationSpec) {
        set_text(&mut authorization.user, &self.user);
        set_text(&mut authorization.password, &self.password);
        set_text(&mut authorization.token, &self.token);
    }
}

impl TlsFlags {
    /// `-tls=false` turns TLS off; any other of the flags makes a listener from the flags alone, except for what has
    /// no flag.
    fn apply(&self, file: Option<TlsSpec>) -> Result<Option<TlsSpec>, &'static str> {
        if self.enabled == Some(false) {
            return Ok(None);
        }
        if *self == TlsFlags::default() {
            return Ok(file);
        }
        let given = |path: &Option<String>| path.clone().filter(|path| !path.is_empty()).map(PathBuf::from);
        let cert_file = given(&self.cert).ok_or("TLS Server certificate must be present and valid")?;
        let key_file = given(&self.key).ok_or("TLS Server private key must be present and valid")?;
        let file = file.unwrap_or_default();
        Ok(Some(TlsSpec {
            certificates: vec![CertificateSpec { cert_file, key_file }],
            ca_file: given(&self.ca_cert),
            verify: self.verify.unwrap_or(false),
            verify_and_map: file.verify_and_map,
            timeout: file.timeout,
            pinned_certs: file.pinned_certs,
            handshake_first: file.handshake_first,
            connection_rate_limit: file.connection_rate_limit,
            ..TlsSpec::default()
        }))
    }
}

impl LaterFlags {
    /// Names the flags that ask for something.
    fn report(&self, unsupported: &mut Vec<Unsupported>) {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        let asked = [
            ("--jetstream", self.jetstream == Some(true)),
            ("--routes", given(&self.routes)),
            ("--cluster", given(&self.cluster)),
            ("--cluster_name", given(&self.cluster_name)),
            ("--cluster_advertise", given(&self.cluster_advertise)),
            ("--profile", self.profile.is_some_and(|port| port != 0)),
        ];
        let asked = asked.into_iter().filter(|&(_, asked)| asked);
        unsupported
            .extend(asked.map(|(flag, _)| Unsupported { key: flag.into(), position: "command line".into() }));
    }
}
