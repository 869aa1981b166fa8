//! What every page shares, and which page is at which address.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::auth_state::{Auth, Farewell};
use crate::components::{Awaited, Chunk, Guard, Layout, Outlet, chunk, use_awaited};
use crate::locales::I18n;
use crate::pages::{
    Account, AdminEvents, AdminUsers, EditNote, ErrorCodePage, ErrorReference, ForgotPassword,
    LastChange, Login, NewNote, NotFound, Notes, Outbox, Register, ResetPassword,
};
use crate::return_to::LOGIN_PATH;
use crate::router::{Router, decoded, segments};

#[cfg(feature = "lab")]
use crate::lab::{LessonBar as Bar, lesson_at as first_page_at};
#[cfg(not(feature = "lab"))]
use starter::{Bar, first_page_at};

/// The whole page.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_context(I18n::start());
    let auth = Auth::start();
    provide_context(auth);
    provide_context(LastChange::none_yet());
    provide_context(Awaited::none_yet());
    let router = Router::start();
    provide_context(router);
    view! {
        <Navigation auth router />
        <Layout below_header=Bar>
            <Outlet page_at />
        </Layout>
    }
}

/// Which page is at which address.
fn page_at(path: &str) -> Chunk {
    match segments(path)[..] {
        ["login"] => chunk!(entry, view! { <Login /> }),
        ["register"] => chunk!(entry, view! { <Register /> }),
        ["forgot-password"] => chunk!(entry, view! { <ForgotPassword /> }),
        ["reset-password"] => chunk!(entry, view! { <ResetPassword /> }),
        ["outbox"] => chunk!(outbox, view! { <Outbox /> }),
        ["notes"] => chunk!(notes, view! { <Guard><Notes /></Guard> }),
        ["notes", "new"] => chunk!(notes, view! { <Guard><NewNote /></Guard> }),
        ["notes", id] => {
            let id = decoded(id);
            chunk!(
                notes(id),
                view! { <Guard><EditNote id=id.clone() /></Guard> }
            )
        }
        ["account"] => chunk!(account, view! { <Guard><Account /></Guard> }),
        ["admin"] => chunk!(admin, view! { <Guard><AdminUsers /></Guard> }),
        ["admin", "events"] => chunk!(admin, view! { <Guard><AdminEvents /></Guard> }),
        ["errors"] => chunk!(errors, view! { <ErrorReference /> }),
        ["errors", name] => {
            let name = decoded(name);
            chunk!(errors(name), view! { <ErrorCodePage name /> })
        }
        _ => {
            first_page_at(path).unwrap_or_else(|| Chunk::here(|| view! { <NotFound /> }.into_any()))
        }
    }
}

/// The first page of a program without lessons.
#[cfg(not(feature = "lab"))]
mod starter {
    use leptos::prelude::*;

    use crate::components::Chunk;
    use crate::pages::Home;

    #[component]
    pub(super) fn Bar() -> impl IntoView {}

    pub(super) fn first_page_at(path: &str) -> Option<Chunk> {
        (path == "/").then(|| Chunk::here(|| view! { <Home /> }.into_any()))
    }
}

/// What happens whenever the address changes.
#[component]
fn Navigation(auth: Auth, router: Router) -> impl IntoView {
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
        let now = router.path();
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
