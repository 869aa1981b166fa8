//! What a token is, how it is judged, and how it ends. Read this first.
//!
//! Nothing here knows the web framework or the database: decisions are plain
//! functions of what is known and what time it is. So all of it can be read, tried
//! and tested by itself.
//!
//! # In this order
//!
//! 1. [`jws`]: the envelope. Three texts with dots between them, and how to open
//!    them without believing them. [`members`] reads the JSON inside, strictly.
//! 2. [`keys`]: who can sign, who can verify, and why a key decides its algorithm
//!    and no token does.
//! 3. [`access_token`]: the heart. [`issue`](access_token::issue) makes a token,
//!    [`verify`](access_token::verify) judges one by sixteen checks, a line for
//!    each. [`trace`] lets others watch without a second verifier.
//! 4. [`refresh_token`] and [`rotation`]: how a session goes on after the token has
//!    expired, and how a stolen copy gives itself away.
//! 5. [`revocation`]: what a signature cannot tell, that something ended since.
//!
//! Around these: [`scope`], [`link_token`] and [`client_secret`] are other things
//! to hold; [`password`], [`hashing_pool`], [`common_password`] and [`throttle`]
//! guard the log-in; [`secret_file`] is how secrets lie on the disk; [`foreign`]
//! looks at the tokens of others, for the command line and the published vectors.
//!
//! # All of it in one screen
//!
//! ```
//! use std::time::Duration;
//!
//! use backend::auth::access_token::{Judge, Policy, Subject, issue, verify};
//! use backend::auth::keys::KeyRing;
//! use backend::auth::revocation::Revocations;
//! use backend::auth::trace::Unwatched;
//! use shared::claims::Role;
//! use shared::error::ErrorCode;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let keys = KeyRing::from_secret(&"rP0-Xy8sKq3vJm5tLw7zNb1cGd9fHh2j".into())?;
//! let policy = Policy {
//!     issuer: "https://app.example.com".to_owned(),
//!     audience: "app-api".to_owned(),
//!     lifetime: Duration::from_secs(15 * 60),
//!     leeway: Duration::ZERO,
//!     takes_services: false,
//! };
//! let now = 1_800_000_000; // seconds since 1970
//! let alice = Subject {
//!     user_id: "alice's id",
//!     role: Role::User,
//!     session_id: "her session's id",
//!     auth_time: now,
//!     session_ends: now + 30 * 24 * 60 * 60,
//! };
//!
//! let token = issue(&keys, &policy, &alice, now)?;
//!
//! let revocations = Revocations::default();
//! let at = |now| Judge { keys: &keys, policy: &policy, revocations: &revocations, now };
//! let judged = |token: &str, now| verify(Some(token), at(now), &mut Unwatched);
//!
//! // Genuine, in time, for us: this is what it says.
//! assert_eq!(judged(&token, now).unwrap().sub, "alice's id");
//! // Fifteen minutes later, to the second.
//! assert!(judged(&token, now + 899).is_ok());
//! assert_eq!(judged(&token, now + 900), Err(ErrorCode::TokenExpired));
//! // With another signature.
//! let forged = format!("{}forged_A", &token[..token.len() - 8]);
//! assert_eq!(judged(&forged, now), Err(ErrorCode::TokenSignatureInvalid));
//! // She logs out: the signature is as good as before, and the session is over.
//! revocations.end_session("her session's id", now + 900, now);
//! assert_eq!(judged(&token, now), Err(ErrorCode::TokenRevoked));
//! # Ok(())
//! # }
//! ```

pub mod jws;
pub mod members;

pub mod keys;

pub mod access_token;
pub mod trace;

pub mod refresh_token;
pub mod rotation;

pub mod revocation;

pub mod client_secret;
pub mod link_token;
pub mod scope;

pub mod common_password;
pub mod hashing_pool;
pub mod password;
pub mod throttle;

pub mod foreign;
pub mod secret_file;
