//! The API from outside: the real server, a real database, HTTP.

mod helpers;
#[path = "../support/program.rs"]
mod program;

mod cors;
mod errors;
mod explain;
mod forgeries;
mod keys;
mod login;
mod logout;
mod me;
mod notes;
mod page;
mod register;
mod secrets;
mod settings;
mod tokens;
mod vectors;
