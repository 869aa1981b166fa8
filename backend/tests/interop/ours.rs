//! Our tokens in the hands of others: every library verifies them, with all
//! the checks that it offers, and refuses what was altered.

use crate::library::{Expected, Library};
use crate::server::{KeyFrom, Server};

#[actix_web::test]
async fn every_library_verifies_our_tokens_by_a_shared_secret() {
    every_library_verifies(KeyFrom::Secret).await;
}

#[actix_web::test]
async fn every_library_verifies_our_tokens_by_the_jwk_of_a_secret() {
    every_library_verifies(KeyFrom::File("HS256")).await;
}

#[actix_web::test]
async fn every_library_verifies_rs256_by_the_published_keys() {
    every_library_verifies(KeyFrom::File("RS256")).await;
}

#[actix_web::test]
async fn every_library_verifies_es256_by_the_published_keys() {
    every_library_verifies(KeyFrom::File("ES256")).await;
}

#[actix_web::test]
async fn every_library_that_has_it_verifies_eddsa_by_the_published_keys() {
    every_library_verifies(KeyFrom::File("EdDSA")).await;
}

async fn every_library_verifies(key_from: KeyFrom) {
    let server = Server::start(key_from).await;
    assert_eq!(server.header["alg"], server.algorithm);
    let expected = server.expected();
    for library in Library::all_that_know(server.algorithm) {
        let verify = |token: &str, expected: &Expected| {
            library.verify(token, &server.verifying_key, expected)
        };
        let claims = verify(&server.token, &expected);
        assert_eq!(claims.as_ref(), Ok(&server.claims), "{library:?}");

        // The same call says no where it should.
        for part in [PAYLOAD, SIGNATURE] {
            let error = verify(&altered(&server.token, part), &expected).unwrap_err();
            assert_eq!(error, library.wrong_signature(), "{library:?}");
        }
        for (name, other) in others(&expected) {
            let error = verify(&server.token, &other).unwrap_err();
            assert!(error.to_lowercase().contains(name), "{library:?}: {error}");
        }
    }
}

/// What our token does not fit, with a part of the word for it that occurs in
/// every library's error.
fn others(expected: &Expected) -> [(&'static str, Expected); 4] {
    let with = |change: fn(&mut Expected)| {
        let mut other = expected.clone();
        change(&mut other);
        other
    };
    [
        ("alg", with(|other| other.algorithm = "HS512")),
        ("iss", with(|other| other.issuer.push('/'))),
        ("aud", with(|other| other.audience.push('2'))),
        ("sub", with(|other| other.subject.push('2'))),
    ]
}

const PAYLOAD: usize = 1;
pub(crate) const SIGNATURE: usize = 2;

/// The token with one other character in that part: the first, from the middle
/// of it on, that leaves the payload JSON, for the signature alone to tell.
pub(crate) fn altered(token: &str, part: usize) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let length = parts[part].len();
    (length / 2..length)
        .map(|at| {
            let other = if parts[part][at..].starts_with('A') {
                "B"
            } else {
                "A"
            };
            let mut parts: Vec<String> = parts.iter().map(|&part| part.to_owned()).collect();
            parts[part].replace_range(at..=at, other);
            parts.join(".")
        })
        .find(|token| shared::unverified::decode(token).is_some())
        .expect("one that leaves it JSON")
}
