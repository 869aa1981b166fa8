//! The tables that the lessons make for themselves, on PostgreSQL.

use reqwest::Method;

use crate::client::{call, database, instance, newcomer};

#[actix_web::test]
async fn the_tables_of_the_lessons_do_not_keep_a_migration_from_being_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = instance(&folder);
    let user = newcomer(&server, "pupil").await;
    for path in ["/api/lab/revocation/runs", "/api/lab/classic/login"] {
        let body = Some(serde_json::json!({}));
        let done = call(&server, (Method::POST, path), Some(&user.access), body).await;
        assert!((200..300).contains(&done.status), "{path}: {done:?}");
    }
    drop(server);
    let tables = database(&folder);
    while tables.has_tables().unwrap() {
        tables.revert().unwrap();
    }
    tables.revert().unwrap();
    assert!(!tables.migrate().unwrap().is_empty());
    drop(instance(&folder));
}
