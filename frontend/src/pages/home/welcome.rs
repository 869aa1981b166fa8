//! For those who are not logged in: what happens here, in one picture.

use leptos::prelude::*;

use crate::auth_state::use_auth;
use crate::components::{A, DEMO_USERS, FlowDiagram, Message, Notice, has_demo_users};
use crate::locales::use_texts;

#[component]
pub(super) fn Welcome() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let farewell = Signal::derive(move || {
        auth.farewell()
            .map(|farewell| Message::from_farewell(farewell, t()))
    });
    let demo_users = has_demo_users().then(|| {
        let users = DEMO_USERS.iter().map(|user| {
            view! {
                <li>
                    <code>{user.username}</code>
                    {" / "}
                    <code>{user.password}</code>
                </li>
            }
        });
        view! {
            <div class="demo-hint">
                <p>{move || t().home.demo_hint}</p>
                <ul>{users.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <section class="page welcome">
            <div class="hero">
                <Notice message=farewell />
                <h1 tabindex="-1">{move || t().home.hero}</h1>
                <p class="lead">{move || t().home.lead}</p>
                <p class="actions">
                    <A href="/login" attr:class="button primary">
                        {move || t().home.log_in}
                    </A>
                    <A href="/register" attr:class="button">
                        {move || t().home.register}
                    </A>
                </p>
                {demo_users}
            </div>
            <FlowDiagram />
        </section>
    }
}
