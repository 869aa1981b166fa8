//! The tokens of others: the server takes them if they carry our claims and its
//! own key signed them, and by no other key.

use crate::library::Library;
use crate::server::{KeyFrom, Server};

#[actix_web::test]
async fn tokens_that_others_sign_with_the_shared_secret_are_taken_and_no_forged_ones() {
    theirs_are_taken(KeyFrom::Secret).await;
}

#[actix_web::test]
async fn tokens_that_others_sign_with_the_jwk_of_the_secret_are_taken_and_no_forged_ones() {
    theirs_are_taken(KeyFrom::File("HS256")).await;
}

#[actix_web::test]
async fn tokens_that_others_sign_with_rs256_are_taken_and_no_forged_ones() {
    theirs_are_taken(KeyFrom::File("RS256")).await;
}

#[actix_web::test]
async fn tokens_that_others_sign_with_es256_are_taken_and_no_forged_ones() {
    theirs_are_taken(KeyFrom::File("ES256")).await;
}

#[actix_web::test]
async fn tokens_that_others_sign_with_eddsa_are_taken_and_no_forged_ones() {
    theirs_are_taken(KeyFrom::File("EdDSA")).await;
}

async fn theirs_are_taken(key_from: KeyFrom) {
    let server = Server::start(key_from).await;
    let foreign_key = server.foreign_key();
    for library in Library::all_that_know(server.algorithm) {
        let claims = server.fresh_claims();
        let token = library.sign(&server.signing_key, &server.header, &claims);
        let alice = (200, "alice".to_owned());
        assert_eq!(server.me(&token).await, alice, "{library:?}: {token}");

        // All the same but the key.
        let token = library.sign(&foreign_key, &server.header, &claims);
        let refused = (401, "token_signature_invalid".to_owned());
        assert_eq!(server.me(&token).await, refused, "{library:?}: {token}");
    }
}
