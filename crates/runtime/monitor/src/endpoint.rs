//! The paths there are, and how often each was asked for.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Root,
    Varz,
    Connz,
    Routez,
    Gatewayz,
    Leafz,
    Subsz,
    Accountz,
    Accstatz,
    Jsz,
    Healthz,
    Ipqueuesz,
    Raftz,
}

impl Endpoint {
    pub(crate) const ALL: [Endpoint; 13] = [
        Endpoint::Root,
        Endpoint::Varz,
        Endpoint::Jsz,
        Endpoint::Connz,
        Endpoint::Accountz,
        Endpoint::Accstatz,
        Endpoint::Subsz,
        Endpoint::Routez,
        Endpoint::Leafz,
        Endpoint::Gatewayz,
        Endpoint::Raftz,
        Endpoint::Ipqueuesz,
        Endpoint::Healthz,
    ];

    /// The path below the configured prefix.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Endpoint::Root => "/",
            Endpoint::Varz => "/varz",
            Endpoint::Connz => "/connz",
            Endpoint::Routez => "/routez",
            Endpoint::Gatewayz => "/gatewayz",
            Endpoint::Leafz => "/leafz",
            Endpoint::Subsz => "/subsz",
            Endpoint::Accountz => "/accountz",
            Endpoint::Accstatz => "/accstatz",
            Endpoint::Jsz => "/jsz",
            Endpoint::Healthz => "/healthz",
            Endpoint::Ipqueuesz => "/ipqueuesz",
            Endpoint::Raftz => "/raftz",
        }
    }

    pub(crate) fn find(path: &str) -> Option<Endpoint> {
        match path {
            "/subscriptionsz" => Some(Endpoint::Subsz),
            _ => Endpoint::ALL.into_iter().find(|endpoint| endpoint.path() == path),
        }
    }

    /// Whether requests for it are shown; the reference counts no others.
    fn is_counted(self) -> bool {
        !matches!(self, Endpoint::Ipqueuesz | Endpoint::Raftz)
    }
}

/// Requests so far.
#[derive(Debug, Default)]
pub(crate) struct Requests([AtomicU64; Endpoint::ALL.len()]);

impl Requests {
    pub(crate) fn count(&self, endpoint: Endpoint) {
        if let Some(counter) = self.0.get(endpoint as usize) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The paths that were asked for.
    pub(crate) fn by_path(&self) -> BTreeMap<&'static str, u64> {
        let count =
            |endpoint: Endpoint| self.0.get(endpoint as usize).map_or(0, |n| n.load(Ordering::Relaxed));
        Endpoint::ALL
            .into_iter()
            .filter(|endpoint| endpoint.is_counted())
            .map(|endpoint| (endpoint.path(), count(endpoint)))
            .filter(|&(_, requests)| requests > 0)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_to_its_endpoint() {
        for endpoint in Endpoint::ALL {
            assert_eq!(Endpoint::find(endpoint.path()), Some(endpoint));
        }
        assert_eq!(Endpoint::find("/subscriptionsz"), Some(Endpoint::Subsz));
        for path in ["", "varz", "/varz/", "/varz/x", "//varz", "/Varz", "/nope"] {
            assert_eq!(Endpoint::find(path), None, "{path}");
        }
    }

    #[test]
    fn only_what_was_asked_for_is_shown() {
        let requests = Requests::default();
        for endpoint in [Endpoint::Varz, Endpoint::Root, Endpoint::Varz, Endpoint::Raftz] {
            requests.count(endpoint);
        }
        assert_eq!(requests.by_path(), BTreeMap::from([("/", 1), ("/varz", 2)]));
    }
}
