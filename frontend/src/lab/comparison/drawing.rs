//! Bars and strips of dots: a session above a token, on one scale.
//!
//! Places are in parts of the whole width and texts are not part of the picture:
//! so it fits a phone and a wall, and its words keep their size.

use leptos::prelude::*;

use super::figures::{median, quantile};
use super::use_words;

/// One bar, its figure, and the name that tests know it by.
#[derive(Clone)]
pub(super) struct Bar {
    pub(super) value: f64,
    pub(super) text: String,
    pub(super) test_id: &'static str,
}

/// The name of a side, above what is drawn of it, with its figure.
fn head(side: usize, figure: String, test_id: Option<&'static str>) -> impl IntoView {
    let t = use_words();
    let name = move || match side {
        0 => t().session,
        _ => t().token,
    };
    view! {
        <p class="figure-head">
            <span>{name}</span>
            <b data-testid=test_id>{figure}</b>
        </p>
    }
}

const SIDES: [&str; 2] = ["side session", "side token-side"];

#[component]
pub(super) fn Bars(
    #[prop(into)] title: Signal<&'static str>,
    #[prop(into)] note: Signal<String>,
    bars: [Bar; 2],
) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.value).fold(1.0, f64::max);
    let rows = bars.into_iter().enumerate().map(|(side, bar)| {
        let width = format!("{:.2}%", bar.value / most * 100.0);
        view! {
            <div class=SIDES[side]>
                {head(side, bar.text, Some(bar.test_id))}
                <svg class="bar" aria-hidden="true">
                    <rect class={"ground"} width="100%" height="100%" rx="4" />
                    <rect class={"value"} width=width height="100%" rx="4" />
                </svg>
            </div>
        }
    });
    view! {
        <section class="figure">
            <h3>{title}</h3>
            {rows.collect_view()}
            <p class="small">{note}</p>
        </section>
    }
}

/// How far the scale goes: past nineteen of twenty, so that a single slow call does
/// not press all others into a corner. What is slower stands at the edge.
fn scale(values: &[Vec<f64>; 2]) -> f64 {
    let most = |values: &Vec<f64>| quantile(values, 0.95);
    let most = values.iter().map(most).fold(0.0, f64::max);
    (most * 1.25).max(f64::MIN_POSITIVE)
}

#[component]
pub(super) fn Strips(
    #[prop(into)] title: Signal<&'static str>,
    medians: [String; 2],
    values: [Vec<f64>; 2],
) -> impl IntoView {
    let t = use_words();
    let end = scale(&values);
    let slower = values
        .iter()
        .flatten()
        .filter(|value| **value > end)
        .count();
    let place = move |value: f64| format!("{:.2}%", 1.0 + (value / end).min(1.0) * 98.0);
    let rows = values.into_iter().zip(medians).enumerate();
    let rows = rows.map(|(side, (values, text))| {
        let middle = place(median(&values));
        let dots = values.iter().enumerate().map(|(at, value)| {
            // In five rows, in the order of the calls: dots that would lie on each
            // other are seen.
            let cy = 7 + at % 5 * 6;
            view! { <circle cx=place(*value) cy=cy r="2.6" /> }
        });
        view! {
            <div class=SIDES[side]>
                {head(side, text, None)}
                <svg class="strip" aria-hidden="true">
                    <line class={"ground"} x1="0" x2="100%" y1="37" y2="37" />
                    {dots.collect_view()}
                    <line class={"median"} x1=middle.clone() x2=middle y1="0" y2="37" />
                </svg>
            </div>
        }
    });
    let note = move || (t().hundred.strip_note)(end, slower);
    view! {
        <section class="figure">
            <h3>{title}</h3>
            {rows.collect_view()}
            <p class="small">{note}</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn one_slow_call_does_not_stretch_the_scale() {
        let mut quick = vec![1.0; 99];
        quick.push(500.0);
        let end = scale(&[quick, vec![2.0; 100]]);
        assert!((end - 2.5).abs() < 1e-9, "{end}");
        assert!(scale(&[Vec::new(), Vec::new()]) > 0.0);
    }
}
