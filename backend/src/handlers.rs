//! One function for each endpoint: extract, call, reply.

pub mod auth;
pub mod health;
pub mod jwks;
pub mod me;
pub mod notes;
