//! Serving the built page: what `trunk build` leaves in `dist`.
//!
//! In development `trunk serve` does this and passes the API's paths on to us.

use std::io;
use std::path::{Path, PathBuf};

use actix_files::NamedFile;
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::error::ErrorCode;

use crate::error::Error;

/// The folder with the built page, if there is one.
#[derive(Clone)]
pub struct Page {
    folder: PathBuf,
    /// The origins that the page may call beside its own.
    others: Vec<String>,
}

impl Page {
    /// The page in `folder`, which may call these origins beside its own.
    #[must_use]
    pub fn new(folder: PathBuf, others: Vec<String>) -> Self {
        Self { folder, others }
    }
}

/// Answers what no endpoint answers: a file of the page, or the page itself,
/// which then finds out by the address what to show.
///
/// # Errors
/// `not_found` for the API's paths, other methods, and files that are not there.
pub async fn serve(request: HttpRequest, page: web::Data<Page>) -> Result<HttpResponse, Error> {
    let path = request.path();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read || is_for_programs(path) {
        return Err(ErrorCode::NotFound.into());
    }
    let name = path.trim_start_matches('/');
    // Pages go out under a policy of their own, and there is only the one.
    if is_file_name(name) && !name.ends_with(".html") {
        return file(&request, &page.folder.join(name), name).await;
    }
    index(&page).await
}

fn is_for_programs(path: &str) -> bool {
    ["/api", "/.well-known", "/oauth"]
        .iter()
        .any(|prefix| path == *prefix || path.starts_with(&format!("{prefix}/")))
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

async fn file(request: &HttpRequest, path: &Path, name: &str) -> Result<HttpResponse, Error> {
    let path = path.to_owned();
    let file = web::block(move || NamedFile::open(path))
        .await
        .map_err(|error| Error::Internal(error.to_string()))?
        .map_err(|_| ErrorCode::NotFound)?;
    let mut response = file.into_response(request);
    let caching = if has_hash(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    Ok(response)
}

/// Trunk puts a 64-bit hash of the content into a name, in hexadecimal digits
/// without leading zeros: another content has another name.
fn has_hash(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| (12..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

async fn index(page: &Page) -> Result<HttpResponse, Error> {
    let path = page.folder.join("index.html");
    // Read each time: it is small and rarely asked for, and a page that was
    // built again is served without a restart.
    let html = web::block(move || std::fs::read_to_string(path))
        .await
        .map_err(|error| Error::Internal(error.to_string()))?;
    match html {
        Ok(html) => Ok(HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header((CONTENT_SECURITY_POLICY, policy(&html, &page.others)))
            .body(html)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ErrorCode::NotFound.into()),
        Err(error) => Err(Error::Internal(format!("index.html: {error}"))),
    }
}

/// A policy under which a script that somebody smuggled into the page does not
/// run: only our own files do, and the one inline script that starts the WASM,
/// by its hash. Compiling WASM is an "eval" to browsers and needs a word of its
/// own. A script that got in all the same can send what it finds to no other place
/// than our own server and the APIs that are named in the settings.
fn policy(html: &str, others: &[String]) -> String {
    let hashes: String = inline_scripts(html)
        .map(|script| {
            let hash = STANDARD.encode(digest(&SHA256, script.as_bytes()));
            format!(" 'sha256-{hash}'")
        })
        .collect();
    let others: String = others.iter().map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; \
         style-src 'self'; img-src 'self' data:; connect-src 'self'{others}; form-action 'self'; \
         object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    )
}

/// The texts between `<script …>` and `</script>` where the tag has no `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        let is_inline = !attributes.contains("src=") && !script.is_empty();
        is_inline.then_some(script)
    })
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

    #[test]
    fn files_with_a_hash_in_their_name_may_be_kept() {
        assert!(has_hash("frontend-8c2b1f0a9d3e4f56_bg.wasm"));
        assert!(has_hash("base-54aad61edde73d9.css"));
        assert!(!has_hash("theme.js"));
    }

    #[test]
    fn the_policy_names_each_inline_script_by_its_hash() {
        let html = r#"<script src="/theme.js"></script><script type="module">1</script>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["1"]);
        // printf 1 | openssl dgst -sha256 -binary | base64
        assert!(
            policy(html, &[]).contains("'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='")
        );
        assert!(!policy(html, &[]).contains("unsafe-inline"));
    }

    #[test]
    fn the_policy_names_the_apis_that_the_page_may_call_and_no_other_place() {
        assert!(policy("", &[]).contains("connect-src 'self';"));
        let others = ["https://reports.example.com".to_owned()];
        let named = "connect-src 'self' https://reports.example.com;";
        assert!(policy("", &others).contains(named));
    }
}
