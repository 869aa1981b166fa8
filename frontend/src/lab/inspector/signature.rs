//! The signature: what it is computed from, and whether it fits a key.

use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

use super::super::words::use_words;
use super::anatomy::Shape;
use super::bench::Bench;
use super::entered::{Verdict, judge};
use super::formula::Formula;
use super::key_field::KeyField;
use super::words::{EN, ZH};

#[component]
pub(super) fn Signature(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let verdict = RwSignal::new(Verdict::Open);
    Effect::new(move || {
        let (token, anatomy, entered) = (bench.token(), bench.anatomy(), bench.entered());
        // Whoever types on takes this one's answer away.
        spawn_local_scoped_with_cancellation(async move {
            verdict.set(judge(&token, &anatomy, &entered).await);
        });
    });
    let is_signed = Memo::new(move |_| bench.anatomy().shape == Shape::Signed);
    view! {
        <article class="card signature">
            <header class="card-head part-signature">
                <h2>{move || w().signature}</h2>
                <p class="meta" translate="no">
                    {move || bench.anatomy().header_text("alg")}
                </p>
            </header>
            {move || {
                is_signed.get().then(|| view! { <Formula bench verdict=verdict.read_only() /> })
            }}
            <KeyField bench verdict=verdict.read_only() />
        </article>
    }
}
