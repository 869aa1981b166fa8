//! What a handler asks for in its arguments, checked before it runs.

pub mod at_home;
pub mod basic;
pub mod client;
pub mod current_user;
pub mod form;
pub mod json;
pub mod page_query;
pub mod path_id;
pub mod same_origin;
mod strict_json;
#[cfg(feature = "lab")]
pub mod watched;
