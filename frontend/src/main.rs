//! Tessera's page: logs in, keeps the token, sends it along, and shows every
//! step of it.

#![allow(
    unreachable_pub,
    reason = "leptos' #[component] writes `pub` items beside ours"
)]

mod storage;

mod drafts;
mod later;
mod locales;
mod other_tabs;
mod parts;
mod return_to;
mod router;
mod theme;
mod time;
mod token_store;
#[cfg(feature = "lab")]
mod wire_log;

mod api;
mod auth_state;

mod components;
#[cfg(feature = "lab")]
mod lab;
mod pages;

mod app;

fn main() {
    // A panic ends the program; without this, it would do so in silence.
    std::panic::set_hook(Box::new(|info| leptos::logging::error!("{info}")));
    // What stood here while the program was on its way.
    if let Some(placeholder) = leptos::prelude::document().get_element_by_id("boot") {
        placeholder.remove();
    }
    leptos::mount::mount_to_body(app::App);
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
