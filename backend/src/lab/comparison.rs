//! Session beside token: the classic session with its table, the token, a second
//! server, and what it takes to log somebody out.
//!
//! Both kinds are real and answer the same question with the same words, so that
//! what differs is what they cost: look-ups, bytes, time. The token of this
//! lesson has an audience of its own, and opens nothing else.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::web::{self, ServiceConfig, delete, get, post};
use shared::claims::Role;
use shared::lab::comparison as paths;

use crate::auth::revocation::Revocations;
use crate::state::AppState;

mod classic;
mod relay;
mod revocation;
mod second;
mod throw_away;
mod token;

/// What this lesson keeps between requests; clones share it.
#[derive(Clone)]
pub(super) struct Comparison {
    first: web::Data<Instance>,
    second: web::Data<second::Second>,
    runs: web::Data<revocation::Runs>,
    opened: web::Data<throw_away::Opened>,
}

impl Comparison {
    pub(super) fn new() -> Self {
        Self {
            first: web::Data::new(Instance::default()),
            second: web::Data::default(),
            runs: web::Data::default(),
            opened: web::Data::default(),
        }
    }

    pub(super) fn configure(&self, app: &mut ServiceConfig) {
        app.app_data(self.first.clone())
            .app_data(self.second.clone())
            .app_data(self.runs.clone())
            .app_data(self.opened.clone())
            .configure(questions)
            .route(paths::CLASSIC_LOGIN, post().to(classic::log_in))
            .route(paths::CLASSIC_LOGOUT, post().to(classic::log_out))
            .route(paths::TOKEN_LOGIN, post().to(token::log_in))
            .route(paths::TOKEN_LOGOUT, post().to(token::log_out))
            .route(paths::SECOND, post().to(second::begin))
            .route(paths::PASSED_ON, get().to(second::pass_on))
            .route(paths::RUNS, post().to(revocation::begin))
            .route(paths::RUN, delete().to(revocation::end))
            .route(paths::RUN_DISABLE, post().to(revocation::disable))
            .route(paths::RUN_REFRESH, post().to(revocation::refresh))
            .route(paths::STRATEGY_ME, get().to(revocation::me));
    }
}

/// What both servers answer, by the same handlers.
fn questions(app: &mut ServiceConfig) {
    app.route(paths::CLASSIC_ME, get().to(classic::me))
        .route(paths::CLASSIC_OWN, get().to(classic::own))
        .route(paths::TOKEN_ME, get().to(token::me));
}

/// What one server has in its own memory: the difference between the first and
/// the second.
#[derive(Default)]
struct Instance {
    /// What it has heard of as ended; the first has the application's own list.
    heard: Option<Revocations>,
    sessions: OwnSessions,
}

impl Instance {
    /// The second server, which has heard so much when it starts.
    fn second(heard: Revocations) -> Self {
        Self {
            heard: Some(heard),
            ..Self::default()
        }
    }

    fn revocations<'a>(&'a self, state: &'a AppState) -> &'a Revocations {
        self.heard.as_ref().unwrap_or(&state.revocations)
    }
}

/// The sessions that a server knows because somebody logged in there: by the hash
/// of their ids, until when, and whose.
#[derive(Default)]
struct OwnSessions(Mutex<HashMap<String, (i64, String, Role)>>);

impl OwnSessions {
    /// So many are kept.
    const MOST: usize = 64;

    fn insert(&self, id_hash: String, expires_at: i64, user: (String, Role), now: i64) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (expires_at, ..)| *expires_at > now);
        if sessions.len() >= Self::MOST {
            sessions.clear();
        }
        sessions.insert(id_hash, (expires_at, user.0, user.1));
    }

    fn find(&self, id_hash: &str, now: i64) -> Option<(String, Role)> {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (expires_at, user_id, role) = sessions.get(id_hash)?;
        (*expires_at > now).then(|| (user_id.clone(), *role))
    }

    fn remove(&self, id_hash: &str) {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.remove(id_hash);
    }
}
