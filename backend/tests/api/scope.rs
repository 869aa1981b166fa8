//! Scope: a token may be for less than its user may do.

use reqwest::Method;
use serde_json::json;

use crate::helpers::{Client, TestApp, read, sign};

/// The same token with this scope, signed by the server's key.
fn narrowed(app: &TestApp, client: &Client, scope: &str) -> Client {
    let (header, mut claims) = read(client.token.as_deref().unwrap());
    claims["scope"] = json!(scope);
    app.with_token(sign(&header, &claims))
}

#[actix_web::test]
async fn a_token_for_reading_writes_nothing() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let note = json!({ "title": "mine", "body": "" });
    let made = alice.post("/api/notes", note.clone()).await;
    let path = format!("/api/notes/{}", made.body["id"].as_str().unwrap());
    let reader = narrowed(&app, &alice, "notes:read");
    assert_eq!(reader.get("/api/notes").await.status, 200);
    assert_eq!(reader.get(&path).await.status, 200);
    for (method, path) in [
        (Method::POST, "/api/notes"),
        (Method::PUT, &path),
        (Method::DELETE, &path),
    ] {
        let body = (method != Method::DELETE).then(|| note.clone());
        let answer = reader.send(method, path, body).await;
        answer.assert_refused(403, "forbidden");
    }
    assert_eq!(alice.get(&path).await.status, 200);
}

#[actix_web::test]
async fn a_narrow_token_of_an_admin_is_no_admins_key() {
    let app = TestApp::start().await;
    let john = app.john().await;
    let id = app.alice().await.get("/api/me").await.body["id"].clone();
    let user = format!("/api/admin/users/{}", id.as_str().unwrap());
    let notes = narrowed(&app, &john, "notes:read notes:write");
    for path in ["/api/admin/users", "/api/admin/events"] {
        notes.get(path).await.assert_refused(403, "forbidden");
    }
    let looks = narrowed(&app, &john, "users:read");
    assert_eq!(looks.get("/api/admin/users").await.status, 200);
    let change = Some(json!({ "disabled": true }));
    let answer = looks.send(Method::PATCH, &user, change).await;
    answer.assert_refused(403, "forbidden");
    let answer = looks
        .send(Method::POST, &format!("{user}/revoke"), None)
        .await;
    answer.assert_refused(403, "forbidden");
    for none in ["notes", "users:read2", "xusers:read"] {
        let odd = narrowed(&app, &john, none);
        odd.get("/api/admin/users")
            .await
            .assert_refused(403, "forbidden");
    }
}
