//! Walks through the app in a real browser.

mod account;
mod admin;
#[cfg(feature = "openapi")]
mod api_docs;
mod appearance;
mod endings;
mod hostile;
mod https;
#[cfg(feature = "lab")]
mod lab_comparison;
#[cfg(feature = "lab")]
mod lab_flow;
#[cfg(feature = "lab")]
mod lab_forge;
#[cfg(feature = "lab")]
mod lab_formats;
#[cfg(feature = "lab")]
mod lab_inspector;
#[cfg(feature = "lab")]
mod lab_jwe;
#[cfg(feature = "lab")]
mod lab_sso;
#[cfg(feature = "lab")]
mod lab_theatre;
#[cfg(feature = "lab")]
mod lab_tour;
mod lasting;
mod navigation;
mod notes;
mod passwords;
mod refusals;
mod register;
mod session;
mod steps;
mod trouble;
mod weight;
