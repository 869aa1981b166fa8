//! The API from outside: the real server, a real database, HTTP.

mod helpers;
mod lock;
#[path = "../support/program.rs"]
mod program;

mod admin;
mod browser;
mod cors;
mod crash;
mod csrf;
mod delivery;
mod endings;
mod errors;
mod exchange;
mod explain;
mod forgeries;
mod keys;
#[cfg(feature = "lab")]
mod lab;
#[cfg(feature = "lab")]
mod lab_careless;
#[cfg(feature = "lab")]
mod lab_comparison;
#[cfg(feature = "lab")]
mod lab_forge;
#[cfg(feature = "lab")]
mod lab_formats;
#[cfg(feature = "lab")]
mod lab_revocation;
#[cfg(feature = "lab")]
mod lab_theatre;
#[cfg(feature = "lab")]
mod lab_theatre_sessions;
mod links;
mod login;
mod logout;
mod me;
mod notes;
mod oauth;
mod page;
mod password;
mod refresh;
mod register;
mod resource;
mod resource_keys;
#[cfg(feature = "lab")]
mod resource_seen;
mod resource_server;
mod scope;
mod secrets;
mod sessions;
mod settings;
mod step_up;
mod throttle;
mod timing;
mod tokens;
mod users;
mod vectors;
