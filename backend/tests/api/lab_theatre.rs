//! The storage theatre: throw-away sessions, the documents on the stage, and
//! forged requests.

use reqwest::Method;
use reqwest::header::COOKIE;
use serde_json::{Value, json};
use shared::lab::theatre::{
    CAREFUL, CARELESS, CURTAIN, FOREIGN, FOREIGN_SCRIPT, FORGERIES, PLANTED, SESSION, STAGE, STYLE,
};

use crate::browser::{Browser, set_cookies};
use crate::helpers::{Answer, TestApp};

/// Every address of it, with a method that it takes.
fn addresses() -> Vec<(Method, String)> {
    vec![
        (Method::POST, SESSION.to_owned()),
        (Method::POST, CURTAIN.to_owned()),
        (Method::GET, format!("{STAGE}?act=read")),
        (Method::GET, PLANTED.to_owned()),
        (Method::GET, STYLE.to_owned()),
        (Method::GET, format!("{FOREIGN}?step=0")),
        (Method::GET, FOREIGN_SCRIPT.to_owned()),
        (Method::POST, FORGERIES.to_owned()),
        (Method::GET, FORGERIES.to_owned()),
        (Method::POST, CAREFUL.to_owned()),
        (Method::POST, CARELESS.to_owned()),
    ]
}

/// The first throw-away session, or the next one.
pub(crate) async fn enter(browser: &mut Browser, delivery: &str) -> Answer {
    let body = json!({ "delivery": delivery });
    let answer = browser.send(Method::POST, SESSION, Some(body)).await;
    browser.client.token = answer.body["access_token"].as_str().map(str::to_owned);
    answer
}

/// The id of the session that the browser is in.
pub(crate) async fn current_session(browser: &mut Browser) -> Value {
    let list = browser.send(Method::GET, "/api/sessions", None).await;
    let sessions = list.body.as_array().expect("a list").clone();
    let current = sessions.iter().find(|s| s["current"] == true);
    current.expect("a current one")["id"].clone()
}

#[actix_web::test]
async fn there_is_no_theatre_in_production_or_where_others_reach_the_server() {
    let address = ("APP_PUBLIC_URL", "https://app.example");
    for settings in [
        &[address][..],
        &[
            address,
            ("APP_ENV", "production"),
            ("APP_BCRYPT_COST", "10"),
        ][..],
    ] {
        let app = TestApp::with(settings).await;
        for (method, path) in addresses() {
            let answer = app.anonymous().send(method, &path, None).await;
            assert_eq!(answer.status, 404, "{path}");
        }
    }
}

#[actix_web::test]
async fn a_foreign_name_or_a_foreign_script_finds_no_theatre() {
    let app = TestApp::start().await;
    for (method, path) in addresses() {
        for headers in [
            [("host", "evil.example"), ("sec-fetch-site", "same-origin")],
            [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "no-cors"),
            ],
        ] {
            let mut request = app.anonymous().request(method.clone(), &path);
            for (name, value) in headers {
                request = request.header(name, value);
            }
            Answer::of(request).await.assert_refused(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn only_what_is_meant_for_it_opens_for_a_foreign_page() {
    let app = TestApp::start().await;
    for (method, path) in addresses() {
        let request = app
            .anonymous()
            .request(method, &path)
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "navigate");
        let is_open = [FOREIGN, CAREFUL, CARELESS]
            .iter()
            .any(|open| path.split('?').next() == Some(open))
            && !path.ends_with(".js");
        let answer = Answer::of(request).await;
        assert_eq!(answer.status != 404, is_open, "{path}");
    }
}

#[actix_web::test]
async fn a_throw_away_session_takes_the_stage_and_the_own_one_comes_back() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    let own = current_session(&mut browser).await;

    let first = enter(&mut browser, "bearer").await;
    assert_eq!(first.status, 200, "{}", first.text);
    let first_id = current_session(&mut browser).await;
    assert_ne!(first_id, own);
    let stolen = browser.client.token.clone().unwrap();

    // In a cookie, no body has a token; and the session before it is over.
    let second = enter(&mut browser, "cookie").await;
    assert_eq!(second.body["access_token"], Value::Null);
    assert_ne!(current_session(&mut browser).await, first_id);
    let with_stolen = app.with_token(stolen).get("/api/me").await;
    with_stolen.assert_refused(401, "token_revoked");
    let stolen_cookie = browser.cookies["access_token"].clone();

    let end = browser.send(Method::POST, CURTAIN, None).await;
    assert_eq!(end.status, 200, "{}", end.text);
    browser.client.token = end.body["access_token"].as_str().map(str::to_owned);
    assert!(!browser.cookies.contains_key("access_token"));
    assert_eq!(current_session(&mut browser).await, own);
    let with_stolen = app.with_token(stolen_cookie).get("/api/me").await;
    with_stolen.assert_refused(401, "token_revoked");
    assert_eq!(browser.refresh().await.status, 200, "it goes on");
    let list = browser.send(Method::GET, "/api/sessions", None).await;
    assert_eq!(list.body.as_array().unwrap().len(), 1, "{}", list.text);
}

#[actix_web::test]
async fn a_throw_away_session_is_short_and_no_fresher_than_the_own_one() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "bearer").await;
    app.clock.advance(std::time::Duration::from_secs(6 * 60));
    let answer = enter(&mut browser, "bearer").await;
    assert!(answer.body["expires_in"].as_i64().unwrap() <= 600);
    let delete = browser.send(Method::DELETE, "/api/me", None).await;
    delete.assert_refused(401, "step_up_required");
    app.clock.advance(std::time::Duration::from_secs(10 * 60));
    let refresh = browser.refresh().await;
    refresh.assert_refused(401, "refresh_token_expired");
}

#[actix_web::test]
async fn who_has_no_session_of_a_browser_gets_none_on_the_stage() {
    let app = TestApp::start().await;
    let mut nobody = Browser::new(&app);
    let answer = enter(&mut nobody, "bearer").await;
    answer.assert_refused(401, "token_missing");
    // A token alone, without the cookie that could wait behind the scenes.
    let alice = app.alice().await;
    let answer = alice.post(SESSION, json!({ "delivery": "bearer" })).await;
    answer.assert_refused(403, "csrf_rejected");

    let mut browser = Browser::alice(&app, "bearer").await;
    enter(&mut browser, "native")
        .await
        .assert_refused(400, "delivery_not_allowed");
    let mut browser = Browser::alice(&app, "bearer").await;
    let curtain = browser.send(Method::POST, CURTAIN, None).await;
    curtain.assert_refused(404, "not_found");
}

#[actix_web::test]
async fn the_stage_may_be_framed_by_our_own_page_alone() {
    let app = TestApp::start().await;
    for act in ["read", "catch", "speak"] {
        let stage = app.anonymous().get(&format!("{STAGE}?act={act}")).await;
        let policy = stage.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(stage.text.contains(PLANTED));
    }
    let answer = app
        .anonymous()
        .get(&format!("{STAGE}?act=%3Cscript%3E"))
        .await;
    assert!(answer.status.is_client_error());
    assert!(!answer.text.contains("<script>"));
}

#[actix_web::test]
async fn the_stage_opens_in_a_frame_alone() {
    let app = TestApp::start().await;
    let path = format!("{STAGE}?act=speak");
    let opened_as = |destination| {
        let request = app.anonymous().request(Method::GET, &path);
        Answer::of(request.header("sec-fetch-dest", destination))
    };
    for destination in ["document", "empty", "embed", "object", "", "IFRAME"] {
        let answer = opened_as(destination).await;
        answer.assert_refused(404, "not_found");
    }
    assert_eq!(opened_as("iframe").await.status, 200);
}

#[actix_web::test]
async fn the_foreign_page_is_there_under_the_other_name_alone_and_aims_at_us() {
    let app = TestApp::start().await;
    let path = format!("{FOREIGN}?step=0");
    let foreign = app.anonymous().get(&path).await;
    assert_eq!(foreign.status, 200);
    for aim in ["/api/notes", "/api/auth/logout", CAREFUL] {
        let action = format!(r#"action="http://localhost:8080{aim}""#);
        assert!(foreign.text.contains(&action), "{aim}");
    }
    let policy = foreign.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' http://localhost:8080;"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");

    // Under our own name its forms would prove nothing.
    let request = app
        .anonymous()
        .request(Method::GET, &path)
        .header("host", "localhost:8080");
    Answer::of(request).await.assert_refused(404, "not_found");
    // And nobody tells it to aim elsewhere.
    let elsewhere = format!("{path}&own=http://evil.example");
    let answer = app.anonymous().get(&elsewhere).await;
    assert!(answer.status.is_client_error());
}

#[actix_web::test]
async fn the_record_has_what_came_with_a_forged_form_and_what_refused_it() {
    let app = TestApp::start().await;
    let mut browser = Browser::alice(&app, "cookie").await;
    let begun = browser.send(Method::POST, FORGERIES, None).await;
    assert_eq!(begun.status, 204);
    let cookies = set_cookies(&begun);
    assert!(
        cookies
            .iter()
            .any(|c| c.starts_with("lab_careless=") && c.contains("SameSite=None"))
    );
    assert!(
        cookies
            .iter()
            .any(|c| c.starts_with("lab_plain=") && !c.contains("SameSite"))
    );

    // As a browser sends it that keeps nothing back, and one that keeps ours.
    for cookies in [
        format!(
            "access_token={}; lab_careless=1",
            browser.cookies["access_token"]
        ),
        "lab_careless=1".to_owned(),
    ] {
        for path in [CAREFUL, CARELESS] {
            let request = app
                .anonymous()
                .request(Method::POST, path)
                .header("sec-fetch-site", "cross-site")
                .header("sec-fetch-mode", "navigate")
                .header("origin", "null")
                .header(COOKIE, &cookies);
            // The answer leads on, to where the foreign page is.
            let no_redirect = reqwest::redirect::Policy::none();
            let http = reqwest::Client::builder().redirect(no_redirect).build();
            let answer = http.unwrap().execute(request.build().unwrap()).await;
            let answer = answer.unwrap();
            assert_eq!(answer.status(), 303);
            let location = answer.headers()["location"].to_str().unwrap();
            assert!(location.starts_with(&format!("{}{FOREIGN}?step=", app.address)));
        }
    }
    let record = browser.send(Method::GET, FORGERIES, None).await.body;
    assert_eq!(record["foreign"], app.address);
    assert_eq!(record["transfers"], 2);
    let received = record["received"].as_array().unwrap();
    let [ours, _, kept, _] = received.as_slice() else {
        panic!("{record}");
    };
    assert_eq!(ours["refused"], "csrf_rejected");
    assert_eq!(ours["cookies"], json!(["access_token", "lab_careless"]));
    assert_eq!(kept["refused"], "token_missing");
    assert_eq!(kept["second_line"], "csrf_rejected");
    assert_eq!(kept["site"], "cross-site");

    // A new play, a new record.
    browser.send(Method::POST, FORGERIES, None).await;
    let record = browser.send(Method::GET, FORGERIES, None).await.body;
    assert_eq!(
        (&record["received"], &record["transfers"]),
        (&json!([]), &json!(0))
    );
}
