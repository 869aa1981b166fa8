//! The server's part of the lessons: what shows how tokens are judged, forged,
//! and kept.
//!
//! Some of it is wrong on purpose. It is compiled with the feature `lab` alone,
//! put in place in development alone, and answers only whoever sits at this
//! machine (`gate.rs`). Nothing outside this folder uses any of it.

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig, get, post};
use shared::lab;

use crate::extractors::at_home::is_a_home;
use crate::state::AppState;

mod gate;

mod comparison;
mod forge;
mod formats;
mod sso;
mod theatre;
mod tour;
mod trace;

/// What the lessons keep in mind between requests.
#[derive(Clone)]
pub struct Lab {
    forge: forge::Forge,
    theatre: Data<theatre::Theatre>,
    comparison: comparison::Comparison,
    formats: Arc<formats::LabKeys>,
}

impl Lab {
    /// The lessons beside this server, if this is a place for them.
    #[must_use]
    pub fn beside(state: &AppState) -> Option<Self> {
        is_a_home(state).then(|| Self {
            forge: forge::Forge::new(),
            theatre: Data::default(),
            comparison: comparison::Comparison::new(),
            formats: Arc::default(),
        })
    }
}

/// Puts the endpoints in place.
pub fn configure(app: &mut ServiceConfig, lab: &Lab) {
    app.route(lab::TRACE, post().to(trace::judge))
        .route(lab::sso::OTHER_APIS, get().to(sso::list))
        .route(lab::tour::CODE, get().to(tour::code))
        .app_data(Data::from(lab.formats.clone()))
        .route(lab::formats::FORMATS, get().to(formats::show));
    forge::configure(app, &lab.forge);
    theatre::configure(app, &lab.theatre);
    lab.comparison.configure(app);
}
