//! What a request spent its time on, in development.

use serde_json::json;

use crate::helpers::{Answer, TestApp};

/// The stages of an answer and how often each came.
fn stages(answer: &Answer) -> Vec<(String, String)> {
    let header = answer.header("server-timing");
    let stage = |text: &str| {
        let (name, rest) = text.split_once(';').unwrap();
        let times = rest.strip_prefix("desc=").unwrap_or("1;");
        let (times, _) = times.split_once(';').unwrap();
        let milliseconds: f64 = rest.rsplit_once("dur=").unwrap().1.parse().unwrap();
        assert!(milliseconds >= 0.0, "{text}");
        (name.to_owned(), times.to_owned())
    };
    header.split(", ").map(stage).collect()
}

#[actix_web::test]
async fn an_answer_tells_its_stages_and_how_often_each_came() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let names = |answer: &Answer| {
        let stages = stages(answer).into_iter().map(|(name, _)| name);
        stages.collect::<Vec<_>>()
    };
    let me = alice.get("/api/me").await;
    assert_eq!(names(&me), ["verify", "total"], "from memory");
    let notes = alice.get("/api/notes").await;
    assert_eq!(names(&notes), ["verify", "db", "total"]);
    assert_eq!(stages(&notes)[1], ("db".to_owned(), "1".to_owned()));
    let log_in = app.anonymous().log_in("alice", "wonderland").await;
    assert_eq!(names(&log_in), ["db", "hash", "total"]);
    let refused = app.with_token("a.b.c").get("/api/me").await;
    assert_eq!(names(&refused), ["verify", "total"]);
    assert_eq!(names(&app.anonymous().get("/healthz").await), ["total"]);
}

#[actix_web::test]
async fn a_refused_log_in_tells_no_more_than_a_good_one() {
    let app = TestApp::start().await;
    let names = async |username: &str| {
        let body = json!({ "username": username, "password": "not it at all" });
        let answer = app.anonymous().post("/api/auth/login", body).await;
        answer.assert_refused(401, "credentials_invalid");
        stages(&answer)
    };
    assert_eq!(names("alice").await, names("nobody").await);
}
