//! The envelope of every token: a JSON Web Signature in its compact form
//! (RFC 7515 §7.1), three base64url texts with dots between them.
//!
//! ```text
//! eyJhbGciOi…  .  eyJpc3MiOi…  .  TJVA95OrM7E…
//! header          payload         signature over the two before it
//! ```
//!
//! Opening it says nothing about whether to believe what is inside.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::members::{Member, Members};

/// A token, taken apart.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The header: JSON, if it is one of ours.
    pub header: Vec<u8>,
    /// What was signed: JSON, if it is a JWT.
    pub payload: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// What the signature is over: header, dot and payload, as they stand in the
    /// token.
    pub signed: &'a str,
}

impl<'a> Parts<'a> {
    /// Takes a token apart; `None` unless it has three parts in base64url, each
    /// written in the one canonical way: no padding, no white space, no other
    /// alphabet, no stray bits in the last character (RFC 4648 §3.5).
    #[must_use]
    pub fn of(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        // A fourth part would leave a dot in the payload, which is not base64url.
        Some(Self {
            header: URL_SAFE_NO_PAD.decode(header).ok()?,
            payload: URL_SAFE_NO_PAD.decode(payload).ok()?,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            signed,
        })
    }
}

/// The members of a header that some tokens of this server need. Others have no
/// business in it.
const MEMBERS: [&str; 3] = ["alg", "kid", "typ"];

/// The members that would change how a token is checked. Whoever ignores them
/// may judge another token than the one who signed it meant (RFC 7515 §4.1.11,
/// RFC 7797), and whoever follows them takes the key from the attacker
/// (RFC 8725 §3.10).
const HARMFUL: [&str; 8] = ["crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "enc"];

/// A header, read once.
#[derive(Debug)]
pub struct Header<'a>(Members<'a, 3>);

impl<'a> Header<'a> {
    /// Reads the header; `None` unless it is a JSON object with every name once.
    #[must_use]
    pub fn read(json: &'a [u8]) -> Option<Self> {
        Members::read(json, &MEMBERS).map(Self)
    }

    /// How the token was signed, it says.
    #[must_use]
    pub fn alg(&self) -> &Member<'a> {
        self.0.get("alg")
    }

    /// With which key, it says.
    #[must_use]
    pub fn kid(&self) -> &Member<'a> {
        self.0.get("kid")
    }

    /// What kind of token it is, it says.
    #[must_use]
    pub fn typ(&self) -> &Member<'a> {
        self.0.get("typ")
    }

    /// The names of the members that tokens of ours do not have.
    #[must_use]
    pub fn foreign(&self) -> &[Cow<'a, str>] {
        &self.0.others
    }

    /// The first member that would change how the token is checked.
    #[must_use]
    pub fn harmful(&self) -> Option<&str> {
        let mut names = self.0.others.iter().map(AsRef::as_ref);
        names.find(|name| HARMFUL.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_three_parts_and_one_spelling() {
        assert_eq!(Parts::of("YQ.Yg.Yw").unwrap().payload, b"b");
        assert_eq!(Parts::of("YQ.Yg.Yw").unwrap().signed, "YQ.Yg");
        for odd in [
            "",
            "YQ",
            "YQ.Yg",
            "YQ.Yg.Yw.ZA",
            "YQ==.Yg.Yw",
            "YQ.Yg.Yw=",
            " YQ.Yg.Yw",
            "YQ.Y g.Yw",
            "YQ.Yg.Yw\n",
            "YR.Yg.Yw",
            "YQ.Yh.Yw",
            "YQ.Yg.Yx",
            "Y+.Yg.Yw",
            "YQ.Y/.Yw",
            "é.Yg.Yw",
        ] {
            assert!(Parts::of(odd).is_none(), "{odd:?}");
        }
    }

    #[test]
    fn harmful_members_are_told_from_strange_ones() {
        let header = Header::read(br#"{"alg":"HS256","cty":"x","zip":"DEF"}"#).unwrap();
        assert_eq!(header.foreign(), ["cty", "zip"]);
        assert_eq!(header.harmful(), Some("zip"));
        let header = Header::read(br#"{"alg":"HS256","cty":"x"}"#).unwrap();
        assert_eq!(header.harmful(), None);
        assert!(Header::read(br#"{"alg":"HS256","alg":"none"}"#).is_none());
    }
}
