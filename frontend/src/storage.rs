//! The browser's two storages, where they may be used; the only user of
//! gloo-storage.
//!
//! A browser can be told to block storage, and then even to *name*
//! `localStorage` throws; gloo-storage panics on that, which ends the program.
//! So every call asks first, and "blocked" is an ordinary answer.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use js_sys::JSON;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    /// Shared by all tabs of this origin, kept when the browser is closed.
    Local,
    /// This tab's own, gone with it; survives a reload.
    Session,
}

/// The value could not be kept: storage is blocked or full.
#[derive(Debug)]
pub(crate) struct NotStored;

impl Area {
    /// What is under `key`.
    ///
    /// gloo-storage writes JSON, which the browser can read: to have serde do it
    /// brings 20 KB for numbers and errors to every visit. What is not a JSON text
    /// was put there by somebody else, a test or a person at the developer tools,
    /// and is taken as it stands: it is for the reader to judge.
    pub(crate) fn read(self, key: &str) -> Option<String> {
        let stored = self.probe()?.get_item(key).ok().flatten()?;
        let text = JSON::parse(&stored).ok().and_then(|json| json.as_string());
        Some(text.unwrap_or(stored))
    }

    /// Keeps `text` under `key`.
    pub(crate) fn write(self, key: &str, text: &str) -> Result<(), NotStored> {
        self.probe().ok_or(NotStored)?;
        match self {
            Self::Local => LocalStorage::set(key, text),
            Self::Session => SessionStorage::set(key, text),
        }
        .map_err(|_| NotStored)
    }

    pub(crate) fn remove(self, key: &str) {
        if self.probe().is_some() {
            match self {
                Self::Local => LocalStorage::delete(key),
                Self::Session => SessionStorage::delete(key),
            }
        }
    }

    /// Whether the browser lets nothing be kept here.
    pub(crate) fn is_blocked(self) -> bool {
        self.probe().is_none()
    }

    /// Removes every key that starts with `prefix`.
    pub(crate) fn remove_all(self, prefix: &str) {
        let Some(storage) = self.probe() else { return };
        let count = storage.length().unwrap_or(0);
        // First the list, then the removals, which move the indices.
        let keys: Vec<String> = (0..count)
            .filter_map(|index| storage.key(index).ok().flatten())
            .filter(|key| key.starts_with(prefix))
            .collect();
        for key in keys {
            self.remove(&key);
        }
    }

    /// The storage, if the browser lets us have it.
    fn probe(self) -> Option<web_sys::Storage> {
        let window = web_sys::window()?;
        match self {
            Self::Local => window.local_storage(),
            Self::Session => window.session_storage(),
        }
        .ok()
        .flatten()
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_is_written_is_read_back_and_can_be_removed() {
        for area in [Area::Local, Area::Session] {
            area.write("tessera.test", "令牌 \"quoted\"").unwrap();
            assert_eq!(
                area.read("tessera.test").as_deref(),
                Some("令牌 \"quoted\"")
            );
            area.remove("tessera.test");
            assert_eq!(area.read("tessera.test"), None);
        }
    }

    #[wasm_bindgen_test]
    fn a_prefix_is_removed_and_nothing_else() {
        for key in ["tessera.a.1", "tessera.a.2", "tessera.b.1"] {
            Area::Session.write(key, "x").unwrap();
        }
        Area::Session.remove_all("tessera.a.");
        assert_eq!(Area::Session.read("tessera.a.1"), None);
        assert_eq!(Area::Session.read("tessera.a.2"), None);
        assert!(Area::Session.read("tessera.b.1").is_some());
        Area::Session.remove("tessera.b.1");
    }

    #[wasm_bindgen_test]
    fn what_is_too_large_is_refused_without_a_panic() {
        let too_large = "x".repeat(11 * 1024 * 1024);
        assert!(Area::Session.write("tessera.test", &too_large).is_err());
        assert_eq!(Area::Session.read("tessera.test"), None);
    }
}
