//! Diesel, and nothing else: rows in, rows out. No rule is decided here.

pub mod address;
pub mod backup;
pub mod connection;
mod either;
mod lock;
mod manager;
mod migrations;
mod same_file;
mod schema;

#[cfg(feature = "lab")]
pub mod classic_sessions;
pub mod clients;
pub mod events;
#[cfg(feature = "lab")]
mod lesson_tables;
#[cfg(feature = "lab")]
pub mod lesson_users;
pub mod notes;
pub mod peppers;
pub mod sessions;
#[cfg(feature = "lab")]
pub mod throwaway_sessions;
pub mod user_changes;
pub mod user_search;
pub mod users;
