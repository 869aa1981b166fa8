//! How many bytes a token takes: as it is written, in a header, in an address.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableWritablePair, Response};

use super::specimen::Format;

/// The ways in which a token travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Travels {
    /// As it is written.
    pub(super) text: String,
    /// In a header: of XML most characters are none of a Bearer token's (RFC 6750
    /// §2.1), so it goes as base64. SWT had a scheme with quotes of its own.
    pub(super) header: String,
    /// As the value of a parameter in an address.
    pub(super) url: String,
}

impl Travels {
    /// Writes it in all three ways.
    pub(super) async fn of(format: Format, text: &str) -> Self {
        let header = match format {
            Format::Saml => STANDARD.encode(text),
            _ => text.to_owned(),
        };
        let url = match format {
            // As the redirect binding of SAML has it (Bindings §3.4.4.1). A
            // browser without the function sends it as large as it is.
            Format::Saml => match deflate(text).await {
                Some(bytes) => STANDARD.encode(bytes),
                None => header.clone(),
            },
            _ => text.to_owned(),
        };
        Self {
            text: text.to_owned(),
            header,
            url: js_sys::encode_uri_component(&url).into(),
        }
    }
}

/// DEFLATE without a frame around it (RFC 1951), by the browser's own
/// `CompressionStream`, which web-sys has no stable type for.
async fn deflate(text: &str) -> Option<Vec<u8>> {
    let stream = Reflect::get(&js_sys::global(), &"CompressionStream".into()).ok()?;
    let stream: Function = stream.dyn_into().ok()?;
    let stream = Reflect::construct(&stream, &Array::of1(&"deflate-raw".into())).ok()?;
    let body = Response::new_with_opt_str(Some(text)).ok()?.body()?;
    let deflated = body.pipe_through(stream.unchecked_ref::<ReadableWritablePair>());
    let deflated = Response::new_with_opt_readable_stream(Some(&deflated)).ok()?;
    let buffer: JsValue = JsFuture::from(deflated.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    async fn what_repeats_itself_gets_smaller_and_the_rest_is_as_it_is() {
        let xml = "<a>+</a>".repeat(100);
        let saml = Travels::of(Format::Saml, &xml).await;
        assert_eq!(saml.header.len(), 800_usize.div_ceil(3) * 4);
        assert!(saml.url.len() < 100, "{}", saml.url);
        assert!(!saml.url.contains(['+', '/', '=']), "{}", saml.url);
        let swt = Travels::of(Format::Swt, "a=b&c=%3D").await;
        assert_eq!(swt.header, "a=b&c=%3D");
        assert_eq!(swt.url, "a%3Db%26c%3D%253D");
        let jwt = Travels::of(Format::Hs256, "a.b.c").await;
        assert_eq!(jwt.url, "a.b.c");
    }
}
