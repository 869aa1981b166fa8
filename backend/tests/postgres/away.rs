//! A database that is away, hangs, or takes no more connections: 503 within three
//! seconds, and all is well again when it is back (SECURITY line 24).

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::client::{Answer, Tokens, call, database, instance, newcomer, refresh};
use crate::program::{Running, program, refused};
use crate::proxy::Proxy;
use crate::store;

const BOUND: Duration = Duration::from_secs(3);

async fn write(server: &Running, tokens: &Tokens) -> Answer {
    let body = json!({ "title": "x", "body": "" });
    let notes = (Method::POST, "/api/notes");
    call(server, notes, Some(&tokens.access), Some(body)).await
}

#[track_caller]
fn is_overloaded(answer: &Answer, took: Duration) {
    assert_eq!(
        (answer.status, &answer.body["code"]),
        (503, &json!("overloaded"))
    );
    assert!(answer.retry_after.is_some());
    assert!(took < BOUND, "{took:?}");
}

/// Every request that needs the database says so in time, and readiness too; the
/// process lives, and refuses and accepts tokens as before.
async fn is_away(server: &Running, tokens: &Tokens) {
    let ask = |what: (Method, &'static str)| async move {
        let since = Instant::now();
        let answer = call(server, what, Some(&tokens.access), None).await;
        (answer, since.elapsed())
    };
    let timed_write = || async {
        let since = Instant::now();
        let answer = write(server, tokens).await;
        (answer, since.elapsed())
    };
    // More than there are connections.
    let (writes, ready, alive) = tokio::join!(
        join_all((0..20).map(|_| timed_write())),
        ask((Method::GET, "/readyz")),
        ask((Method::GET, "/healthz")),
    );
    for (answer, took) in &writes {
        is_overloaded(answer, *took);
    }
    assert_eq!(ready.0.status, 503);
    assert!(ready.1 < BOUND);
    assert_eq!(alive.0.status, 200);
    let refused = call(server, (Method::GET, "/api/me"), Some("x.y.z"), None).await;
    assert_eq!(refused.status, 401);
}

/// Without anybody's doing.
async fn recovers(server: &Running, tokens: &Tokens) {
    let since = Instant::now();
    while write(server, tokens).await.status != 201 {
        assert!(since.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let writes = join_all((0..20).map(|_| write(server, tokens))).await;
    assert!(writes.iter().all(|answer| answer.status == 201));
    let ready = call(server, (Method::GET, "/readyz"), None, None).await;
    assert_eq!(ready.status, 200);
}

#[actix_web::test]
async fn a_database_that_is_gone_or_hangs_is_a_503_in_time_and_comes_back_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let proxy = Proxy::start().await;
    let url = proxy.url(&store::url(&folder.path().join("data")).unwrap());
    let server = actix_web::web::block({
        let folder = folder.path().to_owned();
        move || Running::start(program(folder).env("DATABASE_URL", url))
    })
    .await
    .unwrap();
    let mut tokens = newcomer(&server, "patient").await;

    proxy.cut();
    is_away(&server, &tokens).await;
    proxy.mend();
    recovers(&server, &tokens).await;
    // Nobody was logged out by it.
    tokens = Tokens::of(&refresh(&server, &tokens.refresh).await);

    proxy.hold();
    is_away(&server, &tokens).await;
    proxy.mend();
    recovers(&server, &tokens).await;
    Tokens::of(&refresh(&server, &tokens.refresh).await);
    assert!(!server.log().contains("panicked"));
}

#[actix_web::test]
async fn a_server_that_takes_no_more_connections_is_a_503_for_those_who_get_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // Makes the tables.
    drop(instance(&folder));
    let role = format!("limited_{}", std::process::id());
    let url = store::url(&data).unwrap();
    let (_, schema) = url.split_once("search_path%3D").unwrap();
    let grant = format!(
        "CREATE ROLE {role} LOGIN CONNECTION LIMIT 2;
         GRANT ALL ON SCHEMA {schema} TO {role};
         GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role};"
    );
    let tables = database(&folder);
    tables
        .run_blocking(|connection| connection.batch_execute(&grant))
        .unwrap();
    let limited = url.replace("user=postgres", &format!("user={role}"));
    let server = Running::start(program(&folder).env("DATABASE_URL", limited));
    let tokens = newcomer(&server, "crowd").await;
    let writes = join_all((0..40).map(|_| write(&server, &tokens))).await;
    assert!(writes.iter().any(|answer| answer.status == 201));
    for answer in writes.iter().filter(|answer| answer.status != 201) {
        is_overloaded(answer, Duration::ZERO);
    }
    drop(server);
    let revoke = format!("DROP OWNED BY {role}; DROP ROLE {role};");
    tables
        .run_blocking(|connection| connection.batch_execute(&revoke))
        .unwrap();
}

#[test]
fn a_server_that_is_not_there_is_told_by_the_variable_and_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let url = format!("postgres://me:hush-hush@127.0.0.1:{port}/app");
    let mut start = program(&folder);
    start.env("DATABASE_URL", url);
    let since = Instant::now();
    let message = refused(&mut start);
    assert!(since.elapsed() < Duration::from_secs(5));
    assert!(message.contains("DATABASE_URL"), "{message}");
    assert!(message.contains("refused"), "{message}");
    assert!(!message.contains("hush"), "{message}");
}
