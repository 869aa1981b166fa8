//! How much time a token has left.

use std::time::Duration;

use leptos::prelude::*;

use crate::locales::use_texts;
use crate::time;

/// A bar and a countdown, by this computer's clock. For show: whether the token
/// has expired is decided by the server's.
#[component]
pub(crate) fn Expiry(
    /// The claim `iat`.
    issued_at: i64,
    /// The claim `exp`.
    expires_at: i64,
) -> impl IntoView {
    let t = use_texts();
    let now = RwSignal::new(time::now());
    let timer = set_interval_with_handle(move || now.set(time::now()), Duration::from_secs(1));
    if let Ok(timer) = timer {
        on_cleanup(move || timer.clear());
    }

    // Both claims come from a token that nobody has checked, so they can be any
    // numbers.
    let lifetime = expires_at.saturating_sub(issued_at).max(0).unsigned_abs();
    let left = Memo::new(move |_| expires_at.saturating_sub(now.get()).max(0).unsigned_abs());
    let countdown = move || match left.get() {
        0 => t().token.expired.to_owned(),
        left => (t().token.expires_in)(&(t().token.duration)(left)),
    };
    view! {
        <div class="expiry" class:expired=move || left.get() == 0>
            <progress
                max=lifetime.max(1).to_string()
                value=move || left.get().min(lifetime).to_string()
                aria-label=move || t().token.time_left
            ></progress>
            <p class="ends">
                <span data-testid="countdown">{countdown}</span>
                <span>{move || (t().token.lifetime)(&(t().token.duration)(lifetime))}</span>
            </p>
        </div>
    }
}
