//! Single sign-on: one log-in, and a token for each API that it is good for.

use backend::auth::keys::{Algorithm, generate};
use reqwest::Method;
use serde_json::{Value, json};

use crate::helpers::{Answer, TestApp, read, sign};
use crate::oauth::keys;
use crate::program::{done, program};

#[actix_web::test]
async fn a_log_in_here_gets_a_token_for_the_other_api_and_keeps_its_session() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let alice = app.alice().await;
    let wanted = json!({ "audience": "reports-api" });
    let answer = alice.post("/api/auth/exchange", wanted).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 300);
    assert_eq!(answer.body["scope"], "reports:read");

    let (_, own) = read(alice.token.as_deref().unwrap());
    let (header, claims) = read(answer.body["access_token"].as_str().unwrap());
    assert_eq!(
        header["kid"], "pair",
        "signed by a key that others can verify"
    );
    assert_eq!(claims["aud"], "reports-api");
    for same in ["iss", "sub", "sid", "auth_time", "role"] {
        assert_eq!(claims[same], own[same], "{same}");
    }
    assert_ne!(claims["jti"], own["jti"]);
}

#[actix_web::test]
async fn a_token_for_the_other_api_is_good_for_nothing_here() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let wanted = json!({ "audience": "reports-api" });
    let answer = app
        .alice()
        .await
        .post("/api/auth/exchange", wanted.clone())
        .await;
    let elsewhere = app.with_token(answer.body["access_token"].as_str().unwrap());
    elsewhere
        .get("/api/me")
        .await
        .assert_refused(401, "token_audience_rejected");
    // Nor can the other API get itself a further one with it.
    let further = elsewhere.post("/api/auth/exchange", wanted).await;
    further.assert_refused(401, "token_audience_rejected");
}

#[actix_web::test]
async fn no_token_outlives_the_one_that_it_was_asked_for_with() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let alice = app.alice().await;
    app.clock.advance(std::time::Duration::from_secs(14 * 60));
    let wanted = json!({ "audience": "reports-api" });
    let answer = alice.post("/api/auth/exchange", wanted).await;
    let (_, own) = read(alice.token.as_deref().unwrap());
    let (_, claims) = read(answer.body["access_token"].as_str().unwrap());
    assert_eq!(claims["exp"], own["exp"]);
    assert!(answer.body["expires_in"].as_i64().unwrap() <= 60);
}

#[actix_web::test]
async fn one_who_is_logged_out_or_has_no_token_gets_none() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let wanted = json!({ "audience": "reports-api" });
    let anonymous = app
        .anonymous()
        .post("/api/auth/exchange", wanted.clone())
        .await;
    anonymous.assert_refused(401, "token_missing");
    let alice = app.alice().await;
    alice.log_out().await;
    let late = alice.post("/api/auth/exchange", wanted).await;
    late.assert_refused(401, "token_revoked");
}

#[actix_web::test]
async fn what_the_log_in_is_not_good_for_is_refused_by_field() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let alice = app.alice().await;
    for (wanted, field) in [
        (json!({ "audience": "app-api" }), "audience"),
        (json!({ "audience": "reports-api " }), "audience"),
        (json!({ "audience": ["reports-api"] }), "audience"),
        (json!({}), "audience"),
        (
            json!({ "audience": "reports-api", "scope": "reports:write" }),
            "scope",
        ),
        (json!({ "audience": "reports-api", "scope": "" }), "scope"),
        (
            json!({ "audience": "reports-api", "role": "admin" }),
            "role",
        ),
    ] {
        let answer = alice.post("/api/auth/exchange", wanted.clone()).await;
        answer.assert_refused(422, "validation_failed");
        assert!(answer.field_errors().contains_key(field), "{wanted}");
    }
}

#[actix_web::test]
async fn a_token_for_less_cannot_be_traded_for_more() {
    let app = TestApp::start().await;
    let (header, mut claims) = read(&app.alice().await.token.unwrap());
    claims["scope"] = json!("notes:read");
    let narrow = app.with_token(sign(&header, &claims));
    assert_eq!(narrow.get("/api/notes").await.status, 200);
    let wanted = json!({ "audience": "reports-api" });
    let answer = narrow.post("/api/auth/exchange", wanted).await;
    answer.assert_refused(403, "forbidden");
}

#[actix_web::test]
async fn a_page_that_cannot_read_its_token_gets_one_and_another_page_does_not() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let log_in = json!({
        "username": "alice", "password": "wonderland", "token_delivery": "cookie"
    });
    let answer = app.anonymous().post("/api/auth/login", log_in).await;
    let mut cookies = answer.headers.get_all("set-cookie").iter();
    let cookie = cookies.find_map(|cookie| cookie.to_str().unwrap().split(';').next());
    let ask = |site: &str| {
        let anonymous = app.anonymous();
        let request = anonymous.request(Method::POST, "/api/auth/exchange");
        let request = request.header("cookie", cookie.unwrap());
        let request = request.header("sec-fetch-site", site);
        let request = request.header("x-requested-with", "tessera");
        Answer::of(request.json(&json!({ "audience": "reports-api" })))
    };
    let answer = ask("same-origin").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    ask("cross-site").await.assert_refused(403, "csrf_rejected");
}

#[actix_web::test]
async fn a_server_with_secrets_alone_says_what_it_lacks_and_takes_it_without_a_restart() {
    let secret = generate(Algorithm::Hs256, "secret").unwrap();
    let (app, file, _folder) = TestApp::with_keys(&[secret]).await;
    let alice = app.alice().await;
    let wanted = json!({ "audience": "reports-api" });
    let answer = alice.post("/api/auth/exchange", wanted.clone()).await;
    answer.assert_refused(422, "validation_failed");
    let detail: &Value = &answer.body["errors"][0]["detail"];
    assert!(
        detail
            .as_str()
            .unwrap()
            .contains("backend keys generate --alg ES256")
    );

    let mut generate = program(&app.folder);
    done(
        generate
            .env("JWT_KEYS_FILE", &file)
            .args(["keys", "generate", "--alg", "ES256"]),
    );
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while alice
        .post("/api/auth/exchange", wanted.clone())
        .await
        .status
        != 200
    {
        assert!(std::time::Instant::now() < deadline);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
