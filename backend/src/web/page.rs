//! Serving the page: from the folder that `trunk build` wrote, or out of the
//! program itself. Both are answered by the same lines.
//!
//! In development `trunk serve` does this and passes the API's paths on to us.

use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ContentEncoding, ETag, EntityTag,
    Header as _, IfNoneMatch, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use shared::error::ErrorCode;

use crate::error::Error;

mod chunks;
mod coding;
mod file;
mod files;
mod policy;

use self::chunks::Chunks;
use self::file::File;
use self::files::Files;

pub use self::files::Source;

/// The document that every address of the app shows.
const INDEX: &str = "index.html";

/// The page.
#[derive(Clone)]
pub struct Page {
    files: Files,
}

impl Page {
    /// The page from there, which may call these origins beside its own.
    #[must_use]
    pub fn new(source: Source, others: Vec<String>) -> Self {
        Self {
            files: Files::new(source, others),
        }
    }
}

/// Answers what no endpoint answers: a file of the page, or the page itself,
/// which then finds out by the address what to show.
///
/// # Errors
/// `not_found` for what only programs ask for and files that are not there,
/// `method_not_allowed` for whatever else than reading is wanted of the page.
pub async fn serve(request: HttpRequest, page: web::Data<Page>) -> Result<HttpResponse, Error> {
    let name = request.path().trim_start_matches('/');
    if is_for_programs(name) {
        return Err(ErrorCode::NotFound.into());
    }
    let name = match is_file_name(name) {
        // Half of a file: it belongs to answers that say how it is coded.
        true if coding::is_coded(name) => return Err(ErrorCode::NotFound.into()),
        // Pages go out under a policy of their own, and there is only the one.
        true if !name.ends_with(".html") => name,
        _ => INDEX,
    };
    let file = page.files.find(name).await?;
    let file = file.ok_or(ErrorCode::NotFound)?;
    match *request.method() {
        Method::GET | Method::HEAD => Ok(answer(&request, &file)),
        _ => Err(Error::MethodNotAllowed("GET, HEAD")),
    }
}

/// A program that is wrong by a slash is told so. With the page and a 200 in its hand,
/// one that asks `/readyz/` would take a server for ready that is not. One that looks for
/// `.env` or `.git/config` is told that neither is there.
fn is_for_programs(name: &str) -> bool {
    let first = name.split('/').next().unwrap_or_default();
    first.starts_with('.') || ["api", "oauth", "healthz", "readyz"].contains(&first)
}

/// A plain name with an extension, in folders of plain names: with neither `..`
/// nor `%` nor `\` in it there is no way out of the folder.
fn is_file_name(name: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    let last = name.rsplit('/').next().unwrap_or_default();
    last.contains('.') && name.split('/').all(is_plain)
}

/// The file in the coding that suits the caller, or the word that they have it.
///
/// Always the whole of it: what is asked for in parts is large and lasts, as films
/// do, and a page has neither (RFC 9110 §14.2 leaves that to the server).
fn answer(request: &HttpRequest, file: &File) -> HttpResponse {
    let (coding, content) = coding::choose(request, file);
    let etag = content.etag(file);
    let is_known = has_already(request, &etag);
    let mut answer = match is_known {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    answer
        .insert_header((CACHE_CONTROL, file.caching))
        .insert_header((VARY, "Accept-Encoding"))
        .insert_header(ETag(etag));
    if let Some(policy) = &file.policy {
        // Also where there is nothing new: a browser puts the headers of that
        // answer over those that it has.
        answer.insert_header((CONTENT_SECURITY_POLICY, policy.as_str()));
    }
    if is_known {
        return answer.finish();
    }
    if coding != ContentEncoding::Identity {
        answer.insert_header((CONTENT_ENCODING, coding.as_str()));
    }
    answer
        .content_type(file.content_type.as_str())
        .body(Chunks::of(content.bytes.clone()))
}

/// By the weak comparison (RFC 9110 §13.1.2): a proxy that codes an answer anew
/// makes the tag a weak one.
fn has_already(request: &HttpRequest, etag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(etag)),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_looked_up_as_files() {
        for name in ["app-0123456789abcdef.js", "icons/a.svg"] {
            assert!(is_file_name(name), "{name}");
        }
        for name in [
            "",
            "notes",
            "../Cargo.toml",
            "a/../../x.txt",
            ".env",
            "a/.git/x.y",
            "..%2fx.txt",
            "a\\..\\x.txt",
            "/etc/passwd.txt",
            "a//b.txt",
        ] {
            assert!(!is_file_name(name), "{name}");
        }
    }
}
