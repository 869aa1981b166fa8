//! What concerns every request, whatever it asks for.

pub mod cookies;
pub mod page;
pub mod problem;
pub mod request;
pub mod security_headers;
