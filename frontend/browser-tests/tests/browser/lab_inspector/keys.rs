//! Keys: what fits, what is signed again, and that a key goes nowhere.

use std::os::unix::fs::PermissionsExt as _;

use browser_tests::{Options, walk};
use serde_json::json;

use super::{edit, failed_check, open, see_verdict, token, told};

/// Of a server that signs with a secret.
const SECRET: &str = "thirty-two-bytes-and-a-few-more-of-them";
const HS256: Options = Options::ENGLISH.with(&[("JWT_SECRET", SECRET)]);

#[tokio::test]
async fn whoever_has_no_key_of_the_server_signs_in_vain() {
    walk("inspector-sign", HS256, async |page| {
        page.log_in().await;
        page.find("token").await;
        open(page).await;
        see_verdict(page, "open").await;
        page.click("sign-again").await;
        page.notice("no_key").await;
        // With the wrong secret: it fits here, and not there.
        page.fill("key", "a wrong secret").await;
        see_verdict(page, "does-not-fit").await;
        assert_eq!(page.text("equals").await, "≠");
        page.click("sign-again").await;
        see_verdict(page, "fits").await;
        assert_eq!(page.text("equals").await, "=");
        assert_eq!(told(page).await.as_deref(), Some("token_signature_invalid"));
        assert_eq!(
            page.ask_with(&token(page).await).await,
            "token_signature_invalid"
        );
        // With a kid of one's own: there is no such key.
        edit(page, "header", |header| header["kid"] = json!("my-own")).await;
        page.click("sign-again").await;
        see_verdict(page, "fits").await;
        page.gone("change").await;
        assert_eq!(told(page).await.as_deref(), Some("token_key_unknown"));
        assert_eq!(failed_check(page).await, "key");

        // Who has the server's secret is the server: any claim goes.
        page.click("example-own").await;
        page.fill("key", SECRET).await;
        see_verdict(page, "fits").await;
        edit(page, "payload", |claims| claims["role"] = json!("admin")).await;
        see_verdict(page, "does-not-fit").await;
        page.click("sign-again").await;
        see_verdict(page, "fits").await;
        assert_eq!(told(page).await, None);
        assert_eq!(page.ask_with(&token(page).await).await, "alice");

        // HS256 has no public keys, and the page says so.
        page.click("fetch-keys").await;
        page.notice("no_public_keys").await;
    })
    .await;
}

#[tokio::test]
async fn a_key_is_in_no_request_no_storage_and_no_address() {
    walk("inspector-secret", HS256, async |page| {
        page.log_in().await;
        page.find("token").await;
        open(page).await;
        told(page).await;
        page.run(
            "window.sent = [];
             const real = window.fetch;
             window.fetch = async (input, init) => {
                 const request = new Request(input, init);
                 window.sent.push([request.url, [...request.headers], await request.clone().text()]);
                 return real(request);
             };
             XMLHttpRequest.prototype.send = () => { throw new Error('XMLHttpRequest'); };
             Navigator.prototype.sendBeacon = () => { throw new Error('sendBeacon'); };
             window.WebSocket = window.EventSource = class { constructor() { throw new Error('socket'); } };",
        )
        .await;
        let secret = "5up3r-s3cr3t-of-somebody";
        page.fill("key", secret).await;
        see_verdict(page, "does-not-fit").await;
        edit(page, "payload", |claims| claims["role"] = json!("admin")).await;
        page.click("sign-again").await;
        see_verdict(page, "fits").await;
        told(page).await;
        page.click("use-it").await;
        page.find("me-said").await;
        page.click("fetch-keys").await;
        page.notice("no_public_keys").await;

        let sent = page.run("return window.sent").await;
        let urls: Vec<&str> = sent.as_array().unwrap().iter().filter_map(|s| s[0].as_str()).collect();
        for path in ["/api/lab/trace", "/api/me", "/.well-known/jwks.json"] {
            assert!(urls.iter().any(|url| url.ends_with(path)), "{path} in {urls:?}");
        }
        let everywhere = page
            .run(
                "return JSON.stringify([window.sent, location.href, document.cookie,
                     { ...localStorage }, { ...sessionStorage },
                     performance.getEntriesByType('resource').map(e => e.name)])",
            )
            .await;
        let everywhere = everywhere.as_str().unwrap();
        assert!(everywhere.contains("eyJ"));
        for form in [secret, "NXVwM3ItczNjcjN0LW9mLXNvbWVib2R5"] {
            assert!(!everywhere.contains(form), "{form}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_examples_are_made_here_and_fit_their_keys() {
    walk("inspector-examples", Options::default(), async |page| {
        open(page).await;
        for (name, claims, length) in [
            ("user-id", json!(["userId", "iat", "exp"]), "256 bits"),
            ("username-role", json!(["username", "role", "exp"]), "256 bits"),
            ("sub-name-admin", json!(["sub", "name", "admin"]), "256 bits"),
            ("es256", json!(["sub", "iat", "exp"]), "512 bits"),
        ] {
            let before = token(page).await;
            page.click(&format!("example-{name}")).await;
            page.wait_for("it is there", async || token(page).await != before || name == "user-id")
                .await;
            see_verdict(page, "fits").await;
            let names = "return [...document.querySelectorAll('.part-payload tr[data-name]')].map(r => r.dataset.name)";
            page.wait_for("its claims are shown", async || page.run(names).await == claims)
                .await;
            assert!(page.text("signature-bits").await.contains(length));
            assert_eq!(told(page).await.as_deref(), Some("token_type_rejected"));
        }
        // An hour, as its claims say.
        let hour = page
            .run("const claims = JSON.parse(document.querySelector(\"[name='payload']\").value);
                  return claims.exp - claims.iat")
            .await;
        assert_eq!(hour, 3600);
    })
    .await;
}

#[tokio::test]
async fn the_servers_public_keys_are_fetched_and_fit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    // RFC 7515 A.3.
    let key = json!({
        "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "of-the-rfc",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
    });
    std::fs::write(&file, json!({ "keys": [key] }).to_string()).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    // Settings last as long as the program, and this one may, too.
    let path: &str = file.to_string_lossy().into_owned().leak();
    let settings = vec![("JWT_KEYS_FILE", path)].leak();

    walk(
        "inspector-jwks",
        Options::default().with(settings),
        async |page| {
            page.log_in().await;
            page.find("token").await;
            open(page).await;
            assert!(page.text("signature-bits").await.contains("512 bits"));
            page.click("fetch-keys").await;
            see_verdict(page, "fits").await;
            assert!(page.text("verdict").await.contains("of-the-rfc"));
            // What the server shows to everybody checks, and does not sign.
            let shown = page.value("key").await;
            assert!(
                shown.contains("of-the-rfc") && !shown.contains("\"d\""),
                "{shown}"
            );
            page.click("sign-again").await;
            page.notice("failed").await;
            assert_eq!(told(page).await, None);
            edit(page, "header", |header| header["kid"] = json!("nobody's")).await;
            // One key is tried whatever the token calls it.
            see_verdict(page, "does-not-fit").await;
            assert_eq!(told(page).await.as_deref(), Some("token_key_unknown"));
            edit(page, "header", |header| header["alg"] = json!("HS256")).await;
            see_verdict(page, "other-alg").await;
        },
    )
    .await;
}
