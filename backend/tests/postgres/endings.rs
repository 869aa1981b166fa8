//! What ends at one instance ends at all (SECURITY line 17: within two seconds).

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::client::{
    Answer, PASSWORD, Tokens, call, instance, john, log_in, me, newcomer, refresh,
};
use crate::held::Held;
use crate::program::Running;

/// Until when it has to be known everywhere.
const BOUND: Duration = Duration::from_secs(2);

/// Whether the token is good, without a word to the database: 422 for a page that
/// makes no sense, after the token was found to be good, or 401.
async fn judged(server: &Running, tokens: &Tokens) -> u16 {
    let odd = (Method::GET, "/api/notes?limit=0");
    call(server, odd, Some(&tokens.access), None).await.status
}

/// Asks until the token is refused; how long that took.
async fn refused_after(server: &Running, tokens: &Tokens, since: Instant) -> Duration {
    loop {
        let status = judged(server, tokens).await;
        if status == 401 || since.elapsed() > 5 * BOUND {
            assert_eq!(status, 401);
            return since.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn refused_everywhere(servers: &[Running; 3], tokens: &Tokens, how: &str) {
    let since = Instant::now();
    let [first, second, third] = servers;
    assert_eq!(me(first, tokens).await, 401, "{how}: where it was done");
    let (second, third) = tokio::join!(
        refused_after(second, tokens, since),
        refused_after(third, tokens, since),
    );
    assert!(
        second < BOUND && third < BOUND,
        "{how}: {second:?}, {third:?}"
    );
}

fn is_done(answer: &Answer) {
    assert!((200..300).contains(&answer.status), "{answer:?}");
}

#[actix_web::test]
async fn whatever_ends_a_session_at_one_instance_ends_it_at_all_within_two_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder), instance(&folder)];
    let [first, second, _] = &servers;
    let john = john(first).await;
    let admin = Some(john.access.as_str());

    let gone = newcomer(second, "gone").await;
    for server in &servers {
        assert_eq!(me(server, &gone).await, 200);
    }
    let out = (Method::POST, "/api/auth/logout");
    is_done(&call(first, out, Some(&gone.access), None).await);
    refused_everywhere(&servers, &gone, "log-out").await;

    let (here, there) = (
        newcomer(first, "twice").await,
        log_in(second, "twice", PASSWORD).await,
    );
    let other = format!("/api/sessions/{}", there.claim("sid"));
    is_done(&call(first, (Method::DELETE, &other), Some(&here.access), None).await);
    refused_everywhere(&servers, &there, "log-out of another session").await;

    let body = json!({ "current_password": PASSWORD, "new_password": "another one to use" });
    let password = (Method::POST, "/api/auth/password");
    is_done(&call(first, password, Some(&here.access), Some(body)).await);
    refused_everywhere(&servers, &here, "password change").await;

    let user = newcomer(second, "watched").await;
    let path = format!("/api/admin/users/{}", user.claim("sub"));
    let revoke = format!("{path}/revoke");
    is_done(&call(first, (Method::POST, &revoke), admin, None).await);
    refused_everywhere(&servers, &user, "revocation by an admin").await;

    let user = log_in(second, "watched", PASSWORD).await;
    let promote = Some(json!({ "role": "admin" }));
    is_done(&call(first, (Method::PATCH, &path), admin, promote).await);
    refused_everywhere(&servers, &user, "another role").await;

    let user = Tokens::of(&refresh(second, &user.refresh).await);
    let disable = Some(json!({ "disabled": true }));
    is_done(&call(first, (Method::PATCH, &path), admin, disable).await);
    refused_everywhere(&servers, &user, "disabling").await;

    let user = newcomer(second, "leaving").await;
    is_done(&call(first, (Method::DELETE, "/api/me"), Some(&user.access), None).await);
    refused_everywhere(&servers, &user, "deletion").await;
}

#[actix_web::test]
async fn an_instance_whose_connections_all_wait_hears_of_it_in_time_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (instance(&folder), instance(&folder));
    let user = newcomer(&first, "gone").await;
    let writer = newcomer(&first, "writer").await;
    let held = Held::begin(&folder, "LOCK TABLE notes IN EXCLUSIVE MODE");
    let crowd = async {
        let write = |_| {
            let body = Some(json!({ "title": "x", "body": "" }));
            let notes = (Method::POST, "/api/notes");
            call(&second, notes, Some(&writer.access), body)
        };
        for answer in join_all((0..40).map(write)).await {
            assert_eq!(answer.status, 503, "{answer:?}");
        }
    };
    let ending = async {
        assert_eq!(judged(&second, &user).await, 422);
        let out = (Method::POST, "/api/auth/logout");
        is_done(&call(&first, out, Some(&user.access), None).await);
        let since = Instant::now();
        let took = refused_after(&second, &user, since).await;
        assert!(took < BOUND, "{took:?}");
    };
    tokio::join!(crowd, ending);
    held.take_back();
}

#[actix_web::test]
async fn a_spent_refresh_token_ends_the_session_at_all_instances() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder), instance(&folder)];
    let [first, second, third] = &servers;
    let stolen = newcomer(first, "robbed").await;
    let next = Tokens::of(&refresh(second, &stolen.refresh).await);
    let newest = Tokens::of(&refresh(third, &next.refresh).await);
    let reused = refresh(first, &stolen.refresh).await;
    assert_eq!(
        (reused.status, &reused.body["code"]),
        (401, &json!("refresh_token_reused"))
    );
    refused_everywhere(&servers, &newest, "reuse").await;
    for server in &servers {
        assert_eq!(refresh(server, &newest.refresh).await.status, 401);
    }
}
