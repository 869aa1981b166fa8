//! Where forged requests arrive, and what became of them.
//!
//! Two endpoints that both would transfer something: one asks the product's own
//! guard, the other believes its cookie.

use std::sync::{MutexGuard, PoisonError};

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{LOCATION, ORIGIN};
use actix_web::{HttpRequest, HttpResponse, web};
use shared::lab::theatre::{CARELESS_COOKIE, FOREIGN, Forged, Forgeries, PLAIN_COOKIE};

use super::{Theatre, site};
use crate::error::Error;
use crate::extractors::current_user::CurrentUser;
use crate::extractors::same_origin;
use crate::lab::gate::{Passerby, Visitor};
use crate::state::AppState;

/// So many are kept, whoever sends more.
const KEPT: usize = 16;

/// What arrived since it was begun.
#[derive(Default)]
pub(super) struct Record {
    received: Vec<Forged>,
    transfers: u32,
}

impl Record {
    fn add(&mut self, forged: Forged) {
        if self.received.len() < KEPT {
            self.received.push(forged);
        }
    }
}

/// `POST /api/lab/theatre/forgeries`: a new record, and two cookies as careless
/// programs set them. They open nothing but [`careless`].
pub(in crate::lab) async fn begin(
    _: Visitor,
    theatre: web::Data<Theatre>,
) -> Result<HttpResponse, Error> {
    *record(&theatre) = Record::default();
    let careless = Cookie::build(CARELESS_COOKIE, "1")
        .path("/")
        .max_age(Duration::minutes(10))
        .http_only(true)
        .same_site(SameSite::None)
        // Browsers take SameSite=None with Secure only, and count localhost
        // among the secure.
        .secure(true)
        .finish();
    let plain = Cookie::build(PLAIN_COOKIE, "1")
        .path("/")
        .max_age(Duration::minutes(10))
        .http_only(true)
        .finish();
    let mut response = HttpResponse::NoContent();
    response.cookie(careless).cookie(plain);
    Ok(response.finish())
}

/// `GET /api/lab/theatre/forgeries`: what arrived.
pub(in crate::lab) async fn list(
    _: Visitor,
    state: web::Data<AppState>,
    theatre: web::Data<Theatre>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let record = record(&theatre);
    Ok(HttpResponse::Ok().json(Forgeries {
        foreign: site::foreign(&request, &state),
        own: state.public_url.clone(),
        received: record.received.clone(),
        transfers: record.transfers,
    }))
}

/// `POST /api/lab/theatre/careful`: asks for a user as every endpoint of the
/// product does, and changes nothing even for one.
pub(in crate::lab) async fn careful(
    _: Passerby,
    state: web::Data<AppState>,
    theatre: web::Data<Theatre>,
    request: HttpRequest,
    user: Result<CurrentUser, Error>,
) -> HttpResponse {
    let forged = Forged {
        refused: user.err().map(|refusal| refusal.code()),
        second_line: same_origin::check(&request, &state.public_url).err(),
        ..seen(&request)
    };
    record(&theatre).add(forged);
    back(&request, &state, 1)
}

/// `POST /api/lab/theatre/careless`: whoever sends the cookie is believed.
pub(in crate::lab) async fn careless(
    _: Passerby,
    state: web::Data<AppState>,
    theatre: web::Data<Theatre>,
    request: HttpRequest,
) -> HttpResponse {
    let is_believed = request.cookie(CARELESS_COOKIE).is_some();
    {
        let mut record = record(&theatre);
        record.add(seen(&request));
        record.transfers += u32::from(is_believed);
    }
    back(&request, &state, 2)
}

/// To the foreign page's next step: the visit goes on in the same window.
fn back(request: &HttpRequest, state: &AppState, step: u8) -> HttpResponse {
    let foreign = site::foreign(request, state);
    HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("{foreign}{FOREIGN}?step={step}")))
        .finish()
}

/// What a request shows of itself.
fn seen(request: &HttpRequest) -> Forged {
    let header = |name: &str| {
        let value = request.headers().get(name)?.to_str().ok()?;
        // It is shown to people: what is longer than any origin is cut.
        Some(value.chars().take(100).collect())
    };
    let cookies = request.cookies();
    let names = cookies.map(|all| all.iter().map(|c| c.name().to_owned()).take(10).collect());
    Forged {
        path: request.path().to_owned(),
        site: header("sec-fetch-site"),
        origin: header(ORIGIN.as_str()),
        cookies: names.unwrap_or_default(),
        refused: None,
        second_line: None,
    }
}

fn record(theatre: &Theatre) -> MutexGuard<'_, Record> {
    theatre
        .record
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}
