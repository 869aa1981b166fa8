//! The key that somebody entered: what it is, and whether a token's signature
//! fits it. All of it happens here, in the browser.

use serde_json::Value;

use super::anatomy::{Anatomy, Shape};
use crate::lab::crypto::{self, Alg, CryptoError, Key, from_base64url};

/// How the bytes of a secret are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Text,
    Base64url,
}

/// What the text in the key field is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Entered {
    Nothing,
    /// So many bytes.
    Secret(Vec<u8>),
    /// It should have been base64url.
    NotBase64url,
    Pem(String),
    /// A JWK, or the keys of a JWK Set.
    Jwks(Vec<Jwk>),
}

/// A JSON Web Key, as far as one has to know it to choose it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Jwk {
    json: String,
    pub(super) kty: String,
    kid: Option<String>,
    alg: Option<String>,
    pub(super) is_public: bool,
}

impl Entered {
    pub(super) fn of(text: &str, spelling: Spelling) -> Self {
        // A text area ends with a line break sooner or later; a secret does not.
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Self::Nothing;
        }
        if text.contains("-----BEGIN ") {
            return Self::Pem(text.to_owned());
        }
        if let Some(keys) = jwks(text) {
            return Self::Jwks(keys);
        }
        match spelling {
            Spelling::Text => Self::Secret(text.as_bytes().to_vec()),
            Spelling::Base64url => match from_base64url(text) {
                Some(bytes) => Self::Secret(bytes),
                None => Self::NotBase64url,
            },
        }
    }

    /// The keys that may be meant by a token with this `kid`.
    fn candidates(&self, kid: Option<&str>) -> Vec<(Key, Option<String>, Option<String>)> {
        match self {
            Self::Nothing | Self::NotBase64url => Vec::new(),
            Self::Secret(bytes) => vec![(Key::Secret(bytes.clone()), None, None)],
            Self::Pem(text) => vec![(Key::Pem(text.clone()), None, None)],
            Self::Jwks(keys) => {
                let is_meant = |key: &&Jwk| {
                    // One key is meant anyhow; and a token without `kid` leaves it open.
                    keys.len() == 1 || kid.is_none() || key.kid.as_deref() == kid
                };
                let meant = keys.iter().filter(is_meant);
                meant
                    .map(|key| (Key::Jwk(key.json.clone()), key.kid.clone(), key.alg.clone()))
                    .collect()
            }
        }
    }
}

fn jwks(text: &str) -> Option<Vec<Jwk>> {
    let value: Value = serde_json::from_str(text).ok()?;
    match value.get("keys") {
        Some(keys) => keys.as_array()?.iter().map(jwk).collect(),
        None => Some(vec![jwk(&value)?]),
    }
}

fn jwk(value: &Value) -> Option<Jwk> {
    let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
    Some(Jwk {
        json: value.to_string(),
        kty: text("kty")?,
        kid: text("kid"),
        alg: text("alg"),
        is_public: value.get("d").is_none() && value.get("k").is_none(),
    })
}

/// What this browser finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is nothing to check it with, or nothing to check.
    Open,
    /// The signature was made with this key; its `kid`, if it has one.
    Fits(Option<String>),
    DoesNotFit,
    /// `alg` is `none`: nobody signed this.
    Unsigned,
    /// `alg` is none that we know, or missing.
    UnknownAlg(Option<String>),
    /// The key is for one algorithm, and the token names another.
    OtherAlg {
        key: String,
        token: String,
    },
    /// The set has no key with the token's `kid`.
    NoSuchKey(String),
    /// The set has no key at all.
    NoKeys,
    NotBase64url,
    Failed(CryptoError),
}

/// Whether the token's signature fits the key.
pub(super) async fn judge(token: &str, anatomy: &Anatomy, entered: &Entered) -> Verdict {
    if *entered == Entered::Nothing || anatomy.shape != Shape::Signed {
        return Verdict::Open;
    }
    let (alg, candidates) = match chosen(anatomy, entered) {
        Ok(chosen) => chosen,
        Err(verdict) => return verdict,
    };
    let Some((signed, _)) = token.rsplit_once('.') else {
        return Verdict::Open;
    };
    // What is no base64url is no signature of anything.
    let signature = anatomy.signature.bytes.as_deref().unwrap_or_default();
    let mut verdict = Verdict::DoesNotFit;
    for (key, kid, key_alg) in candidates {
        if let Some(key_alg) = key_alg.filter(|name| name != alg.as_str()) {
            verdict = Verdict::OtherAlg {
                key: key_alg,
                token: alg.as_str().to_owned(),
            };
            continue;
        }
        match crypto::verify(alg, &key, signed.as_bytes(), signature).await {
            Ok(true) => return Verdict::Fits(kid),
            Ok(false) => {}
            Err(error) => verdict = Verdict::Failed(error),
        }
    }
    verdict
}

/// The token with a signature by this key in the place of its own.
pub(super) async fn sign(
    token: &str,
    anatomy: &Anatomy,
    entered: &Entered,
) -> Result<String, Verdict> {
    if *entered == Entered::Nothing || anatomy.shape != Shape::Signed {
        return Err(Verdict::Open);
    }
    let (alg, candidates) = chosen(anatomy, entered)?;
    let (signed, _) = token.rsplit_once('.').ok_or(Verdict::Open)?;
    let (key, ..) = candidates.into_iter().next().ok_or(Verdict::Open)?;
    let signature = crypto::sign(alg, &key, signed.as_bytes()).await;
    let signature = signature.map_err(Verdict::Failed)?;
    Ok(format!("{signed}.{}", crypto::base64url(signature)))
}

type Candidates = Vec<(Key, Option<String>, Option<String>)>;

fn chosen(anatomy: &Anatomy, entered: &Entered) -> Result<(Alg, Candidates), Verdict> {
    if *entered == Entered::NotBase64url {
        return Err(Verdict::NotBase64url);
    }
    if *entered == Entered::Jwks(Vec::new()) {
        return Err(Verdict::NoKeys);
    }
    let name = anatomy.header_text("alg");
    let alg = match name.as_deref().map(Alg::from_name) {
        Some(Some(alg)) => alg,
        _ if name.as_deref().is_some_and(is_none) => return Err(Verdict::Unsigned),
        _ => return Err(Verdict::UnknownAlg(name)),
    };
    let kid = anatomy.header_text("kid");
    let candidates = entered.candidates(kid.as_deref());
    if candidates.is_empty() {
        return Err(Verdict::NoSuchKey(kid.unwrap_or_default()));
    }
    Ok((alg, candidates))
}

/// In any casing: some libraries took `nOnE` for it.
pub(super) fn is_none(alg: &str) -> bool {
    alg.eq_ignore_ascii_case("none")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const SECRET: &str = "a secret that nobody knows but all of us";

    async fn token(header: &str) -> String {
        let key = Key::Secret(SECRET.into());
        let token = crypto::sign_token(Alg::Hs256, &key, header, "{}").await;
        token.unwrap()
    }

    async fn verdict(header: &str, key: &str) -> Verdict {
        let token = token(header).await;
        let entered = Entered::of(key, Spelling::Text);
        judge(&token, &Anatomy::of(&token), &entered).await
    }

    #[wasm_bindgen_test]
    async fn a_secret_fits_as_text_as_base64url_and_as_a_key() {
        let encoded = crypto::base64url(SECRET);
        let token = token(r#"{"alg":"HS256"}"#).await;
        let jwk = json!({ "kty": "oct", "k": encoded }).to_string();
        for (text, spelling) in [
            (SECRET, Spelling::Text),
            (&*format!("{SECRET}\n"), Spelling::Text),
            (&encoded, Spelling::Base64url),
            (&jwk, Spelling::Text),
        ] {
            let entered = Entered::of(text, spelling);
            let verdict = judge(&token, &Anatomy::of(&token), &entered).await;
            assert_eq!(verdict, Verdict::Fits(None), "{text}");
        }
        let entered = Entered::of("not base64url!", Spelling::Base64url);
        let verdict = judge(&token, &Anatomy::of(&token), &entered).await;
        assert_eq!(verdict, Verdict::NotBase64url);
    }

    #[wasm_bindgen_test]
    async fn the_header_says_with_what_and_the_key_has_its_say() {
        let hs = r#"{"alg":"HS256","kid":"b"}"#;
        assert_eq!(verdict(hs, "another").await, Verdict::DoesNotFit);
        assert_eq!(
            verdict(r#"{"alg":"NoNe"}"#, SECRET).await,
            Verdict::Unsigned
        );
        assert_eq!(verdict("{}", SECRET).await, Verdict::UnknownAlg(None));
        let unknown = Verdict::UnknownAlg(Some("hs256".to_owned()));
        assert_eq!(verdict(r#"{"alg":"hs256"}"#, SECRET).await, unknown);
        assert_eq!(verdict(hs, r#"{"keys":[]}"#).await, Verdict::NoKeys);

        let k = crypto::base64url(SECRET);
        let right = json!({ "kty": "oct", "k": k, "kid": "b" });
        let wrong = json!({ "kty": "oct", "k": "AAAA", "kid": "a" });
        let set = json!({ "keys": [wrong, right] }).to_string();
        assert_eq!(verdict(hs, &set).await, Verdict::Fits(Some("b".to_owned())));
        let set = json!({ "keys": [wrong, wrong] }).to_string();
        assert_eq!(verdict(hs, &set).await, Verdict::NoSuchKey("b".to_owned()));
        let other = json!({ "kty": "oct", "k": k, "alg": "HS512" }).to_string();
        assert!(matches!(
            verdict(hs, &other).await,
            Verdict::OtherAlg { .. }
        ));
    }

    #[wasm_bindgen_test]
    async fn what_is_signed_again_fits() {
        let changed = format!("{}.e30.AAAA", crypto::base64url(r#"{"alg":"HS512"}"#));
        let entered = Entered::of("x", Spelling::Text);
        let signed = sign(&changed, &Anatomy::of(&changed), &entered).await;
        let signed = signed.unwrap();
        let verdict = judge(&signed, &Anatomy::of(&signed), &entered).await;
        assert_eq!(verdict, Verdict::Fits(None));
        for (text, entered) in [(&*signed, &Entered::Nothing), ("a.b", &entered)] {
            let refused = sign(text, &Anatomy::of(text), entered).await;
            assert_eq!(refused, Err(Verdict::Open), "{text}");
        }
    }
}
