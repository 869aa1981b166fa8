//! The address of the page, and what changes it: links, the program itself, and
//! the browser's "back".
//!
//! Which page is at which address stands in `app.rs`, as a `match`; what shows it
//! is `components/outlet.rs`. leptos_router can do more (routes within routes,
//! forms, pages made by the server), and would be a sixth of what a first visit
//! transfers.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// What the address bar says, without the origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// `/notes/new`
    pub(crate) path: String,
    /// `?return_to=%2Fnotes`, or nothing.
    pub(crate) search: String,
    /// `#part`, or nothing.
    pub(crate) hash: String,
}

impl Address {
    fn current() -> Self {
        let location = window().location();
        // They fail for windows of another origin only.
        Self {
            path: location.pathname().unwrap_or_default(),
            search: location.search().unwrap_or_default(),
            hash: location.hash().unwrap_or_default(),
        }
    }

    /// As a link writes it.
    pub(crate) fn as_href(&self) -> String {
        [&*self.path, &self.search, &self.hash].concat()
    }
}

/// Follows the address; everything that reads it follows as well.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    address: RwSignal<Address>,
    path: Memo<String>,
    /// Whether the next page is to be read from its beginning. Where "back" leads,
    /// the browser finds the place again.
    is_new: StoredValue<bool>,
}

/// Links that this program follows. What opens elsewhere or is saved is the
/// browser's; `rel="external"` says so of all others.
const LINKS: &str = "a[href]:not([target], [download], [rel~='external'])";

impl Router {
    /// Looks where we are, and takes over from the browser what leads from page to
    /// page: it would load the program anew, and a token in memory would be gone.
    pub(crate) fn start() -> Self {
        let address = RwSignal::new(Address::current());
        let router = Self {
            address,
            path: Memo::new(move |_| address.with(|address| address.path.clone())),
            is_new: StoredValue::new(false),
        };
        // For as long as the page lives, so nobody stops listening.
        _ = window_event_listener(leptos::ev::click, move |event| router.follow(&event));
        _ = window_event_listener(leptos::ev::popstate, move |_| {
            router.is_new.set_value(false);
            router.address.set(Address::current());
        });
        router
    }

    pub(crate) fn address(self) -> Address {
        self.address.get()
    }

    /// The same for whoever asks once.
    pub(crate) fn address_untracked(self) -> Address {
        self.address.get_untracked()
    }

    /// Changes with the page only, and not with what follows its path.
    pub(crate) fn path(self) -> String {
        self.path.get()
    }

    /// Leads to another page of ours.
    pub(crate) fn go(self, to: &str) {
        // The browser refuses an address of another origin, and the hundredth within
        // seconds.
        _ = self.enter(to, false);
    }

    /// The same in place of the page that is here: "back" will not lead to it.
    pub(crate) fn replace(self, to: &str) {
        _ = self.enter(to, true);
    }

    fn enter(self, to: &str, in_place: bool) -> Result<(), JsValue> {
        let history = window().history()?;
        let before = self.address_untracked();
        // A link to where one is already is no step that "back" undoes.
        if in_place || to == before.as_href() {
            history.replace_state_with_url(&JsValue::NULL, "", Some(to))?;
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(to))?;
        }
        let now = Address::current();
        let is_here = now.path == before.path;
        self.is_new.set_value(true);
        self.address.set(now);
        if is_here {
            self.arrived();
        }
        Ok(())
    }

    /// A click somewhere. Those that open a new tab or window are not for us.
    fn follow(self, event: &MouseEvent) {
        let is_special =
            event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || is_special {
            return;
        }
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let link = target.and_then(|element| element.closest(LINKS).ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else {
            return;
        };
        if window().location().origin().ok() != Some(link.origin()) {
            return;
        }
        let to = [link.pathname(), link.search(), link.hash()].concat();
        // What we cannot do, the browser does.
        if self.enter(&to, false).is_ok() {
            event.prevent_default();
        }
    }

    /// The page at the address is on show: puts its beginning in view, or what the
    /// fragment names.
    pub(crate) fn arrived(self) {
        if !self.is_new.get_value() {
            return;
        }
        self.is_new.set_value(false);
        let hash = self.address_untracked().hash;
        let named = hash.strip_prefix('#').filter(|id| !id.is_empty());
        match named.and_then(|id| document().get_element_by_id(id)) {
            Some(element) => element.scroll_into_view(),
            None => window().scroll_to_with_x_and_y(0.0, 0.0),
        }
    }
}

pub(crate) fn use_router() -> Router {
    expect_context::<Router>()
}

/// What stands between the slashes of a path: `["notes", "new"]`, and `[""]` of the
/// first page. One at the end makes no difference.
pub(crate) fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path).split('/').collect()
}

/// A segment as it was before it was written into an address; as it is, if it has
/// never been one.
pub(crate) fn decoded(segment: &str) -> String {
    let text = js_sys::decode_uri_component(segment);
    text.map_or_else(|_| segment.to_owned(), String::from)
}

/// Whether the page at `path` is the one that `href` leads to, or stands below it.
pub(crate) fn is_below(path: &str, href: &str) -> bool {
    let rest = path.strip_prefix(page_of(href));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path in a link.
pub(crate) fn page_of(href: &str) -> &str {
    href.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_path_is_taken_apart_at_its_slashes() {
        assert_eq!(segments("/"), [""]);
        assert_eq!(segments("/notes"), ["notes"]);
        assert_eq!(segments("/notes/"), ["notes"]);
        assert_eq!(segments("/notes/new"), ["notes", "new"]);
        // Not the page of the notes.
        assert_eq!(segments("/notes//"), ["notes", ""]);
        assert_eq!(segments("//notes"), ["", "notes"]);
    }

    #[wasm_bindgen_test]
    fn a_segment_is_decoded_once() {
        assert_eq!(decoded("a%2Fb%20%E4%BB%A4"), "a/b 令");
        assert_eq!(decoded("%2541"), "%41");
        assert_eq!(decoded("100%"), "100%");
    }

    #[wasm_bindgen_test]
    fn a_link_leads_to_its_page_and_those_below() {
        for (path, href, expected) in [
            ("/notes", "/notes", true),
            ("/notes/new", "/notes", true),
            ("/notes", "/notes/new", false),
            ("/notebook", "/notes", false),
            ("/login", "/login?return_to=%2Fnotes", true),
            ("/forge", "/forge#expired", true),
            ("/", "/", true),
            ("/notes", "/", false),
        ] {
            assert_eq!(is_below(path, href), expected, "{path} {href}");
        }
    }
}
