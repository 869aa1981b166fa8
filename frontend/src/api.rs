//! The server's API, one function for each endpoint that the page uses.

mod client;
mod deadline;
mod errors;

pub(crate) mod auth;
pub(crate) mod me;
pub(crate) mod notes;

pub(crate) use client::{Answer, Client};
pub(crate) use errors::ApiError;
