//! Copied to a machine, and run.

use std::fs;

use serde_json::json;

use crate::program::Running;
use crate::{command, copied};

/// The files that the page names.
fn named_in(html: &str) -> Vec<String> {
    let values = html.split(['"', '\'']);
    let names = values.filter(|value| {
        let name = value.strip_prefix('/').unwrap_or_default();
        name.contains('.') && name.bytes().all(|b| b.is_ascii_graphic())
    });
    names.map(str::to_owned).collect()
}

#[actix_web::test]
async fn copied_alone_into_an_empty_folder_it_serves_the_page_and_the_api() {
    let folder = copied();
    let server = Running::start(&mut command(folder.path()));
    let http = reqwest::Client::new();
    let get = async |path: &str, accepted: &str| {
        let request = http.get(format!("{}{path}", server.address));
        let answer = request.header("accept-encoding", accepted).send();
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        let header = |name| answer.headers()[name].to_str().unwrap().to_owned();
        let caching = header("cache-control");
        let coding = answer.headers().get("content-encoding").cloned();
        let bytes = answer.bytes().await.unwrap();
        (
            caching,
            coding.map(|c| c.to_str().unwrap().to_owned()),
            bytes,
        )
    };

    let (caching, _, html) = get("/login", "").await;
    assert_eq!(caching, "no-cache");
    let html = String::from_utf8(html.to_vec()).unwrap();
    let files = named_in(&html);
    for end in [".js", ".wasm", ".css", ".svg"] {
        assert!(files.iter().any(|name| name.ends_with(end)), "{files:?}");
    }
    for file in &files {
        let (caching, _, plain) = get(file, "").await;
        assert_eq!(caching, "public, max-age=31536000, immutable", "{file}");
        // A short one has nothing to gain.
        if plain.len() > 1000 {
            let (_, br, brotli) = get(file, "gzip, deflate, br, zstd").await;
            let (_, gz, gzip) = get(file, "gzip").await;
            assert_eq!((br.as_deref(), gz.as_deref()), (Some("br"), Some("gzip")));
            assert!(
                brotli.len() < gzip.len() && gzip.len() < plain.len(),
                "{file}"
            );
        }
    }

    let log_in = http
        .post(format!("{}/api/auth/login", server.address))
        .json(&json!({ "username": "alice", "password": "wonderland" }));
    assert_eq!(log_in.send().await.unwrap().status(), 200);

    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["backend", "data"],
        "it leaves its data and nothing else"
    );
}

#[actix_web::test]
async fn a_folder_that_happens_to_lie_beside_it_is_not_its_page() {
    let folder = copied();
    fs::create_dir(folder.path().join("dist")).unwrap();
    fs::write(folder.path().join("dist/index.html"), "another page").unwrap();
    fs::write(folder.path().join("dist/other.txt"), "another file").unwrap();
    let server = Running::start(&mut command(folder.path()));
    let get = async |path: &str| {
        reqwest::get(format!("{}{path}", server.address))
            .await
            .unwrap()
    };
    assert!(get("/").await.text().await.unwrap().contains("Tessera"));
    assert_eq!(get("/other.txt").await.status(), 404);
}
