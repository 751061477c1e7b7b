//! What each path answers; one file each.

mod accountz;
mod accstatz;
mod connz;
mod gatewayz;
mod healthz;
mod ipqueuesz;
mod jsz;
mod leafz;
mod raftz;
mod root;
mod routez;
mod subs;
mod subsz;
mod varz;

use crate::{
    answer::{Answer, BadRequest},
    endpoint::Endpoint,
    query::Query,
    site::Site,
};

/// Answers a request for `endpoint`.
pub(crate) fn answer(endpoint: Endpoint, site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    match endpoint {
        Endpoint::Root => Ok(root::answer(site)),
        Endpoint::Varz => Ok(varz::answer(site)),
        Endpoint::Connz => connz::answer(site, query),
        Endpoint::Routez => routez::answer(site, query),
        Endpoint::Gatewayz => gatewayz::answer(site, query),
        Endpoint::Leafz => leafz::answer(site, query),
        Endpoint::Subsz => subsz::answer(site, query),
        Endpoint::Accountz => accountz::answer(site, query),
        Endpoint::Accstatz => accstatz::answer(site, query),
        Endpoint::Jsz => jsz::answer(site, query),
        Endpoint::Healthz => healthz::answer(query),
        Endpoint::Ipqueuesz => ipqueuesz::answer(query),
        Endpoint::Raftz => Ok(raftz::answer()),
    }
}

/// For fields that are omitted when they are zero, empty or false.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
