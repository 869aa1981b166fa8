//! `kill -9`: what was ended stays ended, and a session that goes on does.

use serde_json::json;

use crate::native::{log_in, me, post};
use crate::program::{Running, program};

#[actix_web::test]
async fn whatever_ended_a_session_outlives_a_crash_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::start(&mut program(&folder));
    let john = log_in(&server, "john_doe", "password123").await;
    for name in ["changed", "disabled", "deleted"] {
        let user = json!({ "username": name, "password": "correct horse battery" });
        assert_eq!(post(&server, "/api/auth/register", None, user).await.0, 201);
    }
    let pass = "correct horse battery";
    let changed = log_in(&server, "changed", pass).await;
    let disabled = log_in(&server, "disabled", pass).await;
    let deleted = log_in(&server, "deleted", pass).await;
    let goes_on = log_in(&server, "alice", "wonderland").await;

    let body = json!({ "current_password": pass, "new_password": "another one to use" });
    let (status, _) = post(&server, "/api/auth/password", Some(&changed.access), body).await;
    assert_eq!(status, 200);
    let id = shared::unverified::decode(&disabled.access).unwrap().claims["sub"].clone();
    let http = reqwest::Client::new();
    let users = format!("{}/api/admin/users", server.address);
    let disable = http
        .patch(format!("{users}/{}", id.as_str().unwrap()))
        .bearer_auth(&john.access)
        .json(&json!({ "disabled": true }));
    assert_eq!(disable.send().await.unwrap().status(), 200);
    let delete = http
        .delete(format!("{}/api/me", server.address))
        .bearer_auth(&deleted.access);
    assert_eq!(delete.send().await.unwrap().status(), 204);
    server.kill();

    let server = Running::start(&mut program(&folder));
    for (who, tokens) in [
        ("changed", &changed),
        ("disabled", &disabled),
        ("deleted", &deleted),
    ] {
        assert_eq!(me(&server, &tokens.access).await, 401, "{who}");
        let body = json!({ "refresh_token": tokens.refresh });
        let (status, answer) = post(&server, "/api/auth/refresh", None, body).await;
        assert_eq!(
            (status, &answer["code"]),
            (401, &json!("refresh_token_invalid")),
            "{who}"
        );
    }
    assert_eq!(me(&server, &goes_on.access).await, 200);
    let body = json!({ "refresh_token": goes_on.refresh });
    assert_eq!(post(&server, "/api/auth/refresh", None, body).await.0, 200);
}
