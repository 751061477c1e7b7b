//! One connection as `/connz` shows it.

use std::time::SystemTime;

use accounts::Directory;
use serde::Serialize;
use server::{ConnectionView, Profile, SubscriptionView, TlsProfile};

use crate::{
    endpoints::{
        is_default,
        subs::{Listing, SubDetail, subject},
    },
    text::{Time, round_trip, since, span},
};

/// The fields in the order of the reference.
#[derive(Debug, Serialize)]
pub(super) struct ConnInfo {
    cid: u64,
    kind: &'static str,
    #[serde(rename = "type")]
    protocol: &'static str,
    ip: String,
    port: u16,
    start: Time,
    last_activity: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<Time>,
    #[serde(skip_serializing_if = "is_default")]
    reason: &'static str,
    rtt: String,
    uptime: String,
    idle: String,
    pending_bytes: usize,
    in_msgs: u64,
    out_msgs: u64,
    in_bytes: u64,
    out_bytes: u64,
    #[serde(skip_serializing_if = "is_default")]
    stalls: u64,
    subscriptions: u64,
    #[serde(skip_serializing_if = "is_default")]
    name: Box<str>,
    #[serde(skip_serializing_if = "is_default")]
    lang: Box<str>,
    #[serde(skip_serializing_if = "is_default")]
    version: Box<str>,
    #[serde(skip_serializing_if = "is_default")]
    tls_version: &'static str,
    #[serde(skip_serializing_if = "is_default")]
    tls_cipher_suite: &'static str,
    #[serde(skip_serializing_if = "is_default")]
    tls_peer_certs: Vec<PeerCertificate>,
    #[serde(skip_serializing_if = "is_default")]
    tls_first: bool,
    #[serde(skip_serializing_if = "is_default")]
    authorized_user: Box<str>,
    #[serde(skip_serializing_if = "is_default")]
    account: Box<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subscriptions_list: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subscriptions_list_detail: Vec<SubDetail>,
    #[serde(skip_serializing_if = "is_default")]
    name_tag: Box<str>,
}

#[derive(Debug, PartialEq, Serialize)]
struct PeerCertificate {
    #[serde(skip_serializing_if = "String::is_empty")]
    subject: String,
    spki_sha256: String,
    cert_sha256: String,
}

impl ConnInfo {
    pub(super) fn new(connection: &ConnectionView, now: SystemTime, auth: bool) -> ConnInfo {
        let Profile { name, language, version, user, account, tls } = connection.profile();
        let (end, traffic) = (connection.end, connection.traffic);
        let until = end.map_or(now, |end| end.at);
        let mut info = ConnInfo {
            cid: connection.id(),
            kind: "Client",
            protocol: "nats",
            ip: connection.peer().ip().to_string(),
            port: connection.peer().port(),
            start: Time(connection.started()),
            last_activity: Time(connection.last_activity),
            stop: end.map(|end| Time(end.at)),
            reason: end.map_or("", |end| end.reason.as_str()),
            rtt: round_trip(connection.rtt),
            uptime: span(since(connection.started(), until)),
            idle: span(since(connection.last_activity, until)),
            pending_bytes: connection.pending_bytes,
            in_msgs: traffic.in_messages,
            out_msgs: traffic.out_messages,
            in_bytes: traffic.in_bytes,
            out_bytes: traffic.out_bytes,
            stalls: connection.stalls,
            subscriptions: connection.subscriptions,
            name,
            lang: language,
            version,
            tls_version: "",
            tls_cipher_suite: "",
            tls_peer_certs: Vec::new(),
            tls_first: false,
            authorized_user: Box::default(),
            account: Box::default(),
            subscriptions_list: Vec::new(),
            subscriptions_list_detail: Vec::new(),
            name_tag: Box::default(),
        };
        if let Some(tls) = tls {
            info.add_tls(*tls, auth);
        }
        if auth {
            info.add_user(user, account);
        }
        info
    }

    fn add_tls(&mut self, tls: TlsProfile, auth: bool) {
        (self.tls_version, self.tls_cipher_suite, self.tls_first) = (tls.version, tls.cipher, tls.first);
        if auth {
            let certificate = |certificate: tls::PeerCertificate| PeerCertificate {
                subject: certificate.subject,
                spki_sha256: certificate.spki_sha256,
                cert_sha256: certificate.cert_sha256,
            };
            self.tls_peer_certs = tls.peer_certificates.into_iter().map(certificate).collect();
        }
    }

    /// The global account goes without saying.
    fn add_user(&mut self, user: Box<str>, account: Box<str>) {
        self.authorized_user = user;
        let (is_global, is_closed) = (*account == *Directory::GLOBAL_ACCOUNT, self.stop.is_some());
        if !is_global || !is_closed {
            self.name_tag = account.clone();
        }
        if !is_global {
            self.account = account;
        }
    }

    /// Lists what the connection subscribes to.
    pub(super) fn list(&mut self, mut subscriptions: Vec<SubscriptionView>, listing: Listing) {
        subscriptions.sort_by(|a, b| (a.sid().len(), a.sid()).cmp(&(b.sid().len(), b.sid())));
        match listing {
            Listing::Nothing => {}
            Listing::Subjects => self.subscriptions_list = subscriptions.iter().map(subject).collect(),
            Listing::Details => {
                self.subscriptions_list_detail = subscriptions.iter().map(SubDetail::of_connection).collect();
            }
        }
    }
}
