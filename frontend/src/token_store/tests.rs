//! What each store keeps, and from whom.

use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

const READABLE: [StoreKind; 3] = [StoreKind::Local, StoreKind::Session, StoreKind::Memory];

#[wasm_bindgen_test]
fn each_store_gives_back_what_it_was_given_until_it_is_cleared() {
    for kind in READABLE {
        let store = TokenStore::new(kind);
        store.clear();
        assert_eq!(store.get(), None, "{kind:?}");
        store.begin(kind, Some("eyJ.eyJ.x"));
        assert_eq!(store.get().as_deref(), Some("eyJ.eyJ.x"), "{kind:?}");
        assert_eq!(store.kind(), kind);
        assert!(!store.is_blocked());
        assert!(store.has_session());
        store.clear();
        assert_eq!(store.get(), None, "{kind:?}");
        assert!(!store.has_session());
    }
}

#[wasm_bindgen_test]
fn a_cookie_is_a_session_without_a_token_that_could_be_read() {
    let store = TokenStore::new(STORE);
    store.begin(StoreKind::Cookie, None);
    assert_eq!((store.kind(), store.get()), (StoreKind::Cookie, None));
    assert!(store.has_session() && !store.is_blocked());
    store.clear();
    assert!(!store.has_session());
}

#[wasm_bindgen_test]
fn the_choice_is_remembered_and_every_name_reads_back() {
    for kind in StoreKind::ALL {
        assert_eq!(StoreKind::from_name(kind.name()), Some(kind));
        TokenStore::new(STORE).begin(kind, None);
    }
    assert_eq!(StoreKind::from_name("elsewhere"), None);
    for kind in READABLE {
        let store = TokenStore::new(STORE);
        store.begin(kind, Some("a.b.c"));
        store.clear();
        assert_eq!(TokenStore::remembered().chosen(), kind);
    }
    Area::Local.remove(CHOICE_KEY);
    assert_eq!(TokenStore::remembered().chosen(), STORE);
}

#[wasm_bindgen_test]
fn another_choice_leaves_no_copy_in_the_former_place() {
    let store = TokenStore::new(StoreKind::Local);
    store.begin(StoreKind::Local, Some("first"));
    store.begin(StoreKind::Memory, Some("second"));
    assert_eq!(Area::Local.read(KEY), None);
    assert_eq!(store.get().as_deref(), Some("second"));
    store.begin(StoreKind::Cookie, None);
    assert_eq!(store.get(), None);
    store.clear();
}

#[wasm_bindgen_test]
fn how_the_server_delivers_outweighs_what_was_chosen_here() {
    let store = TokenStore::new(StoreKind::Local);
    store.begin(StoreKind::Local, Some("in the body"));
    store.renew(None);
    assert_eq!((store.kind(), store.get()), (StoreKind::Cookie, None));
    store.renew(Some("in the body again"));
    assert_eq!(store.kind(), StoreKind::Memory);
    assert_eq!(store.get().as_deref(), Some("in the body again"));
    store.clear();
}

#[wasm_bindgen_test]
fn a_stamp_changes_with_every_renewal_even_where_no_token_can_be_read() {
    let store = TokenStore::new(StoreKind::Cookie);
    store.begin(StoreKind::Cookie, None);
    let sent = store.stamp();
    assert_eq!(sent, store.stamp());
    store.renew(None);
    assert_ne!(sent, store.stamp());
    assert!(sent.is_same_session(&store.stamp()));
    store.clear();
    assert!(!sent.is_same_session(&store.stamp()));
}

#[wasm_bindgen_test]
fn a_second_tab_finds_the_token_in_local_storage_but_not_in_memory() {
    TokenStore::new(StoreKind::Local).begin(StoreKind::Local, Some("shared"));
    let other_tab = TokenStore::new(StoreKind::Local);
    assert_eq!(other_tab.get().as_deref(), Some("shared"));
    other_tab.clear_own();
    assert_eq!(other_tab.get().as_deref(), Some("shared"), "not its own");
    other_tab.clear();

    let memory = TokenStore::new(StoreKind::Memory);
    memory.begin(StoreKind::Memory, Some("own"));
    let other_tab = TokenStore::new(StoreKind::Memory);
    assert_eq!(other_tab.get(), None);
    assert!(other_tab.has_session(), "so it will ask for one");
    memory.clear();
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
    store.begin(StoreKind::Session, Some(&too_large));
    assert_eq!(store.get().map(|t| t.len()), Some(too_large.len()));
    store.clear();
    assert_eq!(store.get(), None);
}
