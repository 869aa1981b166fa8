//! The five steps between browser and server: a diagram where there is room, a
//! list on a phone. Screen readers get the list always.

use leptos::prelude::*;
use shared::endpoint;

use crate::locales::{Texts, use_texts};

/// Which way the bytes go, and how it is drawn.
struct Step {
    number: &'static str,
    y: i32,
    to_server: bool,
    class: &'static str,
    title: fn(&Texts) -> &'static str,
    more: fn(&Texts) -> String,
}

const BROWSER_X: i32 = 92;
const SERVER_X: i32 = 548;

const STEPS: [Step; 5] = [
    Step {
        number: "1",
        y: 72,
        to_server: true,
        class: "step out",
        title: |t| t.flow.step_1,
        more: |_| format!("POST {}", endpoint::LOGIN),
    },
    Step {
        number: "2",
        y: 150,
        to_server: false,
        class: "step good",
        title: |t| t.flow.step_2,
        more: |t| t.flow.step_2_more.to_owned(),
    },
    Step {
        number: "3",
        y: 278,
        to_server: true,
        class: "step out",
        title: |t| t.flow.step_3,
        more: |_| format!("GET {} · Authorization: Bearer …", endpoint::ME),
    },
    Step {
        number: "4",
        y: 356,
        to_server: false,
        class: "step good",
        title: |t| t.flow.step_4,
        more: |t| t.flow.step_4_more.to_owned(),
    },
    Step {
        number: "5",
        y: 434,
        to_server: false,
        class: "step bad",
        title: |t| t.flow.step_5,
        more: |t| t.flow.step_5_more.to_owned(),
    },
];

/// The diagram and the list.
#[component]
pub(crate) fn FlowDiagram() -> impl IntoView {
    let t = use_texts();
    let arrows = STEPS.iter().map(|step| arrow(step, t)).collect_view();
    let items = STEPS
        .iter()
        .map(|step| {
            let (title, more) = (step.title, step.more);
            view! {
                <li class=step.class>
                    <span class="number" aria-hidden="true">
                        {step.number}
                    </span>
                    <span class="title">{move || title(t())}</span>
                    <code>{move || more(t())}</code>
                </li>
            }
        })
        .collect_view();
    let lifeline = |x: i32| view! { <path class={"lifeline"} d=format!("M{x} 40V470") /> };
    let actor = move |x: i32, name: fn(&Texts) -> &'static str| {
        view! {
            <text class="actor" x=x y="26">
                {move || name(t())}
            </text>
        }
    };
    view! {
        <div class="flow">
            <svg class="flow-diagram" viewBox="0 0 640 480" aria-hidden="true">
                {lifeline(BROWSER_X)} {lifeline(SERVER_X)} {actor(BROWSER_X, |t| t.flow.browser)}
                {actor(SERVER_X, |t| t.flow.server)} {arrows} <g class="keep">
                    <rect x=(BROWSER_X - 84).to_string() y="192" width="168" height="40" rx="9" />
                    <text x=BROWSER_X.to_string() y="217">
                        {move || t().flow.keep}
                    </text>
                </g>
            </svg>
            <ol class="flow-list" aria-label=move || t().flow.label>
                {items}
            </ol>
        </div>
    }
}

/// One arrow, with its words above, its bytes below, and its number at the side
/// that it starts from.
fn arrow(
    step: &Step,
    t: impl Fn() -> &'static Texts + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (title, more) = (step.title, step.more);
    let y = step.y;
    let middle = (BROWSER_X + SERVER_X) / 2;
    let (line, head, number_x) = if step.to_server {
        let tip = SERVER_X - 8;
        (
            format!("M{} {y}H{}", BROWSER_X + 8, tip - 8),
            format!("M{tip} {y}l-11 -6v12z"),
            BROWSER_X - 30,
        )
    } else {
        let tip = BROWSER_X + 8;
        (
            format!("M{} {y}H{}", SERVER_X - 8, tip + 8),
            format!("M{tip} {y}l11 -6v12z"),
            SERVER_X + 30,
        )
    };
    view! {
        <g class=format!("{} step-{}", step.class, step.number)>
            <path class="line" d=line pathLength="1" />
            <path class="head" d=head />
            <circle cx=number_x cy=y r="15" />
            <text class="number" x=number_x y=y + 5>
                {step.number}
            </text>
            <text class="title" x=middle y=y - 13>
                {move || title(t())}
            </text>
            <text class="more" x=middle y=y + 22>
                {move || more(t())}
            </text>
        </g>
    }
}
