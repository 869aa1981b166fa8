//! Where a key is entered, what it says of the signature, and a signature anew.

use leptos::prelude::*;
use serde_json::Value;
use shared::endpoint;

use super::super::words::use_words;
use super::bench::Bench;
use super::entered::{self, Entered, Spelling, Verdict};
use super::words::{EN, Words, ZH};
use crate::api::experiment::{Experiment, Method};
use crate::components::{Message, Notice, Tone, Work};
use crate::lab::crypto::CryptoError;
use crate::locales::use_texts;

#[component]
pub(super) fn KeyField(bench: Bench, verdict: ReadSignal<Verdict>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let entered = Memo::new(move |_| Hidden(bench.entered()));
    let rows = move || {
        let lines = bench.key().with(|text| text.lines().count());
        lines.clamp(2, 12).to_string()
    };
    view! {
        <div class="field key">
            <label for="key">{move || w().key}</label>
            <textarea
                id="key"
                name="key"
                rows=rows
                autocomplete="off"
                autocapitalize="none"
                // See the token's field.
                spellcheck="false"
                translate="no"
                aria-describedby="key-below"
                prop:value=move || bench.key().get()
                on:input=move |event| bench.enter_key(event_target_value(&event))
            ></textarea>
            <p class="hint" id="key-below">
                {move || w().key_hint}
            </p>
            <div class="key-kind">
                <p class="meta" data-testid="key-kind">
                    {move || entered.with(|entered| kind(&entered.0, w()))}
                </p>
                <Spellings bench entered />
            </div>
        </div>
        <p
            class=move || match verdict.get() {
                Verdict::Fits(_) => "verdict good",
                Verdict::Open => "verdict",
                _ => "verdict bad",
            }
            role="status"
            data-testid="verdict"
            data-verdict=move || name(&verdict.get())
        >
            {move || explained(&verdict.get(), w())}
        </p>
        <Actions bench />
    }
}

/// So that no key gets into a message of the program by way of `Debug`.
#[derive(Clone, PartialEq, Eq)]
struct Hidden(Entered);

/// Whether a secret is the text itself or stands for bytes.
#[component]
fn Spellings(bench: Bench, entered: Memo<Hidden>) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let is_secret = Memo::new(move |_| {
        entered.with(|entered| {
            matches!(
                entered.0,
                Entered::Nothing | Entered::Secret(_) | Entered::NotBase64url
            )
        })
    });
    let choice = move |spelling: Spelling, value: &'static str| {
        let label = move || match spelling {
            Spelling::Text => w().as_text,
            Spelling::Base64url => "base64url",
        };
        view! {
            <label>
                <input
                    type="radio"
                    name="spelling"
                    value=value
                    prop:checked=move || bench.spelling().get() == spelling
                    on:change=move |_| bench.spelling().set(spelling)
                />
                {label}
            </label>
        }
    };
    view! {
        <fieldset class="spellings" hidden=move || !is_secret.get()>
            <legend class="visually-hidden">{move || w().spelling}</legend>
            {choice(Spelling::Text, "text")}
            {choice(Spelling::Base64url, "base64url")}
        </fieldset>
    }
}

#[component]
fn Actions(bench: Bench) -> impl IntoView {
    let w = use_words(&EN, &ZH);
    let t = use_texts();
    let work = Work::of_this();
    let told = RwSignal::new(None::<Message>);
    // What was said of another token or key does not hold any more.
    Effect::new(move || {
        bench.token();
        bench.key().track();
        told.set(None);
    });
    let sign = {
        let work = work.clone();
        move |_| {
            let token = bench.token_untracked();
            let (anatomy, entered) = untrack(|| (bench.anatomy(), bench.entered()));
            work.begin(async move {
                match entered::sign(&token, &anatomy, &entered).await {
                    Ok(signed) => bench.load(&signed),
                    Err(why) => told.set(Some(untrack(|| refused(&why, w())))),
                }
            });
        }
    };
    let fetch_keys = move |_| {
        work.begin(async move {
            let keys = Experiment::new(Method::GET, endpoint::JWKS);
            match keys.fetch::<Value>().await {
                Ok(set) if set["keys"].as_array().is_some_and(Vec::is_empty) => {
                    let text = untrack(w).no_public_keys;
                    told.set(Some(Message::new(Tone::Neutral, "no_public_keys", text)));
                }
                Ok(set) => bench.enter_key(serde_json::to_string_pretty(&set).unwrap_or_default()),
                Err(error) => told.set(Some(Message::from_error(&error, untrack(t)))),
            }
        });
    };
    view! {
        <Notice message=told />
        <div class="actions">
            <button type="button" class="button primary" data-testid="sign-again" on:click=sign>
                {move || w().sign_again}
            </button>
            <button type="button" class="button" data-testid="fetch-keys" on:click=fetch_keys>
                {move || w().fetch_keys}
            </button>
        </div>
    }
}

/// Why there is no new signature.
fn refused(why: &Verdict, w: &Words) -> Message {
    match why {
        Verdict::Open => Message::new(Tone::Error, "no_key", w.enter_key),
        why => Message::new(Tone::Error, name(why), &explained(why, w)),
    }
}

/// What was entered, as it was understood.
fn kind(entered: &Entered, w: &Words) -> String {
    match entered {
        Entered::Nothing => String::new(),
        Entered::Secret(bytes) => (w.kind_secret)(bytes.len()),
        Entered::NotBase64url => w.secret_not_base64url.to_owned(),
        Entered::Pem(_) => "PEM".to_owned(),
        Entered::Jwks(keys) => match &**keys {
            [key] => format!("JWK · {} · {}", key.kty, (w.kind_key)(key.is_public)),
            keys => (w.kind_set)(keys.len()),
        },
    }
}

/// A verdict as programs know it.
fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Open => "open",
        Verdict::Fits(_) => "fits",
        Verdict::DoesNotFit => "does-not-fit",
        Verdict::Unsigned => "unsigned",
        Verdict::UnknownAlg(_) => "unknown-alg",
        Verdict::OtherAlg { .. } => "other-alg",
        Verdict::NoSuchKey(_) => "no-such-key",
        Verdict::NoKeys => "no-keys",
        Verdict::NotBase64url => "not-base64url",
        Verdict::Failed(_) => "failed",
    }
}

fn explained(verdict: &Verdict, w: &Words) -> String {
    match verdict {
        Verdict::Open => w.open.to_owned(),
        Verdict::Fits(None) => w.fits.to_owned(),
        Verdict::Fits(Some(kid)) => (w.fits_kid)(kid),
        Verdict::DoesNotFit => w.does_not_fit.to_owned(),
        Verdict::Unsigned => w.alg_none.to_owned(),
        Verdict::UnknownAlg(alg) => (w.alg_unknown)(alg.as_deref().unwrap_or_default()),
        Verdict::OtherAlg { key, token } => (w.other_alg)(key, token),
        Verdict::NoSuchKey(kid) => (w.no_such_key)(kid),
        Verdict::NoKeys => w.no_keys.to_owned(),
        Verdict::NotBase64url => w.secret_not_base64url.to_owned(),
        Verdict::Failed(CryptoError::Unsupported) => w.not_in_this_browser.to_owned(),
        Verdict::Failed(CryptoError::KeyRejected) => w.key_rejected.to_owned(),
        Verdict::Failed(CryptoError::PublicKeyCannotSign) => w.public_cannot_sign.to_owned(),
        Verdict::Failed(CryptoError::Failed) => w.key_failed.to_owned(),
    }
}
