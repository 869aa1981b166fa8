//! A token for another API, for one who is logged in here.

use actix_web::{HttpResponse, web};
use shared::error::ErrorCode;
use shared::oauth::{ExchangeRequest, IssuedToken};

use crate::auth::access_token::Subject;
use crate::auth::access_token::elsewhere::{self, CannotIssue, Errand};
use crate::auth::scope;
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::json::{Json, invalid};
use crate::state::AppState;

/// `POST /api/auth/exchange`: single sign-on in one request. The log-in of here is
/// turned into a token that another API takes and this one does not.
///
/// RFC 8693 has a grant for this at the token endpoint, where the token to be
/// exchanged is a parameter. A page whose token is in an `HttpOnly` cookie could not
/// send it there, and one that can read it had better not copy it about.
pub async fn exchange(
    state: web::Data<AppState>,
    user: CurrentUser,
    Json(request): Json<ExchangeRequest>,
) -> Result<HttpResponse, Error> {
    // One that was given for less than all that its user may do is not to be
    // traded for what it was not given for.
    for scope in user.role.scope().split(' ') {
        user.may(scope)?;
    }
    let mut apis = state.other_apis.iter();
    let api = apis.find(|api| api.audience == request.audience);
    let api = api.ok_or_else(|| invalid("audience", "is no API that this log-in is good for"))?;
    let scope = scope::narrow(&api.scope, request.scope.as_deref());
    let scope = scope.ok_or_else(|| invalid("scope", "is more than users may do there"))?;
    let subject = Subject {
        user_id: &user.id,
        role: user.role,
        session_id: &user.session_id,
        auth_time: user.auth_time,
        session_ends: user.expires_at,
    };
    let errand = Errand {
        audience: &api.audience,
        scope: &scope,
    };
    let (keys, now) = (state.keys.load(), state.clock.seconds());
    // A token that is taken in the leeway after its end is good for nothing longer.
    if user.expires_at <= now {
        return Err(ErrorCode::TokenExpired.into());
    }
    match elsewhere::issue(&keys, &state.policy, &subject, errand, now) {
        Ok(issued) => Ok(answer(issued, scope)),
        Err(CannotIssue::CannotSign(error)) => Err(error.into()),
        Err(CannotIssue::NoPublicKey) => Err(invalid(
            "audience",
            "cannot be served: each key of this server is a secret, which the other side \
             could not verify with. Add one: backend keys generate --alg ES256",
        )),
    }
}

/// The token in OAuth's form. Never to be kept by anyone between (RFC 6749 §5.1).
pub(super) fn answer((access_token, expires_in): (String, i64), scope: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .insert_header(("pragma", "no-cache"))
        .json(IssuedToken {
            access_token,
            token_type: "Bearer".to_owned(),
            expires_in,
            scope,
        })
}
