//! Stepping through what was recorded, and choosing what to look at.

use std::sync::Arc;

use leptos::prelude::*;

use super::caption;
use super::picture::Picture;
use super::player::Player;
use super::story::{self, Wanted};
use super::words::{EN, ZH};
use crate::lab::words::use_words;
use crate::wire_log::Exchange;

/// Back, on, again; by itself or by hand.
#[component]
pub(super) fn Controls(player: Player) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let can = Memo::new(move |_| player.ways());
    // Not `disabled`, which would take the focus away.
    let closed = |open: bool| (!open).to_string();
    view! {
        <div class="player">
            <div class="actions">
                <button
                    type="button"
                    class="button small"
                    data-testid="flow-back"
                    aria-disabled=move || closed(can.get().0)
                    on:click=move |_| player.back()
                >
                    <span aria-hidden="true">{"←"}</span>
                    {move || w().back}
                </button>
                <button
                    type="button"
                    class="button small"
                    data-testid="flow-next"
                    aria-disabled=move || closed(can.get().1)
                    on:click=move |_| player.next()
                >
                    {move || w().next}
                    <span aria-hidden="true">{"→"}</span>
                </button>
                <button
                    type="button"
                    class="button small"
                    data-testid="flow-replay"
                    aria-disabled=move || closed(player.on_show().is_some())
                    on:click=move |_| player.replay()
                >
                    {move || w().replay}
                </button>
                <label class="own-pace" title=move || w().keys>
                    <input
                        type="checkbox"
                        data-testid="flow-stepwise"
                        prop:checked=move || player.is_stepwise()
                        on:change=move |event| player.set_stepwise(event_target_checked(&event))
                    />
                    {move || w().stepwise}
                </label>
            </div>
            <p class="meta replaying" role="status">
                {move || player.is_replay().then(|| w().replaying)}
            </p>
        </div>
    }
}

/// Every request of this page, the newest first.
#[component]
pub(super) fn Recorded(player: Player) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let is_empty = Memo::new(move |_| player.log().with(Vec::is_empty));
    // Made anew when its exchange has ended.
    let rows = move || player.log().get().into_iter().rev();
    let key = |exchange: &Arc<Exchange>| (exchange.id, exchange.end.is_some());
    view! {
        <section class="record">
            <div class="record-head">
                <h2>{move || w().record}</h2>
                <p class="small">
                    {move || if is_empty.get() { w().record_empty } else { w().record_lead }}
                </p>
            </div>
            <ol>
                <For each=rows key=key children=move |exchange| view! { <Row player exchange /> } />
            </ol>
        </section>
    }
}

#[component]
fn Row(player: Player, exchange: Arc<Exchange>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let id = exchange.id;
    let (class, status) = match (&exchange.end, exchange.status()) {
        (_, Some(status @ 200..=299)) => ("status good", status.to_string()),
        (_, Some(status)) => ("status bad", status.to_string()),
        (Some(_), None) => ("status bad", "—".to_owned()),
        (None, None) => ("status", "…".to_owned()),
    };
    let by = move || match player.wanted(id) {
        Some(Wanted::Renewal) => w().by_renewal,
        Some(Wanted::SecondTry) => w().by_second_try,
        Some(Wanted::Page) => w().by_page,
        Some(Wanted::By(_)) | None => "",
    };
    let took = caption::milliseconds(&exchange);
    let line = format!("{} {}", exchange.request.method, exchange.request.path);
    let is_shown = move || (player.on_show() == Some(id)).then_some("true");
    view! {
        <li>
            <button
                type="button"
                data-testid="recorded"
                data-id=id
                aria-current=is_shown
                on:click=move |_| player.show_again(id)
            >
                <span class="id">{id}</span>
                <code>{line}</code>
                <span class="by">{by}</span>
                <span class=class>{status}</span>
                <span class="took">{took}</span>
            </button>
        </li>
    }
}

/// Tells screen readers what has just happened.
#[component]
pub(super) fn Announced(player: Player, picture: Picture) -> impl IntoView {
    let t = crate::locales::use_texts();
    let w = use_words(&EN, &ZH);
    let said = move || {
        let moment = player.drawing.with(|drawing| drawing.moment)?;
        if matches!(moment, story::Moment::Kept) {
            return None;
        }
        if matches!(moment, story::Moment::Checked) {
            let part = player.drawing.with(|drawing| drawing.checked.clone());
            return Some(caption::of_checks(&part, w()).title);
        }
        let step = moment.step();
        let caption = picture.caption(step, (t(), w()));
        Some((w().said)(step, &caption.title, &caption.more))
    };
    view! {
        <p class="visually-hidden" role="status" data-testid="flow-said">
            {said}
        </p>
    }
}
