//! `gannet link`: names by which the binary becomes the tools it replaces.

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::ExitCode,
};

use thiserror::Error;

use crate::{say, tool::Tool};

#[derive(Debug, Error)]
enum LinkError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} exists and is no link to this program; remove it, or add --force to put the link in its place", .0.display())]
    Taken(PathBuf),
}

/// Makes a link for every tool in `folder`; `force` replaces what stands in the way.
pub(crate) fn run(folder: &Path, force: bool) -> ExitCode {
    match link_all(folder, force) {
        Ok(links) => {
            for link in links {
                say::out(link.display());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            say::err(format_args!("gannet link: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn link_all(folder: &Path, force: bool) -> Result<Vec<PathBuf>, LinkError> {
    let program = std::env::current_exe().map_err(at(Path::new("gannet")))?;
    fs::create_dir_all(folder).map_err(at(folder))?;
    let link = |tool: Tool| {
        let link = folder.join(tool.name());
        link_one(&program, &link, force).map(|()| link)
    };
    Tool::ALL.into_iter().map(link).collect()
}

fn link_one(program: &Path, link: &Path, force: bool) -> Result<(), LinkError> {
    if fs::read_link(link).is_ok_and(|target| target == program) {
        return Ok(());
    }
    if link.symlink_metadata().is_ok() {
        if !force {
            return Err(LinkError::Taken(link.into()));
        }
        fs::remove_file(link).map_err(at(link))?;
    }
    symlink(program, link).map_err(at(link))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> LinkError {
    |source| LinkError::Io { path: path.into(), source }
}
