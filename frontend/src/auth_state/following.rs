//! What the other tabs do to the session that all share.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::auth::TokenResponse;
use shared::unverified;

use super::log_out::LOGGED_OUT_SIGNAL;
use super::{Auth, AuthState, Farewell};
use crate::drafts;
use crate::other_tabs::{News, OtherTabs};
use crate::parts::part;
use crate::token_store::{self, StoreKind};

impl Auth {
    pub(super) fn follow_other_tabs(self) {
        let tabs = OtherTabs::listen(move |text| {
            spawn_local(async move { _ = hear_text(self, text).await });
        });
        self.other_tabs.set_value(Some(tabs));
        // The browser tells a tab of the others' changes to `localStorage`, also
        // where there is no channel, and also of those that a person makes at
        // the developer tools.
        // For as long as the page lives, so the handle is not needed.
        _ = window_event_listener(leptos::ev::storage, move |event| {
            match event.key().as_deref() {
                Some(LOGGED_OUT_SIGNAL) if event.new_value().is_some() => drafts::discard_all(),
                // No key: everything was cleared.
                Some(token_store::KEY | token_store::HINT_KEY) | None => {
                    self.storage_changed_elsewhere();
                }
                Some(_) => {}
            }
        });
    }

    fn hear(self, news: News) {
        match news {
            News::Tokens {
                is_new,
                store,
                answer,
            } => self.hear_of_tokens(is_new, &store, &answer),
            News::LoggedOut => {
                drafts::discard_all();
                self.ended_elsewhere(Farewell::EndedElsewhere);
            }
            News::Ended { why } => self.ended_elsewhere(Farewell::Refused(why)),
        }
    }

    fn hear_of_tokens(self, is_new: bool, store: &str, answer: &TokenResponse) {
        let is_here = self.user_id_untracked().is_some();
        if self.is_other_user(&answer.user) {
            self.end_for_other_user();
            return;
        }
        // Who is not logged in follows a log-in that somebody can be seen to
        // make, and does not slip into a session that goes on elsewhere.
        if !is_here && !is_new {
            return;
        }
        let store = StoreKind::from_name(store).unwrap_or(token_store::STORE);
        let tokens = self.tokens();
        match (store, answer.access_token.as_deref()) {
            // It is where the other tab has put it.
            (StoreKind::Local, _) => tokens.follow(store),
            (_, token) if is_new => tokens.begin(store, token),
            (_, token) => tokens.renew(token),
        }
        self.renew_in(answer.expires_in);
        self.renewals.update(|count| *count += 1);
        self.is_known(answer.user.clone());
    }

    fn ended_elsewhere(self, farewell: Farewell) {
        let is_known_to_be_over = self.farewell.get_untracked() != Some(Farewell::EndedElsewhere)
            && self.state.get_untracked() == AuthState::Anonymous;
        if !is_known_to_be_over {
            self.tokens().clear();
            self.ends(farewell);
        }
    }

    fn storage_changed_elsewhere(self) {
        let tokens = self.tokens();
        let goes_on = match tokens.chosen() {
            StoreKind::Local => tokens.has_session(),
            // A token that this tab has to itself tells nothing of the others.
            StoreKind::Session | StoreKind::Memory | StoreKind::Cookie => tokens.is_remembered(),
        };
        if !goes_on {
            self.ended_elsewhere(Farewell::EndedElsewhere);
            return;
        }
        // A token alone that is gone is no end: the next request fetches one.
        let Some(token) = tokens.get() else { return };
        spawn_local(async move { _ = look_at_token(self, token).await });
    }

    fn look_at_token(self, token: &str) {
        let subject = unverified::decode(token)
            .and_then(|token| token.claims.get("sub")?.as_str().map(str::to_owned));
        match self.user_id_untracked() {
            // The same session with another token: nothing to ask.
            Some(id) if subject.as_ref() == Some(&id) => {
                self.renewals.update(|count| *count += 1);
            }
            Some(_) if subject.is_some() => self.end_for_other_user(),
            None if self.farewell.get_untracked() == Some(Farewell::OtherUser) => {}
            _ => self.check(),
        }
    }
}

part!(
    session,
    fn hear_text(auth: Auth, text: String) -> () {
        if let Some(news) = News::read(&text) {
            auth.hear(news);
        }
    }
);

part!(
    session,
    fn look_at_token(auth: Auth, token: String) -> () {
        auth.look_at_token(&token);
    }
);
