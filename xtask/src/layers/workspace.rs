//! The workspace as `cargo metadata` describes it, reduced to what the checks need.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::dispatch::cargo_command;

/// The workspace's crates and where it stands.
pub(crate) struct Workspace {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// All members.
    pub(crate) packages: Vec<Package>,
}

/// One member.
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Where its folder puts it; `None` for a folder that belongs to no layer.
    pub(crate) layer: Option<Layer>,
    /// Its Cargo.toml.
    pub(crate) manifest: PathBuf,
    /// Its `src` folder.
    pub(crate) sources: PathBuf,
    /// Members it depends on.
    pub(crate) arrows: Vec<Arrow>,
}

/// A dependency on another member.
pub(crate) struct Arrow {
    /// The other member's name.
    pub(crate) to: String,
    /// Whether only tests, examples and benches see it.
    pub(crate) dev: bool,
}

/// Where a crate stands; an arrow may only go to the same or to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    /// Values and data structures.
    Base,
    /// Bytes to types.
    Wire,
    /// Durable state.
    Storage,
    /// Decisions.
    Engine,
    /// Sockets, tasks, timers.
    Runtime,
    /// The tools' libraries.
    Tools,
    /// The binaries.
    Apps,
    /// Sees everything; seen only as a dev-dependency.
    Testing,
    /// Outside: sees nothing, seen by nothing.
    Xtask,
}

impl Layer {
    /// The layer of a crate by its folder, relative to the workspace.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        let mut parts = folder.iter().filter_map(|part| part.to_str());
        match (parts.next()?, parts.next()) {
            ("crates", Some("base")) => Some(Self::Base),
            ("crates", Some("wire")) => Some(Self::Wire),
            ("crates", Some("storage")) => Some(Self::Storage),
            ("crates", Some("engine")) => Some(Self::Engine),
            ("crates", Some("runtime")) => Some(Self::Runtime),
            ("tools", Some(_)) => Some(Self::Tools),
            ("apps", Some(_)) => Some(Self::Apps),
            ("testing", Some(_)) => Some(Self::Testing),
            ("xtask", None) => Some(Self::Xtask),
            _ => None,
        }
    }
}

/// What `cargo metadata` says about the members alone.
pub(crate) fn metadata() -> Result<Value, String> {
    let output = cargo_command()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// Reads the workspace around the current directory.
pub(crate) fn load() -> Result<Workspace, String> {
    let metadata = metadata()?;
    let root = PathBuf::from(text(&metadata, "workspace_root")?);
    let packages =
        list(&metadata, "packages").map(|package| parse(&root, package)).collect::<Result<_, _>>()?;
    Ok(Workspace { root, packages })
}

fn parse(root: &Path, package: &Value) -> Result<Package, String> {
    let manifest = PathBuf::from(text(package, "manifest_path")?);
    let folder = manifest.parent().unwrap_or(root).to_owned();
    Ok(Package {
        name: text(package, "name")?.to_owned(),
        layer: folder.strip_prefix(root).ok().and_then(Layer::of),
        sources: folder.join("src"),
        arrows: list(package, "dependencies").filter_map(arrow).collect(),
        manifest,
    })
}

/// Dependencies with a path are ours.
fn arrow(dependency: &Value) -> Option<Arrow> {
    dependency.get("path")?.as_str()?;
    Some(Arrow {
        to: dependency.get("name")?.as_str()?.to_owned(),
        dev: dependency.get("kind").and_then(Value::as_str) == Some("dev"),
    })
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str, String> {
    value.get(key).and_then(Value::as_str).ok_or_else(|| format!("cargo metadata lacks {key}"))
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(folder: &str, layer: Option<Layer>) {
        assert_eq!(Layer::of(Path::new(folder)), layer, "{folder}");
    }

    #[test]
    fn folders_are_layers() {
        check("crates/base/subject", Some(Layer::Base));
        check("crates/runtime/server", Some(Layer::Runtime));
        check("apps/gannet", Some(Layer::Apps));
        check("testing/testkit", Some(Layer::Testing));
        check("xtask", Some(Layer::Xtask));
        check("crates/misc/thing", None);
        check("crates", None);
    }
}
