//! One's own account: profile, password, sessions, and the end of it.

mod danger;
mod device;
mod password;
mod profile;
mod sessions;

use leptos::prelude::*;

use crate::components::use_title;
use crate::locales::use_texts;
use danger::Danger;
use password::ChangePassword;
use profile::Profile;
use sessions::Sessions;

/// The address `/account`.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().account.title.to_owned());
    // Counts what makes another list of the sessions.
    let changes = RwSignal::new(0_u32);
    view! {
        <section class="page narrow">
            <h1 tabindex="-1">{move || t().account.title}</h1>
            <p class="lead">{move || t().account.lead}</p>
            <Profile />
            <Sessions changes />
            <ChangePassword on_change=move || changes.update(|count| *count += 1) />
            <Danger />
        </section>
    }
}
