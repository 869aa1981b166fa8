//! One tab at a time (Web Locks API).

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

/// Longer than a refresh takes. A tab that holds the lock and does not go on,
/// because the browser has put it to sleep, does not hold up the others: the
/// server lets two refresh at once.
const PATIENCE_MS: u32 = 15_000;

const NAME: &str = "tessera.refresh";

#[wasm_bindgen]
extern "C" {
    /// Throws where there are no locks, as on a page that came by plain http
    /// from another computer.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, options: &JsValue, callback: &Function) -> Result<Promise, JsValue>;
}

/// Held until it is dropped.
pub(crate) struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            // A function that resolves a promise does not throw.
            _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits until no other tab has the lock. Where there are no locks, or nobody
/// lets go of it, that is now.
pub(crate) async fn acquire() -> Lock {
    let (held, release) = promise();
    let (granted, grant) = promise();
    let on_grant = {
        let grant = grant.clone();
        Closure::once_into_js(move || {
            _ = grant.call0(&JsValue::UNDEFINED);
            // The browser keeps the lock until this promise is resolved.
            held
        })
    };
    let options = js_sys::Object::new();
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    _ = js_sys::Reflect::set(&options, &"signal".into(), &signal);
    let Ok(asked) = request(NAME, &options, on_grant.unchecked_ref()) else {
        return Lock(None);
    };
    // Told also when the time is over, and then without the lock.
    let give_up = Closure::once_into_js(move |_: JsValue| {
        _ = grant.call0(&JsValue::UNDEFINED);
    });
    _ = js_sys::Reflect::get(&asked, &"catch".into())
        .and_then(|catch| catch.unchecked_into::<Function>().call1(&asked, &give_up));
    _ = JsFuture::from(granted).await;
    Lock(Some(release))
}

/// A promise, and the function that resolves it.
fn promise() -> (Promise, Function) {
    let mut resolve = None;
    let promise = Promise::new(&mut |function, _| resolve = Some(function));
    let resolve = resolve.expect("a promise calls its executor at once");
    (promise, resolve)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_futures::spawn_local;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::later::Later;

    #[wasm_bindgen_test]
    async fn the_second_gets_the_lock_when_the_first_lets_go() {
        let first = acquire().await;
        let second = Later::new();
        spawn_local({
            let second = second.clone();
            async move {
                let _lock = acquire().await;
                second.set(());
            }
        });
        // The answer to this comes after any that is possible to the former.
        let (query, asked) = promise();
        _ = asked.call0(&JsValue::UNDEFINED);
        _ = JsFuture::from(query).await;
        assert!(!second.is_there(), "the first still has it");
        drop(first);
        second.get().await;
    }
}
