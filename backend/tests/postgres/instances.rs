//! Losing an instance, starting it again, and starting one that does not belong.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Tokens, call, instance, me, newcomer, refresh, try_call};
use crate::program::{Running, program, refused};
use crate::store;

const NOTES: (Method, &str) = (Method::POST, "/api/notes");

fn note(title: &str) -> Option<Value> {
    Some(json!({ "title": title, "body": "" }))
}

/// The titles of all notes.
async fn titles(server: &Running, tokens: &Tokens) -> Vec<String> {
    let mut titles = Vec::new();
    let mut path = "/api/notes?limit=100".to_owned();
    loop {
        let page = call(server, (Method::GET, &path), Some(&tokens.access), None).await;
        assert_eq!(page.status, 200, "{page:?}");
        for item in page.body["items"].as_array().unwrap() {
            titles.push(item["title"].as_str().unwrap().to_owned());
        }
        match page.body["next_cursor"].as_str() {
            Some(cursor) => path = format!("/api/notes?limit=100&cursor={cursor}"),
            None => return titles,
        }
    }
}

#[actix_web::test]
async fn an_instance_that_is_killed_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let (killed, other) = (instance(&folder), instance(&folder));
    let user = newcomer(&killed, "writer").await;
    let address = killed.address.clone();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (address, token) = (address.clone(), user.access.clone());
            actix_web::rt::spawn(async move {
                let mut acknowledged = Vec::new();
                for number in 0.. {
                    let title = format!("{writer}-{number}");
                    let made = try_call(&address, NOTES, Some(&token), note(&title)).await;
                    match made {
                        Ok(answer) if answer.status == 201 => acknowledged.push(title),
                        Ok(answer) => panic!("{answer:?}"),
                        Err(_) => break,
                    }
                }
                acknowledged
            })
        })
        .collect();
    // Enough of them are under way when it happens.
    while titles(&other, &user).await.len() < 40 {
        actix_web::rt::task::yield_now().await;
    }
    killed.kill();
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    let kept = titles(&other, &user).await;
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|title| !kept.contains(title))
        .collect();
    assert!(acknowledged.len() >= 36);
    assert_eq!(lost, Vec::<&String>::new());
    // The session that it began goes on elsewhere.
    assert_eq!(me(&other, &user).await, 200);
    let next = Tokens::of(&refresh(&other, &user.refresh).await);
    assert_eq!(me(&other, &next).await, 200);
}

/// Somebody behind a balancer that goes on to the next instance when one is away.
struct Visitor {
    addresses: Vec<String>,
    tokens: Tokens,
    done: usize,
}

impl Visitor {
    /// Asks one after the other, beginning with another one each time.
    async fn ask(&self, what: (Method, &str), token: bool, body: Option<Value>) -> Value {
        let count = self.addresses.len();
        let mut said = Vec::new();
        for turn in 0..count {
            let address = &self.addresses[(self.done + turn) % count];
            let token = token.then_some(self.tokens.access.as_str());
            match try_call(address, what.clone(), token, body.clone()).await {
                Ok(answer) if (200..300).contains(&answer.status) => return answer.body,
                Ok(answer) => said.push(format!("{answer:?}")),
                Err(error) => said.push(error.to_string()),
            }
        }
        panic!("no instance does {what:?}: {said:?}");
    }

    async fn visit(&mut self) {
        self.ask((Method::GET, "/api/me"), true, None).await;
        self.ask(NOTES, true, note("while restarting")).await;
        let body = json!({ "refresh_token": self.tokens.refresh });
        let path = (Method::POST, "/api/auth/refresh");
        let answer = self.ask(path, false, Some(body)).await;
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        self.tokens = Tokens {
            access: text("access_token"),
            refresh: text("refresh_token"),
        };
        self.done += 1;
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn a_rolling_restart_fails_no_request_of_one_who_goes_on_to_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut servers = vec![instance(&folder), instance(&folder), instance(&folder)];
    // A restarted one has to come back where the balancer looks for it.
    let addresses: Vec<String> = servers.iter().map(|s| s.address.clone()).collect();
    let mut visitors = Vec::new();
    let over = Arc::new(AtomicBool::new(false));
    for name in ["one", "two"] {
        let mut visitor = Visitor {
            addresses: addresses.clone(),
            tokens: newcomer(&servers[0], name).await,
            done: 0,
        };
        let over = over.clone();
        visitors.push(actix_web::rt::spawn(async move {
            while !over.load(Ordering::Relaxed) {
                visitor.visit().await;
            }
            visitor.done
        }));
    }
    for index in 0..servers.len() {
        let leaving = servers.remove(index);
        let address = leaving.address.clone();
        let folder = folder.path().to_owned();
        let restart = move || {
            leaving.stop();
            let bind = address.trim_start_matches("http://");
            Running::start(program(&folder).env("APP_BIND", bind))
        };
        let restarted = actix_web::web::block(restart).await.unwrap();
        servers.insert(index, restarted);
    }
    over.store(true, Ordering::Relaxed);
    for visitor in visitors {
        let visits = visitor.await.unwrap();
        assert!(visits >= 3, "{visits}");
    }
}

#[test]
fn an_instance_with_another_pepper_or_none_does_not_start() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = instance(&folder);
    let url = store::url(&folder.path().join("data")).unwrap();
    let stranger = || {
        let mut stranger = program(&elsewhere);
        stranger.env("DATABASE_URL", &url);
        stranger
    };
    let message = refused(&mut stranger());
    assert!(message.contains("pepper.json is missing"), "{message}");
    let data = elsewhere.path().join("data");
    let other = r#"{ "1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }"#;
    std::fs::write(data.join("pepper.json"), other).unwrap();
    let message = refused(&mut stranger());
    assert!(message.contains("not the pepper"), "{message}");
    std::fs::copy(
        folder.path().join("data/pepper.json"),
        data.join("pepper.json"),
    )
    .unwrap();
    Running::start(&mut stranger()).kill();
    drop(first);
}

#[actix_web::test]
async fn a_token_of_one_instance_works_at_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let servers = [instance(&folder), instance(&folder), instance(&folder)];
    let started = Instant::now();
    for (index, server) in servers.iter().enumerate() {
        let mut tokens = newcomer(server, &format!("visitor{index}")).await;
        for other in &servers {
            assert_eq!(me(other, &tokens).await, 200);
            tokens = Tokens::of(&refresh(other, &tokens.refresh).await);
        }
    }
    assert!(started.elapsed() < Duration::from_secs(60));
}
