//! A server, a browser, and what a person does with them.
//!
//! Each walk has its own server on a free port with an empty database, its own
//! Chromium with an empty profile, and a clock that it may move.

mod browser;
mod certificate;
mod page;
mod requests;
mod site;

pub use browser::{Options, walk};
pub use page::Page;
pub use site::Site;
