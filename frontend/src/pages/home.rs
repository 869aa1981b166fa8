//! The first page: the flow explained to those outside, the token shown to
//! those inside.

mod call_me;
mod signed_in;
mod welcome;

use leptos::prelude::*;

use crate::auth_state::{AuthState, Farewell, use_auth};
use crate::components::{Late, Waiting, chunk, leave_for_login, use_title};
use crate::locales::use_texts;
use signed_in::SignedIn;
use welcome::Welcome;

/// The address `/`.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().home.title.to_owned());

    // This page needs no token but uses one, so it sees refusals as well.
    let leave = leave_for_login();
    Effect::new(move || {
        if matches!(auth.farewell(), Some(Farewell::Refused(_))) {
            leave();
        }
    });

    // By what is known, not by whom: each part follows the rest on its own.
    let kind = Memo::new(move |_| match auth.state() {
        AuthState::Unknown => Kind::Unknown,
        AuthState::Anonymous => Kind::Anonymous,
        AuthState::SignedIn(_) => Kind::SignedIn,
    });
    move || match kind.get() {
        Kind::Unknown => view! { <Waiting /> }.into_any(),
        Kind::Anonymous => view! { <Welcome /> }.into_any(),
        Kind::SignedIn => {
            view! { <Late chunk=chunk!(home, view! { <SignedIn /> }) meanwhile=Waiting /> }
                .into_any()
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unknown,
    Anonymous,
    SignedIn,
}
