//! What a token is, and how it is judged. Read this first.
//!
//! Nothing here knows the web framework or the database: decisions are plain
//! functions of what is known and what time it is.

pub mod access_token;
pub mod keys;

pub mod foreign;
pub mod jws;
pub mod members;
pub mod revocation;
pub mod trace;

pub mod client_secret;
pub mod link_token;
pub mod refresh_token;
pub mod rotation;
pub mod scope;
pub mod throttle;

pub mod common_password;
pub mod hashing_pool;
pub mod password;
pub mod secret_file;
