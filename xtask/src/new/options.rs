//! What the command line asks for, and where an app cannot be put.

use std::fs;
use std::path::{Path, PathBuf};

use super::Name;
use crate::arguments::Arguments;
use crate::{Failure, workspace};

/// What to make, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Options {
    pub(crate) folder: PathBuf,
    pub(crate) name: Name,
    pub(crate) store: Store,
    pub(crate) database: Database,
}

impl Options {
    /// What CI makes and tests.
    pub(crate) fn sample(folder: &Path) -> Result<Self, Failure> {
        Ok(Self {
            folder: folder.to_owned(),
            name: Name::parse("my-app")?,
            store: Store::Memory,
            database: Database::Sqlite,
        })
    }

    /// What CI makes besides: the other database, and the store that is least like it.
    pub(crate) fn other_sample(folder: &Path) -> Result<Self, Failure> {
        Ok(Self {
            store: Store::Cookie,
            database: Database::Postgres,
            ..Self::sample(folder)?
        })
    }
}

/// Where the page keeps the access token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Store {
    Memory,
    Local,
    Session,
    Cookie,
}

impl Store {
    pub(crate) const ALL: [Self; 4] = [Self::Memory, Self::Local, Self::Session, Self::Cookie];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Local => "local",
            Self::Session => "session",
            Self::Cookie => "cookie",
        }
    }

    /// Its name in `token_store.rs`.
    pub(super) fn variant(self) -> &'static str {
        match self {
            Self::Memory => "Memory",
            Self::Local => "Local",
            Self::Session => "Session",
            Self::Cookie => "Cookie",
        }
    }
}

/// The database in development, and in CI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    pub(super) fn needs_a_server(self) -> bool {
        self == Self::Postgres
    }
}

pub(super) fn parse(args: &[String]) -> Result<Options, Failure> {
    let mut folder = None;
    let mut name = None;
    // Out of reach of who gets hold of the browser's files; the cookie is safer
    // still, and other programs that call the API would need another way in.
    let mut store = Store::Memory;
    let mut database = Database::Sqlite;
    let mut args = Arguments::of("new", args);
    while let Some(arg) = args.next()? {
        match arg {
            "--name" => name = Some(args.value()?),
            "--token-store" => store = one_of(arg, args.value()?, &Store::ALL, Store::name)?,
            "--database" => database = one_of(arg, args.value()?, &Database::ALL, Database::name)?,
            option if option.starts_with("--") => return Err(args.unknown(option)),
            _ if folder.is_some() => return Err(usage("`new` takes one folder.")),
            path => folder = Some(path),
        }
    }
    let folder = folder.ok_or_else(|| usage("`new` needs a folder for the app."))?;
    // Cargo runs us where the user stands, so the path is the user's; the commands that
    // follow stand elsewhere.
    let folder = absolute(folder)?;
    let last = folder.file_name().map(|name| name.to_string_lossy());
    let name = name
        .map(str::to_owned)
        .or(last.map(|name| name.into_owned()));
    let name = Name::parse(&name.unwrap_or_default()).map_err(Failure::Said)?;
    if database.needs_a_server() && name.is_postgres_own() {
        return Err(Failure::Said(format!(
            "`{}` cannot be the name of a role and a database of PostgreSQL. `--name` sets another.",
            name.slug()
        )));
    }
    Ok(Options {
        folder,
        name,
        store,
        database,
    })
}

/// Without `..`, as far as the path is there: people read it afterwards.
fn absolute(folder: &str) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(folder)
        .map_err(|error| Failure::Said(format!("{folder} is no path: {error}.")))?;
    let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(path);
    };
    Ok(above
        .canonicalize()
        .map_or(path.clone(), |above| above.join(name)))
}

fn one_of<T: Copy>(
    option: &str,
    value: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, Failure> {
    let found = all.iter().copied().find(|it| name(*it) == value);
    found.ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|it| name(*it)).collect();
        let known = known.join(", ");
        usage(format!("`{option}` is one of {known}, not `{value}`."))
    })
}

fn usage(sentence: impl Into<String>) -> Failure {
    Failure::Usage(sentence.into())
}

/// Nothing of anybody's is written over, and an app within this workspace would be
/// taken by cargo for a part of it.
pub(super) fn check_folder(folder: &Path) -> Result<(), Failure> {
    let says = |sentence: String| Err(Failure::Said(sentence));
    let shown = folder.display();
    // As the system sees them, with every link followed; what is not there yet is
    // judged by what is above it.
    let real = |path: &Path| path.ancestors().find_map(|path| path.canonicalize().ok());
    if let (Some(root), Some(place)) = (real(&workspace::root()), real(folder))
        && place.starts_with(&root)
    {
        return says(format!(
            "{shown} is inside this repository: choose a folder beside it, such as ../my-app."
        ));
    }
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => says(format!(
                "{shown} is not empty: choose a folder that is not there yet."
            )),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => says(format!("{shown} cannot be used: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options, Failure> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&args)
    }

    #[test]
    fn a_folder_is_enough_and_everything_can_be_said() {
        let options = parsed("../my-app").unwrap();
        assert_eq!(options.name, Name::parse("my-app").unwrap());
        assert_eq!(
            (options.store, options.database),
            (Store::Memory, Database::Sqlite)
        );
        let options = parsed("/x --name shop --token-store=cookie --database postgres").unwrap();
        assert_eq!(options.folder, Path::new("/x"));
        assert_eq!(options.name, Name::parse("shop").unwrap());
        assert_eq!(
            (options.store, options.database),
            (Store::Cookie, Database::Postgres)
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, part) in [
            ("", "needs a folder"),
            ("a b", "one folder"),
            ("a --name", "needs a value"),
            ("a --token-store disk", "memory, local, session, cookie"),
            ("a --database mysql", "sqlite, postgres"),
            ("a --licence MIT", "does not know"),
            ("a --name Fn", "small letters"),
            ("pg-shop --database postgres", "role"),
            ("a --name public --database postgres", "role"),
        ] {
            let (Failure::Usage(says) | Failure::Said(says)) = parsed(line).unwrap_err() else {
                panic!("{line}");
            };
            assert!(says.contains(part), "{line}: {says}");
        }
    }

    #[test]
    fn no_app_is_put_into_this_repository_or_over_what_is_there() {
        let inside = workspace::root().join("xtask/../docs/not-there/app");
        for (folder, part) in [
            (inside, "inside this repository"),
            (workspace::root(), "inside this repository"),
            (std::env::temp_dir(), "not empty"),
        ] {
            let refused = check_folder(&folder);
            let Err(Failure::Said(says)) = refused else {
                panic!("{}", folder.display());
            };
            assert!(says.contains(part), "{says}");
        }
    }
}
