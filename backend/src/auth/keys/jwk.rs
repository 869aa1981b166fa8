//! A key as JSON: JWK and JWK Set (RFC 7517), with the parameters of RFC 7518 §6
//! and RFC 8037 §2.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A set of keys.
#[derive(Default, Serialize, Deserialize)]
pub struct JwkSet {
    /// In order of preference: for a private set, the first one signs.
    pub keys: Vec<Jwk>,
}

impl JwkSet {
    /// Reads a set; `None` for anything else. serde by itself would also take an
    /// array for an object, its values for the members in their order.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(json).ok()?;
        let keys = value.as_object()?.get("keys")?.as_array()?;
        if !keys.iter().all(Value::is_object) {
            return None;
        }
        // From the text once more: a `Value` forgets names that occurred twice.
        serde_json::from_str(json).ok()
    }

    /// As JSON, for people to read as well.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts alone always serialize")
    }
}

/// One key, private or public. Members that we do not know are left alone
/// (RFC 7517 §4); of two with the same name, the set is refused.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Jwk {
    /// Type: `oct`, `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// Id, which the tokens name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The algorithm that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// What it is for: `sig` or `enc`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub public_key_use: Option<String>,
    /// What it may do: `sign`, `verify`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_ops: Option<Vec<String>>,

    /// The curve of an `EC` or `OKP` key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// A coordinate of the public point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// The other one, of an `EC` key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The modulus of an `RSA` key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// Its public exponent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,

    /// Private: the secret of an `oct` key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub k: Option<String>,
    /// Private: the exponent of an `RSA` key, the number of an `EC` or `OKP` one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d: Option<String>,
    /// Private: the first prime of an `RSA` key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<String>,
    /// Private: the second prime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Private: `d` modulo `p - 1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dp: Option<String>,
    /// Private: `d` modulo `q - 1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dq: Option<String>,
    /// Private: the inverse of `q` modulo `p`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qi: Option<String>,
}

impl Jwk {
    /// An HS256 key.
    pub(super) fn secret(kid: &str, secret: &[u8]) -> Self {
        Self {
            kty: "oct".to_owned(),
            kid: Some(kid.to_owned()),
            alg: Some("HS256".to_owned()),
            k: Some(URL_SAFE_NO_PAD.encode(secret)),
            ..Self::default()
        }
    }

    /// Whether `use` and `key_ops` allow an operation (RFC 7517 §4.2, §4.3).
    #[must_use]
    pub fn is_for(&self, operation: &str) -> bool {
        let named = |ops: &Vec<String>| ops.iter().any(|op| op == operation);
        self.public_key_use.as_deref().is_none_or(|u| u == "sig")
            && self.key_ops.as_ref().is_none_or(named)
    }

    /// Whether there is anything in it that only the one who signs may have.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        let private = [
            &self.k, &self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi,
        ];
        self.kty == "oct" || private.iter().any(|member| member.is_some())
    }

    /// What may be shown to anyone, named member by member: a list of what to
    /// leave out would let the next private member through. `None` where nothing
    /// may be.
    #[must_use]
    pub fn public_half(&self) -> Option<Self> {
        if self.kty == "oct" {
            return None;
        }
        Some(Self {
            kty: self.kty.clone(),
            kid: self.kid.clone(),
            alg: self.alg.clone(),
            public_key_use: Some("sig".to_owned()),
            crv: self.crv.clone(),
            x: self.x.clone(),
            y: self.y.clone(),
            n: self.n.clone(),
            e: self.e.clone(),
            ..Self::default()
        })
    }
}

/// The bytes of a member; `None` where it is missing or not base64url.
pub(crate) fn bytes(member: Option<&String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(member?).ok()
}

/// A member of these bytes.
pub(super) fn text(bytes: impl AsRef<[u8]>) -> Option<String> {
    Some(URL_SAFE_NO_PAD.encode(bytes))
}
