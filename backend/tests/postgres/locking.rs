//! Two instances that decide about the same rows at the same moment.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::client::{PASSWORD, Tokens, call, instance, john, log_in, me, newcomer, refresh};
use crate::held::Held;

#[actix_web::test]
async fn of_fifty_refreshes_at_two_instances_all_get_the_same_successor() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder)];
    let tokens = newcomer(&servers[0], "busy").await;
    let asked = (0..50).map(|turn| refresh(&servers[turn % 2], &tokens.refresh));
    let successors: BTreeSet<String> = join_all(asked)
        .await
        .iter()
        .map(|answer| Tokens::of(answer).refresh)
        .collect();
    assert_eq!(successors.len(), 1);
    let successor = successors.first().unwrap();
    assert_eq!(refresh(&servers[1], successor).await.status, 200);
}

#[actix_web::test]
async fn of_twenty_who_want_a_name_at_two_instances_one_gets_it() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder)];
    let body = json!({ "username": "wanted", "password": PASSWORD });
    let register = (Method::POST, "/api/auth/register");
    let asked = (0..20).map(|turn| {
        call(
            &servers[turn % 2],
            register.clone(),
            None,
            Some(body.clone()),
        )
    });
    let mut statuses: Vec<u16> = join_all(asked).await.iter().map(|a| a.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 19);
}

#[actix_web::test]
async fn of_two_admins_who_demote_each_other_at_once_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder)];
    // The one of the demo, by whom both are made, leaves first.
    let john = john(&servers[0]).await;
    let mut pair = Vec::new();
    for name in ["left", "right"] {
        let user = newcomer(&servers[0], name).await;
        let path = format!("/api/admin/users/{}", user.claim("sub"));
        let promote = Some(json!({ "role": "admin" }));
        let made = call(
            &servers[0],
            (Method::PATCH, &path),
            Some(&john.access),
            promote,
        )
        .await;
        assert_eq!(made.status, 200, "{made:?}");
        pair.push((name, path));
    }
    let leave = (Method::DELETE, "/api/me");
    assert_eq!(
        call(&servers[0], leave, Some(&john.access), None)
            .await
            .status,
        204
    );
    for round in 0..8 {
        let left = log_in(&servers[0], "left", PASSWORD).await;
        let right = log_in(&servers[1], "right", PASSWORD).await;
        let demote = || Some(json!({ "role": "user" }));
        let (one, other) = tokio::join!(
            call(
                &servers[0],
                (Method::PATCH, &pair[1].1),
                Some(&left.access),
                demote()
            ),
            call(
                &servers[1],
                (Method::PATCH, &pair[0].1),
                Some(&right.access),
                demote()
            ),
        );
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        // The second is told that it may not, or, having heard of it, that its token
        // is one of an admin no more.
        assert_eq!(statuses[0], 200, "{round}: {one:?} {other:?}");
        assert!(
            [401, 403].contains(&statuses[1]),
            "{round}: {one:?} {other:?}"
        );
        // Whoever stayed makes the other an admin again.
        let (stayed, path) = match one.status {
            200 => (&left, &pair[1].1),
            _ => (&right, &pair[0].1),
        };
        let server = &servers[usize::from(one.status != 200)];
        let promote = Some(json!({ "role": "admin" }));
        let again = call(server, (Method::PATCH, path), Some(&stayed.access), promote).await;
        assert_eq!(again.status, 200, "{again:?}");
    }
}

#[actix_web::test]
async fn a_password_changes_once_and_no_session_begun_meanwhile_outlives_it() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder)];
    let user = newcomer(&servers[0], "changing").await;
    let path = (Method::POST, "/api/auth/password");
    let change = |turn: usize| {
        let new = format!("another one to use {turn}");
        let body = json!({ "current_password": PASSWORD, "new_password": new });
        call(
            &servers[turn % 2],
            path.clone(),
            Some(&user.access),
            Some(body),
        )
    };
    let log_in = |turn: usize| {
        let body = json!({
            "username": "changing",
            "password": PASSWORD,
            "token_delivery": "native",
        });
        let path = (Method::POST, "/api/auth/login");
        call(&servers[turn % 2], path, None, Some(body))
    };
    let (changed, logged_in) =
        tokio::join!(join_all((0..4).map(change)), join_all((0..12).map(log_in)),);
    let done = changed.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(done, 1, "{changed:?}");
    assert!(
        changed.iter().all(|answer| answer.status < 500),
        "{changed:?}"
    );
    for answer in logged_in {
        assert!([200, 401].contains(&answer.status), "{answer:?}");
        if answer.status == 200 {
            let tokens = Tokens::of(&answer);
            assert_eq!(refresh(&servers[0], &tokens.refresh).await.status, 401);
        }
    }
}

#[actix_web::test]
async fn a_refresh_that_had_to_wait_decides_by_what_came_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = instance(&folder);
    let user = newcomer(&server, "late").await;
    let sid = user.claim("sid");
    let row = format!("SELECT FROM sessions WHERE id = '{sid}' FOR UPDATE");
    let held = Held::begin(&folder, &row);
    let (refreshed, ()) = tokio::join!(refresh(&server, &user.refresh), async {
        held.until_waited_for().await;
        let end = "UPDATE sessions SET revoked_at = created_at WHERE id =";
        held.commit(&format!("{end} '{sid}'"));
    });
    assert_eq!(refreshed.status, 401, "{refreshed:?}");
}

#[actix_web::test]
async fn a_log_in_that_had_to_wait_decides_by_what_came_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = instance(&folder);
    let user = newcomer(&server, "late").await.claim("sub");
    let row = format!("SELECT FROM users WHERE id = '{user}' FOR UPDATE");
    let held = Held::begin(&folder, &row);
    let body = json!({ "username": "late", "password": PASSWORD });
    let path = (Method::POST, "/api/auth/login");
    let (logged_in, ()) = tokio::join!(call(&server, path, None, Some(body)), async {
        held.until_waited_for().await;
        let disable = "UPDATE users SET disabled_at = created_at WHERE id =";
        held.commit(&format!("{disable} '{user}'"));
    });
    assert_eq!(logged_in.status, 401, "{logged_in:?}");
}

#[actix_web::test]
async fn everything_at_once_about_the_same_users_is_no_deadlock() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder)];
    let john = john(&servers[0]).await;
    let user = newcomer(&servers[0], "crowded").await;
    let path = format!("/api/admin/users/{}", user.claim("sub"));
    let revoke = format!("{path}/revoke");
    let mut sessions = Vec::new();
    for turn in 0..6 {
        sessions.push(log_in(&servers[turn % 2], "crowded", PASSWORD).await);
    }
    for _ in 0..5 {
        let asked = (0..48).map(|turn| {
            let server = &servers[turn % 2];
            let session = &sessions[turn % sessions.len()];
            let admin = Some(john.access.as_str());
            let (revoke, path) = (&revoke, &path);
            async move {
                match turn % 6 {
                    0 => refresh(server, &session.refresh).await,
                    1 => call(server, (Method::POST, revoke), admin, None).await,
                    2 => {
                        let body = json!({ "disabled": turn % 4 == 0 });
                        call(server, (Method::PATCH, path), admin, Some(body)).await
                    }
                    3 => {
                        let out = (Method::POST, "/api/auth/logout");
                        let body = json!({ "refresh_token": session.refresh });
                        call(server, out, None, Some(body)).await
                    }
                    4 => {
                        let all = (Method::DELETE, "/api/sessions?keep_current=true");
                        call(server, all, Some(&session.access), None).await
                    }
                    _ => {
                        let body = json!({
                            "username": "crowded",
                            "password": PASSWORD,
                            "token_delivery": "native",
                        });
                        call(server, (Method::POST, "/api/auth/login"), None, Some(body)).await
                    }
                }
            }
        });
        for answer in join_all(asked).await {
            assert!(answer.status < 500, "{answer:?}");
        }
        let body = Some(json!({ "disabled": false }));
        let enabled = call(
            &servers[0],
            (Method::PATCH, &path),
            Some(&john.access),
            body,
        )
        .await;
        assert_eq!(enabled.status, 200, "{enabled:?}");
        let again = log_in(&servers[0], "crowded", PASSWORD).await;
        assert_eq!(me(&servers[0], &again).await, 200);
    }
}
