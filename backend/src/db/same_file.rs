//! Whether the file that was opened is still the one that its path leads to.
//!
//! A process can go on writing to a file that has no name any more: the folder
//! was removed, the volume unmounted, a backup restored under a running server.
//! SQLite would do so and report success, and every acknowledged write would be
//! gone with the process. So each piece of work asks first; it costs a
//! microsecond.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file that was there.
#[derive(Debug)]
pub(super) struct SameFile {
    path: PathBuf,
    identity: Identity,
}

impl SameFile {
    /// The file at this path, as it is now.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        Ok(Self {
            // The folder that the process is in may change; the file does not.
            path: std::path::absolute(path)?,
            identity: identity(path)?,
        })
    }

    /// Whether its path still leads to it.
    pub(super) fn is_there(&self) -> bool {
        identity(&self.path).is_ok_and(|found| found == self.identity)
    }
}

#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let file = fs::metadata(path)?;
    Ok((file.dev(), file.ino()))
}

/// Elsewhere an open file cannot be removed, so that there is one is enough.
#[cfg(not(unix))]
type Identity = ();

#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(drop)
}
