//! Session beside token: both are real, cost what is said of them, and end when
//! they are said to.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, Client, TestApp, read, sign};

const CLASSIC_ME: &str = "/api/lab/classic/me";
const CLASSIC_OWN: &str = "/api/lab/classic/own";
const TOKEN_ME: &str = "/api/lab/token/me";

/// One visitor with a session of each kind.
struct Visitor {
    cookie: String,
    classic: Client,
    token: Client,
}

impl Visitor {
    async fn enter(app: &TestApp) -> Self {
        let alice = app.alice().await;
        let answer = alice.post("/api/lab/second", json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer = alice.post("/api/lab/classic/login", json!({})).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
        let set = answer.header("set-cookie").to_owned();
        for mark in ["HttpOnly", "SameSite=Strict", "Path=/api/lab"] {
            assert!(set.contains(mark), "{set}");
        }
        let answer = alice.post("/api/lab/token/login", json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let token = answer.body["access_token"].as_str().unwrap();
        Self {
            cookie: set.split(';').next().unwrap().to_owned(),
            classic: app.anonymous(),
            token: app.with_token(token),
        }
    }

    async fn classic(&self, path: &str) -> Answer {
        let request = self.classic.request(Method::GET, path);
        Answer::of(request.header("Cookie", &self.cookie)).await
    }

    async fn log_out_of_classic(&self) -> Answer {
        let request = self
            .classic
            .request(Method::POST, "/api/lab/classic/logout");
        let request = request.header("Cookie", &self.cookie);
        let request = request.header("Sec-Fetch-Site", "same-origin");
        Answer::of(request.header("X-Requested-With", "test")).await
    }

    /// What the second server says, passed on.
    async fn classic_at_second(&self, question: &str) -> Value {
        let answer = self.classic(&format!("/api/lab/second/{question}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body
    }

    async fn token_at_second(&self) -> Value {
        let answer = self.token.get("/api/lab/second/token").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body
    }
}

/// How often the database was asked for this answer, by its `Server-Timing`.
pub(crate) fn look_ups(server_timing: &str) -> u32 {
    let entry = server_timing
        .split(", ")
        .find_map(|entry| entry.strip_prefix("db;desc="));
    entry.map_or(0, |entry| entry.split(';').next().unwrap().parse().unwrap())
}

#[actix_web::test]
async fn both_give_the_same_answer_and_only_the_session_is_looked_up() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;
    let mut total = (0, 0);
    for _ in 0..10 {
        let classic = visitor.classic(CLASSIC_ME).await;
        let token = visitor.token.get(TOKEN_ME).await;
        assert_eq!(
            (classic.status, token.status),
            (200.try_into().unwrap(), 200.try_into().unwrap())
        );
        for member in ["user_id", "role"] {
            assert_eq!(classic.body[member], token.body[member]);
        }
        assert_eq!(classic.body["role"], "user");
        total.0 += look_ups(classic.header("server-timing"));
        total.1 += look_ups(token.header("server-timing"));
        assert!(token.header("server-timing").contains("verify;desc=1"));
    }
    assert_eq!(total, (10, 0));
}

#[actix_web::test]
async fn the_bytes_that_are_told_are_those_that_were_sent() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;
    let classic = visitor.classic(CLASSIC_ME).await;
    let line = format!("Cookie: {}\r\n", visitor.cookie);
    assert_eq!(classic.body["credential_bytes"], line.len());
    let token = visitor.token.get(TOKEN_ME).await;
    let line = format!(
        "Authorization: Bearer {}\r\n",
        visitor.token.token.as_ref().unwrap()
    );
    assert_eq!(token.body["credential_bytes"], line.len());
}

#[actix_web::test]
async fn the_lessons_token_opens_the_lesson_and_nothing_else() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;
    for path in ["/api/me", "/api/notes", "/api/sessions"] {
        let answer = visitor.token.get(path).await;
        answer.assert_refused(401, "token_audience_rejected");
    }
    // Nor does a real one open the lesson.
    let alice = app.alice().await;
    alice
        .get(TOKEN_ME)
        .await
        .assert_refused(401, "token_audience_rejected");
    // An altered one is judged as any other.
    let (header, mut claims) = read(visitor.token.token.as_ref().unwrap());
    claims["exp"] = json!(1);
    let expired = app.with_token(sign(&header, &claims));
    expired
        .get(TOKEN_ME)
        .await
        .assert_refused(401, "token_expired");
}

#[actix_web::test]
async fn whatever_the_applications_audience_the_lessons_token_proves_nothing_fresh() {
    let app = TestApp::with(&[
        ("JWT_AUDIENCE", "lab-comparison"),
        ("JWT_ACCESS_TTL", "10m"),
        ("JWT_REFRESH_TTL", "10m"),
        ("JWT_REFRESH_IDLE_TTL", "10m"),
    ])
    .await;
    let alice = app.alice().await;
    app.clock.advance(Duration::from_secs(301));
    let refused = alice.delete("/api/me").await;
    refused.assert_refused(401, "step_up_required");

    let answer = alice.post("/api/lab/token/login", json!({})).await;
    let lab = app.with_token(answer.body["access_token"].as_str().unwrap());
    assert_eq!(lab.get(TOKEN_ME).await.status, 200);
    for method in [Method::GET, Method::DELETE] {
        let refused = lab.send(method, "/api/me", None).await;
        refused.assert_refused(401, "token_audience_rejected");
    }
    // The password counts as given when it was, and the end is no later.
    let (_, own) = read(alice.token.as_ref().unwrap());
    let (_, lab) = read(lab.token.as_ref().unwrap());
    assert_ne!(lab["sid"], own["sid"]);
    assert_eq!(lab["auth_time"], own["auth_time"]);
    assert!(lab["exp"].as_i64() <= own["exp"].as_i64(), "{lab}");
}

#[actix_web::test]
async fn a_session_that_nobody_opened_is_nobodys() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for path in [CLASSIC_ME, CLASSIC_OWN] {
        anonymous
            .get(path)
            .await
            .assert_refused(401, "token_missing");
        let request = anonymous.request(Method::GET, path);
        let made_up = Answer::of(request.header("Cookie", "lab_session=made-up")).await;
        made_up.assert_refused(401, "credentials_invalid");
    }
    for path in [
        "/api/lab/classic/login",
        "/api/lab/token/login",
        "/api/lab/second",
    ] {
        let answer = anonymous.post(path, json!({})).await;
        answer.assert_refused(401, "token_missing");
    }
}

#[actix_web::test]
async fn a_question_makes_no_table_and_starts_no_server() {
    let app = TestApp::start().await;
    let database = app.database();
    let has_table = || {
        let look = "SELECT 1 FROM lab_sessions";
        let found = database.run_blocking(|connection| connection.batch_execute(look));
        found.is_ok()
    };
    let alice = app.alice().await;
    for question in ["own", "classic", "token"] {
        let path = format!("/api/lab/second/{question}");
        alice.get(&path).await.assert_refused(404, "not_found");
    }
    let request = alice.request(Method::GET, CLASSIC_ME);
    let made_up = Answer::of(request.header("Cookie", "lab_session=made-up")).await;
    made_up.assert_refused(401, "credentials_invalid");
    assert!(!has_table());
    alice.post("/api/lab/classic/login", json!({})).await;
    assert!(has_table());
}

#[actix_web::test]
async fn a_second_server_knows_the_token_and_the_shared_table_but_no_session_of_the_first() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;

    assert_eq!(visitor.classic(CLASSIC_OWN).await.status, 200);
    let own = visitor.classic_at_second("own").await;
    assert_eq!(own["status"], 401);

    let shared = visitor.classic_at_second("classic").await;
    assert_eq!(shared["status"], 200, "{shared}");
    assert_eq!(look_ups(shared["server_timing"].as_str().unwrap()), 1);

    let token = visitor.token_at_second().await;
    assert_eq!(token["status"], 200, "{token}");
    assert_eq!(look_ups(token["server_timing"].as_str().unwrap()), 0);
    let body: Value = serde_json::from_str(token["body"].as_str().unwrap()).unwrap();
    assert_eq!(
        body["user_id"],
        visitor.token.get(TOKEN_ME).await.body["user_id"]
    );

    // One server, on a port of its own, however often it is started.
    let again = app.alice().await.post("/api/lab/second", json!({})).await;
    assert_eq!(again.body["address"], token["address"]);
    assert_eq!(own["address"], token["address"]);
    let address = format!("http://{}", token["address"].as_str().unwrap());
    assert_ne!(address, app.address);
    let directly = reqwest::get(format!("{address}{TOKEN_ME}")).await.unwrap();
    assert_eq!(directly.status(), 401);
    let elsewhere = reqwest::get(format!("{address}/api/me")).await.unwrap();
    assert_eq!(elsewhere.status(), 404);
}

#[actix_web::test]
async fn a_cookie_cannot_change_what_the_second_server_is_asked() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;
    let token = visitor.token.token.as_ref().unwrap();
    // Percent-encoded ends of lines, which a cookie's value is decoded to.
    for cookie in [
        format!("lab_session=x%0d%0aAuthorization: Bearer {token}"),
        format!(
            "lab_session=x%0d%0a%0d%0aGET {TOKEN_ME} HTTP/1.1%0d%0aHost: 127.0.0.1%0d%0a\
             Authorization: Bearer {token}"
        ),
    ] {
        let request = format!(
            "GET /api/lab/second/token HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\
             Connection: close\r\n\r\n"
        );
        let answer = app.send_raw(request).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{answer}");
        let told: Value = serde_json::from_str(body).unwrap();
        assert_eq!(told["status"], 401, "{told}");
        // One answer, to one question, from nobody.
        let body: Value = serde_json::from_str(told["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["code"], "token_missing");
    }
}

#[actix_web::test]
async fn logging_out_deletes_the_row_and_both_servers_refuse_at_once() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;
    assert_eq!(visitor.classic_at_second("classic").await["status"], 200);
    // Another page could send the cookie, if it were not for this.
    let request = visitor
        .classic
        .request(Method::POST, "/api/lab/classic/logout");
    let forged = Answer::of(request.header("Cookie", &visitor.cookie)).await;
    forged.assert_refused(403, "csrf_rejected");
    assert_eq!(visitor.classic(CLASSIC_ME).await.status, 200);

    assert_eq!(visitor.log_out_of_classic().await.status, 204);
    assert_eq!(visitor.classic(CLASSIC_ME).await.status, 401);
    assert_eq!(visitor.classic(CLASSIC_OWN).await.status, 401);
    assert_eq!(visitor.classic_at_second("classic").await["status"], 401);
}

#[actix_web::test]
async fn an_ended_token_is_refused_here_at_once_and_there_when_it_has_been_heard_of() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;
    let other = Visitor::enter(&app).await;
    assert_eq!(visitor.token_at_second().await["status"], 200);
    let answer = visitor.token.post("/api/lab/token/logout", json!({})).await;
    assert_eq!(answer.status, 204);
    visitor
        .token
        .get(TOKEN_ME)
        .await
        .assert_refused(401, "token_revoked");

    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        let answer = visitor.token_at_second().await;
        if answer["status"] == 401 {
            assert!(
                answer["body"].as_str().unwrap().contains("token_revoked"),
                "{answer}"
            );
            break;
        }
        assert!(
            Instant::now() < patience,
            "the second server never hears of it"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Nobody else is out.
    assert_eq!(other.token.get(TOKEN_ME).await.status, 200);
    assert_eq!(other.token_at_second().await["status"], 200);
}

#[actix_web::test]
async fn a_classic_session_of_a_disabled_user_is_over() {
    let app = TestApp::start().await;
    let visitor = Visitor::enter(&app).await;
    let id = visitor.classic(CLASSIC_ME).await.body["user_id"].clone();
    let path = format!("/api/admin/users/{}", id.as_str().unwrap());
    let john = app.john().await;
    let disabled = john
        .send(Method::PATCH, &path, Some(json!({ "disabled": true })))
        .await;
    assert_eq!(disabled.status, 200);
    assert_eq!(visitor.classic(CLASSIC_ME).await.status, 401);
    visitor
        .token
        .get(TOKEN_ME)
        .await
        .assert_refused(401, "token_revoked");
}

const PATHS: [(Method, &str); 13] = [
    (Method::POST, "/api/lab/classic/login"),
    (Method::GET, CLASSIC_ME),
    (Method::GET, CLASSIC_OWN),
    (Method::POST, "/api/lab/classic/logout"),
    (Method::POST, "/api/lab/token/login"),
    (Method::GET, TOKEN_ME),
    (Method::POST, "/api/lab/token/logout"),
    (Method::POST, "/api/lab/second"),
    (Method::GET, "/api/lab/second/token"),
    (Method::POST, "/api/lab/revocation/runs"),
    (Method::DELETE, "/api/lab/revocation/runs/x"),
    (Method::POST, "/api/lab/revocation/runs/x/disable"),
    (Method::GET, "/api/lab/revocation/list/me"),
];

#[actix_web::test]
async fn none_of_it_is_there_for_a_foreign_name_or_a_foreign_page() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    for (method, path) in PATHS {
        for (name, value) in [("Host", "evil.example"), ("Sec-Fetch-Site", "cross-site")] {
            let request = alice.request(method.clone(), path).header(name, value);
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 404, "{method} {path} {name}");
            answer.assert_refused(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn none_of_it_is_there_in_production() {
    let app = TestApp::with(&[
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://app.example.com"),
        ("APP_BCRYPT_COST", "10"),
    ])
    .await;
    for (method, path) in PATHS {
        let answer = app.anonymous().send(method.clone(), path, None).await;
        assert_eq!(answer.status, 404, "{method} {path}");
    }
}
