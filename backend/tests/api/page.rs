//! Serving the built page.

use std::fs;

use crate::helpers::TestApp;

async fn with_page() -> TestApp {
    let app = TestApp::start().await;
    let folder = app.page_folder();
    fs::create_dir(&folder).unwrap();
    let html = r#"<!doctype html><script type="module">start()</script>"#;
    fs::write(folder.join("index.html"), html).unwrap();
    fs::write(folder.join("app-0123456789abcdef_bg.wasm"), b"\0asm").unwrap();
    fs::write(folder.join(".hidden.txt"), "secret").unwrap();
    fs::write(app.folder.path().join("outside.txt"), "secret").unwrap();
    app
}

#[actix_web::test]
async fn every_address_of_the_app_is_the_page_under_a_strict_policy() {
    let app = with_page().await;
    for path in [
        "/",
        "/login",
        "/notes/1",
        "/errors/token_expired",
        "/apidocs",
    ] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'"), "{policy}");
        assert!(policy.contains("'wasm-unsafe-eval' 'sha256-"), "{policy}");
        for none in [
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(none), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
}

#[actix_web::test]
async fn files_have_their_type_and_may_be_kept_when_their_name_has_a_hash() {
    let app = with_page().await;
    let answer = app.anonymous().get("/app-0123456789abcdef_bg.wasm").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/wasm");
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[actix_web::test]
async fn nothing_outside_the_page_is_served() {
    let app = with_page().await;
    // Byte by byte: a client would tidy these paths up before it sends them.
    for path in [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/..%5coutside.txt",
        "/x/../../outside.txt",
        "//outside.txt",
        "/.hidden.txt",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = app.send_raw(request).await;
        assert!(answer.starts_with("HTTP/1.1 "), "{path}: {answer}");
        assert!(!answer.contains("secret"), "{path}");
    }
    app.anonymous()
        .get("/missing.js")
        .await
        .assert_refused(404, "not_found");
    let post = app.anonymous().post("/login", serde_json::json!({})).await;
    assert_eq!(post.status, 404);
}

#[actix_web::test]
async fn the_page_by_the_name_of_its_file_has_its_policy_too() {
    let app = with_page().await;
    let answer = app.anonymous().get("/index.html").await;
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("'wasm-unsafe-eval' 'sha256-"), "{policy}");
}
