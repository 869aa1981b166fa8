//! nginx, for the tests behind a proxy.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Failure, process, workspace};

/// Who has the program, on one release or another.
const PACKAGES: [&str; 2] = ["nginx", "nginx-light"];

/// It, if it is there: where the system has it, or where [`install`] puts it.
pub(crate) fn program() -> Option<PathBuf> {
    // Whoever is not root may have no /usr/sbin on PATH.
    let usual = || Some(PathBuf::from("/usr/sbin/nginx")).filter(|path| path.is_file());
    let ours = || Some(unpacked()).filter(|path| path.is_file());
    workspace::find_program("nginx")
        .or_else(usual)
        .or_else(ours)
}

fn folder() -> PathBuf {
    workspace::tools_dir().join("nginx")
}

fn unpacked() -> PathBuf {
    folder().join("usr/sbin/nginx")
}

/// Gives the program. Where there is none, Debian's package is unpacked and not
/// installed: that needs no rights, and starts no server on port 80.
pub(crate) fn install() -> Result<PathBuf, Failure> {
    if let Some(program) = program() {
        return Ok(program);
    }
    println!("nginx: not there, unpacking Debian's");
    let folder = folder();
    fs::create_dir_all(&folder)
        .map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
    for package in PACKAGES {
        if unpack(package, &folder)? && unpacked().is_file() {
            return Ok(unpacked());
        }
    }
    Err(Failure::Said(
        "nginx could not be had (the reason is above). On Debian or Ubuntu run \
         `sudo apt-get update`, then this again; elsewhere install nginx."
            .to_owned(),
    ))
}

fn unpack(package: &str, folder: &Path) -> Result<bool, Failure> {
    if workspace::find_program("apt-get").is_none() {
        return Ok(false);
    }
    let mut download = process::command("apt-get");
    download
        .args(["download", "--quiet", package])
        .current_dir(folder);
    if !process::run(&mut download)? {
        return Ok(false);
    }
    let files = fs::read_dir(folder).map_err(|error| format!("{error}."))?;
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&format!("{package}_")) && name.ends_with(".deb")
    };
    let Some(file) = files.flatten().map(|file| file.path()).find(named) else {
        return Ok(false);
    };
    let mut unpack = process::command("dpkg-deb");
    process::run(unpack.arg("--extract").arg(file).arg(folder))
}
