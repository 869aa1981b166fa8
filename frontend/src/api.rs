//! The server's API, one function for each endpoint that the page uses.

mod client;
mod deadline;
mod errors;
mod mending;
mod record;
mod renewal;
mod transport;

pub(crate) mod lock;

pub(crate) mod admin;
pub(crate) mod auth;
#[cfg(feature = "lab")]
pub(crate) mod comparison;
#[cfg(feature = "lab")]
pub(crate) mod experiment;
#[cfg(feature = "lab")]
pub(crate) mod forge;
#[cfg(feature = "lab")]
pub(crate) mod formats;
pub(crate) mod me;
pub(crate) mod notes;
pub(crate) mod outbox;
pub(crate) mod password;
pub(crate) mod sessions;
#[cfg(feature = "lab")]
pub(crate) mod sso;

pub(crate) use client::{Client, Session};
pub(crate) use errors::ApiError;
pub(crate) use mending::renew_after;
#[cfg(not(feature = "lab"))]
pub(crate) use transport::Answer;
