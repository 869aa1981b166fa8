//! Leaving: here at once, and on the server as soon as it can be told.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::error::ErrorCode;

use super::{Auth, AuthState, Farewell};
use crate::api;
use crate::drafts;
use crate::parts::{Task, part};
use crate::storage::Area;

/// Set and removed at once on logging out, so that the other tabs learn of it
/// also where there is no channel between them: that a token is gone does not
/// tell them whether somebody meant it.
pub(super) const LOGGED_OUT_SIGNAL: &str = "tessera.logged_out";

/// There while the server has not been told of a log-out. No script can delete
/// the cookie of the refresh token: only the server's answer does.
const UNTOLD_KEY: &str = "tessera.log_out_untold";

/// A new session has begun, which is not to be ended in the place of the former.
pub(super) fn forget_what_is_untold() {
    Area::Local.remove(UNTOLD_KEY);
}

impl Auth {
    /// Ends the session: here at once, whether or not the server can be told.
    pub(crate) fn log_out(self) {
        let token = self.tokens().get();
        self.leave(Farewell::LoggedOut);
        // Not tied to the page that was on show, which is going away.
        spawn_local(self.tell_server(token));
    }

    /// The account is gone, and the server has ended its sessions.
    pub(crate) fn account_deleted(self) {
        self.leave(Farewell::AccountDeleted);
    }

    fn leave(self, farewell: Farewell) {
        drafts::discard_all();
        if Area::Local.write(LOGGED_OUT_SIGNAL, "now").is_ok() {
            Area::Local.remove(LOGGED_OUT_SIGNAL);
        }
        self.tokens().clear();
        self.ends(farewell);
        self.other_tabs.with_value(|tabs| {
            if let Some(tabs) = tabs {
                tabs.tell_of_log_out();
            }
        });
    }

    /// Catches up on a log-out that the server does not know of, now and
    /// whenever the network comes back.
    pub(super) fn tell_what_is_untold(self) {
        let catch_up = move || {
            if Area::Local.read(UNTOLD_KEY).is_some() {
                spawn_local(self.tell_server(None));
            }
        };
        catch_up();
        // For as long as the page lives, so the handle is not needed.
        _ = window_event_listener(leptos::ev::online, move |_| catch_up());
    }

    /// Whether the server knows now; none if there is nothing to tell any more.
    async fn send_log_out(self, token: Option<String>) -> Option<bool> {
        // A refresh or a log-in has the cookies to itself.
        let _lock = api::lock::acquire().await;
        let is_to_be_told = token.is_some() || self.state.get_untracked() == AuthState::Anonymous;
        if !is_to_be_told {
            return None;
        }
        let answer = api::auth::log_out(&self.client(), token.as_deref()).await;
        Some(match answer {
            Ok(()) => true,
            // What is refused is as good as logged out.
            Err(error) => error.error_code().is_some_and(|code| {
                code.is_token_refusal() || code == ErrorCode::RefreshTokenInvalid
            }),
        })
    }

    async fn tell_server(self, token: Option<String>) {
        let is_told = match send_log_out(self, token).await {
            Ok(answer) => answer.await,
            Err(_) => Some(false),
        };
        let Some(is_told) = is_told else { return };
        let is_signed_in = self
            .state
            .with_untracked(|state| matches!(state, AuthState::SignedIn(_)));
        if is_told {
            forget_what_is_untold();
        } else if !is_signed_in {
            _ = Area::Local.write(UNTOLD_KEY, "");
        }
        let told = |is_told| match is_told {
            true => Farewell::LoggedOut,
            false => Farewell::LoggedOutUntold,
        };
        if self.farewell.get_untracked() == Some(told(!is_told)) {
            self.farewell.set(Some(told(is_told)));
        }
    }
}

part!(
    session,
    fn send_log_out(auth: Auth, token: Option<String>) -> Task<Option<bool>> {
        Box::pin(auth.send_log_out(token))
    }
);
