//! The server's checks of the exchange on show.

use leptos::prelude::*;
use shared::lab::TokenTrace;

use super::player::Player;
use super::words::{EN, ZH};
use crate::lab::check_list::CheckList;
use crate::lab::words::use_words;

/// The server's checks of the token on show.
#[component]
pub(super) fn Judged(player: Player) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    // The last one that was judged stays until the next one is.
    let judged = Memo::new(move |former: Option<&Option<Judgement>>| {
        player.drawing.with(|drawing| {
            let exchange = drawing.exchange.as_ref()?;
            let trace = exchange.response().and_then(|r| r.trace.clone());
            match drawing.has_checks() {
                true => Some(Judgement {
                    id: exchange.id,
                    trace,
                    is_lost: exchange.end.is_some() && exchange.response().is_none(),
                }),
                false => former
                    .cloned()
                    .flatten()
                    .filter(|former| former.id != exchange.id),
            }
        })
    });
    let of = move || judged.get().map(|judgement| (w().wire_of)(judgement.id));
    let shown = move || match judged.get() {
        None => view! { <p class="small">{move || w().judged_empty}</p> }.into_any(),
        Some(Judgement { is_lost: true, .. }) => {
            view! { <p class="small">{move || w().judgement_lost}</p> }.into_any()
        }
        Some(Judgement { trace: None, .. }) => {
            view! { <p class="small">{move || w().not_judged}</p> }.into_any()
        }
        Some(Judgement {
            trace: Some(trace), ..
        }) => view! { <CheckList trace /> }.into_any(),
    };
    view! {
        <section class="card judged">
            <header class="card-head">
                <h2>{move || w().judged}</h2>
                <p class="meta">{of}</p>
            </header>
            {shown}
        </section>
    }
}

#[derive(Clone, PartialEq)]
struct Judgement {
    id: u32,
    trace: Option<TokenTrace>,
    /// Whether no answer came: what was checked, if anything, nobody here knows.
    is_lost: bool,
}
