//! Files that hold secrets: readable by their owner alone, never half-written.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Reads the file at `path`, or makes it with what `make` gives where there is
/// none. The second value says whether it was made.
///
/// # Errors
/// When the file can be neither read nor made.
pub fn read_or_create(
    path: &Path,
    make: impl FnOnce() -> io::Result<String>,
) -> io::Result<(String, bool)> {
    match read(path) {
        Ok(text) => Ok((text, false)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let text = make()?;
            create(path, &text)?;
            // Read back: when two processes start at once, both go by the file
            // of the one that came first.
            Ok((fs::read_to_string(path)?, true))
        }
        Err(error) => Err(error),
    }
}

/// No secret of ours is as long; reading an endless one would never end.
const MAX_BYTES: u64 = 1024 * 1024;

/// Reads the file at `path`. Whoever finds in it what belongs there closes it to
/// others with [`restrict_to_owner`]; before that it may be any file.
///
/// # Errors
/// When it cannot be read, is no file (a pipe without a writer, say, would keep
/// us waiting), or is over 1 MiB long.
pub fn read(path: &Path) -> io::Result<String> {
    let file = fs::metadata(path)?;
    if !file.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
    }
    if file.len() > MAX_BYTES {
        let reason = "it is longer than 1 MiB";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    fs::read_to_string(path)
}

/// Puts `content` in the place of what the file held. Whoever reads it meanwhile
/// gets the one or the other, never a half. A link stays, and what it leads to is
/// replaced; the owner stays too, or root would take the file away from the
/// server that reads it.
///
/// # Errors
/// When it cannot be written; the file is then as it was.
pub fn replace(path: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    put(path, content.as_ref(), |temporary| {
        #[cfg(unix)]
        if let Ok(former) = fs::metadata(path) {
            use std::os::unix::fs::{MetadataExt as _, chown};
            chown(temporary, Some(former.uid()), Some(former.gid()))?;
        }
        fs::rename(temporary, path)
    })
}

/// Links a new file into place, which fails rather than overwrites: nobody ever
/// reads half a key or loses one.
fn create(path: &Path, text: &str) -> io::Result<()> {
    put(path, text.as_bytes(), |temporary| {
        let linked = match fs::hard_link(temporary, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        };
        fs::remove_file(temporary)?;
        linked
    })
}

/// Writes a temporary file beside `path` and has it moved into place.
fn put(
    path: &Path,
    content: &[u8],
    move_into_place: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    // A random name: in a container every process has the same id, and a file
    // that a crash left behind must not be in the way.
    let temporary = path.with_extension(format!("{}.new", uuid::Uuid::new_v4()));
    let mut file = owner_only(OpenOptions::new().write(true).create_new(true)).open(&temporary)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    if let Err(error) = written.and_then(|()| move_into_place(&temporary)) {
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    // The name has to be on disk as well, or a power cut could leave a database
    // behind without the pepper of its passwords.
    match path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Takes the permissions of everybody else from a file that was there before.
/// Where that cannot be done, on a read-only mount say, it is for whoever made
/// the mount.
pub fn restrict_to_owner(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let others = fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
        if !others {
            return;
        }
        let path_text = path.display();
        match fs::set_permissions(path, fs::Permissions::from_mode(0o600)) {
            Ok(()) => tracing::warn!(path = %path_text, "others could read this file until now"),
            Err(_) => tracing::warn!(path = %path_text, "others than its owner may read this file"),
        }
    }
}

/// Makes a folder for its owner alone; one that is there is left as it is.
///
/// # Errors
/// When it cannot be made.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    builder.create(path)
}

/// Mode 0600, set when the file is made: there is no moment at which others
/// could open it.
pub fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// 32 bytes from the system's random source.
///
/// # Errors
/// When the system gives none.
pub fn random_bytes() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| io::Error::other("no random bytes"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.json");
        let first = read_or_create(&path, || Ok("one".to_owned())).unwrap();
        let second = read_or_create(&path, || Ok("two".to_owned())).unwrap();
        assert_eq!(first, ("one".to_owned(), true));
        assert_eq!(second, ("one".to_owned(), false));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_file_stays_a_link_when_the_file_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        replace(&link, "two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
    }

    #[test]
    fn what_is_no_file_or_too_long_for_a_secret_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read(dir.path()).is_err());
        let path = dir.path().join("long");
        fs::write(&path, "x".repeat(1024 * 1024)).unwrap();
        assert!(read(&path).is_ok());
        fs::write(&path, "x".repeat(1024 * 1024 + 1)).unwrap();
        assert!(read(&path).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_could_read_is_closed_to_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.json");
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        restrict_to_owner(&path);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
