//! The encrypted token: made here, shown part by part, opened again on a click,
//! and not opened when any part of it was altered.

use leptos::prelude::*;
use shared::lab::formats::Formats;

use super::chart::{Sizes, grouped, measured};
use super::jwe::Recipient;
use super::measure::Travels;
use super::panel::SizeList;
use super::specimen::{Format, alter_at, part_of, pieces, stretches};
use super::verify::verify;
use super::words::{EN, ZH};
use crate::components::{TokenView, Work};
use crate::lab::crypto::{CryptoError, from_base64url};
use crate::lab::words::use_words;

/// What is put inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Claims,
    /// A token that is signed: the one who opens it knows who made it.
    SignedJwt,
}

/// What came out.
#[derive(Clone)]
struct Opened {
    text: String,
    /// Of a signed token, whether its signature fits.
    is_genuine: Option<bool>,
}

/// A token, and what was altered in it.
#[derive(Clone)]
struct Made {
    genuine: String,
    text: String,
    altered: Option<usize>,
}

#[component]
pub(super) fn Encrypted(formats: StoredValue<Formats>, sizes: Sizes) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let work = Work::of_this();
    let recipient = StoredValue::new_local(None::<Recipient>);
    let inside = RwSignal::new(Inside::Claims);
    let made = RwSignal::new(None::<Result<Made, CryptoError>>);
    let travels = RwSignal::new(None::<Travels>);
    let opened = RwSignal::new(None::<Result<Opened, CryptoError>>);

    let encrypting = work.clone();
    Effect::new(move || {
        let chosen = inside.get();
        encrypting.begin(async move {
            let token = encrypted(formats, chosen, recipient).await;
            // Who has chosen the other content meanwhile waits for that.
            if inside.get_untracked() != chosen {
                return;
            }
            if let Ok(token) = &token {
                let measures = Travels::of(Format::Jwe, token).await;
                measured(sizes, Format::Jwe, measures.clone());
                travels.set(Some(measures));
            }
            opened.set(None);
            made.set(Some(token.map(|genuine| Made {
                text: genuine.clone(),
                genuine,
                altered: None,
            })));
        });
    });

    let decrypt = move || {
        work.begin(async move {
            let Some(Ok(Made { text, .. })) = made.get_untracked() else {
                return;
            };
            let recipient = recipient.with_value(Clone::clone);
            let Some(recipient) = recipient else { return };
            let end = open(&recipient, &text, formats, inside.get_untracked()).await;
            opened.set(Some(end));
        });
    };
    let decrypt_it = decrypt.clone();
    // Tried at once: an alteration that nobody tries shows nothing.
    let alter = StoredValue::new(move |index: usize| {
        made.update(|made| {
            let Some(Ok(made)) = made else { return };
            let Some((start, part)) = part_of(&made.genuine, index) else {
                return;
            };
            let (text, at) = alter_at(&made.genuine, start + part.len() / 2);
            (made.text, made.altered) = (text, Some(at));
        });
        decrypt();
    });
    let restore = move |_| {
        made.update(|made| {
            if let Some(Ok(made)) = made {
                made.text = made.genuine.clone();
                made.altered = None;
            }
        });
        opened.set(None);
    };

    let parts = move || match made.get() {
        None => view! { <p class="small">{w().making}</p> }.into_any(),
        Some(Err(_)) => view! { <p class="notice error">{w().no_crypto}</p> }.into_any(),
        Some(Ok(made)) => {
            let rows = (0..5).map(|index| part_row(&made, index, alter));
            view! {
                <ol class="jwe-parts" data-testid="token-jwe" data-token=made.text.clone()>
                    {rows.collect_view()}
                </ol>
            }
            .into_any()
        }
    };
    let is_altered = move || {
        made.with(|made| {
            matches!(
                made,
                Some(Ok(Made {
                    altered: Some(_),
                    ..
                }))
            )
        })
    };

    view! {
        <section class="card formats-panel" id={"jwe"} aria-labelledby="jwe-name">
            <header class="formats-head">
                <h2 id="jwe-name">{Format::Jwe.name()}</h2>
                <p class="small">{move || (w().about)(Format::Jwe)}</p>
            </header>
            <div class="formats-bytes">
                <Choice inside />
                {parts}
            </div>
            <div class="formats-facts-of">
                <SizeList format=Format::Jwe travels=travels.into() />
                <div class="actions">
                    <button
                        type="button"
                        class="button primary small"
                        data-testid="decrypt-jwe"
                        on:click=move |_| decrypt_it()
                    >
                        {move || w().decrypt}
                    </button>
                    {move || is_altered().then(|| view! {
                        <button
                            type="button"
                            class="button small"
                            data-testid="restore-jwe"
                            on:click=restore
                        >
                            {w().restore}
                        </button>
                    })}
                </div>
                <div role="status">{move || opened.get().map(outcome)}</div>
                <p class="small">{move || (w().note)(Format::Jwe)}</p>
            </div>
        </section>
    }
}

/// A token for this page alone: with a pair of keys that it makes the first time.
async fn encrypted(
    formats: StoredValue<Formats>,
    inside: Inside,
    recipient: StoredValue<Option<Recipient>, LocalStorage>,
) -> Result<String, CryptoError> {
    let known = recipient.with_value(Clone::clone);
    let made = match known {
        Some(known) => known,
        None => Recipient::new().await?,
    };
    recipient.set_value(Some(made.clone()));
    let (content, kind) = formats.with_value(|formats| match inside {
        Inside::Claims => {
            let claims = serde_json::to_string(&formats.identity);
            (claims.expect("texts and numbers always serialize"), None)
        }
        Inside::SignedJwt => (formats.jwt_rs256.clone(), Some("JWT")),
    });
    made.encrypt(content.as_bytes(), kind).await
}

async fn open(
    recipient: &Recipient,
    token: &str,
    formats: StoredValue<Formats>,
    inside: Inside,
) -> Result<Opened, CryptoError> {
    let bytes = recipient.decrypt(token).await?;
    let text = String::from_utf8(bytes).map_err(|_| CryptoError::Failed)?;
    let is_genuine = match inside {
        Inside::Claims => None,
        Inside::SignedJwt => {
            let keys = formats.with_value(|formats| formats.keys.clone());
            let findings = verify(Format::Rs256, &text, &keys).await?;
            Some(findings.iter().all(|finding| finding.holds))
        }
    };
    Ok(Opened { text, is_genuine })
}

/// A part with its name, its length, and a button that alters it.
fn part_row<F>(made: &Made, index: usize, alter: StoredValue<F>) -> impl IntoView + use<F>
where
    F: Fn(usize) + Send + Sync + 'static,
{
    let w = use_words(&EN, &ZH);
    let (start, part) = part_of(&made.text, index).unwrap_or_default();
    let range = start..start + part.len();
    let text = pieces(
        &made.text,
        range,
        &stretches(Format::Jwe, &made.text),
        made.altered,
    );
    let text = text.into_iter().map(|piece| {
        let class = piece.part.class();
        match piece.is_altered {
            true => view! { <mark class=class>{piece.text}</mark> }.into_any(),
            false => view! { <span class=class>{piece.text}</span> }.into_any(),
        }
    });
    // The one part that everybody can read.
    let header = (index == 0).then(|| from_base64url(part)).flatten();
    let header = header.and_then(|json| String::from_utf8(json).ok());
    let length = part.len();
    view! {
        <li>
            <div class="jwe-head">
                <h3>{move || w().jwe_part[index].0}</h3>
                <span class="meta">{grouped(length)} " " {move || w().bytes}</span>
                <button
                    type="button"
                    class="button small"
                    aria-label=move || (w().alter_part)(w().jwe_part[index].0)
                    data-testid=format!("alter-jwe-{index}")
                    on:click=move |_| alter.with_value(|alter| alter(index))
                >
                    {move || w().alter}
                </button>
            </div>
            <p class="small">{move || w().jwe_part[index].1}</p>
            <p class="token" translate="no">{text.collect_view()}</p>
            {header.map(|json| view! {
                <p class="token part-header jwe-header" translate="no">
                    <span class="part-header">{json}</span>
                </p>
            })}
        </li>
    }
}

fn outcome(opened: Result<Opened, CryptoError>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    match opened {
        Err(_) => view! {
            <div class="formats-verdict bad" data-testid="verdict-jwe" data-genuine="false">
                <p>
                    <b>{move || w().refused}</b>
                    " "
                    {move || w().not_opened}
                </p>
            </div>
        }
        .into_any(),
        Ok(Opened { text, is_genuine }) => {
            let signed = is_genuine.map(|fits| {
                let class = if fits { "good" } else { "bad" };
                view! {
                    <ul class="findings">
                        <li class=class>
                            {move || (w().check)(super::verify::Check::Rsa, fits)}
                        </li>
                    </ul>
                }
            });
            view! {
                <div class="formats-verdict good" data-testid="verdict-jwe" data-genuine="true">
                    <p>
                        <b>{move || w().opened}</b>
                    </p>
                    <p class="token" translate="no" data-testid="opened-jwe">
                        <TokenView token=text />
                    </p>
                    {signed}
                </div>
            }
            .into_any()
        }
    }
}

/// What to encrypt.
#[component]
fn Choice(inside: RwSignal<Inside>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let option = move |what: Inside, name: &'static str| {
        let label = move || match what {
            Inside::Claims => w().inside_claims,
            Inside::SignedJwt => w().inside_jwt,
        };
        view! {
            <button
                type="button"
                aria-pressed=move || (inside.get() == what).to_string()
                data-testid=format!("inside-{name}")
                on:click=move |_| inside.set(what)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="formats-choice" role="group" aria-label=move || w().inside>
            <span class="small" aria-hidden="true">{move || w().inside}</span>
            {option(Inside::Claims, "claims")}
            {option(Inside::SignedJwt, "jwt")}
        </div>
    }
}
