//! Requests that a browser sends with our cookies because another page asked it
//! to.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::helpers::{Answer, TestApp};
use crate::rows;

/// What another page can make a browser say of where a request comes from.
const FOREIGN: [&[(&str, &str)]; 9] = [
    &[],
    &[("x-requested-with", "x")],
    &[("origin", "http://localhost:8080")],
    &[
        ("origin", "https://evil.example"),
        ("x-requested-with", "x"),
    ],
    &[("origin", "null"), ("x-requested-with", "x")],
    &[
        ("origin", "http://localhost:8080.evil.example"),
        ("x-requested-with", "x"),
    ],
    &[("sec-fetch-site", "cross-site"), ("x-requested-with", "x")],
    &[("sec-fetch-site", "same-site"), ("x-requested-with", "x")],
    // The browser's own word outweighs an origin that it says nothing about.
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "http://localhost:8080"),
        ("x-requested-with", "x"),
    ],
];

/// A browser in which an admin is logged in by cookies, with a note, and every
/// request of it that changes something.
struct Victim {
    app: TestApp,
    browser: Browser,
    /// Method, path and body, or null where it takes none.
    changes: Vec<(Method, String, Value)>,
}

impl Victim {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let mut browser = Browser::new(&app);
        let answer = browser.log_in("john_doe", "password123", "cookie").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let note = json!({ "title": "mine", "body": "" });
        let note = browser.send(Method::POST, "/api/notes", Some(note)).await;
        let note = format!("/api/notes/{}", note.body["id"].as_str().unwrap());
        let sessions = browser.send(Method::GET, "/api/sessions", None).await;
        let session = sessions.body[0]["id"].as_str().unwrap();
        let session = format!("/api/sessions/{session}");
        let users = browser
            .send(Method::GET, "/api/admin/users?query=alice", None)
            .await;
        let user = users.body["items"][0]["id"].as_str().unwrap();
        let user = format!("/api/admin/users/{user}");
        let text = json!({ "title": "forged", "body": "" });
        let password = json!({
            "current_password": "password123", "new_password": "a forged password"
        });
        let none = Value::Null;
        let changes = vec![
            (Method::POST, "/api/auth/refresh".to_owned(), none.clone()),
            (Method::POST, "/api/auth/logout".to_owned(), none.clone()),
            (
                Method::POST,
                "/api/auth/step-up".to_owned(),
                json!({ "password": "password123" }),
            ),
            (Method::POST, "/api/auth/password".to_owned(), password),
            (Method::DELETE, "/api/sessions".to_owned(), none.clone()),
            (
                Method::DELETE,
                "/api/sessions?keep_current=true".to_owned(),
                none.clone(),
            ),
            (Method::DELETE, session, none.clone()),
            (
                Method::PATCH,
                "/api/me".to_owned(),
                json!({ "display_name": "forged" }),
            ),
            (Method::DELETE, "/api/me".to_owned(), none.clone()),
            (Method::POST, "/api/notes".to_owned(), text.clone()),
            (Method::PUT, note.clone(), text),
            (Method::DELETE, note.clone(), none.clone()),
            (
                Method::POST,
                format!("{note}/links"),
                json!({ "expires_in": 60 }),
            ),
            (Method::PATCH, user.clone(), json!({ "role": "admin" })),
            (Method::POST, format!("{user}/revoke"), none),
        ];
        Self {
            app,
            browser,
            changes,
        }
    }
}

#[actix_web::test]
async fn on_a_cookies_word_nothing_changes_for_another_page() {
    let mut victim = Victim::new().await;
    let before = rows::of(&victim.app);
    for headers in FOREIGN {
        for (method, path, body) in &victim.changes {
            let mut request = victim.browser.request(method.clone(), path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            if !body.is_null() {
                request = request.json(body);
            }
            let answer = Answer::of(request).await;
            assert_eq!(
                answer.body["code"], "csrf_rejected",
                "{method} {path} {headers:?}"
            );
            answer.assert_refused(403, "csrf_rejected");
            assert_eq!(answer.header("set-cookie"), "", "{method} {path}");
        }
    }
    assert_eq!(rows::of(&victim.app), before);
    assert_eq!(
        victim.browser.refresh().await.status,
        200,
        "nothing was ended"
    );
}

#[actix_web::test]
async fn a_form_changes_nothing_wherever_it_comes_from() {
    let mut victim = Victim::new().await;
    let user = json!({ "username": "mallory", "password": "correct horse battery" });
    let open = [
        ("/api/auth/register", user.clone()),
        ("/api/auth/login", user),
        ("/api/auth/password-reset", json!({ "username": "alice" })),
        (
            "/api/auth/password-reset/confirm",
            json!({ "token": "x", "new_password": "correct horse battery" }),
        ),
    ];
    let open = open.map(|(path, body)| (Method::POST, path.to_owned(), body));
    victim.changes.extend(open);
    let before = rows::of(&victim.app);
    for content_type in [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "text/plain; charset=application/json",
    ] {
        for signs in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            &[],
            // Even from our own page.
            &[("sec-fetch-site", "same-origin"), ("x-requested-with", "x")],
        ] {
            for (method, path, body) in &victim.changes {
                // What needs no body is the other test's.
                if body.is_null() || *method != Method::POST {
                    continue;
                }
                let mut request = victim
                    .browser
                    .request(method.clone(), path)
                    .header("content-type", content_type)
                    .body(body.to_string());
                for (name, value) in signs {
                    request = request.header(*name, *value);
                }
                let answer = Answer::of(request).await;
                let status = answer.status.as_u16();
                assert!(
                    status == 415 || (status == 403 && !path.contains("login")),
                    "{status} for {content_type} {path} {signs:?}"
                );
            }
        }
    }
    assert_eq!(rows::of(&victim.app), before);
}

#[actix_web::test]
async fn reading_changes_nothing() {
    let mut victim = Victim::new().await;
    let link = victim
        .changes
        .iter()
        .find(|(_, path, _)| path.ends_with("/links"));
    let (_, links, body) = link.unwrap().clone();
    let link = victim.browser.send(Method::POST, &links, Some(body)).await;
    let link = link.body["url"].as_str().unwrap().to_owned();
    let link = link.trim_start_matches("http://localhost:8080").to_owned();
    let mut paths: Vec<_> = [
        "/healthz",
        "/readyz",
        "/.well-known/jwks.json",
        "/api/me",
        "/api/admin/users",
        "/api/admin/events",
        "/api/dev/outbox",
        "/",
        "/reset-password",
    ]
    .map(str::to_owned)
    .into();
    paths.push(link);
    // And those that would change something with another method.
    let others = victim.changes.iter().map(|(_, path, _)| path.clone());
    paths.extend(others.collect::<Vec<_>>());
    let before = rows::of(&victim.app);
    for path in paths {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::GET] {
            let request = victim.browser.request(method.clone(), &path);
            let answer = Answer::of(request.header("origin", "https://evil.example")).await;
            assert!(answer.status.as_u16() < 500, "{method} {path}");
            assert_eq!(rows::of(&victim.app), before, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn our_own_page_may_with_either_sign_of_its_origin() {
    let app = TestApp::start().await;
    let browser = Browser::alice(&app, "cookie").await;
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("origin", "http://localhost:8080"),
    ] {
        let request = browser
            .request(Method::POST, "/api/notes")
            .header(name, value)
            .header("x-requested-with", "tessera")
            .json(&json!({ "title": "mine", "body": "" }));
        assert_eq!(Answer::of(request).await.status, 201, "{name}");
    }
}

#[actix_web::test]
async fn a_token_in_a_header_needs_no_such_sign() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let note = json!({ "title": "mine", "body": "" });
    assert_eq!(alice.post("/api/notes", note).await.status, 201);
}
