//! Where the time of an exchange went: the server's own measure of its stages,
//! and what is left of the time that this page waited.

use std::sync::Arc;

use leptos::prelude::*;

use super::caption::time;
use super::words::{EN, ZH};
use crate::lab::words::use_words;
use crate::wire_log::{End, Exchange, Stage};

/// The stages in order, with their milliseconds: what the server named, the rest
/// of what it took, and the way there and back.
pub(super) fn spans(stages: &[Stage], end: &End) -> Vec<(&'static str, f64)> {
    let of = |name: &str| -> f64 {
        let named = stages.iter().filter(|stage| stage.name == name);
        named.map(|stage| stage.milliseconds).sum()
    };
    let named = ["verify", "hash", "db"].map(|name| (name, of(name)));
    let sum: f64 = named.iter().map(|(_, took)| took).sum();
    let total = of("total").max(sum);
    let mut spans = named.to_vec();
    spans.push(("rest", total - sum));
    spans.push(("way", (end.milliseconds - total).max(0.0)));
    spans.retain(|(_, took)| *took > 0.0);
    spans
}

/// A bar, and its key.
#[component]
pub(super) fn TimeBar(exchange: Arc<Exchange>) -> impl IntoView {
    const WIDTH: f64 = 1000.0;
    let w = use_words(&EN, &ZH);
    let spans = match (&exchange.end, exchange.response()) {
        (Some(end), Some(response)) => spans(&response.stages, end),
        _ => Vec::new(),
    };
    let whole: f64 = spans.iter().map(|(_, took)| took).sum();
    let mut left = 0.0;
    let rects = spans.iter().map(|&(name, took)| {
        // Even the shortest one is seen.
        let width = (took / whole * WIDTH).max(4.0);
        let x = left;
        left += width;
        view! { <rect class=format!("stage-{name}") x=x y="0" width=width height="10" /> }
    });
    let rects = rects.collect_view();
    let key = spans
        .iter()
        .map(|&(name, took)| {
            view! {
                <li class=format!("stage-{name}") data-testid=format!("stage-{name}")>
                    <span>{move || (w().stage)(name)}</span>
                    <span class="took">{time(took)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="time-bar">
            <svg
                viewBox=format!("0 0 {left:.0} 10")
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                {rects}
            </svg>
            <ul aria-label=move || w().time>{key}</ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn stage(name: &str, milliseconds: f64) -> Stage {
        Stage {
            name: name.to_owned(),
            times: 1,
            milliseconds,
        }
    }

    #[wasm_bindgen_test]
    fn what_nobody_named_is_the_rest_and_the_way() {
        let end = End {
            milliseconds: 10.0,
            response: Err("offline"),
        };
        let stages = [stage("verify", 1.0), stage("db", 2.0), stage("total", 4.0)];
        assert_eq!(
            spans(&stages, &end),
            [("verify", 1.0), ("db", 2.0), ("rest", 1.0), ("way", 6.0)]
        );
        assert_eq!(spans(&[], &end), [("way", 10.0)]);
        // A clock that was rounded makes nothing negative.
        assert_eq!(spans(&[stage("total", 12.0)], &end), [("rest", 12.0)]);
    }
}
