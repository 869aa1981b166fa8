//! The trace of a judgement: every check on an access token, in order, with its
//! verdict, what it saw and how long it took.
//!
//! The server's verifier writes it while it judges; whatever shows it, shows
//! what really happened.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ErrorCode;

macro_rules! checks {
    ($(#[doc = $doc:literal] $variant:ident = $name:literal, $why:literal;)+) => {
        /// The checks on an access token, in the order in which they are made.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Check {
            $(#[doc = $doc] #[serde(rename = $name)] $variant,)+
        }

        impl Check {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in a trace.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The attack or the mistake that it stops.
            #[must_use]
            pub fn why(self) -> &'static str {
                match self { $(Self::$variant => $why,)+ }
            }
        }
    };
}

checks! {
    /// There is a token.
    Present = "present",
        "Without a token nobody is known, and what is not public stays closed.";
    /// It is no longer than 4096 bytes.
    Size = "size",
        "A token of megabytes would cost work before anyone knows who sent it.";
    /// Three parts in canonical base64url.
    Parts = "parts",
        "Each part has one spelling. With padding, other alphabets or stray bits it would \
         have several, and two readers could differ on what a token says.";
    /// The header holds nothing besides `alg`, `kid` and `typ`, each once at most.
    Header = "header",
        "`jwk`, `jku`, `x5u` and `x5c` let a token bring the key that it is checked with; \
         `crit` and `b64` change what the signature means, `zip` and `enc` what the payload is.";
    /// `typ` is that of an access token.
    Type = "type",
        "A genuine token made for something else, such as a link to a download, must not \
         open what an access token opens.";
    /// `kid` names one of our keys.
    Key = "key",
        "The key is chosen among our own, by exact match. A `kid` is never a path or a query, \
         so there is nothing to inject into.";
    /// `alg` is the one algorithm of that key.
    Algorithm = "algorithm",
        "The key decides the algorithm, the token may only agree. Otherwise it could say \
         `none`, or have a public RSA key taken for an HMAC secret.";
    /// The signature fits what was signed.
    Signature = "signature",
        "Only a holder of the key can have signed this. From here on what the token says is \
         worth reading.";
    /// `exp` has not come.
    Expiry = "expiry",
        "A stolen token works until it expires, so it expires soon.";
    /// `nbf` has come.
    NotBefore = "not_before",
        "A token made for later must not work now.";
    /// `iat` is past, and `exp` no further from it than a token may live.
    IssuedAt = "issued_at",
        "A token from the future, or one that lives longer than any of ours, was signed by a \
         stolen key or by a mistake, and would outlive the list of ended sessions.";
    /// `iss` is this server.
    Issuer = "issuer",
        "Another issuer may know other users by the same ids, even where it shares our key.";
    /// `aud` is this API.
    Audience = "audience",
        "A token for another API, handed to us by whoever runs that one, is not meant for us.";
    /// Every other claim is there and of its type.
    Claims = "claims",
        "A claim that is missing or of another type must never be read as zero, as empty or \
         as \u{201c}anything goes\u{201d}.";
    /// The session has not been ended.
    Session = "session",
        "A signed token stays valid until it expires, even after log-out. A short list of ended \
         sessions, kept in memory, takes it back at once.";
    /// The user is not disabled and still has that role.
    User = "user",
        "A token says what was true when it was signed. Who was disabled since, or is no longer \
         an admin, has to log in again.";
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing wrong.
    Passed,
    /// The token is refused, by this.
    Failed,
    /// An earlier check had failed.
    NotReached,
}

/// One check of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// Which check.
    pub check: Check,
    /// How it came out.
    pub verdict: Verdict,
    /// Why it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// What it looked at, in words; empty if it was not reached. Never the token
    /// itself, and no more of a foreign text than fits a line.
    pub saw: String,
    /// How long it took, in nanoseconds.
    pub nanoseconds: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_back_from_its_json() {
        let report = CheckReport {
            check: Check::NotBefore,
            verdict: Verdict::Failed,
            code: Some(ErrorCode::TokenNotYetValid),
            saw: "in 5 minutes".to_owned(),
            nanoseconds: 120,
        };
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["check"], "not_before");
        assert_eq!(json["verdict"], "failed");
        assert_eq!(json["code"], "token_not_yet_valid");
        assert_eq!(serde_json::from_value::<CheckReport>(json).unwrap(), report);
    }
}
