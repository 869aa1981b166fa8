//! Where tokens are forged: what the attacks start from, and what comes of them.

use serde_json::{Map, Value};
use shared::auth::TokenResponse;
use shared::claims::Role;
use shared::unverified;

use super::attacks::Expected;
use super::guess::Guess;
use crate::api::{self, ApiError};
use crate::auth_state::Auth;
use crate::lab::crypto::{self, Alg, CryptoError, Key, base64url};

/// What an attack may use.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    pub(super) auth: Auth,
    pub(super) guess: Guess,
}

/// A token that is ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Forged {
    pub(super) token: String,
    pub(super) door: Door,
    /// The names of the members that the attack is about, in the header and in
    /// the payload; one that is not there was taken out.
    pub(super) changed: [Vec<&'static str>; 2],
    /// Where its third part is from.
    pub(super) signature: Signature,
    /// If it is another refusal than usual.
    pub(super) expected: Option<Expected>,
    pub(super) note: Option<Note>,
    /// What to try once the verdict is there: what it has brought down.
    pub(super) aftermath: Option<String>,
    /// Access tokens of sessions that were opened for this, to be logged out.
    pub(super) spent: Vec<String>,
}

/// Where a token is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// To what needs an access token.
    Api,
    /// To where tokens are renewed.
    Refresh,
}

/// Where a signature is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// The server's own key made it.
    Real,
    /// Likewise, over other bytes.
    Stale,
    /// It was taken away.
    Cut,
    /// The attacker's key made it.
    Attackers,
    /// An HMAC with a public key for its secret.
    PublicKey,
    /// An HMAC with an empty secret.
    Empty,
    /// An HMAC with a secret that was guessed.
    Guessed,
    /// There is none: this is no JWT.
    Opaque,
}

/// What is to be said about a token besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Note {
    /// It starts from a session that was opened for this, because no script can
    /// read the user's own token.
    OtherSession,
    /// Made with the server's own public key.
    ServersKey,
    /// Made with the colleague's, because the server has none for RSA. The
    /// algorithm that it signs with instead.
    ColleaguesKey(String),
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Snag {
    /// The server did not give what it takes.
    Api(ApiError),
    /// The browser did not compute it.
    Crypto(CryptoError),
    /// The user has stopped it.
    Stopped,
    /// What came is not what was to be expected.
    Unexpected,
}

impl From<ApiError> for Snag {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<CryptoError> for Snag {
    fn from(error: CryptoError) -> Self {
        Self::Crypto(error)
    }
}

/// A good token, taken apart.
pub(super) struct Genuine {
    pub(super) token: String,
    pub(super) header: Map<String, Value>,
    pub(super) claims: Map<String, Value>,
    /// Whether it is of a session that was opened for this.
    is_throwaway: bool,
}

impl Bench {
    /// The user's own token or, where no script can read it, one of a session
    /// that is opened for this.
    pub(super) async fn genuine(self) -> Result<Genuine, Snag> {
        if let Some(token) = self.auth.tokens().get() {
            return Genuine::of(token, false);
        }
        let (token, _) = self.throwaway().await?;
        Genuine::of(token, true)
    }

    /// The access token and the refresh token of a session to be spent.
    pub(super) async fn throwaway(self) -> Result<(String, String), Snag> {
        both(api::forge::throwaway_session(&self.auth.client()).await?)
    }
}

/// The access token and the refresh token of an answer that has both.
pub(super) fn both(answer: TokenResponse) -> Result<(String, String), Snag> {
    let tokens = answer.access_token.zip(answer.refresh_token);
    tokens.ok_or(Snag::Unexpected)
}

impl Genuine {
    pub(super) fn of(token: String, is_throwaway: bool) -> Result<Self, Snag> {
        let decoded = unverified::decode(&token).ok_or(Snag::Unexpected)?;
        Ok(Self {
            token,
            header: decoded.header,
            claims: decoded.claims,
            is_throwaway,
        })
    }

    /// The algorithm that the server signs with.
    pub(super) fn alg(&self) -> Result<Alg, Snag> {
        let name = self.header.get("alg").and_then(Value::as_str);
        name.and_then(Alg::from_name).ok_or(Snag::Unexpected)
    }

    /// Writes into the header.
    pub(super) fn set_header(&mut self, name: &str, value: impl Into<Value>) {
        self.header.insert(name.to_owned(), value.into());
    }

    /// Makes its bearer an admin, or somebody else if that is what they are
    /// already; the claims that this takes.
    pub(super) fn promote(&mut self) -> Vec<&'static str> {
        let role = |role: Role| [("role", role.as_str()), ("scope", role.scope())];
        let is_admin = self.claims.get("role").and_then(Value::as_str) == Some("admin");
        let changes = match is_admin {
            true => vec![("sub", "00000000-0000-7000-8000-000000000001")],
            false => role(Role::Admin).to_vec(),
        };
        for (name, value) in &changes {
            self.claims.insert((*name).to_owned(), (*value).into());
        }
        changes.into_iter().map(|(name, _)| name).collect()
    }

    /// Header and payload as they are now, in base64url.
    pub(super) fn signing_input(&self) -> String {
        let text = |part: &Map<String, Value>| Value::Object(part.clone()).to_string();
        crypto::signing_input(&text(&self.header), &text(&self.claims))
    }

    /// A token of what they are now.
    pub(super) async fn signed(&self, alg: Alg, key: &Key) -> Result<String, Snag> {
        let input = self.signing_input();
        let signature = crypto::sign(alg, key, input.as_bytes()).await?;
        Ok(format!("{input}.{}", base64url(signature)))
    }

    /// A token that was made from this one.
    pub(super) fn forged(
        self,
        token: String,
        changed: [Vec<&'static str>; 2],
        signature: Signature,
    ) -> Forged {
        let (note, spent) = match self.is_throwaway {
            true => (Some(Note::OtherSession), vec![self.token]),
            false => (None, Vec::new()),
        };
        Forged {
            note,
            spent,
            ..Forged::new(token, changed, signature)
        }
    }
}

impl Forged {
    /// One that goes to the API, with nothing to be said about it.
    pub(super) fn new(
        token: String,
        changed: [Vec<&'static str>; 2],
        signature: Signature,
    ) -> Self {
        Self {
            token,
            door: Door::Api,
            changed,
            signature,
            expected: None,
            note: None,
            aftermath: None,
            spent: Vec::new(),
        }
    }
}
