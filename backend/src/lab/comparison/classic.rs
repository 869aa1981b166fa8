//! The classic session: a random id in a cookie, and a table that knows whose it
//! is.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::lab::comparison::WhoAmI;

use super::Instance;
use crate::auth::secret_file::random_bytes;
use crate::db::classic_sessions::{self, ClassicSession};
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::same_origin;
use crate::lab::gate::Visitor;
use crate::state::AppState;

/// The name of the cookie.
const COOKIE: &str = "lab_session";
/// How long its value is: 32 bytes in base64url.
const ID_CHARACTERS: usize = 43;
/// It goes to the lessons and nowhere else.
const PATH: &str = shared::lab::PREFIX;
/// How long a session lasts, in seconds.
const SECONDS: i64 = 10 * 60;

/// `POST /api/lab/classic/login`: a session for whoever is logged in already. Its
/// id says nothing and is stored as a hash alone, in the table that all servers
/// share and in this server's memory: the two ways to keep sessions.
pub(super) async fn log_in(
    _: Visitor,
    state: web::Data<AppState>,
    instance: web::Data<Instance>,
    user: CurrentUser,
) -> Result<HttpResponse, Error> {
    let random = random_bytes().map_err(|error| Error::Internal(error.to_string()))?;
    let id = URL_SAFE_NO_PAD.encode(random);
    let now = state.clock.millis();
    let session = ClassicSession {
        id_hash: hash(&id),
        user_id: user.id.clone(),
        created_at: now,
        expires_at: now + SECONDS * 1000,
    };
    let row = session.clone();
    state
        .database
        .run(move |connection| classic_sessions::insert(connection, &row))
        .await?;
    let whose = (user.id, user.role);
    (instance.sessions).insert(session.id_hash, session.expires_at, whose, now);
    let cookie = cookie(&state, id, SECONDS);
    Ok(HttpResponse::NoContent().cookie(cookie).finish())
}

/// `GET /api/lab/classic/me`: one look into the table, at every request. In return
/// the answer is as of now: a row that was deleted a moment ago is gone, and a
/// user's new role is there.
pub(super) async fn me(
    _: Visitor,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let (id_hash, bytes) = presented(&request)?;
    let now = state.clock.millis();
    let found = state
        .database
        .run(move |connection| classic_sessions::find(connection, &id_hash, now))
        .await?;
    answer(found, bytes)
}

/// `GET /api/lab/classic/own`: the same by this server's memory, which no other
/// server sees. It costs no query, and the next server knows nobody.
pub(super) async fn own(
    _: Visitor,
    state: web::Data<AppState>,
    instance: web::Data<Instance>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let (id_hash, bytes) = presented(&request)?;
    let found = instance.sessions.find(&id_hash, state.clock.millis());
    answer(found, bytes)
}

/// `POST /api/lab/classic/logout`: the row goes, and the session is over wherever
/// the table is asked.
pub(super) async fn log_out(
    _: Visitor,
    state: web::Data<AppState>,
    instance: web::Data<Instance>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let (id_hash, _) = presented(&request)?;
    same_origin::check(&request, &state.public_url)?;
    instance.sessions.remove(&id_hash);
    state
        .database
        .run(move |connection| classic_sessions::delete(connection, &id_hash))
        .await?;
    // The cookie stays, as it would with somebody who kept a copy: what opens
    // nothing any more need not be taken away.
    Ok(HttpResponse::NoContent().finish())
}

/// The hash of the id that came, and how long the header with it was. The browser
/// may have put other cookies into the same line, which are not counted.
fn presented(request: &HttpRequest) -> Result<(String, usize), Error> {
    let cookie = request.cookie(COOKIE).ok_or(ErrorCode::TokenMissing)?;
    let line = format!("Cookie: {COOKIE}={}\r\n", cookie.value());
    Ok((hash(cookie.value()), line.len()))
}

/// The cookie's header for another server, if its value is what [`log_in`] gives
/// out: base64url alone. What came percent-encoded has been decoded by now, and
/// could hold anything, the end of the header included.
pub(super) fn header(request: &HttpRequest) -> Option<HeaderValue> {
    let cookie = request.cookie(COOKIE)?;
    let id = cookie.value();
    let is_base64url = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let is_ours = id.len() == ID_CHARACTERS && id.bytes().all(is_base64url);
    let line = is_ours.then(|| HeaderValue::from_str(&format!("{COOKIE}={id}")));
    line?.ok()
}

fn answer(found: Option<(String, Role)>, bytes: usize) -> Result<HttpResponse, Error> {
    let (user_id, role) = found.ok_or(ErrorCode::CredentialsInvalid)?;
    Ok(HttpResponse::Ok().json(WhoAmI {
        user_id,
        role,
        credential_bytes: bytes,
    }))
}

/// A plain hash will do: there is nothing to guess in 32 random bytes.
fn hash(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, id.as_bytes()))
}

fn cookie(state: &AppState, value: String, seconds: i64) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path(PATH)
        .http_only(true)
        .secure(state.public_url.starts_with("https://"))
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(seconds))
        .finish()
}
