//! What each error code means. Every problem that the server sends links here.

use leptos::prelude::*;
use shared::error::ErrorCode;

use crate::components::{A, use_title};
use crate::locales::use_texts;

/// The address `/errors`.
#[component]
pub(crate) fn ErrorReference() -> impl IntoView {
    let t = use_texts();
    use_title(move || t().reference.title.to_owned());
    let groups = ErrorCode::ALL
        .chunk_by(|a, b| a.status() == b.status())
        .map(|codes| {
            let rows = codes.iter().map(|&code| {
                view! {
                    <li>
                        <A href=format!("/errors/{code}")>
                            <code>{code.as_str()}</code>
                            <span>{move || (t().error)(code).title}</span>
                        </A>
                    </li>
                }
            });
            let status = codes.first().map(|code| code.status());
            view! {
                <section class="card codes">
                    <h2>{status}</h2>
                    <ul>{rows.collect_view()}</ul>
                </section>
            }
        })
        .collect_view();
    view! {
        <section class="page medium">
            <h1 tabindex="-1">{move || t().reference.title}</h1>
            <p class="lead">{move || t().reference.lead}</p>
            {groups}
        </section>
    }
}

/// The address `/errors/:code`.
#[component]
pub(crate) fn ErrorCodePage(name: String) -> impl IntoView {
    let t = use_texts();
    let code = ErrorCode::from_name(&name);
    use_title(move || match code {
        Some(code) => (t().error)(code).title.to_owned(),
        None => t().reference.unknown_title.to_owned(),
    });
    let shown = move || match code {
        Some(code) => explained(code).into_any(),
        None => view! {
            <h1 tabindex="-1">{move || t().reference.unknown_title}</h1>
            <p class="lead">{move || t().reference.unknown}</p>
        }
        .into_any(),
    };
    view! {
        <section class="page narrow">
            {shown} <p class="actions">
                <A href="/errors" exact=true attr:class="button">
                    {move || t().reference.all}
                </A>
            </p>
        </section>
    }
}

fn explained(code: ErrorCode) -> impl IntoView {
    let t = use_texts();
    view! {
        <h1 tabindex="-1">{move || (t().error)(code).title}</h1>
        <p class="code-line">
            <code>{code.as_str()}</code>
            <span class="meta">{move || t().reference.status} " " {code.status()}</span>
        </p>
        <div class="card explained">
            <h2>{move || t().reference.what}</h2>
            <p>{move || (t().error)(code).what}</p>
            <h2>{move || t().reference.remedy}</h2>
            <p>{move || (t().error)(code).remedy}</p>
        </div>
    }
}
