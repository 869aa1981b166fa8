//! The teaching pages. Nothing outside names them but `app.rs`: without the
//! feature `lab`, the program is a plain starter.

use leptos::html::Ul;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::components::{A, Chunk, chunk};
use crate::locales::{Language, use_i18n};
use crate::router::{segments, use_router};

mod check_list;
mod crypto;
mod quiz;
mod visitor;
mod words;

mod comparison;
mod flow;
mod forge;
mod formats;
mod inspector;
mod sso;
mod theatre;
mod tour;

/// A page of the lessons, as the bar names it.
struct Lesson {
    path: &'static str,
    en: &'static str,
    zh: &'static str,
}

const fn lesson(path: &'static str, en: &'static str, zh: &'static str) -> Lesson {
    Lesson { path, en, zh }
}

/// In the order of the documented flow.
const LESSONS: [Lesson; 8] = [
    lesson("/", "Flow", "流程"),
    lesson("/inspector", "Inspector", "检视"),
    lesson(forge::PATH, "Forge", "锻造场"),
    lesson("/storage", "Storage", "存储剧场"),
    lesson("/comparison", "Session and token", "会话与令牌"),
    lesson("/formats", "Formats", "格式"),
    lesson("/sso", "Single sign-on", "单点登录"),
    lesson("/tour", "Guided tour", "导览"),
];

/// The way from lesson to lesson, under the header of every page.
#[component]
pub(crate) fn LessonBar() -> impl IntoView {
    let i18n = use_i18n();
    let links = LESSONS.iter().map(|lesson| {
        let label = move || match i18n.language() {
            Language::English => lesson.en,
            Language::Chinese => lesson.zh,
        };
        view! {
            <li>
                <A href=lesson.path exact=true>
                    {label}
                </A>
            </li>
        }
    });
    let label = move || match i18n.language() {
        Language::English => "Lessons",
        Language::Chinese => "课程",
    };
    let list = NodeRef::<Ul>::new();
    let router = use_router();
    Effect::new(move || {
        _ = router.path();
        // After the links know which of them is the current one.
        request_animation_frame(move || show_current(list));
    });
    view! {
        <nav class="lesson-bar" aria-label=label>
            <ul node_ref=list>{links.collect_view()}</ul>
        </nav>
    }
}

/// Moves the bar, which is wider than a phone, so that the lesson one is at stands
/// in its middle.
fn show_current(list: NodeRef<Ul>) {
    let Some(list) = list.get_untracked() else {
        return;
    };
    let current = list.query_selector("[aria-current]").ok().flatten();
    if let Some(link) = current.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let room = list.client_width() - link.offset_width();
        list.set_scroll_left(link.offset_left() - room / 2);
    }
}

/// The lesson at an address.
pub(crate) fn lesson_at(path: &str) -> Option<Chunk> {
    let lesson = match segments(path)[..] {
        [""] => chunk!(flow, view! { <flow::Flow /> }),
        ["inspector"] => chunk!(inspector, view! { <inspector::Inspector /> }),
        ["forge"] => chunk!(forge, view! { <forge::Forge /> }),
        ["storage"] => chunk!(storage, view! { <theatre::StorageTheatre /> }),
        ["comparison"] => chunk!(comparison, view! { <comparison::Comparison /> }),
        ["formats"] => chunk!(formats, view! { <formats::FormatsPage /> }),
        ["sso"] => chunk!(sso, view! { <sso::SingleSignOn /> }),
        ["tour"] => chunk!(tour, view! { <tour::Tour /> }),
        _ => return None,
    };
    Some(lesson)
}
