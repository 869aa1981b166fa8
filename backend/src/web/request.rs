//! Around every request: an id, one line in the log, and an answer even when
//! the handler panics.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_http::ConnectionType;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError, web};
use futures_util::FutureExt as _;
use prometheus::IntGauge;
use shared::error::ErrorCode;
use tracing::Instrument as _;
use tracing::field::Empty;
use uuid::Uuid;

use super::connection::Connection;
use super::security_headers::SecurityHeaders;
use super::{body, problem};
use crate::extractors::at_home::is_at_home;
#[cfg(feature = "lab")]
use crate::extractors::watched;
use crate::metrics::{Metrics, NO_ROUTE};
use crate::state::AppState;
use crate::timing;

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What this layer has to know of the settings.
#[derive(Clone)]
pub struct Edge {
    /// Where browsers reach the server, for links in answers.
    pub public_url: String,
    /// The headers of every answer.
    pub headers: SecurityHeaders,
    /// Counts what happens.
    pub metrics: Arc<Metrics>,
}

/// The pattern of an endpoint's path, which its routes carry with them.
pub struct Pattern(pub &'static str);

/// Runs the request and finishes its answer.
///
/// # Errors
/// When the handler panicked, as an error that answers with a 500.
pub async fn handle(
    edge: web::Data<Edge>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Answer>, actix_web::Error> {
    let started = Instant::now();
    let in_hand = InHand::take(&mut request, &edge.metrics.in_flight);
    // Ours alone: one sent by the caller could forge lines in the log.
    let request_id = Uuid::now_v7().to_string();
    let method = request.method().clone();
    // Without the query, which may hold what is nobody's business.
    let path = for_the_log(request.path());

    let state = request.app_data::<web::Data<AppState>>();
    let has_timing = state.is_some_and(|state| is_at_home(request.request(), state));
    // Whatever is logged on the way says which request it was about, and whose.
    let span = tracing::error_span!("request", request_id, user = Empty, session = Empty);
    let work = AssertUnwindSafe(next.call(request).instrument(span.clone())).catch_unwind();
    let (answer, timing) = match has_timing {
        true => {
            let (answer, timing) = timing::of(work).await;
            (answer, Some(timing))
        }
        false => (work.await, None),
    };
    let Ok(answer) = answer else {
        span.in_scope(|| tracing::error!(%method, path, "a handler panicked"));
        let (status, code) = (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal);
        let took = started.elapsed();
        // Which route it was is lost with the request.
        edge.metrics
            .answered(&method, NO_ROUTE, status, Some(code), took);
        let (edge, request_id) = (edge.get_ref().clone(), request_id);
        return Err(Panicked { edge, request_id }.into());
    };
    let (request, response) = answer?.map_into_boxed_body().into_parts();
    let mut response = problem::write(response, &edge.public_url, &request_id);
    finish(&mut response, &edge, &request_id);
    tell(&mut response, SERVER_TIMING, timing);
    #[cfg(feature = "lab")]
    tell(&mut response, watched::HEADER, watched::trace_of(&request));
    let took = started.elapsed();
    let route = request.app_data::<Pattern>().map_or(NO_ROUTE, |it| it.0);
    let code = response.extensions().get::<ErrorCode>().copied();
    edge.metrics
        .answered(&method, route, response.status(), code, took);
    span.in_scope(|| {
        let status = response.status().as_u16();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(%method, path, status, micros, "answered");
    });
    // The rest of a body that nobody reads would be taken for the next request.
    let is_draining = request
        .app_data::<web::Data<AppState>>()
        .is_some_and(|state| state.is_draining());
    if is_draining || in_hand.has_unread_body() {
        response
            .head_mut()
            .set_connection_type(ConnectionType::Close);
    }
    let response = response.map_body(|_, body| Answer {
        body,
        _in_hand: in_hand,
    });
    Ok(ServiceResponse::new(request, response))
}

/// A request from its arrival until its answer has been handed over, or given up.
struct InHand {
    connection: Option<Rc<Connection>>,
    in_flight: IntGauge,
}

impl InHand {
    /// Tells the connection, and has it watch the body.
    fn take(request: &mut ServiceRequest, in_flight: &IntGauge) -> Self {
        in_flight.inc();
        let connection = request.conn_data::<Rc<Connection>>().cloned();
        if let Some(connection) = &connection {
            body::watch(request, connection);
        }
        Self {
            connection,
            in_flight: in_flight.clone(),
        }
    }

    fn has_unread_body(&self) -> bool {
        let connection = self.connection.as_ref();
        connection.is_some_and(|connection| connection.has_unread_body())
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.in_flight.dec();
        if let Some(connection) = &self.connection {
            connection.finish();
        }
    }
}

/// The body of an answer; the framework lets go of it when it has all of it.
pub struct Answer {
    body: BoxBody,
    _in_hand: InHand,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<web::Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}

/// Adds a header that only some answers have.
fn tell(response: &mut HttpResponse<BoxBody>, name: HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
        response.headers_mut().insert(name, value);
    }
}

/// The path without what may be a token in it: a link's is as good as a password,
/// and nothing else of ours in a path is longer than an id.
fn for_the_log(path: &str) -> String {
    let mut shown = String::with_capacity(path.len());
    for (index, segment) in path.split('/').enumerate() {
        if index > 0 {
            shown.push('/');
        }
        shown.push_str(if segment.len() <= 40 { segment } else { "…" });
    }
    shown
}

/// The headers that every answer has.
pub(super) fn finish(response: &mut HttpResponse<BoxBody>, edge: &Edge, request_id: &str) {
    let headers = response.headers_mut();
    // Once, and not each time that they do not fit.
    headers.reserve(16);
    edge.headers.add_to(headers);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    // What does not say that it may be kept belongs to one user at one moment.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// A handler panicked. Its request is lost with it, so the whole answer is made
/// from what was known before.
struct Panicked {
    edge: Edge,
    request_id: String,
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a handler panicked")
    }
}

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let bare = HttpResponse::InternalServerError().finish();
        let mut response = problem::write(bare, &self.edge.public_url, &self.request_id);
        finish(&mut response, &self.edge, &self.request_id);
        response
    }
}
