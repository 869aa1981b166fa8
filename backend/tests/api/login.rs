//! Steps 1 and 2: a password for a token.

use std::collections::BTreeSet;

use serde_json::json;

use crate::helpers::{TestApp, read};
use crate::store;

#[actix_web::test]
async fn the_right_password_gets_a_token_of_the_documented_form() {
    let app = TestApp::start().await;
    let answer = app.anonymous().log_in("john_doe", "password123").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 900);
    assert_eq!(answer.body["user"]["username"], "john_doe");
    assert!(answer.body.get("refresh_token").is_none());

    let token = answer.body["access_token"].as_str().unwrap();
    assert!(token.len() < 1024);
    let (header, claims) = read(token);
    assert_eq!(header["alg"], "HS256");
    assert_eq!(header["typ"], "at+jwt");
    let names: BTreeSet<_> = claims.as_object().unwrap().keys().cloned().collect();
    let expected = [
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "sid",
        "auth_time",
        "role",
        "scope",
    ];
    assert_eq!(names, expected.map(str::to_owned).into());
    assert_eq!(claims["iss"], "http://localhost:8080");
    assert_eq!(claims["aud"], "app-api");
    assert_eq!(claims["sub"], answer.body["user"]["id"]);
    assert_eq!(claims["role"], "admin");
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        900
    );
}

#[actix_web::test]
async fn an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let app = TestApp::start().await;
    let wrong = app.anonymous().log_in("alice", "not the one").await;
    wrong.assert_refused(401, "credentials_invalid");
    for name in ["nobody", "not a name at all!", "Ａｌｉｃｅ"] {
        let unknown = app.anonymous().log_in(name, "not the one").await;
        unknown.assert_refused(401, "credentials_invalid");
        let strip = |mut body: serde_json::Value| {
            body["request_id"] = json!("");
            body
        };
        assert_eq!(strip(unknown.body), strip(wrong.body.clone()));
        let names = |headers: &reqwest::header::HeaderMap| {
            headers
                .keys()
                .map(ToString::to_string)
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(names(&unknown.headers), names(&wrong.headers));
    }
}

#[actix_web::test]
async fn empty_fields_are_named() {
    let app = TestApp::start().await;
    let answer = app.anonymous().log_in(" ", "").await;
    answer.assert_refused(422, "validation_failed");
    assert_eq!(answer.field_errors().len(), 2);
    let answer = app.anonymous().post("/api/auth/login", json!({})).await;
    answer.assert_refused(422, "validation_failed");
    assert_eq!(answer.field_errors()["username"], "required");
}

#[actix_web::test]
async fn every_log_in_is_a_session_and_a_token_of_its_own() {
    let app = TestApp::start().await;
    let (one, two) = (app.alice().await, app.alice().await);
    let (one, two) = (read(&one.token.unwrap()).1, read(&two.token.unwrap()).1);
    assert_eq!(one["sub"], two["sub"]);
    assert_ne!(one["sid"], two["sid"]);
    assert_ne!(one["jti"], two["jti"]);
}

#[actix_web::test]
async fn what_is_stored_of_a_password_is_bcrypt_and_the_files_are_the_owners_alone() {
    let app = TestApp::start().await;
    let data = app.folder.path().join("data");
    #[cfg(unix)]
    for entry in std::fs::read_dir(&data).unwrap() {
        use std::os::unix::fs::PermissionsExt as _;
        let path = entry.unwrap().path();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
    let stored = store::contents(&data);
    assert!(stored.contains("$2b$04$"));
    assert!(!stored.contains("wonderland") && !stored.contains("password123"));
}
