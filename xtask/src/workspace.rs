//! Where things are: the workspace, its lock file, programs on PATH.

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The top level of the workspace.
///
/// The variable comes from `cargo run` at run time. The path fixed at compile
/// time would be wrong after the folder is moved.
pub(crate) fn root() -> PathBuf {
    let manifest_dir = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest_dir
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Tools are kept by name and version, so that a change of the lock file never
/// meets a tool of the wrong version.
pub(crate) fn tool_dir(name: &str, version: &str) -> PathBuf {
    tools_dir().join(format!("{name}-{version}"))
}

/// `target/tools`: out of git's sight, gone with `cargo clean`.
pub(crate) fn tools_dir() -> PathBuf {
    root().join("target").join("tools")
}

/// Where cargo puts the binary of another package of this workspace.
///
/// `cargo run` put this very program there, so this follows CARGO_TARGET_DIR
/// and every other way to move the target directory.
pub(crate) fn built_binary(name: &str) -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("Own path is not known: {error}."))?;
    Ok(own.with_file_name(format!("{name}{EXE_SUFFIX}")))
}

/// Where cargo puts what it builds. It put this very program into `debug` there.
pub(crate) fn target_dir() -> Result<PathBuf, String> {
    let profile = built_binary("xtask")?;
    let target = profile.parent().and_then(Path::parent);
    let target = target.ok_or("The target directory is not known.")?;
    Ok(target.to_path_buf())
}

/// The version of a package in Cargo.lock.
pub(crate) fn locked_version(package: &str) -> Result<String, String> {
    let path = root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .map_err(|error| format!("Cargo.lock cannot be read: {error}."))?;
    version_in_lock(&lock, package).ok_or_else(|| {
        format!("Cargo.lock has no {package}; run `cargo update --workspace` and look again.")
    })
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.strip_suffix('"')?.to_owned())
}

/// The first program of this name on PATH.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|dir| dir.join(format!("{name}{EXE_SUFFIX}")))
        .find(|candidate| candidate.is_file())
}

/// PATH with these directories before all others.
pub(crate) fn path_with(dirs: &[PathBuf]) -> Result<OsString, String> {
    let old = env::var_os("PATH").unwrap_or_default();
    env::join_paths(dirs.iter().cloned().chain(env::split_paths(&old)))
        .map_err(|error| format!("PATH cannot hold the tools' directory: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_version_is_the_one_of_exactly_that_package() {
        assert_eq!(
            version_in_lock(LOCK, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(version_in_lock(LOCK, "wasm"), None);
    }

    #[test]
    fn the_root_holds_the_lock_file() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
