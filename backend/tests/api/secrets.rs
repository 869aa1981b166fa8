//! What must not be written anywhere: passwords, tokens, secrets, hashes.

use backend::auth::keys::Algorithm;
use serde_json::{Value, json};

use crate::helpers::{key, sign_text, write_keys};
use crate::program::{Running, program};
use crate::store;

const PASSWORD: &str = "correct horse battery staple";

/// Registers, logs in with and without success, and sends good and bad tokens.
async fn use_it(address: &str) -> Vec<String> {
    let http = reqwest::Client::new();
    let post = async |path: &str, body: Value| {
        let answer = http.post(format!("{address}{path}")).json(&body).send();
        answer.await.unwrap().json::<Value>().await.unwrap()
    };
    let user = json!({ "username": "mallory", "password": PASSWORD });
    post("/api/auth/register", user.clone()).await;
    let wrong = "incorrect horse battery staple";
    let body = json!({ "username": "mallory", "password": wrong });
    post("/api/auth/login", body).await;
    let answer = post("/api/auth/login", user).await;
    let token = answer["access_token"].as_str().unwrap().to_owned();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let forged = sign_text("{}", "{}", b"a secret of the attacker, 32 bytes");
    for token in [&token, signed, &format!("{token}x"), &forged, "not-a-token"] {
        let me = http.get(format!("{address}/api/me")).bearer_auth(token);
        me.send().await.unwrap();
        let query = format!("{address}/api/me?access_token={token}");
        http.get(query).send().await.unwrap();
    }
    let log_out = http.post(format!("{address}/api/auth/logout"));
    log_out.bearer_auth(&token).send().await.unwrap();
    let payload = signed.split_once('.').unwrap().1;
    let mut secrets = vec![PASSWORD, wrong, signature, payload, "not-a-token"];
    secrets.extend(forged.rsplit_once('.').map(|(_, signature)| signature));
    secrets.into_iter().map(str::to_owned).collect()
}

#[actix_web::test]
async fn no_log_at_any_level_holds_a_password_a_token_a_key_or_a_hash() {
    for algorithm in [Algorithm::Hs256, Algorithm::Es256] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        let keys = [key(algorithm, "k1"), key(algorithm, "k2")];
        write_keys(&file, &keys);
        let mut command = program(&folder);
        let server = Running::start(command.env("JWT_KEYS_FILE", &file).env("RUST_LOG", "trace"));
        let mut secrets = use_it(&server.address).await;
        for key in &keys {
            secrets.extend([&key.k, &key.d].into_iter().flatten().cloned());
        }
        let pepper = std::fs::read_to_string(folder.path().join("data/pepper.json")).unwrap();
        let pepper: Value = serde_json::from_str(&pepper).unwrap();
        secrets.extend(
            pepper
                .as_object()
                .unwrap()
                .values()
                .map(|p| p.as_str().unwrap().into()),
        );
        // A file that is not taken is told without its content.
        let broken = format!("{{\"keys\":[{{\"k\":\"{}\"", secrets.last().unwrap());
        std::fs::write(&file, broken).unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !server.log().contains("not taken") && std::time::Instant::now() < deadline {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }

        let log = server.log();
        for expected in ["TRACE", "status=401", "not taken"] {
            assert!(log.contains(expected), "{expected}");
        }
        secrets.extend(["$2b$", "wonderland", "password123"].map(str::to_owned));
        for secret in secrets {
            assert!(!log.contains(&secret), "{secret}");
        }
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn every_file_that_the_server_makes_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(&mut program(&folder));
    use_it(&server.address).await;
    let data = folder.path().join("data");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let mut names = Vec::new();
    for file in std::fs::read_dir(&data).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        names.push(path.file_name().unwrap().to_string_lossy().into_owned());
    }
    let mut expected = vec!["keys.json", "pepper.json"];
    if store::is_a_file() {
        expected.push("app.db");
    }
    for expected in expected {
        assert!(names.iter().any(|name| name == expected), "{names:?}");
    }
}
