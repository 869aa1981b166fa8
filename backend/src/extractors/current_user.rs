//! The guard: a handler that takes a [`CurrentUser`] runs for nobody else.

use std::future::{Ready, ready};

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use shared::claims::{AccessClaims, Role};
use shared::error::ErrorCode;

use super::same_origin;
use crate::auth::access_token::{self, Judge};
use crate::auth::trace::Unwatched;
use crate::clock::whole_seconds;
use crate::error::Error;
use crate::state::AppState;
use crate::timing::{self, Stage};

/// Whoever the access token of this request speaks for, after every check.
///
/// An argument of the handler and not a layer around it: what needs a user
/// cannot be written without asking for one, and nothing is looked up twice.
pub struct CurrentUser {
    /// The user's id.
    pub id: String,
    /// What kind of user.
    pub role: Role,
    /// The session that the token belongs to.
    pub session_id: String,
    /// When the password was last given in it, in seconds since 1970.
    pub auth_time: i64,
    /// When the token expires, in seconds since 1970.
    pub expires_at: i64,
    /// What the token may be used for.
    scope: String,
}

/// To read one's own notes.
pub const NOTES_READ: &str = "notes:read";
/// To make, change and delete them.
pub const NOTES_WRITE: &str = "notes:write";
/// To see all users and the audit log.
pub const USERS_READ: &str = "users:read";
/// To change the standing of users.
pub const USERS_WRITE: &str = "users:write";

impl CurrentUser {
    /// Whether the token may be used for this: who has the right role may still
    /// have been given a token for less.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may(&self, scope: &str) -> Result<(), ErrorCode> {
        match self.scope.split(' ').any(|granted| granted == scope) {
            true => Ok(()),
            false => Err(ErrorCode::Forbidden),
        }
    }

    /// Whether the password was given a short while ago: for handlers that only
    /// sometimes need that. [`RecentlyAuthenticated`] is for the others.
    ///
    /// # Errors
    /// `step_up_required`.
    pub fn is_recent(&self, state: &AppState) -> Result<(), Error> {
        let max_age = whole_seconds(state.step_up_max_age);
        let age = state.clock.seconds().saturating_sub(self.auth_time);
        if age <= max_age {
            Ok(())
        } else {
            Err(Error::StepUpRequired { max_age })
        }
    }
}

impl FromRequest for CurrentUser {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).map_err(Error::from))
    }
}

/// A user who has given the password a short while ago: for what cannot be
/// undone, since a token that was left lying about is not enough for that.
pub struct RecentlyAuthenticated(pub CurrentUser);

impl FromRequest for RecentlyAuthenticated {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).map_err(Error::from).and_then(|user| {
            user.is_recent(state(request))?;
            Ok(Self(user))
        }))
    }
}

/// An admin.
pub struct Admin(pub CurrentUser);

impl FromRequest for Admin {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).and_then(admin).map_err(Error::from))
    }
}

/// An admin who has given the password a short while ago.
pub struct RecentAdmin(pub CurrentUser);

impl FromRequest for RecentAdmin {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let user = authenticate(request).and_then(admin);
        ready(user.map_err(Error::from).and_then(|Admin(user)| {
            user.is_recent(state(request))?;
            Ok(Self(user))
        }))
    }
}

fn admin(user: CurrentUser) -> Result<Admin, ErrorCode> {
    match user.role {
        Role::Admin => Ok(Admin(user)),
        Role::User | Role::Service => Err(ErrorCode::Forbidden),
    }
}

fn state(request: &HttpRequest) -> &web::Data<AppState> {
    request
        .app_data::<web::Data<AppState>>()
        .expect("startup puts the state into every app")
}

/// Step 4 of the flow: take the token from its header, or from its cookie, and
/// judge it. No database: all that is asked is in memory.
fn authenticate(request: &HttpRequest) -> Result<CurrentUser, ErrorCode> {
    let state = state(request);
    let judge = Judge {
        keys: &state.keys.load(),
        policy: &state.policy,
        revocations: &state.revocations,
        now: state.clock.seconds(),
    };
    let claims = match bearer_token(request)? {
        Some(token) => judged(request, Some(token), judge)?,
        None => {
            let cookie = request.cookie(state.cookies.access_name());
            let token = cookie.as_ref().map(Cookie::value);
            let claims = judged(request, token, judge)?;
            // A browser sends a cookie by itself, for whatever page asks it to.
            if !request.method().is_safe() {
                same_origin::check(request, &state.public_url)?;
            }
            claims
        }
    };
    request.extensions_mut().insert(Authenticated {
        session_id: claims.sid.clone(),
        user_id: claims.sub.clone(),
        role: claims.role,
    });
    // Ids: names and tokens are for nobody's log.
    let span = tracing::Span::current();
    span.record("user", &claims.sub);
    span.record("session", &claims.sid);
    Ok(CurrentUser {
        id: claims.sub,
        role: claims.role,
        session_id: claims.sid,
        auth_time: claims.auth_time,
        expires_at: claims.exp,
        scope: claims.scope,
    })
}

/// The judgement, timed; with the lessons, also written down for who asks for it
/// on their own machine.
fn judged(
    request: &HttpRequest,
    token: Option<&str>,
    judge: Judge<'_>,
) -> Result<AccessClaims, ErrorCode> {
    timing::measure(Stage::Verify, || {
        #[cfg(feature = "lab")]
        if super::watched::is_wanted(request, state(request)) {
            return super::watched::verify(request, token, judge);
        }
        #[cfg(not(feature = "lab"))]
        let _ = request;
        access_token::verify(token, judge, &mut Unwatched)
    })
}

/// Whom this request was found to be from, kept beside it.
struct Authenticated {
    session_id: String,
    user_id: String,
    role: Role,
}

/// Whether whoever sent this request may still do so, now that its body is there:
/// that can take half a minute, and an ended session must not finish what it
/// began. A request that nobody was asked for passes.
///
/// # Errors
/// `token_revoked`.
pub(super) fn still_there(request: &HttpRequest) -> Result<(), ErrorCode> {
    let extensions = request.extensions();
    let Some(user) = extensions.get::<Authenticated>() else {
        return Ok(());
    };
    let revocations = &state(request).revocations;
    if revocations.session_is_over(&user.session_id)
        || !revocations.user_is_still(&user.user_id, user.role)
    {
        return Err(ErrorCode::TokenRevoked);
    }
    Ok(())
}

/// The token of the one `Authorization: Bearer` header, if there is one. Nowhere
/// else: a token in the query would end up in logs and in the browser's history
/// (RFC 9700 §4.3.2).
///
/// # Errors
/// `token_malformed`, for two of them or one that is no text.
pub fn bearer_token(request: &HttpRequest) -> Result<Option<&str>, ErrorCode> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let Some(header) = headers.next() else {
        return Ok(None);
    };
    // Of two, one part of a system might judge the first and another the second.
    if headers.next().is_some() {
        return Err(ErrorCode::TokenMalformed);
    }
    // What `to_str` would do, several bytes at a time.
    let header = Some(header.as_bytes()).filter(|bytes| bytes.is_ascii());
    let header = header.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let header = header.ok_or(ErrorCode::TokenMalformed)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    let is_token = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    Ok(is_token.then_some(token))
}
