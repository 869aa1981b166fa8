//! What concerns every request, whatever it asks for.

pub mod body;
pub mod connection;
pub mod cookies;
mod framework;
mod head;
pub mod page;
pub mod problem;
pub mod request;
pub mod security_headers;
