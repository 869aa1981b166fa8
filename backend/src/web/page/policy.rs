//! What the page may do, by the text of the page.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A policy under which a script that somebody smuggled into the page does not
/// run: only our own files do, and the one inline script that starts the WASM,
/// by its hash. Compiling WASM is an "eval" to browsers and needs a word of its
/// own. A script that got in all the same can send what it finds to no other place
/// than our own server and the APIs that are named in the settings.
pub(super) fn for_page(html: &str, others: &[String]) -> String {
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
    fn the_policy_names_each_inline_script_by_its_hash() {
        let html = r#"<script src="/theme.js"></script><script type="module">1</script>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["1"]);
        // printf 1 | openssl dgst -sha256 -binary | base64
        assert!(
            for_page(html, &[]).contains("'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='")
        );
        assert!(!for_page(html, &[]).contains("unsafe-inline"));
    }

    #[test]
    fn the_policy_names_the_apis_that_the_page_may_call_and_no_other_place() {
        assert!(for_page("", &[]).contains("connect-src 'self';"));
        let others = ["https://reports.example.com".to_owned()];
        let named = "connect-src 'self' https://reports.example.com;";
        assert!(for_page("", &others).contains(named));
    }
}
