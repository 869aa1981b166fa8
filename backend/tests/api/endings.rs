//! A session that ends while something of it is under way.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::helpers::{Answer, Client, TestApp};

const NEW: &str = "correct horse battery staple";

/// A request whose head has arrived and whose body has not.
struct Held {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Held {
    fn begin(app: &TestApp, client: &Client, method: &str, path: &str, body: &str) -> Self {
        let address = app.address.trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(address).unwrap();
        let patience = Some(Duration::from_secs(10));
        stream.set_read_timeout(patience).unwrap();
        let token = client.token.as_deref().unwrap();
        let (first, rest) = body.as_bytes().split_at(1);
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(first).unwrap();
        Self {
            stream,
            rest: rest.to_vec(),
        }
    }

    /// Sends the rest; the answer as it came.
    async fn finish(mut self) -> String {
        let exchange = move || {
            self.stream.write_all(&self.rest).unwrap();
            let mut answer = Vec::new();
            self.stream.read_to_end(&mut answer).unwrap();
            String::from_utf8_lossy(&answer).into_owned()
        };
        tokio::task::spawn_blocking(exchange).await.unwrap()
    }
}

#[actix_web::test]
async fn an_ended_session_does_not_finish_what_it_began() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let note = r#"{"title":"late","body":""}"#;
    let email = r#"{"email":"mallory@example.com"}"#;
    let change = format!(r#"{{"current_password":"wonderland","new_password":"{NEW}"}}"#);
    let held = [
        Held::begin(&app, &alice, "POST", "/api/notes", note),
        Held::begin(&app, &alice, "PATCH", "/api/me", email),
        Held::begin(&app, &alice, "POST", "/api/auth/password", &change),
    ];
    // All of them have been seen to be hers: the server has their heads.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(alice.log_out().await.status, 204);
    for held in held {
        let answer = held.finish().await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        assert!(answer.contains("token_revoked"), "{answer}");
    }
    let again = app.alice().await;
    let notes = again.get("/api/notes").await;
    assert_eq!(notes.body["items"], json!([]));
    assert!(again.get("/api/me").await.body.get("email").is_none());
}

#[actix_web::test]
async fn a_log_in_under_way_does_not_survive_another_password() {
    let app = TestApp::with(&[("APP_LOGIN_ATTEMPTS", "1000")]).await;
    let mut old = "wonderland".to_owned();
    for round in 0..6 {
        let new = format!("{NEW} {round}");
        let owner = app.anonymous().log_in("alice", &old).await;
        let owner = app.with_token(owner.body["access_token"].as_str().unwrap());
        let body = json!({ "current_password": old, "new_password": new });
        let anonymous = app.anonymous();
        let others = (0..9).map(|_| anonymous.log_in("alice", &old));
        let others = futures_util::future::join_all(others);
        let change = owner.post("/api/auth/password", body);
        let (changed, others) = futures_util::future::join(change, others).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        for other in others.iter().filter(|other| other.status == 200) {
            let other = app.with_token(other.body["access_token"].as_str().unwrap());
            other
                .get("/api/me")
                .await
                .assert_refused(401, "token_revoked");
        }
        old = new;
    }
}

#[actix_web::test]
async fn a_log_in_under_way_while_the_account_is_deleted_is_no_500() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let anonymous = app.anonymous();
    let others = (0..9).map(|_| anonymous.log_in("alice", "wonderland"));
    let others = futures_util::future::join_all(others);
    let (deleted, others) = futures_util::future::join(alice.delete("/api/me"), others).await;
    assert_eq!(deleted.status, 204);
    let is_fine = |answer: &Answer| [200, 401, 503].contains(&answer.status.as_u16());
    assert!(others.iter().all(is_fine));
}

#[actix_web::test]
async fn the_last_admin_stays() {
    let app = TestApp::start().await;
    let john = app.john().await;
    john.delete("/api/me")
        .await
        .assert_refused(403, "forbidden");
    let id = app.alice().await.get("/api/me").await.body["id"].clone();
    let path = format!("/api/admin/users/{}", id.as_str().unwrap());
    let promote = Some(json!({ "role": "admin" }));
    assert_eq!(john.send(Method::PATCH, &path, promote).await.status, 200);
    // Of two admins who demote each other at once, one stays.
    let alice = app.alice().await;
    let own = john.get("/api/me").await.body["id"].clone();
    let to_john = format!("/api/admin/users/{}", own.as_str().unwrap());
    let demote = || Some(json!({ "role": "user" }));
    let both = futures_util::future::join(
        john.send(Method::PATCH, &path, demote()),
        alice.send(Method::PATCH, &to_john, demote()),
    );
    let (one, two) = both.await;
    let made = [one, two]
        .iter()
        .filter(|answer| answer.status == 200)
        .count();
    assert_eq!(made, 1);
}
