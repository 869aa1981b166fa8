//! Walks through the app in a real browser.

mod account;
mod appearance;
mod notes;
mod refusals;
mod register;
mod session;
mod steps;
