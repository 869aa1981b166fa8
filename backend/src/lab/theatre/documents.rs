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

/// The query of [`stage`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::lab) struct Programme {
    act: Act,
}

/// `GET /api/lab/theatre/stage?act=…`: a document of our own origin. A script in
/// it reaches our page's storage, its `fetch` and its memory, as one would that
/// somebody smuggled into the page itself.
pub(in crate::lab) async fn stage(
    _: Visitor,
    state: web::Data<AppState>,
    request: HttpRequest,
    programme: web::Query<Programme>,
) -> Result<HttpResponse, Error> {
    let foreign = site::foreign(&request, &state);
    let content = match programme.act {
        Act::Forge => format!(r#"<iframe src="{foreign}{}"></iframe>"#, theatre::FOREIGN),
        Act::Read | Act::Catch | Act::Speak => {
            format!(r#"<script src="{}"></script>"#, theatre::PLANTED)
        }
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
         frame-src {foreign}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    );
    Ok(document(&policy, "", &content))
}

/// `GET /api/lab/theatre/planted.js`.
pub(in crate::lab) async fn planted(_: Visitor) -> HttpResponse {
    script(include_str!("planted.js"))
}

/// `GET /api/lab/theatre/foreign`: a page of another site, with forms for ours.
/// Where they go is the server's to say and never the address's: a page that
/// sends forms wherever it is told would be of use to real attackers.
pub(in crate::lab) async fn foreign(
    _: Passerby,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    if !site::is_foreign(&request, &state) {
        return Err(ErrorCode::NotFound.into());
    }
    let target = &state.public_url;
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; \
         form-action {target}; frame-src {target}; frame-ancestors {target}"
    );
    let forms = [
        // A form cannot send JSON, but text that reads like it.
        form(
            target,
            endpoint::NOTES,
            r#"enctype="text/plain""#,
            "{&quot;title&quot;:&quot;Forged&quot;,&quot;body&quot;:&quot;",
            "&quot;}",
        ),
        form(target, endpoint::LOGOUT, "", "", ""),
        form(target, theatre::CAREFUL, "", "amount", "100"),
        form(target, theatre::CARELESS, "", "amount", "100"),
    ]
    .concat();
    let content = format!(
        r#"<p>{}</p>{forms}<script src="{}"></script>"#,
        site::foreign(&request, &state),
        theatre::FOREIGN_SCRIPT
    );
    Ok(document(&policy, target, &content))
}

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

/// A form that nobody has to press, and the frame for its answer.
fn form(target: &str, path: &str, attributes: &str, name: &str, value: &str) -> String {
    format!(
        r#"<form method="post" action="{target}{path}" target="{path}" {attributes}>
<code>POST {path}</code><input type="hidden" name="{name}" value="{value}"></form>
<iframe name="{path}" hidden></iframe>"#
    )
}

fn document(policy: &str, target: &str, content: &str) -> HttpResponse {
    let style = theatre::STYLE;
    HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .content_type("text/html; charset=utf-8")
        .body(format!(
            r#"<!doctype html><html lang="en" data-target="{target}"><meta charset="utf-8"><title>Tessera: on the stage</title><link rel="stylesheet" href="{style}"><body>{content}</body></html>"#
        ))
}

fn script(text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .body(text)
}
