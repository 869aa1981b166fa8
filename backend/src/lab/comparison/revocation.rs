//! Three ways to take a token back, side by side: a user is made, disabled, and
//! called for by each of them until it refuses.
//!
//! The user is real, and so is the disabling: the same statements as an admin's.
//! Who it is opens nothing but this lesson, and is deleted with the run.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::lab::comparison::{LabToken, Run, Strategy};
use uuid::Uuid;

use super::{throw_away, token};
use crate::auth::revocation::Revocations;
use crate::db::events::{self, Event};
use crate::db::sessions::SessionRow;
use crate::db::users::{self, Change, Standing, UserRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::lab::gate::Visitor;
use crate::state::AppState;

/// So many runs may go on at once.
const MOST: usize = 4;
/// When a run is over that nobody has ended.
const LONGEST: Duration = Duration::from_secs(60);

/// The runs that go on, by their ids.
#[derive(Default)]
pub(super) struct Runs(Mutex<HashMap<String, Subject>>);

/// Whom a run is about.
#[derive(Clone)]
struct Subject {
    user: UserRow,
    session: SessionRow,
}

impl Runs {
    fn add(&self, id: &str, subject: Subject) -> Result<(), ErrorCode> {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if runs.len() >= MOST {
            return Err(ErrorCode::Overloaded);
        }
        runs.insert(id.to_owned(), subject);
        Ok(())
    }

    fn find(&self, id: &str) -> Result<Subject, ErrorCode> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.get(id).cloned().ok_or(ErrorCode::NotFound)
    }

    fn remove(&self, id: &str) -> Option<Subject> {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.remove(id)
    }

    fn is_full(&self) -> bool {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.len() >= MOST
    }
}

/// `POST /api/lab/revocation/runs`: makes a user whose password nobody knows, logs
/// them in, and gives a token for each strategy.
pub(super) async fn begin(
    _: Visitor,
    state: web::Data<AppState>,
    runs: web::Data<Runs>,
    opened: web::Data<throw_away::Opened>,
    client: Client,
) -> Result<HttpResponse, Error> {
    if runs.is_full() {
        return Err(ErrorCode::Overloaded.into());
    }
    let id = Uuid::new_v4().simple().to_string();
    let hash = state.passwords.hash(&Uuid::new_v4().to_string()).await?;
    let username = format!("lesson_{}", &id[..8]);
    let now = state.clock.millis();
    let user = UserRow::new(&username, "Lesson", Role::User, &hash, now);
    let row = user.clone();
    let is_new = state
        .database
        .run(move |connection| users::insert(connection, &row))
        .await?;
    if !is_new {
        return Err(ErrorCode::UsernameTaken.into());
    }
    let session = throw_away::open(&state, &opened, &user, &client).await?;
    let issue = |strategy: Strategy| {
        let policy = throw_away::policy(&state, Some(strategy.lifetime()));
        throw_away::issue(&state, &policy, &user, &session)
    };
    let run = Run {
        id: id.clone(),
        username,
        expiry: issue(Strategy::Expiry)?,
        short: issue(Strategy::Short)?,
        list: issue(Strategy::List)?,
    };
    let subject = Subject { user, session };
    if let Err(full) = runs.add(&id, subject.clone()) {
        delete(&state, subject.user.id).await?;
        return Err(full.into());
    }
    actix_web::rt::spawn(async move {
        tokio::time::sleep(LONGEST).await;
        if let Some(subject) = runs.remove(&id)
            && let Err(error) = delete(&state, subject.user.id).await
        {
            tracing::error!(%error, "the user of a lesson is still there");
        }
    });
    Ok(HttpResponse::Ok().json(run))
}

/// `GET /api/lab/revocation/{strategy}/me`: the one verifier, with or without the
/// list of what ended. None of them asks the database.
pub(super) async fn me(
    _: Visitor,
    state: web::Data<AppState>,
    strategy: web::Path<Strategy>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let policy = throw_away::policy(&state, Some(strategy.lifetime()));
    let nothing = Revocations::default();
    let list = match *strategy {
        Strategy::Expiry | Strategy::Short => &nothing,
        Strategy::List => &state.revocations,
    };
    let claims = token::judge(&request, &state, &policy, list)?;
    Ok(token::answer(&request, claims))
}

/// `POST /api/lab/revocation/runs/{id}/disable`: what an admin's `PATCH` does.
pub(super) async fn disable(
    _: Visitor,
    state: web::Data<AppState>,
    runs: web::Data<Runs>,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let Subject { user, .. } = runs.find(&id)?;
    let (now, user_id) = (state.clock.millis(), user.id.clone());
    let standing = Standing {
        role: None,
        disabled: Some(true),
    };
    let change = state
        .database
        .run(move |connection| {
            users::set_standing(connection, &user_id, standing, (None, None), now)
        })
        .await?;
    let Change::Made(changed) = change else {
        return Err(ErrorCode::NotFound.into());
    };
    state.user_became(&user.id, None, now);
    state.end_sessions(&changed.ended, now);
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/lab/revocation/runs/{id}/refresh`: the next short-lived token, unless
/// the user has been disabled. This is where short lifetimes ask the database.
pub(super) async fn refresh(
    _: Visitor,
    state: web::Data<AppState>,
    runs: web::Data<Runs>,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let Subject { user, session } = runs.find(&id)?;
    let user_id = user.id.clone();
    let user = state
        .database
        .run(move |connection| users::find(connection, &user_id))
        .await?
        .filter(|user| user.disabled_at.is_none())
        .ok_or(ErrorCode::RefreshTokenInvalid)?;
    let policy = throw_away::policy(&state, Some(Strategy::Short.lifetime()));
    let access_token = throw_away::issue(&state, &policy, &user, &session)?;
    Ok(HttpResponse::Ok().json(LabToken { access_token }))
}

/// `DELETE /api/lab/revocation/runs/{id}`: the run is over, and its user goes.
pub(super) async fn end(
    _: Visitor,
    state: web::Data<AppState>,
    runs: web::Data<Runs>,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let Subject { user, .. } = runs.remove(&id).ok_or(ErrorCode::NotFound)?;
    delete(&state, user.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn delete(state: &AppState, user_id: String) -> Result<(), Error> {
    let (now, id) = (state.clock.millis(), user_id.clone());
    let event = Event::of_user(events::USER_DELETED, &user_id);
    let ended = state
        .database
        .run(move |connection| users::delete(connection, &id, &event, now))
        .await?;
    state.user_became(&user_id, None, now);
    state.end_sessions(&ended.unwrap_or_default(), now);
    Ok(())
}
