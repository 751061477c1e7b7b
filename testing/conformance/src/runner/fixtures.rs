//! Configurations and certificates of a run.

use std::{
    fs,
    path::{Path, PathBuf},
};

use testkit::{Authority, Identity};

/// The rendered configurations and the certificates they name.
#[derive(Debug)]
pub struct Fixtures {
    folder: PathBuf,
}

impl Fixtures {
    /// Writes certificates and all configurations of `templates` into `folder`, which is emptied first.
    pub fn write(folder: &Path, templates: &Path) -> Result<Self, String> {
        let said = |error: std::io::Error| format!("{}: {error}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(said)?;
        }
        let fixtures = Self { folder: folder.to_owned() };
        let certs = fixtures.certs();
        fs::create_dir_all(&certs).map_err(said)?;
        write_certificates(&certs);
        for entry in fs::read_dir(templates).map_err(|error| format!("{}: {error}", templates.display()))? {
            let template = entry.map_err(said)?.path();
            let text =
                fs::read_to_string(&template).map_err(|error| format!("{}: {error}", template.display()))?;
            let rendered = text.replace("{certs}", &certs.to_string_lossy());
            let name = template.file_name().unwrap_or_default();
            fs::write(folder.join(name), rendered).map_err(said)?;
        }
        Ok(fixtures)
    }

    /// The folder with the certificates.
    pub fn certs(&self) -> PathBuf {
        self.folder.join("certs")
    }

    /// The configuration of that name.
    pub fn config(&self, name: &str) -> Result<PathBuf, String> {
        let path = self.folder.join(format!("{name}.conf"));
        if path.exists() { Ok(path) } else { Err(format!("there is no configuration {name}")) }
    }
}

/// `ca`, `server`, `client`, `mapped` (whose e-mail address is a user) and, in `stranger/`, an authority that the
/// server does not know with a client of its own.
fn write_certificates(folder: &Path) {
    let authority = Authority::new(folder, "Conformance CA");
    authority.issue_server();
    let client = Identity { common_name: "client", organization: "Conformance", ..Identity::default() };
    authority.issue("client", &client);
    authority.issue("mapped", &Identity { emails: &["mapped@example.com"], ..client.clone() });
    let stranger = folder.join("stranger");
    if fs::create_dir_all(&stranger).is_ok() {
        Authority::new(&stranger, "Somebody else's CA").issue("client", &client);
    }
}
