//! The guard of this server: a handler that takes a [`Caller`] runs for nobody
//! without a good token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use shared::claims::AccessClaims;
use shared::error::ErrorCode;

use super::ResourceState;
use crate::auth::access_token::{self, Judge};
use crate::auth::keys::VerifyingKeys;
use crate::auth::trace::Unwatched;
use crate::error::Error;
use crate::extractors::current_user::bearer_token;

/// Whoever the token speaks for: a user or a service. What is known of them is what
/// the token says.
pub(super) struct Caller(pub(super) AccessClaims);

impl Caller {
    /// Whether the token may be used for this.
    pub(super) fn may(&self, scope: &str) -> Result<(), ErrorCode> {
        match self.0.scope.split(' ').any(|granted| granted == scope) {
            true => Ok(()),
            false => Err(ErrorCode::Forbidden),
        }
    }
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { authenticate(&request).await.map(Self).map_err(Error::from) })
    }
}

/// Judged by the same function as at the server that signed it, with other keys and
/// another audience. The only reason to judge twice is a key that is not known yet.
async fn authenticate(request: &HttpRequest) -> Result<AccessClaims, ErrorCode> {
    let state = state(request);
    let token = bearer_token(request)?;
    let known = state.keys.known();
    let none = VerifyingKeys::default();
    let judged = judge(
        state,
        token,
        known.as_ref().map_or(&none, |known| &known.keys),
    );
    if judged != Err(ErrorCode::TokenKeyUnknown) {
        return judged;
    }
    match state.keys.newer_than(known.clone()).await {
        Some(newer) => judge(state, token, &newer.keys),
        // Not the token's fault, as far as can be told.
        None if known.is_none() => Err(ErrorCode::Overloaded),
        None => judged,
    }
}

fn judge(
    state: &ResourceState,
    token: Option<&str>,
    keys: &VerifyingKeys,
) -> Result<AccessClaims, ErrorCode> {
    let judge = Judge {
        keys,
        policy: &state.policy,
        revocations: &state.nothing_revoked,
        now: state.clock.seconds(),
    };
    access_token::verify(token, judge, &mut Unwatched)
}

pub(super) fn state(request: &HttpRequest) -> &web::Data<ResourceState> {
    request
        .app_data::<web::Data<ResourceState>>()
        .expect("build puts the state into every app")
}

/// `GET /readyz`: there are keys to judge tokens with.
pub(super) async fn ready(state: web::Data<ResourceState>) -> Result<HttpResponse, Error> {
    match state.keys.known() {
        Some(known) if !known.keys.is_empty() => {
            Ok(HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })))
        }
        _ => Err(ErrorCode::Overloaded.into()),
    }
}
