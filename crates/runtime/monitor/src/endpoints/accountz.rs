//! `/accountz`: the accounts, or one of them with what it offers and takes.

use std::collections::BTreeMap;

use accounts::{
    ServiceImport, StreamImport,
    directory::{Export, ExportKind, Latency, Sampling},
};
use options::ResponseKind;
use serde::Serialize;
use server::AccountView;
use subject::Subject;

use super::{is_default, subsz::SublistStats};
use crate::{
    answer::{Answer, BadRequest},
    query::Query,
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct Accountz<'a> {
    server_id: &'a str,
    now: Time,
    #[serde(skip_serializing_if = "is_default")]
    system_account: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_detail: Option<AccountInfo<'a>>,
}

#[derive(Debug, Serialize)]
struct AccountInfo<'a> {
    account_name: &'a str,
    update_time: Time,
    #[serde(skip_serializing_if = "is_default")]
    is_system: bool,
    expired: bool,
    complete: bool,
    jetstream_enabled: bool,
    leafnode_connections: u64,
    client_connections: u64,
    subscriptions: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    mappings: BTreeMap<String, Vec<MapDest>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exports: Vec<ExtExport<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    imports: Vec<ExtImport<'a>>,
    name_tag: &'a str,
    sublist_stats: SublistStats,
}

#[derive(Debug, Serialize)]
struct MapDest {
    subject: String,
    weight: u8,
    #[serde(skip_serializing_if = "String::is_empty")]
    cluster: String,
}

#[derive(Debug, Serialize)]
struct ExtExport<'a> {
    subject: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "is_default")]
    response_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_latency: Option<ServiceLatency>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    approved_accounts: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct ExtImport<'a> {
    subject: String,
    account: &'a str,
    /// What requesters call a service; the same as `local_subject`, which came later.
    #[serde(skip_serializing_if = "String::is_empty")]
    to: String,
    local_subject: String,
    #[serde(rename = "type")]
    kind: &'static str,
    invalid: bool,
    share: bool,
    tracking: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency: Option<ServiceLatency>,
}

#[derive(Debug, Serialize)]
struct ServiceLatency {
    sampling: Rate,
    results: String,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Rate {
    Percent(u8),
    Word(&'static str),
}

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    let inspector = &site.inspector;
    let (accounts, account_detail) = match query.given("acc") {
        None => (inspector.accounts().map(|account| account.name()).collect(), None),
        Some(name) => match inspector.account(name) {
            Some(account) => (Vec::new(), Some(AccountInfo::new(account, Time(inspector.started())))),
            None => return Err(BadRequest(format!("Account {name} does not exist"))),
        },
    };
    let system_account = inspector.system_account().map_or("", |account| account.name());
    let (server_id, now) = (site.server_id(), site.now());
    Ok(Answer::json(&Accountz { server_id, now, system_account, accounts, account_detail }))
}

impl<'a> AccountInfo<'a> {
    fn new(account: AccountView<'a>, update_time: Time) -> AccountInfo<'a> {
        let (definition, routing) = (account.definition(), account.routing());
        let stream_imports =
            definition.stream_imports().iter().map(|import| ExtImport::of_stream(account, import));
        let service_imports =
            definition.service_imports().iter().map(|import| ExtImport::of_service(account, import));
        AccountInfo {
            account_name: account.name(),
            update_time,
            is_system: account.is_system(),
            expired: false,
            complete: true,
            jetstream_enabled: false,
            leafnode_connections: 0,
            client_connections: account.connections(),
            subscriptions: routing.subscriptions,
            mappings: mappings(definition),
            exports: definition.exports().iter().map(|export| ExtExport::new(account, export)).collect(),
            imports: stream_imports.chain(service_imports).collect(),
            name_tag: account.name(),
            sublist_stats: [routing].into_iter().collect(),
        }
    }
}

fn mappings(definition: &accounts::Account) -> BTreeMap<String, Vec<MapDest>> {
    let destination = |to: &subject::mapping::Destination| MapDest {
        subject: text(&to.subject),
        weight: to.weight,
        cluster: to.cluster.as_deref().unwrap_or("").to_owned(),
    };
    let mappings = definition.mappings().mappings().iter();
    mappings
        .map(|mapping| (shown(mapping.source()), mapping.destinations().iter().map(destination).collect()))
        .collect()
}

impl<'a> ExtExport<'a> {
    fn new(account: AccountView<'a>, export: &Export) -> ExtExport<'a> {
        let (kind, response_type, latency) = match export.kind() {
            ExportKind::Stream => ("stream", "", None),
            ExportKind::Service(terms) => {
                ("service", response_type(terms.response), terms.latency.as_deref())
            }
        };
        ExtExport {
            subject: shown(export.subject()),
            kind,
            response_type,
            service_latency: latency.map(ServiceLatency::of),
            approved_accounts: export.approved().iter().map(|&id| account.name_of(id)).collect(),
        }
    }
}

impl<'a> ExtImport<'a> {
    fn of_stream(account: AccountView<'a>, import: &StreamImport) -> ExtImport<'a> {
        ExtImport {
            subject: shown(import.remote()),
            account: account.name_of(import.from()),
            to: String::new(),
            local_subject: shown(import.local()),
            kind: "stream",
            invalid: false,
            share: false,
            tracking: false,
            latency: None,
        }
    }

    fn of_service(account: AccountView<'a>, import: &ServiceImport) -> ExtImport<'a> {
        let local = shown(import.local());
        ExtImport {
            subject: shown(import.remote()),
            account: account.name_of(import.to()),
            to: local.clone(),
            local_subject: local,
            kind: "service",
            invalid: false,
            share: import.share(),
            tracking: false,
            latency: import.terms().latency.as_deref().map(ServiceLatency::of),
        }
    }
}

impl ServiceLatency {
    fn of(latency: &Latency) -> ServiceLatency {
        let sampling = match latency.sampling {
            Sampling::Percent(percent) => Rate::Percent(percent),
            Sampling::Headers => Rate::Word("headers"),
        };
        ServiceLatency { sampling, results: shown(&latency.subject) }
    }
}

fn response_type(response: ResponseKind) -> &'static str {
    match response {
        ResponseKind::Singleton => "Singleton",
        ResponseKind::Stream => "Streamed",
        ResponseKind::Chunked => "Chunked",
    }
}

fn shown(subject: &Subject) -> String {
    text(subject.as_bytes())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
