//! What this server is there for: a report, for users and for services.

use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::{HttpResponse, web};
use shared::claims::Role;
use shared::report::{ReportCaller, ReportSummary};

use super::ResourceState;
use super::caller::Caller;
use crate::clock::rfc3339;
use crate::error::Error;

/// To read reports.
const REPORTS_READ: &str = "reports:read";

/// This server's own data: how many reports it has given, and to whom.
pub(super) struct Tally {
    /// Milliseconds since 1970.
    since: i64,
    to_users: AtomicU64,
    to_services: AtomicU64,
}

impl Tally {
    pub(super) fn since(since: i64) -> Self {
        Self {
            since,
            to_users: AtomicU64::new(0),
            to_services: AtomicU64::new(0),
        }
    }
}

/// `GET /reports/summary`: needs the scope `reports:read`.
pub(super) async fn summary(
    caller: Caller,
    state: web::Data<ResourceState>,
) -> Result<HttpResponse, Error> {
    caller.may(REPORTS_READ)?;
    let tally = &state.tally;
    let count = match caller.0.role {
        Role::Service => &tally.to_services,
        Role::User | Role::Admin => &tally.to_users,
    };
    count.fetch_add(1, Ordering::Relaxed);
    Ok(HttpResponse::Ok().json(ReportSummary {
        caller: ReportCaller::from(caller.0),
        since: rfc3339(tally.since),
        given_to_users: tally.to_users.load(Ordering::Relaxed),
        given_to_services: tally.to_services.load(Ordering::Relaxed),
    }))
}
