//! The teaching pages. Nothing outside names them but `app.rs`: without the
//! feature `lab`, the program is a plain starter.

use leptos::prelude::*;
use leptos_router::components::{A, Route};
use leptos_router::{MatchNestedRoutes, path};

use crate::locales::{Language, use_i18n};

mod check_list;
mod crypto;
mod inspector;
mod words;

/// A page of the lessons, as the bar names it.
struct Lesson {
    path: &'static str,
    en: &'static str,
    zh: &'static str,
}

/// In the order of the documented flow.
const LESSONS: [Lesson; 2] = [
    Lesson {
        path: "/",
        en: "Flow",
        zh: "流程",
    },
    Lesson {
        path: "/inspector",
        en: "Inspector",
        zh: "检视",
    },
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
    view! {
        <nav class="lesson-bar" aria-label=label>
            <ul>{links.collect_view()}</ul>
        </nav>
    }
}

/// The addresses of the lessons.
#[component(transparent)]
pub(crate) fn LessonRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/") view=crate::pages::Home />
        <Route path=path!("/inspector") view=inspector::Inspector />
    }
    .into_inner()
}
