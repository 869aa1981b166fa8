//! Lines of time: a dot for a call that was accepted, a cross for one that was
//! refused, and a bar for as long as access was kept.

use leptos::prelude::*;

use super::figures::{Call, kept};
use super::use_words;
use super::words::Words;

/// One line: the calls, and the moment from which on none should be accepted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Lane {
    pub(super) calls: Vec<Call>,
    pub(super) zero: f64,
    /// Whether the last call has been made.
    pub(super) is_over: bool,
}

impl Lane {
    /// How long access was kept, in milliseconds.
    pub(super) fn kept(&self) -> f64 {
        kept(&self.calls, self.zero)
    }

    /// Whether the last call was made after the moment, and refused.
    pub(super) fn is_refused(&self) -> bool {
        let last = self.calls.last();
        last.is_some_and(|call| call.at >= self.zero && !call.is_accepted())
    }
}

/// What a line is called, and how the time that was kept is written.
#[derive(Clone)]
pub(super) struct LaneHead {
    pub(super) name: Signal<String>,
    pub(super) note: Signal<String>,
    pub(super) kept: fn(f64) -> String,
    /// What there is to say beside it.
    pub(super) aside: fn(f64, &Words) -> Option<String>,
    pub(super) test_id: &'static str,
}

/// The lines of one trial, from `before` milliseconds before the moment to
/// `after` it.
#[component]
pub(super) fn Timeline(
    heads: Vec<LaneHead>,
    lanes: Signal<Vec<Lane>>,
    /// In milliseconds.
    span: (f64, f64),
    /// Where the axis is labelled, in milliseconds, and how.
    ticks: &'static [(f64, &'static str)],
    #[prop(into)] moment: Signal<&'static str>,
) -> impl IntoView {
    let t = use_words();
    let (before, after) = span;
    let place = move |at: f64| {
        let part = (at + before) / (before + after);
        format!("{:.2}%", 1.0 + part.clamp(0.0, 1.0) * 98.0)
    };
    let rows = heads.into_iter().enumerate().map(|(at, head)| {
        let lane =
            Memo::new(move |_| lanes.with(|lanes| lanes.get(at).cloned().unwrap_or_default()));
        let figure = move || {
            lane.with(|lane| match lane.is_over {
                true => (head.kept)(lane.kept()),
                false => t().not_measured.to_owned(),
            })
        };
        let aside = move || {
            let said = lane.with(|lane| lane.is_over.then(|| (head.aside)(lane.kept(), t())));
            said.flatten()
                .map(|said| view! { <span class="meta">{said}</span> })
        };
        let class = move || {
            lane.with(|lane| match lane.is_over {
                true => "known",
                false => "unknown",
            })
        };
        let measured = move || lane.with(|lane| lane.is_over.then(|| lane.kept().to_string()));
        let drawn = move || {
            lane.with(|lane| {
                let marks = lane
                    .calls
                    .iter()
                    .map(|call| mark(*call, place(call.at - lane.zero)));
                let end = place(lane.kept());
                view! {
                    <line class={"kept"} x1=place(0.0) x2=end y1="20" y2="20" />
                    {marks.collect_view()}
                }
            })
        };
        view! {
            <li>
                <p class="figure-head">
                    <span>{head.name}</span>
                    {aside}
                    <b class=class data-testid=head.test_id data-kept=measured>
                        {figure}
                    </b>
                </p>
                <svg class="lane" aria-hidden="true">
                    <line class={"ground"} x1="1%" x2="99%" y1="20" y2="20" />
                    <line class={"zero"} x1=place(0.0) x2=place(0.0) y1="0" y2="40" />
                    {drawn}
                </svg>
                <p class="small">{head.note}</p>
            </li>
        }
    });
    let labels = ticks.iter().map(|(at, text)| {
        view! {
            <text x=place(*at) y="14">
                {*text}
            </text>
        }
    });
    view! {
        <div class="timeline">
            <p class="moment">
                <span class="legend-item accepted">{move || t().accepted}</span>
                <span class="legend-item refused">{move || t().refused}</span>
                <span class="legend-item at-zero">{moment}</span>
            </p>
            <ul>{rows.collect_view()}</ul>
            <svg class="axis" aria-hidden="true">
                {labels.collect_view()}
            </svg>
        </div>
    }
}

/// A dot or a cross, in a place of its own: paths cannot be placed in percent.
fn mark(call: Call, x: String) -> AnyView {
    match call.is_accepted() {
        true => view! { <circle class={"accepted"} cx=x cy="20" r="4.2" /> }.into_any(),
        false => view! {
            <svg x=x y="20" overflow="visible">
                <path class={"refused"} d="M-4-4L4 4M4-4L-4 4" />
            </svg>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_line_is_refused_when_its_last_call_was() {
        let lane = |statuses: &[u16]| Lane {
            calls: (statuses.iter().enumerate())
                .map(|(at, status)| Call {
                    at: at as f64,
                    status: *status,
                })
                .collect(),
            zero: 1.0,
            is_over: false,
        };
        assert!(lane(&[200, 200, 401]).is_refused());
        assert!(!lane(&[200, 401, 200]).is_refused());
        assert!(!lane(&[401]).is_refused(), "before the moment");
        assert!(!lane(&[]).is_refused());
    }
}
