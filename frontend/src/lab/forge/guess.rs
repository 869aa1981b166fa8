//! Guesses the secret of a token: one word after another, until the signature
//! fits. It takes one token and no connection, so nobody notices and nothing
//! slows it down but the length of the secret.

use leptos::prelude::*;
use shared::lab::forge::WORDS;

use super::bench::Snag;
use crate::api::experiment::{Experiment, Method};
use crate::lab::crypto::{Alg, Key, from_base64url, verify};

/// How many words go by between two looks at the clock.
const STRIDE: usize = 64;

/// How far the guessing is, and a way to stop it.
#[derive(Clone, Copy)]
pub(super) struct Guess {
    state: RwSignal<Option<Guessing>>,
    is_stopped: RwSignal<bool>,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Guessing {
    pub(super) tried: usize,
    pub(super) total: usize,
    pub(super) milliseconds: f64,
    /// The secret, once it is found.
    pub(super) found: Option<String>,
    pub(super) is_over: bool,
}

impl Guessing {
    /// Words a second.
    pub(super) fn pace(&self) -> usize {
        match self.milliseconds > 0.0 {
            true => (self.tried as f64 * 1000.0 / self.milliseconds) as usize,
            false => 0,
        }
    }
}

impl Guess {
    pub(super) fn new() -> Self {
        Self {
            state: RwSignal::new(None),
            is_stopped: RwSignal::new(false),
        }
    }

    pub(super) fn state(self) -> Option<Guessing> {
        self.state.get()
    }

    pub(super) fn stop(self) {
        self.is_stopped.set(true);
    }

    /// The word that this HS256 token is signed with, if it is in the list.
    pub(super) async fn secret_of(self, token: &str) -> Result<String, Snag> {
        self.is_stopped.set(false);
        self.state.set(None);
        let words = Experiment::new(Method::GET, WORDS).send().await;
        let words = words.response().map(|response| response.body.as_str());
        let words: Vec<&str> = words.unwrap_or_default().lines().collect();
        let (signed, signature) = token.rsplit_once('.').ok_or(Snag::Unexpected)?;
        let signature = from_base64url(signature).ok_or(Snag::Unexpected)?;
        let start = now();
        let tell = |tried: usize, found: Option<&str>, is_over: bool| {
            self.state.set(Some(Guessing {
                tried,
                total: words.len(),
                milliseconds: now() - start,
                found: found.map(str::to_owned),
                is_over,
            }));
        };
        for (place, word) in words.iter().enumerate() {
            if place % STRIDE == 0 {
                tell(place, None, false);
                if self.is_stopped.get_untracked() {
                    tell(place, None, true);
                    return Err(Snag::Stopped);
                }
            }
            let key = Key::Secret(word.as_bytes().to_vec());
            if verify(Alg::Hs256, &key, signed.as_bytes(), &signature).await? {
                tell(place + 1, Some(word), true);
                return Ok((*word).to_owned());
            }
        }
        tell(words.len(), None, true);
        Err(Snag::Unexpected)
    }
}

fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
