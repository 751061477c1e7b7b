//! `/`: links to everything else.

use std::fmt::Write as _;

use crate::{answer::Answer, endpoint::Endpoint, site::Site};

pub(super) fn answer(site: &Site) -> Answer {
    let mut page = String::from(concat!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Gannet</title>\n<style>\n",
        ":root { color-scheme: light dark; font-family: system-ui, sans-serif; }\n",
        "body { margin: 2rem; } li { margin: .4rem 0; } code { opacity: .7; margin-left: .5rem; }\n",
        "</style>\n</head>\n<body>\n<h1>Gannet ",
        env!("CARGO_PKG_VERSION"),
        "</h1>\n",
    ));
    // Writing to a string can't fail.
    let _ = writeln!(page, "<p>compatible with nats-server v{}</p>\n<ul>", server::COMPATIBLE_VERSION);
    for endpoint in Endpoint::ALL {
        if let Some(label) = label(endpoint) {
            let (base, path) = (&site.base_path, endpoint.path());
            let _ = writeln!(
                page,
                "<li><a href=\".{}{path}\">{label}</a><code>{path}</code></li>",
                escaped(base)
            );
        }
    }
    page.push_str("</ul>\n</body>\n</html>\n");
    Answer::html(page)
}

fn label(endpoint: Endpoint) -> Option<&'static str> {
    match endpoint {
        Endpoint::Root => None,
        Endpoint::Varz => Some("General"),
        Endpoint::Jsz => Some("JetStream"),
        Endpoint::Connz => Some("Connections"),
        Endpoint::Accountz => Some("Accounts"),
        Endpoint::Accstatz => Some("Account Stats"),
        Endpoint::Subsz => Some("Subscriptions"),
        Endpoint::Routez => Some("Routes"),
        Endpoint::Leafz => Some("Leaf Nodes"),
        Endpoint::Gatewayz => Some("Gateways"),
        Endpoint::Raftz => Some("Raft Groups"),
        Endpoint::Ipqueuesz => Some("Internal Queues"),
        Endpoint::Healthz => Some("Health Probe"),
    }
}

fn escaped(path: &str) -> String {
    path.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
