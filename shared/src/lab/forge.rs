//! The forge: tokens that are wrong on purpose, and a verifier that believes too
//! much.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::ErrorCode;
use crate::trace::Check;

/// POST: a token that the real key signed, wrong in one way.
pub const TOKENS: &str = "/api/lab/tokens";

/// POST: what the careless verifier says to a token.
pub const CARELESS: &str = "/api/lab/careless";
/// POST: what it says to a refresh token.
pub const CARELESS_REFRESH: &str = "/api/lab/careless/refresh";
/// POST: a token that the careless colleague signed with the guessable secret.
pub const CARELESS_TOKEN: &str = "/api/lab/careless/token";
/// GET: the colleague's public keys.
pub const CARELESS_KEYS: &str = "/api/lab/careless/keys";

/// PUT, GET: the key set on the attacker's own site, which is at [`ATTACKER_URL`]
/// as far as the careless verifier is concerned.
pub const ATTACKER_KEYS: &str = "/api/lab/attacker/jwks.json";
/// The address that a `jku` names. Nothing is ever fetched from it: the name is
/// reserved (RFC 2606 §3), and the careless verifier looks it up in memory.
pub const ATTACKER_URL: &str = "https://attacker.example/jwks.json";

/// GET: words that a guesser tries, the likeliest first, one on a line.
pub const WORDS: &str = "/api/lab/words";

/// POST: one more session of the same user, to be spent on a lesson. The answer
/// is a `TokenResponse` with its refresh token in the open, which browsers never
/// see otherwise.
pub const THROWAWAY_SESSION: &str = "/api/lab/throwaway-session";
/// POST: renews the tokens of such a session.
pub const REFRESH: &str = "/api/lab/refresh";

/// How long such a session lasts, in seconds, if nobody ends it before.
pub const THROWAWAY_SECONDS: i64 = 300;

macro_rules! flaws {
    ($(#[doc = $doc:literal] $variant:ident = $name:literal: $check:ident, $code:ident;)+) => {
        /// In what way a token that the real key signed is wrong: a signature
        /// alone does not make it good.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub enum Flaw {
            $(#[doc = $doc] #[serde(rename = $name)] $variant,)+
        }

        impl Flaw {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The check that catches it.
            #[must_use]
            pub const fn check(self) -> Check {
                match self { $(Self::$variant => Check::$check,)+ }
            }

            /// What it is refused with.
            #[must_use]
            pub const fn code(self) -> ErrorCode {
                match self { $(Self::$variant => ErrorCode::$code,)+ }
            }
        }
    };
}

flaws! {
    /// Was good until five minutes ago.
    Expired = "expired": Expiry, TokenExpired;
    /// `nbf` is still to come.
    NotYetValid = "not_yet_valid": NotBefore, TokenNotYetValid;
    /// `iat` is still to come.
    FromTheFuture = "from_the_future": IssuedAt, TokenNotYetValid;
    /// Lives for a year.
    TooLongLived = "too_long_lived": IssuedAt, TokenClaimsRejected;
    /// Without `exp`.
    NeverExpires = "never_expires": Expiry, TokenClaimsRejected;
    /// Another server's `iss`.
    ForeignIssuer = "foreign_issuer": Issuer, TokenIssuerRejected;
    /// Another API's `aud`.
    ForeignAudience = "foreign_audience": Audience, TokenAudienceRejected;
    /// Without `sid`, so that no log-out could take it back.
    MissingClaim = "missing_claim": Claims, TokenClaimsRejected;
    /// A genuine token for a link, here to a note that there is not.
    Link = "link": Type, TokenTypeRejected;
    /// `typ` is `JWT`, as with most libraries.
    ForeignType = "foreign_type": Type, TokenTypeRejected;
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// From a text and nothing else: serde would take `{"expired": null}` as well.
impl TryFrom<String> for Flaw {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let mut all = Self::ALL.iter().copied();
        all.find(|flaw| flaw.as_str() == name)
            .ok_or("not a way for a token to be wrong")
    }
}

/// Which token is wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlawedTokenRequest {
    /// What is to be wrong with it.
    pub kind: Flaw,
}

/// A token to be tried.
#[derive(Clone, Serialize, Deserialize)]
pub struct TokenToTry {
    /// The token.
    pub token: String,
}

/// A token to be shown to the careless verifier.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarelessRequest {
    /// Any text.
    pub token: String,
}

/// What the careless verifier says to it. It opens nothing in either case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CarelessVerdict {
    /// Whether it would have let the bearer in.
    pub accepted: bool,
    /// Whom it takes the bearer for, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Map<String, Value>>,
    /// The mistakes without which it would not have, in the order in which it made
    /// them; none for a token that is good.
    pub mistakes: Vec<Mistake>,
    /// Why it refused, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CarelessRefusal>,
}

/// What the careless verifier does and should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mistake {
    /// `alg: none` is an algorithm to it.
    BelievesNone,
    /// The token may say HS256 though the key is a public one.
    PublicKeyAsSecret,
    /// It takes the key out of the token.
    KeyFromToken,
    /// It fetches the key from where the token says.
    KeyFromUrl,
    /// `kid` is part of a path to it.
    KidAsPath,
    /// Its secret is in every list of words.
    WeakSecret,
    /// It does not look at `typ`.
    IgnoresType,
    /// A token without `exp` never expires.
    IgnoresMissingExpiry,
    /// It does not look at `nbf`.
    IgnoresNotBefore,
    /// It does not look at `iat`.
    IgnoresIssuedAt,
    /// It does not ask how long a token lives.
    IgnoresLifetime,
    /// It does not look at `iss`.
    IgnoresIssuer,
    /// It does not look at `aud`.
    IgnoresAudience,
    /// It does not miss the other claims.
    IgnoresMissingClaims,
    /// It does not ask whether the session is over or the user disabled.
    IgnoresRevocation,
    /// A refresh token may be used as often as one likes.
    IgnoresReuse,
}

/// Why the careless verifier refused after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarelessRefusal {
    /// Not three parts of which two are JSON.
    NoToken,
    /// No key by that name, or none where the token says.
    NoKey,
    /// No such algorithm, or none that goes with that key.
    NoSuchAlgorithm,
    /// The signature does not fit.
    WrongSignature,
    /// Past its `exp`: the one claim that most libraries look at unasked.
    Expired,
    /// Not a refresh token of ours.
    NoRefreshToken,
}

/// The keys of the careless colleague that anybody may see.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CarelessKeys {
    /// The public half of the RSA key, as a JWK.
    pub jwk: Map<String, Value>,
    /// The same as a PEM text (RFC 7468 §13), line ends included.
    pub pem: String,
    /// The `kid` of the secret key.
    pub secret_kid: String,
}

/// The key set on the attacker's site.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackerKeys {
    /// At most four public keys.
    pub keys: Vec<Value>,
}

/// A refresh token of such a session.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThrowawayRefresh {
    /// The refresh token.
    pub refresh_token: String,
}
