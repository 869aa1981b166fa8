//! Lists are walks along an index, however many rows there are: what each database
//! says that it will do with the very statements that the server sends.
//!
//! How long that takes is `cargo xtask bench --only notes`.

use std::sync::{Arc, Mutex};

use backend::db::connection::Connection;
use backend::db::{events, notes, sessions, user_search};
use diesel::connection::{Connection as _, InstrumentationEvent, SimpleConnection as _};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::helpers::TestApp;

/// Somebody who has every hundredth note, and the id of a row in the middle.
const OWNER: &str = "01900000-0000-7000-8000-000000000000";
const MIDDLE: &str = "01900000-0000-7000-8000-000000010000";

/// PostgreSQL reads a short table from end to end, whatever its indexes. SQLite goes by
/// the indexes alone.
const ROWS: &str = "
    SET session_replication_role = replica;
    INSERT INTO users (id, username, display_name, role, password_hash, pepper_version, created_at)
        SELECT '01900000-0000-7000-8000-' || lpad(i::text, 12, '0'), 'made' || i, '', 'user', '', 1, i
        FROM generate_series(0, 20000) AS n(i);
    INSERT INTO notes (id, user_id, title, body, created_at, updated_at)
        SELECT '01900000-0000-7000-8000-' || lpad(i::text, 12, '0'),
               '01900000-0000-7000-8000-' || lpad((i % 100)::text, 12, '0'), '', '', i, i
        FROM generate_series(1, 20000) AS n(i);
    INSERT INTO events (id, at, kind)
        SELECT '01900000-0000-7000-8000-' || lpad(i::text, 12, '0'), i, 'logged_in'
        FROM generate_series(1, 20000) AS n(i);
    INSERT INTO sessions (id, user_id, created_at, expires_at, revoked_at, rotated_at)
        SELECT '01900000-0000-7000-8000-' || lpad(i::text, 12, '0'),
               '01900000-0000-7000-8000-' || lpad((i / 10)::text, 12, '0'),
               i, 4102444800000, CASE WHEN i % 100 = 1 THEN i END, 4102444800000
        FROM generate_series(1, 20000) AS n(i);
    ANALYZE users, notes, events, sessions;
    SET session_replication_role = DEFAULT;";

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// A statement of the server, and what it is sent with.
struct Case {
    what: &'static str,
    send: fn(&mut Connection) -> QueryResult<()>,
    with: String,
    /// By its name in SQLite, and in PostgreSQL.
    index: [&'static str; 2],
    /// Of the few rows that one user has.
    may_sort: bool,
}

fn cases() -> Vec<Case> {
    let case = |what, send, with: &str, index| Case {
        what,
        send,
        with: with.replace("OWNER", OWNER).replace("MIDDLE", MIDDLE),
        index,
        may_sort: what == "own sessions",
    };
    let by_user = ["notes_by_user"; 2];
    let users = ["sqlite_autoindex_users_1", "users_pkey"];
    let events = ["sqlite_autoindex_events_1", "events_pkey"];
    vec![
        case(
            "the first page of notes",
            |connection| notes::page(connection, OWNER, None, 21).map(drop),
            "'OWNER', 21",
            by_user,
        ),
        case(
            "another page of notes",
            |connection| notes::page(connection, OWNER, Some(MIDDLE), 21).map(drop),
            "'OWNER', 'MIDDLE', 21",
            by_user,
        ),
        case(
            "the first page of users",
            |connection| user_search::page(connection, "", None, 21).map(drop),
            "21",
            users,
        ),
        case(
            "another page of users",
            |connection| user_search::page(connection, "", Some(MIDDLE), 21).map(drop),
            "'MIDDLE', 21",
            users,
        ),
        case(
            "the first page of the audit log",
            |connection| events::page(connection, None, 21).map(drop),
            "21",
            events,
        ),
        case(
            "another page of the audit log",
            |connection| events::page(connection, Some(MIDDLE), 21).map(drop),
            "'MIDDLE', 21",
            events,
        ),
        case(
            "own sessions",
            |connection| sessions::of_user(connection, OWNER, 1, 1).map(drop),
            "'OWNER', 1, 0",
            ["sessions_by_user"; 2],
        ),
        case(
            "what ended, every second",
            |connection| sessions::revoked_since(connection, 19_000).map(drop),
            "19000",
            ["sessions_revoked"; 2],
        ),
    ]
}

/// The statement as it goes to the database.
fn statement(connection: &mut Connection, case: &Case) -> String {
    let sent: Arc<Mutex<Option<String>>> = Arc::default();
    let seen = Arc::clone(&sent);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            *seen.lock().unwrap() = Some(query.to_string());
        }
    });
    (case.send)(connection).unwrap();
    connection.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let sent = sent.lock().unwrap().take().unwrap();
    sent.split(" -- binds").next().unwrap().to_owned()
}

/// What the database does with it, a step in each line.
fn plan(connection: &mut Connection, case: &Case) -> String {
    let sql = statement(connection, case);
    let lines: Vec<String> = match connection {
        Connection::Sqlite(connection) => {
            let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
                .load(connection)
                .unwrap();
            steps.into_iter().map(|step| step.detail).collect()
        }
        Connection::Postgres(connection) => {
            let prepare = format!("DEALLOCATE ALL; PREPARE asked AS {sql}");
            connection.batch_execute(&prepare).unwrap();
            let explain = format!("EXPLAIN EXECUTE asked ({})", case.with);
            let lines: Vec<Line> = diesel::sql_query(explain).load(connection).unwrap();
            lines.into_iter().map(|line| line.line).collect()
        }
    };
    lines.join("\n")
}

#[actix_web::test]
async fn a_page_of_a_list_is_a_walk_along_an_index_however_many_rows_there_are() {
    let app = TestApp::start().await;
    let database = app.database();
    let plans = database.run_blocking(|connection| {
        if let Connection::Postgres(connection) = connection {
            connection.batch_execute(ROWS)?;
        }
        let plans = cases().into_iter().map(|case| {
            let plan = plan(connection, &case);
            (case, plan)
        });
        Ok(plans.collect::<Vec<_>>())
    });
    for (case, plan) in plans.unwrap() {
        let what = case.what;
        assert!(
            case.index.iter().any(|index| plan.contains(index)),
            "{what}:\n{plan}"
        );
        let reads_all = plan.contains("Seq Scan");
        let sorts = plan.contains("Sort") || plan.contains("TEMP B-TREE");
        assert!(!reads_all && (case.may_sort || !sorts), "{what}:\n{plan}");
    }
}
