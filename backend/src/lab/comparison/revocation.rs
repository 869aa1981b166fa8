//! Three ways to take a token back, side by side: a user is made, disabled, and
//! called for by each of them until it refuses.
//!
//! The user is real, and so is the disabling: the same statements as an admin's.
//! Who it is opens nothing but this lesson, and is deleted with the run.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::lab::comparison::{LabToken, Run, Strategy};
use uuid::Uuid;

use super::{throw_away, token};
use crate::auth::revocation::Revocations;
use crate::clock::whole_seconds;
use crate::db::events::{self, Event};
use crate::db::lesson_users;
use crate::db::sessions::SessionRow;
use crate::db::users::{self, Change, Standing, UserRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::CurrentUser;
use crate::lab::gate::Visitor;
use crate::state::AppState;

/// So many runs may go on at once.
const MOST: usize = 4;
/// When a run is over that nobody has ended.
const LONGEST: Duration = Duration::from_secs(60);

/// The runs that go on, by their ids; without a subject, those that are being
/// prepared.
#[derive(Default)]
pub(super) struct Runs(Mutex<HashMap<String, Option<Subject>>>);

/// Whom a run is about.
#[derive(Clone)]
struct Subject {
    user: UserRow,
    session: SessionRow,
}

impl Runs {
    /// Takes a place before anything is done for the run, so that of many who ask
    /// at once no more get one than there are.
    fn reserve(runs: web::Data<Self>) -> Result<Place, ErrorCode> {
        let id = Uuid::new_v4().simple().to_string();
        let mut places = runs.lock();
        if places.len() >= MOST {
            return Err(ErrorCode::Overloaded);
        }
        places.insert(id.clone(), None);
        drop(places);
        Ok(Place { runs, id })
    }

    fn find(&self, id: &str) -> Result<Subject, ErrorCode> {
        let subject = self.lock().get(id).cloned().flatten();
        subject.ok_or(ErrorCode::NotFound)
    }

    fn remove(&self, id: &str) -> Option<Subject> {
        self.lock().remove(id).flatten()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Option<Subject>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place for a run, which is free again if nobody has been put there.
struct Place {
    runs: web::Data<Runs>,
    id: String,
}

impl Place {
    fn fill(&self, subject: Subject) {
        self.runs.lock().insert(self.id.clone(), Some(subject));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.runs.lock();
        if matches!(places.get(&self.id), Some(None)) {
            places.remove(&self.id);
        }
    }
}

/// `POST /api/lab/revocation/runs`: makes a user whose password nobody knows, logs
/// them in, and gives a token for each strategy.
pub(super) async fn begin(
    _: Visitor,
    state: web::Data<AppState>,
    runs: web::Data<Runs>,
    current: CurrentUser,
    client: Client,
) -> Result<HttpResponse, Error> {
    let place = Runs::reserve(runs)?;
    // A task of its own is not given up half-way when the visitor goes away.
    let made = actix_web::rt::spawn(make(state, place, current.session_id, client)).await;
    let run = made.map_err(|error| Error::Internal(error.to_string()))??;
    Ok(HttpResponse::Ok().json(run))
}

async fn make(
    state: web::Data<AppState>,
    place: Place,
    parent: String,
    client: Client,
) -> Result<Run, Error> {
    sweep(&state).await?;
    let hash = state.passwords.hash(&Uuid::new_v4().to_string()).await?;
    // Another number than the run's, which is nobody's business.
    let username = format!("lesson_{}", &Uuid::new_v4().simple().to_string()[..12]);
    let now = state.clock.millis();
    let user = UserRow::new(&username, "Lesson", Role::User, &hash, now);
    let (row, until) = (user.clone(), now + whole_seconds(LONGEST) * 1000);
    let session = throw_away::draft(&state, user.id.clone(), &client);
    let event = Event::of_user(events::LOGGED_IN, &user.id).from(&session.ip);
    let session = state
        .database
        .run(move |connection| {
            lesson_users::add(connection, &parent, (&row, until), session, &event)
        })
        .await?
        .ok_or(ErrorCode::TokenRevoked)?;
    let subject = Subject { user, session };
    let run = match describe(&state, &place.id, &subject) {
        Ok(run) => run,
        Err(error) => {
            delete(&state, subject.user.id).await?;
            return Err(error);
        }
    };
    place.fill(subject);
    actix_web::rt::spawn(async move {
        tokio::time::sleep(LONGEST).await;
        if let Some(subject) = place.runs.remove(&place.id)
            && let Err(error) = delete(&state, subject.user.id).await
        {
            tracing::error!(%error, "the user of a lesson stays until the next run");
        }
    });
    Ok(run)
}

/// A run in words, with a token for each strategy.
fn describe(state: &AppState, id: &str, subject: &Subject) -> Result<Run, Error> {
    let issue = |strategy: Strategy| {
        let policy = throw_away::policy(state, Some(strategy.lifetime()));
        throw_away::issue(state, &policy, &subject.user, &subject.session)
    };
    Ok(Run {
        id: id.to_owned(),
        username: subject.user.username.clone(),
        expiry: issue(Strategy::Expiry)?,
        short: issue(Strategy::Short)?,
        list: issue(Strategy::List)?,
    })
}

/// Deletes whom former runs have left: their server was stopped, or the database
/// was busy. Who belongs to a run that goes on, here or in another process, has
/// time left.
async fn sweep(state: &AppState) -> Result<(), Error> {
    let now = state.clock.millis();
    let left_over = state
        .database
        .run(move |connection| lesson_users::left_over(connection, now))
        .await?;
    for id in left_over {
        delete(state, id).await?;
    }
    Ok(())
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
