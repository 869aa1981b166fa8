//! A token in its three colours.

use leptos::prelude::*;
use shared::unverified;

/// Header, payload and signature, each in its colour on every page; a text that
/// is no token in none.
#[component]
pub(crate) fn TokenView(
    token: String,
    /// Shows the beginning of each part only.
    #[prop(optional)]
    abbreviated: bool,
) -> impl IntoView {
    let Some(parts) = unverified::split(&token) else {
        let text = if abbreviated {
            beginning(&token)
        } else {
            token
        };
        return text.into_any();
    };
    let part = |class: &'static str, text: &str| {
        let text = if abbreviated {
            beginning(text)
        } else {
            text.to_owned()
        };
        view! { <span class=class>{text}</span> }
    };
    let header = part("part-header", parts.header);
    let payload = part("part-payload", parts.payload);
    let signature = part("part-signature", parts.signature);
    view! { {header} "." {payload} "." {signature} }.into_any()
}

fn beginning(text: &str) -> String {
    const SHOWN: usize = 6;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn an_abbreviation_cuts_between_characters() {
        assert_eq!(beginning("eyJhbGciOi"), "eyJhbG…");
        assert_eq!(beginning("eyJhbG"), "eyJhbG");
        assert_eq!(beginning("一二三四五六七"), "一二三四五六…");
    }
}
