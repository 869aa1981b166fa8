//! Header and payload: as JSON to be edited, and as a table of what it means.

use leptos::prelude::*;

use super::super::words::use_words;
use super::anatomy::{Part, Shape};
use super::bench::{Bench, Editable};
use super::json::Fault;
use super::members::Members;
use super::words::{EN, Words, ZH};

#[component]
pub(super) fn Contents(bench: Bench, part: Editable) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let (name, class) = match part {
        Editable::Header => ("header", "part part-header"),
        Editable::Payload => ("payload", "part part-payload"),
    };
    let title = move || match part {
        Editable::Header => w().header,
        Editable::Payload => w().payload,
    };
    let lead = move || match part {
        Editable::Header => w().header_lead,
        Editable::Payload => w().payload_lead,
    };
    let of_token = Memo::new(move |_| {
        let anatomy = bench.anatomy();
        match part {
            Editable::Header => anatomy.header.clone(),
            Editable::Payload => anatomy.payload.clone(),
        }
    });
    // Of a token that cannot be read there is nothing to edit.
    let is_closed = Memo::new(move |_| match bench.anatomy().shape {
        Shape::TooLong => true,
        Shape::Encrypted => part == Editable::Payload,
        _ => false,
    });
    let text = bench.part(part);
    let rows = move || {
        text.with(|text| text.lines().count().clamp(2, 24))
            .to_string()
    };
    let fault = move || of_token.with(|part| fault(part, bench.anatomy().shape, w()));
    view! {
        <section class=class>
            <h2>
                <label for=format!("{name}-json")>{title}</label>
            </h2>
            <p class="small">{lead}</p>
            {move || {
                is_closed
                    .get()
                    .then(|| view! { <p class="hint" data-testid=format!("{name}-closed")>{w().closed}</p> })
            }}
            <div class="field json" hidden=move || is_closed.get()>
                <textarea
                    id=format!("{name}-json")
                    name=name
                    rows=rows
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    translate="no"
                    aria-describedby=format!("{name}-fault")
                    aria-invalid=move || fault().is_some().to_string()
                    prop:value=move || text.get()
                    on:input=move |event| bench.write_part(part, event_target_value(&event))
                ></textarea>
                <div id=format!("{name}-fault") role="status" class="json-fault">
                    {move || {
                        fault()
                            .map(|text| {
                                view! {
                                    <p class="field-error" data-testid=format!("{name}-error")>
                                        {text}
                                    </p>
                                }
                            })
                    }}
                </div>
            </div>
            <Members part=of_token kind=part />
        </section>
    }
}

/// Why this is not what a part of a token has to be.
fn fault(part: &Part, shape: Shape, w: &Words) -> Option<String> {
    if shape == Shape::Empty {
        return None;
    }
    let Some(bytes) = &part.bytes else {
        return Some(w.not_base64url.to_owned());
    };
    if part.text().is_none() {
        return Some((w.not_text)(bytes.len()));
    }
    match part.members() {
        Ok(_) if !part.is_canonical => Some(w.not_canonical.to_owned()),
        Ok(_) => None,
        Err(Fault::NotAnObject) => Some(w.not_an_object.to_owned()),
        Err(Fault::NotJson { line, column }) => Some((w.not_json)(line, column)),
    }
}
