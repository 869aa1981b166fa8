//! One page for each address.

mod account;
mod error_reference;
mod home;
mod login;
mod not_found;
mod notes;
mod register;

pub(crate) use account::Account;
pub(crate) use error_reference::{ErrorCodePage, ErrorReference};
pub(crate) use home::Home;
pub(crate) use login::Login;
pub(crate) use not_found::NotFound;
pub(crate) use notes::{EditNote, LastChange, NewNote, Notes};
pub(crate) use register::Register;
