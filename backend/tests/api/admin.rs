//! What admins may, and nobody else.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::helpers::{Client, TestApp};

async fn patch(client: &Client, id: &str, change: Value) -> crate::helpers::Answer {
    let path = format!("/api/admin/users/{id}");
    client.send(Method::PATCH, &path, Some(change)).await
}

async fn id_of(client: &Client) -> String {
    let me = client.get("/api/me").await;
    me.body["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn others_are_refused_everywhere() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = id_of(&app.john().await).await;
    for (method, path) in [
        (Method::GET, "/api/admin/users".to_owned()),
        (Method::GET, "/api/admin/events".to_owned()),
        (Method::PATCH, format!("/api/admin/users/{id}")),
        (Method::POST, format!("/api/admin/users/{id}/revoke")),
    ] {
        let body = (method == Method::PATCH).then(|| json!({ "disabled": true }));
        let answer = alice.send(method.clone(), &path, body.clone()).await;
        answer.assert_refused(403, "forbidden");
        let answer = app.anonymous().send(method, &path, body).await;
        answer.assert_refused(401, "token_missing");
    }
}

#[actix_web::test]
async fn users_are_listed_in_pages_and_found_by_what_they_are_called() {
    let app = TestApp::start().await;
    for number in 0..5 {
        let user = json!({
            "username": format!("user_{number}"), "password": "correct horse battery",
            "display_name": format!("王小明 {number}")
        });
        assert_eq!(
            app.anonymous()
                .post("/api/auth/register", user)
                .await
                .status,
            201
        );
    }
    let john = app.john().await;
    let first = john.get("/api/admin/users?limit=4").await;
    assert_eq!(first.status, 200, "{}", first.text);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = john
        .get(&format!("/api/admin/users?limit=4&cursor={cursor}"))
        .await;
    assert!(second.body.get("next_cursor").is_none());
    let names: Vec<&str> = [&first, &second]
        .iter()
        .flat_map(|page| page.body["items"].as_array().unwrap())
        .map(|user| user["username"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 7);
    assert_eq!(names[0], "user_4", "the newest first");
    assert!(!first.text.contains("$2b$"), "no hash");

    for (query, count) in [
        ("user_3", 1),
        ("USER_3", 1),
        ("小明", 5),
        ("%25", 0),
        ("_", 6),
        ("nobody", 0),
    ] {
        let found = john.get(&format!("/api/admin/users?query={query}")).await;
        assert_eq!(
            found.body["items"].as_array().unwrap().len(),
            count,
            "{query}"
        );
    }
}

#[actix_web::test]
async fn a_search_takes_capitals_for_small_letters_in_ascii_and_nowhere_else() {
    let app = TestApp::start().await;
    let john = app.john().await;
    let name = json!({ "display_name": "Ångström ŐZ" });
    let alice = app.alice().await;
    let changed = alice.send(Method::PATCH, "/api/me", Some(name)).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    // What either database would make of the other letters depends on its settings.
    for (query, count) in [
        ("NGSTR", 1),
        ("ngstr", 1),
        ("Å", 1),
        ("å", 0),
        ("őz", 0),
        ("Őz", 1),
    ] {
        let found = john.get(&format!("/api/admin/users?query={query}")).await;
        let items = found.body["items"].as_array().unwrap();
        assert_eq!(items.len(), count, "{query}");
    }
}

#[actix_web::test]
async fn a_disabled_user_is_out_at_once_and_cannot_come_back() {
    let app = TestApp::start().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    let john = app.john().await;
    let id = id_of(&alice.client).await;
    let answer = patch(&john, &id, json!({ "disabled": true })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.body["disabled"], true);
    alice
        .client
        .get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    alice
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
    let log_in = app.anonymous().log_in("alice", "wonderland").await;
    log_in.assert_refused(401, "credentials_invalid");

    let answer = patch(&john, &id, json!({ "disabled": false })).await;
    assert_eq!(answer.body["disabled"], false);
    assert_eq!(
        app.anonymous().log_in("alice", "wonderland").await.status,
        200
    );
    alice
        .refresh()
        .await
        .assert_refused(401, "refresh_token_invalid");
}

#[actix_web::test]
async fn a_lost_role_is_lost_at_once_and_the_session_goes_on_without_it() {
    let app = TestApp::start().await;
    let john = app.john().await;
    let mut alice = Browser::alice(&app, "bearer").await;
    let id = id_of(&alice.client).await;
    assert_eq!(
        patch(&john, &id, json!({ "role": "admin" })).await.status,
        200
    );
    let stale = alice.client.get("/api/me").await;
    stale.assert_refused(401, "token_revoked");
    assert_eq!(alice.refresh().await.status, 200);
    assert_eq!(alice.client.get("/api/admin/users").await.status, 200);

    assert_eq!(
        patch(&john, &id, json!({ "role": "user" })).await.status,
        200
    );
    let stale = alice.client.get("/api/admin/users").await;
    stale.assert_refused(401, "token_revoked");
    assert_eq!(alice.refresh().await.status, 200);
    let answer = alice.client.get("/api/admin/users").await;
    answer.assert_refused(403, "forbidden");
}

#[actix_web::test]
async fn an_admin_ends_all_sessions_of_a_user() {
    let app = TestApp::start().await;
    let (john, alice) = (app.john().await, app.alice().await);
    let id = id_of(&alice).await;
    let path = format!("/api/admin/users/{id}/revoke");
    assert_eq!(john.send(Method::POST, &path, None).await.status, 204);
    alice
        .get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    assert_eq!(
        app.anonymous().log_in("alice", "wonderland").await.status,
        200
    );
}

#[actix_web::test]
async fn changes_need_a_recent_password_and_are_never_to_oneself() {
    let app = TestApp::start().await;
    let john = app.john().await;
    let (own, id) = (id_of(&john).await, id_of(&app.alice().await).await);
    for change in [json!({ "role": "user" }), json!({ "disabled": true })] {
        patch(&john, &own, change)
            .await
            .assert_refused(403, "forbidden");
    }
    let nobody = patch(&john, "nobody", json!({ "disabled": true })).await;
    nobody.assert_refused(404, "not_found");
    for odd in [json!({ "role": "root" }), json!({ "password": "x" })] {
        patch(&john, &id, odd)
            .await
            .assert_refused(422, "validation_failed");
    }
    app.clock.advance(Duration::from_secs(301));
    let late = patch(&john, &id, json!({ "disabled": true })).await;
    late.assert_refused(401, "step_up_required");
    let late = john
        .send(Method::POST, &format!("/api/admin/users/{id}/revoke"), None)
        .await;
    late.assert_refused(401, "step_up_required");
    assert_eq!(
        john.get("/api/admin/users").await.status,
        200,
        "looking is free"
    );
}

#[actix_web::test]
async fn the_audit_log_says_what_happened_to_whom_and_who_did_it() {
    let app = TestApp::start().await;
    let (john, alice) = (app.john().await, app.alice().await);
    let (actor, id) = (id_of(&john).await, id_of(&alice).await);
    app.anonymous().log_in("alice", "not the one").await;
    patch(&john, &id, json!({ "disabled": true })).await;
    let log = john.get("/api/admin/events?limit=2").await;
    let events = log.body["items"].as_array().unwrap();
    assert_eq!(events[0]["kind"], "user_disabled", "the newest first");
    assert_eq!(events[0]["user_id"], id.as_str());
    assert_eq!(events[0]["actor_id"], actor.as_str());
    assert_eq!(events[0]["ip"], "127.0.0.1");
    assert_eq!(events[1]["kind"], "login_failed");
    assert!(events[1].get("actor_id").is_none());
    assert!(log.body["next_cursor"].is_string());
}
