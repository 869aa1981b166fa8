//! A signed token: its bytes, its sizes, and its checks, to be tried on the
//! genuine one and on an altered one.

use leptos::prelude::*;
use shared::lab::formats::Formats;
use shared::unverified;

use super::chart::{Sizes, grouped, measured};
use super::measure::Travels;
use super::specimen::{Format, alter};
use super::token_text::{Shown, token_text};
use super::verify::{Finding, verify};
use super::words::{EN, ZH};
use crate::components::Work;
use crate::lab::crypto::CryptoError;
use crate::lab::words::use_words;

/// The text that the server gave for a format; the page makes the fifth itself.
fn given(format: Format, formats: &Formats) -> String {
    match format {
        Format::Hs256 => formats.jwt_hs256.clone(),
        Format::Rs256 => formats.jwt_rs256.clone(),
        Format::Swt => formats.swt.clone(),
        Format::Saml => formats.saml.clone(),
        Format::Jwe => String::new(),
    }
}

#[component]
pub(super) fn Panel(format: Format, formats: StoredValue<Formats>, sizes: Sizes) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let work = Work::of_this();
    let genuine = formats.with_value(|formats| given(format, formats));
    let text = RwSignal::new(genuine.clone());
    let altered = RwSignal::new(None::<usize>);
    let findings = RwSignal::new(None::<Result<Vec<Finding>, CryptoError>>);
    let travels = RwSignal::new(None::<Travels>);
    let has_lines = matches!(format, Format::Swt | Format::Saml);
    let shown = RwSignal::new(if has_lines {
        Shown::Lines
    } else {
        Shown::Exact
    });

    // What is shown as the address is that of the text at hand, altered or not.
    let measuring = work.clone();
    Effect::new(move || {
        let text = text.get();
        measuring.begin(async move {
            let measures = Travels::of(format, &text).await;
            measured(sizes, format, measures.clone());
            travels.set(Some(measures));
        });
    });

    let check = move || {
        let keys = formats.with_value(|formats| formats.keys.clone());
        work.begin(async move {
            let text = text.get_untracked();
            findings.set(Some(verify(format, &text, &keys).await));
        });
    };
    let verify_it = check.clone();
    let alter_it = move |_| {
        let subject = formats.with_value(|formats| formats.identity.sub.clone());
        match altered.get_untracked() {
            Some(_) => {
                text.set(genuine.clone());
                altered.set(None);
                findings.set(None);
            }
            None => {
                if let Some((other, at)) = alter(format, &genuine, &subject) {
                    text.set(other);
                    altered.set(Some(at));
                    check();
                }
            }
        }
    };

    let body = move || match shown.get() {
        Shown::Url => {
            let url = travels.get().map(|travels| travels.url);
            view! { <span class="line part-other">{url}</span> }.into_any()
        }
        shown => token_text(format, &text.get(), shown, altered.get()).into_any(),
    };
    let is_other = move || altered.get().is_some();

    view! {
        <section class="card formats-panel" id=format.id() aria-labelledby=format!("{}-name", format.id())>
            <header class="formats-head">
                <h2 id=format!("{}-name", format.id())>{format.name()}</h2>
                <p class="small">{move || (w().about)(format)}</p>
            </header>
            <div class="formats-bytes">
                {has_lines.then(|| view! { <Choice format shown /> })}
                <div
                    class="token formats-token"
                    tabindex="0"
                    role="group"
                    translate="no"
                    aria-labelledby=format!("{}-name", format.id())
                    data-testid=format!("token-{}", format.id())
                >
                    {body}
                </div>
                {move || is_other().then(|| view! { <p class="small">{w().altered_here}</p> })}
                {move || decoded(format, &text.get()).map(|json| view! {
                    <details class="formats-decoded" open=true>
                        <summary>{w().readable}</summary>
                        <pre translate="no" data-testid=format!("readable-{}", format.id())>{json}</pre>
                    </details>
                })}
            </div>
            <div class="formats-facts-of">
                <SizeList format travels=travels.into() />
                <div class="actions">
                    <button
                        type="button"
                        class="button primary small"
                        data-testid=format!("verify-{}", format.id())
                        on:click=move |_| verify_it()
                    >
                        {move || w().verify}
                    </button>
                    <button
                        type="button"
                        class="button small"
                        data-testid=format!("alter-{}", format.id())
                        on:click=alter_it
                    >
                        {move || if is_other() { w().restore } else { w().alter }}
                    </button>
                </div>
                <div role="status">
                    {move || findings.get().map(|findings| verdict(format, findings))}
                </div>
                <p class="small">{move || (w().note)(format)}</p>
            </div>
        </section>
    }
}

/// What everybody can read in a JWT.
fn decoded(format: Format, text: &str) -> Option<String> {
    if !matches!(format, Format::Hs256 | Format::Rs256) {
        return None;
    }
    let token = unverified::decode(text)?;
    let header = serde_json::to_string(&token.header).ok()?;
    let claims = serde_json::to_string_pretty(&token.claims).ok()?;
    Some(format!("{header}\n{claims}"))
}

/// In lines, byte for byte, or as it goes into an address.
#[component]
fn Choice(format: Format, shown: RwSignal<Shown>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let option = move |way: Shown, name: &'static str| {
        let label = move || match way {
            Shown::Lines => w().for_reading,
            Shown::Exact => w().exact,
            Shown::Url => w().in_url,
        };
        view! {
            <button
                type="button"
                aria-pressed=move || (shown.get() == way).to_string()
                data-testid=format!("{name}-{}", format.id())
                on:click=move |_| shown.set(way)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="formats-choice" role="group" aria-label=move || w().shown>
            {option(Shown::Lines, "lines")}
            {option(Shown::Exact, "exact")}
            {option(Shown::Url, "url")}
        </div>
    }
}

/// The three sizes of a token.
#[component]
pub(super) fn SizeList(format: Format, travels: Signal<Option<Travels>>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let entry = move |name: &'static str, of: fn(&Travels) -> &str| {
        let bytes = move || travels.get().map(|travels| grouped(of(&travels).len()));
        let label = move || match name {
            "text" => w().as_written,
            "header" => w().in_header,
            _ => w().in_url,
        };
        view! {
            <div>
                <dt>{label}</dt>
                <dd>
                    <b data-testid=format!("size-{name}-{}", format.id())>{bytes}</b>
                    " "
                    {move || w().bytes}
                </dd>
            </div>
        }
    };
    view! {
        <dl class="formats-size-list">
            {entry("text", |travels| &travels.text)}
            {entry("header", |travels| &travels.header)}
            {entry("url", |travels| &travels.url)}
        </dl>
    }
}

/// Every check with its end, and what follows.
fn verdict(format: Format, findings: Result<Vec<Finding>, CryptoError>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let Ok(findings) = findings else {
        return view! { <p class="notice error">{move || w().no_crypto}</p> }.into_any();
    };
    let is_genuine = findings.iter().all(|finding| finding.holds);
    let rows = findings.into_iter().map(|finding| {
        let Finding {
            check,
            holds,
            compared,
        } = finding;
        let compared = compared.map(|(computed, told)| {
            view! {
                <dl translate="no">
                    <dt>{move || w().computed}</dt>
                    <dd>{computed}</dd>
                    <dt>{move || w().told}</dt>
                    <dd>{told}</dd>
                </dl>
            }
        });
        view! {
            <li class=if holds { "good" } else { "bad" }>
                <span>{move || (w().check)(check, holds)}</span>
                {compared}
            </li>
        }
    });
    let class = if is_genuine {
        "formats-verdict good"
    } else {
        "formats-verdict bad"
    };
    view! {
        <div class=class data-testid=format!("verdict-{}", format.id()) data-genuine=is_genuine.to_string()>
            <ul class="findings">{rows.collect_view()}</ul>
            <p>
                <b>{move || if is_genuine { w().genuine } else { w().refused }}</b>
            </p>
        </div>
    }
    .into_any()
}
