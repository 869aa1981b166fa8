//! Where to go after logging in: `/login?return_to=/notes/new`.
//!
//! The address comes from the address bar, so from anyone who can make somebody
//! click a link. `return_to=//evil.example` must not send a person who has just
//! logged in to a copy of this page that asks for the password once more (an
//! open redirect, CWE-601).

use shared::endpoint::encode;

/// The page that asks for a password.
pub(crate) const LOGIN_PATH: &str = "/login";
const REGISTER_PATH: &str = "/register";
const PARAMETER: &str = "return_to";

/// The address of `page`, which leads back to `path` afterwards. The first page
/// needs no mention: it is where everybody goes by default.
pub(crate) fn leading_back(page: &str, path: &str) -> String {
    match checked(path) {
        Some(path) if path != "/" => format!("{page}?{PARAMETER}={}", encode(path)),
        _ => page.to_owned(),
    }
}

/// The address of `page` that leads where this query string leads: on the way
/// from the log-in page to registering, nobody forgets where they wanted to go.
pub(crate) fn leading_on(page: &str, search: &str) -> String {
    leading_back(page, &from_query(search))
}

/// Where a query string such as `?return_to=%2Fnotes` leads: a path of our own,
/// the first page where there is none that can be trusted.
pub(crate) fn from_query(search: &str) -> String {
    // Not by the router's query map, which decodes every value twice.
    web_sys::UrlSearchParams::new_with_str(search)
        .ok()
        .and_then(|parameters| parameters.get(PARAMETER))
        .and_then(|path| checked(&path).map(str::to_owned))
        .unwrap_or_else(|| "/".to_owned())
}

/// `path`, if it is one on this origin and stays one however often somebody
/// decodes it on the way.
fn checked(path: &str) -> Option<&str> {
    let mut decoded = path.to_owned();
    // Nobody encodes a path of ours that often, and each round costs its length.
    for round in 0.. {
        if round == MAX_ROUNDS || !is_own_path(&decoded) {
            return None;
        }
        let next = decode_once(&decoded);
        if next == decoded {
            break;
        }
        decoded = next;
    }
    // Back to where one just came from would be a circle.
    let page = page_of(path);
    (page != LOGIN_PATH && page != REGISTER_PATH).then_some(path)
}

/// How often a path may be encoded.
const MAX_ROUNDS: u32 = 8;

/// One slash, then anything but a second one, and none in a row further on:
/// `/..//evil.example` is tidied up to `//evil.example`. Browsers take `\` for `/`, and
/// drop tabs and line breaks before they look (WHATWG URL §4.4), so neither may
/// occur at all.
fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !page_of(path).contains("//")
        && !path.contains('\\')
        && !path.chars().any(char::is_control)
}

/// The path without query and fragment.
fn page_of(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

/// Replaces each `%41` by its byte, once; what is not an escape stays.
fn decode_once(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_path_of_our_own_is_returned_to() {
        for path in [
            "/",
            "/notes",
            "/notes/new",
            "/notes/0199-abc?x=1&y=//z#part",
            "/errors/token_expired",
            "/notes/%E4%BB%A4",
            "/100%",
            "/a%zz",
            "/loginx",
        ] {
            assert_eq!(checked(path), Some(path), "{path}");
        }
    }

    const ATTACKS: [&str; 29] = [
        "",
        "notes",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/notes\\..\\..\\evil",
        "https:evil.example",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        " /notes",
        "\t//evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\n/evil.example",
        "/\u{0}/evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "/%252Fevil.example",
        "%2F%2Fevil.example",
        "/..//evil.example",
        "/.//evil.example",
        "/%2e%2e//evil.example",
        "/a/..//evil.example",
    ];

    #[wasm_bindgen_test]
    fn what_leads_or_could_lead_elsewhere_is_not() {
        for path in ATTACKS {
            assert_eq!(checked(path), None, "{path:?}");
            let query = format!("?return_to={}", encode(path));
            assert_eq!(from_query(&query), "/", "{path:?}");
        }
    }

    #[wasm_bindgen_test]
    fn the_browser_agrees_that_what_is_let_through_stays_here() {
        let origin = web_sys::window().unwrap().location().origin().unwrap();
        for path in ATTACKS
            .iter()
            .chain(&["/notes", "/notes/%E4%BB%A4", "/100%"])
        {
            let target = from_query(&format!("?return_to={}", encode(path)));
            let url = web_sys::Url::new_with_base(&target, &origin).unwrap();
            assert_eq!(url.origin(), origin, "{path:?} -> {target:?}");
            assert!(!url.pathname().starts_with("//"), "{path:?}");
        }
    }

    #[wasm_bindgen_test]
    fn logging_in_does_not_lead_back_to_logging_in() {
        for path in ["/login", "/login?return_to=%2Flogin", "/register#top"] {
            assert_eq!(checked(path), None, "{path}");
        }
    }

    #[wasm_bindgen_test]
    fn an_address_survives_the_way_there_and_back() {
        let path = "/notes/a?x=1&y=二#z";
        let address = leading_back(LOGIN_PATH, path);
        let (page, query) = address.split_at(LOGIN_PATH.len());
        assert_eq!(page, LOGIN_PATH);
        assert_eq!(from_query(query), path);
        assert_eq!(leading_back(LOGIN_PATH, "/"), "/login");
        assert_eq!(leading_back(LOGIN_PATH, "//evil"), "/login");
    }
}
