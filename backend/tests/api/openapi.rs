//! The document of the API: it is served, it names what the router has and nothing
//! else, and its page needs nobody but this server. `contract.rs` holds it against
//! every answer that any of these tests gets.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;

use crate::contract::{DOCUMENT, escape, violations};
use crate::helpers::{Answer, TestApp};

/// The endpoints by the names of their constants, out of the file that has them.
fn endpoints() -> BTreeMap<&'static str, &'static str> {
    let source = include_str!("../../../shared/src/endpoint.rs");
    let constants = source.lines().filter_map(|line| {
        let (name, path) = line.strip_prefix("pub const ")?.split_once(": &str = \"")?;
        Some((name, path.strip_suffix("\";")?))
    });
    constants.collect()
}

/// What is there and not documented, for a reason that the document's own
/// description gives: the mailbox of development, and the document itself. The last
/// two are another server's.
const LEFT_OUT: [&str; 5] = ["OUTBOX", "OPENAPI", "DOCS", "REPORT_SUMMARY", "SEEN"];

fn documented() -> BTreeMap<&'static str, BTreeSet<String>> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    let methods = |item: &Value| {
        let methods = item.as_object().unwrap().keys();
        methods.map(|method| method.to_uppercase()).collect()
    };
    paths
        .map(|(path, item)| (path.as_str(), methods(item)))
        .collect()
}

#[actix_web::test]
async fn the_document_is_served_as_the_code_has_it_and_is_openapi_3_1() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/api/openapi.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.body, *DOCUMENT);
    assert!(DOCUMENT["openapi"].as_str().unwrap().starts_with("3.1."));
}

#[actix_web::test]
async fn in_production_there_is_neither_document_nor_page() {
    let app = TestApp::with(&[
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://app.example.com"),
        ("APP_BCRYPT_COST", "10"),
    ])
    .await;
    for path in ["/api/openapi.json", "/api/docs", "/api/docs/swagger-ui.css"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.body["code"], "not_found");
    }
}

#[test]
fn the_document_has_every_endpoint_of_the_router_and_no_other() {
    let endpoints = endpoints();
    let routes = include_str!("../../src/routes.rs").lines();
    let routed: BTreeSet<&str> = routes
        .filter_map(|line| line.trim().strip_prefix(".service(path("))
        .map(|rest| {
            let name = rest.strip_prefix("endpoint::").expect("a named path");
            name.split(',').next().unwrap()
        })
        .collect();
    let expected: BTreeSet<&str> = routed
        .iter()
        .filter(|name| !LEFT_OUT.contains(name))
        .map(|name| endpoints[name])
        .collect();
    let documented: BTreeSet<&str> = documented().into_keys().collect();
    assert_eq!(documented, expected);
    // Whatever has a name is somewhere: routed, or served by the document's module.
    for name in endpoints.keys() {
        assert!(routed.contains(name) || LEFT_OUT.contains(name), "{name}");
    }
}

#[actix_web::test]
async fn every_documented_path_takes_the_documented_methods_and_no_other() {
    let app = TestApp::start().await;
    let nonsense = Method::from_bytes(b"PROPFIND").unwrap();
    for (path, mut methods) in documented() {
        if methods.contains("GET") {
            methods.insert("HEAD".to_owned());
        }
        let request = app.anonymous().request(nonsense.clone(), path);
        let answer = Answer::of(request).await;
        answer.assert_refused(405, "method_not_allowed");
        let allowed = answer.header("allow").split(", ").map(str::to_owned);
        assert_eq!(allowed.collect::<BTreeSet<_>>(), methods, "{path}");
    }
}

#[test]
fn every_operation_is_described_and_every_example_fits_its_schema() {
    let mut examples = 0;
    let mut names = BTreeSet::new();
    for (path, methods) in documented() {
        for method in methods {
            let at = format!("/paths/{}/{}", escape(path), method.to_lowercase());
            let operation = DOCUMENT.pointer(&at).unwrap();
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} is there twice");
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{name}");
            let mut contents = vec!["/requestBody".to_owned()];
            let statuses = operation["responses"].as_object().unwrap().keys();
            contents.extend(statuses.map(|status| format!("/responses/{status}")));
            for content in contents {
                let types = operation.pointer(&format!("{content}/content"));
                for (kind, media) in types.and_then(Value::as_object).into_iter().flatten() {
                    let Some(example) = media.get("example") else {
                        continue;
                    };
                    let at = format!("{at}{content}/content/{}/schema", escape(kind));
                    let wrong = violations(&at, example);
                    assert!(wrong.is_empty(), "{name}{content}: {wrong:?}");
                    examples += 1;
                }
            }
        }
    }
    assert!(examples > 100, "{examples}");
}

#[actix_web::test]
async fn the_page_runs_under_a_strict_policy_and_names_no_file_of_another_origin() {
    let app = TestApp::start().await;
    let page = app.anonymous().get("/api/docs").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    for loose in ["unsafe", "*", "http:", "https:"] {
        assert!(!policy.contains(loose), "{policy}");
    }
    assert!(!page.text.contains("<script>") && !page.text.contains("<style"));
    let mut files = 0;
    for attribute in ["src=\"", "href=\""] {
        for rest in page.text.split(attribute).skip(1) {
            let target = rest.split('"').next().unwrap();
            if target == "data:," {
                continue;
            }
            assert!(target.starts_with("/api/"), "{target}");
            let file = app.anonymous().get(target).await;
            assert_eq!(file.status, 200, "{target}");
            assert_eq!(file.header("x-content-type-options"), "nosniff");
            files += 1;
        }
    }
    assert_eq!(files, 4);
    for odd in ["/api/docs/index.html", "/api/docs/..%2f..%2fCargo.toml"] {
        app.anonymous()
            .get(odd)
            .await
            .assert_refused(404, "not_found");
    }
}
