//! Which cookies the browser sent along with the foreign page's form.

use leptos::prelude::*;
use shared::lab::theatre::{CARELESS, CARELESS_COOKIE, PLAIN_COOKIE};

use super::findings::Forging;
use super::play::Theatre;
use super::telling::is_ours;
use super::words::{Careless, EN, ZH};
use crate::lab::words::use_words;

/// A cookie, whether it was sent, and what came of it.
struct Sent {
    name: &'static str,
    attribute: &'static str,
    is_sent: bool,
    transfers: u32,
}

#[component]
pub(super) fn CarelessCookies(theatre: Theatre) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let latest = Memo::new(move |_| {
        theatre
            .play
            .with(|play| play.rows.iter().rev().find_map(|row| row.forged.clone()))
    });
    let shown = move || match latest.get() {
        None => view! { <p class="small">{w().careless.not_yet}</p> }.into_any(),
        Some(forging) => {
            let words = &w().careless;
            let lines = cookies(&forging, words).into_iter().map(|sent| {
                let (class, says) = match sent.is_sent {
                    true => ("told lost", words.sent),
                    false => ("told kept", words.stayed),
                };
                let transfers = (sent.transfers > 0).then(|| (words.transfers)(sent.transfers));
                view! {
                    <li data-testid=format!("cookie-{}", sent.name) data-sent=sent.is_sent.to_string()>
                        <code>{sent.name}</code>
                        <span class="small">{sent.attribute}</span>
                        <span class=class>
                            <strong>{says}</strong>
                            {transfers.map(|text| view! { <span class="small">{text}</span> })}
                        </span>
                    </li>
                }
            });
            view! { <ul class="cookies">{lines.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <article class="card">
            <header class="card-head stacked">
                <h2>{move || w().careless.title}</h2>
                <p class="small">{move || w().careless.lead}</p>
            </header>
            {shown}
            <p class="small after">{move || w().careless.note}</p>
        </article>
    }
}

fn cookies(forging: &Forging, words: &Careless) -> [Sent; 3] {
    let arrived = forging.record.received.iter().find(|f| f.path == CARELESS);
    let names: Vec<&str> = arrived
        .map(|arrived| arrived.cookies.iter().map(String::as_str).collect())
        .unwrap_or_default();
    [
        Sent {
            name: "refresh_token",
            attribute: words.ours,
            is_sent: names.iter().any(is_ours),
            transfers: 0,
        },
        Sent {
            name: PLAIN_COOKIE,
            attribute: words.plain,
            is_sent: names.contains(&PLAIN_COOKIE),
            transfers: 0,
        },
        Sent {
            name: CARELESS_COOKIE,
            attribute: words.careless,
            is_sent: names.contains(&CARELESS_COOKIE),
            transfers: forging.record.transfers,
        },
    ]
}
