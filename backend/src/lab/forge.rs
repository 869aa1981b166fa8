//! The forge: what it takes to attack this server on one's own machine.
//!
//! Tokens that only a holder of the key could make wrong ([`flawed`]), a colleague
//! whose verifier believes too much ([`careless`]), words to guess the colleague's
//! secret from ([`words`]), and sessions to be spent ([`throwaway`]). Nothing here
//! opens anything: the tokens are refused by construction, and the careless
//! verifier only says what it would have done.

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig, get, post, put};
use shared::lab::forge;

mod flawed;
mod throwaway;

mod careless;
mod colleague;
mod overlooked;
mod words;

use colleague::Colleague;
use throwaway::Opened;

/// What the forge keeps in mind between requests.
#[derive(Clone)]
pub(super) struct Forge {
    colleague: Arc<Colleague>,
    opened: Arc<Opened>,
}

impl Forge {
    pub(super) fn new() -> Self {
        Self {
            colleague: Arc::new(Colleague::new()),
            opened: Arc::default(),
        }
    }
}

pub(super) fn configure(app: &mut ServiceConfig, forge: &Forge) {
    app.app_data(Data::from(forge.colleague.clone()))
        .app_data(Data::from(forge.opened.clone()))
        .route(forge::TOKENS, post().to(flawed::issue))
        .route(forge::CARELESS, post().to(colleague::judge))
        .route(forge::CARELESS_REFRESH, post().to(colleague::judge_refresh))
        .route(forge::CARELESS_TOKEN, post().to(colleague::issue))
        .route(forge::CARELESS_KEYS, get().to(colleague::public_keys))
        .route(
            forge::ATTACKER_KEYS,
            put().to(colleague::put_attackers_keys),
        )
        .route(forge::ATTACKER_KEYS, get().to(colleague::attackers_keys))
        .route(forge::WORDS, get().to(words::list))
        .route(forge::THROWAWAY_SESSION, post().to(throwaway::open))
        .route(forge::REFRESH, post().to(throwaway::refresh));
}
