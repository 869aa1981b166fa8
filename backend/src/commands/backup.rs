//! `backend backup`: a whole copy of the database, while the server writes.

use std::fs::{File, OpenOptions, rename};
use std::io;
use std::path::{Path, PathBuf};

use backend::auth::secret_file::owner_only;
use backend::config::{Config, KeySource};
use backend::db::address::Address;
use backend::db::backup;
use backend::startup::StartupError;
use clap::Args;

use super::output::say;

#[derive(Args)]
pub(crate) struct Backup {
    /// Where to put the copy: a file that is not there yet
    file: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(Backup { file, force }: Backup) -> Result<(), StartupError> {
    let config = Config::load()?;
    let Address::Sqlite(database) = &config.database else {
        return Err(StartupError::Broken(
            "DATABASE_URL names a PostgreSQL server, which has a tool of its own for this: \
             pg_dump --format=custom --file=FILE \"$DATABASE_URL\", and pg_restore to restore it"
                .to_owned(),
        ));
    };
    refuse_to_replace(&file, force)?;
    let copied = beside(&file, |copy| {
        let copied = backup::copy(database, copy)?;
        // A crash of the machine must not leave the name without the content.
        File::open(copy)
            .and_then(|copy| copy.sync_all())
            .map_err(io_error("the copy cannot be written to disk"))?;
        // It may have come while the copy was made.
        refuse_to_replace(&file, force)?;
        rename(copy, &file).map_err(io_error(format!("{}", file.display())))?;
        Ok(copied)
    })?;
    say(&format!(
        "wrote {} ({} users, {} KiB), and read it again: it is whole",
        file.display(),
        copied.users,
        copied.bytes.div_ceil(1024)
    ));
    say(&belongs_to_it(&config));
    Ok(())
}

/// What the copy is worth nothing without.
fn belongs_to_it(config: &Config) -> String {
    let pepper = config.data_dir.join("pepper.json");
    let keys = match &config.keys {
        KeySource::File(path) => path.display().to_string(),
        KeySource::Secret(_) => "JWT_SECRET".to_owned(),
    };
    format!(
        "Not in it, and needed to restore it; keep them in another place than the copy:\n  \
         {}: without it no password and no refresh token works any more\n  \
         {keys}: without it the access tokens of the last minutes are refused",
        pepper.display()
    )
}

fn refuse_to_replace(file: &Path, force: bool) -> Result<(), StartupError> {
    // Not `exists`, for which a link that leads nowhere is nothing.
    if force || file.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(StartupError::Broken(format!(
        "{} is there already: choose another name, or replace it with --force",
        file.display()
    )))
}

/// Makes an empty file for its owner alone, beside the one that is wanted: on the
/// same disk a rename puts it into place at once, and whoever interrupts this
/// finds the former backup or none, never half of one. SQLite keeps the mode of
/// a file that it finds.
fn beside<T>(
    file: &Path,
    make: impl FnOnce(&Path) -> Result<T, StartupError>,
) -> Result<T, StartupError> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", uuid::Uuid::new_v4()));
    let copy = file.with_file_name(name);
    owner_only(OpenOptions::new().write(true).create_new(true))
        .open(&copy)
        .map_err(io_error(format!("{} cannot be made", copy.display())))?;
    let made = make(&copy);
    if made.is_err() {
        let _ = std::fs::remove_file(&copy);
    }
    made
}

fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> StartupError {
    let what = what.into();
    move |cause| StartupError::Io { what, cause }
}
