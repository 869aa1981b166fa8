//! For those who are logged in: their own token, and what to do with it.

use leptos::prelude::*;

use super::call_me::CallMe;
use crate::auth_state::use_auth;
use crate::components::{Contents, CookieCard, TokenCard};
use crate::locales::use_texts;
use crate::token_store::StoreKind;

#[component]
pub(super) fn SignedIn() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let name = move || {
        auth.user()
            .map(|user| user.display_name)
            .unwrap_or_default()
    };
    let token = Memo::new(move |_| auth.token().unwrap_or_default());
    let is_in_cookie =
        Memo::new(move |_| auth.token().is_none() && auth.tokens().chosen() == StoreKind::Cookie);
    view! {
        <section class="page signed-in">
            <div class="page-head">
                <h1 tabindex="-1">{move || (t().home.hello)(&name())}</h1>
                <p class="lead">
                    {move || {
                        if is_in_cookie.get() {
                            t().home.hello_in_cookie
                        } else {
                            t().home.hello_lead
                        }
                    }}
                </p>
            </div>
            <div class="columns">
                {move || {
                    if is_in_cookie.get() {
                        view! { <CookieCard /> }.into_any()
                    } else {
                        view! { <TokenCard token=token.get() /> }.into_any()
                    }
                }} <CallMe token />
                {move || (!is_in_cookie.get()).then(|| view! { <Contents token=token.get() /> })}
            </div>
        </section>
    }
}
