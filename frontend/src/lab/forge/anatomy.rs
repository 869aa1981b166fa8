//! A forged token: as it was sent, and what it says, with what was changed.

use leptos::prelude::*;
use serde_json::{Map, Value};
use shared::unverified;

use super::bench::{Forged, Note, Signature};
use super::words::{EN, Words, ZH};
use crate::components::TokenView;
use crate::lab::words::use_words;

#[component]
pub(super) fn Anatomy(forged: Forged) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let decoded = unverified::decode(&forged.token);
    let [in_header, in_payload] = forged.changed;
    let parts = decoded.map(|decoded| {
        view! {
            <div class="anatomy">
                {part("part-header", |w| w.header, decoded.header, in_header)}
                {part("part-payload", |w| w.payload, decoded.claims, in_payload)}
            </div>
        }
    });
    let signature = forged.signature;
    let class = match signature {
        Signature::Opaque => "small",
        _ => "small part-signature",
    };
    let note = forged.note;
    let note = move || match &note {
        None => None,
        Some(Note::OtherSession) => Some(w().other_session.to_owned()),
        Some(Note::ServersKey) => Some(w().servers_key.to_owned()),
        Some(Note::ColleaguesKey(alg)) => Some((w().colleagues_key)(alg)),
    };
    view! {
        <h3>{move || w().token}</h3>
        <p class="token" data-testid="forged" translate="no">
            <TokenView token=forged.token.clone() />
        </p>
        {parts}
        <p class=class>
            <span class="whence">{move || (w().signature)(signature)}</span>
        </p>
        {move || {
            note()
                .map(|note| {
                    view! {
                        <p class="small" data-testid="forge-note">
                            {note}
                        </p>
                    }
                })
        }}
    }
}

/// The members of one part, the changed ones marked; those that were taken out
/// stand at the end.
fn part(
    class: &'static str,
    title: fn(&Words) -> &'static str,
    members: Map<String, Value>,
    changed: Vec<&'static str>,
) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let missing: Vec<&str> = changed
        .iter()
        .copied()
        .filter(|name| !members.contains_key(*name))
        .collect();
    let mark = move || {
        view! {
            <span class={"visually-hidden"}>" (" {move || w().changed} ")"</span>
        }
    };
    let rows = members.into_iter().map(|(name, value)| {
        let is_changed = changed.contains(&name.as_str());
        let row = if is_changed {
            "member changed"
        } else {
            "member"
        };
        let value = value.to_string();
        view! {
            <div class=row data-member=name.clone()>
                <dt translate="no">{name.clone()} {is_changed.then(mark)}</dt>
                <dd translate="no">{value}</dd>
            </div>
        }
    });
    let missing = missing.into_iter().map(|name| {
        view! {
            <div class="member changed missing" data-member=name>
                <dt translate="no">{name}</dt>
                <dd>{move || w().taken_out}</dd>
            </div>
        }
    });
    view! {
        <section class=format!("members {class}")>
            <h4>{move || title(w())}</h4>
            <dl>{rows.collect_view()} {missing.collect_view()}</dl>
        </section>
    }
}
