//! The two documents that go on the stage, each under a policy of its own. The
//! product's policy is loosened nowhere.

use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use shared::endpoint;
use shared::error::ErrorCode;
use shared::lab::theatre::{self, Act};

use super::site;
use crate::error::Error;
use crate::lab::gate::{Passerby, Visitor};
use crate::state::AppState;

/// The query of [`stage`]: what the script is to do there reads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::lab) struct Programme {
    #[serde(rename = "act")]
    _act: Act,
}

/// `GET /api/lab/theatre/stage?act=…`: a document of our own origin. The script in
/// it reaches our page's storage, its `fetch` and its memory, as one would that
/// somebody smuggled into the page itself.
///
/// In a frame alone: opened by a link in a window of its own, it would act for
/// whoever was talked into following that.
pub(in crate::lab) async fn stage(
    _: Visitor,
    request: HttpRequest,
    _: web::Query<Programme>,
) -> Result<HttpResponse, Error> {
    let destination = request.headers().get("sec-fetch-dest");
    if destination.is_some_and(|destination| destination.as_bytes() != b"iframe") {
        return Err(ErrorCode::NotFound.into());
    }
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                  base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    let content = format!(r#"<script src="{}"></script>"#, theatre::PLANTED);
    Ok(document(policy, "stage", &content))
}

/// `GET /api/lab/theatre/planted.js`.
pub(in crate::lab) async fn planted(_: Visitor) -> HttpResponse {
    script(include_str!("planted.js"))
}

/// How far the visit to the other site has come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::lab) struct Visit {
    step: u8,
}

/// `GET /api/lab/theatre/foreign?step=…`: a page of another site, with forms for
/// ours. Where they go is the server's to say and never the address's: a page
/// that sends forms wherever it is told would be of use to real attackers.
pub(in crate::lab) async fn foreign(
    _: Passerby,
    state: web::Data<AppState>,
    request: HttpRequest,
    visit: web::Query<Visit>,
) -> Result<HttpResponse, Error> {
    if !site::is_foreign(&request, &state) {
        return Err(ErrorCode::NotFound.into());
    }
    let own = &state.public_url;
    let forms = match visit.step {
        0 => [
            // A form cannot send JSON, but text that reads like it.
            framed(own, endpoint::NOTES, r#"enctype="text/plain""#, NOTE),
            framed(own, endpoint::LOGOUT, "", ("", "")),
            form(own, theatre::CAREFUL, "", ("amount", "100")),
        ]
        .concat(),
        1 => form(own, theatre::CARELESS, "", ("amount", "100")),
        _ => String::new(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; \
         form-action 'self' {own}; frame-src {own}; frame-ancestors 'none'"
    );
    let content = format!(
        r#"<p>Another site · <span lang="zh-CN">另一个网站</span></p><h1>{foreign}</h1>{forms}<p><a href="{own}{back}">↩ {own}</a></p><script src="{script}"></script>"#,
        foreign = site::foreign(&request, &state),
        back = theatre::PAGE,
        script = theatre::FOREIGN_SCRIPT,
    );
    Ok(document(&policy, "foreign", &content))
}

/// Name and value of a field that make a note of what a form sends as text.
const NOTE: (&str, &str) = (
    "{&quot;title&quot;:&quot;Forged&quot;,&quot;body&quot;:&quot;",
    "&quot;}",
);

/// `GET /api/lab/theatre/foreign.js`.
pub(in crate::lab) async fn foreign_script(_: Visitor) -> HttpResponse {
    script(include_str!("foreign.js"))
}

/// `GET /api/lab/theatre/stage.css`.
pub(in crate::lab) async fn style(_: Visitor) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .body(include_str!("stage.css"))
}

/// A form that nobody has to press.
fn form(own: &str, path: &str, attributes: &str, (name, value): (&str, &str)) -> String {
    format!(
        r#"<form method="post" action="{own}{path}" {attributes}>POST {own}{path}<input type="hidden" name="{name}" value="{value}"></form>"#
    )
}

/// The same with a frame of its own for the answer.
fn framed(own: &str, path: &str, attributes: &str, field: (&str, &str)) -> String {
    let attributes = format!(r#"target="{path}" {attributes}"#);
    let form = form(own, path, &attributes, field);
    format!(r#"{form}<iframe name="{path}" hidden></iframe>"#)
}

fn document(policy: &str, class: &str, content: &str) -> HttpResponse {
    let style = theatre::STYLE;
    HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .content_type("text/html; charset=utf-8")
        .body(format!(
            r#"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{class}</title><link rel="stylesheet" href="{style}"><body class="{class}">{content}</body></html>"#
        ))
}

fn script(text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .body(text)
}
