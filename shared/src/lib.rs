//! What crosses the wire between the browser and the server, in reading order.
//!
//! Both sides compile against this crate: rename a field here and neither
//! builds until both agree again. It does no I/O, holds no key and reads no
//! clock, so it compiles for the browser as it stands.

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
