//! Serving the built page, from a folder and out of the program: one promise.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use backend::web::page::Source;
use reqwest::Method;

use crate::helpers::{Answer, TestApp};

const INDEX: &str = r#"<!doctype html><script type="module">start()</script>"#;
const WASM: &str = "/app-0123456789abcdef_bg.wasm";

/// What is coded stands for itself here: nobody unpacks it.
const FILES: &[(&str, &[u8])] = &[
    ("index.html", INDEX.as_bytes()),
    ("index.html.br", b"the page in brotli"),
    ("index.html.gz", b"the page in gzip"),
    ("app-0123456789abcdef_bg.wasm", b"\0asm"),
    ("app-0123456789abcdef_bg.wasm.br", b"wasm in brotli"),
    ("app-0123456789abcdef_bg.wasm.gz", b"wasm in gzip"),
    ("app-0123456789abcdef.js", b"script"),
    ("base-54aad61edde73d9.css", b"style"),
    ("base-54aad61edde73d9.css.gz", b"style in gzip"),
    ("icons/icon.svg", b"<svg/>"),
    ("robots.txt", b"robots"),
];

fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

async fn from_folder() -> TestApp {
    let app = TestApp::start().await;
    write(&app.page_folder(), FILES);
    app
}

/// The same page in either place.
async fn both() -> [TestApp; 2] {
    let inside = TestApp::serving(&[], Some(Source::Inside(FILES))).await;
    [from_folder().await, inside]
}

async fn ask(app: &TestApp, path: &str, accepted: &str) -> Answer {
    let request = app.anonymous().request(Method::GET, path);
    Answer::of(request.header("accept-encoding", accepted)).await
}

#[actix_web::test]
async fn every_address_of_the_app_is_the_page_under_a_strict_policy() {
    for app in both().await {
        for path in [
            "/",
            "/login",
            "/notes/1",
            "/errors/token_expired",
            "/apidocs",
            "/index.html",
            "/other.html",
        ] {
            let answer = app.anonymous().get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.text, INDEX, "{path}");
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(answer.header("cache-control"), "no-cache");
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
}

#[actix_web::test]
async fn what_is_for_programs_is_never_answered_with_the_page() {
    for app in both().await {
        for path in [
            "/api",
            "/api/",
            "/api/nothing",
            "/api/index.html",
            "/oauth/x",
            "/.well-known/x",
            "//api/me",
            "/healthz/",
            "/readyz/",
            "/.env",
            "/.git/config",
        ] {
            let answer = app.anonymous().get(path).await;
            answer.assert_refused(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn the_page_can_be_read_and_nothing_else() {
    for app in both().await {
        for path in ["/", "/login", "/robots.txt"] {
            let post = app.anonymous().post(path, serde_json::json!({})).await;
            post.assert_refused(405, "method_not_allowed");
            assert_eq!(post.header("allow"), "GET, HEAD", "{path}");
        }
        let missing = app.anonymous();
        let missing = missing.post("/missing.js", serde_json::json!({})).await;
        missing.assert_refused(404, "not_found");
    }
}

#[actix_web::test]
async fn files_have_their_type_and_may_be_kept_when_their_name_has_a_hash() {
    let kept = "public, max-age=31536000, immutable";
    for app in both().await {
        for (path, content_type, caching) in [
            (WASM, "application/wasm", kept),
            (
                "/app-0123456789abcdef.js",
                "text/javascript; charset=utf-8",
                kept,
            ),
            ("/base-54aad61edde73d9.css", "text/css; charset=utf-8", kept),
            ("/icons/icon.svg", "image/svg+xml", "no-cache"),
            ("/robots.txt", "text/plain; charset=utf-8", "no-cache"),
        ] {
            for accepted in ["br", ""] {
                let answer = ask(&app, path, accepted).await;
                assert_eq!(answer.status, 200, "{path}");
                assert_eq!(answer.header("content-type"), content_type);
                assert_eq!(answer.header("cache-control"), caching);
                assert_eq!(answer.header("vary"), "Accept-Encoding", "{path}");
                assert_eq!(answer.header("x-content-type-options"), "nosniff");
            }
        }
        let missing = app.anonymous().get("/missing.js").await;
        missing.assert_refused(404, "not_found");
    }
}

#[actix_web::test]
async fn a_file_comes_in_the_coding_that_the_caller_likes_best_of_those_there_are() {
    for app in both().await {
        for (path, accepted, coding, text) in [
            (
                "/login",
                "gzip, deflate, br, zstd",
                "br",
                "the page in brotli",
            ),
            (WASM, "gzip, deflate, br, zstd", "br", "wasm in brotli"),
            (WASM, "br;q=0.1, gzip", "gzip", "wasm in gzip"),
            (WASM, "br;q=0, gzip", "gzip", "wasm in gzip"),
            (WASM, "br;q=0", "", "\0asm"),
            (WASM, "*", "br", "wasm in brotli"),
            (WASM, "zstd, deflate, nonsense", "", "\0asm"),
            (WASM, "br;q=5, gzip;q=x", "", "\0asm"),
            (WASM, "identity;q=0, *;q=0", "", "\0asm"),
            (
                "/base-54aad61edde73d9.css",
                "br, gzip",
                "gzip",
                "style in gzip",
            ),
            ("/app-0123456789abcdef.js", "br, gzip", "", "script"),
        ] {
            let answer = ask(&app, path, accepted).await;
            assert_eq!(answer.status, 200, "{path} {accepted}");
            assert_eq!(answer.header("content-encoding"), coding, "{accepted}");
            assert_eq!(answer.text, text, "{accepted}");
            let length = text.len().to_string();
            assert_eq!(answer.header("content-length"), length);
        }
        let unasked = app.anonymous().get(WASM).await;
        assert_eq!(unasked.header("content-encoding"), "");
    }
}

#[actix_web::test]
async fn who_has_a_file_already_is_told_so_for_each_coding_apart() {
    for app in both().await {
        for path in ["/login", WASM, "/robots.txt"] {
            let mut tags = Vec::new();
            for accepted in ["br", "gzip", "identity"] {
                let tag = ask(&app, path, accepted).await.header("etag").to_owned();
                let again = |known: String| {
                    let request = app.anonymous().request(Method::GET, path);
                    let request = request.header("accept-encoding", accepted);
                    Answer::of(request.header("if-none-match", known))
                };
                for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}")] {
                    let answer = again(known).await;
                    assert_eq!(answer.status, 304, "{path}");
                    assert_eq!(answer.text, "");
                    assert_eq!(answer.header("etag"), tag);
                    assert_eq!(answer.header("vary"), "Accept-Encoding");
                    assert!(!answer.header("cache-control").is_empty());
                    assert_eq!(answer.header("content-encoding"), "");
                    // A browser takes the headers of this answer for those of the page.
                    let policy = answer.header("content-security-policy");
                    assert_eq!(policy.contains("'wasm-unsafe-eval'"), path == "/login");
                }
                assert_eq!(again("\"x\"".to_owned()).await.status, 200);
                tags.push(tag);
            }
            tags.sort();
            tags.dedup();
            let codings = if path == "/robots.txt" { 1 } else { 3 };
            assert_eq!(tags.len(), codings, "{path}");
        }
    }
}

#[actix_web::test]
async fn a_page_that_may_call_other_places_is_another_page() {
    let settings = [("APP_OTHER_APIS", "one https://one.example one:read")];
    let other = TestApp::serving(&settings, Some(Source::Inside(FILES))).await;
    let usual = TestApp::serving(&[], Some(Source::Inside(FILES))).await;
    let tag = usual.anonymous().get("/").await.header("etag").to_owned();
    let request = other.anonymous().request(Method::GET, "/");
    let answer = Answer::of(request.header("if-none-match", tag)).await;
    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn the_head_of_an_answer_is_to_be_had_alone_and_a_part_of_a_file_is_not() {
    for app in both().await {
        let request = |method| {
            let request = app.anonymous().request(method, WASM);
            request.header("accept-encoding", "br")
        };
        let head = Answer::of(request(Method::HEAD)).await;
        assert_eq!(head.status, 200);
        assert_eq!(head.text, "");
        assert_eq!(head.header("content-length"), "14");
        assert_eq!(head.header("content-encoding"), "br");
        let part = Answer::of(request(Method::GET).header("range", "bytes=0-3")).await;
        assert_eq!((part.status.as_u16(), part.text.len()), (200, 14));
    }
}

#[actix_web::test]
async fn a_large_file_arrives_whole() {
    let large: Vec<u8> = (0..=255).cycle().take(1_000_001).collect();
    let app = TestApp::start().await;
    write(&app.page_folder(), &[("large.bin", &large)]);
    let request = app.anonymous().request(Method::GET, "/large.bin");
    let bytes = request.send().await.unwrap().bytes().await.unwrap();
    assert!(bytes == large, "{} bytes", bytes.len());
}

#[actix_web::test]
async fn a_coded_file_is_nothing_by_its_own_name() {
    for app in both().await {
        for path in [
            "/index.html.br",
            "/index.html.gz",
            "/app-0123456789abcdef_bg.wasm.br",
            "/app-0123456789abcdef_bg.wasm.gz",
            "/app-0123456789abcdef_bg.wasm.BR",
            "/app-0123456789abcdef_bg.wasm.br.br",
        ] {
            let answer = ask(&app, path, "br").await;
            answer.assert_refused(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn a_coded_file_that_an_earlier_build_left_is_not_served() {
    let app = from_folder().await;
    let folder = app.page_folder();
    let age = |name: &str, seconds: u64| {
        let file = fs::File::options().write(true).open(folder.join(name));
        let then = SystemTime::now() - Duration::from_secs(seconds);
        file.unwrap().set_modified(then).unwrap();
    };
    for name in ["index.html", WASM.trim_start_matches('/')] {
        age(name, 100);
        age(&format!("{name}.br"), 200);
        age(&format!("{name}.gz"), 100);
    }
    let page = ask(&app, "/", "br, gzip").await;
    assert_eq!(page.header("content-encoding"), "gzip");
    // What has a hash in its name was made of that content, whatever the clock says.
    let wasm = ask(&app, WASM, "br, gzip").await;
    assert_eq!(wasm.header("content-encoding"), "br");
}

#[actix_web::test]
async fn a_page_that_was_built_again_is_served_without_a_restart() {
    let app = TestApp::start().await;
    app.anonymous()
        .get("/")
        .await
        .assert_refused(404, "not_found");
    for html in ["<p>first", "<p>the second"] {
        write(&app.page_folder(), &[("index.html", html.as_bytes())]);
        assert_eq!(app.anonymous().get("/").await.text, html);
    }
    let before = app.anonymous().get("/").await;
    let coded: &[u8] = b"coded";
    write(&app.page_folder(), &[("index.html.br", coded)]);
    assert_eq!(ask(&app, "/", "br").await.text, "coded");
    assert_eq!(
        ask(&app, "/", "").await.header("etag"),
        before.header("etag")
    );
    fs::remove_dir_all(app.page_folder()).unwrap();
    app.anonymous()
        .get("/")
        .await
        .assert_refused(404, "not_found");
}

#[actix_web::test]
async fn nothing_outside_the_page_is_served() {
    let app = from_folder().await;
    fs::write(app.page_folder().join(".hidden.txt"), "secret").unwrap();
    fs::write(app.folder.path().join("outside.txt"), "secret").unwrap();
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
}
