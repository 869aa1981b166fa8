//! Where the servers of the tests keep their rows: in the file that each has by
//! default, or, with TEST_POSTGRES, in a schema of its own on that PostgreSQL.
//!
//! TEST_POSTGRES is a URL by which schemas can be made. `cargo xtask test` sets it,
//! for a server that it starts and throws away.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use backend::db::address::Address;
use backend::db::connection::{Connection, Database};
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// `DATABASE_URL` for a server with this data folder, unless the default will do.
/// The same folder means the same rows, as with the file in it.
pub(crate) fn url(data: &Path) -> Option<String> {
    static MADE: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let base = std::env::var("TEST_POSTGRES").ok()?;
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    let schema = format!("test_{}_{:x}", std::process::id(), hasher.finish());
    let mut made = MADE.lock().unwrap();
    if made.get_or_insert_default().insert(schema.clone()) {
        let make = format!("CREATE SCHEMA {schema}");
        let server = server(&base);
        server
            .run_blocking(|connection| connection.batch_execute(&make))
            .unwrap();
    }
    let separator = if base.contains('?') { '&' } else { '?' };
    Some(format!("{base}{separator}options=-csearch_path%3D{schema}"))
}

/// Whether the rows are in a file in the data folder.
pub(crate) fn is_a_file() -> bool {
    std::env::var_os("TEST_POSTGRES").is_none()
}

/// A look past the server: its database, opened once more.
pub(crate) fn open(data: &Path) -> Database {
    let address = match url(data) {
        Some(url) => Address::parse(&url).unwrap(),
        None => Address::Sqlite(data.join("app.db")),
    };
    Database::open(&address).unwrap()
}

/// Everything that is kept there, for a search through it.
pub(crate) fn contents(data: &Path) -> String {
    let mut contents = Vec::new();
    for entry in std::fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            contents.extend(std::fs::read(path).unwrap());
        }
    }
    let rows = open(data).run_blocking(|connection| match connection {
        // The file was read above.
        Connection::Sqlite(_) => Ok(Vec::new()),
        Connection::Postgres(connection) => {
            let all = "SELECT schema_to_xml(current_schema(), true, false, '')::text AS name";
            diesel::sql_query(all).load::<Name>(connection)
        }
    });
    for Name { name } in rows.unwrap() {
        contents.extend(name.into_bytes());
    }
    String::from_utf8_lossy(&contents).into_owned()
}

/// To make schemas by. What a run that was cut short has left goes first.
fn server(base: &str) -> &'static Database {
    static SERVER: OnceLock<Database> = OnceLock::new();
    SERVER.get_or_init(|| {
        let server = Database::open(&Address::parse(base).unwrap()).unwrap();
        server
            .run_blocking(|connection| {
                let all = "SELECT nspname::text AS name FROM pg_namespace WHERE nspname ~ '^test_'";
                for Name { name } in diesel::sql_query(all).load::<Name>(connection)? {
                    let process = name.split('_').nth(1).unwrap_or_default();
                    if !Path::new("/proc").join(process).exists() {
                        connection.batch_execute(&format!("DROP SCHEMA {name} CASCADE"))?;
                    }
                }
                Ok(())
            })
            .unwrap();
        server
    })
}
