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

/// The way to the other tabs; leads nowhere where the browser has none.
pub(crate) struct OtherTabs(Option<BroadcastChannel>);

impl OtherTabs {
    /// Listens for as long as the page lives. A tab does not hear itself.
    pub(crate) fn listen(on_news: impl Fn(News) + 'static) -> Self {
        let channel = BroadcastChannel::new(NAME).ok();
        if let Some(channel) = &channel {
            let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                // What cannot be read comes from a tab with another version of
                // this page.
                let news = event.data().as_string();
                if let Some(news) = news.and_then(|text| serde_json::from_str(&text).ok()) {
                    on_news(news);
                }
            });
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
            hear.forget();
        }
        Self(channel)
    }

    pub(crate) fn tell(&self, news: &News) {
        if let (Some(channel), Ok(text)) = (&self.0, serde_json::to_string(news)) {
            // Fails on a closed channel, and nobody closes this one.
            _ = channel.post_message(&text.into());
        }
    }
}
