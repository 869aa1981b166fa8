//! One function for each endpoint: extract, call, reply.

pub mod admin;
pub mod auth;
mod credentials;
pub mod exchange;
pub mod health;
pub mod jwks;
pub mod links;
pub mod me;
pub mod notes;
pub mod oauth;
pub mod outbox;
pub mod password;
pub mod sessions;
pub(crate) mod tokens;
