//! What admins do: find users, change their standing, read the audit log.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use shared::admin::{AuditEvent, ManagedUser, UserChange};
use shared::error::ErrorCode;
use shared::note::Page;
use shared::user::Email;

use super::me::profile;
use crate::clock::rfc3339;
use crate::db::events::{self, Event, EventRow};
use crate::db::sessions;
use crate::db::user_search;
use crate::db::users::{self, Change, Standing, UserRow};
use crate::error::Error;
use crate::extractors::client::Client;
use crate::extractors::current_user::{Admin, RecentAdmin, USERS_READ, USERS_WRITE};
use crate::extractors::json::{Json, invalid};
use crate::extractors::page_query::{PageQuery, cut};
use crate::extractors::path_id::PathId;
use crate::state::AppState;

#[derive(Deserialize)]
struct Search {
    query: Option<String>,
}

/// `GET /api/admin/users`: a page of users, the newest first; with `?query=`
/// those whose name, shown name or address contains it.
pub async fn list_users(
    state: web::Data<AppState>,
    Admin(admin): Admin,
    page: PageQuery,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    admin.may(USERS_READ)?;
    let search = web::Query::<Search>::from_query(request.query_string())
        .map_err(|_| invalid("query", "occurs twice or cannot be read"))?;
    let query = search.into_inner().query.unwrap_or_default();
    if query.chars().count() > Email::MAX_CHARS || query.contains(char::is_control) {
        return Err(invalid(
            "query",
            "is longer than any name or address, or odd",
        ));
    }
    let limit = page.limit;
    let rows = state
        .database
        .run(move |connection| {
            user_search::page(connection, query.trim(), page.cursor.as_deref(), limit + 1)
        })
        .await?;
    let (rows, next_cursor) = cut(rows, limit, |row: &UserRow| row.id.clone());
    let items = rows
        .into_iter()
        .map(managed)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(HttpResponse::Ok().json(Page { items, next_cursor }))
}

/// `PATCH /api/admin/users/{id}`: changes role or standing, at once: whoever is
/// disabled is out, and a token with another role is refused.
pub async fn change_user(
    state: web::Data<AppState>,
    RecentAdmin(admin): RecentAdmin,
    client: Client,
    id: PathId,
    Json(change): Json<UserChange>,
) -> Result<HttpResponse, Error> {
    admin.may(USERS_WRITE)?;
    // The last admin would lock everybody out, themselves first.
    if admin.id == *id {
        return Err(ErrorCode::Forbidden.into());
    }
    let standing = Standing {
        role: change.role,
        disabled: change.disabled,
    };
    let (now, user_id, ip) = (state.clock.millis(), id.clone(), client.ip_text());
    let changed = state
        .database
        .run(move |connection| {
            let by = (Some(admin.id.as_str()), Some(ip.as_str()));
            users::set_standing(connection, &user_id, standing, by, now)
        })
        .await?;
    let changed = match changed {
        Change::NotThere => return Err(ErrorCode::NotFound.into()),
        Change::NotAllowed => return Err(ErrorCode::Forbidden.into()),
        Change::Made(changed) => *changed,
    };
    if let Some(since) = changed.since {
        state.user_became(&id, changed.user.standing(), since);
    }
    state.end_sessions(&changed.ended, now);
    Ok(HttpResponse::Ok().json(managed(changed.user)?))
}

/// `POST /api/admin/users/{id}/revoke`: ends all sessions of a user.
pub async fn revoke(
    state: web::Data<AppState>,
    RecentAdmin(admin): RecentAdmin,
    client: Client,
    id: PathId,
) -> Result<HttpResponse, Error> {
    admin.may(USERS_WRITE)?;
    let (now, user_id, ip) = (state.clock.millis(), id.into_inner(), client.ip_text());
    let ended = state
        .database
        .run(move |connection| {
            let Some(user) = users::find(connection, &user_id)? else {
                return Ok(None);
            };
            let ended = sessions::revoke_all(connection, &user.id, None, now)?;
            let event = Event::of_user(events::SESSIONS_REVOKED, &user.id);
            events::record(connection, &event.by(&admin.id).from(&ip), now)?;
            Ok(Some(ended))
        })
        .await?
        .ok_or(ErrorCode::NotFound)?;
    state.end_sessions(&ended, now);
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/admin/events`: a page of the audit log, the newest first.
pub async fn list_events(
    state: web::Data<AppState>,
    Admin(admin): Admin,
    page: PageQuery,
) -> Result<HttpResponse, Error> {
    admin.may(USERS_READ)?;
    let limit = page.limit;
    let rows = state
        .database
        .run(move |connection| events::page(connection, page.cursor.as_deref(), limit + 1))
        .await?;
    let (rows, next_cursor) = cut(rows, limit, |row: &EventRow| row.id.clone());
    let items = rows.into_iter().map(event).collect();
    Ok(HttpResponse::Ok().json(Page::<AuditEvent> { items, next_cursor }))
}

fn managed(row: UserRow) -> Result<ManagedUser, Error> {
    Ok(ManagedUser {
        disabled: row.disabled_at.is_some(),
        profile: profile(row)?,
    })
}

fn event(row: EventRow) -> AuditEvent {
    AuditEvent {
        id: row.id,
        at: rfc3339(row.at),
        kind: row.kind,
        user_id: row.user_id,
        actor_id: row.actor_id,
        ip: row.ip,
    }
}
