//! Log-out: a signed token that is refused before it expires.

use crate::helpers::TestApp;

#[actix_web::test]
async fn after_log_out_the_token_is_refused_though_it_has_not_expired() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let elsewhere = app.alice().await;
    assert_eq!(alice.log_out().await.status, 204);
    alice
        .get("/api/me")
        .await
        .assert_refused(401, "token_revoked");
    alice.log_out().await.assert_refused(401, "token_revoked");
    assert_eq!(elsewhere.get("/api/me").await.status, 200);
}

#[actix_web::test]
async fn without_a_token_there_is_nothing_to_log_out_of() {
    let app = TestApp::start().await;
    app.anonymous()
        .log_out()
        .await
        .assert_refused(401, "token_missing");
}
