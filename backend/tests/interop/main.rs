//! Tessera and the world: PyJWT, jsonwebtoken and jose read our tokens, and the
//! server reads theirs.
//!
//! `cargo xtask test --only interop` installs the libraries and runs this. It is
//! no part of a plain `cargo test`, which needs nothing but Rust.

mod library;
#[path = "../support/program.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod program;
mod server;
#[path = "../support/store.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod store;

#[cfg(feature = "lab")]
mod formats;
mod ours;
mod samples;
mod theirs;
