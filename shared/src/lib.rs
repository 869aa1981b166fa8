//! What crosses the wire between the browser and the server, and the rules that
//! both sides check it by.
//!
//! The page and the server compile against this one crate: rename a field here and
//! neither builds until both agree again. There is no generated client and no copy
//! of a type to fall behind. It does no I/O, holds no key and reads no clock, so it
//! compiles for the browser as it stands.
//!
//! # The flow in five steps
//!
//! 1. The page sends user name and password: [`auth::LoginRequest`] to
//!    [`endpoint::LOGIN`].
//! 2. The server answers with a signed token: [`auth::TokenResponse`]. What the
//!    token says is [`claims::AccessClaims`].
//! 3. The page stores it and sends it along as `Authorization: Bearer …`.
//! 4. The server makes the checks of [`trace::Check`], in that order, and answers:
//!    [`user::UserProfile`] from [`endpoint::ME`], say, or [`note::Note`]s.
//! 5. Or it refuses, and says why: [`error::Problem`], with one of the codes of
//!    [`error::ErrorCode`].
//!
//! ```
//! use shared::auth::{LoginRequest, TokenDelivery};
//! use shared::error::ErrorCode;
//!
//! // Step 1, as it goes over the wire.
//! let login = LoginRequest {
//!     username: "alice".to_owned(),
//!     password: "wonderland".to_owned(),
//!     token_delivery: TokenDelivery::Bearer,
//! };
//! let body = serde_json::to_string(&login)?;
//! assert_eq!(body, r#"{"username":"alice","password":"wonderland"}"#);
//!
//! // A field that nobody asked for is refused on the way in, never ignored.
//! let sly = r#"{"username":"alice","password":"wonderland","role":"admin"}"#;
//! assert!(serde_json::from_str::<LoginRequest>(sly).is_err());
//!
//! // Step 5: a code has one name, and one status.
//! assert_eq!(ErrorCode::TokenExpired.as_str(), "token_expired");
//! assert_eq!(ErrorCode::TokenExpired.status(), 401);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # What is believed, and when
//!
//! A type's name says how far to trust what is in it. A `…Request` is what somebody
//! sent. Its `validate` gives the same with every field as a type that only checked
//! values have ([`username::Username`], [`password::Password`],
//! [`user::DisplayName`]), or every field at fault at once
//! ([`validation::FieldErrors`]). What stands in a token before the server has
//! checked its signature is called [`unverified`], here and everywhere.
//!
//! Times in tokens are whole seconds since 1970 UTC, as RFC 7519 has them; times in
//! all other bodies are RFC 3339 texts in UTC. Ids are UUIDs of version 7, as text.
//!
//! # Features
//!
//! `openapi` derives the same rules as JSON Schema, for the server's description of
//! its API; the page carries none of it.
//! `lab` adds what the lessons send and receive.

pub mod endpoint;

pub mod admin;
pub mod auth;
pub mod claims;
pub mod mail;
pub mod note;
pub mod oauth;
pub mod report;
pub mod session;
pub mod user;

pub mod password;
pub mod username;
pub mod validation;

pub mod error;
pub mod trace;
pub mod unverified;

#[cfg(feature = "openapi")]
mod openapi;

#[cfg(feature = "lab")]
pub mod lab;
