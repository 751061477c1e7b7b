//! `Nats-Request-Info`: what an exporter learns about who asks.

use crate::{ClientInfo, ServiceImport};

/// The header's name.
pub const REQUEST_INFO: &str = "Nats-Request-Info";

/// A request on its way through a service import.
#[derive(Debug, Clone, Copy)]
pub struct Crossing<'a> {
    /// The import it crosses.
    pub import: &'a ServiceImport,
    /// The name of the importing account.
    pub importer: &'a str,
    /// Whether the import that it crossed before shares; `None` if this is the first.
    pub shared_before: Option<bool>,
    /// Whether the exporter is the system account.
    pub to_system: bool,
    /// The value of the request's own header, which counts behind the first import only: before, anyone could write it.
    pub header: Option<&'a [u8]>,
}

impl Crossing<'_> {
    /// The header's value in the exporting account. `client` is everything about the client that published the request,
    /// its server and cluster included.
    ///
    /// Without `share`, that is the client's account and its round trip time. Behind the first import the account that
    /// the request comes through is added, and the server where an import shares that the first one didn't.
    #[must_use]
    pub fn request_info(&self, client: &ClientInfo) -> String {
        let shared = self.shared_before.unwrap_or(self.import.share());
        let mut info = match self.carried() {
            Some(carried) => ClientInfo { service: self.importer.into(), ..carried },
            None if shared => client.clone(),
            None => client.to_plain(),
        };
        let shares_more = self.shared_before.is_some() && self.import.share() || self.to_system;
        if !shared && shares_more {
            info.server.clone_from(&client.server);
            info.cluster.clone_from(&client.cluster);
            info.alternates.clone_from(&client.alternates);
        }
        info.to_json()
    }

    /// What the import before wrote.
    fn carried(&self) -> Option<ClientInfo> {
        self.shared_before?;
        serde_json::from_slice(self.header?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Directory, fixture};

    fn client() -> ClientInfo {
        ClientInfo {
            id: 9,
            account: "Z".into(),
            name: "req<&>".into(),
            rtt_nanoseconds: 217,
            server: "S1".into(),
            cluster: "C1".into(),
            kind: "Client".into(),
            ..ClientInfo::default()
        }
    }

    /// The header behind R's import, which shares or not, of a request that crossed another before or not.
    #[track_caller]
    fn check(
        share: bool,
        shared_before: Option<bool>,
        to_system: bool,
        header: Option<&str>,
        expected: &str,
    ) {
        let share = if share { "share" } else { "" };
        let text = format!("R user r\nX user x\nX exports service q\nR imports service q from X {share}");
        let directory = Directory::build(&fixture::options(&text)).unwrap();
        let account = directory.account(directory.find("R").unwrap()).unwrap();
        let header = header.map(str::as_bytes);
        let import = &account.service_imports()[0];
        let crossing = Crossing { import, importer: "R", shared_before, to_system, header };
        assert_eq!(crossing.request_info(&client()), expected);
    }

    #[test]
    fn a_first_import() {
        check(false, None, false, None, r#"{"acc":"Z","rtt":217}"#);
        check(false, None, true, None, r#"{"acc":"Z","rtt":217,"server":"S1","cluster":"C1"}"#);
        let all = r#"{"id":9,"acc":"Z","name":"req\u003c\u0026\u003e","rtt":217,"server":"S1","cluster":"C1","kind":"Client"}"#;
        check(true, None, false, None, all);
        // What a client wrote itself is not believed.
        check(false, None, false, Some(r#"{"acc":"EVIL","user":"root"}"#), r#"{"acc":"Z","rtt":217}"#);
    }

    #[test]
    fn behind_another_import() {
        let plain = Some(r#"{"acc":"Z","rtt":299,"unknown":1}"#);
        check(false, Some(false), false, plain, r#"{"acc":"Z","svc":"R","rtt":299}"#);
        check(
            true,
            Some(false),
            false,
            plain,
            r#"{"acc":"Z","svc":"R","rtt":299,"server":"S1","cluster":"C1"}"#,
        );
        let shared = Some(r#"{"id":9,"acc":"Z","user":"z"}"#);
        check(false, Some(true), false, shared, r#"{"id":9,"acc":"Z","svc":"R","user":"z"}"#);
        check(false, Some(false), false, Some("{"), r#"{"acc":"Z","rtt":217}"#);
        check(false, Some(false), false, None, r#"{"acc":"Z","rtt":217}"#);
    }
}
