//! What pages are made of. Components take values and report events; they send
//! no requests.

mod chunk;
mod claims;
mod confirm;
mod counted;
mod demo_users;
mod expiry;
mod field;
#[cfg(not(feature = "lab"))]
mod flow_diagram;
mod form;
mod guard;
mod icons;
mod json;
mod layout;
mod link;
mod notice;
mod outlet;
mod states;
mod step_up_dialog;
mod store_choice;
mod switches;
mod title;
mod token_card;
mod token_view;
mod work;

pub(crate) use chunk::{Awaited, Chunk, Late, chunk, use_awaited};
pub(crate) use confirm::Confirm;
pub(crate) use counted::{TextArea, TextLine};
#[cfg(feature = "lab")]
pub(crate) use demo_users::DemoUser;
pub(crate) use demo_users::{DEMO_USERS, has_demo_users};
pub(crate) use field::{Field, PasswordField};
#[cfg(not(feature = "lab"))]
pub(crate) use flow_diagram::FlowDiagram;
pub(crate) use form::{Fault, FormField, focus_first_invalid};
pub(crate) use guard::{Guard, Waiting, leave_for_login, leave_when_signed_in};
pub(crate) use json::indented;
pub(crate) use layout::Layout;
pub(crate) use link::A;
pub(crate) use notice::{Message, Notice, Tone};
pub(crate) use outlet::Outlet;
pub(crate) use states::{Obstacle, Skeleton};
pub(crate) use store_choice::StoreChoice;
pub(crate) use title::use_title;
#[cfg(feature = "lab")]
pub(crate) use token_card::place;
pub(crate) use token_card::{Contents, CookieCard, TokenCard};
pub(crate) use token_view::TokenView;
pub(crate) use work::Work;
