//! A judgement that is written down on its way, for the lessons: what they show
//! are the checks of the very request that was answered.

use actix_web::http::header::HeaderName;
use actix_web::{HttpMessage as _, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::claims::AccessClaims;
use shared::error::ErrorCode;
use shared::lab::{TRACE_HEADER, TokenTrace};
use shared::trace::Check;

use super::at_home::is_at_home;
use crate::auth::access_token::{self, Judge};
use crate::auth::trace::Trace;
use crate::state::AppState;

/// Asks for the trace in a request, and carries it in the answer.
pub const HEADER: HeaderName = HeaderName::from_static(TRACE_HEADER);

/// Whether the request asks for the trace and may see it. It says nothing about
/// the keys, and still is for the one who sits here.
pub(super) fn is_wanted(request: &HttpRequest, state: &AppState) -> bool {
    request.headers().contains_key(HEADER) && is_at_home(request, state)
}

/// Judges as for every request, and keeps what was seen beside this one.
pub(super) fn verify(
    request: &HttpRequest,
    token: Option<&str>,
    judge: Judge<'_>,
) -> Result<AccessClaims, ErrorCode> {
    let (judged, trace) = trace(token, judge);
    request.extensions_mut().insert(trace);
    judged
}

/// Judges a token, and tells how.
pub fn trace(
    token: Option<&str>,
    judge: Judge<'_>,
) -> (Result<AccessClaims, ErrorCode>, TokenTrace) {
    let mut witness = Trace::default();
    let judged = access_token::verify(token, judge, &mut witness);
    let trace = TokenTrace {
        code: judged.as_ref().err().copied(),
        checks: witness.into_reports(Check::ALL),
    };
    (judged, trace)
}

/// What was kept beside a request, as its answer's header carries it: JSON in
/// base64url, as headers are ASCII and what a check saw may not be.
#[must_use]
pub fn trace_of(request: &HttpRequest) -> Option<String> {
    let extensions = request.extensions();
    let json = serde_json::to_vec(extensions.get::<TokenTrace>()?).ok()?;
    Some(URL_SAFE_NO_PAD.encode(json))
}
