//! The server's part of the lessons: what shows how tokens are judged, forged,
//! and kept.
//!
//! Some of it is wrong on purpose. It is compiled with the feature `lab` alone,
//! put in place in development alone, and answers only whoever sits at this
//! machine ([`gate`]). Nothing outside this folder uses any of it.

use actix_web::web::{Data, ServiceConfig, post};
use shared::lab;

use crate::state::AppState;

mod gate;
mod theatre;
mod trace;

/// What the lessons keep in mind between requests; none in production.
#[derive(Clone)]
pub struct Lab {
    is_open: bool,
    theatre: Data<theatre::Theatre>,
}

impl Lab {
    /// The lessons beside this server.
    #[must_use]
    pub fn new(state: &AppState) -> Self {
        Self {
            is_open: gate::is_open(state),
            theatre: Data::default(),
        }
    }
}

/// Puts the endpoints in place, if this is a place for them.
pub fn configure(app: &mut ServiceConfig, lab: &Lab) {
    if !lab.is_open {
        return;
    }
    app.route(lab::TRACE, post().to(trace::judge));
    theatre::configure(app, &lab.theatre);
}
