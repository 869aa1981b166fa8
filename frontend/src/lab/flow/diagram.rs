//! The picture: two lifelines, an arrow for each step, and what happens on one
//! side alone. Screen readers and phones get the same as a list.

use leptos::prelude::*;

use super::caption;
use super::mark::TokenPart;
use super::picture::{Picture, light_class};
use super::story::Light;
use super::words::{EN, ZH};
use crate::components::place;
use crate::lab::words::use_words;
use crate::locales::use_texts;
use crate::token_store::StoreKind;

const BROWSER: i32 = 140;
const SERVER: i32 = 640;
const MIDDLE: i32 = i32::midpoint(BROWSER, SERVER);

/// Where each arrow is, and which way the bytes go.
const ARROWS: [(u8, i32, bool); 5] = [
    (1, 84, true),
    (2, 152, false),
    (3, 252, true),
    (4, 360, false),
    (5, 428, false),
];

#[component]
pub(super) fn Diagram(picture: Picture) -> impl IntoView {
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let host = window().location().host().unwrap_or_default();
    let lifeline = |x: i32| view! { <path class={"lifeline"} d=format!("M{x} 52V456") /> };
    let arrows = ARROWS.map(|(step, y, to_server)| {
        view! { <Arrow picture step y to_server /> }
    });
    view! {
        <svg class="flow-picture" viewBox="0 0 780 462" aria-hidden="true">
            {lifeline(BROWSER)} {lifeline(SERVER)} <text class="actor" x=BROWSER y="18">
                {move || t().flow.browser}
            </text> <text class="host" x=BROWSER y="40">
                {move || w().this_page}
            </text> <text class="actor" x=SERVER y="18">
                {move || t().flow.server}
            </text> <text class="host mono" x=SERVER y="40">
                {host}
            </text> {arrows} <KeptBox picture /> <ChecksBox picture />
        </svg>
    }
}

/// One arrow, with its sentence above, its bytes below, and its number at the
/// side that it starts from.
#[component]
fn Arrow(picture: Picture, step: u8, y: i32, to_server: bool) -> impl IntoView {
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let (line, head, number) = if to_server {
        let tip = SERVER - 7;
        (
            format!("M{} {y}H{}", BROWSER + 7, tip - 9),
            format!("M{tip} {y}l-12 -6.5v13z"),
            BROWSER - 32,
        )
    } else {
        let tip = BROWSER + 7;
        (
            format!("M{} {y}H{}", SERVER - 7, tip + 9),
            format!("M{tip} {y}l12 -6.5v13z"),
            SERVER + 32,
        )
    };
    let way = match (step, to_server) {
        (5, _) => "back bad",
        (_, true) => "out",
        (_, false) => "back good",
    };
    let class = move || format!("arrow {way} {}", light_class(picture.light(step)));
    let caption = Memo::new(move |_| picture.caption(step, (t(), w())));
    let cargo = Memo::new(move |_| picture.cargo(step));
    let tiles = move || {
        cargo.get().map(|altered| {
            view! { <g class={"cargo"}>{tiles(MIDDLE, y, altered)}</g> }
        })
    };
    view! {
        <g class=class data-testid=format!("step-{step}") on:click=move |_| picture.look(step)>
            <rect class="target" x="100" y=y - 34 width="580" height="66" />
            <path class="line" d=line pathLength="1" />
            <path class="head" d=head />
            <circle cx=number cy=y r="16" />
            <text class="number" x=number y=y + 5>
                {step}
            </text>
            <text class="title" x=MIDDLE y=y - 14>
                {move || caption.get().title}
            </text>
            <text class="more" x=MIDDLE y=y + 24>
                {move || caption.get().more}
            </text>
            {tiles}
        </g>
    }
}

/// The three parts of a token; one that was altered is broken.
fn tiles(x: i32, y: i32, altered: Option<TokenPart>) -> impl IntoView {
    const SIZE: i32 = 11;
    let parts = [
        (TokenPart::Header, "tile part-header"),
        (TokenPart::Payload, "tile part-payload"),
        (TokenPart::Signature, "tile part-signature"),
    ];
    let all = parts.into_iter().zip(-1..=1).map(|((part, class), place)| {
        let left = x + place * (SIZE + 3) - SIZE / 2;
        let crack = (altered == Some(part)).then(|| {
            let top = y - SIZE / 2;
            let d = format!("M{} {}l-3 5l4 3l-3 5", left + 8, top - 2);
            view! { <path class={"crack"} d=d /> }
        });
        view! {
            <rect class=class x=left y=y - SIZE / 2 width=SIZE height=SIZE rx="2.5" />
            {crack}
        }
    });
    let width = 3 * SIZE + 14;
    view! {
        <rect
            class="ground"
            x=x - width / 2
            y=y - SIZE / 2 - 3
            width=width
            height=SIZE + 6
            rx="4"
        />
        {all.collect_view()}
    }
}

/// Where the token lies now, on the browser's side.
#[component]
fn KeptBox(picture: Picture) -> impl IntoView {
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let drawing = picture.player.drawing;
    let kind = Memo::new(move |_| picture.place());
    let light = move || match (kind.get(), drawing.with(|d| d.kept.light)) {
        (None, _) => Light::Waiting,
        (Some(_), light) => light,
    };
    let text = move || match kind.get() {
        Some(kind) => (w().kept)(place(kind, t())),
        None => t().flow.keep.to_owned(),
    };
    let inside = move || {
        kind.get()
            .filter(|kind| *kind != StoreKind::Cookie)
            .map(|_| tiles(BROWSER, 210, None))
    };
    view! {
        <g
            class=move || format!("box {}", light_class(light()))
            data-testid="kept"
        >
            <rect x=BROWSER - 122 y="176" width="244" height="46" rx="9" />
            <text x=BROWSER y=move || if inside().is_some() { "196" } else { "204" }>
                {text}
            </text>
            {inside}
        </g>
    }
}

/// The judgement, on the server's side.
#[component]
fn ChecksBox(picture: Picture) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let part = Memo::new(move |_| picture.checked());
    let caption = Memo::new(move |_| caption::of_checks(&part.get(), w()));
    let is_bad = move || {
        part.with(|part| {
            let response = part.exchange.as_ref().and_then(|e| e.response().cloned());
            let trace = response.and_then(|response| response.trace);
            trace.is_some_and(|trace| trace.code.is_some())
        })
    };
    let class = move || {
        let verdict = if is_bad() { "bad" } else { "good" };
        format!("box {verdict} {}", light_class(part.get().light))
    };
    let has_more = move || caption.with(|caption| !caption.more.is_empty());
    view! {
        <g class=class data-testid="checks-box">
            <rect x=SERVER - 122 y="282" width="244" height="46" rx="9" />
            <text x=SERVER y=move || if has_more() { "302" } else { "310" }>
                {move || caption.get().title}
            </text>
            <text class="more" x=SERVER y="319">
                {move || caption.get().more}
            </text>
        </g>
    }
}
