//! Making an account.

use serde_json::json;

use crate::helpers::{Answer, TestApp};

async fn register(app: &TestApp, username: &str, password: &str) -> Answer {
    let body = json!({ "username": username, "password": password });
    app.anonymous().post("/api/auth/register", body).await
}

#[actix_web::test]
async fn a_new_user_gets_a_profile_and_can_log_in() {
    let app = TestApp::start().await;
    let body = json!({
        "username": "Xiao_Ming", "password": "correct horse", "display_name": " 王小明 "
    });
    let answer = app.anonymous().post("/api/auth/register", body).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["username"], "xiao_ming");
    assert_eq!(answer.body["display_name"], "王小明");
    assert_eq!(answer.body["role"], "user");
    assert!(!answer.text.contains("password"), "{}", answer.text);
    let log_in = app.anonymous().log_in("XIAO_MING", "correct horse").await;
    assert_eq!(log_in.status, 200);
}

#[actix_web::test]
async fn a_name_that_somebody_has_is_taken_in_upper_case_too() {
    let app = TestApp::start().await;
    for name in ["alice", "Alice", "ALICE"] {
        register(&app, name, "correct horse")
            .await
            .assert_refused(409, "username_taken");
    }
}

#[actix_web::test]
async fn of_many_who_ask_for_a_name_at_once_one_gets_it() {
    let app = TestApp::start().await;
    let all = (0..10).map(|_| register(&app, "wanted", "correct horse"));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|a| a.status == 409).count(), 9);
}

#[actix_web::test]
async fn every_field_at_fault_is_named_at_once() {
    let app = TestApp::start().await;
    let body =
        json!({ "username": "ａｌｉｃｅ", "password": "short", "display_name": "a\u{202E}b" });
    let answer = app.anonymous().post("/api/auth/register", body).await;
    answer.assert_refused(422, "validation_failed");
    let errors = answer.field_errors();
    assert_eq!(errors["username"], "invalid_character");
    assert_eq!(errors["password"], "too_short");
    assert_eq!(errors["display_name"], "invalid_character");
}

#[actix_web::test]
async fn a_password_that_everybody_tries_first_is_refused() {
    let app = TestApp::start().await;
    for password in ["password123", "12345678", "qwertyuiop"] {
        let answer = register(&app, "newcomer", password).await;
        answer.assert_refused(422, "validation_failed");
        assert_eq!(answer.field_errors()["password"], "too_common");
    }
}

#[actix_web::test]
async fn nobody_becomes_an_admin_by_asking_for_it() {
    let app = TestApp::start().await;
    for (name, value) in [("role", json!("admin")), ("id", json!("1"))] {
        let mut body = json!({ "username": "mallory", "password": "correct horse" });
        body[name] = value;
        let answer = app.anonymous().post("/api/auth/register", body).await;
        answer.assert_refused(422, "validation_failed");
        assert_eq!(answer.field_errors()[name], "unknown_field");
    }
}

#[actix_web::test]
async fn the_last_of_64_chinese_characters_matters() {
    let app = TestApp::start().await;
    let password = "春眠不觉晓处处闻啼鸟夜来风雨声花".repeat(4);
    assert_eq!(register(&app, "poet", &password).await.status, 201);
    let almost: String = password.chars().take(63).chain(['草']).collect();
    let answer = app.anonymous().log_in("poet", &almost).await;
    answer.assert_refused(401, "credentials_invalid");
    assert_eq!(app.anonymous().log_in("poet", &password).await.status, 200);
}
