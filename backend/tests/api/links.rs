//! Links for a while: a note as a download for whoever has the address.

use std::time::Duration;

use serde_json::json;

use crate::helpers::{Client, TestApp};

async fn note(client: &Client, title: &str) -> String {
    let body = json!({ "title": title, "body": "<script>alert(1)</script>\n第二行" });
    let note = client.post("/api/notes", body).await;
    note.body["id"].as_str().unwrap().to_owned()
}

async fn link(client: &Client, id: &str, seconds: i64) -> crate::helpers::Answer {
    let path = format!("/api/notes/{id}/links");
    client.post(&path, json!({ "expires_in": seconds })).await
}

fn path(link: &crate::helpers::Answer) -> String {
    let url = link.body["url"].as_str().unwrap();
    url.strip_prefix("http://localhost:8080")
        .unwrap()
        .to_owned()
}

#[actix_web::test]
async fn whoever_has_the_link_downloads_the_note_until_its_time_is_up() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = note(&alice, "购物 \"list\"\\..").await;
    let made = link(&alice, &id, 60).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(made.body["expires_at"].as_str().unwrap().ends_with('Z'));

    let answer = app.anonymous().get(&path(&made)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment; filename*=UTF-8''")
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.text.contains("第二行"));

    app.clock.advance(Duration::from_secs(61));
    let expired = app.anonymous().get(&path(&made)).await;
    expired.assert_refused(401, "token_expired");
}

#[actix_web::test]
async fn a_link_lives_an_hour_at_most() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = note(&alice, "mine").await;
    assert_eq!(link(&alice, &id, 3600).await.status, 201);
    for seconds in [0, -1, 3601, i64::MAX] {
        let refused = link(&alice, &id, seconds).await;
        refused.assert_refused(422, "validation_failed");
        assert!(refused.field_errors().contains_key("expires_in"));
    }
}

#[actix_web::test]
async fn there_are_links_to_ones_own_notes_only() {
    let app = TestApp::start().await;
    let (alice, john) = (app.alice().await, app.john().await);
    let id = note(&alice, "mine").await;
    link(&john, &id, 60).await.assert_refused(404, "not_found");
    link(&app.anonymous(), &id, 60)
        .await
        .assert_refused(401, "token_missing");
}

#[actix_web::test]
async fn a_link_ends_with_its_note_and_with_its_owner() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (one, two) = (note(&alice, "one").await, note(&alice, "two").await);
    let (first, second) = (link(&alice, &one, 60).await, link(&alice, &two, 60).await);
    assert_eq!(alice.delete(&format!("/api/notes/{one}")).await.status, 204);
    let gone = app.anonymous().get(&path(&first)).await;
    gone.assert_refused(404, "not_found");
    assert_eq!(alice.delete("/api/me").await.status, 204);
    let gone = app.anonymous().get(&path(&second)).await;
    gone.assert_refused(404, "not_found");
}

#[actix_web::test]
async fn a_link_opens_nothing_else_and_nothing_else_is_a_link() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = note(&alice, "mine").await;
    let made = path(&link(&alice, &id, 60).await);
    let token = made.rsplit('/').next().unwrap();
    let me = app.with_token(token).get("/api/me").await;
    me.assert_refused(401, "token_type_rejected");
    let access = alice.token.unwrap();
    let answer = app.anonymous().get(&format!("/api/links/{access}")).await;
    answer.assert_refused(401, "token_type_rejected");
    for odd in ["x", "a.b.c", "%00", &"a".repeat(5000)] {
        let answer = app.anonymous().get(&format!("/api/links/{odd}")).await;
        answer.assert_refused(401, "token_malformed");
    }
}
