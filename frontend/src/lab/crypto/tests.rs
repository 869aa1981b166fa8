//! The examples of the RFCs, whose outcome others have published.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

const JOE: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/// RFC 7515 A.1.
const SECRET: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

struct Example {
    source: &'static str,
    alg: Alg,
    key: Value,
    jws: [&'static str; 3],
}

fn examples() -> [Example; 4] {
    [
        Example {
            source: "RFC 7515 A.1",
            alg: Alg::Hs256,
            key: json!({ "kty": "oct", "k": SECRET }),
            jws: [
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
                JOE,
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            ],
        },
        Example {
            source: "RFC 7515 A.2",
            alg: Alg::Rs256,
            key: json!({
                "kty": "RSA",
                "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
                "e": "AQAB"
            }),
            jws: [
                "eyJhbGciOiJSUzI1NiJ9",
                JOE,
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            ],
        },
        Example {
            source: "RFC 7515 A.3",
            alg: Alg::Es256,
            key: json!({
                "kty": "EC", "crv": "P-256",
                "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
            }),
            jws: [
                "eyJhbGciOiJFUzI1NiJ9",
                JOE,
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
            ],
        },
        Example {
            source: "RFC 8037 A.4",
            alg: Alg::EdDsa,
            key: json!({
                "kty": "OKP", "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
            }),
            jws: [
                "eyJhbGciOiJFZERTQSJ9",
                "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            ],
        },
    ]
}

#[wasm_bindgen_test]
async fn the_examples_of_the_rfcs_fit_their_keys_and_nothing_altered() {
    for example in examples() {
        let [header, payload, signature] = example.jws;
        let key = Key::Jwk(example.key.to_string());
        let input = format!("{header}.{payload}");
        let mut signature = from_base64url(signature).unwrap();
        let fits = verify(example.alg, &key, input.as_bytes(), &signature).await;
        assert_eq!(fits, Ok(true), "{}", example.source);
        let altered = input.replacen('e', "f", 1).replacen('R', "S", 1);
        let fits = verify(example.alg, &key, altered.as_bytes(), &signature).await;
        assert_eq!(fits, Ok(false), "{}", example.source);
        signature[7] ^= 1;
        let fits = verify(example.alg, &key, input.as_bytes(), &signature).await;
        assert_eq!(fits, Ok(false), "{}", example.source);
        // An empty signature fits nothing.
        let fits = verify(example.alg, &key, input.as_bytes(), &[]).await;
        assert_eq!(fits, Ok(false), "{}", example.source);
    }
}

#[wasm_bindgen_test]
async fn what_is_always_the_same_signature_is_the_published_one() {
    // ECDSA draws a number for each signature, HMAC and Ed25519 do not.
    for example in examples() {
        if !matches!(example.alg.family(), Family::Hmac | Family::Ed25519) {
            continue;
        }
        let [header, payload, signature] = example.jws;
        let text = |part| String::from_utf8(from_base64url(part).unwrap()).unwrap();
        let key = Key::Jwk(example.key.to_string());
        let token = sign_token(example.alg, &key, &text(header), &text(payload)).await;
        assert_eq!(token, Ok(format!("{header}.{payload}.{signature}")));
    }
}

#[wasm_bindgen_test]
async fn every_algorithm_signs_what_it_verifies_with_a_new_pair() {
    for alg in Alg::ALL {
        let pair = generate(alg).await.unwrap();
        let token = sign_token(alg, &Key::Jwk(pair.private_jwk.clone()), "{}", "{}").await;
        let token = token.unwrap();
        let (input, signature) = token.rsplit_once('.').unwrap();
        let signature = from_base64url(signature).unwrap();
        for jwk in [pair.public_jwk.clone(), pair.private_jwk] {
            let fits = verify(alg, &Key::Jwk(jwk), input.as_bytes(), &signature).await;
            assert_eq!(fits, Ok(true), "{}", alg.as_str());
        }
        let other = generate(alg).await.unwrap();
        let key = Key::Jwk(other.public_jwk);
        let fits = verify(alg, &key, input.as_bytes(), &signature).await;
        assert_eq!(fits, Ok(false), "{}", alg.as_str());
        if alg.family() != Family::Hmac {
            assert!(!pair.public_jwk.contains("\"d\""));
            let refused = sign(alg, &Key::Jwk(pair.public_jwk), b"").await;
            assert_eq!(refused, Err(CryptoError::PublicKeyCannotSign));
        }
    }
}

/// `HMAC-SHA256` with an empty key over an empty text, as OpenSSL computes it:
/// `printf '' | openssl dgst -sha256 -hmac ''`
const EMPTY_HMAC: [u8; 8] = [0xb6, 0x13, 0x67, 0x9a, 0x08, 0x14, 0xd9, 0xec];

#[wasm_bindgen_test]
async fn an_empty_secret_is_a_key_like_any_other() {
    let signature = sign(Alg::Hs256, &Key::Secret(Vec::new()), b"").await;
    assert_eq!(signature.unwrap()[..8], EMPTY_HMAC);
    let empty = Key::Jwk(json!({ "kty": "oct", "k": "" }).to_string());
    assert_eq!(
        sign(Alg::Hs256, &empty, b"").await.unwrap()[..8],
        EMPTY_HMAC
    );
}

#[wasm_bindgen_test]
async fn a_public_key_becomes_pem_and_is_read_from_it() {
    for example in examples() {
        if example.alg.family() == Family::Hmac {
            continue;
        }
        let pem = public_pem(&example.key.to_string()).await.unwrap();
        assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{pem}");
        assert!(pem.ends_with("-----END PUBLIC KEY-----\n"), "{pem}");
        assert!(pem.lines().all(|line| line.len() <= 64), "{pem}");
        let [header, payload, signature] = example.jws;
        let input = format!("{header}.{payload}");
        let signature = from_base64url(signature).unwrap();
        let key = Key::Pem(pem.clone());
        let fits = verify(example.alg, &key, input.as_bytes(), &signature).await;
        assert_eq!(fits, Ok(true), "{}", example.source);
        let refused = sign(example.alg, &key, b"").await;
        assert_eq!(refused, Err(CryptoError::PublicKeyCannotSign));
    }
}

/// RFC 8410 §10.3: the private key of its example, in PKCS #8.
const PKCS8: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";

#[wasm_bindgen_test]
async fn a_private_key_in_pem_signs_and_verifies() {
    let key = Key::Pem(PKCS8.to_owned());
    let signature = sign(Alg::EdDsa, &key, b"text").await.unwrap();
    assert_eq!(
        verify(Alg::EdDsa, &key, b"text", &signature).await,
        Ok(true)
    );
}

#[wasm_bindgen_test]
async fn a_key_that_is_none_or_of_another_kind_is_refused() {
    let rsa = examples()[1].key.to_string();
    let ec = examples()[2].key.to_string();
    for (alg, key) in [
        (Alg::Hs256, Key::Jwk(rsa.clone())),
        (Alg::Hs256, Key::Pem(PKCS8.to_owned())),
        (Alg::Rs256, Key::Jwk(ec.clone())),
        (Alg::Es384, Key::Jwk(ec)),
        (Alg::Rs256, Key::Secret(vec![1; 32])),
        (Alg::Rs256, Key::Jwk("{".to_owned())),
        (Alg::Rs256, Key::Jwk("{}".to_owned())),
        (
            Alg::Es256,
            Key::Pem("-----BEGIN PUBLIC KEY-----".to_owned()),
        ),
        (Alg::EdDsa, Key::Jwk(rsa)),
    ] {
        let verdict = verify(alg, &key, b"", &[0; 64]).await;
        assert_eq!(verdict, Err(CryptoError::KeyRejected), "{}", alg.as_str());
    }
}

#[wasm_bindgen_test]
fn a_name_is_one_of_the_thirteen_to_the_letter() {
    for alg in Alg::ALL {
        assert_eq!(Alg::from_name(alg.as_str()), Some(alg));
    }
    for name in ["none", "NONE", "hs256", "HS256 ", "", "EDDSA"] {
        assert_eq!(Alg::from_name(name), None, "{name}");
    }
}
