//! What a handler asks for in its arguments, checked before it runs.

pub mod current_user;
pub mod json;
pub mod page_query;
mod strict_json;
