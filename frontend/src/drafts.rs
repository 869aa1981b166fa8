//! Notes that have been typed but not saved.
//!
//! A refused token sends people to the log-in page, and what they typed must
//! be there when they come back. It waits in this tab's `sessionStorage`, under
//! the id of its author: whoever logs in after them is not shown it. Where the
//! browser blocks storage it waits in memory, which outlives the way to the
//! log-in page and back, and no reload.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::storage::Area;

const PREFIX: &str = "tessera.draft.";

thread_local! {
    /// The drafts that storage did not take.
    static IN_MEMORY: RefCell<HashMap<String, String>> = RefCell::default();
}

/// A note as somebody left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) body: String,
    /// The `updated_at` of the note that it changes; none for a new one. If the
    /// server's is another by now, somebody else changed the note meanwhile.
    pub(crate) based_on: Option<String>,
}

/// Names the draft of one note of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftKey(String);

impl DraftKey {
    /// `note_id` is none for a note that the server does not know yet.
    pub(crate) fn new(user_id: &str, note_id: Option<&str>) -> Self {
        Self(format!("{PREFIX}{user_id}.{}", note_id.unwrap_or("new")))
    }

    /// The draft, if there is one that can be read.
    pub(crate) fn load(&self) -> Option<Draft> {
        let stored = Area::Session
            .read(&self.0)
            .or_else(|| IN_MEMORY.with_borrow(|drafts| drafts.get(&self.0).cloned()))?;
        serde_json::from_str(&stored).ok()
    }

    /// Keeps the draft; in memory where storage is blocked or full.
    pub(crate) fn save(&self, draft: &Draft) {
        let Ok(json) = serde_json::to_string(draft) else {
            return;
        };
        // One copy only: an older one must not come back in its place.
        self.discard();
        if Area::Session.write(&self.0, &json).is_err() {
            IN_MEMORY.with_borrow_mut(|drafts| drafts.insert(self.0.clone(), json));
        }
    }

    pub(crate) fn discard(&self) {
        Area::Session.remove(&self.0);
        IN_MEMORY.with_borrow_mut(|drafts| drafts.remove(&self.0));
    }
}

/// Forgets all drafts in this tab, whoever's they are: for logging out, after
/// which nothing of the user is to stay behind.
pub(crate) fn discard_all() {
    Area::Session.remove_all(PREFIX);
    IN_MEMORY.with_borrow_mut(HashMap::clear);
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn draft(title: &str) -> Draft {
        Draft {
            title: title.to_owned(),
            body: "第一行\n\"二\"".to_owned(),
            based_on: Some("2026-11-21T08:00:00Z".to_owned()),
        }
    }

    #[wasm_bindgen_test]
    fn a_draft_comes_back_to_its_author_for_its_note_only() {
        discard_all();
        let key = DraftKey::new("user-1", Some("note-1"));
        key.save(&draft("mine"));
        assert_eq!(key.load(), Some(draft("mine")));
        assert_eq!(DraftKey::new("user-1", Some("note-2")).load(), None);
        assert_eq!(DraftKey::new("user-1", None).load(), None);
        assert_eq!(DraftKey::new("user-2", Some("note-1")).load(), None);
        key.discard();
        assert_eq!(key.load(), None);
    }

    #[wasm_bindgen_test]
    fn logging_out_leaves_no_draft_and_takes_nothing_else() {
        DraftKey::new("user-1", None).save(&draft("a"));
        DraftKey::new("user-1", Some("n")).save(&draft("b"));
        Area::Session.write("tessera.other", "kept").unwrap();
        discard_all();
        assert_eq!(DraftKey::new("user-1", None).load(), None);
        assert_eq!(DraftKey::new("user-1", Some("n")).load(), None);
        assert_eq!(Area::Session.read("tessera.other").as_deref(), Some("kept"));
        Area::Session.remove("tessera.other");
    }

    #[wasm_bindgen_test]
    fn a_garbled_draft_is_none() {
        for garbled in ["", "{", "null", "{\"title\":1}"] {
            Area::Session
                .write("tessera.draft.user-1.new", garbled)
                .unwrap();
            assert_eq!(DraftKey::new("user-1", None).load(), None, "{garbled:?}");
        }
        discard_all();
    }

    #[wasm_bindgen_test]
    fn a_draft_that_storage_will_not_take_is_kept_in_memory_until_it_is_discarded() {
        let key = DraftKey::new("user-1", Some("note-2"));
        key.save(&draft("small"));
        let too_large = draft(&"x".repeat(11 * 1024 * 1024));
        key.save(&too_large);
        assert_eq!(key.load(), Some(too_large));
        discard_all();
        assert_eq!(key.load(), None);
    }
}
