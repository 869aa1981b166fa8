//! Walks through the app in a real browser.

mod account;
mod admin;
mod appearance;
mod endings;
mod lab_inspector;
mod lasting;
mod notes;
mod passwords;
mod refusals;
mod register;
mod session;
mod steps;
mod trouble;
