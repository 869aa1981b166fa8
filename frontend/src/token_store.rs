//! Where the access token is kept between requests: step 3 of the flow.
//!
//! Every choice can be read by a script that runs on this page, so what
//! protects the token is that no foreign script does (the server's content
//! security policy). They differ in how long it stays and who shares it.

use std::sync::{Arc, Mutex, PoisonError};

use crate::storage::Area;

/// The store that the page uses. Another one of the three, and nothing else
/// needs to change.
pub(crate) const STORE: StoreKind = StoreKind::Local;

/// The key in the browser's storage.
pub(crate) const KEY: &str = "tessera.access_token";

/// The stores there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "all are there to choose from, and STORE is one")]
pub(crate) enum StoreKind {
    /// `localStorage`: the documented flow. All tabs share one session, and it
    /// outlives the browser.
    Local,
    /// `sessionStorage`: a session for each tab, over when the tab is closed.
    Session,
    /// A variable: gone after a reload, and out of reach of who gets hold of
    /// the browser's files.
    Memory,
}

/// The token, wherever it is.
#[derive(Clone)]
pub(crate) struct TokenStore {
    chosen: StoreKind,
    /// The token when it is kept in memory, by choice or because the browser
    /// keeps nothing for us.
    memory: Arc<Mutex<Option<String>>>,
}

impl TokenStore {
    pub(crate) fn new(chosen: StoreKind) -> Self {
        Self {
            chosen,
            memory: Arc::default(),
        }
    }

    /// The token, if there is one. It has been checked by nobody: whether it is
    /// any good is the server's to say.
    pub(crate) fn get(&self) -> Option<String> {
        self.area()
            .and_then(|area| area.read(KEY))
            .or_else(|| self.in_memory().clone())
    }

    /// Keeps `token`; in memory where storage is blocked or full.
    pub(crate) fn set(&self, token: &str) {
        let stored = self
            .area()
            .is_some_and(|area| area.write(KEY, token).is_ok());
        // An older token must not outlive the newer one that found no room.
        if !stored && let Some(area) = self.area() {
            area.remove(KEY);
        }
        // One copy only: after a clear, no other may come back to life.
        *self.in_memory() = (!stored).then(|| token.to_owned());
    }

    pub(crate) fn clear(&self) {
        if let Some(area) = self.area() {
            area.remove(KEY);
        }
        *self.in_memory() = None;
    }

    /// Where a token is kept in fact, which is memory where the browser blocks
    /// what was chosen.
    pub(crate) fn kind(&self) -> StoreKind {
        const PROBE: &str = "tessera.probe";
        match self.area() {
            Some(area) if area.write(PROBE, "").is_ok() => {
                area.remove(PROBE);
                self.chosen
            }
            _ => StoreKind::Memory,
        }
    }

    /// Whether another store was chosen than the browser lets us use.
    pub(crate) fn is_blocked(&self) -> bool {
        self.kind() != self.chosen
    }

    fn area(&self) -> Option<Area> {
        match self.chosen {
            StoreKind::Local => Some(Area::Local),
            StoreKind::Session => Some(Area::Session),
            StoreKind::Memory => None,
        }
    }

    fn in_memory(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        // A browser tab has one thread; the lock is there so that leptos may
        // share the store, and cannot be poisoned.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn each_store_gives_back_what_it_was_given_until_it_is_cleared() {
        for kind in [StoreKind::Local, StoreKind::Session, StoreKind::Memory] {
            let store = TokenStore::new(kind);
            store.clear();
            assert_eq!(store.get(), None, "{kind:?}");
            store.set("eyJ.eyJ.x");
            assert_eq!(store.get().as_deref(), Some("eyJ.eyJ.x"), "{kind:?}");
            assert_eq!(store.kind(), kind);
            assert!(!store.is_blocked());
            store.clear();
            assert_eq!(store.get(), None, "{kind:?}");
        }
    }

    #[wasm_bindgen_test]
    fn a_second_tab_finds_the_token_in_local_storage_but_not_in_memory() {
        TokenStore::new(StoreKind::Local).set("shared");
        let other_tab = TokenStore::new(StoreKind::Local);
        assert_eq!(other_tab.get().as_deref(), Some("shared"));
        other_tab.clear();

        TokenStore::new(StoreKind::Memory).set("own");
        assert_eq!(TokenStore::new(StoreKind::Memory).get(), None);
    }

    #[wasm_bindgen_test]
    fn a_value_that_somebody_else_wrote_is_taken_as_it_stands() {
        let raw = web_sys::window().unwrap().local_storage().unwrap().unwrap();
        let store = TokenStore::new(StoreKind::Local);
        for (written, expected) in [
            ("eyJhbGciOiJIUzI1NiJ9.e30.x", "eyJhbGciOiJIUzI1NiJ9.e30.x"),
            ("\"quoted\"", "quoted"),
            ("\"half quoted", "\"half quoted"),
            ("{\"a\":1}", "{\"a\":1}"),
            ("42", "42"),
            ("", ""),
            ("令牌\n\u{0}", "令牌\n\u{0}"),
        ] {
            raw.set_item(KEY, written).unwrap();
            assert_eq!(store.get().as_deref(), Some(expected), "{written:?}");
        }
        store.clear();
    }

    #[wasm_bindgen_test]
    fn a_token_that_storage_will_not_take_is_kept_in_memory() {
        let store = TokenStore::new(StoreKind::Session);
        let too_large = "x".repeat(11 * 1024 * 1024);
        store.set(&too_large);
        assert_eq!(store.get().map(|t| t.len()), Some(too_large.len()));
        store.clear();
        assert_eq!(store.get(), None);
    }
}
