//! The token as text, in its three colours, to be pasted, typed and edited.

use leptos::prelude::*;

use super::super::words::use_words;
use super::anatomy::{self, Change, MAX_READ, Shape};
use super::bench::Bench;
use super::words::{EN, ZH};

/// A field shows its text in one colour. So the text stands there twice, letter
/// upon letter: coloured behind, where nobody reads it out, and unseen in front,
/// where it is selected, edited and read out as in any field.
#[component]
pub(super) fn TokenField(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let size = move || match bench.token().len() {
        0 => String::new(),
        size => (w().bytes)(size),
    };
    view! {
        <header class="card-head">
            <h2>
                <label for="inspected">{move || w().token}</label>
            </h2>
            <p class="meta" data-testid="token-size">
                {size}
            </p>
        </header>
        <div class="token-field">
            <p class="token" aria-hidden="true" translate="no">
                {move || coloured(&bench.token())}
                // A line that has only begun has a height as well.
                {"\u{200b}"}
            </p>
            <textarea
                id="inspected"
                name="token"
                class="token"
                rows="3"
                autocomplete="off"
                autocapitalize="none"
                // A spelling checker may send what it checks to somebody else.
                spellcheck="false"
                translate="no"
                aria-describedby="inspected-state"
                placeholder=move || w().token_placeholder
                prop:value=move || bench.token()
                on:input=move |event| bench.write(event_target_value(&event))
            ></textarea>
        </div>
        <div id="inspected-state" class="token-state" role="status">
            {move || shape(bench)}
            {move || change(bench)}
        </div>
    }
}

/// The text in the colours of its parts. What is not header, payload or
/// signature has none.
fn coloured(text: &str) -> AnyView {
    if text.len() > MAX_READ {
        return text.to_owned().into_any();
    }
    let count = text.split('.').count();
    let class = |index| match (index, count) {
        (0, 2..) => "part-header",
        (1, 2..=3) => "part-payload",
        (2, 3) => "part-signature",
        _ => "part-none",
    };
    let parts = text.split('.').enumerate().map(|(index, part)| {
        let dot = (index > 0).then_some(".");
        view! {
            {dot}
            <span class=class(index)>{part.to_owned()}</span>
        }
    });
    parts.collect_view().into_any()
}

/// What kind of text it is, where that has to be said.
fn shape(bench: Bench) -> Option<AnyView> {
    let w = use_words(&EN, &ZH);
    let anatomy = bench.anatomy();
    let tidied = anatomy::tidied(&bench.token());
    if tidied != bench.token() && anatomy.shape != Shape::TooLong {
        let tidy = move |_| bench.load(&anatomy::tidied(&bench.token_untracked()));
        return Some(
            view! {
                <p class="notice neutral spread" data-testid="shape" data-shape="untidy">
                    {w().untidy}
                    <button type="button" class="button small" data-testid="tidy" on:click=tidy>
                        {w().tidy}
                    </button>
                </p>
            }
            .into_any(),
        );
    }
    if let Some(inner) = anatomy.nested() {
        return Some(
            view! {
                <p class="notice neutral spread" data-testid="shape" data-shape="nested">
                    {w().nested}
                    <button
                        type="button"
                        class="button small"
                        data-testid="open-nested"
                        on:click=move |_| bench.load(&inner)
                    >
                        {w().open_nested}
                    </button>
                </p>
            }
            .into_any(),
        );
    }
    let (name, text) = match anatomy.shape {
        Shape::Empty | Shape::Signed => return None,
        Shape::TooLong => ("too-long", (w().too_long)(bench.token().len())),
        Shape::Encrypted => {
            let enc = anatomy.header_text("enc");
            ("encrypted", (w().encrypted)(enc.as_deref().unwrap_or("?")))
        }
        Shape::Other(count) => ("other", (w().other_shape)(count)),
    };
    Some(
        view! {
            <p class="notice neutral" data-testid="shape" data-shape=name>
                {text}
            </p>
        }
        .into_any(),
    )
}

/// Whether it is still the token that was brought here.
fn change(bench: Bench) -> Option<AnyView> {
    let w = use_words(&EN, &ZH);
    let (name, text) = match bench.change() {
        Change::Nothing | Change::Everything => return None,
        Change::Content => ("content", w().content_changed),
        Change::Signature => ("signature", w().signature_changed),
    };
    Some(
        view! {
            <p class="notice neutral spread" data-testid="change" data-change=name>
                <span>{text}</span>
                <button
                    type="button"
                    class="button small"
                    data-testid="restore"
                    on:click=move |_| bench.restore()
                >
                    {w().restore}
                </button>
            </p>
        }
        .into_any(),
    )
}
