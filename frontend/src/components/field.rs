//! A field of a form with its label, its hint, and what is wrong with it.

use leptos::prelude::*;

use super::form::FormField;
use crate::locales::use_texts;

/// What stands below a field: its fault if it has one, else the hint. One takes
/// the other's place, so that nothing moves under the pointer of somebody who
/// is about to press the button below.
#[component]
fn Below(field: FormField, #[prop(into)] hint: Signal<Option<&'static str>>) -> impl IntoView {
    let t = use_texts();
    let name = field.name;
    move || match field.fault() {
        Some(fault) => Some(
            view! {
                <p
                    class="field-error"
                    id=format!("{name}-below")
                    data-testid=format!("field-error-{name}")
                >
                    {fault.text(name, t())}
                </p>
            }
            .into_any(),
        ),
        None => hint
            .get()
            .map(|hint| view! { <p class="hint" id=format!("{name}-below")>{hint}</p> }.into_any()),
    }
}

/// A line of text.
#[component]
pub(crate) fn Field(
    field: FormField,
    #[prop(into)] label: Signal<&'static str>,
    /// What belongs here, where the label does not say it.
    #[prop(into, default = Signal::derive(|| None))]
    hint: Signal<Option<&'static str>>,
    /// For the browser, to fill in what it knows (HTML §4.10.18.7).
    autocomplete: &'static str,
    #[prop(optional)] optional: bool,
    /// Whether it holds a name as computers know it, which no keyboard should
    /// correct.
    #[prop(optional)]
    verbatim: bool,
) -> impl IntoView {
    let t = use_texts();
    let name = field.name;
    view! {
        <div class="field">
            <label for=name>
                {move || label.get()}
                {optional
                    .then(|| view! { <span class={"optional"}>{move || t().common.optional}</span> })}
            </label>
            <input
                id=name
                name=name
                type="text"
                autocomplete=autocomplete
                autocapitalize=verbatim.then_some("none")
                spellcheck=verbatim.then_some("false")
                aria-invalid=move || field.fault().is_some().to_string()
                aria-describedby=format!("{name}-below")
                aria-required=(!optional).to_string()
                prop:value=field.value
                on:input=move |event| field.edited(event_target_value(&event))
                on:change=move |event| field.edited(event_target_value(&event))
                on:blur=move |_| field.left()
            />
            <Below field hint />
        </div>
    }
}

/// A password, which can be made visible: nobody finds a typing error in dots.
#[component]
pub(crate) fn PasswordField(
    field: FormField,
    #[prop(into)] label: Signal<&'static str>,
    #[prop(into, default = Signal::derive(|| None))] hint: Signal<Option<&'static str>>,
    /// `current-password` or `new-password`, for password managers.
    autocomplete: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let name = field.name;
    let is_shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label for=name>{move || label.get()}</label>
            <div class="with-button">
                <input
                    id=name
                    name=name
                    type=move || if is_shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || field.fault().is_some().to_string()
                    aria-describedby=format!("{name}-below")
                    aria-required="true"
                    prop:value=field.value
                    on:input=move |event| field.edited(event_target_value(&event))
                    on:change=move |event| field.edited(event_target_value(&event))
                    on:blur=move |_| field.left()
                />
                <button
                    type="button"
                    class="inside"
                    aria-controls=name
                    on:click=move |_| is_shown.update(|shown| *shown = !*shown)
                >
                    {move || {
                        if is_shown.get() { t().field.hide_password } else { t().field.show_password }
                    }}
                </button>
            </div>
            <Below field hint />
        </div>
    }
}
