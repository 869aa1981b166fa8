//! The public keys of the server that signs, kept and renewed.
//!
//! A request uses the keys that are here. They are asked for again before they are
//! `RESOURCE_JWKS_TTL` old, so that a key that was taken out of use is refused after
//! that time at the latest; and at once when a token names a key that is not among
//! them, so that a rotation fails no request. The latter anybody can cause, by
//! tokens with invented ids: so never more than once in [`PAUSE`], however many come.
//!
//! When the other server does not answer, the keys stay: it cannot sign either while
//! it is down, and what it has signed expires. After a day of silence they go.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::sync::Mutex;

use super::fetch::Fetcher;
use crate::auth::keys::{Key, VerifyingKeys};
use crate::clock::{Clock, whole_seconds};
use crate::config::resource_server::ResourceConfig;
use crate::startup::StartupError;

/// The least time between the end of one request for the keys and the next, in
/// milliseconds.
const PAUSE: i64 = 3_000;

/// The longest that keys are gone by while nobody says whether they still hold, in
/// milliseconds: whoever can cut this server off must not keep a stolen key alive
/// for ever.
const KEPT_AT_MOST: i64 = 24 * 60 * 60 * 1000;

/// How often it is looked whether it is time to ask.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Keys, and when they were asked for, in milliseconds since 1970.
pub(super) struct Known {
    pub(super) keys: VerifyingKeys,
    asked_at: i64,
}

pub(super) struct KeyCache {
    fetcher: Fetcher,
    clock: Clock,
    known: ArcSwapOption<Known>,
    /// When it was last asked for keys, with success or without. Whoever holds the
    /// lock is asking; the others wait for that answer and do not ask themselves.
    last_asked: Mutex<Option<i64>>,
    /// How old they get before they are asked for again, in milliseconds.
    fresh_for: i64,
}

impl KeyCache {
    pub(super) fn new(config: &ResourceConfig, clock: Clock) -> Result<Self, StartupError> {
        let fetcher = Fetcher::new(config.jwks_url.clone());
        let fetcher = fetcher.map_err(|error| StartupError::Broken(error.to_string()))?;
        // At four fifths, so that there is time for an answer before the end.
        let fresh_for = whole_seconds(config.jwks_ttl).saturating_mul(800);
        Ok(Self {
            fetcher,
            clock,
            known: ArcSwapOption::empty(),
            last_asked: Mutex::new(None),
            fresh_for,
        })
    }

    /// The keys, if there are any to go by.
    pub(super) fn known(&self) -> Option<Arc<Known>> {
        let known = self.known.load_full()?;
        let age = self.clock.millis().saturating_sub(known.asked_at);
        (age < KEPT_AT_MOST).then_some(known)
    }

    /// Looks for keys that are newer than those that one has seen, and asks for them
    /// if that was not done a moment ago.
    ///
    /// On a task of its own: a caller who goes away must not cut the asking short, or
    /// one could keep this server from ever hearing of a new key.
    pub(super) async fn newer_than(
        self: &Arc<Self>,
        seen: Option<Arc<Known>>,
    ) -> Option<Arc<Known>> {
        let cache = self.clone();
        let looking = actix_web::rt::spawn(async move { cache.look(seen.as_ref()).await });
        looking.await.ok().flatten()
    }

    async fn look(&self, seen: Option<&Arc<Known>>) -> Option<Arc<Known>> {
        let mut last_asked = self.last_asked.lock().await;
        let is_news = |known: &Arc<Known>| seen.is_none_or(|seen| !Arc::ptr_eq(seen, known));
        // Somebody else has asked while this one waited for the lock.
        if let Some(known) = self.known().filter(is_news) {
            return Some(known);
        }
        let pause = last_asked.map(|at| self.clock.millis().saturating_sub(at));
        // A clock that was set back must not make the pause longer.
        if pause.is_some_and(|pause| (0..PAUSE).contains(&pause)) {
            return None;
        }
        self.ask(&mut last_asked).await;
        self.known().filter(is_news)
    }

    /// Asks, unless somebody did a moment ago.
    pub(super) async fn refresh(&self) {
        let seen = self.known.load_full();
        self.look(seen.as_ref()).await;
    }

    /// Keeps them fresh. Never returns.
    pub(super) async fn watch(&self) {
        let mut look_again = tokio::time::interval(LOOK_EVERY);
        look_again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            look_again.tick().await;
            let now = self.clock.millis();
            let is_fresh = self.known.load_full().is_some_and(|known| {
                (0..self.fresh_for).contains(&now.saturating_sub(known.asked_at))
            });
            if !is_fresh {
                self.refresh().await;
            }
        }
    }

    async fn ask(&self, last_asked: &mut Option<i64>) {
        let now = self.clock.millis();
        let url = self.fetcher.url();
        let answer = self.fetcher.fetch().await;
        // Counted from the end: of a server that hangs each would otherwise ask anew,
        // one after the other, and the last would wait for all before it.
        *last_asked = Some(self.clock.millis());
        match answer {
            Ok(keys) => {
                self.tell(&keys);
                self.known.store(Some(Arc::new(Known {
                    keys,
                    asked_at: now,
                })));
            }
            Err(error) => {
                let known = self.known().is_some();
                tracing::error!(url, %error, "no new keys; {}", match known {
                    true => "the former ones stay",
                    false => "no token can be judged until there are some",
                });
            }
        }
    }

    /// Tells what has changed.
    fn tell(&self, keys: &VerifyingKeys) {
        let kids = |keys: &VerifyingKeys| {
            let kids: Vec<&str> = keys.iter().map(Key::kid).collect();
            kids.join(" ")
        };
        let former = self.known.load_full().map(|known| kids(&known.keys));
        let now = kids(keys);
        if former.as_deref() == Some(now.as_str()) {
            return;
        }
        let url = self.fetcher.url();
        if keys.is_empty() {
            tracing::warn!(
                url,
                "the other server shows no public key that is of use here, so every token is \
                 refused. If it signs with HS256 alone, whose key is a secret, add a pair \
                 there: backend keys generate --alg ES256"
            );
        } else {
            tracing::info!(url, kids = now, "keys: in use");
        }
    }
}
