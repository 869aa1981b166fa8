//! One's own account: profile, password, sessions, and the end of it.

mod danger;
mod device;
mod password;
mod profile;
mod sessions;

use leptos::prelude::*;

use crate::auth_state::use_auth;
use crate::components::use_title;
use crate::locales::use_texts;
use danger::Danger;
use password::ChangePassword;
use profile::Profile;
use sessions::Sessions;

/// The address `/account`.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    use_title(move || t().account.title.to_owned());
    // Counts what makes another list of the sessions.
    let changes = RwSignal::new(0_u32);
    view! {
        <section class="page narrow account">
            <div class="page-head spread">
                <div>
                    <h1 tabindex="-1">{move || t().account.title}</h1>
                    <p class="lead">{move || t().account.lead}</p>
                </div>
                <button
                    type="button"
                    class="button"
                    data-testid="log-out-account"
                    on:click=move |_| auth.log_out()
                >
                    {move || t().header.log_out}
                </button>
            </div>
            <Profile />
            <Sessions changes />
            <ChangePassword on_change=move || changes.update(|count| *count += 1) />
            <Danger />
        </section>
    }
}
