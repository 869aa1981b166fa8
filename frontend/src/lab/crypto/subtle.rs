//! The browser's own functions, with our types around them.

use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, DomException, SubtleCrypto};

use super::{Alg, CryptoError, Family};

/// A key as WebCrypto takes it.
pub(super) enum Format {
    /// The bytes of a secret.
    Raw(Vec<u8>),
    /// A public key in DER (RFC 5280 §4.1.2.7).
    Spki(Vec<u8>),
    /// A private key in DER (RFC 5208).
    Pkcs8(Vec<u8>),
    /// A JSON Web Key (RFC 7517).
    Jwk(String),
}

pub(super) async fn import(alg: Alg, key: Format, usage: &str) -> Result<CryptoKey, CryptoError> {
    let (format, data): (_, Object) = match key {
        Format::Raw(bytes) => ("raw", Uint8Array::from(&*bytes).into()),
        Format::Spki(bytes) => ("spki", Uint8Array::from(&*bytes).into()),
        Format::Pkcs8(bytes) => ("pkcs8", Uint8Array::from(&*bytes).into()),
        Format::Jwk(json) => {
            let parsed = JSON::parse(&json).map_err(|_| CryptoError::KeyRejected)?;
            ("jwk", parsed.unchecked_into())
        }
    };
    let promise =
        subtle()?.import_key_with_object(format, &data, &parameters(alg), true, &usages(&[usage]));
    let key = settle(promise, CryptoError::KeyRejected).await?;
    Ok(key.unchecked_into())
}

/// The key in `jwk`, as JSON text.
pub(super) async fn export_jwk(key: &CryptoKey) -> Result<String, CryptoError> {
    let jwk = settle(subtle()?.export_key("jwk", key), CryptoError::Failed).await?;
    let text = JSON::stringify(&jwk).map_err(|_| CryptoError::Failed)?;
    Ok(text.into())
}

/// A public key in DER.
pub(super) async fn export_spki(key: &CryptoKey) -> Result<Vec<u8>, CryptoError> {
    let der = settle(subtle()?.export_key("spki", key), CryptoError::Failed).await?;
    Ok(Uint8Array::new(&der).to_vec())
}

/// A new private key and its public one, or one secret twice.
pub(super) async fn generate(alg: Alg) -> Result<(CryptoKey, CryptoKey), CryptoError> {
    let usages = usages(&["sign", "verify"]);
    let promise = subtle()?.generate_key_with_object(&parameters(alg), true, &usages);
    let made = settle(promise, CryptoError::Failed).await?;
    if alg.family() == Family::Hmac {
        let secret: CryptoKey = made.unchecked_into();
        return Ok((secret.clone(), secret));
    }
    let half = |name: &str| {
        let key = Reflect::get(&made, &name.into()).map_err(|_| CryptoError::Failed)?;
        Ok(key.unchecked_into())
    };
    Ok((half("privateKey")?, half("publicKey")?))
}

pub(super) async fn sign(alg: Alg, key: &CryptoKey, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let data = Uint8Array::from(data);
    let promise = subtle()?.sign_with_object_and_js_u8_array(&parameters(alg), key, &data);
    let signature = settle(promise, CryptoError::Failed).await?;
    Ok(Uint8Array::new(&signature).to_vec())
}

pub(super) async fn verify(
    alg: Alg,
    key: &CryptoKey,
    signature: &[u8],
    data: &[u8],
) -> Result<bool, CryptoError> {
    let (signature, data) = (Uint8Array::from(signature), Uint8Array::from(data));
    let promise = subtle()?.verify_with_object_and_js_u8_array_and_js_u8_array(
        &parameters(alg),
        key,
        &signature,
        &data,
    );
    let fits = settle(promise, CryptoError::Failed).await?;
    fits.as_bool().ok_or(CryptoError::Failed)
}

/// Present on https and on this machine only.
pub(crate) fn subtle() -> Result<SubtleCrypto, CryptoError> {
    let crypto = window().crypto().map_err(|_| CryptoError::Unsupported)?;
    let subtle = crypto.subtle();
    match subtle.is_undefined() {
        true => Err(CryptoError::Unsupported),
        false => Ok(subtle),
    }
}

/// What any of the functions wants to know of the algorithm: each of them takes
/// its members and leaves the others.
fn parameters(alg: Alg) -> Object {
    let name = match alg.family() {
        Family::Hmac => "HMAC",
        Family::RsaPkcs1 => "RSASSA-PKCS1-v1_5",
        Family::RsaPss => "RSA-PSS",
        Family::Ecdsa => "ECDSA",
        Family::Ed25519 => "Ed25519",
    };
    let bits = alg.hash_bits();
    let members = [
        ("name", name.into()),
        ("hash", format!("SHA-{bits}").into()),
        ("namedCurve", alg.curve().into()),
        // As long as the hash (RFC 7518 §3.5).
        ("saltLength", (bits / 8).into()),
        ("modulusLength", 2048.into()),
        // 65537, what everybody has.
        ("publicExponent", Uint8Array::from(&[1, 0, 1][..]).into()),
    ];
    self::members(members)
}

/// A plain object of these.
pub(crate) fn members<const N: usize>(members: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a plain object does not fail.
        _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}

pub(crate) fn usages(names: &[&str]) -> JsValue {
    names
        .iter()
        .map(|&name| JsValue::from(name))
        .collect::<Array>()
        .into()
}

/// What the promise brings, or what its failure means here.
pub(crate) async fn settle(
    promise: Result<Promise, JsValue>,
    otherwise: CryptoError,
) -> Result<JsValue, CryptoError> {
    let settled = match promise {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    settled.map_err(|error| {
        let name = error.dyn_into().map(|error: DomException| error.name());
        match name.as_deref() {
            Ok("NotSupportedError") => CryptoError::Unsupported,
            _ => otherwise,
        }
    })
}
