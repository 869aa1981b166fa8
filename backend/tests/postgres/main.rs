//! What only PostgreSQL has: several instances on one database, locks by row, and a
//! server that can be away. The API suite runs on it as well, with the same
//! TEST_POSTGRES; `cargo xtask test` starts the server.

mod client;
mod held;
#[path = "../support/program.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod program;
mod proxy;
#[path = "../support/store.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod store;

mod away;
mod endings;
mod instances;
mod keys;
#[cfg(feature = "lab")]
mod lab;
mod locking;
mod migrations;
