//! The storage theatre: what happens to a token in each of the four stores, when
//! a script is planted in the page or another site sends a form.
//!
//! Nothing is acted: the session is a real one, the script reads and sends what
//! any script could, and the form comes from another site by the browser's own
//! judgement. What keeps it harmless is that the session is thrown away
//! afterwards.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::web::{self, ServiceConfig, get, post};
use shared::lab::theatre;

use forgery::Record;
use waiting::Waiting;

mod documents;
mod forgery;
mod session;
mod site;
mod waiting;

/// What the theatre keeps in mind between requests.
#[derive(Default)]
pub(super) struct Theatre {
    waiting: Mutex<Waiting>,
    is_watched: AtomicBool,
    record: Mutex<Record>,
}

impl Theatre {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn configure(app: &mut ServiceConfig, theatre: &web::Data<Theatre>) {
    app.app_data(theatre.clone())
        .route(theatre::SESSION, post().to(session::begin))
        .route(theatre::CURTAIN, post().to(session::end))
        .route(theatre::STAGE, get().to(documents::stage))
        .route(theatre::PLANTED, get().to(documents::planted))
        .route(theatre::STYLE, get().to(documents::style))
        .route(theatre::FOREIGN, get().to(documents::foreign))
        .route(theatre::FOREIGN_SCRIPT, get().to(documents::foreign_script))
        .route(theatre::FORGERIES, post().to(forgery::begin))
        .route(theatre::FORGERIES, get().to(forgery::list))
        .route(theatre::CAREFUL, post().to(forgery::careful))
        .route(theatre::CARELESS, post().to(forgery::careless));
}
