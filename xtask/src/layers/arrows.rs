//! Arrows between crates point down, and nothing but a dev-dependency points at `testing`.

use super::workspace::{Arrow, Layer, Package};

/// One line per arrow that points the wrong way, and per crate that stands nowhere.
pub(crate) fn findings(packages: &[Package]) -> Vec<String> {
    packages.iter().flat_map(|package| of_package(package, packages)).collect()
}

fn of_package(package: &Package, all: &[Package]) -> Vec<String> {
    let manifest = package.manifest.display();
    let Some(from) = package.layer else {
        return vec![format!("{manifest}: {} stands in a folder that is no layer", package.name)];
    };
    let wrong = |arrow: &&Arrow| {
        let to = all.iter().find(|other| other.name == arrow.to).and_then(|other| other.layer);
        to.is_none_or(|to| !may_point(from, to, arrow.dev))
    };
    package
        .arrows
        .iter()
        .filter(wrong)
        .map(|arrow| {
            let kind = if arrow.dev { "dev-depends" } else { "depends" };
            format!("{manifest}: {} ({from:?}) {kind} on {}, which is not below it", package.name, arrow.to)
        })
        .collect()
}

/// Whether a crate of layer `from` may depend on one of layer `to`.
fn may_point(from: Layer, to: Layer, dev: bool) -> bool {
    match (from, to) {
        (Layer::Xtask, _) | (_, Layer::Xtask) => false,
        (Layer::Testing, _) => true,
        (_, Layer::Testing) => dev,
        _ => to <= from,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, layer: Layer, arrows: &[(&str, bool)]) -> Package {
        Package {
            name: name.to_owned(),
            layer: Some(layer),
            manifest: format!("{name}/Cargo.toml").into(),
            sources: format!("{name}/src").into(),
            arrows: arrows.iter().map(|&(to, dev)| Arrow { to: to.to_owned(), dev }).collect(),
        }
    }

    #[track_caller]
    fn check(from: Layer, to: Layer, dev: bool, allowed: bool) {
        let packages = [package("a", from, &[("b", dev)]), package("b", to, &[])];
        assert_eq!(findings(&packages).is_empty(), allowed, "{from:?} -> {to:?}, dev {dev}");
    }

    #[test]
    fn arrows_point_down() {
        check(Layer::Wire, Layer::Base, false, true);
        check(Layer::Engine, Layer::Engine, false, true);
        check(Layer::Base, Layer::Wire, false, false);
        check(Layer::Storage, Layer::Wire, false, true);
        check(Layer::Storage, Layer::Engine, false, false);
        check(Layer::Engine, Layer::Storage, false, true);
        check(Layer::Apps, Layer::Runtime, false, true);
        check(Layer::Base, Layer::Apps, true, false);
    }

    #[test]
    fn testing_is_seen_by_tests_only() {
        check(Layer::Runtime, Layer::Testing, false, false);
        check(Layer::Runtime, Layer::Testing, true, true);
        check(Layer::Testing, Layer::Apps, false, true);
    }

    #[test]
    fn xtask_stands_outside() {
        check(Layer::Xtask, Layer::Base, false, false);
        check(Layer::Testing, Layer::Xtask, true, false);
    }

    #[test]
    fn an_unknown_neighbour_is_a_finding() {
        assert_eq!(findings(&[package("a", Layer::Apps, &[("gone", false)])]).len(), 1);
    }
}
