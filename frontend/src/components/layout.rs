//! What stands around every page: header, footer, and the word that the network
//! is gone.

use leptos::prelude::*;
use shared::claims::Role;

use super::chunk::{Late, chunk, use_awaited};
use super::icons::Mark;
use super::link::A;
use super::step_up_dialog::StepUpDialog;
use super::switches::{LanguageSwitch, ThemeSwitch};
use crate::auth_state::{AuthState, use_auth};
use crate::locales::use_texts;

/// Header, page, footer.
#[component]
pub(crate) fn Layout(
    /// What stands between the header and every page.
    #[prop(into)]
    below_header: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    let t = use_texts();
    let awaited = use_awaited();
    view! {
        <a class="skip" href="#main" rel="external">
            {move || t().common.skip_to_content}
        </a>
        <Header />
        {below_header.run()}
        <OfflineBanner />
        <main id="main" tabindex="-1" aria-busy=move || awaited.is_any().then_some("true")>
            {children()}
        </main>
        <StepUp />
        <footer class="site-footer">
            <span>{move || t().header.footer}</span>
            <A href="/errors">{move || t().header.error_reference}</A>
        </footer>
    }
}

/// The dialog, from when it is first needed.
#[component]
fn StepUp() -> impl IntoView {
    let auth = use_auth();
    let is_needed = Memo::new(move |was: Option<&bool>| {
        was.copied().unwrap_or_default() || auth.is_asked_for_password()
    });
    let dialog = || view! { <Late chunk=chunk!(session, view! { <StepUpDialog /> }) /> };
    move || is_needed.get().then(dialog)
}

#[component]
fn Header() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    // Whether somebody is here, not who: the links stay when a name changes.
    let is_signed_in = Memo::new(move |_| auth.user().is_some());
    let is_admin = Memo::new(move |_| auth.user().is_some_and(|user| user.role == Role::Admin));
    view! {
        <header class="site-header">
            <A href="/" attr:class="brand">
                <Mark />
                {"Tessera"}
            </A>
            <nav aria-label=move || t().header.main_navigation>
                // The lessons' own bar leads there too, and says what is there.
                {(!cfg!(feature = "lab"))
                    .then(|| {
                        view! {
                            <A href="/" exact=true>
                                {move || t().header.home}
                            </A>
                        }
                    })}
                {move || {
                    is_signed_in
                        .get()
                        .then(|| view! { <A href="/notes">{move || t().header.notes}</A> })
                }}
                {move || {
                    is_admin
                        .get()
                        .then(|| view! { <A href="/admin">{move || t().header.admin}</A> })
                }}
            </nav>
            <div class="tools">
                <LanguageSwitch />
                <ThemeSwitch />
            </div>
            <UserArea />
        </header>
    }
}

/// Who is here, or the way in. While that is unknown, neither.
#[component]
fn UserArea() -> impl IntoView {
    let auth = use_auth();
    let t = use_texts();
    let shown = move || match auth.state() {
        AuthState::Unknown => ().into_any(),
        AuthState::Anonymous => view! {
            <A href="/register" attr:class="plain">
                {move || t().header.register}
            </A>
            <A href="/login" attr:class="button small">
                {move || t().header.log_in}
            </A>
        }
        .into_any(),
        AuthState::SignedIn(user) => {
            let initial = user.display_name.chars().next().map(String::from);
            view! {
                <A href="/account" attr:class="who">
                    <span class="avatar" aria-hidden="true">
                        {initial}
                    </span>
                    <span class="visually-hidden">{move || t().header.account}</span>
                    <span class="name" data-testid="user-name">
                        {user.display_name}
                    </span>
                </A>
                <button
                    type="button"
                    class="button small"
                    data-testid="log-out"
                    on:click=move |_| auth.log_out()
                >
                    {move || t().header.log_out}
                </button>
            }
            .into_any()
        }
    };
    view! { <div class="user">{shown}</div> }
}

/// Says that the network is gone, when the browser knows it.
#[component]
fn OfflineBanner() -> impl IntoView {
    let t = use_texts();
    let is_online = RwSignal::new(window().navigator().on_line());
    // The layout lives as long as the page, so nobody stops listening.
    _ = window_event_listener(leptos::ev::online, move |_| is_online.set(true));
    _ = window_event_listener(leptos::ev::offline, move |_| is_online.set(false));
    let banner = move || {
        (!is_online.get()).then(|| {
            view! {
                <p class="banner" data-testid="offline-banner">
                    {move || t().connection.offline_banner}
                </p>
            }
        })
    };
    view! { <div role="status">{banner}</div> }
}
