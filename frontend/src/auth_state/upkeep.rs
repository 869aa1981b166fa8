//! Renews the token before it runs out, so that hardly a request is refused.
//!
//! A tab that nobody looks at lets it run out: it renews it when somebody does,
//! or asks for something.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::VisibilityState;

use super::{Auth, AuthState};
use crate::api::renew_after;
use crate::parts::{Task, part};
use crate::storage::Area;

/// When the token is to be renewed, in milliseconds since 1970 by this
/// computer's clock: for a page that is loaded later. The clock is held against
/// itself here, so it may be wrong; if it is put right meanwhile, the token is
/// renewed too early, or by the first request that is refused.
const RENEW_AT_KEY: &str = "tessera.renew_at";

/// What a number from storage can make us wait at the most.
const LONGEST_MS: u64 = 12 * 60 * 60 * 1000;

thread_local! {
    static TIMER: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
    /// When the token is to be renewed, in milliseconds of this page's life,
    /// which no change of the computer's clock moves.
    static DUE_AT: Cell<Option<f64>> = const { Cell::new(None) };
}

impl Auth {
    /// Looks whether it is time whenever the tab comes into view or the network
    /// comes back.
    pub(super) fn keep_up(self) {
        // For as long as the page lives, so the handles are not needed.
        for event in ["visibilitychange", "online"] {
            _ = window_event_listener_untyped(event, move |_| self.renew_if_due());
        }
    }

    /// The token that has just come lives for so many seconds.
    pub(super) fn renew_in(self, expires_in: i64) {
        let wait = renew_after(expires_in);
        let moment = js_sys::Date::now() + milliseconds(wait);
        _ = Area::Local.write(RENEW_AT_KEY, &whole(moment).to_string());
        self.wait_for(wait);
    }

    /// The token of an earlier page is still good: goes on where that page was.
    pub(super) fn resume(self) {
        let moment = Area::Local.read(RENEW_AT_KEY);
        if let Some(moment) = moment.and_then(|text| text.parse::<u64>().ok())
            && DUE_AT.get().is_none()
        {
            let left = moment.saturating_sub(whole(js_sys::Date::now()));
            self.wait_for(Duration::from_millis(left.min(LONGEST_MS)));
        }
    }

    fn wait_for(self, wait: Duration) {
        self.rest();
        DUE_AT.set(Some(age() + milliseconds(wait)));
        let timer = set_timeout_with_handle(move || self.renew_if_due(), wait);
        TIMER.set(timer.ok());
    }

    /// There is nothing to renew.
    pub(super) fn rest(self) {
        DUE_AT.set(None);
        if let Some(timer) = TIMER.take() {
            timer.clear();
        }
    }

    fn renew_if_due(self) {
        // A timer may be early by the fraction that clocks are rounded by.
        let is_due = DUE_AT.get().is_some_and(|due| age() + 20.0 >= due);
        let is_seen = document().visibility_state() == VisibilityState::Visible;
        let is_signed_in = self
            .state
            .with_untracked(|state| matches!(state, AuthState::SignedIn(_)));
        if is_due && is_seen && is_signed_in {
            DUE_AT.set(None);
            // Nobody waits for it. If it comes to nothing, the next request
            // that needs a token will see to one, and tell why it cannot.
            spawn_local(async move {
                if let Ok(renewal) = renew(self).await {
                    renewal.await;
                }
            });
        }
    }
}

part!(
    session,
    fn renew(auth: Auth) -> Task<()> {
        Box::pin(async move { _ = auth.client().renew().await })
    }
);

fn age() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Reading and writing a number with a fraction takes 20 KB of code and tables.
fn whole(milliseconds: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole milliseconds since 1970 are wanted"
    )]
    let whole = milliseconds as u64;
    whole
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
