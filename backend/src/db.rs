//! Diesel, and nothing else: rows in, rows out. No rule is decided here.

pub mod connection;
mod schema;

pub mod notes;
pub mod sessions;
pub mod users;
