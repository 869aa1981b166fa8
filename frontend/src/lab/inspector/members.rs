//! Each member of header or payload with its value, its meaning, its kind, and
//! how far a time is from now.

use std::time::Duration;

use leptos::prelude::*;
use shared::claims::ClaimKind;

use super::super::words::use_words;
use super::anatomy::Part;
use super::bench::Editable;
use super::json::Member;
use super::words::{EN, ZH};
use crate::locales::{use_i18n, use_texts};
use crate::time;

/// So many characters of a value are shown; all of it stands in the JSON.
const SHOWN: usize = 240;

/// The claims that are times.
const TIMES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

#[component]
pub(super) fn Members(#[prop(into)] part: Signal<Part>, kind: Editable) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let now = RwSignal::new(time::now());
    let timer = set_interval_with_handle(move || now.set(time::now()), Duration::from_secs(1));
    if let Ok(timer) = timer {
        on_cleanup(move || timer.clear());
    }
    let members = Memo::new(move |_| part.with(|part| part.members().unwrap_or_default()));
    let rows = move || {
        let members = members.get();
        let names: Vec<_> = members.iter().map(|member| member.name.clone()).collect();
        let rows = members.into_iter().map(|member| {
            let is_double = names.iter().filter(|name| **name == member.name).count() > 1;
            row(member, kind, is_double, now)
        });
        rows.collect_view()
    };
    let column = move || match kind {
        Editable::Header => w().parameter,
        Editable::Payload => w().claim_column,
    };
    view! {
        <table class="members" hidden=move || members.with(Vec::is_empty)>
            <thead>
                <tr>
                    <th scope="col">{column}</th>
                    <th scope="col">{move || w().value}</th>
                    <th scope="col">{move || w().meaning}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(member: Member, part: Editable, is_double: bool, now: RwSignal<i64>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let i18n = use_i18n();
    let name = member.name.clone();
    let kind = (part == Editable::Payload).then(|| {
        let kind = ClaimKind::of(&name);
        let class = match kind {
            ClaimKind::Registered => "kind registered",
            ClaimKind::Public => "kind public",
            ClaimKind::Private => "kind private",
        };
        view! { <span class=class>{move || (w().kind)(kind)}</span> }
    });
    let seconds = (part == Editable::Payload && TIMES.contains(&name.as_str()))
        .then(|| member.seconds())
        .flatten();
    let when = move || {
        let seconds = seconds?;
        let date = time::from_seconds(seconds, i18n.language())?;
        let duration = (t().token.duration)(seconds.abs_diff(now.get()));
        let distance = match seconds > now.get() {
            true => (w().in_future)(&duration),
            false => (w().in_past)(&duration),
        };
        Some(view! {
            <span class="distance" data-testid="distance">
                {distance}
            </span>
            <span class="date">{date}</span>
        })
    };
    let meaning = {
        let name = name.clone();
        move || {
            let known = match part {
                Editable::Header => (w().header_parameter)(&name),
                Editable::Payload => (w().claim)(&name),
            };
            // What is said of our own tokens holds for any, where nothing else is.
            let known = known.or_else(|| (t().claim)(&name));
            match known {
                Some(known) => view! {
                    <b>{known.name}</b>
                    " "
                    {known.meaning}
                }
                .into_any(),
                None if part == Editable::Payload => w().own_claim.into_any(),
                None => w().unknown_parameter.into_any(),
            }
        }
    };
    let double = is_double.then(|| {
        view! {
            <span class="field-error" data-testid="double">
                {move || w().double}
            </span>
        }
    });
    view! {
        <tr data-testid="member" data-name=member.name.clone()>
            <th scope="row">
                <code translate="no">{member.name.clone()}</code>
                {kind}
            </th>
            <td class="value">
                <code translate="no">{shortened(&member.value)}</code>
                {when}
            </td>
            <td class="meaning">{meaning} {double}</td>
        </tr>
    }
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
