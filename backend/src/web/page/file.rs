//! A file of the page, with all that an answer says of it.

use std::sync::OnceLock;

use actix_web::http::header::{ContentEncoding, EntityTag};
use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;

use super::{INDEX, policy};

pub(super) struct File {
    pub(super) content_type: String,
    pub(super) caching: &'static str,
    /// What the page may do, if this is the page.
    pub(super) policy: Option<String>,
    pub(super) plain: Content,
    /// The same coded, the coding that we prefer first.
    pub(super) coded: Vec<(ContentEncoding, Content)>,
}

/// A file as it stands, or coded.
pub(super) struct Content {
    pub(super) bytes: Bytes,
    etag: OnceLock<EntityTag>,
}

impl File {
    /// The file of this name, of a page that may call these origins beside its own.
    pub(super) fn new(
        name: &str,
        plain: Content,
        coded: Vec<(ContentEncoding, Content)>,
        others: &[String],
    ) -> Self {
        let is_index = name == INDEX;
        let policy =
            is_index.then(|| policy::for_page(&String::from_utf8_lossy(&plain.bytes), others));
        Self {
            content_type: content_type(name),
            caching: match has_hash(name) {
                true => "public, max-age=31536000, immutable",
                false => "no-cache",
            },
            policy,
            plain,
            coded,
        }
    }
}

impl Content {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self {
            bytes,
            etag: OnceLock::new(),
        }
    }

    /// Tells this content from every other, coded or not. The policy counts as well:
    /// browsers do not take a new one from an answer that says nothing has changed.
    ///
    /// Made when it is first asked for: a start that reads megabytes would be a
    /// slower one, and few files are asked for twice.
    pub(super) fn etag(&self, file: &File) -> EntityTag {
        let make = || {
            let mut digest = Context::new(&SHA256);
            digest.update(&self.bytes);
            digest.update(file.policy.as_deref().unwrap_or_default().as_bytes());
            let digest = digest.finish();
            EntityTag::new_strong(URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16]))
        };
        self.etag.get_or_init(make).clone()
    }
}

/// What a browser may take a file for: it looks at nothing else (`nosniff`).
fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    match guess.type_() {
        mime_guess::mime::TEXT => format!("{guess}; charset=utf-8"),
        _ => guess.to_string(),
    }
}

/// Trunk puts a 64-bit hash of the content into a name, in hexadecimal digits
/// without leading zeros: another content has another name.
pub(super) fn has_hash(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| (12..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_a_hash_in_their_name_may_be_kept() {
        assert!(has_hash("frontend-8c2b1f0a9d3e4f56_bg.wasm"));
        assert!(has_hash("base-54aad61edde73d9.css"));
        assert!(!has_hash("theme.js"));
    }

    #[test]
    fn each_kind_of_file_has_its_type() {
        for (name, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("app.js", "text/javascript; charset=utf-8"),
            ("app_bg.wasm", "application/wasm"),
            ("base.css", "text/css; charset=utf-8"),
            ("icon.svg", "image/svg+xml"),
            ("manifest.json", "application/json"),
            ("font.woff2", "font/woff2"),
            ("what.is-this", "application/octet-stream"),
        ] {
            assert_eq!(content_type(name), expected, "{name}");
        }
    }
}
