//! The picture: two lifelines, an arrow for each step, and what happens on one
//! side alone. Screen readers and phones get the same as a list.

use leptos::prelude::*;

use super::caption::{self, Caption};
use super::mark::{Action, TokenPart};
use super::player::Player;
use super::story::{Kind, Light, Moment, Part, Wanted};
use super::words::{EN, Words, ZH};
use crate::auth_state::{Auth, use_auth};
use crate::components::place;
use crate::lab::words::use_words;
use crate::locales::{Texts, use_texts};
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

/// What the parts of the picture look like now, and say.
#[derive(Clone, Copy)]
pub(super) struct Picture {
    auth: Auth,
    player: Player,
    step: [Memo<(Part, Option<Wanted>)>; 5],
}

impl Picture {
    pub(super) fn of(player: Player) -> Self {
        let step = [0, 1, 2, 3, 4].map(|index| {
            Memo::new(move |_| {
                let part: Part = player.drawing.with(|d| d.steps[index].clone());
                let wanted = part.exchange.as_ref().and_then(|e| player.wanted(e.id));
                (part, wanted)
            })
        });
        Self {
            auth: use_auth(),
            player,
            step,
        }
    }

    fn light(self, step: u8) -> Light {
        self.step[usize::from(step) - 1].with(|(part, _)| part.light)
    }

    pub(super) fn caption(self, step: u8, words: (&Texts, &Words)) -> Caption {
        self.step[usize::from(step) - 1]
            .with(|(part, wanted)| caption::of_step(step, part, wanted.as_ref(), words))
    }

    /// Whether the arrow carries a token that can be seen, and which part of it
    /// was altered.
    fn cargo(self, step: u8) -> Option<Option<TokenPart>> {
        self.step[usize::from(step) - 1].with(|(part, wanted)| {
            let exchange = part.exchange.as_deref()?;
            let carries = match step {
                2 => caption::brought_token(exchange),
                3 => exchange.token().is_some(),
                _ => false,
            };
            carries.then_some(match wanted {
                Some(Wanted::By(Action::Altered(alteration))) => Some(alteration.part),
                _ => None,
            })
        })
    }

    /// Where the token lies now, if there is one.
    fn place(self) -> Option<StoreKind> {
        let auth = self.auth;
        auth.user()?;
        match (auth.token(), auth.tokens().chosen()) {
            (None, StoreKind::Cookie) => Some(StoreKind::Cookie),
            (None, _) => None,
            (Some(_), _) => Some(auth.tokens().kind()),
        }
    }

    fn checked(self) -> Part {
        self.player.drawing.with(|drawing| drawing.checked.clone())
    }

    /// Shows the exchange that the step belongs to, as far as this step.
    fn look(self, step: u8) {
        let exchange = self.step[usize::from(step) - 1].with_untracked(|(p, _)| p.exchange.clone());
        if let Some(exchange) = exchange {
            let moment = match (step, Kind::of(&exchange).brings_token()) {
                (1, _) => Moment::Asked,
                (2, _) => Moment::Issued,
                (3, _) => Moment::Sent,
                (4, _) => Moment::Answered,
                _ => Moment::Refused,
            };
            self.player.look(&exchange, moment);
        }
    }
}

pub(super) fn light_class(light: Light) -> &'static str {
    match light {
        Light::Waiting => "waiting",
        Light::Before => "past before",
        Light::Past => "past",
        Light::Lit => "lit",
        Light::Current => "lit current",
    }
}

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

/// The same as a list.
#[component]
pub(super) fn StepList(picture: Picture) -> impl IntoView {
    let t = use_texts();
    let w = use_words(&EN, &ZH);
    let items = ARROWS.map(|(step, _, to_server)| {
        let way = match (step, to_server) {
            (5, _) => "bad",
            (_, true) => "out",
            (_, false) => "good",
        };
        let class = move || format!("{way} {}", light_class(picture.light(step)));
        let caption = Memo::new(move |_| picture.caption(step, (t(), w())));
        // What happens on one side alone stands at the arrow before it.
        let then = Memo::new(move |_| match step {
            2 => picture.place().map(|kind| (w().kept)(place(kind, t()))),
            3 => {
                let part = picture.checked();
                (part.light != Light::Waiting).then(|| caption::of_checks(&part, w()).title)
            }
            _ => None,
        });
        view! {
            <li class=class on:click=move |_| picture.look(step)>
                <span class="number" aria-hidden="true">
                    {step}
                </span>
                <span class="title">{move || caption.get().title}</span>
                <code>{move || caption.get().more}</code>
                {move || then.get().map(|then| view! { <span class={"then"}>{then}</span> })}
            </li>
        }
    });
    view! {
        <ol class="flow-steps" aria-label=move || t().flow.label>
            {items}
        </ol>
    }
}
