//! The resource server from outside: which tokens it takes, whose page may call it,
//! and the whole way of a user and of a service to it.

use backend::auth::keys::Algorithm;
use backend::clock::Clock;
use reqwest::Method;
use serde_json::json;

use crate::helpers::{Answer, SECRET, TestApp, key, sign_text};
use crate::oauth::{Service, keys};
use crate::program::{Running, done, program, refused};
use crate::resource::{GOOD, KeyHost, Odd, TestResource, token};

/// Both servers, the second with the public keys of the first.
async fn both() -> (TestApp, TestResource, tempfile::TempDir) {
    let (app, _, folder) = TestApp::with_keys(&keys()).await;
    let keys_from = format!("{}/.well-known/jwks.json", app.address);
    let resource = TestResource::start(&keys_from, app.clock.clone(), &[]).await;
    (app, resource, folder)
}

#[actix_web::test]
async fn one_log_in_is_good_for_both_servers_by_a_token_for_each() {
    let (app, resource, _folder) = both().await;
    let alice = app.alice().await;
    // The token for the first server is signed with a secret that is not shown.
    let own = resource.report(alice.token.as_deref().unwrap()).await;
    own.assert_refused(401, "token_key_unknown");

    let wanted = json!({ "audience": "reports-api" });
    let exchanged = alice.post("/api/auth/exchange", wanted).await;
    let answer = resource
        .report(exchanged.body["access_token"].as_str().unwrap())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let me = alice.get("/api/me").await;
    assert_eq!(answer.body["caller"]["sub"], me.body["id"]);
    assert_eq!(answer.body["caller"]["role"], "user");
    assert_eq!(answer.body["given_to_users"], 1);
    assert_eq!(answer.body["given_to_services"], 0);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn a_service_calls_in_its_own_name_and_within_its_scope() {
    let (app, resource, _folder) = both().await;
    let service = Service::of(&app, "nightly-export", "reports:read");
    let answer = resource.report(&service.token(&app).await).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.body["caller"]["sub"], service.id);
    assert_eq!(answer.body["caller"]["role"], "service");
    assert_eq!(answer.body["given_to_services"], 1);

    let other = Service::of(&app, "archive", "reports:archive");
    let answer = resource.report(&other.token(&app).await).await;
    answer.assert_refused(403, "forbidden");
}

#[actix_web::test]
async fn what_it_cannot_know_ends_with_the_token() {
    let (app, resource, _folder) = both().await;
    let alice = app.alice().await;
    let wanted = json!({ "audience": "reports-api" });
    let exchanged = alice.post("/api/auth/exchange", wanted).await;
    let token = exchanged.body["access_token"].as_str().unwrap();
    alice.log_out().await;
    let service = Service::of(&app, "nightly-export", "reports:read");
    let of_service = service.token(&app).await;
    done(program(&app.folder).args(["clients", "disable", &service.id]));
    for token in [token, &of_service] {
        assert_eq!(resource.report(token).await.status, 200);
    }
    app.clock.advance(std::time::Duration::from_secs(300));
    for token in [token, &of_service] {
        resource
            .report(token)
            .await
            .assert_refused(401, "token_expired");
    }
}

#[actix_web::test]
async fn every_token_that_is_not_meant_for_it_is_refused_by_name() {
    let (pair, other) = (key(Algorithm::Es256, "pair"), key(Algorithm::Es256, "pair"));
    let host = KeyHost::with(std::slice::from_ref(&pair));
    let resource = TestResource::start(&host.url, Clock::default(), &[]).await;
    let signed = |odd: Odd| token(&pair, &resource.clock, odd);
    assert_eq!(resource.report(&signed(GOOD)).await.status, 200);
    for (odd, code) in [
        (
            Odd {
                audience: "app-api",
                ..GOOD
            },
            "token_audience_rejected",
        ),
        (
            Odd {
                audience: "reports-api2",
                ..GOOD
            },
            "token_audience_rejected",
        ),
        (
            Odd {
                issuer: "http://localhost:8081",
                ..GOOD
            },
            "token_issuer_rejected",
        ),
        (
            Odd {
                issuer: "https://localhost:8080",
                ..GOOD
            },
            "token_issuer_rejected",
        ),
        (Odd { from: -300, ..GOOD }, "token_expired"),
        (Odd { from: 60, ..GOOD }, "token_not_yet_valid"),
    ] {
        resource
            .report(&signed(odd))
            .await
            .assert_refused(401, code);
    }
    let forged = token(&other, &resource.clock, GOOD);
    resource
        .report(&forged)
        .await
        .assert_refused(401, "token_signature_invalid");
    let narrow = signed(Odd {
        scope: "reports:reader",
        ..GOOD
    });
    resource
        .report(&narrow)
        .await
        .assert_refused(403, "forbidden");
    resource
        .get("/reports/summary")
        .await
        .assert_refused(401, "token_missing");
    let query = format!("/reports/summary?access_token={}", signed(GOOD));
    resource
        .get(&query)
        .await
        .assert_refused(401, "token_missing");
    let twice = resource
        .request(Method::GET, "/reports/summary")
        .bearer_auth(signed(GOOD));
    let twice = Answer::of(twice.header("authorization", "Bearer x")).await;
    twice.assert_refused(401, "token_malformed");

    // What was published, taken for a secret: the classic confusion.
    let public = serde_json::to_value(pair.public_half().unwrap()).unwrap();
    let good = signed(GOOD);
    let payload = good.split('.').nth(1).unwrap();
    let claims = base64_text(payload);
    let secrets = [
        public.to_string(),
        public["x"].as_str().unwrap().to_owned(),
        SECRET.to_owned(),
    ];
    for secret in secrets {
        for (kid, code) in [
            ("pair", "token_algorithm_rejected"),
            ("secret", "token_key_unknown"),
        ] {
            let header = json!({ "alg": "HS256", "kid": kid, "typ": "at+jwt" }).to_string();
            let token = sign_text(&header, &claims, secret.as_bytes());
            resource.report(&token).await.assert_refused(401, code);
        }
    }
}

fn base64_text(part: &str) -> String {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part);
    String::from_utf8(bytes.unwrap()).unwrap()
}

#[actix_web::test]
async fn a_token_that_lives_longer_than_this_server_wants_is_refused() {
    let pair = key(Algorithm::EdDsa, "pair");
    let host = KeyHost::with(std::slice::from_ref(&pair));
    let short = [("RESOURCE_TOKEN_TTL", "1m")];
    let resource = TestResource::start(&host.url, Clock::default(), &short).await;
    let long = token(&pair, &resource.clock, GOOD);
    resource
        .report(&long)
        .await
        .assert_refused(401, "token_claims_rejected");
    let fits = Odd {
        lifetime: 60,
        ..GOOD
    };
    assert_eq!(
        resource
            .report(&token(&pair, &resource.clock, fits))
            .await
            .status,
        200
    );
}

#[actix_web::test]
async fn pages_of_the_named_origins_may_call_it_and_no_others() {
    let host = KeyHost::with(&[key(Algorithm::Es256, "pair")]);
    let resource = TestResource::start(&host.url, Clock::default(), &[]).await;
    let preflight = |origin: &str, header: &str| {
        let request = resource.request(Method::OPTIONS, "/reports/summary");
        let request = request.header("origin", origin);
        let request = request.header("access-control-request-method", "GET");
        Answer::of(request.header("access-control-request-headers", header))
    };
    let answer = preflight("http://localhost:8080", "authorization").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "http://localhost:8080"
    );
    assert_eq!(answer.header("access-control-allow-methods"), "GET");
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "authorization"
    );
    assert!(
        !answer
            .headers
            .contains_key("access-control-allow-credentials")
    );
    for foreign in [
        "https://localhost:8080",
        "http://localhost:8081",
        "http://localhost:8080.evil.example",
        "null",
    ] {
        let answer = preflight(foreign, "authorization").await;
        assert!(
            !answer.headers.contains_key("access-control-allow-origin"),
            "{foreign}"
        );
    }
    let more = preflight("http://localhost:8080", "authorization,x-more").await;
    assert!(!more.headers.contains_key("access-control-allow-origin"));

    let refused = resource.request(Method::GET, "/reports/summary");
    let refused = Answer::of(refused.header("origin", "http://localhost:8080")).await;
    refused.assert_refused(401, "token_missing");
    assert_eq!(
        refused.header("access-control-allow-origin"),
        "http://localhost:8080"
    );
    assert!(
        refused
            .header("access-control-expose-headers")
            .contains("www-authenticate")
    );
}

#[actix_web::test]
async fn its_answers_have_the_same_form_and_headers_as_those_of_the_first_server() {
    let host = KeyHost::with(&[key(Algorithm::Es256, "pair")]);
    let resource = TestResource::start(&host.url, Clock::default(), &[]).await;
    resource
        .get("/nothing")
        .await
        .assert_refused(404, "not_found");
    let post = Answer::of(resource.request(Method::POST, "/reports/summary")).await;
    post.assert_refused(405, "method_not_allowed");
    assert_eq!(post.header("allow"), "GET, HEAD");
    let healthy = resource.get("/healthz").await;
    assert_eq!(healthy.status, 200);
    assert_eq!(resource.get("/readyz").await.status, 200);
    assert_eq!(healthy.header("x-content-type-options"), "nosniff");
    assert_eq!(healthy.header("referrer-policy"), "no-referrer");
    assert!(
        healthy
            .header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(!healthy.headers.contains_key("set-cookie"));
}

#[actix_web::test]
async fn as_two_programs_they_work_out_of_the_box_and_log_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let app = Running::start(&mut program(&folder));
    let keys_from = format!("{}/.well-known/jwks.json", app.address);
    let mut resource = program(&folder);
    let resource = resource
        .arg("resource-server")
        .env("RUST_LOG", "trace,hyper_util=debug");
    let resource = resource
        .env("RESOURCE_BIND", "127.0.0.1:0")
        .env("RESOURCE_JWKS_URL", keys_from);
    let resource = Running::start(resource);

    let mut create = program(&folder);
    let printed = done(create.args(["clients", "create", "export", "--scope", "reports:read"]));
    let (id, secret) = printed.trim().split_once('\n').unwrap();
    let id = id.strip_prefix("client_id=").unwrap();
    let secret = secret.strip_prefix("client_secret=").unwrap();
    let http = reqwest::Client::new();
    let ask = http.post(format!("{}/oauth/token", app.address));
    let ask = ask.basic_auth(id, Some(secret));
    let ask = ask.header("content-type", "application/x-www-form-urlencoded");
    let answer = Answer::of(ask.body("grant_type=client_credentials")).await;
    let token = answer.body["access_token"].as_str().unwrap();
    let report = format!("{}/reports/summary", resource.address);
    let answer = Answer::of(http.get(&report).bearer_auth(token)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.body["caller"]["sub"], id);

    // With the first server gone, the second goes on.
    let log = app.log();
    app.kill();
    let answer = Answer::of(http.get(&report).bearer_auth(token)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    for log in [log, resource.log()] {
        assert!(log.contains("answered"), "{log}");
        assert!(!log.contains(secret) && !log.contains(token));
        assert!(!log.contains(token.rsplit_once('.').unwrap().1));
    }
}

#[test]
fn a_bad_setting_of_its_own_stops_the_start_and_the_other_programs_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let start = |name: &str, value: &str| {
        let mut command = program(&folder);
        command.arg("resource-server").env(name, value);
        command
    };
    for (name, value) in [
        ("RESOURCE_AUDIENCES", "hunter2"),
        ("RESOURCE_JWKS_URL", "http://hunter2.example/keys"),
        ("RESOURCE_TOKEN_TTL", "hunter2"),
    ] {
        let message = refused(&mut start(name, value));
        assert!(
            message.contains(name) && !message.contains("hunter2"),
            "{message}"
        );
    }
    let production = refused(&mut start("APP_ENV", "production"));
    assert!(production.contains("RESOURCE_ISSUER"), "{production}");
    let mut with_theirs = start("RESOURCE_BIND", "127.0.0.1:0");
    with_theirs.env("RESOURCE_JWKS_URL", "http://127.0.0.1:9/keys");
    Running::start(with_theirs.env("APP_ANYTHING", "x")).kill();
}
