//! The protected resource.

use reqwest::Method;
use serde_json::json;

use crate::helpers::{Client, TestApp};

async fn make(client: &Client, title: &str) -> String {
    let body = json!({ "title": title, "body": "正文" });
    let answer = client.post("/api/notes", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let id = answer.body["id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), format!("/api/notes/{id}"));
    id
}

#[actix_web::test]
async fn a_note_is_made_read_changed_and_deleted() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let id = make(&alice, "first").await;
    let path = format!("/api/notes/{id}");

    let note = alice.get(&path).await;
    assert_eq!(
        (note.status.as_u16(), &note.body["title"]),
        (200, &json!("first"))
    );
    assert_eq!(note.body["body"], "正文");

    app.clock.advance(std::time::Duration::from_secs(60));
    let change = json!({ "title": "second", "body": "" });
    let changed = alice.put(&path, change).await;
    assert_eq!(changed.status, 200);
    assert_eq!(changed.body["title"], "second");
    assert_eq!(changed.body["created_at"], note.body["created_at"]);
    assert_ne!(changed.body["updated_at"], note.body["updated_at"]);

    let deleted = alice.delete(&path).await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (204, ""));
    alice.get(&path).await.assert_refused(404, "not_found");
    alice.delete(&path).await.assert_refused(404, "not_found");
}

#[actix_web::test]
async fn another_users_note_is_not_there_even_for_an_admin() {
    let app = TestApp::start().await;
    let (alice, john) = (app.alice().await, app.john().await);
    let path = format!("/api/notes/{}", make(&alice, "private").await);
    let change = json!({ "title": "stolen", "body": "" });
    john.get(&path).await.assert_refused(404, "not_found");
    john.put(&path, change)
        .await
        .assert_refused(404, "not_found");
    john.delete(&path).await.assert_refused(404, "not_found");
    assert_eq!(john.get("/api/notes").await.body["items"], json!([]));
    assert_eq!(alice.get(&path).await.body["title"], "private");
}

#[actix_web::test]
async fn without_a_token_no_note_is_read_or_written() {
    let app = TestApp::start().await;
    let nobody = app.anonymous();
    let note = || json!({ "title": "x", "body": "" });
    for answer in [
        nobody.get("/api/notes").await,
        nobody.post("/api/notes", note()).await,
        nobody.get("/api/notes/1").await,
        nobody.put("/api/notes/1", note()).await,
        nobody.delete("/api/notes/1").await,
    ] {
        answer.assert_refused(401, "token_missing");
    }
}

#[actix_web::test]
async fn pages_follow_each_other_without_a_gap_though_notes_are_added_meanwhile() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for number in 0..7 {
        make(&alice, &number.to_string()).await;
    }
    let mut titles = Vec::new();
    let mut path = "/api/notes?limit=3".to_owned();
    loop {
        let page = alice.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let items = page.body["items"].as_array().unwrap();
        titles.extend(
            items
                .iter()
                .map(|note| note["title"].as_str().unwrap().to_owned()),
        );
        match page.body.get("next_cursor") {
            None => break,
            Some(cursor) => {
                path = format!("/api/notes?limit=3&cursor={}", cursor.as_str().unwrap());
            }
        }
        make(&alice, "late").await;
    }
    assert_eq!(titles, ["6", "5", "4", "3", "2", "1", "0"]);
}

#[actix_web::test]
async fn a_full_last_page_leads_to_no_empty_one() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    make(&alice, "a").await;
    make(&alice, "b").await;
    let page = alice.get("/api/notes?limit=2").await;
    assert_eq!(page.body["items"].as_array().unwrap().len(), 2);
    assert!(page.body.get("next_cursor").is_none());
}

#[actix_web::test]
async fn a_page_that_makes_no_sense_is_refused_by_its_field() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=x", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=' OR 1=1 --", "cursor"),
    ] {
        let answer = alice.get(&format!("/api/notes?{query}")).await;
        answer.assert_refused(422, "validation_failed");
        assert!(answer.field_errors().contains_key(field), "{query}");
    }
}

#[actix_web::test]
async fn an_id_that_no_note_can_have_is_not_found_and_no_error() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let note = json!({ "title": "x", "body": "" });
    let long = "a".repeat(5000);
    for odd in ["%00", "a%00b", "%27%20OR%201=1", "%F0%9F%A6%80", &long] {
        for (method, path, body) in [
            (Method::GET, format!("/api/notes/{odd}"), None),
            (Method::PUT, format!("/api/notes/{odd}"), Some(note.clone())),
            (Method::DELETE, format!("/api/notes/{odd}"), None),
            (Method::DELETE, format!("/api/sessions/{odd}"), None),
        ] {
            let answer = alice.send(method, &path, body).await;
            answer.assert_refused(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn a_note_that_breaks_a_rule_is_refused_and_not_stored() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let long = "x".repeat(10_001);
    let body = json!({ "title": "  ", "body": long });
    let answer = alice.post("/api/notes", body).await;
    answer.assert_refused(422, "validation_failed");
    assert_eq!(answer.field_errors()["title"], "required");
    assert_eq!(answer.field_errors()["body"], "too_long");
    assert_eq!(alice.get("/api/notes").await.body["items"], json!([]));
}

#[actix_web::test]
async fn the_longest_note_fits_whatever_its_characters() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let body = json!({ "title": "𠮷".repeat(120), "body": "𠮷".repeat(10_000) });
    assert_eq!(alice.post("/api/notes", body).await.status, 201);
}
