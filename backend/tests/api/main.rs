//! The API from outside: the real server, a real database, HTTP.

#[cfg(feature = "openapi")]
mod contract;
mod helpers;
#[path = "../support/https.rs"]
#[allow(dead_code, reason = "the tests behind a proxy use all of it")]
mod https;
mod lock;
mod native;
#[path = "../support/program.rs"]
mod program;
mod rows;
#[path = "../support/store.rs"]
mod store;

mod admin;
mod backup;
mod browser;
mod cors;
mod crash;
mod csrf;
mod delivery;
mod endings;
mod errors;
mod exchange;
mod explain;
mod faults;
mod faults_clock;
#[cfg(target_os = "linux")]
mod faults_disk;
mod faults_kill;
mod forgeries;
mod headers;
mod healthcheck;
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
mod limits;
mod links;
mod login;
mod logout;
mod logs;
mod me;
mod metrics;
mod notes;
mod oauth;
#[cfg(feature = "openapi")]
mod openapi;
mod page;
mod password;
mod plans;
mod refresh;
mod refusals;
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
mod slow;
mod step_up;
mod stopping;
mod tables;
mod throttle;
mod timing;
mod tls;
mod tls_renewal;
mod tokens;
mod users;
mod vectors;
