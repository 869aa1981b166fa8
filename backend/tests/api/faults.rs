//! What goes wrong inside: the caller gets an answer, and the next one is served.

use std::time::{Duration, Instant};

use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, HttpServer, web};
use backend::config::Env;
use backend::web::request::{self, Edge};
use backend::web::security_headers::SecurityHeaders;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::helpers::{Answer, TestApp};
use crate::lock::Lock;

async fn panics() -> HttpResponse {
    panic!("a secret cause")
}

async fn panics_later(body: web::Bytes) -> HttpResponse {
    tokio::task::yield_now().await;
    panic!("a secret cause, with {} bytes in hand", body.len())
}

/// A server of one thread with the layer around every request, and handlers that
/// panic; its address.
fn clumsy() -> String {
    let edge = web::Data::new(Edge {
        public_url: "http://localhost:8080".to_owned(),
        headers: SecurityHeaders::new(Env::Production),
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(edge.clone())
            .wrap(from_fn(request::handle))
            .route("/panics", web::get().to(panics))
            .route("/panics", web::post().to(panics_later))
            .route("/fine", web::get().to(HttpResponse::Ok))
    })
    .workers(1)
    .disable_signals()
    .bind(("127.0.0.1", 0))
    .unwrap();
    let address = format!("http://{}", server.addrs()[0]);
    actix_web::rt::spawn(server.run());
    address
}

#[actix_web::test]
async fn a_handler_that_panics_is_a_500_and_the_next_request_is_served() {
    let address = clumsy();
    // One client: also the connection goes on.
    let client = reqwest::Client::new();
    for _ in 0..20 {
        for request in [
            client.get(format!("{address}/panics")),
            client.post(format!("{address}/panics")).body("half"),
        ] {
            let answer = Answer::of(request).await;
            answer.assert_refused(500, "internal");
            assert!(!answer.text.contains("secret cause"), "{}", answer.text);
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(!answer.header("strict-transport-security").is_empty());
        }
        let fine = Answer::of(client.get(format!("{address}/fine"))).await;
        assert_eq!(fine.status, 200);
    }
}

#[actix_web::test]
async fn with_every_connection_of_the_pool_waiting_there_is_a_503_within_three_seconds() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let note = json!({ "title": "x", "body": "" });
    let lock = Lock::hold(&app);
    // Five times as many as there are connections, each of which waits for the lock.
    let requests = (0..40).map(|_| async {
        let started = Instant::now();
        let answer = alice.post("/api/notes", note.clone()).await;
        (answer, started.elapsed())
    });
    let (answers, health) = tokio::join!(join_all(requests), async {
        let started = Instant::now();
        let health = app.anonymous().get("/healthz").await;
        (health.status, started.elapsed())
    });
    for (answer, took) in answers {
        answer.assert_refused(503, "overloaded");
        assert!(!answer.header("retry-after").is_empty());
        assert!(took < Duration::from_secs(3), "{took:?}");
    }
    // What needs no database is not held up.
    assert_eq!(health.0, 200);
    assert!(health.1 < Duration::from_secs(1), "{:?}", health.1);
    lock.release();
    // Nobody has to help.
    let started = Instant::now();
    while alice.post("/api/notes", note.clone()).await.status != 201 {
        assert!(started.elapsed() < Duration::from_secs(10));
    }
    assert_eq!(app.anonymous().get("/readyz").await.status, 200);
    let again = (0..40).map(|_| alice.send(Method::GET, "/api/notes", None));
    for answer in join_all(again).await {
        assert_eq!(answer.status, 200);
    }
}
