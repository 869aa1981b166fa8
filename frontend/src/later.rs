//! A result that comes later, for as many as wait for it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The result, and the promise that it will be there.
///
/// Whoever makes it goes on when those who wait are gone: a page that is left
/// takes its own requests with it, and not what others wait for as well.
pub(crate) struct Later<T>(Rc<Inner<T>>);

struct Inner<T> {
    value: RefCell<Option<T>>,
    is_there: Promise,
    announce: Function,
}

impl<T> Clone for Later<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Clone> Later<T> {
    pub(crate) fn new() -> Self {
        let mut announce = None;
        let is_there = Promise::new(&mut |resolve, _| announce = Some(resolve));
        Self(Rc::new(Inner {
            value: RefCell::new(None),
            is_there,
            announce: announce.expect("a promise calls its executor at once"),
        }))
    }

    /// Here it is. What comes after the first is let go.
    pub(crate) fn set(&self, value: T) {
        self.0.value.borrow_mut().get_or_insert(value);
        // A function that resolves a promise does not throw.
        _ = self.0.announce.call0(&JsValue::UNDEFINED);
    }

    /// Whether it is there already.
    #[cfg(test)]
    pub(crate) fn is_there(&self) -> bool {
        self.0.value.borrow().is_some()
    }

    /// The result, as soon as it is there.
    pub(crate) async fn get(&self) -> T {
        loop {
            if let Some(value) = self.0.value.borrow().clone() {
                return value;
            }
            // It is never rejected.
            _ = JsFuture::from(self.0.is_there.clone()).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_futures::spawn_local;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    async fn all_who_wait_get_the_first_result() {
        let later = Later::new();
        let seen = Later::new();
        for _ in 0..2 {
            let (later, seen) = (later.clone(), seen.clone());
            spawn_local(async move { seen.set(later.get().await) });
        }
        later.set(1);
        later.set(2);
        assert_eq!(later.get().await, 1);
        assert_eq!(seen.get().await, 1);
    }
}
