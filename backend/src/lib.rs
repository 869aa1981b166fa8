//! The server: issues JSON Web Tokens and checks them.
//!
//! The heart is [`auth`]: plain functions that know neither the web framework
//! nor the database. Everything around it is thin, and imports flow one way:
//! `shared <- auth <- db <- extractors <- handlers <- routes <- startup`.

pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod extractors;
pub mod handlers;
#[cfg(feature = "lab")]
pub mod lab;
pub mod mail;
pub mod metrics;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod profiles;
pub mod resource_server;
pub mod routes;
pub mod standing;
pub mod startup;
pub mod state;
pub mod telemetry;
pub mod timing;
pub mod web;
