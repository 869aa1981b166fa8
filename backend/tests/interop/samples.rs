//! The samples that tutorials show. Their signatures are good, and `backend
//! token explain` says so; as access tokens the server refuses them.

use serde_json::{Value, json};

use crate::library::Library;
use crate::ours::{SIGNATURE, altered};
use crate::server::{KeyFrom, Server, now};

#[actix_web::test]
async fn the_samples_signed_with_hs256_are_explained_as_valid_and_refused_as_access_tokens() {
    explained_and_refused("HS256").await;
}

#[actix_web::test]
async fn the_samples_signed_with_es256_are_explained_as_valid_and_refused_as_access_tokens() {
    explained_and_refused("ES256").await;
}

/// Claims and, where the sample gives one, the lifetime.
fn samples() -> [(Value, Option<&'static str>); 3] {
    let in_an_hour = now() + 3600;
    [
        (json!({ "userId": 123 }), Some("1h")),
        (
            json!({ "username": "john_doe", "role": "admin", "exp": in_an_hour }),
            None,
        ),
        (
            json!({ "sub": "1234567890", "name": "John Doe", "admin": true }),
            None,
        ),
    ]
}

async fn explained_and_refused(algorithm: &'static str) {
    let server = Server::start(KeyFrom::File(algorithm)).await;
    let key_file = server.key_file().await;
    // What a library writes by itself: `typ` "JWT", or none.
    let plain = json!({ "alg": algorithm });
    // What a token of ours has, with its `typ` and `kid`.
    let like_ours = &server.header;

    for library in Library::all_that_know(algorithm) {
        for (claims, lifetime) in samples() {
            for (header, code) in [
                (&plain, "token_type_rejected"),
                (like_ours, "token_claims_rejected"),
            ] {
                let token = library.sign_for(lifetime, &server.signing_key, header, &claims);
                let context = format!("{library:?}: {token}");

                let (exit_code, explained) = server.explain(&token, &key_file);
                assert_eq!(explained["valid"], true, "{context}");
                assert_eq!(exit_code, Some(0), "{context}");
                for (name, value) in claims.as_object().unwrap() {
                    assert_eq!(explained["payload"][name], *value, "{context}");
                }
                let has_exp = explained["payload"]["exp"].is_u64();
                assert!(has_exp || lifetime.is_none(), "{context}");

                let (exit_code, explained) = server.explain(&altered(&token, SIGNATURE), &key_file);
                assert_eq!(explained["valid"], false, "{context}");
                assert_eq!(exit_code, Some(1), "{context}");

                let refused = (401, code.to_owned());
                assert_eq!(server.me(&token).await, refused, "{context}");
            }
        }
    }
}
