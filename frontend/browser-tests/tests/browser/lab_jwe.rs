//! The encrypted token of the lesson on formats: another library opens it, and
//! nobody does once a part of it was altered.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use browser_tests::{Options, walk};
use serde_json::{Value, json};

use crate::lab_formats::{formats, jwe};

/// Lets a test have the private key that the page makes, which the page itself
/// cannot get; what the page asked for is kept.
const WITNESS: &str = "
    const real = crypto.subtle.generateKey.bind(crypto.subtle);
    crypto.subtle.generateKey = async (algorithm, extractable, usages) => {
        if (algorithm.name !== 'RSA-OAEP') return real(algorithm, extractable, usages);
        window.asked = { extractable, hash: algorithm.hash, bits: algorithm.modulusLength };
        const pair = await real(algorithm, true, usages);
        const pkcs8 = await crypto.subtle.exportKey('pkcs8', pair.privateKey);
        window.pkcs8 = btoa(String.fromCharCode(...new Uint8Array(pkcs8)));
        return pair;
    };";

/// Opens a JWE as RFC 7516 §5.2 has it, by another library than the browser's.
fn open(jwe: &str, pkcs8: &[u8]) -> Vec<u8> {
    let parts: Vec<&str> = jwe.split('.').collect();
    let [header, key, iv, ciphertext, tag] = parts[..] else {
        panic!("five parts: {jwe}");
    };
    let read = |part| URL_SAFE_NO_PAD.decode(part).expect("base64url");
    let private = PrivateDecryptingKey::from_pkcs8(pkcs8).expect("a private key");
    let private = OaepPrivateDecryptingKey::new(private).expect("for OAEP");
    let mut room = vec![0; private.min_output_size()];
    let key = private
        .decrypt(&OAEP_SHA256_MGF1SHA256, &read(key), &mut room, None)
        .expect("the key of the token");
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("256 bits"));
    let nonce = Nonce::try_assume_unique_for_key(&read(iv)).expect("96 bits");
    let mut sealed = [read(ciphertext), read(tag)].concat();
    let opened = key.open_in_place(nonce, Aad::from(header.as_bytes()), &mut sealed);
    opened.expect("the tag fits").to_vec()
}

#[tokio::test]
async fn what_the_page_encrypts_another_library_opens() {
    walk("formats-jwe", Options::default(), async |page| {
        page.open("/").await;
        page.devtools("Page.enable", json!({})).await;
        let witness = json!({ "source": WITNESS });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", witness)
            .await;
        let formats = formats(page).await;
        let asked = page.run("return window.asked").await;
        let expected = json!({ "extractable": false, "hash": "SHA-256", "bits": 2048 });
        assert_eq!(asked, expected);
        let pkcs8 = page.run("return window.pkcs8").await;
        let pkcs8 = STANDARD
            .decode(pkcs8.as_str().expect("a key"))
            .expect("base64");

        let claims = open(&jwe(page).await, &pkcs8);
        let claims: Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims, formats["identity"]);

        // Signed, then encrypted: inside is the token that the server signed.
        let before = jwe(page).await;
        page.click("inside-jwt").await;
        page.wait_for("another token", async || jwe(page).await != before)
            .await;
        let nested = jwe(page).await;
        assert_eq!(
            json!(String::from_utf8(open(&nested, &pkcs8)).expect("text")),
            formats["jwt_rs256"]
        );
        let header = URL_SAFE_NO_PAD.decode(nested.split('.').next().expect("a header"));
        let header: Value = serde_json::from_slice(&header.expect("base64url")).expect("JSON");
        assert_eq!(header["cty"], "JWT");
        page.click("decrypt-jwe").await;
        let opened = page
            .text("opened-jwe")
            .await
            .replace(char::is_whitespace, "");
        assert_eq!(json!(opened), formats["jwt_rs256"]);
        assert_eq!(page.count("#jwe .findings .good").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_encrypted_token_opens_until_any_part_of_it_is_altered() {
    walk("formats-altered-jwe", Options::default(), async |page| {
        formats(page).await;
        let genuine = jwe(page).await;
        for part in 0..5 {
            page.click("decrypt-jwe").await;
            page.see("[data-testid='verdict-jwe'][data-genuine='true']")
                .await;
            page.click(&format!("alter-jwe-{part}")).await;
            page.see("[data-testid='verdict-jwe'][data-genuine='false']")
                .await;
            let altered = jwe(page).await;
            let differ: Vec<usize> = (0..genuine.split('.').count())
                .filter(|&index| genuine.split('.').nth(index) != altered.split('.').nth(index))
                .collect();
            assert_eq!(differ, [part]);
            assert_eq!(page.count("#jwe mark").await, 1);
            page.click("decrypt-jwe").await;
            page.see("[data-testid='verdict-jwe'][data-genuine='false']")
                .await;
            page.click("restore-jwe").await;
            page.gone("verdict-jwe").await;
            assert_eq!(jwe(page).await, genuine);
        }
    })
    .await;
}
