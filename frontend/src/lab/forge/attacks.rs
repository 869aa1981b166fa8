//! The attacks, as a table: what each is called, how its token is made, and what
//! has to come of it.

mod algorithm;
mod claims;
mod key;
mod kind;
mod signature;
mod taken_back;

use std::future::Future;
use std::pin::Pin;

use shared::error::ErrorCode;
use shared::trace::Check;

use super::bench::{Bench, Forged, Snag};

/// One attack.
pub(super) struct Attack {
    pub(super) id: Id,
    /// How its token is made.
    pub(super) make: fn(Bench) -> Making,
    /// What the real server says to it.
    pub(super) expected: Expected,
    /// Whether the careless verifier falls for it.
    pub(super) convinces: bool,
}

/// A token in the making.
pub(super) type Making = Pin<Box<dyn Future<Output = Result<Forged, Snag>>>>;

/// A refusal, and the check that it comes from where there is a list of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) code: ErrorCode,
    pub(super) check: Option<Check>,
}

impl Expected {
    const fn by(check: Check, code: ErrorCode) -> Self {
        Self {
            code,
            check: Some(check),
        }
    }
}

macro_rules! ids {
    ($($variant:ident = $name:literal,)+) => {
        /// Which attack.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(super) enum Id { $($variant,)+ }

        impl Id {
            /// The name in an address: `/forge#none`.
            pub(super) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

ids! {
    PayloadChanged = "payload-changed",
    SignatureCut = "signature-cut",
    WrongKey = "wrong-key",
    None = "none",
    NoneCapital = "none-capital",
    NoneUpper = "none-upper",
    NoneMixed = "none-mixed",
    OtherAlgorithm = "other-algorithm",
    PublicKeyAsSecret = "public-key-as-secret",
    Jwk = "jwk",
    Jku = "jku",
    KidPath = "kid-path",
    WeakSecret = "weak-secret",
    Expired = "expired",
    NotYetValid = "not-yet-valid",
    FromTheFuture = "from-the-future",
    TooLongLived = "too-long-lived",
    NeverExpires = "never-expires",
    ForeignIssuer = "foreign-issuer",
    ForeignAudience = "foreign-audience",
    MissingClaim = "missing-claim",
    Link = "link",
    ForeignType = "foreign-type",
    RefreshAsAccess = "refresh-as-access",
    Revoked = "revoked",
    Replayed = "replayed",
}

/// What several attacks have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// The forger has no key.
    Signature,
    /// The token says how it is to be checked.
    Algorithm,
    /// The token says with what.
    Key,
    /// The real key signed it.
    Claims,
    /// It is a token for something else.
    Kind,
    /// It was good once.
    TakenBack,
}

/// All of them, in the order of the server's checks as far as they have one.
pub(super) static FAMILIES: [(Family, &[Attack]); 6] = [
    (Family::Signature, &signature::ATTACKS),
    (Family::Algorithm, &algorithm::ATTACKS),
    (Family::Key, &key::ATTACKS),
    (Family::Claims, &claims::ATTACKS),
    (Family::Kind, &kind::ATTACKS),
    (Family::TakenBack, &taken_back::ATTACKS),
];

pub(super) fn all() -> impl Iterator<Item = &'static Attack> {
    FAMILIES.iter().flat_map(|(_, attacks)| *attacks)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::lab::forge::words::{EN, ZH};

    #[wasm_bindgen_test]
    fn every_attack_has_an_address_and_words_of_its_own() {
        for words in [&EN, &ZH] {
            let mut names = Vec::new();
            for attack in all() {
                let text = (words.attack)(attack.id);
                assert!(!text.story.is_empty() && !text.careless.is_empty());
                names.push(text.name);
                names.push(attack.id.as_str());
            }
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
        }
    }
}
