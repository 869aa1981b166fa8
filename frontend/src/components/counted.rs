//! Fields that say how many characters they hold, and how many they may.

use leptos::prelude::*;

use super::form::FormField;
use crate::locales::use_texts;

/// A title: one line.
#[component]
pub(crate) fn TextLine(
    field: FormField,
    #[prop(into)] label: Signal<&'static str>,
    /// The greatest number of characters, as the server counts them.
    max: usize,
    /// Whether what is written is on its way to the server: what was typed now
    /// would be lost. Not `disabled`, which would take the focus away.
    #[prop(into)]
    locked: Signal<bool>,
) -> impl IntoView {
    let name = field.name;
    let control = view! {
        <input
            id=name
            name=name
            type="text"
            autocomplete="off"
            aria-invalid=move || field.fault().is_some().to_string()
            aria-describedby=format!("{name}-below")
            readonly=move || locked.get()
            prop:value=field.value
            on:input=move |event| field.edited(event_target_value(&event))
            on:change=move |event| field.edited(event_target_value(&event))
            on:blur=move |_| field.left()
        />
    };
    counted(field, label, max, control.into_any())
}

/// A text of many lines.
#[component]
pub(crate) fn TextArea(
    field: FormField,
    #[prop(into)] label: Signal<&'static str>,
    /// The greatest number of characters, as the server counts them.
    max: usize,
    /// Whether what is written is on its way to the server: what was typed now
    /// would be lost. Not `disabled`, which would take the focus away.
    #[prop(into)]
    locked: Signal<bool>,
) -> impl IntoView {
    let name = field.name;
    let control = view! {
        <textarea
            id=name
            name=name
            rows="14"
            aria-invalid=move || field.fault().is_some().to_string()
            aria-describedby=format!("{name}-below")
            readonly=move || locked.get()
            prop:value=field.value
            on:input=move |event| field.edited(event_target_value(&event))
            on:change=move |event| field.edited(event_target_value(&event))
            on:blur=move |_| field.left()
        ></textarea>
    };
    counted(field, label, max, control.into_any())
}

/// No `maxlength`: it counts otherwise than the server does (UTF-16 units), and
/// cuts off what somebody pastes without a word.
fn counted(
    field: FormField,
    label: Signal<&'static str>,
    max: usize,
    control: AnyView,
) -> impl IntoView {
    let t = use_texts();
    let name = field.name;
    let count = Memo::new(move |_| field.value.with(|text| text.chars().count()));
    let fault = move || {
        field.fault().map(|fault| {
            view! {
                <span class="field-error" data-testid=format!("field-error-{name}")>
                    {fault.text(name, t())}
                </span>
            }
        })
    };
    view! {
        <div class="field">
            <label for=name>{move || label.get()}</label>
            {control}
            <p class="below" id=format!("{name}-below")>
                <span>{fault}</span>
                <span class="meta" class:over=move || { count.get() > max }>
                    {move || (t().editor.count)(count.get(), max)}
                </span>
            </p>
        </div>
    }
}
