//! The API from outside: the real server, a real database, HTTP.

mod helpers;

mod cors;
mod errors;
mod login;
mod logout;
mod me;
mod notes;
mod page;
mod register;
mod settings;
