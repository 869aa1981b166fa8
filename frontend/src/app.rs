//! What every page shares, and which page is at which address.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::path;
use wasm_bindgen::JsCast;

use crate::auth_state::{Auth, Farewell};
use crate::components::{Awaited, Guard, Layout, chunk, use_awaited};
use crate::locales::I18n;
use crate::pages::{
    Account, AdminEvents, AdminUsers, EditNote, ErrorCodePage, ErrorReference, ForgotPassword,
    LastChange, Login, NewNote, NotFound, Notes, Outbox, Register, ResetPassword,
};
use crate::return_to::LOGIN_PATH;

#[cfg(feature = "lab")]
use crate::lab::{LessonBar as Bar, LessonRoutes as FirstPages};
#[cfg(not(feature = "lab"))]
use starter::{Bar, FirstPages};

/// The whole page.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_context(I18n::start());
    let auth = Auth::start();
    provide_context(auth);
    provide_context(LastChange::none_yet());
    provide_context(Awaited::none_yet());
    view! {
        <Router>
            <Navigation auth />
            <Layout below_header=Bar>
                <FlatRoutes fallback=NotFound>
                    <FirstPages />
                    <Route path=path!("/login") view=chunk!(entry, view! { <Login /> }) />
                    <Route path=path!("/register") view=chunk!(entry, view! { <Register /> }) />
                    <Route
                        path=path!("/forgot-password")
                        view=chunk!(entry, view! { <ForgotPassword /> })
                    />
                    <Route
                        path=path!("/reset-password")
                        view=chunk!(entry, view! { <ResetPassword /> })
                    />
                    <Route path=path!("/outbox") view=chunk!(outbox, view! { <Outbox /> }) />
                    <Route
                        path=path!("/notes")
                        view=chunk!(notes, view! { <Guard><Notes /></Guard> })
                    />
                    <Route
                        path=path!("/notes/new")
                        view=chunk!(notes, view! { <Guard><NewNote /></Guard> })
                    />
                    <Route
                        path=path!("/notes/:id")
                        view=chunk!(notes, view! { <Guard><EditNote /></Guard> })
                    />
                    <Route
                        path=path!("/account")
                        view=chunk!(account, view! { <Guard><Account /></Guard> })
                    />
                    <Route
                        path=path!("/admin")
                        view=chunk!(admin, view! { <Guard><AdminUsers /></Guard> })
                    />
                    <Route
                        path=path!("/admin/events")
                        view=chunk!(admin, view! { <Guard><AdminEvents /></Guard> })
                    />
                    <Route path=path!("/errors") view=chunk!(errors, view! { <ErrorReference /> }) />
                    <Route
                        path=path!("/errors/:code")
                        view=chunk!(errors, view! { <ErrorCodePage /> })
                    />
                </FlatRoutes>
            </Layout>
        </Router>
    }
}

/// The first page of a program without lessons.
#[cfg(not(feature = "lab"))]
mod starter {
    use leptos::prelude::*;
    use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
    use leptos_router::components::Route;
    use leptos_router::path;

    use crate::pages::Home;

    #[component]
    pub(super) fn Bar() -> impl IntoView {}

    #[component(transparent)]
    pub(super) fn FirstPages() -> AnyNestedRoute {
        view! { <Route path=path!("/") view=Home /> }
            .into_inner()
            .into_any_nested_route()
    }
}

/// What happens whenever the address changes.
#[component]
fn Navigation(auth: Auth) -> impl IntoView {
    let pathname = use_location().pathname;
    let awaited = use_awaited();
    let is_new = RwSignal::new(false);
    Effect::new(move || {
        if is_new.get() && !awaited.is_any() {
            request_animation_frame(move || {
                // Its code may be on the way: the former heading goes with its page.
                if !awaited.is_any_untracked() {
                    is_new.set(false);
                    focus_heading();
                }
            });
        }
    });
    Effect::new(move |before: Option<String>| {
        let now = pathname.get();
        if let Some(before) = before.filter(|before| *before != now) {
            is_new.set(true);
            // How the last session ended is told on the first page and on the
            // log-in page, and has been told when one of them is left.
            let was_told = before == LOGIN_PATH || (before == "/" && now != LOGIN_PATH);
            let has_told = auth
                .farewell_untracked()
                .is_some_and(|f| was_shown(f, &before));
            if was_told && has_told {
                auth.forget_farewell();
            }
        }
        now
    });
}

/// The first page does not tell of refusals: it leads on to the log-in page.
fn was_shown(farewell: Farewell, page: &str) -> bool {
    page == LOGIN_PATH || !matches!(farewell, Farewell::Refused(_))
}

/// A page that is exchanged by a script does not announce itself, and the focus
/// stays on a link that may be gone. So it goes where reading begins.
fn focus_heading() {
    let find = |selector| document().query_selector(selector).ok().flatten();
    let heading = find("main h1").or_else(|| find("main"));
    if let Some(heading) = heading.and_then(|h| h.dyn_into::<web_sys::HtmlElement>().ok()) {
        // The router has put the new page's top in view, header included;
        // focusing would scroll on to the heading.
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        _ = heading.focus_with_options(&options);
    }
}
