//! Services: how they are registered, how they get a token, and that it is good for
//! what it was made for and nothing else.

use backend::auth::keys::{Algorithm, Jwk};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::helpers::{Answer, TestApp, key, read};
use crate::program::{done, program, refused};

/// A registered service.
pub(crate) struct Service {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Service {
    /// Registered by the command, beside the running server.
    pub(crate) fn of(app: &TestApp, name: &str, scope: &str) -> Self {
        let mut command = program(&app.folder);
        command.args(["clients", "create", name, "--scope", scope]);
        let printed = done(&mut command);
        let line = |name: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap().to_owned()
        };
        Self {
            id: line("client_id="),
            secret: line("client_secret="),
        }
    }

    /// How it asks for a token, with this form.
    pub(crate) fn asks(&self, app: &TestApp, form: &str) -> RequestBuilder {
        let credentials = format!("{}:{}", self.id, self.secret);
        ask(app, form).header("authorization", basic(&credentials))
    }

    pub(crate) async fn token(&self, app: &TestApp) -> String {
        let answer = Answer::of(self.asks(app, "grant_type=client_credentials")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body["access_token"].as_str().unwrap().to_owned()
    }
}

fn basic(credentials: &str) -> String {
    format!("Basic {}", STANDARD.encode(credentials))
}

fn ask(app: &TestApp, form: &str) -> RequestBuilder {
    let request = app.anonymous().request(Method::POST, "/oauth/token");
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.to_owned())
}

/// A server that signs for users with a secret and for others with a pair.
pub(crate) fn keys() -> [Jwk; 2] {
    [
        key(Algorithm::Hs256, "secret"),
        key(Algorithm::Es256, "pair"),
    ]
}

const GRANT: &str = "grant_type=client_credentials";

#[actix_web::test]
async fn a_service_gets_a_token_of_its_own_for_the_other_api() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let service = Service::of(&app, "nightly-export", "reports:read reports:write");
    let answer = Answer::of(service.asks(&app, &format!("{GRANT}&scope=reports:read"))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("pragma"), "no-cache");
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 300);
    assert_eq!(answer.body["scope"], "reports:read");
    assert_eq!(answer.body.as_object().unwrap().len(), 4);

    let (header, claims) = read(answer.body["access_token"].as_str().unwrap());
    assert_eq!(
        header,
        json!({"alg": "ES256", "kid": "pair", "typ": "at+jwt"})
    );
    assert_eq!(claims["sub"], service.id);
    assert_eq!(claims["aud"], "reports-api");
    assert_eq!(claims["role"], "service");
    assert_eq!(claims["scope"], "reports:read");
    assert_eq!(claims.as_object().unwrap().len(), 11);

    let all = Answer::of(service.asks(&app, GRANT)).await;
    assert_eq!(all.body["scope"], "reports:read reports:write");
}

#[actix_web::test]
async fn a_service_is_no_user_anywhere() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let service = Service::of(&app, "nightly-export", "notes:read users:read");
    let client = app.with_token(service.token(&app).await);
    for path in ["/api/me", "/api/notes", "/api/sessions", "/api/admin/users"] {
        let answer = client.get(path).await;
        answer.assert_refused(401, "token_audience_rejected");
    }
    let exchange = json!({ "audience": "reports-api" });
    let answer = client.post("/api/auth/exchange", exchange).await;
    answer.assert_refused(401, "token_audience_rejected");
}

#[actix_web::test]
async fn nobody_can_be_made_a_service() {
    let app = TestApp::start().await;
    let alice = app.alice().await.get("/api/me").await;
    let path = format!("/api/admin/users/{}", alice.body["id"].as_str().unwrap());
    let change = json!({ "role": "service" });
    let john = app.john().await;
    let answer = john.send(Method::PATCH, &path, Some(change)).await;
    answer.assert_refused(422, "validation_failed");
    let mut set_role = program(&app.folder);
    set_role.args(["users", "set-role", "alice", "service"]);
    assert_eq!(set_role.output().unwrap().status.code(), Some(2));
}

#[actix_web::test]
async fn what_is_not_asked_as_the_standard_says_is_refused_in_its_words() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let service = Service::of(&app, "nightly-export", "reports:read");
    let secret = &service.secret;
    let in_the_body = format!("{GRANT}&client_id={}&client_secret={secret}", service.id);
    for (form, error) in [
        ("", "invalid_request"),
        ("grant_type=", "invalid_request"),
        ("grant_type=password", "unsupported_grant_type"),
        ("grant_type=CLIENT_CREDENTIALS", "unsupported_grant_type"),
        (&*format!("{GRANT}&{GRANT}"), "invalid_request"),
        (
            &*format!("{GRANT}&scope=reports:read&scope=reports:read"),
            "invalid_request",
        ),
        (&*format!("{GRANT}&scope=reports:write"), "invalid_scope"),
        (
            &*format!("{GRANT}&scope=reports:read+admin"),
            "invalid_scope",
        ),
        (
            &*format!("{GRANT}&client_secret={secret}"),
            "invalid_request",
        ),
        (&*in_the_body, "invalid_request"),
    ] {
        let answer = Answer::of(service.asks(&app, form)).await;
        answer.assert_refused(400, "malformed_request");
        assert_eq!(answer.body["error"], error, "{form}");
        assert!(!answer.text.contains(secret));
    }
    let answer = Answer::of(ask(&app, &in_the_body)).await;
    assert_eq!(answer.body["error"], "invalid_request");

    let in_the_query = format!(
        "/oauth/token?client_id={}&client_secret={secret}",
        service.id
    );
    let request = app.anonymous().request(Method::POST, &in_the_query);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = Answer::of(request.body(GRANT)).await;
    assert_eq!(answer.body["error"], "invalid_request");

    // What the standard does not know is left alone, and what is empty is not there.
    let more = Answer::of(service.asks(&app, &format!("{GRANT}&scope=&more=1"))).await;
    assert_eq!(more.status, 200, "{}", more.text);
    let anonymous = app.anonymous();
    let json = anonymous.post("/oauth/token", json!({ "grant_type": "x" }));
    json.await.assert_refused(415, "unsupported_media_type");
    let get = app.anonymous().get("/oauth/token").await;
    get.assert_refused(405, "method_not_allowed");
    assert_eq!(get.header("allow"), "POST");
}

#[actix_web::test]
async fn a_wrong_secret_an_unknown_service_and_a_disabled_one_look_alike() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let service = Service::of(&app, "nightly-export", "reports:read");
    let Service { id, secret } = &service;
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    let mut answers = Vec::new();
    for credentials in [
        format!("{id}:wrong"),
        format!("{id}:"),
        format!("{id}:{secret}x"),
        format!("{nobody}:{secret}"),
        format!("nightly-export:{secret}"),
        format!(":{secret}"),
        "no colon".to_owned(),
    ] {
        let request = ask(&app, GRANT).header("authorization", basic(&credentials));
        answers.push(Answer::of(request).await);
    }
    answers.push(Answer::of(ask(&app, GRANT)).await);
    answers.push(Answer::of(ask(&app, GRANT).bearer_auth(secret)).await);
    let twice = service.asks(&app, GRANT);
    answers.push(Answer::of(twice.header("authorization", "Basic eDp5")).await);

    let token = service.token(&app).await;
    done(program(&app.folder).args(["clients", "disable", id]));
    answers.push(Answer::of(service.asks(&app, GRANT)).await);
    assert!(!token.is_empty());
    for answer in answers {
        answer.assert_refused(401, "credentials_invalid");
        assert_eq!(answer.body["error"], "invalid_client");
        assert!(answer.header("www-authenticate").starts_with("Basic "));
        assert_eq!(
            answer.body["detail"],
            "There is no such service, or its secret is another one."
        );
    }
}

#[actix_web::test]
async fn guessing_a_secret_is_slowed() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let service = Service::of(&app, "nightly-export", "reports:read");
    let wrong = Service {
        id: service.id.clone(),
        secret: "tessera_wrong".to_owned(),
    };
    for _ in 0..20 {
        let answer = Answer::of(wrong.asks(&app, GRANT)).await;
        answer.assert_refused(401, "credentials_invalid");
    }
    let slowed = Answer::of(wrong.asks(&app, GRANT)).await;
    slowed.assert_refused(429, "rate_limited");
    assert!(slowed.header("retry-after").parse::<u32>().unwrap() > 0);
    // From this address the right secret has to wait too: it would tell that it is.
    let right = Answer::of(service.asks(&app, GRANT)).await;
    right.assert_refused(429, "rate_limited");
    app.clock.advance(std::time::Duration::from_secs(60));
    service.token(&app).await;
}

#[actix_web::test]
async fn a_secret_is_shown_once_and_stored_nowhere() {
    let (app, _, _folder) = TestApp::with_keys(&keys()).await;
    let service = Service::of(&app, "nightly-export", "reports:read");
    service.token(&app).await;
    assert!(service.secret.len() >= 43, "{}", service.secret);
    let listed = done(program(&app.folder).args(["clients", "list"]));
    assert!(listed.contains(&service.id) && listed.contains("nightly-export"));
    assert!(!listed.contains(&service.secret));
    for file in std::fs::read_dir(app.folder.path().join("data")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        let secret = service.secret.as_bytes();
        let has_it = bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!has_it, "{}", path.display());
    }
}

#[test]
fn what_cannot_be_registered_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let create = |arguments: &[&str]| {
        let mut command = program(&folder);
        command.args(["clients", "create"]).args(arguments);
        command
    };
    done(&mut create(&["export", "--scope", "reports:read"]));
    for (arguments, word) in [
        (&["export", "--scope", "a"][..], "already"),
        (&[" ", "--scope", "a"], "name"),
        (&["x", "--scope", ""], "scope"),
        (&["x", "--scope", "a  b"], "scope"),
        (
            &["x", "--scope", "a", "--audience", "app-api"],
            "APP_OTHER_APIS",
        ),
        (&["x", "--scope", "a", "--audience", "other"], "reports-api"),
    ] {
        let message = refused(&mut create(arguments));
        assert!(message.contains(word), "{arguments:?}: {message}");
    }
    let nobody = refused(program(&folder).args(["clients", "disable", "x"]));
    assert!(nobody.contains("no service"), "{nobody}");
    let several = "a http://127.0.0.1:1 x, b http://127.0.0.1:2 x";
    let message = refused(create(&["y", "--scope", "x"]).env("APP_OTHER_APIS", several));
    assert!(message.contains("a, b"), "{message}");
}

#[test]
fn apis_that_contradict_each_other_or_this_server_stop_the_start() {
    for (apis, word) in [
        ("reports-api", "APP_OTHER_APIS"),
        ("reports-api http://127.0.0.1:3001", "APP_OTHER_APIS"),
        (
            "reports-api http://127.0.0.1:3001/path reports:read",
            "APP_OTHER_APIS",
        ),
        ("reports-api * reports:read", "APP_OTHER_APIS"),
        ("app-api http://127.0.0.1:3001 reports:read", "JWT_AUDIENCE"),
        ("a http://127.0.0.1:1 x, a http://127.0.0.1:2 x", "twice"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let message = refused(program(&folder).env("APP_OTHER_APIS", apis));
        assert!(
            message.contains("APP_OTHER_APIS") && message.contains(word),
            "{message}"
        );
    }
}
