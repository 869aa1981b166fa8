//! News of the session, from tab to tab.
//!
//! All tabs of a browser share the refresh token's cookie, so they share the
//! session, wherever each keeps its access token. A `BroadcastChannel` reaches
//! the tabs of this origin and nobody else.

use serde::{Deserialize, Serialize};
use shared::auth::TokenResponse;
use shared::error::ErrorCode;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

const NAME: &str = "tessera.session";

/// What a tab tells the others.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub(crate) enum News {
    /// The server gave tokens.
    Tokens {
        /// Whether somebody has logged in, or the session just goes on.
        is_new: bool,
        /// The name of the store that was chosen.
        store: String,
        /// With the access token only where the tabs share no store: each would
        /// have to fetch one of its own.
        answer: TokenResponse,
    },
    /// The user logged out.
    LoggedOut,
    /// The server ended the session.
    Ended { why: ErrorCode },
}

/// [`News::LoggedOut`] as it is written.
const LOGGED_OUT: &str = r#"{"news":"logged_out"}"#;

impl News {
    /// None if it cannot be read: it comes from a tab with another version of this
    /// page.
    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// The way to the other tabs; leads nowhere where the browser has none.
pub(crate) struct OtherTabs(Option<BroadcastChannel>);

impl OtherTabs {
    /// Listens for as long as the page lives. A tab does not hear itself.
    /// What they say is for [`News::read`].
    pub(crate) fn listen(on_news: impl Fn(String) + 'static) -> Self {
        let channel = BroadcastChannel::new(NAME).ok();
        if let Some(channel) = &channel {
            let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(news) = event.data().as_string() {
                    on_news(news);
                }
            });
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
            hear.forget();
        }
        Self(channel)
    }

    pub(crate) fn tell(&self, news: &News) {
        if let Ok(text) = serde_json::to_string(news) {
            self.say(&text);
        }
    }

    /// The same as [`News::LoggedOut`], without what it takes to write news: to log
    /// out must not have to wait for code.
    pub(crate) fn tell_of_log_out(&self) {
        self.say(LOGGED_OUT);
    }

    fn say(&self, text: &str) {
        if let Some(channel) = &self.0 {
            // Fails on a closed channel, and nobody closes this one.
            _ = channel.post_message(&text.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_news_of_a_log_out_is_written_as_all_news() {
        let written = serde_json::to_string(&News::LoggedOut);
        assert_eq!(written.ok().as_deref(), Some(LOGGED_OUT));
        assert!(matches!(News::read(LOGGED_OUT), Some(News::LoggedOut)));
    }
}
