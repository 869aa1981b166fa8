//! The signature as the formula that it is, over the real bytes of this token.

use leptos::prelude::*;

use super::super::words::use_words;
use super::anatomy::{Anatomy, Change};
use super::bench::Bench;
use super::entered::{Verdict, is_none};
use super::words::{EN, ZH};
use crate::lab::crypto::{Alg, Family};

/// So many characters of a part stand in the formula.
const SHOWN: usize = 10;

#[component]
pub(super) fn Formula(bench: Bench, verdict: ReadSignal<Verdict>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    // Whether it was made from these bytes is known by the key, or by having
    // seen the bytes change.
    let equals = move || match (verdict.get(), bench.change()) {
        (Verdict::Fits(_), _) => "=",
        (Verdict::DoesNotFit, _) | (_, Change::Content | Change::Signature) => "≠",
        _ => "≟",
    };
    let drawn = move || {
        let anatomy = bench.anatomy();
        let name = anatomy.header_text("alg").unwrap_or_default();
        match Alg::from_name(&name) {
            Some(alg) => formula(alg, &anatomy, equals).into_any(),
            None if is_none(&name) => view! { <p class="small">{w().alg_none}</p> }.into_any(),
            None => view! { <p class="small">{(w().alg_unknown)(&name)}</p> }.into_any(),
        }
    };
    view! { {drawn} {move || bytes(&bench.anatomy())} }
}

fn formula<E>(alg: Alg, anatomy: &Anatomy, equals: E) -> impl IntoView + use<E>
where
    E: Fn() -> &'static str + Send + 'static,
{
    let w = use_words(&EN, &ZH);
    let bits = alg.hash_bits();
    let key = match alg.family() {
        Family::Hmac => w().secret,
        _ => w().private_key,
    };
    let (function, hash) = match alg.family() {
        Family::Hmac => (format!("HMAC-SHA{bits}"), None),
        Family::RsaPkcs1 => ("RSASSA-PKCS1-v1_5".to_owned(), Some(bits)),
        Family::RsaPss => ("RSASSA-PSS".to_owned(), Some(bits)),
        Family::Ecdsa => ("ECDSA".to_owned(), Some(bits)),
        Family::Ed25519 => ("Ed25519".to_owned(), None),
    };
    let open = hash.map(|bits| format!("SHA-{bits}("));
    let close = hash.map(|_| ")");
    let header = beginning(&anatomy.header.raw);
    let payload = beginning(&anatomy.payload.raw);
    let signature = anatomy.signature.bytes.as_deref().unwrap_or_default();
    let first = hex(&signature[..signature.len().min(8)]);
    let first = match signature.len() {
        ..=8 => first,
        _ => format!("{first} …"),
    };
    let family = alg.family();
    let about = (w().about)(family);
    view! {
        <pre class="formula" data-testid="formula" translate="no">
            {function.clone()}
            {"("}
            <i>{key}</i>
            {", "}
            {open.clone()}
            <span class={"part-header"}>"base64url(header)"</span>
            {" + \".\" + "}
            <span class={"part-payload"}>"base64url(payload)"</span>
            {close}
            {")\n= "}
            {function}
            {"("}
            <i>{key}</i>
            {", "}
            {open}
            {"\""}
            <span class="part-header">{header}</span>
            {"."}
            <span class="part-payload">{payload}</span>
            {"\""}
            {close}
            {")\n"}
            <b data-testid="equals">{equals}</b>
            {" "}
            <span class="part-signature">{first}</span>
        </pre>
        <p class="small">{about}</p>
    }
}

/// The signature in the two ways of writing it, and how long it is.
fn bytes(anatomy: &Anatomy) -> impl IntoView + use<> {
    let w = use_words(&EN, &ZH);
    let part = anatomy.signature.clone();
    let bytes = part.bytes?;
    let bits = bytes.len() * 8;
    let alg = anatomy
        .header_text("alg")
        .and_then(|name| Alg::from_name(&name));
    let expected = alg.and_then(bits_of).filter(|expected| *expected != bits);
    Some(view! {
        <dl class="bytes">
            <dt>{w().length}</dt>
            <dd data-testid="signature-bits">
                {(w().bits)(bytes.len(), bits)}
                {expected
                    .map(|bits| view! { <span class="field-error">{(w().bits_expected)(bits)}</span> })}
            </dd>
            <dt>{w().in_hex}</dt>
            <dd>
                <code translate="no" data-testid="signature-hex">
                    {hex(&bytes)}
                </code>
            </dd>
        </dl>
    })
}

/// How long such a signature is; that of RSA is as long as the key.
fn bits_of(alg: Alg) -> Option<usize> {
    match alg.family() {
        Family::Hmac => Some(alg.hash_bits().into()),
        Family::RsaPkcs1 | Family::RsaPss => None,
        // Two numbers below the order of the curve, in whole bytes.
        Family::Ecdsa => match alg {
            Alg::Es512 => Some(1056),
            alg => Some(usize::from(alg.hash_bits()) * 2),
        },
        Family::Ed25519 => Some(512),
    }
}

fn beginning(part: &str) -> String {
    match part.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &part[..end]),
        None => part.to_owned(),
    }
}

fn hex(bytes: &[u8]) -> String {
    // Nobody reads more than the longest signature there is.
    let pairs = bytes.iter().take(1024).map(|byte| format!("{byte:02x}"));
    pairs.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::lab::crypto::{Key, generate, sign};

    #[wasm_bindgen_test]
    async fn a_signature_is_as_long_as_is_said() {
        for alg in Alg::ALL {
            let pair = generate(alg).await.unwrap();
            let signature = sign(alg, &Key::Jwk(pair.private_jwk), b"x").await.unwrap();
            let expected = bits_of(alg).unwrap_or(2048);
            assert_eq!(signature.len() * 8, expected, "{}", alg.as_str());
        }
    }

    #[wasm_bindgen_test]
    fn bytes_are_written_in_pairs() {
        assert_eq!(hex(&[0, 0x1f, 0xff]), "00 1f ff");
        assert_eq!(hex(&[]), "");
    }
}
