//! One page for each address.

mod account;
mod admin;
mod error_reference;
mod forbidden;
mod forgot_password;
#[cfg(not(feature = "lab"))]
mod home;
mod login;
mod not_found;
mod notes;
mod outbox;
mod paged;
mod register;
mod reset_password;

pub(crate) use account::Account;
pub(crate) use admin::{AdminEvents, AdminUsers};
pub(crate) use error_reference::{ErrorCodePage, ErrorReference};
pub(crate) use forgot_password::ForgotPassword;
#[cfg(not(feature = "lab"))]
pub(crate) use home::Home;
pub(crate) use login::Login;
pub(crate) use not_found::NotFound;
pub(crate) use notes::{EditNote, LastChange, NewNote, Notes};
pub(crate) use outbox::Outbox;
pub(crate) use register::Register;
pub(crate) use reset_password::ResetPassword;
