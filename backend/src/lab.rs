//! The server's part of the lessons: what shows how tokens are judged, forged,
//! and kept.
//!
//! Some of it is wrong on purpose. It is compiled with the feature `lab` alone,
//! put in place in development alone, and answers only whoever sits at this
//! machine ([`gate`]). Nothing outside this folder uses any of it.

use actix_web::web::{ServiceConfig, get, post};
use actix_web::web::{Data, ServiceConfig, post};
use shared::lab;

use crate::state::AppState;

mod comparison;
mod gate;
mod tour;

mod forge;
mod theatre;
mod trace;

/// What the lessons keep in mind between requests; none in production.
#[derive(Clone)]
pub struct Lab {
    is_open: bool,
    forge: forge::Forge,
    comparison: comparison::Comparison,
    theatre: Data<theatre::Theatre>,
}

impl Lab {
    /// The lessons beside this server.
    #[must_use]
    pub fn new(state: &AppState) -> Self {
        Self {
            is_open: gate::is_open(state),
            forge: forge::Forge::new(),
            comparison: comparison::Comparison::new(),
            theatre: Data::default(),
        }
    }
}

/// Puts the endpoints in place, if this is a place for them.
pub fn configure(app: &mut ServiceConfig, lab: &Lab) {
    if !lab.is_open {
        return;
    }
    app.route(lab::TRACE, post().to(trace::judge))
        .route(lab::tour::CODE, get().to(tour::code));
    app.route(lab::TRACE, post().to(trace::judge));
    forge::configure(app, &lab.forge);
    lab.comparison.configure(app);
    theatre::configure(app, &lab.theatre);
}
